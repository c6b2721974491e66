"""Where the links and figures of a report lead, whichever page shows them."""

from __future__ import annotations

from pathlib import Path

from mkdocs_mlops_report.report.model import Report
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
