"""A finding as a person likes to read it: what, where, the line itself with a mark under the place, what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from mlops_report.reporters.lines import TONES, paint, printable, subject, summary
from mlops_report.rules import CheckedReport, Diagnostic, Ignored

_BEFORE = 24
"""How many characters stand before the marked place where a line is too long to be shown whole."""
_NARROWEST = 60


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return all findings of all reports, each report followed by its summary."""
    blocks: list[str] = []
    for checked in reports:
        shown: list[Diagnostic | Ignored] = [*checked.diagnostics, *checked.ignored]
        shown.sort(key=_offset)
        for one in shown:
            if isinstance(one, Ignored):
                blocks.append("\n".join(_ignored(checked, one, color=color)))
            else:
                blocks.append("\n".join(_finding(checked, one, color=color, width=max(width, _NARROWEST))))
        blocks.append(paint(summary(checked), "bold", color=color))
    return "\n\n".join(blocks)


def _offset(one: Diagnostic | Ignored) -> int:
    return (one.diagnostic if isinstance(one, Ignored) else one).span.offset


def _finding(checked: CheckedReport, one: Diagnostic, *, color: bool, width: int) -> Iterator[str]:
    tone = TONES[one.severity]
    head = f"{paint(one.code, 'bold', tone, color=color)} {paint(one.severity.value, tone, color=color)}"
    yield f"{head} {subject(one)}{printable(one.message)}"
    number = str(one.span.line)
    edge = paint(f"{' ' * len(number)} |", "blue", color=color)
    yield f"{' ' * len(number)}{paint('-->', 'blue', color=color)} {_place(checked, one)}"
    text, start, length = _excerpt(checked, one, width - len(number) - 3)
    if text.strip():
        yield edge
        yield f"{paint(f'{number} |', 'blue', color=color)} {text}"
        yield f"{edge} {' ' * start}{paint('^' * length, 'bold', tone, color=color)}"
    if one.hint:
        mend = " (`mlops-report fix` can)" if one.fixable else ""
        yield f"{' ' * len(number)} {paint('=', 'blue', color=color)} {printable(one.hint)}{mend}"


def _ignored(checked: CheckedReport, gone: Ignored, *, color: bool) -> Iterator[str]:
    one = gone.diagnostic
    yield paint(f"{one.code} ignored {subject(one)}{printable(one.message)}", "dim", color=color)
    yield paint(f"  --> {_place(checked, one)}", "dim", color=color)
    yield paint(f"  = Reason: {printable(gone.reason)}", "dim", color=color)


def _place(checked: CheckedReport, one: Diagnostic) -> str:
    return f"{printable(checked.report.path)}:{one.span.line}:{one.span.column}"


def _excerpt(checked: CheckedReport, one: Diagnostic, width: int) -> tuple[str, int, int]:
    """Return a line of the source, or the part around the marked place, with the mark's start and length in cells."""
    line = printable(checked.report.source.line(one.span.line))
    start = min(one.span.column - 1, len(line))
    end = len(line) if one.span.end_line > one.span.line else min(one.span.end_column - 1, len(line))
    start += len(line[start:end]) - len(line[start:end].lstrip())
    cut = max(0, start - _BEFORE) if _cells(line) > width else 0
    head = "…" if cut else ""
    text = head + line[cut:]
    while _cells(text) > width:
        text = text[: width - 1 - (_cells(text) - len(text))].rstrip() + "…"
    before = head + line[cut:start]
    marked = text[len(before) : len(before) + max(end - start, 0)].rstrip("…")
    return text, _cells(before), max(_cells(marked), 1)


def _cells(text: str) -> int:
    """Return how many columns of a terminal a text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
        for sign in text
    )
