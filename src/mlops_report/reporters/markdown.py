"""Findings as a table of Markdown, for the summary of a workflow or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mlops_report.reporters.lines import counts, printable, subject, verdict_of
from mlops_report.reporters.places import line_url
from mlops_report.rules import CheckedReport, Diagnostic

_SIGNS = re.compile(r"([\\|<>*_\[\]#~])")
_HEAD = "| line | severity | rule | finding |\n| ---: | --- | --- | --- |"


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100, repo_url: str = "") -> str:
    """Return a section for each report, with a link to each line where the repository is known."""
    return "\n\n".join("\n".join(_section(checked, repo_url)) for checked in reports)


def escaped(text: str) -> str:
    """Return text that shows as it is inside a table, what stands in backticks as code."""
    parts = printable(" ".join(text.split())).split("`")
    if len(parts) % 2 == 0:
        return _SIGNS.sub(r"\\\1", "'".join(parts))
    # A bar ends a cell even in code, where only the backslash before it is dropped.
    return "`".join(
        part.replace("|", "\\|") if index % 2 else _SIGNS.sub(r"\\\1", part) for index, part in enumerate(parts)
    )


def _section(checked: CheckedReport, repo_url: str) -> Iterator[str]:
    yield f"### {escaped(checked.report.path)}"
    yield ""
    found = counts(checked)
    yield f"{verdict_of(checked)} {f'Found {found}' if found else 'Nothing was found'}."
    if checked.diagnostics:
        yield ""
        yield _HEAD
        for one in sorted(checked.diagnostics, key=lambda one: -one.severity.weight):
            yield _row(checked, one, f"{subject(one)}{one.message} {one.hint}", one.severity.value, repo_url)
    if checked.ignored:
        yield ""
        yield "Ignored:"
        yield ""
        yield _HEAD.replace("finding", "reason")
        for gone in checked.ignored:
            text = f"{subject(gone.diagnostic)}{gone.reason}"
            yield _row(checked, gone.diagnostic, text, "ignored", repo_url)


def _row(checked: CheckedReport, one: Diagnostic, text: str, severity: str, repo_url: str) -> str:
    url = line_url(checked, one.span.line, repo_url=repo_url)
    line = f"[{one.span.line}]({url})" if url else str(one.span.line)
    return f"| {line} | {severity} | {one.code} | {escaped(text)} |"
