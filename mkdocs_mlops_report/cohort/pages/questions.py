"""A page for each question: its answers of all groups, one below another."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import Cohort, MemberAnswer, Question
from mkdocs_mlops_report.cohort.pages.charts import histogram
from mkdocs_mlops_report.cohort.pages.fragments import render
from mkdocs_mlops_report.cohort.pages.listing import Part, listed, parts_of, pills_of
from mkdocs_mlops_report.cohort.pages.model import CohortPage, Frame, numbered, titled, with_neighbours
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
_LISTED = {mark: name for mark, name in _FILTERS.items() if mark != "d"}
"""Listed above the answers; most groups have findings somewhere."""


def question_pages(cohort: Cohort, frame: Frame) -> Iterator[CohortPage]:
    """Yield the pages of all questions."""
    for before, question, after in with_neighbours(cohort.questions):
        yield from _pages(question, before, after, frame)


def _pages(question: Question, before: Question | None, after: Question | None, frame: Frame) -> Iterator[CohortPage]:
    title = f"Question {question.number}: {question.title}" if question.title else f"Question {question.number}"
    parts = parts_of((_answer(one, question), _marks(one)) for one in question.answers)
    places = [numbered(question.number, one.number) for one in parts for _ in range(one.start, one.end)]
    entries = zip(question.answers, places, strict=True)
    lists = listed(((_marks(one), one.member, f"{place}.html#g-{one.member.slug}") for one, place in entries), _LISTED)

    def page(part: Part) -> CohortPage:
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
                pills=pills_of([_marks(one) for one in question.answers], _FILTERS),
                histogram=histogram(question.lengths, question.words_limit),
                lists=lists,
                part=part,
                answers=answers,
            )

        return CohortPage(path, titled(title, part.number), html)

    yield from map(page, parts)


def _step(question: Question | None) -> tuple[int, str] | None:
    return (question.number, f"{question.number} {question.title}") if question else None


def _answer(one: MemberAnswer, question: Question) -> Markup:
    answer = one.answer
    limit = Limit(*answer.words_limit) if answer.words_limit else None
    words = Badge(answer.number, "words", answer.words, limit, answer.remark)
    expected = Limit(*answer.figures_limit) if answer.figures_limit else None
    figures = Badge(answer.number, "figures", answer.figures, expected, answer.figures_remark)
    is_answered = answer.state != "unanswered"
    return render(
        "answer",
        one=one,
        marks=_marks(one),
        badge=words if is_answered and (answer.words or limit) else None,
        figures=figures if is_answered and (answer.figures or expected) else None,
        other=answer.title if answer.title and answer.title != question.title else "",
        html=Markup(answer.html),  # composed and filtered when the group was read
        facts=Markup(answer.facts),
    )


def _marks(one: MemberAnswer) -> str:
    findings = "d" if one.answer.codes else ""
    return f"{_MARKS[one.answer.state]}{findings}{'n' if one.note or one.grade else ''}"
