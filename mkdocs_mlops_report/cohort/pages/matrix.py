"""Groups × questions, and groups × items of the checklist: one cell for each answer or claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import Cohort, Member
from mkdocs_mlops_report.cohort.pages.fragments import render
from mkdocs_mlops_report.cohort.pages.listing import Part, parts_of, pills_of
from mkdocs_mlops_report.cohort.pages.model import CohortPage, Frame, numbered, titled
from mkdocs_mlops_report.cohort.records import STATE_WORDS, Claim, State

_STATE_MARKS: dict[State, str] = {"fine": "", "short": "s", "long": "l", "figures": "f", "unanswered": "u"}
_STATE_CELLS: dict[State, str] = {
    "fine": "fine",
    "short": "short",
    "long": "long",
    "figures": "figure",
    "unanswered": "none",
}
CLAIM_WORDS = {
    "e": "ticked, with evidence",
    "h": "ticked, only a hint",
    "t": "ticked, unchanged template file",
    "n": "ticked, no trace",
    "c": "ticked, cannot be seen in a repository",
    "y": "ticked",
    "o": "open, could be ticked",
}
_CLAIM_CELLS = {
    "e": "evidence",
    "h": "hint",
    "t": "template",
    "n": "no trace",
    "c": "ticked",
    "y": "ticked",
    "o": "open",
}
_MARK_OF_VERDICT = {"strong": "e", "weak": "h", "template": "t", "none": "n", "unseen": "c"}


class _Column(NamedTuple):
    name: str
    title: str
    url: str


_FILTERS = frozenset("slfunto")
"""The marks that a grader looks for."""

_Cell: TypeAlias = tuple[str, str, str]
"""Mark, word and URL; a cell without a word is empty."""


class _Matrix(NamedTuple):
    name: str
    """Of its pages, without the ending."""
    tab: str
    title: str
    lead: str
    legend: Sequence[tuple[str, str]]
    columns: Sequence[_Column]
    cells: Callable[[Member], Iterator[_Cell]]


def claim_mark(claim: Claim) -> str:
    """Return the mark of a claim; empty for an item that is not ticked, and need not be."""
    if claim.ticked is True:
        return _MARK_OF_VERDICT.get(claim.verdict, "y")
    return "o" if claim.ticked is False and claim.verdict == "strong" else ""


def question_matrix(cohort: Cohort, frame: Frame) -> list[CohortPage]:
    """Return groups × questions, on several pages for many groups."""
    columns = [
        _Column(str(one.number), f"Question {one.number}: {one.title}", f"questions/{one.number}.html")
        for one in cohort.questions
    ]
    legend = [(mark or "k", STATE_WORDS[state]) for state, mark in _STATE_MARKS.items()]

    def cells(member: Member) -> Iterator[_Cell]:
        answers = {one.number: one for one in member.record.answers} if member.record else {}
        for question in cohort.questions:
            answer = answers.get(question.number)
            if answer is None:
                yield "", "", ""
            else:
                url = f"groups/{member.slug}.html" + (f"#{answer.anchor}" if answer.anchor else "")
                yield _STATE_MARKS[answer.state], _STATE_CELLS[answer.state], url

    lead = (
        "Select a cell to open the answer, or a number to read the answers of all groups. Use the arrow keys to move "
        "between cells."
    )
    return _pages(cohort, frame, _Matrix("questions", "Questions", "Groups × questions", lead, legend, columns, cells))


def item_matrix(cohort: Cohort, frame: Frame) -> list[CohortPage]:
    """Return groups × items of the checklist, on several pages for many groups."""
    columns = [_Column(item.name, item.name, f"items/{item.id}.html") for item in cohort.items]

    def cells(member: Member) -> Iterator[_Cell]:
        claims = {claim.id: claim for claim in member.record.claims} if member.record else {}
        for item in cohort.items:
            claim = claims.get(item.id)
            mark = claim_mark(claim) if claim else ""
            if claim is None or not mark:
                yield "", "", ""
            else:
                yield mark, _CLAIM_CELLS[mark], f"groups/{member.slug}.html#{claim.anchor}"

    lead = (
        "Select a cell to open the item in the group’s report, or a name to compare all groups. Empty: not ticked. "
        "“No trace” does not mean that a claim is false: work in a cloud console leaves no trace in git."
    )
    used = {claim_mark(one.claim) for item in cohort.items for one in item.claims}
    legend = [(mark, words) for mark, words in CLAIM_WORDS.items() if mark in used]
    return _pages(
        cohort, frame, _Matrix("checklist", "Checklist", "Groups × checklist items", lead, legend, columns, cells)
    )


def _pages(cohort: Cohort, frame: Frame, matrix: _Matrix) -> list[CohortPage]:
    marks = {
        member.slug: "".join(sorted({mark for mark, _, _ in matrix.cells(member) if mark})) for member in cohort.read
    }
    pills = pills_of(list(marks.values()), {mark: words for mark, words in matrix.legend if mark in _FILTERS})

    def row(member: Member) -> Markup:
        return render("matrix_row", member=member, marks=marks[member.slug], cells=list(matrix.cells(member)))

    def page(part: Part) -> CohortPage:
        path = f"{numbered(matrix.name, part.number)}.html"

        def html() -> Markup:
            rows = Markup("").join(map(row, cohort.read[part.start : part.end]))
            return frame.page("matrix", path, matrix.tab, matrix=matrix, part=part, rows=rows, pills=pills)

        return CohortPage(path, titled(matrix.title, part.number), html)

    return [page(part) for part in parts_of((row(member), marks[member.slug]) for member in cohort.read)]
