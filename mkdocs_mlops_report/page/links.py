"""Where the links and figures of a report lead, whichever page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mkdocs_mlops_report.report.model import Prose, Report
from mkdocs_mlops_report.report.visible import figures_of, links_of
from mkdocs_mlops_report.repository.forge import Forge, forge_of
from mkdocs_mlops_report.repository.git.view import add_to_view
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS
from mkdocs_mlops_report.repository.links import Place, Target, extension_of, fragment_of, locate
from mkdocs_mlops_report.repository.snapshot import Snapshot


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
    """Return the files of the figures that a report shows, and of the images that it links to."""
    urls = {figure.url for question in report.questions for figure in question.answer.figures}
    urls |= {link.url for question in report.questions for link in question.answer.links}
    for prose in _outside_answers(report):
        # Most of the template contains no link, so its inlines need not be parsed.
        if any(_may_link(token.content) for token in prose.raw):
            urls |= {figure.url for figure in figures_of(prose, report.source)}
            urls |= {link.url for link in links_of(prose, report.source)}
    targets = (locate_figure(url, report, forge) for url in sorted(urls) if extension_of(url) in IMAGE_EXTENSIONS)
    files = (target.file for target in targets if target.file is not None and target.file.is_file())
    return [file for file in files if file.suffix.lower() in IMAGE_EXTENSIONS]


def _may_link(text: str) -> bool:
    return "](" in text or "][" in text or "![" in text or "<img" in text.lower()


def _outside_answers(report: Report) -> Iterator[Prose]:
    """Yield all texts of a report that are not answers."""
    yield from (report.instructions, report.checklist.intro)
    for group in report.checklist.groups:
        yield group.rest
        for item in group.items:
            yield from (item.tokens, item.note)
    yield from (section.intro for section in report.sections)
    for question in report.questions:
        yield from (question.prompt, question.example)


def add_figures_to_view(report: Report, snapshot: Snapshot, view: Path) -> None:
    """Write the figures of a report that a view of a commit does not have, since they are not in its folder.

    Args:
        report: a report in the view.
        snapshot: the files of the commit.
        view: the folder that `write_view` has made of it.

    Raises:
        GitError: git cannot read the commit.
    """
    root = view.resolve()
    inside = (path.resolve() for path in local_figures(report, forge_of(view, environment={})))
    empty = [path for path in inside if path.is_relative_to(root) and path.stat().st_size == 0]
    add_to_view(snapshot, root, [path.relative_to(root).as_posix() for path in empty])


def link_to_forge(url: str, report: Report, forge: Forge | None) -> str | None:
    """Return where a link leads on a page outside of the repository: to the forge; None if it leads nowhere."""
    if url.startswith("#"):
        return url
    target = locate(url, report.folder, report.root)
    if target.place is Place.REMOTE:
        return url
    if target.file is None or forge is None or report.root is None:
        return None
    return forge.file(target.file.relative_to(report.root).as_posix()) + fragment_of(url)
