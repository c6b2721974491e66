"""Which edition of the template a report was written in.

Groups correct typos, run formatters, translate prompts and copy last year's file. No single sentence decides:
every prompt, example, limit and checklist item has a vote, and if hardly any sentence is known, the shape decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from mkdocs_mlops_report.exam.editions import Edition, Limit, all_editions

_NOTHING: Mapping[int, Any] = MappingProxyType({})


class Traces(NamedTuple):
    """What a text still has of its template. Keys are question numbers."""

    prompts: Mapping[int, str] = _NOTHING
    examples: Mapping[int, str] = _NOTHING
    words: Mapping[int, Limit] = _NOTHING
    items: Set[str] = frozenset()
    item_count: int = 0
    question_count: int = 0


class Recognition(NamedTuple):
    """The edition that fits best, and how it was recognised: by known sentences or only by the shape."""

    edition: Edition
    checker: Edition
    """The edition whose limits the official check applies; nearly always the same. See `recognise`."""
    by: Literal["fingerprints", "shape"]
    script: Edition | None = None
    """The edition of the `report.py` beside the report, None if that is not known."""


def recognise(traces: Traces, script: Edition | None = None) -> Recognition:
    """Return the edition that fits `traces` best.

    The majority of prompts decides between generations of editions. Neighbouring editions differ in one limit or one
    item, so all other traces are added up; of two equals the newer one wins.

    Args:
        traces: what the text has of its template.
        script: the edition of the `report.py` beside the report, if known. Its limits apply if it has as many
            questions.
    """
    ranked = max(
        enumerate(all_editions()),
        key=lambda pair: (*_score(pair[1], traces), pair[0]),
    )[1]
    if _prompts(ranked, traces) * 2 > len(traces.prompts):
        return Recognition(ranked, _checker(ranked, traces, script), "fingerprints", script)
    by_shape = max(
        enumerate(all_editions()),
        key=lambda pair: (*_shape(pair[1], traces), *_score(pair[1], traces), pair[0]),
    )[1]
    return Recognition(by_shape, _checker(by_shape, traces, script), "shape", script)


def _checker(edition: Edition, traces: Traces, script: Edition | None) -> Edition:
    """Return the edition whose limits apply: see `recognise` and `Edition.checker_without_lengths`."""
    if script is not None and len(script.questions) == len(edition.questions):
        return script
    other = next((known for known in all_editions() if known.id == edition.checker_without_lengths), None)
    if other is None:
        return edition
    pairs = zip(edition.questions, other.questions, strict=True)
    differing = {new.number for new, old in pairs if (new.words, new.figures) != (old.words, old.figures)}
    return edition if differing & traces.words.keys() else other


def _prompts(edition: Edition, traces: Traces) -> int:
    return len(_marks(edition.id).prompts & traces.prompts.items())


def _limits(edition: Edition, traces: Traces) -> int:
    """Return the number of limits that agree less those that differ: a wrong limit gives a wrong verdict."""
    return 2 * len(_marks(edition.id).words & traces.words.items()) - len(traces.words)


def _score(edition: Edition, traces: Traces) -> tuple[int, int]:
    marks = _marks(edition.id)
    examples = len(marks.examples & traces.examples.items()) + len(marks.without_example - traces.examples.keys())
    exact_items = 2 * len(marks.items & traces.items) - len(traces.items)
    return (
        _prompts(edition, traces) + _limits(edition, traces),
        examples + exact_items - abs(marks.item_count - traces.item_count),
    )


class _Marks(NamedTuple):
    """What distinguishes an edition: pairs of a question's number and its prompt, example or limit, and its items."""

    prompts: Set[tuple[int, str]]
    examples: Set[tuple[int, str]]
    without_example: Set[int]
    """The numbers of the questions that have none."""
    words: Set[tuple[int, Limit]]
    items: Set[str]
    item_count: int


@cache
def _marks(edition_id: str) -> _Marks:
    edition = next(edition for edition in all_editions() if edition.id == edition_id)
    return _Marks(
        prompts=frozenset((question.number, question.prompt) for question in edition.questions),
        examples=frozenset((question.number, question.example) for question in edition.questions if question.example),
        without_example=frozenset(question.number for question in edition.questions if not question.example),
        words=frozenset((question.number, question.words) for question in edition.questions if question.words),
        items=frozenset(item.fingerprint for group in edition.checklist.values() for item in group),
        item_count=edition.item_count,
    )


def _shape(edition: Edition, traces: Traces) -> tuple[int, int, int]:
    return (
        -abs(len(edition.questions) - traces.question_count),
        _limits(edition, traces),
        -abs(_marks(edition.id).item_count - traces.item_count),
    )
