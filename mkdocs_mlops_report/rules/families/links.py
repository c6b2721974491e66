"""LNK: links to files of the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from mkdocs_mlops_report.report.model import Link, Question
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS
from mkdocs_mlops_report.repository.links import Place, extension_of
from mkdocs_mlops_report.repository.suggestions import path_of, typed
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.meant_paths import git_add, why_not_found
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import shortened, shown_url
from mkdocs_mlops_report.text.pattern import lazy_pattern

_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

"""
_WEBSITE = lazy_pattern(
    r"^(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dk|dev|ai|app|edu|eu|gov|co|me|run|cloud)(?:[/:?#]|$))",
    re.IGNORECASE,
)
_MAIL = lazy_pattern(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")
_NEAR = Several("{n} links lead nowhere.", "Write the paths of files that exist.")
_SEVERAL = "Write each path relative to the report's folder."
_OWN_FILES = "Add each file to the repository and link to it there."
_OWN = lazy_pattern(r"^(?:[A-Za-z]:[\\/]|/(?:home|Users)/)")
"""Paths of a computer instead of a repository."""


class MeantLink(NamedTuple):
    """A link that leads nowhere, and the path relative to the report that it was meant for."""

    question: Question
    link: Link
    path: str


@rule(
    "LNK001",
    "broken-link",
    Severity.WARNING,
    why="A grader who follows the link gets an error page.",
    example=_PROMPT + "{120 words} See [the list](../no-such-file.txt).\n",
    instead=_PROMPT + "{120 words} See [the list](../requirements.txt).\n",
    fix="safe",
    fix_note="Writes the path in the form that GitHub resolves, if exactly one file matches.",
    see=("LNK002",),
)
def broken_link(context: Context) -> Iterator[Finding]:
    """Checks for relative links that do not lead to a file of the repository."""
    for question, link in _broken(context):
        if _path_from_root(context, link):
            continue
        url = shown_url(link.url)
        meant = context.files.same(link.url, folders=True)
        if meant is not None:
            why, advice = why_not_found(link.url, meant)
            yield Finding(
                link.span,
                f"GitHub does not find `{url}`: {why}.",
                f"Write `{typed(meant)}`.",
                question.number,
                detail=f"`{url}` → `{typed(meant)}`",
                several=Several(f"GitHub does not find {{n}} links: {why}.", advice),
            )
            continue
        outside = context.files.target(link.url).place is Place.OUTSIDE
        near = None if outside else context.files.similar(link.url)
        near = None if near == path_of(link.url) else near  # git has the file, the disk has not
        own = _is_own_file(link)
        where = "out of the repository" if outside else "to your own computer" if own else "nowhere"
        yield Finding(
            link.span,
            f"Link `{url}` leads {where}." if url else f"Link `{shortened(link.text)}` has no URL.",
            f"Did you mean `{typed(near)}`?" if near else _advice(link),
            question.number,
            fixable=False,
            detail=(f"`{url}`" if url else "") + (f" → `{typed(near)}`" if near else ""),
            several=_NEAR if near else Several(f"{{n}} links lead {where}.", _OWN_FILES if own else _SEVERAL),
        )


@rule(
    "LNK002",
    "repo-root-link",
    Severity.INFO,
    why="On GitHub, a path starts at the report's folder. One that starts at the root of the repository leads nowhere.",
    example=_PROMPT + "{120 words} See [the list](requirements.txt).\n",
    instead=_PROMPT + "{120 words} See [the list](../requirements.txt).\n",
    fix="safe",
    fix_note="Writes the path relative to the report.",
    see=("LNK001",),
    several=Several(
        "{n} links start at the root of the repository, so they lead nowhere.",
        "Write each path relative to the report's folder.",
    ),
)
def repo_root_link(context: Context) -> Iterator[Finding]:
    """Checks for links that work from the root of the repository, but not from the report."""
    for question, link, path in root_links(context):
        yield Finding(
            link.span,
            f"Link `{shown_url(link.url)}` starts at the root of the repository, so it leads nowhere.",
            f"Write `{path}`.",
            question.number,
            detail=f"`{shown_url(link.url)}` → `{path}`",
        )


@rule(
    "LNK003",
    "linked-file-not-in-git",
    Severity.INFO,
    why="The course reads a clone of the repository, which contains only the files that are in git. A file that"
    " `.gitignore` excludes, or that was never added, exists only on your own computer.",
    example="""\
.gitignore             (contains data/)
data/
  README.md            (not in git)
reports/
  README.md            (links to ../data/README.md)
""",
    instead="""\
data/
  README.md            (added with `git add -f`)
reports/
  README.md            (links to ../data/README.md)
""",
    see=("FIG015",),
    several=Several(
        "{n} links lead to files that are on your disk, but not in git.",
        "Run `git add -f` for each file, then commit and push.",
    ),
)
def linked_file_not_in_git(context: Context) -> Iterator[Finding]:
    """Checks for links to files that exist only on your own computer."""
    for question in context.report.questions:
        for link in question.answer.links:
            file = context.files.target(link.url).file
            if file is not None and file.is_file() and not context.files.is_tracked(file):
                yield Finding(
                    link.span,
                    f"`{shown_url(link.url)}` is on your disk, but not in git.",
                    git_add(context, file),
                    question.number,
                    detail=f"`{shown_url(link.url)}`",
                )


def meant_links(context: Context) -> Iterator[MeantLink]:
    """Yield the broken links for which exactly one file can be meant, and its path relative to the report."""
    for question, link in _broken(context):
        meant = None if _path_from_root(context, link) else context.files.same(link.url, folders=True)
        if meant is not None:
            yield MeantLink(question, link, typed(meant))


def root_links(context: Context) -> Iterator[MeantLink]:
    """Yield the links that work only from the root of the repository."""
    for question, link in _broken(context):
        path = _path_from_root(context, link)
        if path:
            yield MeantLink(question, link, path)


def _broken(context: Context) -> Iterator[tuple[Question, Link]]:
    for question in context.report.questions:
        for link in question.answer.links:
            place = context.files.target(link.url).place
            missing = place in {Place.MISSING, Place.OUTSIDE}
            if question.figures and extension_of(link.url) in IMAGE_EXTENSIONS and place is not Place.OUTSIDE:
                continue  # FIG005 reports it
            if context.files.only_report and link.url and not _starts_beside_report(context, link):
                continue  # without the repository, nobody can tell
            if missing and not link.url.startswith("#") and not (link.around_figure and _is_shown(question, link)):
                yield question, link


def _starts_beside_report(context: Context, link: Link) -> bool:
    """Return whether a link starts in a folder that is beside the report."""
    folder, first = context.files.folder, unquote(link.url).split("/")[0]
    return folder is not None and first not in {"", "..", "."} and (folder / first).is_dir()


def _is_shown(question: Question, link: Link) -> bool:
    """Return whether a figure of the answer has the same URL, so that FIG reports what is wrong with it."""
    return any(figure.url == link.url for figure in question.answer.figures)


def _path_from_root(context: Context, link: Link) -> str | None:
    """Return the path relative to the report if the link leads somewhere from the root of the repository."""
    folder, root = context.files.folder, context.files.root
    if folder is None or root is None:
        return None
    file = context.files.target(f"/{link.url}").file
    if file is None or file == root:
        return None
    parts = urlsplit(link.url)
    rest = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return typed(Path(os.path.relpath(file, folder)).as_posix()) + rest


def _is_own_file(link: Link) -> bool:
    url = unquote(link.url)
    return url.casefold().startswith("file:") or _OWN.match(url) is not None


def _advice(link: Link) -> str:
    url = unquote(link.url)
    if not url:
        return "Write a URL between the parentheses."
    if _MAIL.match(url):
        return f"Write `mailto:{shortened(url)}`."
    if _WEBSITE.match(url):
        return f"Write `https://{shortened(url)}`."
    if _is_own_file(link):
        return "Add the file to the repository and link to it there."
    return "Write a path relative to the report's folder, for instance `../src/model.py`."
