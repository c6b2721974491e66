"""The report as a group wrote it. Everything that somebody may have to edit has a span.

`tokens` are markdown-it tokens with their inlines parsed: what a reader sees and nothing else. The page renders
exactly these tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple, TypeAlias, overload

from markdown_it.token import Token

from mkdocs_mlops_report.exam import Edition, Limit, Recognition
from mkdocs_mlops_report.report.outline import HiddenHeading
from mkdocs_mlops_report.text.source import Source, Span

Tokens: TypeAlias = Sequence[Token]
AnswerState: TypeAlias = Literal["answered", "unanswered"]
BoxState: TypeAlias = Literal["done", "open", "unreadable"]


class Prose(Sequence[Token]):
    """The tokens of a part of the text; their inlines are parsed on first use, which a check never needs.

    Args:
        raw: the tokens, their inlines not parsed.
        parse: returns tokens with their inlines parsed.
    """

    __slots__ = ("_parse", "_parsed", "raw")

    def __init__(self, raw: Sequence[Token], parse: Callable[[Sequence[Token]], tuple[Token, ...]]) -> None:
        self.raw = raw
        self._parse = parse
        self._parsed: tuple[Token, ...] | None = None

    def _tokens(self) -> tuple[Token, ...]:
        if self._parsed is None:
            self._parsed = self._parse(self.raw) if self.raw else ()
        return self._parsed

    def __bool__(self) -> bool:
        return bool(self.raw)

    def __len__(self) -> int:
        return len(self._tokens())

    @overload
    def __getitem__(self, index: int) -> Token: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Token]: ...

    def __getitem__(self, index: int | slice) -> Token | Sequence[Token]:
        return self._tokens()[index]

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens())


def contents(tokens: Iterable[Token]) -> str:
    """Return the Markdown that the tokens were made from, one block per line."""
    return "\n".join(token.content for token in tokens if token.content)


class Figure(NamedTuple):
    """A figure that the rendered answer shows: a Markdown image or an `<img>`."""

    url: str
    alt: str
    span: Span


class Link(NamedTuple):
    """A link in the rendered answer; a link around a figure has the figure's text."""

    url: str
    text: str
    span: Span
    around_figure: bool


class Answer(NamedTuple):
    """What a group answered, wherever they put it, without markers and placeholders."""

    tokens: Tokens
    spans: tuple[Span, ...]
    """The parts of the source that contain the answer, in order."""
    words: int
    """Visible count: the words that a reader of the rendered answer sees, code included."""
    figures: tuple[Figure, ...]
    links: tuple[Link, ...]
    placeholders: tuple[Span, ...]
    """Leftover placeholders, with or without an answer beside them."""
    dashes: tuple[Span, ...]
    """Dashes of the template's placeholder that were kept around the answer."""
    state: AnswerState


class Question(NamedTuple):
    """A question of the report: what was asked and what was answered."""

    number: int
    heading: str
    """The text of the heading, usually `Question 4`; empty if it was deleted and only the prompt is left."""
    title: str
    """A short title of ours; empty if the edition has no such question."""
    section: int
    """Index into `Report.sections`, -1 for a question before the first section."""
    words: Limit | None
    figures: Limit | None
    prompt: Prose
    example: Prose
    marker: Span | None
    """The `Answer:` of the question; None if it was deleted or is spelled in another way."""
    quote: Span | None
    """The block quote that contains `Answer:`; text in it shows as part of the question."""
    answer: Answer
    prompt_span: Span | None
    """The first line of the prompt; None if it was deleted."""
    heading_span: Span
    span: Span
    """From the heading to the last line before the next one."""
    heading_form: str = ""
    """What the heading is instead of one in Markdown, for instance `bold text`; empty for a real one."""

    @property
    def answer_span(self) -> Span:
        """The first part of the answer; the heading if there is no answer."""
        return self.answer.spans[0] if self.answer.spans else self.heading_span

    @property
    def above_marker(self) -> list[Span]:
        """The parts of the answer that are above its marker."""
        return [span for span in self.answer.spans if self.marker and span.line < self.marker.line]

    @property
    def asked(self) -> str:
        """The Markdown of the prompt, without its block quote and its length."""
        return contents(self.prompt.raw)


class Section(NamedTuple):
    """A section: its heading, its short name and its introduction."""

    name: str
    short: str
    intro: Prose
    span: Span


class Item(NamedTuple):
    """An item of the checklist: its box, its text, its modules and a note after it."""

    box: str
    """The text between the brackets, as written."""
    state: BoxState
    shown: bool
    """Whether GitHub renders a box: only for `[x]`, `[X]` and `[ ]`, followed by a space."""
    tokens: Prose
    modules: tuple[str, ...]
    note: Prose
    fingerprint: str | None
    """The edition's fingerprint of the item; None if the template has no such item."""
    span: Span
    about: str = ""
    """What an item in other words is about, as its comment says: `<!-- evidence: docker-files -->`; mostly empty."""


class Group(NamedTuple):
    """A group of items ("Week 1"), and what else is under its heading."""

    name: str
    items: tuple[Item, ...]
    rest: Prose
    span: Span

    @property
    def done(self) -> int:
        """Number of ticked items."""
        return sum(item.state == "done" for item in self.items)


class Checklist(NamedTuple):
    """The checklist with its groups; `name` is empty if its heading was deleted."""

    name: str
    intro: Prose
    groups: tuple[Group, ...]

    @property
    def done(self) -> int:
        """Number of ticked items in all groups."""
        return sum(group.done for group in self.groups)

    @property
    def total(self) -> int:
        """Number of items in all groups, as the report has them."""
        return sum(len(group.items) for group in self.groups)


class Damage(NamedTuple):
    """What has mixed the texts of several questions, so that most rules cannot judge them."""

    conflicts: tuple[Span, ...] = ()
    """The merge conflicts, each from its first marker to its last."""
    unclosed: tuple[Span, ...] = ()
    """The code fences and comments that are not closed where they should be: from the opening line to the last one
    that they take in."""
    repeated: frozenset[int] = frozenset()
    """The heading lines of questions whose number has occurred before."""
    doubled: frozenset[int] = frozenset()
    """The heading lines with nothing below them but the same heading once more."""

    def in_conflict(self, span: Span) -> bool:
        """Return whether a place is inside a merge conflict."""
        return any(conflict.line <= span.line <= conflict.end_line for conflict in self.conflicts)

    def in_unclosed(self, line: int) -> bool:
        """Return whether a line is after the first fence that is not closed where it should be.

        From there on code and text may be mistaken for each other.
        """
        return bool(self.unclosed) and self.unclosed[0].line < line <= self.unclosed[-1].end_line

    def mixes(self, question: Question) -> bool:
        """Return whether the text of a question may belong to another one."""
        first, last = question.span.line, question.span.end_line
        return (
            question.heading_span.line in self.repeated | self.doubled
            or any(conflict.line <= last and conflict.end_line >= first for conflict in self.conflicts)
            or any(first <= fence.line <= last and fence.end_line >= last for fence in self.unclosed)
        )


class Report(NamedTuple):
    """A whole report.

    `path` is what findings show: a POSIX path relative to the working folder of the user. `folder` is where figures
    are looked up, and `root` is the repository that nothing may leave; both are None for a report that is only a text.
    """

    path: str
    folder: Path | None
    root: Path | None
    source: Source
    title: str
    recognition: Recognition
    instructions: Prose
    checklist: Checklist
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    hidden_headings: tuple[HiddenHeading, ...] = ()
    """Lines that read like headings of the template but are not, for instance in a fence that is not closed."""
    damage: Damage = Damage()
    revision: tuple[Path, str] | None = None
    """For a report of a commit that is not checked out: the repository and the full hash. `root` is then a folder
    with what the report needs of it."""

    @property
    def file(self) -> Path | None:
        """The file of the report; None for a report that is only a text."""
        return self.folder / PurePosixPath(self.path).name if self.folder else None

    @property
    def edition(self) -> Edition:
        """The edition that the report was most likely written in."""
        return self.recognition.edition

    @property
    def checker(self) -> Edition:
        """The edition whose official check judges the report, and whose limits apply if the text states none."""
        return self.recognition.checker

    def question_at(self, line: int) -> Question | None:
        """Return the question whose lines include `line`, None without one."""
        return next((one for one in self.questions if one.span.line <= line <= one.span.end_line), None)

    def end_of(self, question: Question) -> Span:
        """Return the span of a question up to a heading that a code fence or a comment hides."""
        for heading in self.hidden_headings:
            if question.heading_span.line < heading.line <= question.span.end_line:
                return self.source.span(question.span.line, heading.line - 1)
        return question.span

    def without_content(self) -> Report:
        """Return the report without its parts, as far as lists of findings need it, to save memory."""
        nothing = Prose((), tuple)
        return self._replace(
            instructions=nothing, checklist=Checklist("", nothing, ()), sections=(), questions=(), hidden_headings=()
        )

    def without_tokens(self) -> Report:
        """Return the report without what only the page needs, to save memory."""
        nothing = Prose((), tuple)
        return self._replace(
            instructions=nothing,
            checklist=self.checklist._replace(
                intro=nothing,
                groups=tuple(
                    group._replace(
                        rest=nothing,
                        items=tuple(item._replace(tokens=nothing, note=nothing) for item in group.items),
                    )
                    for group in self.checklist.groups
                ),
            ),
            sections=tuple(section._replace(intro=nothing) for section in self.sections),
            questions=tuple(
                question._replace(prompt=nothing, example=nothing, answer=question.answer._replace(tokens=()))
                for question in self.questions
            ),
        )
