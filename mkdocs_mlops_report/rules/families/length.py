"""LEN: the length of answers, by the official count and by the visible one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.official import count_words
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.report.visible import count_code_words
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import day_of, number_of

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
_MUCH_MARKUP = Several(
    "{n} answers fail the official check only because of their markup.", "Remove bullets, table pipes or bare URLs."
)
_JOINED = Several(
    "{n} answers fail the official check only because markup joins their words.",
    "Add a space where only markup separates two words, as in `one<br>two`.",
)


class _Limited(NamedTuple):
    """A question, the official count of its words, and the limit that applies to it."""

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
    for question, words, limit in _limited(context):
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
    for question, words, limit in _limited(context):
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
    why="An answer that only just reaches its minimum falls below it when a placeholder or a bullet is deleted, and"
    " one just below its maximum exceeds it after a small edit.",
    example=_PROMPT + "{103 words}\n",
    instead=_PROMPT + "{120 words}\n",
    enabled=False,
    several=Several("{n} answers are near their limits.", "Stay at least 5% away from each limit."),
)
def near_limit(context: Context) -> Iterator[Finding]:
    """Checks for answers that are within 5% of their minimum or maximum."""
    for question in context.answered:
        words = context.official.word_count(question)
        limit = context.official.word_limit(question)
        if limit is None or words not in limit:
            continue
        above, below = words - limit.min, limit.max - words
        if above < limit.min * _NEAR:
            distance = f"{above} above the minimum" if above else "exactly the minimum"
            hint = f"Add at least {number_of(ceil(limit.min * _NEAR) - above, 'word')}."
        elif below < limit.max * _NEAR:
            distance = f"{below} below the maximum" if below else "exactly the maximum"
            hint = f"Cut at least {number_of(ceil(limit.max * _NEAR) - below, 'word')}."
        else:
            continue
        yield Finding(
            question.answer_span,
            f"{number_of(words, 'word')}; the limit is {limit} ({distance}).",
            hint,
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
    " can therefore pass and still be too short for a grader. It counts words that only markup separates, as in"
    " `one<br>two`, as one. If an answer fails only because of its markup, the severity is info.",
    example=_PROMPT + "{90 words}\n\n<!-- a comment of {20 words} -->\n",
    instead=_PROMPT + "{100 words}\n",
    see=("LEN001", "LEN002"),
)
def readers_see_less(context: Context) -> Iterator[Finding]:
    """Checks for answers that pass although readers see too few words, or fail although readers see enough."""
    for question in context.answered:
        answer = context.official.answer(question)
        limit = context.official.word_limit(question)
        if answer is None or limit is None or not context.official.sees_whole(question):
            continue
        words, visible = answer.words, question.answer.words
        passes = words in limit
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
        elif not passes and visible in limit:
            markup = _JOINED if words < limit.min else _MUCH_MARKUP
            yield Finding(
                question.answer_span,
                f"Fails the official check, although the {number_of(visible, 'word')} that readers see are within"
                f" {limit}.",
                markup.hint,
                question.number,
                _made_up_of(context, question, words),
                severity=Severity.INFO,
                about=_length(question),
                detail=f"{words} of {limit.min if markup is _JOINED else limit.max}",
                several=markup,
            )


@rule(
    "LEN005",
    "limits-differ",
    Severity.WARNING,
    why="The report is from another edition of the template, or its prompt was edited, so the official check applies"
    " another limit. The official check decides; if an answer passes it, the severity is info.",
    example=_PROMPT.replace("100-200", "50-100") + "{80 words}\n",
    instead=_PROMPT + "{120 words}\n",
    see=("LEN001", "LEN002", "STR011"),
    several=Several(
        "{n} answers are not within both limits: that of the prompt and that of the official check.",
        "Write a number of words that is within both limits.",
    ),
)
def limits_differ(context: Context) -> Iterator[Finding]:
    """Checks for answers outside one of two limits: the prompt states one, and the official check applies another."""
    for question in context.answered:
        words, limit, stated = (
            context.official.word_count(question),
            context.official.word_limit(question),
            question.words,
        )
        if limit is None or stated is None or limit == stated or (words in limit and words in stated):
            continue
        passes, edition = words in limit, day_of(context.report.checker.id)
        verb = ("pass" if passes else "fail") + (("es" if passes else "s") if words == 1 else "")
        both = Limit(max(limit.min, stated.min), min(limit.max, stated.max))
        yield Finding(
            question.answer_span,
            f"{number_of(words, 'word')} {verb} the official check ({limit}); the prompt says {stated}.",
            "Keep it, unless your teacher applies the prompt's limit."
            if passes
            else f"Write {'exactly ' if both.min == both.max else ''}{both} words to meet both limits."
            if both.min <= both.max
            else f"Write {limit} words.",
            question.number,
            f"{_stated_at(context, question, stated)}; the official check is that of {edition}.",
            severity=Severity.INFO if passes else Severity.WARNING,
            about=_length(question),
            detail=f"{words}; {stated} or {limit}",
        )


def _stated_at(context: Context, question: Question, limit: Limit) -> str:
    """Return where the text states a limit."""
    source, last = context.report.source, (question.marker or question.answer_span).line
    form = re.compile(rf"\b{limit.min}\s*[-\u2010-\u2015]\s*{limit.max}\b")
    lines = (line for line in range(question.heading_span.line, last + 1) if form.search(source.line(line)))
    line = next(lines, None)
    return f"The prompt's limit is at line {line}" if line else "The limit is in the prompt"


def _length(question: Question) -> str:
    """Return what findings about the length of an answer are about."""
    return f"length of {question.number}"


def _limited(context: Context) -> Iterator[_Limited]:
    """Yield the questions whose text states no other limit than that of the official check."""
    for question in context.answered:
        words = context.official.word_count(question)
        limit = context.official.word_limit(question)
        if limit is not None and not context.official.has_two_limits(question):
            yield _Limited(question, words, limit)


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
        return f"Readers see {number_of(visible, 'word')}; the official check counts words joined by markup as one."
    in_code = f" ({code} of them in code)" if code else ""
    rest = ["a placeholder"] if placeholder else []
    rest += ["markup, URLs or hidden text"] if markup else []
    return f"Readers see {visible} of the {number_of(words, 'word')}{in_code}; the rest is {', '.join(rest)}."
