"""GitHub Actions: annotations at the lines of a pull request, and a table in the summary of the step.

GitHub shows at most ten annotations of a level per step and drops the others silently. So only ten are written, errors
first; the table contains all.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mkdocs_mlops_report.reporters import markdown
from mkdocs_mlops_report.reporters.lines import cause_sentence, times
from mkdocs_mlops_report.reporters.locations import workspace_path
from mkdocs_mlops_report.rules.causes import Cause
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Severity

MOST_ANNOTATIONS = 10
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return the workflow commands that annotate the first place of each cause, at most ten of each level."""
    found = [(checked, one) for checked in reports for one in checked.causes]
    found.sort(key=lambda pair: -pair[1].severity.weight)
    written: Counter[Severity] = Counter()
    lines: list[str] = []
    for checked, one in found:
        written[one.severity] += 1
        if written[one.severity] <= MOST_ANNOTATIONS:
            lines.append(_command(checked, one))
    return "\n".join(lines)


def announce(
    reports: Sequence[CheckedReport],
    environment: Mapping[str, str] | None = None,
    *,
    annotate: bool = True,
    repo_url: str = "",
) -> Iterator[str]:
    """In GitHub Actions, yield the annotations and write the table into the summary of the step.

    Args:
        reports: the checked reports.
        environment: variables of the process.
        annotate: False if the annotations have been written already.
        repo_url: the URL of the repository, if known.
    """
    environment = os.environ if environment is None else environment
    if environment.get("GITHUB_ACTIONS") != "true" or not reports:
        return
    if annotate:
        yield from filter(None, render(reports).split("\n"))
    summary = environment.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with Path(summary).open("a", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(markdown.render(reports, repo_url=repo_url) + "\n")
        except OSError as error:
            yield f"::notice::{escape_data(f'Cannot write the summary of the step: {error.strerror}.')}"


def escape_data(text: str) -> str:
    """Return a message as GitHub's runner reads it."""
    return _CONTROL.sub("\ufffd", text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Return the value of a property as GitHub's runner reads it."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _command(checked: CheckedReport, cause: Cause) -> str:
    one, span = cause.first, cause.first.span
    properties = {
        "file": workspace_path(checked),
        "line": str(span.line),
        "endLine": str(span.end_line),
        "title": f"{one.code} {one.name}{times(cause)}",
    }
    # GitHub accepts columns only if a finding ends on the line where it starts.
    if span.end_line == span.line:
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    values = ",".join(f"{name}={escape_property(value)}" for name, value in properties.items())
    lines = f" Lines {', '.join(map(str, cause.lines))}." if len(cause.lines) > 1 else ""
    return f"::{_LEVELS[cause.severity]} {values}::{escape_data(cause_sentence(cause) + lines)}"
