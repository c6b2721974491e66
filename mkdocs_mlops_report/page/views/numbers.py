"""What the fragments show: numbers and words, without any HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.report.model import Question, Report
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.repository.forge import forge_of
from mkdocs_mlops_report.rules.causes import causes_of
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding
from mkdocs_mlops_report.rules.phrases import number_of

BadgeState: TypeAlias = Literal["ok", "low", "high", "none"]
QuestionState: TypeAlias = Literal["ok", "look", "unanswered"]

DEFAULT_TITLE = "Exam report"
_LABELS = re.compile(
    r"^(?:exam|project)?\s*report\b(?:\s+(?:of|for))?|\b(?:for|of)?\s*group\s*\d+\b\s*[:·–—-]?|^[\s:·–—-]+",
    re.IGNORECASE,
)
"""What a title on the page says of group and report, which the document's title says itself."""
STATE_WORDS: dict[QuestionState, str] = {
    "ok": "OK",
    "look": "needs attention",
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
        """Where the value is: `none` without a limit."""
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
        return "" if self.limit is None else str(self.limit)

    @property
    def distance(self) -> str:
        """`29 short`, `7 over`; empty within the limit."""
        if self.limit is None or self.state == "ok":
            return ""
        if self.state == "low":
            return f"{self.limit.min - self.value} short"
        return f"{self.value - self.limit.max} over"

    @property
    def track(self) -> tuple[int, int, int] | None:
        """Start and end of the limit, and the value, in percent of the length of the track."""
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
        """What a screen reader says and a tooltip shows."""
        title = f": {self.title}" if self.title else ""
        return f"Question {self.number}{title}, {STATE_WORDS[self.state]}" + (f". {self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of the dashboard and the total it is a part of."""

    name: str
    value: int
    total: int
    unit: str
    tone: str
    also: str = ""
    """A second number, below the bar."""

    @property
    def percent(self) -> int:
        """Share of the whole, 0 without one."""
        return round(100 * self.value / self.total) if self.total else 0


def badges(checked: CheckedReport, question: Question) -> Iterator[Badge]:
    """Yield the badges of a question: its words, and its figures if any are expected or there."""
    answered = question.answer.state == "answered"
    official = checked.official.answer(question)
    visible, shown = question.answer.words, checked.context.visible_figures(question)
    # The official count of a question without an answer is that of its placeholder.
    words = official.words if official and answered else visible
    limit = checked.official.word_limit(question)
    remarks = [f"readers see {visible}"] if words != visible and limit is not None else []
    remarks += [f"the prompt says {question.words}"] if checked.official.has_two_limits(question) else []
    yield Badge(question.number, "words", words, limit, ", ".join(remarks))
    figures = official.figures if official else shown
    if question.figures or figures or shown:
        remark = "" if figures == shown else f"readers see {shown}"
        yield Badge(question.number, "figures", figures, question.figures, remark)


def question_state(checked: CheckedReport, question: Question) -> QuestionState:
    """Return the state of a question in the dashboard."""
    findings = _failing(checked, question.number)
    if question.answer.state == "unanswered" and any(one.code == "PLH001" for one in findings):
        return "unanswered"
    official = checked.official.answer(question)
    return "look" if findings or (official is not None and not official.passed) else "ok"


def cell(checked: CheckedReport, question: Question, anchor: str) -> Cell:
    """Return a question's cell in the strip."""
    state = question_state(checked, question)
    findings = _failing(checked, question.number)
    reason = findings[0].message.replace("`", "") if findings else ""
    if state == "look" and not reason:
        ignored = [reason for finding, reason in checked.ignored if finding.question == question.number]
        reason = f"Ignored: {ignored[0]}" if ignored else "The official check fails this answer."
    return Cell(question.number, question.title, anchor, state, reason if state != "unanswered" else "")


def tiles(checked: CheckedReport, with_evidence: int | None = None) -> list[Tile]:
    """Return the numbers of the dashboard; those of figures and checklist only if the edition has any.

    Args:
        checked: the report.
        with_evidence: the number of ticked items that the repository shows, None if that is not known.
    """
    report, verdict = checked.report, checked.verdict
    expected = sum(question.figures.min for question in report.questions if question.figures)
    shown = sum(
        min(checked.context.visible_figures(question), question.figures.min)
        for question in report.questions
        if question.figures
    )
    items = report.checklist.total or report.edition.item_count
    found = [
        _tile("Official check", verdict.passed, verdict.expected, "pass"),
        _tile("Answered", answered_of(checked), len(report.questions), ""),
    ]
    found += [_tile("Figures", shown, expected, "expected")] if expected else []
    also = "" if with_evidence is None else f"{with_evidence} with evidence"
    found += [Tile("Checklist", report.checklist.done, items, "ticked" if also else "", "info", also)] if items else []
    return found


def answered_of(checked: CheckedReport) -> int:
    """Return the number of answered questions."""
    return sum(question.answer.state == "answered" for question in checked.report.questions)


def headline(checked: CheckedReport) -> str:
    """Return the line that sums up the state of the report."""
    left = sum(cause.severity.fails for cause in causes_of(checked.findings))
    if left:
        return f"{number_of(left, 'problem')} to fix before hand-in"
    verdict = checked.verdict
    if verdict.error is not None:
        return "No problems left, but the official check stops with an error"
    if verdict.passed < verdict.expected:
        return f"No problems left, but the official check passes only {verdict.passed} of {verdict.expected} questions"
    return "Ready to hand in"


def plain_headline(checked: CheckedReport) -> str:
    """Return the headline of a page that lists no findings."""
    return f"{answered_of(checked)} of {len(checked.report.questions)} questions answered"


def group_number(checked: CheckedReport) -> str:
    """Return the number of the group as the answer gives it; empty if it gives none or several."""
    for question in checked.context.asking("group-number"):
        numbers = set(re.findall(r"\d{1,4}", text_of(question.answer.tokens)))
        if len(numbers) == 1:
            return str(numbers.pop())
    return ""


def document_title(checked: CheckedReport, heading: str, given: str = "") -> str:
    """Return the title of a document, by which a reader of a hundred reports tells them apart.

    Args:
        checked: the report.
        heading: the title on the page.
        given: the title that the site's options give, which stays as it is.
    """
    if given:
        return given
    report, group = checked.report, group_number(checked)
    own = own_title(heading) or project_name(report)
    parts = [f"Group {group}"] * bool(group) + [own] * bool(own)
    return f"{' · '.join(parts)} – exam report" if parts else DEFAULT_TITLE


def own_title(heading: str) -> str:
    """Return what a title says besides "exam report" and the number of the group; empty if it says nothing else."""
    return "" if heading == DEFAULT_TITLE else _LABELS.sub("", heading).strip()


def project_name(report: Report) -> str:
    """Return the name of a report's repository: that of its remote, else of its folder; empty for a text alone."""
    if report.root is None:
        return ""
    forge = forge_of(report.root, environment={})
    return forge.url.rpartition("/")[2] if forge else report.root.name


def _tile(name: str, value: int, total: int, unit: str) -> Tile:
    return Tile(name, value, total, unit, "ok" if value >= total else "look")


def _failing(checked: CheckedReport, number: int) -> list[Finding]:
    return [one for one in checked.findings if one.question == number and one.severity.fails]
