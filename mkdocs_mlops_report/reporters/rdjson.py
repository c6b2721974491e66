"""Reviewdog's diagnostic format, which it turns into comments and suggested changes of a review."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mkdocs_mlops_report.fix.edits import Edit
from mkdocs_mlops_report.fix.single import as_one_edit, single_fixes
from mkdocs_mlops_report.reporters.lines import sentence
from mkdocs_mlops_report.reporters.locations import workspace_path
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding
from mkdocs_mlops_report.text.source import Source


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return one document; a finding that `mlops-report fix` fixes has its fix as a suggested change."""
    found = [one for checked in reports for one in _diagnostics(checked)]
    return json.dumps({"source": {"name": "mlops-report"}, "diagnostics": found}, indent=2, ensure_ascii=False)


def _diagnostics(checked: CheckedReport) -> list[dict[str, Any]]:
    source, path = checked.report.source, workspace_path(checked)
    fixes = single_fixes(checked.report, [one for one in checked.listed if one.fixable])
    edits = {one.finding.fingerprint: as_one_edit(source.text, one.fix.edits) for one in fixes}
    return [_diagnostic(one, path, source, edits.get(one.fingerprint)) for one in checked.listed]


def _diagnostic(finding: Finding, path: str, source: Source, edit: Edit | None) -> dict[str, Any]:
    span = finding.span
    found: dict[str, Any] = {
        "message": f"{finding.code} {sentence(finding)}",
        "location": {"path": path, "range": _range(source, span.offset, span.end_offset)},
        "severity": finding.severity.value.upper(),
        "code": {"value": finding.code},
    }
    if edit is not None:
        found["suggestions"] = [{"range": _range(source, edit.offset, edit.end), "text": edit.text}]
    return found


def _range(source: Source, start: int, end: int) -> dict[str, Any]:
    return {"start": _position(source, start), "end": _position(source, end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    """Return the line of an offset and the column in bytes of UTF-8, both from 1, as the format defines them."""
    span = source.span_of(offset, offset)
    before = source.text[offset - span.column + 1 : offset]
    return {"line": span.line, "column": len(before.encode()) + 1}
