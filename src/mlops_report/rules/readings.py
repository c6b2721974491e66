"""The two readings of a report, the official and the visible one, with the lookups that rules share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mlops_report.exam import SAMPLE_FIGURES, Ask, Limit
from mlops_report.official import MARKER, OfficialAnswer, Verdict, find_figures
from mlops_report.pattern import lazy
from mlops_report.report import Figure, Question, Report, Span, locate
from mlops_report.report.figures import FIGURE_TYPES, Listing, Located, listing, shows, suggestion
from mlops_report.report.outline import SWALLOWED_HEADING
from mlops_report.rules.unfinished import says_nothing

if TYPE_CHECKING:
    from mlops_report.rules.settings import Ignore

_CONFLICT_START = lazy(r"<{7}(?:\s|$)")
_CONFLICT_END = lazy(r">{7}(?:\s|$)")
_HASHES = lazy(r"##+")


class Readings:
    """A report and what the official checker makes of it.

    `unused_ignores` are the entries of the option `ignore` that hit nothing; they are filled in when all other
    rules have spoken.
    """

    def __init__(self, report: Report, verdict: Verdict) -> None:
        self.report = report
        self.verdict = verdict
        self.unused_ignores: list[Ignore] = []

    def without_tokens(self) -> Readings:
        """Return the same without what only the page needs."""
        lighter = Readings(self.report.without_tokens(), self.verdict)
        lighter.unused_ignores = self.unused_ignores
        return lighter

    @cached_property
    def places(self) -> dict[str, Located]:
        """Where the address of every figure and link in an answer leads, looked up once."""
        report = self.report
        answers = [question.answer for question in report.questions]
        urls = {figure.url for answer in answers for figure in answer.figures}
        urls |= {link.url for answer in answers for link in answer.links}
        return {url: locate(url, report.folder, report.root, self._names) for url in urls}

    @cached_property
    def answered(self) -> tuple[Question, ...]:
        """The questions with an answer; notes of things to do, and the template's example, are none."""
        source = self.report.source
        return tuple(
            question
            for question in self.report.questions
            if question.answer.state == "answered" and not says_nothing(question, source)
        )

    def asking(self, ask: Ask) -> Iterator[Question]:
        """Yield the answered questions whose prompt asks for something."""
        for question in self.answered:
            spec = self.report.edition.question(question.number)
            if spec is not None and ask in spec.asks:
                yield question

    @cached_property
    def unused_pictures(self) -> tuple[str, ...]:
        """The pictures that the group's text neither shows nor links to, without the course's samples."""
        folder, samples = self.report.folder, SAMPLE_FIGURES
        spans = (span for question in self.report.questions for span in question.answer.spans)
        text = unquote(self.report.source.text_at(spans))
        used = {place.file for place in self.places.values() if place.file}
        # An address in raw HTML or in a form that is no figure still says that the picture was not forgotten. What
        # has the name of a sample is taken for one: the course may have changed the picture.
        return tuple(
            path
            for path in self.pictures
            if folder is not None
            and folder / path not in used
            and PurePosixPath(path).name not in {*samples.values()}
            and PurePosixPath(path).name not in text
        )

    @cached_property
    def pictures(self) -> tuple[str, ...]:
        """The pictures below `figures/`, as paths from the report's folder, in alphabetical order."""
        folder = self.report.folder
        if folder is None:
            return ()
        try:
            files = sorted(file for file in (folder / "figures").rglob("*") if file.suffix.lower() in FIGURE_TYPES)
            return tuple(file.relative_to(folder).as_posix() for file in files if file.is_file())
        except OSError:
            return ()

    def question_at(self, line: int) -> Question | None:
        """Return the question whose lines hold `line`, or None."""
        spans = ((question, question.span) for question in self.report.questions)
        return next((question for question, span in spans if span.line <= line <= span.end_line), None)

    def shows(self, figure: Figure) -> bool:
        """Tell whether a figure's file is there, or the figure is remote."""
        return shows(self.places[figure.url])

    def meant(self, url: str) -> str | None:
        """Return the path of a file that an address was probably meant for, from the report's folder; each once."""
        report = self.report
        if report.folder is None or report.root is None:
            return None
        if url not in self._meant:
            self._meant[url] = suggestion(url, report.folder, report.root, self._names)
        return self._meant[url]

    @cached_property
    def _names(self) -> Listing:
        return listing()

    @cached_property
    def _meant(self) -> dict[str, str | None]:
        return {}

    def visible_figures(self, question: Question) -> int:
        """Return how many figures of an answer a reader really sees: missing files do not show."""
        return sum(self.shows(figure) for figure in question.answer.figures)

    def official(self, question: Question) -> OfficialAnswer | None:
        """Return what the checker counts for this question's number; None where it stops."""
        return self.verdict.answer(question.number)

    def sees(self, question: Question) -> bool:
        """Tell whether what the checker counts for this number is this question's own answer."""
        answer, marker = self.official(question), question.marker
        return (
            answer is not None
            and marker is not None
            and (answer.marker.line, answer.marker.column) == (marker.line, marker.column)
        )

    def sees_all(self, question: Question) -> bool:
        """Tell whether the checker counts this question's own answer, and no part of it is lost."""
        return question.heading_span.line in self._whole

    @cached_property
    def _whole(self) -> frozenset[int]:
        """The lines of the headings whose answers the checker counts in whole."""
        return frozenset(
            question.heading_span.line
            for question in self.report.questions
            if self.sees(question) and self.cut(question) is None and not self.above_marker(question)
        )

    def end(self, question: Question) -> Span:
        """Return the span of a question up to a heading that a code fence or a comment has swallowed."""
        lines = self._headings_as_text
        at = bisect_right(lines, question.heading_span.line)
        if at < len(lines) and lines[at] <= question.span.end_line:
            return self.report.source.span(question.span.line, lines[at] - 1)
        return question.span

    @cached_property
    def _headings_as_text(self) -> list[int]:
        """The lines that look like headings of questions or sections, whether they are some or stand in a fence."""
        source = self.report.source
        sections = {f"## {section.name}".lower() for section in self.report.edition.sections}
        numbers = sorted(
            {source.span_of(match.start(), match.start()).line for match in _HASHES.finditer(source.text)}
        )
        return [
            number
            for number in numbers
            if SWALLOWED_HEADING.match(source.line(number)) or source.line(number).strip().lower() in sections
        ]

    def cut(self, question: Question) -> tuple[int, int, int] | None:
        """Return where the official tool cuts a question's answer before its end, or None.

        The three offsets are: the end of the marker, the cut, the end of the answer.
        """
        line = question.heading_span.line
        if line not in self._cuts:
            self._cuts[line] = self._cut(question)
        return self._cuts[line]

    @cached_property
    def _cuts(self) -> dict[int, tuple[int, int, int] | None]:
        return {}

    def _cut(self, question: Question) -> tuple[int, int, int] | None:
        text = self.report.source.text
        if question.marker is None:
            return None
        start, end = question.marker.end_offset, self.end(question).end_offset
        following = text.find(MARKER, start, end)
        end = end if following < 0 else following
        cut = text.find("##", start, end)
        # Without a `###` behind it the last answer is taken whole, headings and all.
        if cut < 0 or text.find("###", start) < 0 or not text[cut:end].strip("# \t\r\n"):
            return None
        return start, cut, end

    @staticmethod
    def above_marker(question: Question) -> list[Span]:
        """Return the stretches of an answer that stand above its marker."""
        return [span for span in question.answer.spans if question.marker and span.line < question.marker.line]

    def own_count(self, question: Question, count: Callable[[str], int]) -> int:
        """Count in the whole of an answer as the official tool would, wherever it stands."""
        text = self.report.source.text
        return sum(count(text[span.offset : span.end_offset]) for span in question.answer.spans)

    def count(self, question: Question, count: Callable[[str], int], counted: Callable[[OfficialAnswer], int]) -> int:
        """Return the official count, or what the tool would count in the whole answer where it loses a part."""
        official = self.official(question)
        return counted(official) if official and self.sees_all(question) else self.own_count(question, count)

    def counted_figures(self, question: Question) -> tuple[Span, ...]:
        """Return what the official tool takes for figures in a question's answer."""
        line = question.heading_span.line
        if line not in self._counted:
            source = self.report.source
            start = question.marker.end_offset if question.marker else question.heading_span.end_offset
            found = find_figures(source.text, start, max(start, self.end(question).end_offset))
            self._counted[line] = tuple(source.span_of(*place) for place in found)
        return self._counted[line]

    @cached_property
    def _counted(self) -> dict[int, tuple[Span, ...]]:
        return {}

    @cached_property
    def _again(self) -> frozenset[int]:
        """The lines of headings whose number has had one before."""
        seen: set[int] = set()
        lines = []
        for question in self.report.questions:
            if question.number in seen:
                lines.append(question.heading_span.line)
            seen.add(question.number)
        return frozenset(lines)

    @property
    def mixed(self) -> bool:
        """Whether any text is not its question's own: see `muddled`."""
        return bool(self.conflicts or self.report.swallows or self._again)

    @cached_property
    def alone(self) -> bool:
        """Whether only the report's folder is there, without its repository: what lies beside it cannot be known."""
        folder, root = self.report.folder, self.report.root
        if folder is None or root is None or folder == root or (root / ".git").exists():
            return False
        return not any(entry.is_dir() and entry != folder for entry in root.iterdir())

    @cached_property
    def conflicts(self) -> tuple[Span, ...]:
        """The conflicts that a merge has left in the text, each from its first marker to its last."""
        source = self.report.source
        if "<<<<<<<" not in source.text and ">>>>>>>" not in source.text:
            return ()
        return tuple(_conflicts(self.report))

    def in_conflict(self, span: Span) -> bool:
        """Tell whether a place lies in what a merge has left: then it is the conflict that has to go first."""
        return any(conflict.line <= span.line <= conflict.end_line for conflict in self.conflicts)

    def swallowed(self, line: int) -> bool:
        """Tell whether a line stands behind a fence that is not closed where it should be.

        From there on code and text may have changed places, and nothing about their look can be said.
        """
        swallows = self.report.swallows
        return bool(swallows) and swallows[0].line < line <= swallows[-1].end_line

    def muddled(self, question: Question) -> bool:
        """Tell whether a question's text is not its own: a merge has left two of it, or a fence has taken others in.

        So is a question that stands a second time. That has to be mended first; what else could be said of such an
        answer may be another one's.
        """
        first, last = question.span.line, question.span.end_line
        if question.heading_span.line in self._again:
            return True
        return any(conflict.line <= last and conflict.end_line >= first for conflict in self.conflicts) or any(
            first <= swallow.line <= last and swallow.end_line >= last for swallow in self.report.swallows
        )

    def limit_of(self, question: Question, *, figures: bool) -> tuple[Limit, ...]:
        """Return the limits that hold for a question: the one that its text states, then that of the checker."""
        official = self.official(question) if self.sees_all(question) else None
        stated = question.figures if figures else question.words
        checked = None
        if official is not None:
            checked = official.figures_limit if figures else official.words_limit
        return tuple(limit for limit in (stated, checked) if limit is not None)


def _conflicts(report: Report) -> Iterator[Span]:
    source = report.source
    fenced = _fenced_lines(report)
    start: int | None = None
    for number in range(1, source.line_count + 1):
        line = source.line(number)
        if line[:7] not in {"<<<<<<<", ">>>>>>>"} or number in fenced:
            continue
        if _CONFLICT_START.match(line):
            if start is not None:
                yield source.span(start, start)
            start = number
        elif _CONFLICT_END.match(line):
            yield source.span(start or number, number)
            start = None
    if start is not None:
        yield source.span(start, start)


def _fenced_lines(report: Report) -> set[int]:
    """Return the lines of code in answers that says which language it is: there a conflict is an example."""
    fences = (
        token
        for question in report.questions
        for token in question.answer.tokens
        if token.type == "fence" and token.info.strip() and token.map
    )
    return {number + 1 for token in fences for number in range(*(token.map or (0, 0)))}
