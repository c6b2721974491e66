"""PLH: what the template put in the place of an answer, and what was left for later."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_report.official import count_words
from mlops_report.report import Question
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings
from mlops_report.rules.unfinished import copied_examples, todos
from mlops_report.rules.wording import number_of, shortened

_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

"""


@rule(
    "PLH001",
    "unanswered",
    Severity.WARNING,
    why="The official tool lets some questions pass with nothing but the placeholder in them. A grader does not.",
    mend="Write the answer below `> Answer:` and take the placeholder away.",
    fires=_PROMPT + "--- question 4 fill here ---\n",
    silent=_PROMPT + "{150 words}\n",
)
def unanswered(readings: Readings) -> Iterator[Finding]:
    """Nothing stands in the place of an answer but a placeholder, dashes or blanks."""
    for question in readings.report.questions:
        answer = question.answer
        if answer.state == "answered" or (question.figures and readings.counted_figures(question)):
            continue  # a figure that nobody sees is what FIG009 tells
        limit = question.words
        optional = limit is not None and limit.min == 0 and question.figures is None
        span = (*answer.placeholders, question.marker or question.heading_span)[0]
        if optional and not answer.placeholders:
            yield Finding(
                span,
                "No answer, and none is required.",
                "Leave it empty, or say in a line that nothing applies.",
                question.number,
                Severity.INFO,
            )
        elif optional and limit is not None:
            yield Finding(
                span,
                "Only the placeholder stands here; no answer is required.",
                f"Take it away, or put up to {number_of(limit.max, 'word')} in its place.",
                question.number,
            )
        else:
            yield Finding(
                span,
                "Not answered yet.",
                f"{_wanted(question)} below `> Answer:`.",
                question.number,
            )


@rule(
    "PLH002",
    "placeholder-beside-answer",
    Severity.WARNING,
    why="A placeholder beside an answer is shown to the reader, and the official tool counts its words.",
    mend="Take the placeholder away, and see whether the answer is still long enough.",
    fires=_PROMPT + "{150 words}\n\n--- question 4 fill here ---\n",
    silent=_PROMPT + "{150 words}\n",
    fix="safe",
)
def placeholder_beside_answer(readings: Readings) -> Iterator[Finding]:
    """A placeholder was left beside an answer."""
    text = readings.report.source.text
    for question in readings.report.questions:
        if question.answer.state == "unanswered":
            continue
        for span in question.answer.placeholders:
            words = count_words(text[span.offset : span.end_offset])
            yield Finding(
                span,
                f"A placeholder stands beside the answer; the official tool counts its {number_of(words, 'word')}.",
                "Take it away.",
                question.number,
            )


@rule(
    "PLH003",
    "todo-left",
    Severity.WARNING,
    why="A note to yourselves is read by the grader, and it says that the answer is not finished.",
    mend="Do what the note says and take it away. A sentence about notes of this kind is no note.",
    fires=_PROMPT + "{120 words}\n\nTODO: say how a newcomer installs it.\n",
    silent=_PROMPT + "{120 words}\n\nRuff finds every TODO that is left in the code, such as `# TODO: tests`.\n",
)
def todo_left(readings: Readings) -> Iterator[Finding]:
    """A note of something to do stands in an answer: TODO, TBD, `[USER INPUT NEEDED]`, lorem ipsum."""
    for question in readings.report.questions:
        for note in todos(question, readings.report.source):
            yield Finding(
                note.span,
                f"A note was left: `{shortened(note.text)}`.",
                "Write what is missing, and take the note away.",
                question.number,
            )


@rule(
    "PLH004",
    "example-copied",
    Severity.WARNING,
    why="The example of the template shows the form of an answer; its sentences say nothing about your project.",
    mend="Write what you did in the place of the example's words.",
    fires="",
    silent=_PROMPT + "{150 words}\n",
)
def example_copied(readings: Readings) -> Iterator[Finding]:
    """An answer, or a paragraph of it, is the template's example."""
    for question in readings.report.questions:
        for copy in copied_examples(question, readings.report.source):
            yield Finding(
                copy.span,
                "This is the template's example, not an answer.",
                "Write what you did in its place.",
                question.number,
            )


@rule(
    "PLH005",
    "dashes-kept",
    Severity.INFO,
    why="The dashes belong to the placeholder. They are counted as words, and under a line of text they turn it into"
    " a heading.",
    mend="Take the dashes before and behind the answer away.",
    fires=_PROMPT + "--- {120 words} ---\n",
    silent=_PROMPT + "{60 words}\n\n---\n\n{60 words}\n",
    fix="safe",
)
def dashes_kept(readings: Readings) -> Iterator[Finding]:
    """The placeholder's dashes were kept around an answer."""
    for question in readings.report.questions:
        dashes = question.answer.dashes
        if dashes and question.answer.state == "answered":
            lines = sorted({span.line for span in dashes})
            other = f" and at line {lines[-1]}" if len(lines) > 1 else ""
            yield Finding(
                dashes[0],
                f"The placeholder's dashes were kept here{other}.",
                "Take them away.",
                question.number,
            )


def _wanted(question: Question) -> str:
    words = f"{question.words} words" if question.words else ""
    figures = ""
    if question.figures:
        figures = f"{question.figures} {'figure' if question.figures.max == 1 else 'figures'}"
    wanted = " and ".join(part for part in (words, figures) if part)
    return f"Put {wanted}" if wanted else "Put the answer"
