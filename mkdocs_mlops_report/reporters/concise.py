"""One cause per line: `path:line: severity CODE message`, which editors and terminals make clickable."""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_mlops_report.reporters.lines import COLORS, cause_line, ignored_line, paint, summary
from mkdocs_mlops_report.rules.engine import CheckedReport


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return the causes of all reports, each report followed by its summary."""
    lines: list[str] = []
    for checked in reports:
        path = checked.report.path
        for cause in checked.causes:
            name = f"{cause.severity.value} {cause.first.code}"
            lines.append(cause_line(path, cause).replace(name, _painted(name, COLORS[cause.severity], color), 1))
        for finding, reason in checked.ignored:
            lines.append(paint(ignored_line(path, finding, reason), "dim", color=color))
        lines.append(paint(summary(checked), "bold", color=color))
    return "\n".join(lines)


def _painted(name: str, tone: str, color: bool) -> str:
    return paint(name, "bold", tone, color=color)
