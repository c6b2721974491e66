"""Findings as a Markdown table, for the summary of a workflow or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mkdocs_mlops_report.reporters.lines import found, printable, sentence, subject, verdict_of
from mkdocs_mlops_report.reporters.locations import line_url
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding

_MARKUP = re.compile(r"([\\|<>*_\[\]#~])")
_HEAD = "| line | severity | rule | finding |\n| ---: | --- | --- | --- |"


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100, repo_url: str = "") -> str:
    """Return a section for each report, with a link to each line if the repository is known."""
    return "\n\n".join("\n".join(_section(checked, repo_url)) for checked in reports)


def escaped(text: str) -> str:
    """Return text that shows as it is in a table; text in backticks stays code."""
    parts = printable(" ".join(text.split())).split("`")
    if len(parts) % 2 == 0:
        return _MARKUP.sub(r"\\\1", "'".join(parts))
    # A pipe ends a cell even in code, where only the backslash before it is dropped.
    return "`".join(
        part.replace("|", "\\|") if index % 2 else _MARKUP.sub(r"\\\1", part) for index, part in enumerate(parts)
    )


def _section(checked: CheckedReport, repo_url: str) -> Iterator[str]:
    yield f"### {escaped(checked.report.path)}"
    yield ""
    yield f"{verdict_of(checked)} {found(checked)}"
    if checked.findings:
        yield ""
        yield _HEAD
        for one in sorted(checked.findings, key=lambda one: -one.severity.weight):
            yield _row(checked, one, sentence(one), one.severity.value, repo_url)
    if checked.ignored:
        yield ""
        yield "Ignored:"
        yield ""
        yield _HEAD.replace("finding", "reason")
        for finding, reason in checked.ignored:
            yield _row(checked, finding, f"{subject(finding)}{reason}", "ignored", repo_url)


def _row(checked: CheckedReport, one: Finding, text: str, severity: str, repo_url: str) -> str:
    url = line_url(checked, one.span.line, repo_url=repo_url)
    line = f"[{one.span.line}]({url})" if url else str(one.span.line)
    return f"| {line} | {severity} | {one.code} | {escaped(text)} |"
