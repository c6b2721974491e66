"""The published editions of the template: their limits, sections and fingerprints, one YAML file each."""

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from mkdocs_mlops_report.exam.data import exam_data

Checker: TypeAlias = Literal["split-1", "split-2"]
"""The two ways in which the course's own tool splits a report into answers (see `official`)."""

Ask: TypeAlias = Literal["group-number", "study-numbers", "coverage", "link", "contributions", "ai-statement"]
"""What some prompts ask for in addition to a number of words or figures."""


class Limit(NamedTuple):
    """An allowed range, both ends included: words or figures of one answer."""

    min: int
    max: int

    def __contains__(self, count: object) -> bool:
        return isinstance(count, int) and self.min <= count <= self.max

    def __str__(self) -> str:
        return str(self.min) if self.min == self.max else f"{self.min}–{self.max}"


class QuestionSpec(NamedTuple):
    """What an edition asks in one question. `prompt` and `example` are fingerprints."""

    number: int
    section: str
    title: str
    prompt: str
    example: str | None = None
    words: Limit | None = None
    figures: Limit | None = None
    filler: str | None = None
    """Fingerprint of the filler that the template has instead of a placeholder."""
    asks: tuple[Ask, ...] = ()
    """What an answer must contain in addition to its words."""


class SectionSpec(NamedTuple):
    """A section's name as the template writes it, and a label short enough for the dashboard."""

    name: str
    short: str


class ItemSpec(NamedTuple):
    """One item of the checklist: its fingerprint and the modules it belongs to (`M5`)."""

    fingerprint: str
    modules: tuple[str, ...]


class Edition(NamedTuple):
    """One published edition of the template."""

    id: str
    title: str
    """How the title of the unchanged template starts."""
    checklist_heading: str
    checker: Checker
    sections: tuple[SectionSpec, ...]
    questions: tuple[QuestionSpec, ...]
    checklist: dict[str, tuple[ItemSpec, ...]]
    checker_without_lengths: str | None = None
    """The edition whose limits apply if a report does not state those in which the two differ."""

    def question(self, number: int) -> QuestionSpec | None:
        """Return the question with this number (1-based), or None where the edition has none."""
        return self.questions[number - 1] if 1 <= number <= len(self.questions) else None

    @property
    def item_count(self) -> int:
        """Number of items on the checklist, all groups together."""
        return sum(len(items) for items in self.checklist.values())


@cache
def all_editions() -> tuple[Edition, ...]:
    """Return every known edition, oldest first.

    Raises:
        KeyError, ValueError: the data of the package is broken, which no report can cause.
    """
    editions: dict[str, Edition] = {}
    for data in exam_data()["editions"]:
        older = editions.get(data.get("extends", ""))
        editions[data["id"]] = _changed(older, data) if older else _edition(data)
    return tuple(editions.values())


def _edition(data: dict[str, Any]) -> Edition:
    return Edition(
        id=data["id"],
        title=data["title"],
        checklist_heading=data["checklist_heading"],
        checker=data["checker"],
        sections=tuple(SectionSpec(**section) for section in data["sections"]),
        questions=tuple(
            QuestionSpec(number, **_typed(data["questions"][str(number)]))
            for number in sorted(int(key) for key in data["questions"])
        ),
        checklist=_checklist(data.get("checklist", {})),
        checker_without_lengths=data.get("checker_without_lengths"),
    )


@cache
def known_prompts() -> frozenset[str]:
    """Return the fingerprints of the prompts of all editions."""
    return frozenset(question.prompt for edition in all_editions() for question in edition.questions)


def _changed(older: Edition, data: dict[str, Any]) -> Edition:
    """Return an edition from an older one and what changed."""
    plain = {key: value for key, value in data.items() if key in _PLAIN_KEYS}
    changes = data.get("questions", {})
    return older._replace(
        **plain,
        questions=tuple(spec._replace(**_typed(changes.get(str(spec.number), {}))) for spec in older.questions),
        checklist={**older.checklist, **_checklist(data.get("checklist", {}))},
    )


def _typed(keys: dict[str, Any]) -> dict[str, Any]:
    return {key: _KINDS[key](value) if key in _KINDS and value is not None else value for key, value in keys.items()}


def _checklist(data: dict[str, dict[str, list[str]]]) -> dict[str, tuple[ItemSpec, ...]]:
    return {
        group: tuple(ItemSpec(print_, tuple(modules)) for print_, modules in items.items())
        for group, items in data.items()
    }


def _limit(pair: list[int]) -> Limit:
    return Limit(*pair)


_PLAIN_KEYS = {"id", "title", "checklist_heading", "checker", "checker_without_lengths"}
_KINDS: dict[str, Callable[[Any], object]] = {"words": _limit, "figures": _limit, "asks": tuple}
