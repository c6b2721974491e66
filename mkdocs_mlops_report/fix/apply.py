"""Applies fixes to a report, each guarded by what a fix may never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeAlias

from mkdocs_mlops_report.fix.edits import Fix, applied
from mkdocs_mlops_report.fix.fixers import FIXERS
from mkdocs_mlops_report.fix.guard import objection
from mkdocs_mlops_report.report.reader import NotAReportError
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Rule
from mkdocs_mlops_report.rules.registry import all_rules

_MANY = 3000
"""Lines; in a longer text, those that occur often are not compared."""
_MOST_ROUNDS = 6
"""One fix may make another one possible; more than a few rounds would be a circle."""


_Key: TypeAlias = tuple[str, int | None]


class Skipped(NamedTuple):
    """A fix that is not applied, and why."""

    fix: Fix
    why: str


class Fixed(NamedTuple):
    """A text with all fixes. The lines of the fixes are those of the text before all of them."""

    text: str
    checked: CheckedReport
    done: tuple[Fix, ...]
    skipped: tuple[Skipped, ...]
    lines: tuple[int, ...] = ()
    """The line (from 1) before all fixes of each line of the text; empty if nothing was fixed."""

    def before(self, fix: Fix) -> Fix:
        """Return a fix of the text with its line before all fixes."""
        return fix._replace(line=self.lines[fix.line - 1]) if self.lines else fix


def apply_fixes(
    text: str, check: Callable[[str], CheckedReport], *, codes: Collection[str] | None = None, unsafe: bool = False
) -> Fixed:
    """Fix a text as far as possible.

    Args:
        text: the report with its own line endings.
        check: reads and checks a text as if it were in the report's file.
        codes: the rules whose findings are fixed; by default all.
        unsafe: whether fixes may change what is read or what the official check counts.

    Raises:
        NotAReportError: `text` is not a report.
    """
    rules = {rule.code: rule for rule in all_rules() if rule.fix == "safe" or (rule.fix and unsafe)}
    wanted = [rules[code] for code in FIXERS if code in rules and (codes is None or code in codes)]
    state = Fixed(text, check(text), (), ())
    for _ in range(_MOST_ROUNDS):
        before = state.text
        state = state._replace(skipped=())
        for rule in wanted:
            state = _fix_all(state, rule, check)
        if state.text == before:
            break
    return state


def _fix_all(state: Fixed, rule: Rule, check: Callable[[str], CheckedReport]) -> Fixed:
    """Apply all fixes of a rule."""
    return _fix_some(state, rule, check, [_key(fix, state) for fix in _fixes(state, rule)])


def _fix_some(state: Fixed, rule: Rule, check: Callable[[str], CheckedReport], keys: Sequence[_Key]) -> Fixed:
    """Apply some fixes of a rule together; if that is not allowed, one half after the other.

    Of a hundred fixes of which one is not allowed, this tries about fifteen times.
    """
    left = Counter(keys)
    fixes = []
    for fix in _fixes(state, rule):
        key = _key(fix, state)
        if left[key]:
            left[key] -= 1
            fixes.append(fix)
    if not fixes:
        return state
    together = _try(state, fixes, rule, check)
    if isinstance(together, Fixed):
        return together
    if len(fixes) == 1:
        return state._replace(skipped=(*state.skipped, Skipped(state.before(fixes[0]), together)))
    keys = [_key(fix, state) for fix in fixes]
    half = len(keys) // 2
    return _fix_some(_fix_some(state, rule, check, keys[:half]), rule, check, keys[half:])


def _fixes(state: Fixed, rule: Rule) -> list[Fix]:
    return list(FIXERS[rule.code](state.checked.context))


def _key(fix: Fix, state: Fixed) -> _Key:
    """Return what identifies a fix although lines move."""
    source = state.checked.report.source
    column = fix.edits[0].offset - source.span(fix.line, fix.line).offset
    return f"{column}|{source.line(fix.line)}", fix.question


def _try(state: Fixed, fixes: list[Fix], rule: Rule, check: Callable[[str], CheckedReport]) -> Fixed | str:
    """Return the text with some more fixes, or why they are not applied."""
    text = applied(state.text, (edit for fix in fixes for edit in fix.edits))
    if text == state.text:
        return "it would change nothing"
    try:
        after = check(text)
    except NotAReportError:
        return "the text would no longer be read as a report"
    why = objection(state.checked, after, rule)
    if why:
        return why
    done = (*state.done, *map(state.before, fixes))
    return state._replace(text=text, checked=after, done=done, lines=_lines_before(state, after))


def _lines_before(state: Fixed, after: CheckedReport) -> tuple[int, ...]:
    """Return the line before all fixes of each line of a report that was made from that of `state`."""
    old, new = _lines(state.checked), _lines(after)
    before = state.lines or tuple(range(1, len(old) + 1))
    # What is equal at both ends is most of it, and comparing lines takes the square of their number.
    shorter = min(len(old), len(new))
    same = next((index for index, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), shorter)
    rest = shorter - same
    tail = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    lines = list(before[:same])
    middle = SequenceMatcher(None, old[same : len(old) - tail], new[same : len(new) - tail], autojunk=rest > _MANY)
    for _, start, end, from_, to in middle.get_opcodes():
        last = max(end - 1, start, 0)
        lines += (before[min(same + min(start + index, last), len(before) - 1)] for index in range(to - from_))
    return (*lines, *before[len(before) - tail :]) if tail else tuple(lines)


def _lines(checked: CheckedReport) -> list[str]:
    source = checked.report.source
    return [source.line(number) for number in range(1, source.line_count + 1)]
