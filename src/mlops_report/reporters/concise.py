"""One line a finding: `path:line: CODE message`, the form that editors and terminals make clickable."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_report.reporters.lines import TONES, diagnostic_line, paint, printable, summary
from mlops_report.rules import CheckedReport


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return all findings of all reports, each report followed by its summary."""
    lines: list[str] = []
    for checked in reports:
        path = checked.report.path
        for one in checked.diagnostics:
            line = diagnostic_line(path, one)
            lines.append(line.replace(one.code, paint(one.code, "bold", TONES[one.severity], color=color), 1))
        for gone in checked.ignored:
            line = f"{diagnostic_line(path, gone.diagnostic, hint=False)} Ignored: {gone.reason}"
            lines.append(paint(printable(line), "dim", color=color))
        lines.append(paint(summary(checked), "bold", color=color))
    return "\n".join(lines)
