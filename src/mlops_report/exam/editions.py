"""The published editions of the template: their limits, sections and fingerprints.

They are written in the YAML files of `editions/` and read from `compiled.json`, which `compile.py` makes of them: a
command that has to start at once cannot wait for YAML.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

Checker: TypeAlias = Literal["split-1", "split-2"]
"""The two ways in which the course's own tool has cut a report into answers (see `official`)."""

Ask: TypeAlias = Literal["group-number", "study-numbers", "coverage", "link", "contributions", "ai-statement"]
"""What some prompts ask for beside a number of words or figures."""


class Limit(NamedTuple):
    """An allowed range, both ends included: words or figures of one answer."""

    min: int
    max: int

    def __contains__(self, count: object) -> bool:
        return isinstance(count, int) and self.min <= count <= self.max

    def __str__(self) -> str:
        return str(self.min) if self.min == self.max else f"{self.min} to {self.max}"


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
    """Fingerprint of what the template has for an answer where it has no placeholder."""
    asks: tuple[Ask, ...] = ()
    """What an answer must hold beside its words."""


class SectionSpec(NamedTuple):
    """A section's name as the template writes it, and a label short enough for the dashboard."""

    name: str
    short: str


class ItemSpec(NamedTuple):
    """One item of the checklist: its fingerprint and the modules it belongs to (`M5`)."""

    fingerprint: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """One published edition of the template."""

    id: str
    title: str
    """How the title of the untouched template begins."""
    checklist_heading: str
    checker: Checker
    sections: tuple[SectionSpec, ...]
    questions: tuple[QuestionSpec, ...]
    checklist: dict[str, tuple[ItemSpec, ...]]
    checker_without_lengths: str | None = None
    """The edition whose limits count where a report does not state those in which the two differ."""

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
        KeyError, ValueError: the package's data is broken. This is a fault of the package, never of a report, so
            it is not caught anywhere.
    """
    return tuple(_edition(data) for data in compiled_data()["editions"])


@cache
def sample_figures() -> dict[str, str]:
    """Return the sample figures that the course ships: SHA-256 in hexadecimal digits -> file name."""
    return dict(compiled_data()["samples"])


@cache
def compiled_data() -> dict[str, Any]:
    """Return the facts of all editions as `compile.py` has made them from the YAML files."""
    data: dict[str, Any] = json.loads((Path(__file__).parent / "compiled.json").read_bytes())
    return data


def _edition(data: dict[str, Any]) -> Edition:
    return Edition(
        id=data["id"],
        title=data["title"],
        checklist_heading=data["checklist_heading"],
        checker=data["checker"],
        sections=tuple(SectionSpec(**section) for section in data["sections"]),
        questions=tuple(
            QuestionSpec(
                number=number,
                **{
                    **keys,
                    "words": _limit(keys.get("words")),
                    "figures": _limit(keys.get("figures")),
                    "asks": tuple(keys.get("asks", ())),
                },
            )
            for number, keys in sorted((int(number), keys) for number, keys in data["questions"].items())
        ),
        checklist={
            group: tuple(ItemSpec(print_, tuple(modules)) for print_, modules in items.items())
            for group, items in data.get("checklist", {}).items()
        },
        checker_without_lengths=data.get("checker_without_lengths"),
    )


def _limit(pair: list[int] | None) -> Limit | None:
    return Limit(*pair) if pair else None
