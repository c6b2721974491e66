"""Which file a path in the report was meant for, and why GitHub does not find it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from shlex import quote
from urllib.parse import unquote

from mkdocs_mlops_report.exam import sample_figures
from mkdocs_mlops_report.report.model import Figure
from mkdocs_mlops_report.repository.links import Place
from mkdocs_mlops_report.repository.pictures import Display
from mkdocs_mlops_report.repository.suggestions import alike, path_of, similar_path
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.phrases import shortened


def meant_file(context: Context, url: str) -> str | None:
    """Return the path of the only file that the URL of a missing figure can mean; None if the figure is not missing."""
    if context.files.display(url) not in {Display.MISSING, Display.OUTSIDE, Display.NOT_LOADED}:
        return None
    return None if context.files.target(url).place is Place.REMOTE else context.files.same(url)


def why_not_found(url: str, meant: str) -> tuple[str, str]:
    """Return why GitHub does not find a file that exists, and what to do with several such paths."""
    path = unquote(url)
    if "\\" in path:
        return "paths must use `/`", "Write `/` instead of each backslash."
    if "..." in path:
        return "the folder above is `..`", "Write `..` instead of each `...`."
    if path.startswith("/"):
        return "a leading `/` means the root of the repository", "Write each path relative to the report's folder."
    if len(alike(path)) > len(alike(meant)) and alike(path).endswith(alike(meant)):
        return "paths are relative to the report's folder", f"Remove `{shortened(path[: -len(meant)])}` from each path."
    if path.casefold() == meant.casefold():
        return "upper and lower case do not match", "Write each path exactly as the file is named."
    if alike(path_of(url)) == alike(meant):
        return _difference(path, meant), "Write each path exactly as the file is named."
    return "the file is at a different path", "Write each path relative to the report's folder."


def git_add(context: Context, file: Path) -> str:
    """Return how to add a file to git, from the root of the repository."""
    root = context.report.root
    path = file.relative_to(root).as_posix() if root else file.name
    return f"Run `git add -f {quote(path)}`, then commit and push."


def unused_images(context: Context) -> list[str]:
    """Return the images in `figures/` that the group's text neither shows nor mentions.

    A file with the name of a sample counts as one, since the course may have changed the image.
    """
    folder, source = context.report.folder, context.report.source
    if folder is None or not context.files.images:
        return []
    answers = [question.answer for question in context.report.questions]
    urls = [figure.url for answer in answers for figure in answer.figures]
    urls += [link.url for answer in answers for link in answer.links]
    used = {context.files.target(url).file for url in urls}
    text = unquote(source.text_at(span for answer in answers for span in answer.spans))
    known = {*sample_figures().values()}
    return [
        path
        for path in context.files.images
        if folder / path not in used and PurePosixPath(path).name not in known and PurePosixPath(path).name not in text
    ]


def similar_images(context: Context, missing: Sequence[Figure], unused: Iterable[str]) -> dict[str, str]:
    """Return the image that each missing figure was probably meant to show, by its URL.

    That is an image with the same name in another folder, or an unused one with a similar name; each unused one is
    suggested once.
    """
    found: dict[str, str] = {}
    left = list(unused)
    for figure in missing:
        if figure.url in found:
            continue
        name = alike(PurePosixPath(path_of(figure.url)).name)
        same = [path for path in context.files.images if alike(PurePosixPath(path).name) == name]
        near = same[0] if len(same) == 1 else similar_path(figure.url, left)
        if near is not None:
            found[figure.url] = near
            left = [path for path in left if path != near]
    return found


def _difference(written: str, meant: str) -> str:
    """Return how two paths that look the same differ."""
    for path, where in ((meant, "the name of the file contains"), (written, "the path contains")):
        other = written if path == meant else meant
        odd = next((one for one in path if not one.isascii() and one.isspace() and one not in other), "")
        if odd:
            name = unicodedata.name(odd, "a space").lower()
            return f"{where} U+{ord(odd):04X} ({name})"
    return "accents in the file name have a different Unicode form"
