"""One finding per line: `path:line: CODE message`, which editors and terminals make clickable."""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_mlops_report.reporters.lines import COLORS, finding_line, ignored_line, paint, summary
from mkdocs_mlops_report.rules.engine import CheckedReport


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of all reports, each report followed by its summary."""
    lines: list[str] = []
    for checked in reports:
        path = checked.report.path
        for finding in checked.findings:
            code = paint(finding.code, "bold", COLORS[finding.severity], color=color)
            lines.append(finding_line(path, finding).replace(finding.code, code, 1))
        for finding, reason in checked.ignored:
            lines.append(paint(ignored_line(path, finding, reason), "dim", color=color))
        lines.append(paint(summary(checked), "bold", color=color))
    return "\n".join(lines)
