"""How a report grew: its state at each commit that touched it, read from git's objects.

The branch is followed along first parents, as for `--at`: what was written on another branch counts from its merge on.
No name of a person and no time of day is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from mkdocs_mlops_report.official import OfficialReading, Verdict
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import NotAReportError, read_text
from mkdocs_mlops_report.repository.git.command import blobs, git, hashes_of
from mkdocs_mlops_report.repository.git.dot_git import head_commit
from mkdocs_mlops_report.repository.git.revision import is_shallow

_LARGEST = 4 * 1024 * 1024
"""Bytes; a larger file is not a report."""
_AT_ONCE = 200
"""Texts that are loaded together; a report has about 50 KB."""


class State(NamedTuple):
    """A report at one commit."""

    answered: int
    """The number of answered questions."""
    questions: int
    passed: int | None
    """The number of questions that pass the official check; None if it stops with an error."""
    expected: int
    """The number of questions that the official check looks for."""
    words: int
    """The words of all answers that a reader sees."""
    ticked: int
    """The number of ticked items of the checklist."""
    items: int


class Step(NamedTuple):
    """A commit that touched the report."""

    commit: str
    """Its full hash."""
    day: str
    """The day of the commit where it was made: `2026-01-20`; empty if the commit has no valid date."""
    state: State | None
    """None if there is no report in the file at that commit, or no file."""


class Growth(NamedTuple):
    """The commits that touched a report, the oldest first."""

    path: str
    """The path of the report in the repository."""
    shallow: bool
    """Whether the clone has only the newest part of the history; there are no steps then."""
    steps: tuple[Step, ...]


_known: dict[tuple[str, str], State | None] = {}
"""The state of each text that was read, by the hashes of its blob and of the script's, so that a server that builds the
page again reads nothing twice."""


def growth_of(root: Path, path: str, commit: str = "HEAD") -> Growth:
    """Return how a report grew up to a commit; a report that was renamed is followed.

    Args:
        root: the root of the repository.
        path: the path of the report in it, POSIX.
        commit: a commit, branch or tag.

    Raises:
        GitError: git cannot read the history.
    """
    if is_shallow(root):
        return Growth(path, True, ())
    if commit == "HEAD" and not head_commit(root):
        return Growth(path, False, ())
    touched = _touched(root, path, commit)
    texts = hashes_of(root, [f"{one}:{name}" for one, _, name in touched], largest=_LARGEST)
    beside = [f"{one}:{PurePosixPath(name).with_name('report.py')}" for one, _, name in touched]
    scripts = hashes_of(root, beside, largest=_LARGEST)
    pairs = list(zip(texts, scripts, strict=True))
    new = [pair for pair in dict.fromkeys(pairs) if pair not in _known]
    for start in range(0, len(new), _AT_ONCE):
        some = new[start : start + _AT_ONCE]
        loaded = blobs(root, [one for pair in some for one in pair if one])
        _known.update({pair: _state(loaded.get(pair[0], b""), loaded.get(pair[1], b"")) for pair in some})
    steps = [Step(one, day, _known[pair]) for (one, day, _), pair in zip(touched, pairs, strict=True)]
    return Growth(path, False, tuple(reversed(steps)))


def _touched(root: Path, path: str, commit: str) -> list[tuple[str, str, str]]:
    """Return the commits that touched a file, each with its day and the path of the file there, the newest first."""
    options = ("--first-parent", "-m", "--follow", "--name-only", "-z", "--format=%x1e%H %cs")
    told = git(root, "log", *options, "--end-of-options", commit, "--", path).decode("utf-8", "surrogateescape")
    found = []
    for record in told.split("\x1e")[1:]:
        head, _, names = record.partition("\0")
        one, _, day = head.partition(" ")
        name = names.strip("\n\0").split("\0")[-1]
        if name and "\n" not in name:
            found.append((one, _valid(day), name))
    return found


def _valid(day: str) -> str:
    """Return a day, or nothing: a commit may state any time."""
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""


def _state(text: bytes, script: bytes) -> State | None:
    if not text:
        return None
    try:
        report = read_text(text, script=script.decode("utf-8", "replace"))
    except NotAReportError:
        return None
    return state_of(report, OfficialReading(report).verdict)


def state_of(report: Report, verdict: Verdict) -> State:
    """Return the state of a report with its official verdict."""
    answered = [question for question in report.questions if question.answer.state == "answered"]
    return State(
        len(answered),
        len(report.questions),
        verdict.passed if verdict.error is None else None,
        verdict.expected,
        sum(question.answer.words for question in answered),
        report.checklist.done,
        report.checklist.total or report.edition.item_count,
    )


def last_of_each_day(steps: Sequence[Step]) -> list[Step]:
    """Return the last step of each day that has a report; a day before that of an earlier commit counts as that."""
    by_day: dict[str, Step] = {}
    latest = ""
    for step in steps:
        latest = max(latest, step.day)
        if step.state is not None and latest:
            by_day[latest] = step._replace(day=latest)
    return list(by_day.values())
