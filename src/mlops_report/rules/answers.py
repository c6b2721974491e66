"""ANS: what some prompts ask for beside a number of words or figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlops_report.pattern import lazy
from mlops_report.report import Place, locate
from mlops_report.report.visible import text_of
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings

_ADDRESS = lazy(r"https?://[^\s)>\"']+|www\.\S+|\bgithub\.com/\S+|(?<=href=[\"'])[^\"']+", re.IGNORECASE)
_ELSEWHERE = lazy(r"#|https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|docs\.docker\.com)", re.IGNORECASE)
"""Addresses that a text about docker has without linking to a docker file."""
_PATH = lazy(r"(?<![\w/.])[\w./-]*(?:[Dd]ocker(?:file)?s?/|[Dd]ocker[Ff]ile)[\w./-]*")
_PERCENTAGE = lazy(
    r"\d\s?(?:%|\\%|pct\b|/\s?100\b)|\bper ?cent\b|\bprocent\b|(?<![\w.])0?\.\d{1,4}\b|\bzero\b|\b0\b"
    r"|\bcoverage\b[^.\n]{0,60}?\b\d{1,3}(?:\.\d+)?\b",
    re.IGNORECASE,
)

_DOCKER = """\
### Question 15
> **Link to one of your docker files.**
>
> Answer:

"""
_COVERAGE = """\
### Question 8
> **What is the coverage in percent?**
>
> Answer:

"""


@rule(
    "ANS001",
    "link-asked-for-missing",
    Severity.WARNING,
    why="The prompt asks for a link to one of the docker files.",
    mend="Link to the file in your repository, by its address on GitHub or by its path from the report.",
    fires=_DOCKER + "{110 words}\n",
    silent=_DOCKER + "{110 words} See [the file](https://example.org/train.dockerfile).\n",
)
def link_asked_for_missing(readings: Readings) -> Iterator[Finding]:
    """A prompt asks for a link, and the answer has none."""
    for question in readings.asking("link"):
        text = readings.report.source.text_at(question.answer.spans)
        if any(not _ELSEWHERE.match(link.url) for link in question.answer.links):
            continue
        if any(not _ELSEWHERE.match(address) for address in _ADDRESS.findall(text)):
            continue
        path = _named_file(readings, text)
        yield Finding(
            question.place,
            "The prompt asks for a link to a docker file; there is none.",
            f"Write `[{path.rsplit('/', 1)[-1]}]({path})`."
            if path
            else "Link to it, by its address on GitHub or its path.",
            question.number,
        )


@rule(
    "ANS002",
    "coverage-without-percentage",
    Severity.INFO,
    why="The prompt asks for the coverage in percent.",
    mend="Say the number that `coverage report` prints last.",
    fires=_COVERAGE + "{110 words}\n",
    silent=_COVERAGE + "{110 words} 87%\n",
)
def coverage_without_percentage(readings: Readings) -> Iterator[Finding]:
    """The answer about coverage has no percentage."""
    for question in readings.asking("coverage"):
        if not _PERCENTAGE.search(text_of(question.answer.tokens)):
            yield Finding(
                question.place,
                "The prompt asks for the coverage in percent; there is no number.",
                "Add the number that `coverage report` prints last, in the line `TOTAL`.",
                question.number,
            )


def _named_file(readings: Readings, text: str) -> str | None:
    """Return the path, from the report's folder, of a docker file that the answer names and the repository has."""
    report = readings.report
    if report.folder is None or report.root is None:
        return None
    for match in _PATH.finditer(text):
        for path in (match[0].rstrip("."), f"/{match[0].lstrip('./').rstrip('.')}"):
            located = locate(path, report.folder, report.root)
            if located.place is Place.LOCAL and located.file and located.file.is_file():
                up = "../" * len(report.folder.relative_to(report.root).parts) if path.startswith("/") else ""
                return up + path.lstrip("/")
    return None
