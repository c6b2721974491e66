"""Mends a report: repair by repair, each held against what it may never do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from mlops_report.fix.edits import Repair, applied
from mlops_report.fix.guard import objection
from mlops_report.fix.repairs import SAFE, UNSAFE
from mlops_report.rules import CheckedReport

_MOST_ROUNDS = 6
"""One repair can make another one possible; more than a few rounds would be a circle."""


class Refused(NamedTuple):
    """A repair that is not made, and why."""

    repair: Repair
    why: str


class Mended(NamedTuple):
    """A text after all repairs, what was done, and what was refused; lines are those of the text at that time."""

    text: str
    checked: CheckedReport
    done: tuple[Repair, ...]
    refused: tuple[Refused, ...]


def mend(
    text: str, check: Callable[[str], CheckedReport], *, codes: Collection[str] | None = None, unsafe: bool = False
) -> Mended:
    """Mend a text as far as it can be mended.

    Args:
        text: the report, line endings untouched.
        check: reads and checks a text as if it stood in the report's file.
        codes: the rules whose findings are mended; all of them by default.
        unsafe: whether repairs may change what somebody reads or what the official tool counts.

    Raises:
        NotAReportError: `text` is no report.
    """
    fixers = {**(UNSAFE if unsafe else {}), **SAFE}
    wanted = {code: fixer for code, fixer in fixers.items() if codes is None or code in codes}
    state = _State(text, check)
    for _ in range(_MOST_ROUNDS):
        before = state.text
        state.refused.clear()
        for code, fixer in wanted.items():
            state.make(code, lambda checked, fixer=fixer: list(fixer(checked.readings)))  # type: ignore[misc]
        if state.text == before:
            break
    return Mended(state.text, state.checked, tuple(state.done), tuple(state.refused))


class _State:
    def __init__(self, text: str, check: Callable[[str], CheckedReport]) -> None:
        self.text = text
        self.check = check
        self.checked = check(text)
        self.done: list[Repair] = []
        self.refused: list[Refused] = []

    def make(self, code: str, find: Callable[[CheckedReport], list[Repair]]) -> None:
        """Make all repairs of a rule at once; where that may not be, one by one."""
        repairs = find(self.checked)
        if not repairs or not self._try(repairs, code):
            return
        skipped: set[tuple[str, int | None]] = set()
        while True:
            rest = [repair for repair in find(self.checked) if self._key(repair) not in skipped]
            if not rest:
                return
            why = self._try(rest[:1], code)
            if why:
                skipped.add(self._key(rest[0]))
                self.refused.append(Refused(rest[0], why))

    def _key(self, repair: Repair) -> tuple[str, int | None]:
        """Tell a repair from others although lines move."""
        column = repair.edits[0].offset - self.checked.report.source.span(repair.line, repair.line).offset
        return f"{column}|{self.checked.report.source.line(repair.line)}", repair.question

    def _try(self, repairs: list[Repair], code: str) -> str:
        """Make repairs, or return why they are not made."""
        text = applied(self.text, (edit for repair in repairs for edit in repair.edits))
        if text == self.text:
            return "it would change nothing"
        after = self.check(text)
        why = objection(self.checked, after, code=code, reworded=code in UNSAFE)
        if not why:
            self.text, self.checked = text, after
            self.done += repairs
        return why
