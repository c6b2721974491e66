"""Causes as a Markdown table, for the summary of a workflow or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mkdocs_mlops_report.reporters.lines import (
    cause_sentence,
    edition_of,
    found,
    next_step,
    printable,
    subject,
    times,
    verdict_of,
)
from mkdocs_mlops_report.reporters.locations import line_url
from mkdocs_mlops_report.rules.engine import CheckedReport

_MARKUP = re.compile(r"([\\|<>*_\[\]#~])")
_MENTION = re.compile(r"@(?=\w)")
_HEAD = "| lines | severity | rule | finding |\n| ---: | --- | --- | --- |"


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100, repo_url: str = "") -> str:
    """Return a section for each report, with a link to each line if the repository is known."""
    return "\n\n".join("\n".join(_section(checked, repo_url)) for checked in reports)


def escaped(text: str) -> str:
    """Return text that shows as it is in a table; text in backticks stays code."""
    parts = printable(" ".join(text.split())).split("`")
    # Several backticks side by side start code that only as many of them end.
    if len(parts) % 2 == 0 or "``" in text:
        return _plain("'".join(parts))
    # A pipe ends a cell even in code, where only the backslash before it is dropped.
    return "`".join(part.replace("|", "\\|") if index % 2 else _plain(part) for index, part in enumerate(parts))


def _plain(text: str) -> str:
    """Return text without markup, and without names that would call somebody: a comment is sent to them."""
    return _MENTION.sub("@\u200b", _MARKUP.sub(r"\\\1", text))


def _section(checked: CheckedReport, repo_url: str) -> Iterator[str]:
    def row(lines: Sequence[int], severity: str, code: str, text: str) -> str:
        urls = {line: line_url(checked, line, repo_url=repo_url) for line in lines}
        places = ", ".join(f"[{line}]({url})" if url else str(line) for line, url in urls.items())
        return f"| {places} | {severity} | {code} | {escaped(text)} |"

    yield f"### {escaped(checked.report.path)}"
    yield ""
    sentences = (edition_of(checked), verdict_of(checked), found(checked), next_step(checked))
    yield " ".join(filter(None, sentences))
    causes = checked.causes
    if causes:
        yield ""
        yield _HEAD
        for cause in causes:
            code = f"{cause.first.code}{times(cause)}"
            yield row(cause.lines, cause.severity.value, code, cause_sentence(cause))
    if checked.ignored:
        yield ""
        yield "Ignored:"
        yield ""
        yield _HEAD.replace("finding", "reason")
        for finding, reason in checked.ignored:
            yield row((finding.span.line,), "ignored", finding.code, f"{subject(finding.question)}{reason}")
