"""The number of findings per rule, over all reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mkdocs_mlops_report.reporters.lines import COLORS, paint
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.phrases import number_of
from mkdocs_mlops_report.rules.registry import rules_by_code


def render(reports: Sequence[CheckedReport], *, color: bool = False) -> str:
    """Return one line per rule, the most frequent first, and a line about the official verdicts."""
    found = Counter(one.code for checked in reports for one in checked.findings)
    places = Counter(code for checked in reports for code in {one.code for one in checked.findings})
    rules = rules_by_code()
    widest = len(str(max(found.values(), default=0)))
    lines = []
    for code, count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        where = f" in {number_of(places[code], 'report')}" if len(reports) > 1 else ""
        rule = rules[code]
        lines.append(f"{count:{widest}} {paint(code, 'bold', COLORS[rule.severity], color=color)} {rule.name}{where}")
    stopped = sum(checked.verdict.error is not None for checked in reports)
    complete = sum(checked.verdict.passed == checked.verdict.expected for checked in reports)
    lines.append(
        f"The official check passes all questions in {complete} of {number_of(len(reports), 'report')}"
        + (f" and stops in {stopped}" if stopped else "")
        + "."
    )
    return "\n".join(lines)
