"""A cause for people: what, where, the line itself with a mark below the place, and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile
from textwrap import wrap

from mkdocs_mlops_report.reporters.lines import COLORS, others, paint, printable, subject, summary, times
from mkdocs_mlops_report.rules.causes import Cause
from mkdocs_mlops_report.rules.engine import CheckedReport, Ignored
from mkdocs_mlops_report.rules.model import Finding

_BEFORE = 24
"""Characters before the marked place in a line that is too long."""
_NARROWEST = 60


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return the causes of all reports, each report followed by its summary."""
    blocks: list[str] = []
    for checked in reports:
        blocks += [
            "\n".join(_cause(checked, cause, color=color, width=max(width, _NARROWEST))) for cause in checked.causes
        ]
        blocks += ["\n".join(_ignored(checked, ignored, color=color)) for ignored in checked.ignored]
        blocks.append(paint(summary(checked), "bold", color=color))
    return "\n\n".join(blocks)


def _cause(checked: CheckedReport, cause: Cause, *, color: bool, width: int) -> Iterator[str]:
    one = cause.first
    tone = COLORS[cause.severity]
    head = f"{paint(one.code, 'bold', tone, color=color)} {paint(cause.severity.value, tone, color=color)}"
    yield f"{head} {printable(subject(*cause.questions) + cause.message)}{times(cause)}"
    number = str(one.span.line)
    margin = " " * len(number)
    arrow, equals = (f"{margin}{paint(mark, 'blue', color=color)}" for mark in ("-->", " ="))
    yield f"{arrow} {_place(checked, one)}{_detail(cause, one)}"
    text, start, length = _excerpt(checked, one, width - len(number) - 3)
    if text.strip():
        edge = paint(f"{margin} |", "blue", color=color)
        yield edge
        yield f"{paint(f'{number} |', 'blue', color=color)} {text}"
        yield f"{edge} {' ' * start}{paint('^' * length, 'bold', tone, color=color)}"
    if len({one.detail for one in cause.places}) > 1:
        yield from (f"{arrow} {_place(checked, other)}{_detail(cause, other)}" for other in cause.places[1:])
    elif other_lines := [line for line in cause.lines if line != one.span.line]:
        first, *more = _other_lines(other_lines, width - len(margin) - 3)
        yield f"{equals} {first}"
        yield from (f"{margin}   {line}" for line in more)
    for also in others(cause):
        yield f"{equals} also: {printable(also)}"
    if one.note and len(cause.places) == 1:
        yield f"{equals} note: {printable(one.note)}"
    if cause.hint:
        yield f"{equals} help: {printable(cause.hint)}{_fix(cause)}"


def _other_lines(lines: Sequence[int], width: int) -> list[str]:
    """Return `and lines 62, 75, …` in rows of at most `width` characters: a bare template has 29 such lines."""
    numbers = ", ".join(map(str, lines))
    return wrap(f"and line{'s' if len(lines) > 1 else ''} {numbers}", width, subsequent_indent=" " * len("and lines "))


def _detail(cause: Cause, one: Finding) -> str:
    return f"  {printable(one.detail)}" if one.detail and len(cause.places) > 1 else ""


def _fix(cause: Cause) -> str:
    """Return what `mlops-report fix` does about a cause."""
    fixed = sum(one.fixable for one in cause.places)
    if not fixed:
        return ""
    which = "" if fixed == len(cause.places) else f"{fixed} "
    return f" ({which}fixable with `mlops-report fix`)"


def _ignored(checked: CheckedReport, ignored: Ignored, *, color: bool) -> Iterator[str]:
    one = ignored.finding
    yield paint(f"{one.code} ignored {subject(one.question)}{printable(one.message)}", "dim", color=color)
    yield paint(f"  --> {_place(checked, one)}", "dim", color=color)
    yield paint(f"  = reason: {printable(ignored.reason)}", "dim", color=color)


def _place(checked: CheckedReport, one: Finding) -> str:
    return f"{printable(checked.report.path)}:{one.span.line}:{one.span.column}"


def _excerpt(checked: CheckedReport, one: Finding, width: int) -> tuple[str, int, int]:
    """Return a line of the source, cut to `width` columns around the place, and start and length of the mark."""
    line = printable(checked.report.source.line(one.span.line))
    start = min(one.span.column - 1, len(line))
    end = len(line) if one.span.end_line > one.span.line else min(one.span.end_column - 1, len(line))
    start += len(line[start:end]) - len(line[start:end].lstrip())
    cut = max(0, start - _BEFORE) if _columns(line) > width else 0
    head = "…" if cut else ""
    text = head + line[cut:]
    if _columns(text) > width:
        text = _start_of(text, width - 1).rstrip() + "…"
    before = head + line[cut:start]
    marked = text[len(before) : len(before) + max(end - start, 0)].rstrip("…")
    return text, _columns(before), max(_columns(marked), 1)


def _start_of(text: str, width: int) -> str:
    """Return as much of a text as `width` columns have room for."""
    if text.isascii():
        return text[:width]
    ends = accumulate(map(_columns, text))
    return text[: sum(1 for _ in takewhile(lambda end: end <= width, ends))]


def _columns(text: str) -> int:
    """Return the number of columns of a text in a terminal: wide characters have two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
        for character in text
    )
