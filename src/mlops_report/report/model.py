"""The report as a group wrote it. Everything that a person may have to edit carries its span.

`tokens` are markdown-it tokens with their inlines parsed: what a reader sees, and nothing else. The
page renders these very tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal, TypeAlias

from mlops_report.exam import Edition, Limit, Recognition
from mlops_report.report.source import Source, Span

if TYPE_CHECKING:
    from markdown_it.token import Token

Tokens: TypeAlias = "tuple[Token, ...]"
AnswerState: TypeAlias = Literal["answered", "unanswered"]
BoxState: TypeAlias = Literal["done", "open", "unreadable"]


def contents(tokens: Iterable[Token]) -> str:
    """Return the Markdown that the tokens were made from, one block a line."""
    return "\n".join(token.content for token in tokens if token.content)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that the rendered answer shows: a Markdown image or an `<img>`."""

    url: str
    alt: str
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the rendered answer; one around a figure has the figure's text."""

    url: str
    text: str
    span: Span
    around_figure: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a group answered, wherever they put it, clean of markers and placeholders."""

    tokens: Tokens
    spans: tuple[Span, ...]
    """The stretches of the source that hold the answer, in order."""
    words: int
    """Words that a reader of the rendered answer sees, code included."""
    figures: tuple[Figure, ...]
    links: tuple[Link, ...]
    placeholders: tuple[Span, ...]
    """Placeholders that were left standing, with or without an answer beside them."""
    dashes: tuple[Span, ...]
    """The template's dashes, kept when the words between them were replaced."""
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
    quote: Span | None
    """The quote that holds `Answer:`; what stands in it shows as a part of the question."""
    answer: Answer
    heading_span: Span
    span: Span
    """From the heading to the last line before the next one."""

    @property
    def place(self) -> Span:
        """Where the answer begins; the heading where there is none."""
        return self.answer.spans[0] if self.answer.spans else self.heading_span

    @property
    def asked(self) -> str:
        """The prompt as it is written, without the signs of its quote and without its length."""
        return contents(self.prompt)


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
    swallows: tuple[Span, ...] = ()
    """The code fences and comments that were not closed where they should have been: each from the line that
    opens it to the last one that it takes in."""

    @property
    def file(self) -> Path | None:
        """The report's own file; None for a report that is only a text."""
        return self.folder / PurePosixPath(self.path).name if self.folder else None

    @property
    def edition(self) -> Edition:
        """The edition that the report was most likely written in."""
        return self.recognition.edition

    @property
    def checker(self) -> Edition:
        """The edition whose checker judges the report and whose limits count where the text gives none."""
        return self.recognition.checker
