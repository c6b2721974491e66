"""What `mlops-report fix` has done, what it refused, and what remains."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from mlops_report.fix import Mended, Repair
from mlops_report.reporters.lines import paint, printable
from mlops_report.rules import CheckedReport
from mlops_report.rules.wording import number_of

_WOULD = {"took": "take", "wrote": "write", "made": "make", "put": "put", "moved": "move", "reworded": "reword"}
"""The verbs with which repairs say what was done, and those for what only would be."""


def would(what: str) -> str:
    """Return what a repair says that it did as what it would do."""
    verb, rest = what.split(" ", 1)
    return f"would {_WOULD[verb]} {rest}".replace(" and kept ", " and keep ")


def render(path: str, mended: Mended, remaining: CheckedReport, *, written: bool, color: bool = False) -> str:
    """Return a line for each repair that was made or refused, and a summary.

    Args:
        path: what the report is called.
        mended: what was done.
        remaining: the report as it is now, by the settings of its site.
        written: whether the file was changed, or would only be.
        color: whether a terminal shows colours.
    """
    lines = []
    for repair in mended.done:
        what = repair.what if written else would(repair.what)
        lines.append(f"{_place(path, repair, color=color)}{what}.")
    lines += [f"{_place(path, one.repair, color=color)}not mended: {one.why}." for one in mended.refused]
    done = len(mended.done)
    left = sum(one.severity.fails and not one.fixable for one in remaining.diagnostics)
    did = f"{'Mended' if written else 'Would mend'} {number_of(done, 'place')}" if done else "Nothing to mend"
    refused = f", refused {len(mended.refused)}" if mended.refused else ""
    found = len(remaining.diagnostics)
    after = f"{number_of(found, 'finding')} {'remains' if found == 1 else 'remain'}" if found else "nothing remains"
    by_hand = f", {left} for you to mend" if left else ""
    lines.append(paint(f"{printable(path)}: {did}{refused}; {after}{by_hand}.", "bold", color=color))
    return "\n".join(lines)


def diff(path: str, before: str, after: str, *, color: bool = False) -> str:
    """Return the change as a unified diff, as `patch` reads it."""
    return "\n".join(_painted(_lines(path, before, after), color=color))


def _lines(path: str, before: str, after: str) -> Iterator[str]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
        body = line.rstrip("\r\n")
        yield body
        if not line.endswith(("\n", "\r")):
            yield "\\ No newline at end of file"


def _painted(lines: Iterator[str], *, color: bool) -> Iterator[str]:
    tones = {"+": "cyan", "-": "red", "@": "blue"}
    for line in lines:
        tone = tones.get(line[:1])
        yield paint(printable(line), tone, color=color) if tone else printable(line)


def _place(path: str, repair: Repair, *, color: bool) -> str:
    question = f"Question {repair.question}: " if repair.question is not None else ""
    return f"{printable(path)}:{repair.line}: {paint(repair.code, 'bold', color=color)} {question}"
