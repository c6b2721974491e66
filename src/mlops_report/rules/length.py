"""LEN: the length of answers, by the count of the official checker."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_report.exam import Limit
from mlops_report.official import count_words
from mlops_report.report import Question
from mlops_report.rules.base import CheckedReport, Finding, Severity, rule
from mlops_report.rules.structure import cut_inside
from mlops_report.rules.wording import number_of

_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Recommended answer length: 100-200 words.
>
> Answer:

"""


@rule(
    "LEN001",
    "answer-too-short",
    Severity.WARNING,
    why="An answer below the lower limit fails the official check.",
    mend="Say more; the message tells how many words are missing.",
    fires=_PROMPT + "{71 words}\n",
    silent=_PROMPT + "{100 words}\n",
)
def answer_too_short(checked: CheckedReport) -> Iterator[Finding]:
    """An answer has fewer words than its limit allows."""
    for question, words, limit in _counts(checked):
        if words < limit.min:
            yield _finding(question, words, limit, f"{limit.min - words} too few", "Say more")


@rule(
    "LEN002",
    "answer-too-long",
    Severity.WARNING,
    why="An answer above the upper limit fails the official check.",
    mend="Say it shorter. Code, addresses and table bars count as words too: a figure or a link may say the same.",
    fires=_PROMPT + "{201 words}\n",
    silent=_PROMPT + "{200 words}\n",
)
def answer_too_long(checked: CheckedReport) -> Iterator[Finding]:
    """An answer has more words than its limit allows."""
    for question, words, limit in _counts(checked):
        if words > limit.max:
            yield _finding(question, words, limit, f"{words - limit.max} too many", "Say it shorter")


def _finding(question: Question, words: int, limit: Limit, distance: str, advice: str) -> Finding:
    visible = question.answer.words
    difference = "" if visible == words else f" A reader sees {number_of(visible, 'word')} of them."
    if visible > words:
        difference = f" A reader sees {number_of(visible, 'word')}."
    return Finding(
        question.answer.spans[0] if question.answer.spans else question.heading_span,
        f"{number_of(words, 'word')}, {distance}; {limit} are asked for.",
        f"{advice}.{difference}",
        question.number,
    )


def _counts(checked: CheckedReport) -> Iterator[tuple[Question, int, Limit]]:
    """Yield every answer that is out of its limit, with the count and the limit.

    The count is the official one. Where the official tool stops, or counts another answer under this
    number, it is what the tool would count for this answer; where a heading cuts the answer (STR006 says
    so) the answer is judged whole.
    """
    for question in checked.report.questions:
        if question.answer.state == "unanswered":
            continue
        official = checked.official(question) if checked.sees(question) else None
        words = official.words if official else _own_words(checked, question)
        if cut_inside(checked, question):
            words = _own_words(checked, question)
        limits = [question.words, official.words_limit if official else None]
        for limit in limits:
            if limit is not None and words not in limit:
                yield question, words, limit
                break


def _own_words(checked: CheckedReport, question: Question) -> int:
    text = checked.report.source.text
    return sum(count_words(text[span.offset : span.end_offset]) for span in question.answer.spans)
