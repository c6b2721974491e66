"""Findings as diagnostics."""

from __future__ import annotations

from lsprotocol import types

from mkdocs_mlops_report.reporters.lines import sentence
from mkdocs_mlops_report.rules.model import Finding, Severity
from mkdocs_mlops_report.server.documents import Document
from mkdocs_mlops_report.server.positions import Encoding, range_of
from mkdocs_mlops_report.text.source import Source

SOURCE = "mlops-report"
_LEVELS = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


def diagnostics_of(document: Document, encoding: Encoding) -> list[types.Diagnostic]:
    """Return what `mlops-report check` lists for a document, and why it cannot be checked."""
    found: list[types.Diagnostic] = []
    if document.problem:
        start = types.Position(0, 0)
        severity = types.DiagnosticSeverity.Error
        found.append(types.Diagnostic(types.Range(start, start), document.problem, severity=severity, source=SOURCE))
    if document.checked:
        source = document.checked.report.source
        found += [diagnostic_of(one, source, encoding) for one in document.checked.listed]
    return found


def diagnostic_of(finding: Finding, source: Source, encoding: Encoding) -> types.Diagnostic:
    """Return a finding as a diagnostic."""
    return types.Diagnostic(
        range_of(source, finding.span, encoding),
        sentence(finding),
        severity=_LEVELS[finding.severity],
        code=finding.code,
        source=SOURCE,
        data={"fingerprint": finding.fingerprint},
    )
