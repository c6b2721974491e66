"""SARIF 2.1.0, which code scanning of GitHub and many editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from mlops_report.reporters.lines import subject
from mlops_report.reporters.places import workspace_path
from mlops_report.rules import CheckedReport, Diagnostic, Rule, Severity, all_rules

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return one SARIF document with one run; findings that are ignored are suppressed results with their reason."""
    from mlops_report import __version__  # noqa: PLC0415

    rules = all_rules()
    index = {rule.code: number for number, rule in enumerate(rules)}
    results = []
    for checked in reports:
        results += [_result(checked, one, index) for one in checked.diagnostics]
        for gone in checked.ignored:
            suppressed = {"kind": "external", "justification": gone.reason}
            results.append({**_result(checked, gone.diagnostic, index), "suppressions": [suppressed]})
    run = {
        "tool": {
            "driver": {"name": "mlops-report", "version": __version__, "rules": [_rule(rule) for rule in rules]}
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.mend},
        "defaultConfiguration": {"enabled": rule.enabled, "level": _LEVELS[rule.severity]},
    }


def _result(checked: CheckedReport, one: Diagnostic, index: dict[str, int]) -> dict[str, Any]:
    span = one.span
    location = {
        "artifactLocation": {"uri": quote(workspace_path(checked))},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": max(span.end_column, span.column if span.end_line == span.line else 1),
        },
    }
    return {
        "ruleId": one.code,
        "ruleIndex": index[one.code],
        "level": _LEVELS[one.severity],
        "message": {"text": f"{subject(one)}{one.message} {one.hint}".strip()},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"mlopsReport/v1": one.fingerprint},
    }
