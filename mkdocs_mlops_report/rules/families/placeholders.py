"""PLH: leftovers of the template in the place of an answer, and notes to yourselves."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_mlops_report.official import count_words
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.markers import marker_of
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import number_of, required, shortened
from mkdocs_mlops_report.rules.unfinished import copied_examples, todos

_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

"""

_NOT_ANSWERED = Several("{n} questions are not answered.", "Write each answer below its `> Answer:`.")
_NONE_REQUIRED = Several(
    "{n} questions have no answer; none is required.",
    "Leave them empty, or write that nothing applies.",
)
_ONLY_PLACEHOLDERS = Several(
    "{n} questions have only the placeholder; no answer is required.",
    "Delete the placeholders, or replace them.",
)


@rule(
    "PLH001",
    "unanswered",
    Severity.WARNING,
    why="The official check passes some questions that contain only the placeholder. A grader does not. If no answer is"
    " required and there is no placeholder, the severity is info.",
    example=_PROMPT + "--- question 4 fill here ---\n",
    instead=_PROMPT + "{150 words}\n",
)
def unanswered(context: Context) -> Iterator[Finding]:
    """Checks for questions that have a placeholder, dashes or nothing in place of an answer."""
    for question in context.report.questions:
        answer = question.answer
        if answer.state == "answered" or (question.figures and context.official.figures(question)):
            continue  # FIG009 reports a figure that nobody sees
        limit = question.words
        optional = limit is not None and limit.min == 0 and question.figures is None
        span = (*answer.placeholders, question.marker or question.heading_span)[0]
        if optional and not answer.placeholders:
            yield Finding(
                span,
                "No answer; none is required.",
                "Leave it empty, or write that nothing applies.",
                question.number,
                severity=Severity.INFO,
                several=_NONE_REQUIRED,
            )
        elif optional and limit is not None:
            yield Finding(
                span,
                "Only the placeholder; no answer is required.",
                f"Delete the placeholder, or replace it with up to {number_of(limit.max, 'word')}.",
                question.number,
                several=_ONLY_PLACEHOLDERS,
            )
        else:
            yield Finding(
                span,
                "Not answered.",
                f"{required(question.words, question.figures)} below `> Answer:`.",
                question.number,
                about="" if question.marker else marker_of(question),
                several=_NOT_ANSWERED,
            )


@rule(
    "PLH002",
    "placeholder-beside-answer",
    Severity.WARNING,
    why="Readers see the placeholder, and the official check counts its words.",
    example=_PROMPT + "{150 words}\n\n--- question 4 fill here ---\n",
    instead=_PROMPT + "{150 words}\n",
    fix="safe",
    fix_note="Deletes the placeholder, unless the official check would then fail an answer that passes now.",
    several=Several("{n} leftover placeholders; the official check counts their words.", "Delete them."),
)
def placeholder_beside_answer(context: Context) -> Iterator[Finding]:
    """Checks for placeholders that were left beside an answer."""
    text = context.report.source.text
    for question in context.report.questions:
        if question.answer.state == "unanswered":
            continue
        for span in question.answer.placeholders:
            words = count_words(text[span.offset : span.end_offset])
            yield Finding(
                span,
                f"Leftover placeholder; the official check counts its {number_of(words, 'word')}.",
                "Delete it.",
                question.number,
            )


@rule(
    "PLH003",
    "todo-left",
    Severity.WARNING,
    why="Graders read these notes, too, and see that the answer is not finished. Notes in code, and"
    " sentences about such notes, are not reported.",
    example=_PROMPT + "{120 words}\n\nTODO: say how a newcomer installs it.\n",
    instead=_PROMPT + "{120 words}\n\nA newcomer installs it with `make install`.\n",
    several=Several("{n} leftover notes.", "Write what is missing and delete the notes."),
)
def todo_left(context: Context) -> Iterator[Finding]:
    """Checks for to-do notes in an answer, such as TODO, TBD, `[USER INPUT NEEDED]` or lorem ipsum."""
    for question in context.report.questions:
        for note in todos(question, context.report.source):
            yield Finding(
                note.span,
                f"Leftover note: `{shortened(note.text)}`.",
                "Write what is missing and delete the note.",
                question.number,
                detail=f"`{shortened(note.text, 30)}`",
            )


@rule(
    "PLH004",
    "example-copied",
    Severity.WARNING,
    why="The template's example shows the form of an answer; its sentences say nothing about your project.",
    example=_PROMPT + "(the sentences of the template's example)\n",
    instead=_PROMPT + "{150 words}\n",
    several=Several("{n} answers contain a copy of the template's example."),
)
def example_copied(context: Context) -> Iterator[Finding]:
    """Checks for answers, or paragraphs of them, that are the template's example."""
    for question in context.report.questions:
        for copy in copied_examples(question, context.report.source):
            yield Finding(
                copy.span,
                "Copy of the template's example.",
                "Replace it with what you did in your project.",
                question.number,
            )


@rule(
    "PLH005",
    "dashes-kept",
    Severity.INFO,
    why="The dashes belong to the placeholder. The official check counts them as words, and below a line of text they"
    " turn it into a heading.",
    example=_PROMPT + "--- {120 words} ---\n",
    instead=_PROMPT + "{120 words}\n",
    fix="safe",
    fix_note="Deletes the dashes.",
    see=("REN002",),
    several=Several("Leftover dashes from the placeholder around {n} answers."),
)
def dashes_kept(context: Context) -> Iterator[Finding]:
    """Checks for the placeholder's dashes around an answer."""
    for question in context.report.questions:
        dashes = question.answer.dashes
        if dashes and question.answer.state == "answered":
            lines = sorted({span.line for span in dashes})
            other = f" here and at line {lines[-1]}" if len(lines) > 1 else ""
            yield Finding(dashes[0], f"Leftover dashes from the placeholder{other}.", "Delete them.", question.number)
