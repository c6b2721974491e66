"""The outline of a report: its checklist and its questions."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from mkdocs_mlops_report.page.views.numbers import badges
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.server.documents import Document
from mkdocs_mlops_report.server.positions import Encoding, range_of


def symbols_of(document: Document, encoding: Encoding) -> Iterator[types.DocumentSymbol]:
    """Yield a symbol for each group of the checklist and each question, in the order of the text."""
    checked = document.checked
    if checked is None:
        return
    report = checked.report
    for group in report.checklist.groups:
        yield types.DocumentSymbol(
            f"Checklist: {group.name}",
            types.SymbolKind.Namespace,
            range_of(report.source, group.span, encoding),
            range_of(report.source, report.source.span(group.span.line, group.span.line), encoding),
            detail=f"{group.done} of {len(group.items)} ticked",
        )
    for question in report.questions:
        yield _symbol(question, checked, encoding)


def _symbol(question: Question, checked: CheckedReport, encoding: Encoding) -> types.DocumentSymbol:
    source = checked.report.source
    return types.DocumentSymbol(
        f"Question {question.number}" + (f": {question.title}" if question.title else ""),
        types.SymbolKind.String,
        range_of(source, question.span, encoding),
        range_of(source, question.heading_span, encoding),
        detail=", ".join(badge.text for badge in badges(checked, question)),
    )
