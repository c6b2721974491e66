"""SARIF 2.1.0, which GitHub's code scanning and many editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from mkdocs_mlops_report.reporters.lines import sentence
from mkdocs_mlops_report.reporters.locations import workspace_path
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding, Rule, Severity
from mkdocs_mlops_report.rules.registry import all_rules

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return one SARIF document with one run; ignored findings are suppressed results with their reason."""
    from mkdocs_mlops_report import __version__  # noqa: PLC0415

    rules = all_rules()
    index = {rule.code: number for number, rule in enumerate(rules)}
    results = []
    for checked in reports:
        results += [_result(checked, one, index) for one in checked.listed]
        for finding, reason in checked.ignored:
            suppressed = {"kind": "external", "justification": reason}
            results.append({**_result(checked, finding, index), "suppressions": [suppressed]})
    run = {
        "tool": {"driver": {"name": "mlops-report", "version": __version__, "rules": [_rule(rule) for rule in rules]}},
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
        "help": {"text": rule.fix_note or rule.why},
        "defaultConfiguration": {"enabled": rule.enabled, "level": _LEVELS[rule.severity]},
    }


def _result(checked: CheckedReport, one: Finding, index: dict[str, int]) -> dict[str, Any]:
    span = one.span
    location = {
        "artifactLocation": {"uri": quote(workspace_path(checked))},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }
    return {
        "ruleId": one.code,
        "ruleIndex": index[one.code],
        "level": _LEVELS[one.severity],
        "message": {"text": sentence(one)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"mlopsReport/v1": one.fingerprint},
        "properties": {"cause": one.cause},
    }
