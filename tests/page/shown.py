"""The page of a text, and what is on it."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from mkdocs_mlops_report.page.compose import Heading, compose
from mkdocs_mlops_report.page.context import PageContext, beside_report
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import report


def checked(text: str) -> CheckedReport:
    return check(read_text(text))


def page(text: str, context: PageContext | None = None) -> BeautifulSoup:
    composed = compose(checked(text), context or beside_report(read_text(text)))
    parts = []
    for piece in composed.pieces:
        if isinstance(piece, Heading):
            parts.append(f'<h{piece.level} id="{piece.anchor}">{piece.text}</h{piece.level}>')
        else:
            parts.append(piece.html)
    return BeautifulSoup("\n".join(parts), "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def answer(text: str, number: int = 4) -> Tag:
    return one(page(report(answers={number: text})), f'.mlr-answer[data-question="{number}"]')
