"""`check --watch`: check again whenever something changes, and show what is different."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from mkdocs_mlops_report.cli.output import colored, complain, write
from mkdocs_mlops_report.reporters import concise
from mkdocs_mlops_report.reporters.difference import fixed_line
from mkdocs_mlops_report.reporters.lines import cause_line, paint, summary
from mkdocs_mlops_report.repository.snapshot import state_of
from mkdocs_mlops_report.rules.causes import causes_of
from mkdocs_mlops_report.rules.changes import changes_between
from mkdocs_mlops_report.rules.engine import CheckedReport

_PAUSE = 0.3
"""Seconds between two looks at the files of the reports."""
_EVERY = 6
"""After so many of them, all files of the repository are looked at, too: figures, the site's config, evidence."""
BEGINS, ENDS = "Checking.", "Watching for changes; press Ctrl+C to stop."
"""The lines around each list, by which an editor tells one list from the next."""


def watch(check: Callable[[list[str]], Sequence[CheckedReport]], *, whole: bool) -> NoReturn:
    """Check until the user interrupts it.

    Args:
        check: checks the reports; adds a sentence to the list for each path without one.
        whole: whether each list is whole, as an editor needs it, instead of what is different.

    Raises:
        KeyboardInterrupt: the user has seen enough.
    """
    before: dict[str, CheckedReport] = {}
    while True:
        if whole:
            write(BEGINS)
        errors: list[str] = []
        reports = check(errors)
        for message in errors:
            complain(message)
        color = colored(sys.stdout)
        for checked in reports:
            earlier = None if whole else before.get(checked.report.path)
            write(concise.render([checked], color=color) if earlier is None else "\n".join(_lines(earlier, checked)))
        if whole or not before:
            write(ENDS)
        before |= {checked.report.path: checked for checked in reports}
        _wait_for_a_change(list(before.values()))


def _lines(before: CheckedReport, after: CheckedReport) -> Iterator[str]:
    """Yield the causes that are new with a `+`, those that are gone with a `-`, and the summary."""
    color = colored(sys.stdout)
    changes = changes_between(before, after)
    for cause in causes_of(changes.fixed):
        yield paint(f"- {fixed_line(cause)}", "dim", color=color)
    for cause in causes_of(changes.new):
        yield f"+ {cause_line(after.report.path, cause)}"
    yield f"{paint(changes.counts, 'bold', color=color)}. {summary(after)}"


def _wait_for_a_change(reports: Sequence[CheckedReport]) -> None:
    """Return when a file has changed; every file system and container can be asked, which not all can notify."""
    files = [checked.report.file for checked in reports if checked.report.file]
    roots = {checked.report.root for checked in reports if checked.report.root} or {Path()}
    seen, state = _times(files), [state_of(root) for root in roots]
    looks = 0
    while True:
        time.sleep(_PAUSE)
        looks += 1
        if _times(files) != seen:
            return
        if looks % _EVERY == 0 and [state_of(root) for root in roots] != state:
            return


def _times(files: Sequence[Path]) -> list[tuple[int, int]]:
    """Return the time and the size of each file, zeros for one that is not there."""
    found = []
    for file in files:
        try:
            status = file.stat()
            found.append((status.st_mtime_ns, status.st_size))
        except OSError:
            found.append((0, 0))
    return found
