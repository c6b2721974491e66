"""The official check: how the course's own tool reads a report, and which text explains its verdict.

The algorithms are those of `report.py check` in the published versions of the template. They work on the plain text,
so this module does, too; all others read parsed Markdown first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from mkdocs_mlops_report.exam import Edition, Limit
from mkdocs_mlops_report.report.model import Question, Report
from mkdocs_mlops_report.report.template_words import ANSWER
from mkdocs_mlops_report.text.source import Source, Span

_FRONT_MATTER_CHARACTERS = 43
"""What `split-1` removes from the start of any text: the length of the front matter of an early template."""


class OfficialAnswer(NamedTuple):
    """The n-th answer in the list of the official check."""

    number: int
    words: int
    figures: int
    words_limit: Limit | None
    figures_limit: Limit | None
    span: Span
    """The text that was counted; its offsets are those of the text with `\\n` as line endings."""
    marker: Span
    """The `Answer:` before it."""
    cut: Span | None
    """The `##` that ended it, inside the answer or after it; None for the last answer."""

    @property
    def words_passed(self) -> bool:
        """Whether the number of words is within its limit."""
        return self.words_limit is None or self.words in self.words_limit

    @property
    def figures_passed(self) -> bool:
        """Whether the number of figures is within its limit."""
        return self.figures_limit is None or self.figures in self.figures_limit

    @property
    def passed(self) -> bool:
        """Whether the answer passes."""
        return self.words_passed and self.figures_passed


class Verdict(NamedTuple):
    """The verdict on a report: an error, or the counts of every answer."""

    error: str | None
    answers: tuple[OfficialAnswer, ...]
    found: int
    """Number of answers that it finds, also if it stops because of their number."""
    expected: int
    markers: tuple[Span, ...]
    """Every `Answer:` in the text, wherever it is."""

    @property
    def passed(self) -> int:
        """Number of answers that pass; 0 if the check stops with an error."""
        return sum(answer.passed for answer in self.answers)

    def answer(self, number: int) -> OfficialAnswer | None:
        """Return what the check takes for the answer to question `number`, None without one."""
        return self.answers[number - 1] if 1 <= number <= len(self.answers) else None


def official_check(source: Source, edition: Edition) -> Verdict:
    """Return the verdict of the official check of an edition, run in a UTF-8 locale.

    Args:
        source: the whole text of a report.
        edition: the edition whose algorithm and limits apply.
    """
    expected = len(edition.questions)
    if source.decoding_error:
        return Verdict(source.decoding_error, (), 0, expected, ())
    # The file is opened in text mode, which turns every kind of line ending into `\n`.
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    seen = source if text == source.text else Source(text)
    first = min(_FRONT_MATTER_CHARACTERS, len(text)) if edition.checker == "split-1" else 0
    chunks = _chunks(text, first)
    markers = tuple(seen.span_of(start - len(ANSWER), start) for start, _ in chunks[1:])
    if edition.checker == "split-1":
        pieces = _pieces(text, chunks)[1:]
    elif len(chunks) == 1:
        return Verdict("IndexError: list index out of range", (), 0, expected, markers)
    else:
        pieces = _pieces(text, chunks[1:])
    if len(pieces) != expected:
        advice = (
            "Have you filled out every field?" if edition.checker == "split-1" else "Have you changed the template?"
        )
        error = f"ValueError: Number of answers are different from the expected {expected}. {advice}"
        return Verdict(error, (), len(pieces), expected, markers)
    answers = tuple(_answer(seen, number, piece, edition) for number, piece in enumerate(pieces, start=1))
    return Verdict(None, answers, len(pieces), expected, markers)


def count_words(text: str) -> int:
    """Return the official count of words: everything that white space separates, markup included."""
    return len(text.split())


def count_figures(text: str) -> int:
    """Return the official count of figures: `![…](…)` on one line, also in code and comments."""
    return sum(1 for _ in find_figures(text, 0, len(text)))


def find_figures(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    r"""Yield the offsets of everything that the official check takes for a figure.

    These are the matches of its pattern `\!\[.*?\]\(.*?\)`, which itself takes a time that grows with the cube of
    the length of a line.
    """
    while (begin := text.find("![", start, end)) >= 0:
        line_end = text.find("\n", begin, end)
        line_end = end if line_end < 0 else line_end
        middle = text.find("](", begin + 2, line_end)
        close = text.find(")", middle + 2, line_end) if middle >= 0 else -1
        if close < 0:
            start = line_end  # no figure starts later on this line
        else:
            start = close + 1
            yield begin, start


def _chunks(text: str, first: int) -> list[tuple[int, int]]:
    """Return the offsets of the parts that `text[first:].split("Answer:")` gives."""
    chunks, start = [], first
    while (found := text.find(ANSWER, start)) >= 0:
        chunks.append((start, found))
        start = found + len(ANSWER)
    return [*chunks, (start, len(text))]


_Piece = tuple[int, int, int | None]
"""Start, end, and the offset of the heading that ended it."""


def _pieces(text: str, chunks: list[tuple[int, int]]) -> list[_Piece]:
    """Return the answers in chunks: one without a `###` after it is dropped silently, unless it is the last one."""
    pieces: list[_Piece] = []
    for start, end in chunks:
        third_level = text.find("###", start, end)
        if third_level >= 0:
            second_level = text.find("##", start, third_level)
            cut = second_level if second_level >= 0 else third_level
            pieces.append((start, cut, cut))
    pieces.append((*chunks[-1], None))
    return pieces


def _answer(seen: Source, number: int, piece: _Piece, edition: Edition) -> OfficialAnswer:
    start, end, cut = piece
    marker = seen.span_of(max(0, start - len(ANSWER)), start)
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


class Lost(NamedTuple):
    """The part of an answer that the official check does not see, as offsets: it is after a `##`."""

    start: int
    end: int


class OfficialReading:
    """The verdict on a report, compared with the report's own questions.

    Args:
        report: the report.
        verdict: the verdict on it, if it is known already.
    """

    def __init__(self, report: Report, verdict: Verdict | None = None) -> None:
        self.report = report
        self.verdict = verdict or official_check(report.source, report.checker)
        self._lost: dict[int, Lost | None] = {}
        self._figures: dict[int, tuple[Span, ...]] = {}

    def answer(self, question: Question) -> OfficialAnswer | None:
        """Return what is counted for the number of a question; None if the check stops with an error."""
        return self.verdict.answer(question.number)

    def sees_whole(self, question: Question) -> bool:
        """Return whether the whole of a question's own answer is counted for its number, and nothing else."""
        return question.heading_span.line in self._seen_whole

    def lost(self, question: Question) -> Lost | None:
        """Return the part of a question's answer that is after a `##`, None if nothing is lost."""
        line = question.heading_span.line
        if line not in self._lost:
            self._lost[line] = self._find_lost(question)
        return self._lost[line]

    def figures(self, question: Question) -> tuple[Span, ...]:
        """Return everything in a question's answer that is counted as a figure, or would be."""
        line = question.heading_span.line
        if line not in self._figures:
            source = self.report.source
            start = question.marker.end_offset if question.marker else question.heading_span.end_offset
            found = find_figures(source.text, start, max(start, self.report.end_of(question).end_offset))
            self._figures[line] = tuple(source.span_of(*place) for place in found)
        return self._figures[line]

    def word_count(self, question: Question) -> int:
        """Return the official count of words of the whole answer, also if only a part of it is seen."""
        return self._count(question, count_words, lambda answer: answer.words)

    def figure_count(self, question: Question) -> int:
        """Return the official count of figures of the whole answer, also if only a part of it is seen."""
        return self._count(question, count_figures, lambda answer: answer.figures)

    def word_limit(self, question: Question) -> Limit | None:
        """Return the limit of words that decides: that of the official check; if it has none, that of the text."""
        answer = self.answer(question) if self.sees_whole(question) else None
        return (answer.words_limit if answer else None) or question.words

    def has_two_limits(self, question: Question) -> bool:
        """Return whether the text states another limit of words than the official check applies."""
        return question.words is not None and self.word_limit(question) != question.words

    def figure_limits(self, question: Question) -> tuple[Limit, ...]:
        """Return the limits of figures: the one that the text states, then that of the official check."""
        answer = self.answer(question) if self.sees_whole(question) else None
        limits = (question.figures, answer.figures_limit if answer else None)
        return tuple(limit for limit in limits if limit is not None)

    def _count(self, question: Question, count: Callable[[str], int], of: Callable[[OfficialAnswer], int]) -> int:
        answer = self.answer(question)
        if answer is not None and self.sees_whole(question):
            return of(answer)
        text = self.report.source.text
        return sum(count(text[span.offset : span.end_offset]) for span in question.answer.spans)

    @cached_property
    def _seen_whole(self) -> frozenset[int]:
        """The heading lines of the questions whose answers are counted as a whole."""
        return frozenset(
            question.heading_span.line
            for question in self.report.questions
            if self._is_counted(question) and self.lost(question) is None and not question.above_marker
        )

    def _is_counted(self, question: Question) -> bool:
        """Return whether the text that is counted for a question's number is after its own marker."""
        answer, marker = self.answer(question), question.marker
        if answer is None or marker is None:
            return False
        return (answer.marker.line, answer.marker.column) == (marker.line, marker.column)

    def _find_lost(self, question: Question) -> Lost | None:
        text = self.report.source.text
        if question.marker is None:
            return None
        start, end = question.marker.end_offset, self.report.end_of(question).end_offset
        following = text.find(ANSWER, start, end)
        end = end if following < 0 else following
        cut = text.find("##", start, end)
        # Without a `###` after it, the last answer is counted as a whole, headings included.
        if cut < 0 or text.find("###", start) < 0 or not text[cut:end].strip("# \t\r\n"):
            return None
        return Lost(cut, end)
