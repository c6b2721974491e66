"""STR: the structure that the template gave and that the official checker relies on."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_report.official import MARKER, count_words
from mlops_report.report import Question, Span
from mlops_report.report.outline import SWALLOWED_HEADING
from mlops_report.rules.base import CheckedReport, Finding, Severity, rule
from mlops_report.rules.wording import listed, number_of

_QUESTION = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

{150 words}
"""


@rule(
    "STR001",
    "question-missing",
    Severity.ERROR,
    why="The official tool counts answers by their order. With a question gone, every later one is held"
    " against the wrong limits, or the tool stops.",
    mend="Put the heading and the prompt back. If they are still in the file, look above them for a code"
    " fence or a comment that was never closed.",
    fires="",
    silent=_QUESTION,
)
def question_missing(checked: CheckedReport) -> Iterator[Finding]:
    """A question of the edition has no heading in the report."""
    questions = checked.report.questions
    present = {question.number for question in questions if question.heading}
    missing = [spec.number for spec in checked.report.edition.questions if spec.number not in present]
    for run in _runs(missing):
        before = [question for question in questions if question.number < run[0]]
        span = max(before, key=lambda question: question.number).heading_span if before else _top(checked)
        hint = f"Put `### Question {run[0]}` back; if it is in the file, close the code fence or comment above it."
        if checked.report.unclosed:
            span = checked.report.unclosed
            hint = (
                f"Close the code fence or comment that begins at line {span.line}: it goes on to the end of the file."
            )
        others = (
            f", and so {'is question' if len(run) == 2 else 'are questions'} {listed(run[1:])}" if run[1:] else ""
        )
        yield Finding(
            span,
            f"Missing from the report{others}.",
            hint,
            run[0],
        )


@rule(
    "STR002",
    "question-duplicate",
    Severity.ERROR,
    why="Two headings with one number give the official tool one answer too many, and a reader two answers"
    " to choose from.",
    mend="Keep one of the two, with everything that was answered.",
    fires=_QUESTION + "\n" + _QUESTION,
    silent=_QUESTION,
)
def question_duplicate(checked: CheckedReport) -> Iterator[Finding]:
    """A question's heading stands more than once."""
    first: dict[int, Question] = {}
    for question in checked.report.questions:
        earlier = first.setdefault(question.number, question)
        if earlier is not question:
            yield Finding(
                question.heading_span,
                f"Stands a second time; the first is at line {earlier.heading_span.line}.",
                "Keep one of them, with everything that was answered.",
                question.number,
            )


@rule(
    "STR004",
    "answer-marker-missing",
    Severity.ERROR,
    why="The official tool finds an answer by the line `> Answer:` and by nothing else.",
    mend="Write `> Answer:` as the last line of the prompt's quote, then a blank line, then the answer.",
    fires=_QUESTION.replace("> Answer:\n", ""),
    silent=_QUESTION,
)
def answer_marker_missing(checked: CheckedReport) -> Iterator[Finding]:
    """A question has no line `Answer:`."""
    report = checked.report
    marked = {span.line for span in checked.verdict.markers}
    for question in report.questions:
        last = _own_end(checked, question).end_line
        # One in the middle of the answer is what STR007 tells.
        if question.marker is None and not any(question.span.line <= line <= last for line in marked):
            yield Finding(
                question.heading_span,
                "There is no `Answer:`, so the official tool does not see the answer.",
                "Write `> Answer:`, spelled like this, below the prompt, then a blank line, then the answer.",
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
)
def heading_cuts_answer(checked: CheckedReport) -> Iterator[Finding]:
    """A `##` inside an answer ends it for the official tool."""
    for question in checked.report.questions:
        cut = cut_inside(checked, question)
        if cut is None:
            continue
        _, start, end = cut
        text = checked.report.source.text
        lost = count_words(text[start:end])
        span = checked.report.source.span_of(start, start + len(text[start:end].split()[0]))
        if text.find(MARKER, end) < 0 and checked.verdict.error:
            effect = "makes the official tool count the last answer twice"
        else:
            effect = f"ends it for the official tool: {number_of(lost, 'word')} after it are not counted"
        yield Finding(
            span,
            f"`{text[start:end].split()[0]}` inside the answer {effect}.",
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
)
def marker_in_answer(checked: CheckedReport) -> Iterator[Finding]:
    """`Answer:` stands a second time in a question, below the answer, or outside of every question."""
    source = checked.report.source
    owners = {
        (question.marker.line, question.marker.column) for question in checked.report.questions if question.marker
    }
    for span in checked.verdict.markers:
        if (span.line, span.column) in owners:
            continue
        place = source.span(span.line, span.line, span.column, span.end_column)
        question = _around(checked, place)
        if checked.report.unclosed and place.line > checked.report.unclosed.line:
            continue  # the marker of a question that was swallowed, which STR001 tells
        if question and place.line > _own_end(checked, question).end_line:
            continue  # the marker of a question whose heading was swallowed, which STR001 tells
        where = "stands outside of the questions"
        if question:
            where = "stands once more" if question.marker else "stands in the middle of the answer"
        yield Finding(
            place,
            f"`Answer:` {where}; the official tool cuts the text there.",
            "Write it in another way, for instance `Our answer`.",
            question.number if question else None,
        )
    for question in checked.report.questions:
        yield from _above_marker(checked, question)


@rule(
    "STR008",
    "official-check-stops",
    Severity.ERROR,
    why="Where the official tool stops with an error it checks nothing at all.",
    mend="Mend what the message names; then all questions are checked again.",
    fires=_QUESTION.replace("> Answer:\n", ""),
    silent=_QUESTION,
)
def official_check_stops(checked: CheckedReport) -> Iterator[Finding]:
    """The official tool would stop with an error."""
    verdict = checked.verdict
    if verdict.error is None:
        return
    if verdict.error.startswith("UnicodeDecodeError"):
        line = checked.report.source.decoding_line
        span = checked.report.source.span(line, line)
        hint = "Save the file as UTF-8."
    else:
        span, cause = _cause(checked)
        hint = f"It finds {number_of(verdict.found, 'answer')} where it expects {verdict.expected}: {cause}."
    error = verdict.error if verdict.error.endswith((".", "?")) else f"{verdict.error}."
    yield Finding(span, f"The official tool stops here: {error}", hint)


def cut_inside(checked: CheckedReport, question: Question) -> tuple[int, int, int] | None:
    """Return where the official tool cuts a question's answer before its end, or None.

    The three offsets are: the end of the marker, the cut, the end of the answer.
    """
    text = checked.report.source.text
    if question.marker is None:
        return None
    start, end = question.marker.end_offset, _own_end(checked, question).end_offset
    following = text.find(MARKER, start, end)
    end = end if following < 0 else following
    cut = text.find("##", start, end)
    # Without a `###` behind it the last answer is taken whole, headings and all.
    if cut < 0 or text.find("###", start) < 0 or not text[cut:end].strip("# \t\r\n"):
        return None
    return start, cut, end


def above_marker(question: Question) -> list[Span]:
    """Return the stretches of an answer that stand above its marker."""
    return [span for span in question.answer.spans if question.marker and span.line < question.marker.line]


def _above_marker(checked: CheckedReport, question: Question) -> Iterator[Finding]:
    """An answer, or a part of one, that stands above its marker is not seen by the official tool."""
    above = above_marker(question)
    if above and question.marker:
        text = checked.report.source.text
        words = sum(count_words(text[span.offset : min(span.end_offset, question.marker.offset)]) for span in above)
        yield Finding(
            above[0],
            f"{number_of(words, 'word')} of the answer {'stands' if words == 1 else 'stand'} above `Answer:`;"
            " the official tool does not see them.",
            f"Move them below `> Answer:`, at line {question.marker.line}.",
            question.number,
        )


def _own_end(checked: CheckedReport, question: Question) -> Span:
    """Return the end of a question: the line before a heading that a code fence or a comment has swallowed."""
    source = checked.report.source
    for number in range(question.heading_span.line + 1, question.span.end_line + 1):
        if SWALLOWED_HEADING.match(source.line(number)):
            return source.span(question.span.line, number - 1)
    return question.span


def _cause(checked: CheckedReport) -> tuple[Span, str]:
    report, verdict = checked.report, checked.verdict
    unmarked = [question for question in report.questions if question.marker is None]
    extra = list(marker_in_answer(checked))
    cuts = list(heading_cuts_answer(checked))
    if verdict.found < verdict.expected and unmarked:
        return unmarked[0].heading_span, f"question {unmarked[0].number} has no `Answer:`"
    if verdict.found > verdict.expected and extra:
        return extra[0].span, "`Answer:` stands once too often"
    if verdict.found > verdict.expected and cuts and report.questions[-1].number == cuts[-1].question:
        return cuts[-1].span, "it takes the last answer twice where a `###` stands in it"
    numbers = {question.number for question in report.questions}
    missing = [spec.number for spec in report.edition.questions if spec.number not in numbers]
    if verdict.found < verdict.expected and missing:
        return _top(checked), f"question {missing[0]} is missing"
    twice = list(question_duplicate(checked))
    if verdict.found > verdict.expected and twice:
        return twice[0].span, f"question {twice[0].question} stands twice"
    added = [question for question in report.questions if report.edition.question(question.number) is None]
    if verdict.found > verdict.expected and added:
        return added[0].heading_span, f"question {added[0].number} is not one of the template's"
    return _top(checked), "the headings or the lines `Answer:` differ from the template's"


def _top(checked: CheckedReport) -> Span:
    questions = checked.report.questions
    return questions[0].heading_span if questions else checked.report.source.span(1, 1)


def _around(checked: CheckedReport, span: Span) -> Question | None:
    for question in checked.report.questions:
        if question.span.line <= span.line <= question.span.end_line:
            return question
    return None


def _runs(numbers: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
