"""PLH: what the template put in the place of an answer."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_report.official import count_words
from mlops_report.report import Question
from mlops_report.rules.base import CheckedReport, Finding, Severity, rule
from mlops_report.rules.wording import number_of

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
def unanswered(checked: CheckedReport) -> Iterator[Finding]:
    """Nothing stands in the place of an answer but a placeholder, dashes or blanks."""
    for question in checked.report.questions:
        answer = question.answer
        if answer.state == "answered":
            continue
        optional = question.words is not None and question.words.min == 0 and question.figures is None
        span = (*answer.placeholders, question.marker or question.heading_span)[0]
        if optional and not answer.placeholders:
            yield Finding(
                span,
                "No answer, and none is required.",
                "Leave it empty, or say in a line that nothing applies.",
                question.number,
                Severity.INFO,
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
)
def placeholder_beside_answer(checked: CheckedReport) -> Iterator[Finding]:
    """A placeholder was left beside an answer."""
    text = checked.report.source.text
    for question in checked.report.questions:
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


def _wanted(question: Question) -> str:
    words = f"{question.words} words" if question.words else ""
    figures = ""
    if question.figures:
        figures = f"{question.figures} {'figure' if question.figures.max == 1 else 'figures'}"
    wanted = " and ".join(part for part in (words, figures) if part)
    return f"Put {wanted}" if wanted else "Put the answer"
