"""What a page was made from: the commit and the time. `.git` is read as files; no git has to be installed."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

from mlops_report.pattern import lazy
from mlops_report.report.forge import git_folder

_COMMIT = lazy(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MONTHS = (
    "January February March April May June July August September October November December".split()  # no locale's
)


def commit_of(root: Path | None) -> str:
    """Return the commit that is checked out at `root`, in full; empty without a repository or a commit."""
    folder = git_folder(root) if root else None
    if folder is None or root is None:
        return ""
    try:
        head = (_head_folder(root) / "HEAD").read_text("utf-8").strip()
        name = head.removeprefix("ref: ")
        commit = head if name == head else _of_reference(folder, name)
    except (OSError, UnicodeDecodeError):
        return ""
    return commit if _COMMIT.fullmatch(commit) else ""


def build_date(environment: Mapping[str, str] | None = None) -> str:
    """Return the time of the build, for instance `22 January 2026, 21:40 UTC`.

    `SOURCE_DATE_EPOCH`, in seconds, takes the place of the clock (https://reproducible-builds.org).
    """
    environment = os.environ if environment is None else environment
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    now = time.gmtime(int(epoch) if epoch.isdigit() else None)
    return f"{now.tm_mday} {_MONTHS[now.tm_mon - 1]} {now.tm_year}, {now.tm_hour:02}:{now.tm_min:02} UTC"


def _head_folder(root: Path) -> Path:
    """Return the folder with `HEAD`: a worktree has its own."""
    git = root / ".git"
    return git if git.is_dir() else root / git.read_text("utf-8").removeprefix("gitdir:").strip()


def _of_reference(folder: Path, name: str) -> str:
    file = folder / name
    if file.is_file():
        return file.read_text("utf-8").strip()
    packed = folder / "packed-refs"
    for line in packed.read_text("utf-8").splitlines() if packed.is_file() else ():
        commit, _, reference = line.partition(" ")
        if reference == name:
            return commit
    return ""
