"""STR: reports that the official check cannot read, or in which it takes an answer for that to another question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from mkdocs_mlops_report.report.model import Question, Report
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.lost_headings import lost_heading
from mkdocs_mlops_report.rules.families.markers import (
    LOOSE_HEADINGS,
    QUESTION,
    heading_cuts_answer,
    marker_of,
    stray_markers,
)
from mkdocs_mlops_report.rules.families.structure import at_line, missing_questions, question_duplicate
from mkdocs_mlops_report.rules.model import Finding, Severity, rule
from mkdocs_mlops_report.rules.phrases import number_of, questions, ranges
from mkdocs_mlops_report.text.source import Span

_MOST_CAUSES = 3
"""Causes that are named; the findings of other rules name the others."""


class _Reason(NamedTuple):
    """Why the official check finds answers where there are none, or does not find one."""

    span: Span
    cause: str
    repair: str
    about: str
    """What the finding of another rule about it is about, see `Finding.about`."""


@rule(
    "STR008",
    "official-check-stops",
    Severity.ERROR,
    why="If the official check stops with an error, it checks nothing at all.",
    example="""\
### Question 4
> **How did you manage dependencies?**

{150 words}
""",
    instead=QUESTION,
    in_damage=True,
    see=("STR001", "STR004", "STR006", "STR007"),
    blocks=2,
)
def official_check_stops(context: Context) -> Iterator[Finding]:
    """Checks for reports on which the official check stops with an error."""
    verdict, source = context.official.verdict, context.report.source
    if verdict.error is None:
        return
    message = f"The official check stops: {verdict.error}{'' if verdict.error.endswith('?') else '.'}"
    if verdict.error.startswith("UnicodeDecodeError"):
        position, value = source.wrong_byte or (1, 0)
        yield Finding(
            source.span(source.decoding_line, source.decoding_line),
            message,
            "Save the file as UTF-8; in VS Code, select the encoding in the status bar, then `Save with Encoding`.",
            note=f"Byte {position:,} of the file (0x{value:02X}) is not UTF-8.",
        )
        return
    reasons = _reasons(context)
    causes = [*dict.fromkeys(reason.cause for reason in reasons)]
    more = f"; and {len(causes) - _MOST_CAUSES} more" if len(causes) > _MOST_CAUSES else ""
    why = "; ".join(causes[:_MOST_CAUSES]) + more
    found = f"It finds {number_of(verdict.found, 'answer')} and expects {verdict.expected}: {why}."
    yield Finding(reasons[0].span, message, reasons[0].repair, note=found, about=reasons[0].about)


@rule(
    "STR012",
    "rules-misaligned",
    Severity.ERROR,
    why="The official check knows answers only by their order. If one `Answer:` is missing and another one was added,"
    " the number of answers is right, but the limits are applied to the wrong ones.",
    example="""\
### Question 4
> **How did you manage dependencies?**

{150 words}

### Question 31
> **Who did what?**
>
> Answer:

{80 words}

### Ada

{80 words}
""",
    instead="""\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

{150 words}

### Question 31
> **Who did what?**
>
> Answer:

{80 words}

**Ada**

{80 words}
""",
    in_damage=True,
    see=("STR003", "STR004", "STR007"),
    blocks=2,
)
def rules_misaligned(context: Context) -> Iterator[Finding]:
    """Checks for answers that the official check matches to the wrong questions."""
    verdict = context.official.verdict
    if _only_out_of_order(context):
        return
    wrong = [
        question
        for question in context.report.questions
        if (answer := verdict.answer(question.number)) is not None
        and not question.span.line <= answer.marker.line <= question.span.end_line
        and question.heading_span.line not in context.damage.doubled
    ]
    hit = [question for question in wrong if _has_wrong_limits(context, question)]
    if not hit:
        return
    numbers = sorted({question.number for question in hit})
    which = questions(numbers) if len(numbers) < 5 else f"questions {ranges(numbers)}"
    reason = _cause_of_misalignment(context)
    yield Finding(
        hit[0].heading_span,
        f"The official check reads other text as {'this answer' if len(numbers) == 1 else f'the answers to {which}'}.",
        reason.repair,
        hit[0].number,
        f"{reason.cause[:1].upper()}{reason.cause[1:]}.",
        about=reason.about,
    )


def _has_wrong_limits(context: Context, question: Question) -> bool:
    """Return whether it matters that another text is counted: the limits differ, or the answer is not seen."""
    marker = question.marker
    official = context.official.answer(question)
    if official is None:
        return False
    if marker is None:
        return bool(official.words_limit or official.figures_limit)
    place = (marker.line, marker.column)
    answers = context.official.verdict.answers
    own = next((one for one in answers if (one.marker.line, one.marker.column) == place), None)
    if own is None:
        return True
    return (own.words_limit, own.figures_limit) != (official.words_limit, official.figures_limit)


def _only_out_of_order(context: Context) -> bool:
    """Return whether every answer is seen, though not in its place, which STR003 reports."""
    owners = {(one.marker.line, one.marker.column): one.number for one in context.report.questions if one.marker}
    seen = [owners.get((answer.marker.line, answer.marker.column), 0) for answer in context.official.verdict.answers]
    return seen != sorted(seen) and sorted(seen) == list(range(1, len(seen) + 1))


def _cause_of_misalignment(context: Context) -> _Reason:
    """Return why answers are out of place: an answer that is not found, and a text that is found in its place."""
    missing, extra = next(_missing_answers(context), None), next(_extra_answers(context), None)
    if missing is None or extra is None:
        return missing or extra or _unknown_reason(context)
    return missing._replace(cause=f"{missing.cause}, and {extra.cause}", repair=f"{missing.repair} {extra.repair}")


def _reasons(context: Context) -> list[_Reason]:
    """Return why the number of answers is wrong, at least one reason."""
    verdict = context.official.verdict
    reasons = _extra_answers(context) if verdict.found > verdict.expected else _missing_answers(context)
    return [*reasons] or [_unknown_reason(context)]


def _unknown_reason(context: Context) -> _Reason:
    cause = "the headings or the lines `> Answer:` differ from the template's"
    return _Reason(_top(context.report), cause, "Compare them with the template.", "")


def _top(report: Report) -> Span:
    return report.questions[0].heading_span if report.questions else report.source.span(1, 1)


def _missing_answers(context: Context) -> Iterator[_Reason]:
    report = context.report
    loose = [question for question in report.questions if question.heading_form]
    if loose:
        cause = f"{number_of(len(loose), 'question heading')} {'is' if len(loose) == 1 else 'are'} not `###`"
        yield _Reason(loose[0].heading_span, cause, "Write each question heading as `### Question N`.", LOOSE_HEADINGS)
    small = [one for one in report.questions if _has_two_hashes(report, one)]
    if small:
        which = f"the heading of question {small[0].number} has"
        repair = f"Write `### Question {small[0].number}`."
        if len(small) > 1:
            which, repair = f"{len(small)} question headings have", "Write each as `### Question N`."
        yield _Reason(small[0].heading_span, f"{which} two `#` instead of three", repair, "")
    numbers = Counter(question.number for question in report.questions)
    for question in report.questions:
        if not question.heading:
            cause, lost = f"question {question.number} has no heading", lost_heading(report, question)
            yield _Reason(lost.span, cause, lost.hint, missing_questions([question.number]))
        if question.marker is None and numbers[question.number] == 1:
            cause = f"question {question.number} has no `Answer:`"
            repair = f"Write `> Answer:` below the prompt of question {question.number}."
            yield _Reason(question.heading_span, cause, repair, marker_of(question))
    there = {*numbers, *(heading.number for heading in report.hidden_headings)}
    missing = [spec.number for spec in report.edition.questions if spec.number not in there]
    if missing:
        which = questions(missing) if len(missing) < 4 else f"question {missing[0]} and {len(missing) - 1} others"
        cause = f"{which} {'are' if len(missing) > 1 else 'is'} missing"
        which = questions(missing) if len(missing) < 4 else "the missing questions"
        yield _Reason(_top(report), cause, f"Copy {which} from the template.", missing_questions(missing))


def _has_two_hashes(report: Report, question: Question) -> bool:
    heading = report.source.line(question.heading_span.line).lstrip()
    return heading.startswith("##") and not heading.startswith("###")


def _extra_answers(context: Context) -> Iterator[_Reason]:
    report = context.report
    for conflict in context.damage.conflicts:
        yield _Reason(conflict, "a merge conflict contains answers twice", "Resolve the conflict.", at_line(conflict))
    extra = [place for _, place in stray_markers(context)]
    if extra:
        line = extra[0].line
        cause = f"there is an extra `Answer:` at line {line}"
        if len(extra) > 1:
            cause = f"there are {len(extra)} extra occurrences of `Answer:`, the first at line {line}"
        which = "each" if len(extra) > 1 else "the"
        repair = f"Reword {which} extra `Answer:`, for instance as `Our answer is`."
        yield _Reason(extra[0], cause, repair, at_line(extra[0]))
    cuts = list(heading_cuts_answer(context))
    if cuts and report.questions[-1].number == cuts[-1].question:
        cut, line = cuts[-1], cuts[-1].span.line
        repair = f"Use bold text instead of the heading at line {line}, or a single `#` for a comment in code."
        yield _Reason(cut.span, f"the `###` at line {line} makes the last answer count twice", repair, cut.about)
    for question in report.questions:
        if report.edition.question(question.number) is None:
            cause = f"question {question.number} is not one of the template's"
            repair = f"Delete question {question.number}, or make its heading bold text."
            yield _Reason(question.heading_span, cause, repair, "")
    counted = Counter(question.number for question in report.questions if report.edition.question(question.number))
    again = {number: count for number, count in counted.items() if count > 1}
    times = "twice" if set(again.values()) == {2} else "more than once"
    for twice in question_duplicate(context):
        if twice.question in again:
            cause = f"{questions([*again])} {'occurs' if len(again) == 1 else 'occur'} {times}"
            yield _Reason(twice.span, cause, twice.hint, twice.about)
