"""LEN: the length of answers, by the official count and by the visible one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.official import count_words
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.report.visible import count_code_words
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import number_of

_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Recommended answer length: 100-200 words.
>
> Answer:

"""
_NEAR = 0.05
"""Share of a limit that counts as near to it."""
_FEW_VISIBLE = Several(
    "{n} answers pass the official check, but readers see too few words.", "Add at least the missing words."
)
_MUCH_MARKUP = Several("{n} answers fail the official check only because of their markup.")


class _Exceeded(NamedTuple):
    """A question, the official count of its words, and the limit that it is not within."""

    question: Question
    words: int
    limit: Limit


@rule(
    "LEN001",
    "answer-too-short",
    Severity.WARNING,
    why="An answer below its limit fails the official check.",
    example=_PROMPT + "{71 words}\n",
    instead=_PROMPT + "{100 words}\n",
    see=("LEN004",),
    several=Several("{n} answers are too short for the official check.", "Add at least the missing words."),
)
def answer_too_short(context: Context) -> Iterator[Finding]:
    """Checks for answers with fewer words than the minimum."""
    for question, words, limit in _out_of_limit(context):
        if words < limit.min:
            missing = limit.min - words
            yield Finding(
                question.answer_span,
                f"{number_of(words, 'word')}; the limit is {limit} ({missing} short).",
                f"Add at least {number_of(missing, 'word')}.",
                question.number,
                _made_up_of(context, question, words),
                about=_length(question),
                detail=f"{words} of {limit.min}",
            )


@rule(
    "LEN002",
    "answer-too-long",
    Severity.WARNING,
    why="An answer above its limit fails the official check. Code, URLs and table pipes also count as words; consider"
    " a figure or a link instead.",
    example=_PROMPT + "{201 words}\n",
    instead=_PROMPT + "{200 words}\n",
    see=("LEN004",),
    several=Several("{n} answers are too long for the official check.", "Cut at least the words above the limit."),
)
def answer_too_long(context: Context) -> Iterator[Finding]:
    """Checks for answers with more words than the maximum."""
    for question, words, limit in _out_of_limit(context):
        if words > limit.max:
            over = words - limit.max
            yield Finding(
                question.answer_span,
                f"{number_of(words, 'word')}; the limit is {limit} ({over} over).",
                f"Cut at least {number_of(over, 'word')}.",
                question.number,
                _made_up_of(context, question, words),
                about=_length(question),
                detail=f"{words} of {limit.max}",
            )


@rule(
    "LEN003",
    "near-limit",
    Severity.INFO,
    why="An answer that only just reaches its limit falls below it when a placeholder or a bullet is deleted.",
    example=_PROMPT + "{103 words}\n",
    instead=_PROMPT + "{120 words}\n",
    enabled=False,
    several=Several("{n} answers are near their limits."),
)
def near_limit(context: Context) -> Iterator[Finding]:
    """Checks for answers that are less than 5% above their minimum or below their maximum."""
    for question in context.answered:
        words = context.official.word_count(question)
        limit = next(iter(context.official.word_limits(question)), None)
        if limit is None or words not in limit:
            continue
        above, below = words - limit.min, limit.max - words
        if limit.min and above < limit.min * _NEAR:
            distance = f"{above} above the minimum" if above else "exactly the minimum"
        elif below < limit.max * _NEAR:
            distance = f"{below} below the maximum" if below else "exactly the maximum"
        else:
            continue
        yield Finding(
            question.answer_span,
            f"{number_of(words, 'word')}; the limit is {limit} ({distance}).",
            "Keep the word count at least 5% inside the limit.",
            question.number,
            _made_up_of(context, question, words),
            about=_length(question),
            detail=f"{words} of {limit}",
        )


@rule(
    "LEN004",
    "readers-see-less",
    Severity.WARNING,
    why="The official check counts placeholders, bullets, the pipes of a table, comments and URLs as words. An answer"
    " can therefore pass and still be too short for a grader. If an answer fails only because of its markup, the"
    " severity is info.",
    example=_PROMPT + "{90 words}\n\n<!-- a comment of {20 words} -->\n",
    instead=_PROMPT + "{100 words}\n",
    see=("LEN001", "LEN002"),
)
def readers_see_less(context: Context) -> Iterator[Finding]:
    """Checks for answers that pass although readers see too few words, or fail although readers see enough."""
    for question in context.answered:
        answer = context.official.answer(question)
        limits = context.official.word_limits(question)
        if answer is None or not limits or not context.official.sees_whole(question):
            continue
        limit, words, visible = limits[0], answer.words, question.answer.words
        passes = all(words in one for one in limits)
        if passes and visible < limit.min:
            missing = limit.min - visible
            yield Finding(
                question.answer_span,
                f"Passes with {number_of(words, 'word')}, but readers see only {visible}; the limit is {limit}"
                f" ({missing} short).",
                f"Add at least {number_of(missing, 'word')}.",
                question.number,
                _made_up_of(context, question, words),
                about=_length(question),
                detail=f"{visible} of {limit.min}",
                several=_FEW_VISIBLE,
            )
        elif not passes and all(visible in one for one in limits):
            yield Finding(
                question.answer_span,
                f"Fails the official check, although the {number_of(visible, 'word')} that readers see are within"
                f" {limit}.",
                "Remove bullets, table pipes or bare URLs.",
                question.number,
                _made_up_of(context, question, words),
                severity=Severity.INFO,
                about=_length(question),
                detail=f"{words} of {limit.max}",
                several=_MUCH_MARKUP,
            )


def _length(question: Question) -> str:
    """Return what findings about the length of an answer are about."""
    return f"length of {question.number}"


def _out_of_limit(context: Context) -> Iterator[_Exceeded]:
    for question in context.answered:
        words = context.official.word_count(question)
        limit = next((one for one in context.official.word_limits(question) if words not in one), None)
        if limit is not None:
            yield _Exceeded(question, words, limit)


def _made_up_of(context: Context, question: Question, words: int) -> str:
    """Return what the official count consists of; nothing if it is what readers see."""
    visible = question.answer.words
    if visible == words:
        return ""
    text = context.report.source.text
    placeholder = sum(count_words(text[span.offset : span.end_offset]) for span in question.answer.placeholders)
    code = count_code_words(question.answer.tokens)
    markup = words - visible - placeholder
    if visible == 0 and not placeholder:
        return "Readers see no words: everything is markup, URLs or hidden."
    if markup < 0:
        return f"Readers see {number_of(visible, 'word')}."
    in_code = f" ({code} of them in code)" if code else ""
    rest = ["a placeholder"] if placeholder else []
    rest += ["markup, URLs or hidden text"] if markup else []
    return f"Readers see {visible} of the {number_of(words, 'word')}{in_code}; the rest is {', '.join(rest)}."
