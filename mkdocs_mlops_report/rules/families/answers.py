"""ANS: what some prompts ask for besides a number of words or figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.repository.links import Place
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Severity, rule
from mkdocs_mlops_report.text.pattern import lazy_pattern

_URL = lazy_pattern(r"https?://[^\s)>\"']+|www\.\S+|\bgithub\.com/\S+|(?<=href=[\"'])[^\"']+", re.IGNORECASE)
_NOT_A_FILE = lazy_pattern(r"#|https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|docs\.docker\.com)", re.IGNORECASE)
"""URLs in a text about Docker that do not lead to a Dockerfile."""
_PATH = lazy_pattern(r"(?<![\w/.])[\w./-]*(?:[Dd]ocker(?:file)?s?/|[Dd]ocker[Ff]ile)[\w./-]*")
_PERCENTAGE = lazy_pattern(
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
    why="The prompt asks for a link to one of your Dockerfiles.",
    example=_DOCKER + "{110 words}\n",
    instead=_DOCKER + "{110 words} See [the file](https://example.org/train.dockerfile).\n",
)
def link_asked_for_missing(context: Context) -> Iterator[Finding]:
    """Checks for a missing link to a Dockerfile where the prompt asks for one."""
    for question in context.asking("link"):
        text = context.report.source.text_at(question.answer.spans)
        urls = [*(link.url for link in question.answer.links), *_URL.findall(text)]
        if any(not _NOT_A_FILE.match(url) for url in urls):
            continue
        path = _named_file(context, text)
        yield Finding(
            question.answer_span,
            "The prompt asks for a link to a Dockerfile; the answer has none.",
            f"Write `[{path.rpartition('/')[2]}]({path})`." if path else "Link to it by its path or its URL on GitHub.",
            question.number,
        )


@rule(
    "ANS002",
    "coverage-without-percentage",
    Severity.INFO,
    why="The prompt asks for the code coverage in percent.",
    example=_COVERAGE + "{110 words}\n",
    instead=_COVERAGE + "{110 words} 87%\n",
)
def coverage_without_percentage(context: Context) -> Iterator[Finding]:
    """Checks for a missing percentage in the answer about code coverage."""
    for question in context.asking("coverage"):
        if not _PERCENTAGE.search(text_of(question.answer.tokens)):
            yield Finding(
                question.answer_span,
                "The prompt asks for a percentage; the answer has none.",
                "Add the number from the line `TOTAL` of `coverage report`.",
                question.number,
            )


def _named_file(context: Context, text: str) -> str | None:
    """Return the path, relative to the report, of an existing Dockerfile that the answer names; None without one."""
    folder, root = context.files.folder, context.files.root
    if folder is None or root is None:
        return None
    for match in _PATH.finditer(text):
        for path in (match[0].rstrip("."), f"/{match[0].lstrip('./').rstrip('.')}"):
            target = context.files.target(path)
            if target.place is Place.LOCAL and target.file and target.file.is_file():
                up = "../" * len(folder.relative_to(root).parts) if path.startswith("/") else ""
                return up + path.lstrip("/")
    return None
