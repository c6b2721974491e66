"""The report as a group wrote it. Everything that a person may have to edit carries its span.

`tokens` are markdown-it tokens with their inlines parsed: what a reader sees, and nothing else. The
page renders these very tokens.

The parts are named tuples: as frozen as a frozen dataclass, and made in a fifth of its time, which counts in a
command that runs at every commit. For the same reason annotations are no strings in the modules that have many of
them: each string would be compiled.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple, TypeAlias, overload

from markdown_it.token import Token

from mlops_report.exam import Edition, Limit, Recognition
from mlops_report.report.source import Source, Span

Tokens: TypeAlias = Sequence[Token]
AnswerState: TypeAlias = Literal["answered", "unanswered"]
BoxState: TypeAlias = Literal["done", "open", "unreadable"]


class Prose(Sequence[Token]):
    """The tokens of a part of the text, their inlines parsed when somebody looks at them: a check never does.

    Args:
        raw: the tokens, inlines not parsed.
        parse: parses the inlines of tokens and returns them all.
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
    """Return the Markdown that the tokens were made from, one block a line."""
    return "\n".join(token.content for token in tokens if token.content)


class Figure(NamedTuple):
    """A picture that the rendered answer shows: a Markdown image or an `<img>`."""

    url: str
    alt: str
    span: Span


class Link(NamedTuple):
    """A link in the rendered answer; one around a figure has the figure's text."""

    url: str
    text: str
    span: Span
    around_figure: bool


class Answer(NamedTuple):
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


class Question(NamedTuple):
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
    prompt: Prose
    example: Prose
    marker: Span | None
    """The place of `Answer:`; None where it was deleted or spelled in another way."""
    quote: Span | None
    """The quote that holds `Answer:`; what stands in it shows as a part of the question."""
    answer: Answer
    prompt_span: Span | None
    """The line where the prompt begins; None where it is gone."""
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
        return contents(self.prompt.raw)


class Section(NamedTuple):
    """A section heading, its introduction and (by index) its questions."""

    name: str
    short: str
    intro: Prose
    span: Span


class Item(NamedTuple):
    """An item of the checklist: a box, what it says, the modules it belongs to, a note behind it."""

    box: str
    """What stands between the brackets, as written."""
    state: BoxState
    shown: bool
    """Whether GitHub shows a box: only for `[x]`, `[X]` and `[ ]` with a blank behind it."""
    tokens: Prose
    modules: tuple[str, ...]
    note: Prose
    fingerprint: str | None
    """The edition's fingerprint when the item is one of the template's, else None."""
    span: Span


class Group(NamedTuple):
    """A group of items ("Week 1"), and what else stands under its heading."""

    name: str
    items: tuple[Item, ...]
    rest: Prose
    span: Span

    @property
    def done(self) -> int:
        """Number of ticked items."""
        return sum(item.state == "done" for item in self.items)


class Checklist(NamedTuple):
    """The checklist with its groups; `name` is empty where its heading was deleted."""

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


class Report(NamedTuple):
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
    instructions: Prose
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

    def without_tokens(self) -> "Report":
        """Return the report without what only the page needs: a hundred of them fit into little memory."""
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
