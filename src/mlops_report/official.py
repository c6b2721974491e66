"""How the course's own checker reads a report: the same verdict, and the place that explains it.

The algorithms are those of `report.py check` as shipped with the template; what they do was measured on
its published versions. They work on the plain text, so this module does too: it is the one place in the
project where the whole file is searched with `find` and a regular expression.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mlops_report.exam import Edition, Limit
from mlops_report.report.source import Source, Span

MARKER = "Answer:"
_FRONT_MATTER_CHARACTERS = 43
"""What `split-1` cuts off blindly; it was the length of the template's front matter once."""


class OfficialAnswer(NamedTuple):
    """The n-th element of the checker's list of answers."""

    number: int
    words: int
    figures: int
    words_limit: Limit | None
    figures_limit: Limit | None
    span: Span
    """What it counted, in the source; lines of the source, characters as the checker sees them."""
    marker: Span
    """The `Answer:` that it begins after."""
    cut: Span | None
    """The heading that ended it early or at its proper end; None for the last answer."""

    @property
    def words_passed(self) -> bool:
        """The number of words is within the limit, or there is none."""
        return self.words_limit is None or self.words in self.words_limit

    @property
    def figures_passed(self) -> bool:
        """The number of images is within the limit, or there is none."""
        return self.figures_limit is None or self.figures in self.figures_limit

    @property
    def passed(self) -> bool:
        """The checker lets the answer pass."""
        return self.words_passed and self.figures_passed


class Verdict(NamedTuple):
    """What the checker says of a report: an error, or a verdict for every answer."""

    error: str | None
    answers: tuple[OfficialAnswer, ...]
    found: int
    """How many answers it found, also where it stops because of their number."""
    expected: int
    markers: tuple[Span, ...]
    """Every `Answer:` in the text, in answers, prompts and wherever."""
    lost: tuple[Span, ...]
    """Stretches after an `Answer:` that it drops silently: no `###` follows before the next one."""

    @property
    def passed(self) -> int:
        """Number of answers that pass; 0 where the checker stops."""
        return sum(answer.passed for answer in self.answers)

    def answer(self, number: int) -> OfficialAnswer | None:
        """Return what the checker takes for the answer to question `number`, if it gets that far."""
        return self.answers[number - 1] if 1 <= number <= len(self.answers) else None


def official_check(source: Source, edition: Edition) -> Verdict:
    """Return the verdict of the checker that belongs to `edition`, run in a UTF-8 locale."""
    expected = len(edition.questions)
    if source.decoding_error:
        return Verdict(source.decoding_error, (), 0, expected, (), ())
    # The checker opens the file in text mode: every kind of line end is one `\n` to it.
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    seen = source if text == source.text else Source(text)
    first = min(_FRONT_MATTER_CHARACTERS, len(text)) if edition.checker == "split-1" else 0
    chunks = _chunks(text, first)
    markers = tuple(seen.span_of(start - len(MARKER), start) for start, _ in chunks[1:])
    if edition.checker == "split-1":
        pieces, lost = _pieces(text, chunks)
        pieces = pieces[1:]
    elif len(chunks) == 1:
        return Verdict("IndexError: list index out of range", (), 0, expected, markers, ())
    else:
        pieces, lost = _pieces(text, chunks[1:])
    lost_spans = tuple(seen.span_of(*chunk) for chunk in lost)
    if len(pieces) != expected:
        advice = (
            "Have you filled out every field?" if edition.checker == "split-1" else "Have you changed the template?"
        )
        error = f"ValueError: Number of answers are different from the expected {expected}. {advice}"
        return Verdict(error, (), len(pieces), expected, markers, lost_spans)
    answers = tuple(_answer(seen, number, piece, edition) for number, piece in enumerate(pieces, start=1))
    return Verdict(None, answers, len(pieces), expected, markers, lost_spans)


def count_words(text: str) -> int:
    """Count words as the checker does: what white space separates, markup included."""
    return len(text.split())


def count_figures(text: str) -> int:
    """Count images as the checker does: `![…](…)` on one line, also in code and comments."""
    return sum(1 for _ in find_figures(text, 0, len(text)))


def find_figures(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    r"""Yield start and end of what the checker takes for images, wherever they stand.

    These are the matches of its pattern, `\!\[.*?\]\(.*?\)`, whose time grows with the cube of the
    length of a line.
    """
    while (begin := text.find("![", start, end)) >= 0:
        line_end = text.find("\n", begin, end)
        line_end = end if line_end < 0 else line_end
        middle = text.find("](", begin + 2, line_end)
        close = text.find(")", middle + 2, line_end) if middle >= 0 else -1
        if close < 0:
            start = line_end  # no image begins later on this line either
        else:
            start = close + 1
            yield begin, start


def _chunks(text: str, first: int) -> list[tuple[int, int]]:
    """Return the offsets of what `text[first:].split("Answer:")` gives."""
    chunks, start = [], first
    while (found := text.find(MARKER, start)) >= 0:
        chunks.append((start, found))
        start = found + len(MARKER)
    return [*chunks, (start, len(text))]


_Piece = tuple[int, int, int | None]
"""Start, end, and the offset of the heading that ended it."""


def _pieces(text: str, chunks: list[tuple[int, int]]) -> tuple[list[_Piece], list[tuple[int, int]]]:
    pieces: list[_Piece] = []
    lost: list[tuple[int, int]] = []
    for start, end in chunks:
        third_level = text.find("###", start, end)
        if third_level >= 0:
            second_level = text.find("##", start, third_level)
            cut = second_level if second_level >= 0 else third_level
            pieces.append((start, cut, cut))
        elif (start, end) != chunks[-1]:
            lost.append((start, end))
    pieces.append((*chunks[-1], None))
    return pieces, lost


def _answer(seen: Source, number: int, piece: _Piece, edition: Edition) -> OfficialAnswer:
    start, end, cut = piece
    marker = seen.span_of(max(0, start - len(MARKER)), start)
    while start < end and seen.text[start] == "\n":
        start += 1
    while end > start and seen.text[end - 1] == "\n":
        end -= 1
    text = seen.text[start:end]
    question = edition.question(number)
    return OfficialAnswer(
        number=number,
        words=count_words(text),
        figures=count_figures(text),
        words_limit=question.words if question else None,
        figures_limit=question.figures if question else None,
        span=seen.span_of(start, end),
        marker=marker,
        cut=None if cut is None else seen.span_of(cut, cut + 2),
    )
