"""`check --watch`: check again whenever something changes, and show what is different."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from mkdocs_mlops_report.cli.output import colored, complain, say
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
"""Number of them after which all files of the repository are looked at, too: figures, the site's config, evidence."""
_SAVING = 0.1
"""Seconds between a change and the check: some editors empty a file before they write it."""
BEGINS, ENDS = "Checking.", "Watching for changes; press Ctrl+C to stop."
"""The lines around each list, by which an editor tells one list from the next."""


def watch(check: Callable[[list[str]], Sequence[CheckedReport]], paths: Sequence[Path], *, whole: bool) -> int:
    """Check until the user interrupts it, and return the exit code if nobody reads any more.

    Args:
        check: checks the reports; adds a sentence to the list for each path without one.
        paths: what the user named; a report may appear there.
        whole: whether each list is whole, as an editor needs it, instead of what is different.

    Raises:
        KeyboardInterrupt: the user has seen enough.
    """
    before: dict[str, CheckedReport] = {}
    try:
        places = _Places(paths)
        while True:
            if whole:
                say(BEGINS)
            looked, reports, errors = _checked(check, places)
            for message in errors:
                complain(message)
            color = colored(sys.stdout)
            for checked in reports:
                earlier = None if whole else before.get(checked.report.path)
                lines = _lines(earlier, checked) if earlier else [concise.render([checked], color=color)]
                say("\n".join(lines))
            if whole or not before:
                say(ENDS)
            before |= {checked.report.path: checked for checked in reports}
            places.wait(looked)
            time.sleep(_SAVING)
    except BrokenPipeError:
        return 0
    except FileNotFoundError:
        return complain("the working folder was deleted.")


def _checked(
    check: Callable[[list[str]], Sequence[CheckedReport]], places: _Places
) -> tuple[_Looked, Sequence[CheckedReport], list[str]]:
    """Look at all places before the check, so that a change during it is seen after it.

    The first check of a report adds places. It is then repeated, or a change there would be missed.
    """
    while True:
        looked = places.look()
        errors: list[str] = []
        reports = check(errors)
        if not places.add(reports):
            return looked, reports, errors


def _lines(before: CheckedReport, after: CheckedReport) -> Iterator[str]:
    """Yield new causes with a `+`, fixed ones with a `-`, and the summary."""
    color = colored(sys.stdout)
    changes = changes_between(before, after)
    for cause in causes_of(changes.fixed):
        yield paint(f"- {fixed_line(cause)}", "dim", color=color)
    for cause in causes_of(changes.new):
        yield f"+ {cause_line(after.report.path, cause)}"
    yield f"{paint(changes.counts, 'bold', color=color)}. {summary(after)}"


class _Places:
    """The files and folders that a check depends on; any system and container can be asked, not all can notify.

    Args:
        paths: what the user named.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._files = list(paths)
        self._roots = [(path if path.is_dir() else path.parent).resolve() for path in paths or (Path(),)]
        self._output = _status(sys.stdout)

    def add(self, reports: Sequence[CheckedReport]) -> bool:
        """Add what reports depend on, and tell whether anything was new."""
        files = [one.report.file for one in reports if one.report.file and one.report.file not in self._files]
        roots = {one.report.root for one in reports if one.report.root} - {*self._roots}
        self._files += files
        self._roots += sorted(roots)
        return bool(files or roots)

    def look(self) -> _Looked:
        """Return what is equal as long as nothing changes."""
        return _Looked(_times(self._files), self._states())

    def wait(self, looked: _Looked) -> None:
        """Return when something is different."""
        looks = 0
        while True:
            if _times(self._files) != looked.times:
                return
            if looks % _EVERY == 0 and self._states() != looked.states:
                return
            looks += 1
            time.sleep(_PAUSE)

    def _states(self) -> list[object]:
        return [state_of(root, self._output) for root in self._roots]


class _Looked(NamedTuple):
    times: list[tuple[int, int]]
    states: list[object]


def _status(stream: TextIO) -> os.stat_result | None:
    """Return the status of the file that a stream writes to; a list written into the repository is not a change."""
    try:
        return os.fstat(stream.fileno())
    except (AttributeError, OSError, ValueError):  # no stream, or one without a file
        return None


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
