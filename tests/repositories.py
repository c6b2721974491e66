"""Real git repositories for tests, with their times and people."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


def git(folder: Path, *arguments: str, time: str = "2026-01-20T12:00:00+01:00", who: str = "Ada Brook") -> str:
    """Run git in a folder; return what it prints."""
    email = f"{who.lower().replace(' ', '.')}@example.org"
    person = {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _person(who, email, time)
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(folder), "-c", "protocol.file.allow=always", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=clean | person).stdout.strip()


def _person(who: str, email: str, time: str) -> list[tuple[str, str]]:
    return [("NAME", who), ("EMAIL", email), ("DATE", time)]


def commit(
    folder: Path,
    files: Mapping[str, str | bytes] | None = None,
    *,
    message: str = "Change",
    time: str = "2026-01-20T12:00:00+01:00",
    who: str = "Ada Brook",
) -> str:
    """Write files and commit everything; make the repository first if there is none. Return the hash."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch", "main")
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message, time=time, who=who)
    return git(folder, "rev-parse", "HEAD")
