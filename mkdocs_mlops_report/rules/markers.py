"""STR: what the official check makes of the structure. It splits the text at `Answer:` and `##` only."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_mlops_report.official import count_words
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.report.template_words import ANSWER
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Severity, rule
from mkdocs_mlops_report.rules.phrases import joined, number_of, questions
from mkdocs_mlops_report.rules.structure import question_duplicate
from mkdocs_mlops_report.text.source import Span

_QUESTION = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

{150 words}
"""


@rule(
    "STR004",
    "answer-marker-missing",
    Severity.ERROR,
    why="The official check finds an answer only by the line `> Answer:` above it.",
    example="""\
### Question 4
> **How did you manage dependencies?**

{150 words}
""",
    instead=_QUESTION,
    fix="safe",
    fix_note="Writes `> Answer:` below the prompt, or in place of a misspelled one.",
    in_damage=True,
    see=("STR008",),
)
def answer_marker_missing(context: Context) -> Iterator[Finding]:
    """Checks for questions without a line `> Answer:`."""
    report = context.report
    marked = {span.line for span in context.official.verdict.markers}
    for question in report.questions:
        if report.edition.question(question.number) is None:
            continue  # a question of the group's own, which the official check does not expect
        last = report.end_of(question).end_line
        # STR007 reports a marker in the middle of the answer.
        if question.marker is None and not any(question.span.line <= line <= last for line in marked):
            yield Finding(
                question.heading_span,
                "`> Answer:` is missing, so the official check does not find this answer.",
                "Write `> Answer:` below the prompt, then a blank line, then the answer.",
                question.number,
            )


@rule(
    "STR006",
    "heading-cuts-answer",
    Severity.ERROR,
    why="The official check ends an answer at the first `##`, whether it is a heading or a comment in code, and does"
    " not count what follows.",
    example=_QUESTION.replace("{150 words}", "{110 words}\n\n### Installation\n\n{40 words}"),
    instead=_QUESTION.replace("{150 words}", "{110 words}\n\n**Installation**\n\n{40 words}"),
    fix="unsafe",
    fix_note="Writes the heading in bold; in code, writes the comment with one `#`.",
)
def heading_cuts_answer(context: Context) -> Iterator[Finding]:
    """Checks for `##` inside an answer, which ends it for the official check."""
    source = context.report.source
    for question in context.report.questions:
        lost = context.official.lost(question)
        if lost is None:
            continue
        mark = source.text[lost.start : lost.end].split()[0]
        words = count_words(source.text[lost.start : lost.end])
        if source.text.find(ANSWER, lost.end) < 0 and context.official.verdict.error:
            effect = "makes the official check count the last answer twice"
        else:
            are = "is" if words == 1 else "are"
            effect = f"ends the answer for the official check: {number_of(words, 'word')} after it {are} not counted"
        yield Finding(
            source.span_of(lost.start, lost.start + len(mark)),
            f"`{mark}` {effect}.",
            "Use bold text instead of a heading, and a single `#` for a comment in code.",
            question.number,
        )


@rule(
    "STR007",
    "marker-in-answer",
    Severity.ERROR,
    why="The official check splits the text at every `Answer:`. It drops the text before a second one, and an answer"
    " above the first one.",
    example=_QUESTION.replace("{150 words}", "{75 words}\n\nAnswer: {75 words}"),
    instead=_QUESTION.replace("{150 words}", "{75 words}\n\nOur answer is: {75 words}"),
    fix="unsafe",
    fix_note="Writes `The answer:` instead of a second `Answer:`.",
    see=("STR008", "STR012"),
)
def marker_in_answer(context: Context) -> Iterator[Finding]:
    """Checks for an `Answer:` inside or below an answer, or outside any question."""
    report = context.report
    owners = {(question.marker.line, question.marker.column) for question in report.questions if question.marker}
    for span in context.official.verdict.markers:
        if (span.line, span.column) in owners:
            continue
        place = report.source.span(span.line, span.line, span.column, span.end_column)
        question = report.question_at(place.line)
        if _belongs_elsewhere(context, question, place):
            continue
        where = "outside any question"
        if question:
            where = "again in this answer" if question.marker else "in the middle of this answer"
        yield Finding(
            place,
            f"`Answer:` occurs {where}; the official check splits the text there.",
            "Reword it, for instance as `Our answer is`.",
            question.number if question else None,
        )
    for question in report.questions:
        yield from _above_marker(context, question)


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
    instead=_QUESTION,
    in_damage=True,
    see=("STR001", "STR004", "STR006", "STR007"),
)
def official_check_stops(context: Context) -> Iterator[Finding]:
    """Checks for reports on which the official check stops with an error."""
    verdict, source = context.official.verdict, context.report.source
    if verdict.error is None:
        return
    message = f"The official check stops: {verdict.error.removesuffix('.')}"
    message += "" if message.endswith("?") else "."
    if verdict.error.startswith("UnicodeDecodeError"):
        position, value = source.wrong_byte or (1, 0)
        yield Finding(
            source.span(source.decoding_line, source.decoding_line),
            message,
            "Save the file as UTF-8; in VS Code, select the encoding in the status bar, then `Save with Encoding`.",
            note=f"Byte {position:,} of the file (0x{value:02X}) is not UTF-8.",
        )
        return
    span, cause, repair = _cause(context)
    found = f"It finds {number_of(verdict.found, 'answer')} and expects {verdict.expected}: {cause}."
    yield Finding(span, message, repair, note=found)


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
)
def rules_misaligned(context: Context) -> Iterator[Finding]:
    """Checks for answers that the official check matches to the wrong questions."""
    verdict = context.official.verdict
    if verdict.error is not None or _only_out_of_order(context):
        return
    wrong = [
        question
        for question in context.report.questions
        if (answer := verdict.answer(question.number)) is not None
        and not question.span.line <= answer.marker.line <= question.span.end_line
    ]
    hit = [question for question in wrong if _has_wrong_limits(context, question)]
    if not hit:
        return
    numbers = sorted({question.number for question in hit})
    in_order = numbers == list(range(numbers[0], numbers[-1] + 1))
    which = questions(numbers) if in_order else f"question {numbers[0]} and {number_of(len(numbers) - 1, 'other')}"
    cause, repair = _cause_of_misalignment(context)
    yield Finding(
        hit[0].heading_span,
        f"The official check applies its limits to the wrong answers: {which}.",
        f"Fix this first: {repair}",
        hit[0].number,
        cause,
    )


def _belongs_elsewhere(context: Context, question: Question | None, place: Span) -> bool:
    """Tell whether another rule reports what is wrong with a marker that no question owns."""
    report, damage = context.report, context.damage
    hidden = any(fence.line < place.line <= fence.end_line for fence in damage.unclosed)  # REN003
    after_hidden = question is not None and place.line > report.end_of(question).end_line
    if hidden or after_hidden or damage.in_conflict(place):  # STR010
        return True
    return _belongs_to_missing(context, question, place.line)  # STR001


def _belongs_to_missing(context: Context, question: Question | None, line: int) -> bool:
    """Tell whether a marker is that of a question whose heading is missing or elsewhere.

    In a question, such a marker is in a block quote, and the next number is missing. Below the heading of a section,
    the numbers of the questions before and after it do not follow each other.
    """
    report = context.report
    if question is not None:
        following = question.number + 1
        quoted = report.source.line(line).lstrip().startswith(">")
        missing = following not in {one.number for one in report.questions}
        return quoted and missing and report.edition.question(following) is not None
    earlier = [one.number for one in report.questions if one.span.line <= line]
    later = [one.number for one in report.questions if one.span.line > line]
    return bool(later) and later[0] - 1 != (earlier[-1] if earlier else 0)


def _above_marker(context: Context, question: Question) -> Iterator[Finding]:
    """Yield a finding if a part of the answer is above its marker."""
    above = question.above_marker
    if above and question.marker and not context.damage.in_conflict(above[0]):
        text = context.report.source.text
        words = sum(count_words(text[span.offset : min(span.end_offset, question.marker.offset)]) for span in above)
        yield Finding(
            above[0],
            f"{number_of(words, 'word')} of the answer {'is' if words == 1 else 'are'} above `> Answer:`;"
            " the official check does not count them.",
            f"Move the text below `> Answer:` at line {question.marker.line}.",
            question.number,
            fixable=False,
        )


def _has_wrong_limits(context: Context, question: Question) -> bool:
    """Tell whether it matters that another text is counted: the limits differ, or the answer is not seen."""
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
    """Tell whether every answer is seen, though not in its place, which STR003 reports."""
    owners = {(one.marker.line, one.marker.column): one.number for one in context.report.questions if one.marker}
    seen = [owners.get((answer.marker.line, answer.marker.column), 0) for answer in context.official.verdict.answers]
    return seen != sorted(seen) and sorted(seen) == list(range(1, len(seen) + 1))


def _cause_of_misalignment(context: Context) -> tuple[str, str]:
    """Return why answers are out of place, and what to do."""
    unmarked = [question for question in context.report.questions if question.marker is None]
    extra = list(marker_in_answer(context))
    causes, repairs = [], []
    if unmarked:
        causes.append(f"question {unmarked[0].number} has no `Answer:`")
        repairs.append(f"write `> Answer:` at question {unmarked[0].number}")
    if extra:
        causes.append(f"there is an extra `Answer:` at line {extra[0].span.line}")
        repairs.append(f"reword `Answer:` at line {extra[0].span.line}")
    cause = joined(causes) or "the lines `> Answer:` differ from the template's"
    return f"{cause[:1].upper()}{cause[1:]}.", f"{joined(repairs) or 'restore the lines `> Answer:`'}."


def _cause(context: Context) -> tuple[Span, str, str]:
    """Return the place, the cause and the repair of a wrong number of answers."""
    report, verdict = context.report, context.official.verdict
    top = report.questions[0].heading_span if report.questions else report.source.span(1, 1)
    too_many = verdict.found > verdict.expected
    for candidate in _extra_answers(context) if too_many else _missing_answers(context, top):
        return candidate
    return top, "the headings or the lines `> Answer:` differ from the template's", "Compare them with the template."


def _missing_answers(context: Context, top: Span) -> Iterator[tuple[Span, str, str]]:
    report = context.report
    for question in report.questions:
        if question.marker is None:
            cause = f"question {question.number} has no `Answer:`"
            yield question.heading_span, cause, f"Write `> Answer:` below the prompt of question {question.number}."
    numbers = {question.number for question in report.questions}
    missing = [spec.number for spec in report.edition.questions if spec.number not in numbers]
    if missing:
        which = questions(missing) if len(missing) < 4 else f"question {missing[0]} and {len(missing) - 1} others"
        yield top, f"{which} {'are' if len(missing) > 1 else 'is'} missing", "Copy what is missing from the template."


def _extra_answers(context: Context) -> Iterator[tuple[Span, str, str]]:
    report = context.report
    for conflict in context.damage.conflicts:
        yield conflict, "a merge conflict contains answers twice", "Resolve the conflict."
    for extra in marker_in_answer(context):
        yield extra.span, "there is an `Answer:` too many", extra.hint
    cuts = list(heading_cuts_answer(context))
    if cuts and report.questions[-1].number == cuts[-1].question:
        yield cuts[-1].span, "a `###` in the last answer makes it count twice", cuts[-1].hint
    for twice in question_duplicate(context):
        yield twice.span, f"question {twice.question} occurs twice", twice.hint
    for question in report.questions:
        if report.edition.question(question.number) is None:
            cause = f"question {question.number} is not one of the template's"
            yield question.heading_span, cause, "Delete the question, or make its heading bold text."
