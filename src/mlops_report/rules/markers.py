"""STR: what the official tool makes of the structure. It cuts the text at `Answer:` and `##`, and at nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_report.official import MARKER, count_words
from mlops_report.report import Question, Span
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings
from mlops_report.rules.structure import question_duplicate
from mlops_report.rules.wording import and_joined, listed, number_of

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
    why="The official tool finds an answer by the line `> Answer:` and by nothing else.",
    mend="Write `> Answer:` as the last line of the prompt's quote, then an empty line, then the answer.",
    fires=_QUESTION.replace("> Answer:\n", ""),
    silent=_QUESTION,
    fix="safe",
)
def answer_marker_missing(readings: Readings) -> Iterator[Finding]:
    """A question has no line `Answer:`."""
    marked = {span.line for span in readings.verdict.markers}
    for question in readings.report.questions:
        last = readings.end(question).end_line
        if readings.report.edition.question(question.number) is None:
            continue  # a question of the group's own: the official tool does not expect it
        # One in the middle of the answer is what STR007 tells.
        if question.marker is None and not any(question.span.line <= line <= last for line in marked):
            yield Finding(
                question.heading_span,
                "There is no `Answer:`, so the official tool does not see the answer.",
                "Write `> Answer:`, spelled like this, below the prompt, then an empty line, then the answer.",
                question.number,
            )


@rule(
    "STR006",
    "heading-cuts-answer",
    Severity.ERROR,
    why="The official tool ends an answer at the first `##`, be it a heading of your own or a comment in code."
    " What follows is not counted.",
    mend="Write headings inside an answer in bold, and comments in code with a single `#`.",
    fires=_QUESTION.replace("{150 words}", "{110 words}\n\n### Installation\n\n{40 words}"),
    silent=_QUESTION.replace("{150 words}", "{110 words}\n\n**Installation**\n\n{40 words}"),
    fix="unsafe",
)
def heading_cuts_answer(readings: Readings) -> Iterator[Finding]:
    """A `##` inside an answer ends it for the official tool."""
    source = readings.report.source
    for question in readings.report.questions:
        cut = readings.cut(question)
        if cut is None:
            continue
        _, start, end = cut
        lost = count_words(source.text[start:end])
        sign = source.text[start:end].split()[0]
        if source.text.find(MARKER, end) < 0 and readings.verdict.error:
            effect = "makes the official tool count the last answer twice"
        else:
            effect = f"ends it for the official tool: {number_of(lost, 'word')} after it are not counted"
        yield Finding(
            source.span_of(start, start + len(sign)),
            f"`{sign}` inside the answer {effect}.",
            "Write a heading inside an answer in bold, a comment in code with a single `#`.",
            question.number,
        )


@rule(
    "STR007",
    "marker-in-answer",
    Severity.ERROR,
    why="The official tool cuts the text at every `Answer:` and drops what stands above it: the text before a second"
    " one, and an answer above the first.",
    mend="Keep one `> Answer:` a question, above all of its answer; reword a second one: `The answer:`.",
    fires=_QUESTION.replace("{150 words}", "{75 words}\n\nAnswer: {75 words}"),
    silent=_QUESTION.replace("{150 words}", "{75 words}\n\nThe answer: {75 words}"),
    fix="unsafe",
)
def marker_in_answer(readings: Readings) -> Iterator[Finding]:
    """`Answer:` stands a second time in a question, below the answer, or outside of every question."""
    report = readings.report
    owners = {(question.marker.line, question.marker.column) for question in report.questions if question.marker}
    for span in readings.verdict.markers:
        if (span.line, span.column) in owners:
            continue
        place = report.source.span(span.line, span.line, span.column, span.end_column)
        question = readings.question_at(place.line)
        swallowed = any(swallow.line < place.line <= swallow.end_line for swallow in report.swallows)
        behind = question is not None and place.line > readings.end(question).end_line
        if swallowed or behind or readings.in_conflict(place):
            continue  # the marker of a question that was swallowed (REN003), or of one that stands twice (STR010)
        if _in_place_of_missing(readings, question, place.line):
            continue  # the marker of a question without its heading, which STR001 tells
        where = "stands outside of the questions"
        if question:
            where = "stands once more" if question.marker else "stands in the middle of the answer"
        yield Finding(
            place,
            f"`Answer:` {where}; the official tool cuts the text there.",
            "Reword it, for instance `Our answer is`.",
            question.number if question else None,
        )
    for question in report.questions:
        yield from _above_marker(readings, question)


@rule(
    "STR008",
    "official-check-stops",
    Severity.ERROR,
    why="Where the official tool stops with an error it checks nothing at all.",
    mend="Mend what the message names; then all questions are checked again.",
    fires=_QUESTION.replace("> Answer:\n", ""),
    silent=_QUESTION,
)
def official_check_stops(readings: Readings) -> Iterator[Finding]:
    """The official tool would stop with an error."""
    verdict, source = readings.verdict, readings.report.source
    if verdict.error is None:
        return
    if verdict.error.startswith("UnicodeDecodeError"):
        span = source.span(source.decoding_line, source.decoding_line)
        place, value = source.wrong_byte or (1, 0)
        hint = (
            f"Byte {place:,} of the file (0x{value:02X}) is no UTF-8. Save the file as UTF-8; in VS Code click on the"
            " encoding at the bottom right, then on `Save with Encoding`."
        )
    else:
        span, cause = _cause(readings)
        hint = f"It finds {number_of(verdict.found, 'answer')} where it expects {verdict.expected}: {cause}."
    error = verdict.error if verdict.error.endswith((".", "?")) else f"{verdict.error}."
    yield Finding(span, f"The official tool stops here: {error}", hint)


@rule(
    "STR012",
    "rules-misaligned",
    Severity.ERROR,
    why="The official tool knows an answer by its place among all `Answer:`. With one gone and another one added the"
    " number of answers is right, and yet its limits hit the wrong ones.",
    mend="Give every question one `> Answer:`, in the order of the template, and keep the word out of answers.",
    fires=_QUESTION.replace("> Answer:\n", "")
    + "\n### Question 31\n> **Who did what?**\n>\n> Answer:\n\n{80 words}\n\n### Ada\n\n{80 words}\n",
    silent=_QUESTION,
)
def rules_misaligned(readings: Readings) -> Iterator[Finding]:
    """The official tool takes the answer to another question for this one's."""
    verdict = readings.verdict
    if verdict.error is not None or _only_out_of_order(readings):
        return
    wrong = [
        question
        for question in readings.report.questions
        if (answer := verdict.answer(question.number)) is not None
        and not question.span.line <= answer.marker.line <= question.span.end_line
    ]
    hit = [question for question in wrong if _wrong_limits(readings, question)]
    if not hit:
        return
    numbers = sorted({question.number for question in hit})
    spread = numbers == list(range(numbers[0], numbers[-1] + 1))
    which = listed(numbers) if spread else f"{numbers[0]} and {number_of(len(numbers) - 1, 'other')}"
    yield Finding(
        hit[0].heading_span,
        "The official tool finds as many answers as it expects, and yet holds its limits against the wrong ones:"
        f" question{'s' if len(numbers) > 1 else ''} {which}.",
        f"{_misaligned_by(readings)}; mend that first.",
        hit[0].number,
    )


def _wrong_limits(readings: Readings, question: Question) -> bool:
    """Tell whether it matters that the tool counts another text: limits differ, or the answer is not seen."""
    marker = question.marker
    official = readings.official(question)
    if official is None:
        return False
    if marker is None:
        return bool(official.words_limit or official.figures_limit)
    place = (marker.line, marker.column)
    taken = next((one for one in readings.verdict.answers if (one.marker.line, one.marker.column) == place), None)
    if taken is None:
        return True
    return (taken.words_limit, taken.figures_limit) != (official.words_limit, official.figures_limit)


def _only_out_of_order(readings: Readings) -> bool:
    """Tell whether every answer is seen, though not at its place: STR003 says so."""
    owners = {(one.marker.line, one.marker.column): one.number for one in readings.report.questions if one.marker}
    seen = [owners.get((answer.marker.line, answer.marker.column), 0) for answer in readings.verdict.answers]
    return seen != sorted(seen) and sorted(seen) == list(range(1, len(seen) + 1))


def _misaligned_by(readings: Readings) -> str:
    unmarked = [question for question in readings.report.questions if question.marker is None]
    extra = list(marker_in_answer(readings))
    parts = [f"Question {unmarked[0].number} has no `Answer:`"] if unmarked else []
    if extra:
        parts.append(f"{'one' if parts else 'One `Answer:`'} too many stands at line {extra[0].span.line}")
    return ", and ".join(parts) or "The lines `Answer:` are not those of the template"


def _in_place_of_missing(readings: Readings, question: Question | None, line: int) -> bool:
    """Tell whether a marker stands where a question has lost its heading: in a quote, before the one behind it."""
    report = readings.report
    present = {one.number for one in report.questions}
    if question is not None:
        following = question.number + 1
        quoted = report.source.line(line).lstrip().startswith(">")
        return quoted and following not in present and report.edition.question(following) is not None
    behind = [one.number for one in report.questions if one.span.line > line]
    return bool(behind) and behind[0] > 1 and behind[0] - 1 not in present


def _above_marker(readings: Readings, question: Question) -> Iterator[Finding]:
    """An answer, or a part of one, that stands above its marker is not seen by the official tool."""
    above = readings.above_marker(question)
    if above and question.marker and not readings.in_conflict(above[0]):
        text = readings.report.source.text
        words = sum(count_words(text[span.offset : min(span.end_offset, question.marker.offset)]) for span in above)
        yield Finding(
            above[0],
            f"{number_of(words, 'word')} of the answer {'stands' if words == 1 else 'stand'} above `Answer:`;"
            " the official tool does not see them.",
            f"Move them below `> Answer:`, at line {question.marker.line}.",
            question.number,
        )


def _cause(readings: Readings) -> tuple[Span, str]:
    report, verdict = readings.report, readings.verdict
    unmarked = [question for question in report.questions if question.marker is None]
    extra = list(marker_in_answer(readings))
    cuts = list(heading_cuts_answer(readings))
    top = report.questions[0].heading_span if report.questions else report.source.span(1, 1)
    if verdict.found > verdict.expected and readings.conflicts:
        return readings.conflicts[0], "a conflict of a merge holds answers twice"
    if verdict.found < verdict.expected and unmarked:
        return unmarked[0].heading_span, f"question {unmarked[0].number} has no `Answer:`"
    if verdict.found > verdict.expected and extra:
        return extra[0].span, "`Answer:` stands once too often"
    if verdict.found > verdict.expected and cuts and report.questions[-1].number == cuts[-1].question:
        return cuts[-1].span, "it takes the last answer twice where a `###` stands in it"
    numbers = {question.number for question in report.questions}
    missing = [spec.number for spec in report.edition.questions if spec.number not in numbers]
    if verdict.found < verdict.expected and missing:
        which = and_joined(missing[:3]) if len(missing) < 4 else f"{missing[0]} and {len(missing) - 1} others"
        return top, f"question{'s' if len(missing) > 1 else ''} {which} {'are' if len(missing) > 1 else 'is'} missing"
    twice = list(question_duplicate(readings))
    if verdict.found > verdict.expected and twice:
        return twice[0].span, f"question {twice[0].question} stands twice"
    added = [question for question in report.questions if report.edition.question(question.number) is None]
    if verdict.found > verdict.expected and added:
        return added[0].heading_span, f"question {added[0].number} is not one of the template's"
    return top, "the headings or the lines `Answer:` differ from the template's"
