"""Applies fixes to a report, each guarded by what a fix may never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from mkdocs_mlops_report.fix.edits import Fix, applied
from mkdocs_mlops_report.fix.fixers import FIXERS
from mkdocs_mlops_report.fix.guard import lost_answers, objection
from mkdocs_mlops_report.official import official_check
from mkdocs_mlops_report.report.reader import NotAReportError
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Rule
from mkdocs_mlops_report.rules.registry import all_rules
from mkdocs_mlops_report.rules.settings import Ignore
from mkdocs_mlops_report.text.source import Source

_MANY = 3000
"""Lines; in a longer text, those that occur often are not compared."""
_MOST_ROUNDS = 6
"""One fix may make another one possible; more than a few rounds would be a circle."""


_Key: TypeAlias = tuple[str, int | None]


class Skipped(NamedTuple):
    """A fix that is not applied, and why."""

    fix: Fix
    why: str


class Step(NamedTuple):
    """Fixes that were applied together, and the text before them."""

    text: str
    fixes: tuple[Fix, ...]


class Fixed(NamedTuple):
    """A text with all fixes. The lines of `done` and `skipped` are those of the text before all of them."""

    text: str
    checked: CheckedReport
    steps: tuple[Step, ...] = ()
    """How it was made; the lines of these fixes are those of the text before each step."""
    skipped_after: tuple[tuple[int, Skipped], ...] = ()
    """The skipped fixes, each with the number of steps before it; their lines are those of the text after these."""
    ignores: tuple[Ignore, ...] = ()
    """What is skipped."""

    @property
    def done(self) -> tuple[Fix, ...]:
        """The fixes that were applied."""
        return tuple(self._at_first(fix, number) for number, step in enumerate(self.steps) for fix in step.fixes)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The fixes that were not applied."""
        return tuple(one._replace(fix=self._at_first(one.fix, number)) for number, one in self.skipped_after)

    def _at_first(self, fix: Fix, number: int) -> Fix:
        """Return a fix of the text after a number of steps with its line in the text before all of them.

        Comparing texts is slow, and callers that only ask what can be fixed need no lines.
        """
        line = fix.line
        texts = [*(step.text for step in self.steps), self.text][: number + 1]
        for after, before in pairwise(reversed(texts)):
            line = _lines_before(before, after)[line - 1]
        return fix._replace(line=line)


class _Trial(NamedTuple):
    """Fixes that are tried together, and what the official check, which needs no Markdown, says of them."""

    fixes: Sequence[Fix]
    text: str
    lost: dict[int, str]
    """The answers that would not pass any more, and why; see `lost_answers`."""


def apply_fixes(
    text: str,
    check: Callable[[str], CheckedReport],
    *,
    codes: Collection[str] | None = None,
    unsafe: bool = False,
    ignores: Sequence[Ignore] = (),
) -> Fixed:
    """Fix a text as far as possible.

    Args:
        text: the report with its own line endings.
        check: reads and checks a text as if it were in the report's file.
        codes: the rules whose findings are fixed; by default all.
        unsafe: whether fixes may change what is read or what the official check counts.
        ignores: the findings that are skipped.

    Raises:
        NotAReportError: `text` is not a report.
    """
    return fix_checked(check(text), check, codes=codes, unsafe=unsafe, ignores=ignores)


def fix_checked(
    checked: CheckedReport,
    check: Callable[[str], CheckedReport],
    *,
    codes: Collection[str] | None = None,
    unsafe: bool = False,
    ignores: Sequence[Ignore] = (),
) -> Fixed:
    """Fix a report that has been checked already; see `apply_fixes`.

    The fixes of all rules are tried together first, since reading a text again costs more than everything else.
    """
    rules = {rule.code: rule for rule in all_rules() if rule.fix == "safe" or (rule.fix and unsafe)}
    wanted = [rules[code] for code in FIXERS if code in rules and (codes is None or code in codes)]
    state = Fixed(checked.report.source.text, checked, ignores=tuple(ignores))
    for _ in range(_MOST_ROUNDS):
        before = state.text
        state = state._replace(skipped_after=())
        # While the official check stops, it cannot say which answers would no longer pass once it goes on.
        if not unsafe and state.checked.verdict.error is None:
            state = _fix_together(state, wanted, check)
        for rule in wanted:
            state = _fix_all(state, rule, check)
        if state.text == before:
            break
    return state


def _fix_together(state: Fixed, rules: Sequence[Rule], check: Callable[[str], CheckedReport]) -> Fixed:
    """Apply the fixes of several rules at once; none if they touch each other, or are not allowed together.

    In one question, the fixes of one rule may change what those of another one have to do, so the latter wait.
    """
    fixes: list[Fix] = []
    owners: dict[int | None, str] = {}
    for rule in rules:
        fixes += (fix for fix in _fixes(state, rule) if owners.setdefault(fix.question, rule.code) == rule.code)
    trial = _trial(state, fixes)
    if trial.lost:
        trial = _trial(state, [fix for fix in fixes if fix.question not in trial.lost])
    helped = [rule for rule in rules if any(fix.code == rule.code for fix in trial.fixes)]
    edits = sorted(edit for fix in trial.fixes for edit in fix.edits)
    # The fixes of one rule alone are tried below, and need not be tried twice.
    if len(helped) < 2 or any(edit.end >= following.offset for edit, following in pairwise(edits)):
        return state
    tried = _try(state, trial, helped, check)
    return tried if isinstance(tried, Fixed) else state


def _fix_all(state: Fixed, rule: Rule, check: Callable[[str], CheckedReport]) -> Fixed:
    """Apply all fixes of a rule."""
    return _fix_some(state, rule, check, [_key(fix, state) for fix in _fixes(state, rule)])


def _fix_some(state: Fixed, rule: Rule, check: Callable[[str], CheckedReport], keys: Sequence[_Key]) -> Fixed:
    """Apply some fixes of a rule together; if that is not allowed, one part after the other.

    With one of a hundred fixes skipped, this reads the text once if it is the official check that objects, otherwise
    about fifteen times.
    """
    left = Counter(keys)
    fixes = []
    for fix in _fixes(state, rule) if keys else ():
        key = _key(fix, state)
        if left[key]:
            left[key] -= 1
            fixes.append(fix)
    if not fixes:
        return state
    trial = _trial(state, fixes)
    together = _try(state, trial, [rule], check)
    if isinstance(together, Fixed):
        return together
    if len(fixes) == 1:
        return state._replace(skipped_after=(*state.skipped_after, (len(state.steps), Skipped(fixes[0], together))))
    for part in [[_key(fix, state) for fix in some] for some in _parts(trial)]:
        state = _fix_some(state, rule, check, part)
    return state


def _parts(trial: _Trial) -> tuple[Sequence[Fix], Sequence[Fix]]:
    """Divide fixes into those that are probably allowed and the rest: by what the official check says, else in half."""
    fixes, lost = trial.fixes, trial.lost
    allowed = [fix for fix in fixes if fix.question not in lost]
    if 0 < len(allowed) < len(fixes):
        return allowed, [fix for fix in fixes if fix.question in lost]
    half = len(fixes) // 2
    return fixes[:half], fixes[half:]


def _trial(state: Fixed, fixes: Sequence[Fix]) -> _Trial:
    text = applied(state.text, (edit for fix in fixes for edit in fix.edits))
    verdict = state.checked.verdict
    if verdict.error is not None or text == state.text:
        return _Trial(fixes, text, {})
    return _Trial(fixes, text, lost_answers(verdict, official_check(Source(text), state.checked.report.checker)))


def _fixes(state: Fixed, rule: Rule) -> list[Fix]:
    fixes = FIXERS[rule.code](state.checked.context)
    return [fix for fix in fixes if not any(entry.covers(fix.code, fix.question) for entry in state.ignores)]


def _key(fix: Fix, state: Fixed) -> _Key:
    """Return what identifies a fix although lines move."""
    source = state.checked.report.source
    column = fix.edits[0].offset - source.span(fix.line, fix.line).offset
    return f"{column}|{source.line(fix.line)}", fix.question


def _try(state: Fixed, trial: _Trial, rules: Sequence[Rule], check: Callable[[str], CheckedReport]) -> Fixed | str:
    """Return the text with some more fixes, or why they are not applied."""
    if trial.text == state.text:
        return "it would change nothing"
    if trial.lost:
        return next(iter(trial.lost.values()))
    try:
        after = check(trial.text)
    except NotAReportError:
        return "the text would no longer be read as a report"
    why = objection(state.checked, after, *rules)
    if why:
        return why
    step = Step(state.text, tuple(trial.fixes))
    return state._replace(text=trial.text, checked=after, steps=(*state.steps, step))


@lru_cache(maxsize=_MOST_ROUNDS)
def _lines_before(before: str, after: str) -> tuple[int, ...]:
    """Return the line (from 1) of a text for each line of another one that was made from it."""
    old, new = _lines(before), _lines(after)
    # What is equal at both ends is most of it, and comparing lines takes the square of their number.
    shorter = min(len(old), len(new))
    same = next((index for index, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), shorter)
    rest = shorter - same
    tail = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    lines = [*range(1, same + 1)]
    middle = SequenceMatcher(None, old[same : len(old) - tail], new[same : len(new) - tail], autojunk=rest > _MANY)
    for _, start, end, from_, to in middle.get_opcodes():
        last = max(end - 1, start, 0)
        lines += (min(same + min(start + index, last) + 1, len(old)) for index in range(to - from_))
    return (*lines, *range(len(old) - tail + 1, len(old) + 1))


def _lines(text: str) -> list[str]:
    source = Source(text)
    return [source.line(number) for number in range(1, source.line_count + 1)]
