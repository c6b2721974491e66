"""What an editor shows above lines: the length of each answer, and the evidence for each item of the checklist."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from mkdocs_mlops_report.page.views.evidence import EvidenceView
from mkdocs_mlops_report.page.views.numbers import Badge, badges
from mkdocs_mlops_report.report.model import Item
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.server.documents import Document
from mkdocs_mlops_report.server.positions import Encoding, range_of
from mkdocs_mlops_report.text.source import Span

_MARKS = {"strong": "✓", "weak": "◐", "template": "○", "none": "✗", "open": "+", "unseen": "○"}


def lenses_of(document: Document, encoding: Encoding) -> Iterator[types.CodeLens]:
    """Yield a lens above each question, and one above each item of which the repository shows something."""
    checked = document.checked
    if checked is None:
        return
    source = checked.report.source

    def lens(span: Span, title: str) -> types.CodeLens:
        line = source.span(span.line, span.line)
        return types.CodeLens(range_of(source, line, encoding), types.Command(title, ""))

    for question in checked.report.questions:
        yield lens(question.heading_span, " · ".join(_badge(one) for one in badges(checked, question)))
    view = EvidenceView(checked.context.evidence, lambda path, line: "", absence=True)
    for item in _items(checked):
        title = _evidence(item, view)
        if title:
            yield lens(item.span, title)


def _badge(badge: Badge) -> str:
    """Return `162 words (100–200)`, or `71 words (100–200, 29 short)`."""
    inside = ", ".join(filter(None, (badge.range, badge.distance, badge.remark)))
    return f"{badge.text} ({inside})" if inside else badge.text


def _evidence(item: Item, view: EvidenceView) -> str:
    line = view.line(item.about or item.fingerprint or "")
    if line is None:
        return ""
    places = ", ".join(place.text for place in line.places)
    words = ": ".join(filter(None, (line.words or line.meaning, places)))
    return f"{_MARKS[line.mark]} {words}"


def _items(checked: CheckedReport) -> Iterator[Item]:
    for group in checked.report.checklist.groups:
        yield from group.items
