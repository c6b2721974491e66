"""What has mixed the texts of several questions: merge conflicts, fences that are not closed, repeated questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mkdocs_mlops_report.report.model import Damage, Question
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source, Span

_CONFLICT_START = lazy_pattern(r"<{7}(?:\s|$)")
_CONFLICT_END = lazy_pattern(r">{7}(?:\s|$)")


def damage_of(source: Source, questions: Sequence[Question], unclosed: tuple[Span, ...]) -> Damage:
    """Return what is damaged in a report.

    Args:
        source: its text.
        questions: all questions, in the order of the text.
        unclosed: the code fences and comments that are not closed where they should be.
    """
    doubled = _doubled(source, questions)
    return Damage(tuple(_conflicts(source, questions)), unclosed, _repeated(questions, doubled), doubled)


def _doubled(source: Source, questions: Sequence[Question]) -> frozenset[int]:
    return frozenset(
        question.heading_span.line
        for question, after in pairwise(questions)
        if question.number == after.number
        and not source.text[question.heading_span.end_offset : after.heading_span.offset].strip()
    )


def _repeated(questions: Sequence[Question], doubled: frozenset[int]) -> frozenset[int]:
    seen: set[int] = set()
    lines = set()
    for question in questions:
        if question.heading_span.line in doubled:
            continue
        if question.number in seen:
            lines.add(question.heading_span.line)
        seen.add(question.number)
    return frozenset(lines)


def _conflicts(source: Source, questions: Sequence[Question]) -> Iterator[Span]:
    """Yield the merge conflicts, each from its first marker to its last."""
    if "<<<<<<<" not in source.text and ">>>>>>>" not in source.text:
        return
    examples = _lines_of_code(questions)
    start: int | None = None
    for number in range(1, source.line_count + 1):
        line = source.line(number)
        if line[:7] not in {"<<<<<<<", ">>>>>>>"} or number in examples:
            continue
        if _CONFLICT_START.match(line):
            if start is not None:
                yield source.span(start, start)
            start = number
        elif _CONFLICT_END.match(line):
            yield source.span(start or number, number)
            start = None
    if start is not None:
        yield source.span(start, start)


def _lines_of_code(questions: Sequence[Question]) -> set[int]:
    """Return the lines (from 1) of code fences that name a language: a conflict in them is an example."""
    fences = (
        token
        for question in questions
        for token in question.answer.tokens
        if token.type == "fence" and token.info.strip() and token.map
    )
    return {number + 1 for token in fences for number in range(*(token.map or (0, 0)))}
