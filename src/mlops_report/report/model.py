"""The report as a group wrote it. Everything that a person may have to edit carries its span.

`tokens` are markdown-it tokens with their inlines parsed: what a reader sees, and nothing else. The
page renders these very tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from mlops_report.exam import Edition, Limit, Recognition
from mlops_report.report.source import Source, Span

if TYPE_CHECKING:
    from markdown_it.token import Token

Tokens: TypeAlias = "tuple[Token, ...]"
AnswerState: TypeAlias = Literal["answered", "unanswered"]
BoxState: TypeAlias = Literal["done", "open", "unreadable"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that the rendered answer shows: a Markdown image or an `<img>`."""

    url: str
    alt: str
    span: Span


@dataclass(frozen=True, slots=True)
class Answer:
    """What a group answered, wherever they put it, clean of markers and placeholders."""

    tokens: Tokens
    spans: tuple[Span, ...]
    """The stretches of the source that hold the answer, in order."""
    words: int
    """Words that a reader of the rendered answer sees, code included."""
    figures: tuple[Figure, ...]
    placeholders: tuple[Span, ...]
    """Placeholders that were left standing, with or without an answer beside them."""
    state: AnswerState


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the report: what was asked and what was answered."""

    number: int
    heading: str
    """The heading as it stands, usually `Question 4`; empty where it was deleted and only its prompt is left."""
    title: str
    """Our short title, empty where the edition has no such question."""
    section: int
    """Index into `Report.sections`, -1 for a question before the first section."""
    words: Limit | None
    figures: Limit | None
    prompt: Tokens
    example: Tokens
    marker: Span | None
    """The place of `Answer:`; None where it was deleted or spelled in another way."""
    answer: Answer
    heading_span: Span
    span: Span
    """From the heading to the last line before the next one."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section heading, its introduction and (by index) its questions."""

    name: str
    short: str
    intro: Tokens
    span: Span


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the checklist: a box, what it says, the modules it belongs to, a note behind it."""

    box: str
    """What stands between the brackets, as written."""
    state: BoxState
    tokens: Tokens
    modules: tuple[str, ...]
    note: Tokens
    fingerprint: str | None
    """The edition's fingerprint when the item is one of the template's, else None."""
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """A group of items ("Week 1"), and what else stands under its heading."""

    name: str
    items: tuple[Item, ...]
    rest: Tokens
    span: Span

    @property
    def done(self) -> int:
        """Number of ticked items."""
        return sum(item.state == "done" for item in self.items)


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checklist with its groups; `name` is empty where its heading was deleted."""

    name: str
    intro: Tokens
    groups: tuple[Group, ...]

    @property
    def done(self) -> int:
        """Number of ticked items in all groups."""
        return sum(group.done for group in self.groups)

    @property
    def total(self) -> int:
        """Number of items in all groups, as the report has them."""
        return sum(len(group.items) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    `path` is what diagnostics show: POSIX, relative to where the user stands. `folder` is where its
    figures are looked for and `root` the repository that nothing may leave; both are None for a report
    that is only a text.
    """

    path: str
    folder: Path | None
    root: Path | None
    source: Source
    title: str
    recognition: Recognition
    instructions: Tokens
    checklist: Checklist
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    unclosed: Span | None = None
    """Where a code fence or a comment begins that is never closed and has swallowed questions."""

    @property
    def edition(self) -> Edition:
        """The edition that the report was most likely written in."""
        return self.recognition.edition

    @property
    def checker(self) -> Edition:
        """The edition whose checker judges the report and whose limits count where the text gives none."""
        return self.recognition.checker
