"""A checked report as JSON, schema 1. Within a schema, keys are added, never changed or removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mkdocs_mlops_report.exam import Limit, all_editions
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.reporters.evidence import as_text, evidence_as_json
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding

SCHEMA = 1


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return one JSON document for all reports, indented for people and diffs."""
    return as_text(_document(reports), indent=2)


def render_short(reports: Sequence[CheckedReport]) -> str:
    """Return the same document on one line, for programs."""
    return as_text(_document(reports))


def _document(reports: Sequence[CheckedReport]) -> dict[str, Any]:
    return {"schema": SCHEMA, "reports": [report_as_json(checked) for checked in reports]}


def report_as_json(checked: CheckedReport) -> dict[str, Any]:
    """Return one report as plain data.

    The `official` counts are those of the n-th answer that the official check finds, null if it stops with an error;
    the `visible` ones are what a reader sees.
    """
    report, verdict = checked.report, checked.verdict
    return {
        "path": report.path,
        "edition": report.edition.id,
        "newest_edition": all_editions()[-1].id,
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
                {"name": group.name, "done": group.done, "total": len(group.items)} for group in report.checklist.groups
            ],
        },
        "evidence": None if checked.context.evidence is None else evidence_as_json(checked.context.evidence),
        "diagnostics": [finding_as_json(finding) for finding in checked.listed],
        "ignored": [{**finding_as_json(finding), "reason": reason} for finding, reason in checked.ignored],
    }


def _question(checked: CheckedReport, question: Question) -> dict[str, Any]:
    official = checked.official.answer(question)
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
            "visible": checked.context.visible_figures(question),
            **_limit(question.figures),
        },
    }


def _limit(limit: Limit | None) -> dict[str, int | None]:
    return {"min": limit.min if limit else None, "max": limit.max if limit else None}


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data; lines and columns count from 1, the end is exclusive."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "question": finding.question,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "message": finding.message,
        "hint": finding.hint,
        "note": finding.note,
        "fixable": finding.fixable,
        "fingerprint": finding.fingerprint,
        "cause": finding.cause,
    }
