"""Where the links and figures of a report lead on a page of a site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mkdocs.structure.files import File

from mlops_report.page import Picture
from mlops_report.page.sizes import size_of
from mlops_report.report import Place, Report, locate
from mlops_report.report.figures import FIGURE_TYPES, Located, ending_of, fragment_of
from mlops_report.report.forge import Forge
from mlops_report.rules import CheckedReport


class Addresses:
    """Turns the addresses in one report into those of the page that shows it.

    Args:
        page: the page's file.
        report: the report.
        figures: the files of figures that are in the site.
        pages: the other files of the site's docs.
        forge: where the repository is published, None where that is not known.
        zoom: whether figures can be enlarged by our own means.
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

    def figure(self, url: str) -> Picture | None:
        """Return what is shown for a figure, None where its file is not there."""
        located = locate_figure(url, self.report, self.forge)
        if located.place is Place.REMOTE:
            return Picture(url)
        file = self.figures.get(located.file) if located.file else None
        if located.file is None or file is None:
            return None
        # A drawing that is opened by itself, not as a picture, can run scripts.
        zoom = self.zoom and located.file.suffix.lower() != ".svg"
        return Picture(file.url_relative_to(self.page), size_of(located.file), zoom=zoom)

    def link(self, url: str) -> str | None:
        """Return where a link leads: into the site, else to the forge; None where it leads nowhere."""
        report = self.report
        if url.startswith("#"):
            return url
        located = locate(url, report.folder, report.root)
        if located.place is Place.REMOTE:
            return url
        if located.file is None:
            return None
        figure = self.figures.get(located.file)
        if figure is not None and located.file.suffix.lower() != ".svg":
            return figure.url_relative_to(self.page)
        target = self.pages.get(located.file.resolve())
        if target is not None:
            return target.url_relative_to(self.page) + fragment_of(url)
        if self.forge is None or report.root is None:
            return None
        return self.forge.file(located.file.relative_to(report.root).as_posix()) + fragment_of(url)


def locate_figure(url: str, report: Report, forge: Forge | None) -> Located:
    """Resolve a figure's address; one on the forge of this very repository is the local file, if that is there."""
    located = locate(url, report.folder, report.root)
    if located.place is Place.REMOTE and forge is not None:
        for path in forge.paths_of(url):
            here = locate(f"/{path}", report.folder, report.root)
            if here.file is not None and here.file.is_file():
                return here
    return located


def local_figures(checked: CheckedReport, forge: Forge | None) -> list[Path]:
    """Return the files of figures that answers show or that any text of the report links to."""
    report = checked.report
    urls = {figure.url for question in report.questions for figure in question.answer.figures}
    urls |= {link.url for question in report.questions for link in question.answer.links}
    prompts = (question.prompt for question in report.questions)
    for tokens in (*prompts, report.instructions, *(section.intro for section in report.sections)):
        # Most of the template has no link; its inlines need not be parsed to know that.
        linked = any("](" in token.content or "][" in token.content for token in tokens.raw)
        for token in tokens if linked else ():
            for child in token.children or ():
                url = child.attrs.get("href") if child.type == "link_open" else child.attrs.get("src")
                urls.add(str(url or ""))
    wanted = (url for url in sorted(urls) if ending_of(url) in FIGURE_TYPES)
    located = (locate_figure(url, report, forge) for url in wanted)
    return [
        place.file
        for place in located
        if place.file is not None and place.file.is_file() and place.file.suffix.lower() in FIGURE_TYPES
    ]
