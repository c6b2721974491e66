"""Commits: by name, or the last one at a point in time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.repository.git.command import UNKNOWN, GitError, git
from mkdocs_mlops_report.repository.git.dot_git import is_commit

_OFFSET = re.compile(r"\s+(?=(?:[+-]\d\d:?\d\d|Z)$)", re.IGNORECASE)


class RevisionError(Exception):
    """There is no such commit; the message is a sentence that says why."""


class Revision(NamedTuple):
    """A commit of a repository."""

    commit: str
    """Its full hash."""
    time: datetime | None
    """When it was committed, with the offset of its committer; None if the commit does not say it properly."""

    @property
    def short(self) -> str:
        """The first seven digits of the hash."""
        return self.commit[:7]

    @property
    def shown(self) -> str:
        """The commit with its time, as a sentence names it."""
        return f"commit {self.short}" + (f" of {self.time:%Y-%m-%d %H:%M %z}" if self.time else "")


def is_shallow(root: Path) -> bool:
    """Return whether a clone has only the newest part of the history.

    Raises:
        GitError: git cannot read the repository.
    """
    return git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def find_revision(root: Path, name: str = "HEAD") -> Revision:
    """Return the commit that a name stands for: a hash, a branch, a tag, `HEAD~3`.

    Raises:
        RevisionError: there is no such commit, or git cannot read the repository.
    """
    try:
        commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except GitError as error:
        unknown = str(error) == UNKNOWN
        shallow = unknown and _says_shallow(root)
        why = f"there is no commit `{name}`{shallow}" if unknown else f"cannot read `{name}`: {error}"
        message = f"{why}."
        raise RevisionError(message) from error
    # The command repeats `--end-of-options` before the hash.
    found = commit.split()[-1].decode("ascii", "replace") if commit.split() else ""
    if not is_commit(found):
        message = f"there is no commit `{name}`."
        raise RevisionError(message)
    return _revision(root, found)


def revision_at(root: Path, time: datetime, name: str = "HEAD") -> Revision:
    """Return the last commit of a branch at a point in time.

    The branch is followed along first parents, so commits that were merged later do not count. The time of a commit is
    that of its committer.

    Args:
        root: the root of the repository.
        time: the point in time, with an offset.
        name: the branch, by default what is checked out.

    Raises:
        RevisionError: the branch has no commit so early, or a shallow clone does not have it.
    """
    tip = find_revision(root, name)
    try:
        lines = (
            git(root, "log", "--first-parent", "--format=%H %ct", tip.commit).decode("ascii", "replace").splitlines()
        )
    except GitError as error:
        message = f"cannot read the history of `{name}`: {error}."
        raise RevisionError(message) from error
    limit = time.timestamp()
    dated = [(fields[0], fields[1]) for line in lines if len(fields := line.split()) == 2 and fields[1].isdecimal()]
    early = next((commit for commit, seconds in dated if int(seconds) <= limit), None)
    if early is None:
        shallow = _says_shallow(root)
        message = f"`{name}` has no commit at or before {time:%Y-%m-%d %H:%M %z}{shallow}."
        raise RevisionError(message)
    return _revision(root, early)


def parse_time(text: str) -> tuple[datetime, bool]:
    """Return a point in time, and whether the text states its offset; otherwise the zone of the machine applies.

    Args:
        text: for instance `2026-01-23 23:59 +01:00`.

    Raises:
        RevisionError: the text is not a date with a time.
    """
    try:
        time = datetime.fromisoformat(_OFFSET.sub("", text.strip()))
    except ValueError as error:
        message = f"`{text}` is not a date and time; write `2026-01-23 23:59 +01:00`."
        raise RevisionError(message) from error
    stated = time.tzinfo is not None
    try:
        return (time if stated else time.astimezone()), stated
    except (OverflowError, OSError, ValueError) as error:
        message = f"`{text}` is outside the range of supported dates."
        raise RevisionError(message) from error


def _revision(root: Path, commit: str) -> Revision:
    try:
        fields = git(root, "log", "-1", "--format=%ct %ci", commit).decode("ascii", "replace").split()
        seconds, offset = fields[0], fields[3]
        zone = datetime.strptime(offset, "%z").tzinfo
        return Revision(commit, datetime.fromtimestamp(int(seconds), UTC).astimezone(zone))
    except (GitError, ValueError, IndexError, OverflowError, OSError):  # a commit may state anything
        return Revision(commit, None)


def _says_shallow(root: Path) -> str:
    """Return a clause for a shallow clone, which cannot know older commits; empty for a complete one."""
    try:
        shallow = is_shallow(root)
    except GitError:
        return ""
    return "; this clone is shallow, so get the whole history with `git fetch --unshallow`" if shallow else ""
