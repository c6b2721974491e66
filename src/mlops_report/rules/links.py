"""LNK: links to files of the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mlops_report.pattern import lazy
from mlops_report.report import Link, Place, Question, locate
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.figures import is_picture
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import shortened

_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

"""
_SITE = lazy(
    r"^(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dk|dev|ai|app|edu|eu|gov|co|me|run|cloud)(?:[/:?#]|$))",
    re.IGNORECASE,
)
_MAIL = lazy(r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$")


@rule(
    "LNK001",
    "broken-link",
    Severity.WARNING,
    why="A grader who follows the link meets an error page.",
    mend="Write the path as it is from the report's folder: `../src/model.py`.",
    fires=_PROMPT + "{120 words} See [the list](../no-such-file.txt).\n",
    silent=_PROMPT + "{120 words} See [the list](../requirements.txt).\n",
)
def broken_link(readings: Readings) -> Iterator[Finding]:
    """A relative link leads to no file of the repository."""
    for question, link in _broken(readings):
        if _from_root(readings, link):
            continue
        url = shortened(unquote(link.url))
        outside = readings.places[link.url].place is Place.OUTSIDE
        yield Finding(
            link.span,
            f"The link `{url}` leads {'out of the repository' if outside else 'nowhere'}."
            if url
            else f"The link `{shortened(link.text)}` has no address.",
            _advice(link),
            question.number,
        )


@rule(
    "LNK002",
    "repo-root-link",
    Severity.INFO,
    why="On GitHub a path begins at the report's folder. One that begins at the root of the repository leads"
    " nowhere.",
    mend="Write the path as it is from the report's folder: `../src/model.py`.",
    fires=_PROMPT + "{120 words} See [the list](requirements.txt).\n",
    silent=_PROMPT + "{120 words} See [the list](../requirements.txt).\n",
    fix="safe",
)
def repo_root_link(readings: Readings) -> Iterator[Finding]:
    """A link works from the root of the repository, and not from the report."""
    for question, link, meant in meant_from_root(readings):
        yield Finding(
            link.span,
            f"The link `{shortened(unquote(link.url))}` leads nowhere from here; it begins at the repository's root.",
            f"Write `{meant}`.",
            question.number,
        )


def meant_from_root(readings: Readings) -> Iterator[tuple[Question, Link, str]]:
    """Yield the links that work from the repository's root only, with the path from the report's folder."""
    for question, link in _broken(readings):
        meant = _from_root(readings, link)
        if meant:
            yield question, link, meant


def _broken(readings: Readings) -> Iterator[tuple[Question, Link]]:
    for question in readings.report.questions:
        for link in question.answer.links:
            gone = readings.places[link.url].place in {Place.MISSING, Place.OUTSIDE}
            if question.figures and is_picture(link.url):
                continue  # FIG005 tells
            if readings.alone and not _begins_here(readings, link):
                continue  # the repository is not there: nobody can tell
            if gone and not link.url.startswith("#") and not (link.around_figure and _shown(question, link)):
                yield question, link


def _begins_here(readings: Readings, link: Link) -> bool:
    """Tell whether a link begins in a folder that stands beside the report."""
    folder, first = readings.report.folder, unquote(link.url).split("/")[0]
    return folder is not None and "/" in link.url and first not in {"..", "."} and (folder / first).is_dir()


def _shown(question: Question, link: Link) -> bool:
    """Tell whether a figure of the answer has the same address: what is wrong with it, FIG says."""
    return any(figure.url == link.url for figure in question.answer.figures)


def _from_root(readings: Readings, link: Link) -> str | None:
    """Return the path from the report's folder, where the link leads to something from the root."""
    report = readings.report
    if report.folder is None or report.root is None or link.url.startswith("/"):
        return None
    located = locate(f"/{link.url}", report.folder, report.root)
    if located.file is None or located.file == report.root:
        return None
    parts = urlsplit(link.url)
    behind = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return Path(os.path.relpath(located.file, report.folder)).as_posix() + behind


def _advice(link: Link) -> str:
    url = unquote(link.url)
    if not url:
        return "Write an address between the parentheses."
    if _MAIL.match(url):
        return f"Write `mailto:{url}`."
    if _SITE.match(url):
        return f"Write `https://{shortened(url)}`."
    if url.startswith("file:") or re.match(r"^[A-Za-z]:", url):
        return "It is a file of your own machine: put it into the repository."
    return "Correct the path; it begins at the report's folder, for instance `../src/model.py`."
