"""The questions whose heading was deleted, damaged or given a wrong number, while their prompt is still there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mkdocs_mlops_report.exam import fingerprint
from mkdocs_mlops_report.report.model import Question, Report
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Span

_LIKE_A_HEADING = lazy_pattern(r"^[^\w#]{0,12}#{1,6}")


class LostHeading(NamedTuple):
    """Where the heading of a question has to be written, and why it is lost."""

    span: Span
    message: str
    hint: str


def lost_heading(report: Report, question: Question) -> LostHeading:
    """Return how to restore the heading of a question that has none; `question.heading` is empty."""
    damaged = _damaged_heading(report, question)
    if damaged is not None:
        return LostHeading(damaged, "Heading is damaged.", f"Write `### Question {question.number}`.")
    hint = f"Write `### Question {question.number}` above its prompt."
    return LostHeading(question.heading_span, "Heading is missing above this prompt.", hint)


def damaged_headings(report: Report) -> frozenset[int]:
    """Return the lines that were headings, for instance `### Qestion 5`."""
    found = (_damaged_heading(report, question) for question in report.questions if not question.heading)
    return frozenset(span.line for span in found if span is not None)


def wrong_numbers(report: Report) -> Mapping[int, Question]:
    """Return the questions whose prompt is that of another one, which the report does not have, by its number."""
    present = {question.number for question in report.questions}
    missing = {spec.prompt: spec.number for spec in report.edition.questions if spec.number not in present}
    if not missing:
        return {}
    prompts = ((missing.get(fingerprint(question.asked)), question) for question in report.questions)
    return {number: question for number, question in prompts if number is not None}


def meant_number(report: Report, question: Question) -> int:
    """Return the number that a question should have by its prompt, 0 if it has it."""
    return next((number for number, wrong in wrong_numbers(report).items() if wrong is question), 0)


def _damaged_heading(report: Report, question: Question) -> Span | None:
    """Return the line above a question without a heading that was its heading."""
    source, number = report.source, question.span.line - 1
    while number > 0 and not source.line(number).strip():
        number -= 1
    return source.span(number, number) if number > 0 and _LIKE_A_HEADING.match(source.line(number)) else None
