"""The published editions of the template, read from the YAML files in `editions/`.

One file is one edition. A file that `extends` another says only what changed: a question's keys are
merged into the older edition's, a checklist group is replaced whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, TypeAlias

import yaml

Checker: TypeAlias = Literal["split-1", "split-2"]
"""The two ways in which the course's own tool has cut a report into answers (see `official`)."""

Ask: TypeAlias = Literal["group-number", "study-numbers", "coverage", "link", "contributions", "ai-statement"]
"""What some prompts ask for beside a number of words or figures."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An allowed range, both ends included: words or figures of one answer."""

    min: int
    max: int

    def __contains__(self, count: object) -> bool:
        return isinstance(count, int) and self.min <= count <= self.max

    def __str__(self) -> str:
        return str(self.min) if self.min == self.max else f"{self.min} to {self.max}"


@dataclass(frozen=True, slots=True)
class QuestionSpec:
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


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section's name as the template writes it, and a label short enough for the dashboard."""

    name: str
    short: str


@dataclass(frozen=True, slots=True)
class ItemSpec:
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
        KeyError, ValueError, yaml.YAMLError: an edition's file is broken. This is a fault of the
            package, never of a report, so it is not caught anywhere.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    files = sorted(
        (file for file in (resources.files(__package__) / "editions").iterdir() if file.name.endswith(".yaml")),
        key=lambda file: file.name.removesuffix(".yaml"),
    )
    raw: dict[str, dict[str, Any]] = {}
    for file in files:
        data = yaml.load(file.read_text("utf-8"), Loader=loader)
        raw[data["id"]] = _merged(raw[data["extends"]], data) if "extends" in data else data
    return tuple(_edition(data) for data in raw.values())


@cache
def sample_figures() -> dict[str, str]:
    """Return the sample figures that the course ships: SHA-256 in hexadecimal digits -> file name."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return dict(yaml.load((resources.files(__package__) / "samples.yaml").read_text("utf-8"), Loader=loader))


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    questions = dict(base["questions"])
    for number, keys in change.get("questions", {}).items():
        questions[number] = {**questions[number], **keys}
    checklist = {**base.get("checklist", {}), **change.get("checklist", {})}
    return {**base, **change, "questions": questions, "checklist": checklist}


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
            for number, keys in sorted(data["questions"].items())
        ),
        checklist={
            group: tuple(ItemSpec(print_, tuple(modules)) for print_, modules in items.items())
            for group, items in data.get("checklist", {}).items()
        },
        checker_without_lengths=data.get("checker_without_lengths"),
    )


def _limit(pair: list[int] | None) -> Limit | None:
    return Limit(*pair) if pair else None
