"""LEN: the length of answers, by the count of the official checker and by that of a reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from mlops_report.exam import Limit
from mlops_report.official import count_words
from mlops_report.report import Question
from mlops_report.report.visible import count_code_words
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import and_joined, number_of

_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Recommended answer length: 100-200 words.
>
> Answer:

"""
_Judged: TypeAlias = tuple[Question, int, Limit]
"""A question, the official count of its words, and the limit that it is held against."""
_NEAR = 0.05
"""How near to a limit, as a share of it, is near."""


@rule(
    "LEN001",
    "answer-too-short",
    Severity.WARNING,
    why="An answer below the lower limit fails the official check.",
    mend="Say more; the message tells how many words are missing.",
    fires=_PROMPT + "{71 words}\n",
    silent=_PROMPT + "{100 words}\n",
)
def answer_too_short(readings: Readings) -> Iterator[Finding]:
    """An answer has fewer words than its limit allows."""
    for question, words, limit in _out_of_limit(readings):
        if words < limit.min:
            yield _finding(readings, (question, words, limit), f"{limit.min - words} too few", "Say more.")


@rule(
    "LEN002",
    "answer-too-long",
    Severity.WARNING,
    why="An answer above the upper limit fails the official check.",
    mend="Say it shorter. Code, addresses and table bars count as words too: a figure or a link may say the same.",
    fires=_PROMPT + "{201 words}\n",
    silent=_PROMPT + "{200 words}\n",
)
def answer_too_long(readings: Readings) -> Iterator[Finding]:
    """An answer has more words than its limit allows."""
    for question, words, limit in _out_of_limit(readings):
        if words > limit.max:
            yield _finding(readings, (question, words, limit), f"{words - limit.max} too many", "Say it shorter.")


@rule(
    "LEN003",
    "near-limit",
    Severity.INFO,
    why="An answer that just reaches its limit falls below it when a placeholder or a list sign goes.",
    mend="Keep twenty words of distance while you still write.",
    fires=_PROMPT + "{103 words}\n",
    silent=_PROMPT + "{120 words}\n",
    enabled=False,
)
def near_limit(readings: Readings) -> Iterator[Finding]:
    """An answer is within its limits by less than a twentieth of them."""
    for question in readings.answered:
        words = _words(readings, question)
        limit = (*readings.limit_of(question, figures=False), None)[0]
        if limit is None or words not in limit:
            continue
        below, above = words - limit.min, limit.max - words
        if limit.min and below < limit.min * _NEAR:
            distance = f"{below} above the least" if below else "exactly the least"
        elif above < limit.max * _NEAR:
            distance = f"{above} below the most" if above else "exactly the most"
        else:
            continue
        yield Finding(
            question.place,
            f"{number_of(words, 'word')}, {distance}; {limit} are asked for.",
            f"Keep some distance.{_counted(readings, question, words)}",
            question.number,
        )


@rule(
    "LEN004",
    "readers-see-less",
    Severity.WARNING,
    why="The official tool counts placeholders, list signs, table bars, comments and addresses. A grader reads an"
    " answer that is too short, whatever the tool says. The other way round, where the tool fails an answer that is"
    " within its limits for a reader, this is for information.",
    mend="Write as many words as are asked for, without those that nobody sees.",
    fires=_PROMPT + "* one\n" * 60,
    silent=_PROMPT + "{100 words}\n",
)
def readers_see_less(readings: Readings) -> Iterator[Finding]:
    """The official tool passes an answer that is too short for a reader, or fails one that is not."""
    for question in readings.answered:
        official = readings.official(question)
        limits = readings.limit_of(question, figures=False)
        if official is None or not limits or not readings.sees_all(question):
            continue
        limit, words, visible = limits[0], official.words, question.answer.words
        passes = all(words in one for one in limits)
        if passes and visible < limit.min:
            yield Finding(
                question.place,
                f"{number_of(words, 'word')} pass the official check, but a reader sees {visible},"
                f" {limit.min - visible} too few; {limit} are asked for.",
                f"Say more.{_counted(readings, question, words)}",
                question.number,
            )
        elif not passes and all(visible in one for one in limits):
            yield Finding(
                question.place,
                f"The official tool fails this answer; a reader sees {number_of(visible, 'word')}, which is within"
                f" {limit}.",
                f"Remove signs and addresses that stand alone.{_counted(readings, question, words)}",
                question.number,
                Severity.INFO,
            )


def _words(readings: Readings, question: Question) -> int:
    return readings.count(question, count_words, lambda official: official.words)


def _out_of_limit(readings: Readings) -> Iterator[_Judged]:
    for question in readings.answered:
        words = _words(readings, question)
        limit = next((one for one in readings.limit_of(question, figures=False) if words not in one), None)
        if limit is not None:
            yield question, words, limit


def _finding(readings: Readings, judged: _Judged, distance: str, advice: str) -> Finding:
    question, words, limit = judged
    return Finding(
        question.place,
        f"{number_of(words, 'word')}, {distance}; {limit} are asked for.",
        f"{advice}{_counted(readings, question, words)}",
        question.number,
    )


def _counted(readings: Readings, question: Question, words: int) -> str:
    """Say what the official count is made of, where it is not only what a reader sees."""
    visible = question.answer.words
    if visible == words:
        return ""
    text = readings.report.source.text
    placeholder = sum(count_words(text[span.offset : span.end_offset]) for span in question.answer.placeholders)
    code = count_code_words(question.answer.tokens)
    seen = f"a reader sees {visible}" + (f" ({code} in code)" if code else "")
    markup = words - visible - placeholder
    if visible == 0 and not placeholder:
        return " A reader sees none: there are only signs, addresses or what is hidden."
    if markup < 0:
        return f" In the rendered answer {seen}."
    parts = [seen]
    if placeholder:
        parts.append(f"{placeholder} belong to a placeholder")
    if markup:
        parts.append(f"{markup} {'is' if markup == 1 else 'are'} signs, addresses or hidden")
    return f" Of the {number_of(words, 'official word')}: {and_joined(parts)}."
