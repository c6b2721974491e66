"""Which edition of the template a group wrote in.

Groups mend typos, run formatters, translate prompts and copy last year's file. So no single sentence
decides: every prompt, example, limit and checklist item has a vote, and where hardly any sentence is
known the shape decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from mlops_report.exam.editions import Edition, Limit, all_editions

_NOTHING: Mapping[int, Any] = MappingProxyType({})


class Evidence(NamedTuple):
    """What a text shows of the template it was made from. Keys are question numbers."""

    prompts: Mapping[int, str] = _NOTHING
    examples: Mapping[int, str] = _NOTHING
    words: Mapping[int, Limit] = _NOTHING
    items: Set[str] = frozenset()
    item_count: int = 0
    question_count: int = 0


class Recognition(NamedTuple):
    """The edition that fits best, and what told it: known sentences, or only the shape."""

    edition: Edition
    checker: Edition
    """The edition whose checker judges the report; nearly always the same. See `recognise`."""
    by: Literal["fingerprints", "shape"]
    matched: int
    """How many prompts are word for word those of the edition."""


def recognise(evidence: Evidence, script: Edition | None = None) -> Recognition:
    """Return the edition that `evidence` speaks for.

    The majority of prompts decides between families of editions; neighbours differ in one limit or one
    item, so all other evidence is added up, and of equals the newer wins.

    Args:
        evidence: what the text shows.
        script: the edition of the `report.py` beside the report, if it is known: its limits judge, provided
            that it asks as many questions.
    """
    ranked = max(
        enumerate(all_editions()),
        key=lambda pair: (*_score(pair[1], evidence), pair[0]),
    )[1]
    matched = _prompts(ranked, evidence)
    if matched * 2 > len(evidence.prompts):
        return Recognition(ranked, _checker(ranked, evidence, script), "fingerprints", matched)
    by_shape = max(
        enumerate(all_editions()),
        key=lambda pair: (*_shape(pair[1], evidence), *_score(pair[1], evidence), pair[0]),
    )[1]
    return Recognition(by_shape, _checker(by_shape, evidence, script), "shape", _prompts(by_shape, evidence))


def _checker(edition: Edition, evidence: Evidence, script: Edition | None) -> Edition:
    """Return the edition whose limits count: see `recognise` and `Edition.checker_without_lengths`."""
    if script is not None and len(script.questions) == len(edition.questions):
        return script
    other = next((known for known in all_editions() if known.id == edition.checker_without_lengths), None)
    if other is None:
        return edition
    pairs = zip(edition.questions, other.questions, strict=True)
    differing = {new.number for new, old in pairs if (new.words, new.figures) != (old.words, old.figures)}
    return edition if differing & evidence.words.keys() else other


def _prompts(edition: Edition, evidence: Evidence) -> int:
    return sum(evidence.prompts.get(question.number) == question.prompt for question in edition.questions)


def _limits(edition: Edition, evidence: Evidence) -> int:
    """Limits that agree, less those that contradict: a wrong limit would give a wrong verdict."""
    votes = 0
    for number, limit in evidence.words.items():
        question = edition.question(number)
        votes += 1 if question is not None and question.words == limit else -1
    return votes


def _score(edition: Edition, evidence: Evidence) -> tuple[int, int]:
    items = _items(edition.id)
    examples = sum(evidence.examples.get(question.number) == question.example for question in edition.questions)
    exact_items = len(items & evidence.items) - len(evidence.items - items)
    return (
        _prompts(edition, evidence) + _limits(edition, evidence),
        examples + exact_items - abs(edition.item_count - evidence.item_count),
    )


@cache
def _items(edition_id: str) -> frozenset[str]:
    """Return the fingerprints of all items on an edition's checklist."""
    edition = next(edition for edition in all_editions() if edition.id == edition_id)
    return frozenset(item.fingerprint for group in edition.checklist.values() for item in group)


def _shape(edition: Edition, evidence: Evidence) -> tuple[int, int, int]:
    return (
        -abs(len(edition.questions) - evidence.question_count),
        _limits(edition, evidence),
        -abs(edition.item_count - evidence.item_count),
    )
