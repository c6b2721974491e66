"""Where the links and figures of a report lead on a page of a site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mkdocs.structure.files import File

from mkdocs_mlops_report.page.context import Image
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.repository.forge import Forge
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS, size_of
from mkdocs_mlops_report.repository.links import Place, Target, extension_of, fragment_of, locate


class PageLinks:
    """Turns the URLs in a report into those on the page that shows it.

    Args:
        page: the file of the page.
        report: the report.
        figures: the files of its figures in the site, by path.
        pages: all files of the site, by resolved path.
        forge: where the repository is published, None if that is not known.
        zoom: whether our script enlarges figures.
    """

    def __init__(
        self,
        page: File,
        report: Report,
        figures: Mapping[Path, File],
        pages: Mapping[Path, File],
        forge: Forge | None,
        *,
        zoom: bool = True,
    ) -> None:
        self.page = page
        self.report = report
        self.figures = figures
        self.pages = pages
        self.forge = forge
        self.zoom = zoom

    def figure(self, url: str) -> Image | None:
        """Return the image of a figure, None if its file does not exist."""
        target = locate_figure(url, self.report, self.forge)
        if target.place is Place.REMOTE:
            return Image(url)
        file = self.figures.get(target.file) if target.file else None
        if target.file is None or file is None:
            return None
        # An SVG that is opened by itself can run scripts.
        zoom = self.zoom and target.file.suffix.lower() != ".svg"
        return Image(file.url_relative_to(self.page), size_of(target.file), zoom=zoom)

    def link(self, url: str) -> str | None:
        """Return the URL of a link: into the site, else to the forge; None if it leads nowhere."""
        report = self.report
        if url.startswith("#"):
            return url
        target = locate(url, report.folder, report.root)
        if target.place is Place.REMOTE:
            return url
        if target.file is None:
            return None
        svg = target.file.suffix.lower() == ".svg"
        figure = self.figures.get(target.file)
        if figure is not None and not svg:
            return figure.url_relative_to(self.page)
        page = self.pages.get(target.file.resolve())
        if page is not None and not svg:
            return page.url_relative_to(self.page) + fragment_of(url)
        if self.forge is None or report.root is None:
            return None
        return self.forge.file(target.file.relative_to(report.root).as_posix()) + fragment_of(url)


def locate_figure(url: str, report: Report, forge: Forge | None) -> Target:
    """Resolve the URL of a figure; a URL of this repository on its forge is the local file, if it exists."""
    target = locate(url, report.folder, report.root)
    if target.place is Place.REMOTE and forge is not None:
        for path in forge.paths_of(url):
            local = locate(f"/{path}", report.folder, report.root)
            if local.file is not None and local.file.is_file():
                return local
    return target


def local_figures(report: Report, forge: Forge | None) -> list[Path]:
    """Return the files of the figures that answers show, and of the images that any text of the report links to."""
    urls = {figure.url for question in report.questions for figure in question.answer.figures}
    urls |= {link.url for question in report.questions for link in question.answer.links}
    prompts = (question.prompt for question in report.questions)
    for tokens in (*prompts, report.instructions, *(section.intro for section in report.sections)):
        # Most of the template contains no link, so its inlines need not be parsed.
        linked = any("](" in token.content or "][" in token.content for token in tokens.raw)
        for token in tokens if linked else ():
            for child in token.children or ():
                url = child.attrs.get("href") if child.type == "link_open" else child.attrs.get("src")
                urls.add(str(url or ""))
    targets = (locate_figure(url, report, forge) for url in sorted(urls) if extension_of(url) in IMAGE_EXTENSIONS)
    files = (target.file for target in targets if target.file is not None and target.file.is_file())
    return [file for file in files if file.suffix.lower() in IMAGE_EXTENSIONS]
