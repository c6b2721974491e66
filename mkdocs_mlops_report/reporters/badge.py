"""The state of a report as a badge for a README, see https://shields.io/badges/endpoint-badge."""

from __future__ import annotations

import json

from mkdocs_mlops_report.rules.engine import CheckedReport


def render(checked: CheckedReport) -> str:
    """Return the document that shields.io expects from an endpoint."""
    verdict = checked.verdict
    if verdict.error is not None:
        message, color = "official check stops", "red"
    elif checked.fails:
        message, color = f"{verdict.passed} of {verdict.expected} pass, {len(checked.failing)} left", "orange"
    else:
        message, color = f"{verdict.passed} of {verdict.expected} pass", "brightgreen"
    return json.dumps({"schemaVersion": 1, "label": "exam report", "message": message, "color": color})
