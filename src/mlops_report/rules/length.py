"""LEN: the length of answers, by the count of the official checker."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_report.exam import Limit
from mlops_report.official import count_words
from mlops_report.report import Question
from mlops_report.rules.base import CheckedReport, Finding, Severity, rule
from mlops_report.rules.counts import out_of_limit
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
    return out_of_limit(
        checked,
        count_words,
        lambda official: official.words,
        lambda question, official: (question.words, official.words_limit if official else None),
    )
