"""A page for each question: its answers of all groups, one below another."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import Cohort, Member, MemberAnswer, Question
from mkdocs_mlops_report.cohort.pages.charts import histogram
from mkdocs_mlops_report.cohort.pages.fragments import render
from mkdocs_mlops_report.cohort.pages.model import Frame, Pill, SitePage, numbered, titled, with_neighbours
from mkdocs_mlops_report.cohort.pages.paging import Part, parts_of
from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.page.views.numbers import Badge

_FILTERS = {
    "u": "Not answered",
    "s": "Too short",
    "l": "Too long",
    "f": "Wrong number of figures",
    "d": "With findings",
    "n": "With a note",
}
_MARKS = {"unanswered": "u", "short": "s", "long": "l", "figures": "f", "fine": ""}
_MOST_LISTED = 60
"""Groups of a state that are listed above the answers; more are found with the filter."""


def question_pages(cohort: Cohort, frame: Frame) -> Iterator[SitePage]:
    """Yield the pages of all questions."""
    for before, question, after in with_neighbours(cohort.questions):
        yield from _pages(question, before, after, frame)


def _pages(question: Question, before: Question | None, after: Question | None, frame: Frame) -> Iterator[SitePage]:
    title = f"Question {question.number}: {question.title}" if question.title else f"Question {question.number}"
    parts = parts_of((_answer(one, question), _marks(one)) for one in question.answers)
    places = {index: numbered(question.number, one.number) for one in parts for index in range(one.start, one.end)}

    def page(part: Part) -> SitePage:
        path = f"questions/{numbered(question.number, part.number)}.html"

        def html() -> Markup:
            answers = Markup("").join(_answer(one, question) for one in question.answers[part.start : part.end])
            return frame.page(
                "question",
                path,
                "Questions",
                ("report.css", "code.css"),
                question=question,
                before=_step(before),
                after=_step(after),
                pills=_pills(question),
                histogram=histogram(question.lengths, question.words_limit),
                lists=_lists(question, places),
                part=part,
                answers=answers,
            )

        return SitePage(path, titled(title, part.number), html)

    yield from map(page, parts)


def _step(question: Question | None) -> tuple[int, str] | None:
    return (question.number, f"{question.number} {question.title}") if question else None


def _answer(one: MemberAnswer, question: Question) -> Markup:
    answer = one.answer
    words = answer.words_limit
    limit = Limit(*words) if words else None
    badge = Badge(answer.number, "words", answer.words, limit, answer.remark) if answer.words or limit else None
    expected = Limit(*answer.figures_limit) if answer.figures_limit else None
    figures = (
        Badge(answer.number, "figures", answer.figures, expected, answer.figures_remark)
        if answer.figures or expected
        else None
    )
    return render(
        "answer",
        one=one,
        marks=_marks(one),
        badge=badge if answer.state != "unanswered" else None,
        figures=figures if answer.state != "unanswered" and (answer.figures or expected) else None,
        other=answer.title if answer.title and answer.title != question.title else "",
        html=Markup(answer.html),  # composed and filtered when the group was read
        facts=Markup(answer.facts),
    )


def _marks(one: MemberAnswer) -> str:
    findings = "d" if one.answer.codes else ""
    return f"{_MARKS[one.answer.state]}{findings}{'n' if one.note or one.grade else ''}"


def _pills(question: Question) -> list[Pill]:
    found = [_marks(one) for one in question.answers]
    pills = [Pill(mark, name, sum(mark in marks for marks in found)) for mark, name in _FILTERS.items()]
    return [Pill("", "All", len(found)), *(pill for pill in pills if pill.entries)]


def _lists(question: Question, places: dict[int, str]) -> list[tuple[str, list[tuple[Member, str]]]]:
    """Return the groups in each state but "fine", each with the URL of its answer."""
    lists: dict[str, list[tuple[Member, str]]] = {}
    for index, one in enumerate(question.answers):
        for mark in _marks(one):
            url = f"{places[index]}.html#g-{one.member.slug}"
            lists.setdefault(mark, []).append((one.member, url))
    shown = [(name, lists[mark]) for mark, name in _FILTERS.items() if mark in lists and mark != "d"]
    return [(name, members) for name, members in shown if len(members) <= _MOST_LISTED]
