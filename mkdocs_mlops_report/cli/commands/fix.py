"""`mlops-report fix`: fix reports, and show what was fixed and what remains."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from mkdocs_mlops_report.cli.inputs import Input, collected, find_inputs, selectors
from mkdocs_mlops_report.cli.output import colored, complain, is_terminal, write
from mkdocs_mlops_report.config.options import ConfigError
from mkdocs_mlops_report.fix.apply import Fixed, apply_fixes
from mkdocs_mlops_report.fix.edits import Fix
from mkdocs_mlops_report.fix.files import write_text
from mkdocs_mlops_report.fix.promise import FIXABLE, fixed_by_default
from mkdocs_mlops_report.reporters.lines import paint, printable, subject
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.phrases import number_of
from mkdocs_mlops_report.rules.settings import codes_of


class Outcome(NamedTuple):
    """One report before and after; `remaining` is checked by the settings of its site."""

    path: str
    before: str
    fixed: Fixed
    remaining: CheckedReport

    @property
    def changed(self) -> bool:
        """Whether anything was fixed."""
        return self.fixed.text != self.before


def run(options: Any) -> int:
    """Fix reports and return the exit code: 1 if `--diff` or `--check` found something, 2 if a report is unusable."""
    writes = not (options.diff or options.check)
    errors: list[str] = []
    outcomes: list[Outcome] = []
    try:
        codes = {code for one in selectors("--select", options.select) for code in codes_of(one)}
    except ConfigError as error:
        return complain(str(error))
    for one in find_inputs(options.paths or (".",), errors):
        with collected(errors, one.path, "read or write"):
            outcomes.append(_fixed(one, codes, unsafe=options.unsafe_fixes, writes=writes))
    for message in errors:
        complain(message)
    if options.diff:
        color, raw = colored(sys.stdout), not is_terminal(sys.stdout)
        shown = [diff(one.path, one.before, one.fixed.text, color=color, raw=raw) for one in outcomes]
        ok = write("\n".join(filter(None, shown)))
        # The summary goes to standard error, since another program may read the diff.
        summaries = [summary_of(one, written=False, color=colored(sys.stderr)) for one in outcomes]
        if summaries and sys.stderr is not None:
            with suppress(OSError):
                print("\n".join(summaries), file=sys.stderr)
    else:
        ok = write("\n".join(summary_of(one, written=writes, color=colored(sys.stdout)) for one in outcomes))
    if errors or not ok:
        return 2
    return int(not writes and any(one.changed for one in outcomes))


def summary_of(outcome: Outcome, *, written: bool, color: bool = False) -> str:
    """Return a line for each kind of fix that was applied or skipped, in the order of the text, and a summary.

    Args:
        outcome: the report before and after.
        written: whether the file was changed, or only would be.
        color: whether a terminal shows colours.
    """
    fixed, path = outcome.fixed, outcome.path
    kinds: dict[tuple[str, str], list[Fix]] = {}
    for fix in fixed.done:
        kinds.setdefault((fix.code, f"{fix.what}."), []).append(fix)
    for skipped in fixed.skipped:
        kinds.setdefault((skipped.fix.code, f"skipped: {skipped.why}."), []).append(skipped.fix)
    rows = [(sorted(fixes, key=lambda one: one.line), what) for (_, what), fixes in kinds.items()]
    lines = [_line(path, fixes, what, color=color) for fixes, what in sorted(rows, key=lambda row: row[0][0].line)]
    done = len(fixed.done)
    did = f"{'Applied' if written else 'Would apply'} {_fixes(done)}" if done else "Nothing to fix"
    left = f", skipped {_fixes(len(fixed.skipped))}" if fixed.skipped else ""
    lines.append(paint(f"{printable(path)}: {did}{left}; {_remaining(outcome.remaining)}.", "bold", color=color))
    return "\n".join(lines)


def diff(path: str, before: str, after: str, *, color: bool = False, raw: bool = False) -> str:
    """Return the change as a unified diff; empty without a change.

    Args:
        path: the path that it shows.
        before: the text before the change.
        after: the text after it.
        color: whether a terminal shows colours.
        raw: whether a program reads it, for instance `patch`; else a person on a terminal.
    """
    tones = {"+": "cyan", "-": "red", "@": "blue"}
    lines = []
    for line in _diff_lines(printable(path), before, after):
        tone = tones.get(line[:1])
        shown = line if raw else printable(line.removesuffix("\r"))
        lines.append(paint(shown, tone, color=color) if tone else shown)
    return "\n".join(lines)


def _fixed(one: Input, codes: Collection[str], *, unsafe: bool, writes: bool) -> Outcome:
    one.read()  # report an image as an image, not as a wrong encoding
    text = one.file.read_bytes().decode("utf-8")
    fixed = apply_fixes(
        text,
        lambda changed: one.checked(changed, FIXABLE),
        codes=codes or fixed_by_default(one.settings),
        unsafe=unsafe,
        ignores=one.settings.ignores,
    )
    if writes and fixed.text != text:
        write_text(one.file, fixed.text)
    return Outcome(one.path, text, fixed, one.checked(fixed.text))


def _remaining(checked: CheckedReport) -> str:
    """Return how many findings remain after all fixes: `14 findings need you (9 info)`."""
    if not checked.findings:
        return "no findings remain"
    failing = sum(finding.severity.fails for finding in checked.findings)
    infos = len(checked.findings) - failing
    need = (
        f"{number_of(failing, 'finding')} {'needs' if failing == 1 else 'need'} you"
        if failing
        else "no finding needs you"
    )
    return f"{need} ({infos} info)" if infos else need


def _fixes(count: int) -> str:
    return "1 fix" if count == 1 else f"{count} fixes"


def _diff_lines(path: str, before: str, after: str) -> Iterator[str]:
    # Not `splitlines`, which knows more line endings than `patch`.
    old, new = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (before, after))
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _line(path: str, fixes: Sequence[Fix], what: str, *, color: bool) -> str:
    """Return what was done at one place or several, all by the same rule."""
    first = fixes[0]
    times = f" ({len(fixes)}×)" if len(fixes) > 1 else ""
    numbers = [fix.question for fix in fixes if fix.question is not None]
    lines = f" — lines {', '.join(str(fix.line) for fix in fixes)}" if len(fixes) > 1 else ""
    head = f"{printable(path)}:{first.line}: {paint(first.code, 'bold', color=color)}{times}"
    return f"{head} {subject(*dict.fromkeys(numbers))}{printable(what)}{lines}"
