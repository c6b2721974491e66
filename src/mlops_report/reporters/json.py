"""A checked report as JSON, schema 1. Keys are added within a schema, never changed or removed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mlops_report.exam import Limit
from mlops_report.report import Question
from mlops_report.rules import CheckedReport, Diagnostic

SCHEMA = 1


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return all reports as one JSON document, indented for people and diffs."""
    return json.dumps(_document(reports), indent=2, ensure_ascii=False)


def render_short(reports: Sequence[CheckedReport]) -> str:
    """Return the same on one line, for programs: without indentation it is made in a fifth of the time."""
    return json.dumps(_document(reports), separators=(",", ":"), ensure_ascii=False)


def _document(reports: Sequence[CheckedReport]) -> dict[str, Any]:
    return {"schema": SCHEMA, "reports": [report_as_json(checked) for checked in reports]}


def report_as_json(checked: CheckedReport) -> dict[str, Any]:
    """Return one report as plain data.

    `official` counts are those of the n-th answer that the official checker finds, null where it stops;
    `visible` ones are what a reader sees.
    """
    report, verdict = checked.report, checked.verdict
    return {
        "path": report.path,
        "edition": report.edition.id,
        "official": {
            "error": verdict.error,
            "passed": verdict.passed if verdict.error is None else None,
            "questions": verdict.expected,
        },
        "questions": [_question(checked, question) for question in report.questions],
        "checklist": {
            "done": report.checklist.done,
            "total": report.checklist.total,
            "groups": [
                {"name": group.name, "done": group.done, "total": len(group.items)}
                for group in report.checklist.groups
            ],
        },
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in checked.diagnostics],
        "ignored": [{**_diagnostic(gone.diagnostic), "reason": gone.reason} for gone in checked.ignored],
    }


def _question(checked: CheckedReport, question: Question) -> dict[str, Any]:
    official = checked.readings.official(question)
    return {
        "number": question.number,
        "line": question.heading_span.line,
        "state": question.answer.state,
        "official_passed": official.passed if official else None,
        "words": {
            "official": official.words if official else None,
            "visible": question.answer.words,
            **_limit(question.words),
        },
        "figures": {
            "official": official.figures if official else None,
            "visible": checked.readings.visible_figures(question),
            **_limit(question.figures),
        },
    }


def _limit(limit: Limit | None) -> dict[str, int | None]:
    return {"min": limit.min if limit else None, "max": limit.max if limit else None}


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "question": diagnostic.question,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "end_line": diagnostic.span.end_line,
        "end_column": diagnostic.span.end_column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "fixable": diagnostic.fixable,
        "fingerprint": diagnostic.fingerprint,
    }
