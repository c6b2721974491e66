"""`mlops-report fix`: fix reports, and show what was fixed and what remains."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from mkdocs_mlops_report.cli.inputs import Input, collected, find_inputs
from mkdocs_mlops_report.cli.output import colored, complain, write
from mkdocs_mlops_report.config.options import ConfigError
from mkdocs_mlops_report.fix.apply import Fixed, apply_fixes
from mkdocs_mlops_report.fix.edits import Fix
from mkdocs_mlops_report.fix.files import write_text
from mkdocs_mlops_report.fix.promise import FIXABLE, fixed_by_default
from mkdocs_mlops_report.reporters.lines import paint, printable
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
        codes = {code for part in options.select or () for one in part.split(",") for code in codes_of(one)}
    except ConfigError as error:
        return complain(str(error))
    for one in find_inputs(options.paths or (".",), errors):
        with collected(errors, one.path, "read or write"):
            outcomes.append(_fixed(one, codes, unsafe=options.unsafe_fixes, writes=writes))
    for message in errors:
        complain(message)
    if options.diff:
        shown = [diff(one.path, one.before, one.fixed.text, color=colored(sys.stdout)) for one in outcomes]
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
    """Return a line for each fix that was applied or skipped, and a summary.

    Args:
        outcome: the report before and after.
        written: whether the file was changed, or only would be.
        color: whether a terminal shows colours.
    """
    fixed, path = outcome.fixed, outcome.path
    lines = [f"{_place(path, fix, color=color)}{fix.what}." for fix in fixed.done]
    lines += [f"{_place(path, one.fix, color=color)}skipped: {one.why}." for one in fixed.skipped]
    done = len(fixed.done)
    did = f"{'Applied' if written else 'Would apply'} {_fixes(done)}" if done else "Nothing to fix"
    skipped = f", skipped {_fixes(len(fixed.skipped))}" if fixed.skipped else ""
    lines.append(paint(f"{printable(path)}: {did}{skipped}; {_remaining(outcome.remaining)}.", "bold", color=color))
    return "\n".join(lines)


def diff(path: str, before: str, after: str, *, color: bool = False) -> str:
    """Return the change as a unified diff that `patch` can apply; empty without a change."""
    tones = {"+": "cyan", "-": "red", "@": "blue"}
    lines = []
    for line in _diff_lines(path, before, after):
        tone = tones.get(line[:1])
        lines.append(paint(printable(line), tone, color=color) if tone else printable(line))
    return "\n".join(lines)


def _fixed(one: Input, codes: Collection[str], *, unsafe: bool, writes: bool) -> Outcome:
    text = one.file.read_bytes().decode("utf-8")
    ignored = {code for ignore in one.settings.ignores for code in ignore.codes}
    wanted = set(codes) - ignored if codes else fixed_by_default(one.settings)
    fixed = apply_fixes(text, lambda changed: one.checked(changed, FIXABLE), codes=wanted, unsafe=unsafe)
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
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line.rstrip("\r\n")
        if not line.endswith(("\n", "\r")):
            yield "\\ No newline at end of file"


def _place(path: str, fix: Fix, *, color: bool) -> str:
    question = f"Question {fix.question}: " if fix.question is not None else ""
    return f"{printable(path)}:{fix.line}: {paint(fix.code, 'bold', color=color)} {question}"
