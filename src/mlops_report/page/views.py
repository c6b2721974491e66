"""What the fragments show: numbers and words, no HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mlops_report.exam import Limit
from mlops_report.report import Question
from mlops_report.report.visible import text_of
from mlops_report.rules import CheckedReport, Diagnostic
from mlops_report.rules.wording import number_of

BadgeState: TypeAlias = Literal["ok", "low", "high", "none"]
QuestionState: TypeAlias = Literal["ok", "look", "unanswered"]

STATE_WORDS: dict[QuestionState, str] = {
    "ok": "in order",
    "look": "needs a look",
    "unanswered": "not answered",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """The length of an answer, or its figures, against the limit."""

    question: int
    kind: Literal["words", "figures"]
    value: int
    limit: Limit | None
    remark: str

    @property
    def state(self) -> BadgeState:
        """Where the value lies: `none` where there is no limit."""
        if self.limit is None:
            return "none"
        if self.value < self.limit.min:
            return "low"
        return "high" if self.value > self.limit.max else "ok"

    @property
    def text(self) -> str:
        """`162 words`, `1 figure`."""
        return number_of(self.value, self.kind.removesuffix("s"))

    @property
    def range(self) -> str:
        """`100–200`; empty without a limit."""
        if self.limit is None:
            return ""
        return str(self.limit.min) if self.limit.min == self.limit.max else f"{self.limit.min}–{self.limit.max}"

    @property
    def distance(self) -> str:
        """`29 too few`; empty where the value is within the limit."""
        if self.limit is None or self.state == "ok":
            return ""
        if self.state == "low":
            return f"{self.limit.min - self.value} too few"
        return f"{self.value - self.limit.max} too many"

    @property
    def track(self) -> tuple[int, int, int] | None:
        """Start and end of the allowed band and the value's place, in percent of the track's length."""
        if self.limit is None or self.kind == "figures":
            return None
        scale = max(self.limit.max * 1.2, 1)
        return (
            round(100 * self.limit.min / scale),
            round(100 * self.limit.max / scale),
            min(100, round(100 * self.value / scale)),
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A question in the strip of the dashboard."""

    number: int
    title: str
    anchor: str
    state: QuestionState
    reason: str

    @property
    def label(self) -> str:
        """What a screen reader says and a pointer shows."""
        title = f": {self.title}" if self.title else ""
        return f"Question {self.number}{title}, {STATE_WORDS[self.state]}" + (
            f". {self.reason}" if self.reason else ""
        )


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of the dashboard with its whole."""

    name: str
    value: int
    total: int
    behind: str
    tone: str

    @property
    def percent(self) -> int:
        """Share of the whole, 0 where there is none."""
        return round(100 * self.value / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the list of the dashboard; `reason` says why it is ignored, empty where it is not."""

    diagnostic: Diagnostic
    url: str
    reason: str = ""

    @property
    def fold(self) -> bool:
        """Whether it is out of sight until somebody asks for it: nothing has to be done about it."""
        return bool(self.reason) or not self.diagnostic.severity.fails


def rows(checked: CheckedReport, line: Callable[[int], str]) -> list[Row]:
    """Return the findings in the order of the text, those that are ignored among them."""
    found = [Row(one, line(one.span.line)) for one in checked.diagnostics]
    found += [Row(gone.diagnostic, line(gone.diagnostic.span.line), gone.reason) for gone in checked.ignored]
    return sorted(found, key=lambda row: row.diagnostic.span.offset)


def folded_label(rows: list[Row]) -> str:
    """Return what the fold of the dashboard is called: `3 for information, 1 ignored`."""
    ignored = sum(bool(row.reason) for row in rows)
    infos = len(rows) - ignored
    return ", ".join([f"{infos} for information"] * bool(infos) + [f"{ignored} ignored"] * bool(ignored))


def badges(checked: CheckedReport, question: Question) -> Iterator[Badge]:
    """Yield the badges of a question: always its words, its figures where they matter."""
    official = checked.readings.official(question)
    visible = question.answer.words
    words = official.words if official else visible
    differs = words != visible and question.words is not None and question.answer.state == "answered"
    remark = f"a reader sees {visible}" if differs else ""
    yield Badge(question.number, "words", words, question.words, remark)
    shown = checked.readings.visible_figures(question)
    figures = official.figures if official else shown
    if question.figures or figures or shown:
        yield Badge(
            question.number,
            "figures",
            figures,
            question.figures,
            "" if figures == shown else f"a reader sees {shown}",
        )


def question_state(checked: CheckedReport, question: Question) -> QuestionState:
    """Return the one state that a question has in the dashboard."""
    findings = _failing(checked, question.number)
    if question.answer.state == "unanswered" and any(d.code == "PLH001" for d in findings):
        return "unanswered"
    official = checked.readings.official(question)
    return "look" if findings or (official is not None and not official.passed) else "ok"


def cell(checked: CheckedReport, question: Question, anchor: str) -> Cell:
    """Return a question's cell in the strip."""
    state = question_state(checked, question)
    findings = _failing(checked, question.number)
    reason = findings[0].message.replace("`", "") if findings else ""
    if state == "look" and not reason:
        ignored = [gone.reason for gone in checked.ignored if gone.diagnostic.question == question.number]
        reason = f"Ignored: {ignored[0]}" if ignored else "The official check counts another text for it."
    return Cell(question.number, question.title, anchor, state, reason if state != "unanswered" else "")


def tiles(checked: CheckedReport) -> list[Tile]:
    """Return the four numbers of the dashboard."""
    report, verdict = checked.report, checked.verdict
    asked = [question for question in report.questions if question.figures and question.figures.min]
    figures_asked = sum(question.figures.min for question in asked if question.figures)
    figures_shown = sum(
        min(checked.readings.visible_figures(question), question.figures.min)
        for question in asked
        if question.figures
    )
    answered, questions = answered_of(checked), len(report.questions)
    checklist = report.checklist
    return [
        _tile("Official check", verdict.passed, verdict.expected, "pass" if verdict.error is None else "stops"),
        _tile("Answered", answered, questions, ""),
        _tile("Figures", figures_shown, figures_asked, "asked for"),
        Tile("Checklist", checklist.done, checklist.total, "", "info"),
    ]


def answered_of(checked: CheckedReport) -> int:
    """Return the number of answered questions."""
    return sum(question.answer.state == "answered" for question in checked.report.questions)


def headline(checked: CheckedReport) -> str:
    """Return the one line that says how things stand."""
    left = sum(diagnostic.severity.fails for diagnostic in checked.diagnostics)
    if left:
        return f"{number_of(left, 'thing')} left before hand-in"
    verdict = checked.verdict
    if verdict.error is not None:
        return "Nothing left, but the official check stops"
    if verdict.passed < verdict.expected:
        return f"Nothing left, but the official check passes {verdict.passed} of {verdict.expected}"
    return "Ready to hand in"


def plain_headline(checked: CheckedReport) -> str:
    """Return the headline of a page that lists no findings."""
    return f"{answered_of(checked)} of {len(checked.report.questions)} questions answered"


def group_number(checked: CheckedReport) -> str:
    """Return the group's number as the answer says it, empty where it says none or several."""
    for question in checked.readings.asking("group-number"):
        numbers = set(re.findall(r"\d{1,4}", text_of(question.answer.tokens)))
        if len(numbers) == 1:
            return str(numbers.pop())
    return ""


def _tile(name: str, value: int, total: int, behind: str) -> Tile:
    return Tile(name, value, total, behind, "ok" if value >= total else "look")


def _failing(checked: CheckedReport, number: int) -> list[Diagnostic]:
    return [d for d in checked.diagnostics if d.question == number and d.severity.fails]
