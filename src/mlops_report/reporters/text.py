"""Findings as lines: `path:line: CODE message`, the form that editors and terminals make clickable."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_report.rules import CheckedReport, Diagnostic, Severity
from mlops_report.rules.wording import number_of


def diagnostic_line(path: str, diagnostic: Diagnostic, *, hint: bool = True) -> str:
    """Return one finding on one line."""
    where = f"Question {diagnostic.question}: " if diagnostic.question is not None else ""
    line = f"{path}:{diagnostic.span.line}: {diagnostic.code} {where}{diagnostic.message}"
    return f"{line} {diagnostic.hint}" if hint and diagnostic.hint else line


def summary(checked: CheckedReport) -> str:
    """Return two sentences: the official verdict, and what was found."""
    verdict = checked.verdict
    if verdict.error is None:
        official = f"The official check passes {verdict.passed} of {verdict.expected} questions."
    else:
        official = "The official check stops with an error and checks nothing."
    counts = [
        number_of(count, severity.value)
        for severity in (Severity.ERROR, Severity.WARNING)
        if (count := sum(diagnostic.severity is severity for diagnostic in checked.diagnostics))
    ]
    infos = sum(diagnostic.severity is Severity.INFO for diagnostic in checked.diagnostics)
    counts += [f"{infos} for information"] if infos else []
    return f"{checked.report.path}: {official} {'Found ' + ', '.join(counts) if counts else 'Nothing was found'}."


def to_text(reports: Sequence[CheckedReport]) -> str:
    """Return all findings of all reports, each report followed by its summary."""
    lines: list[str] = []
    for checked in reports:
        path = checked.report.path
        lines += [diagnostic_line(path, diagnostic) for diagnostic in checked.diagnostics]
        lines.append(summary(checked))
    return "\n".join(lines)
