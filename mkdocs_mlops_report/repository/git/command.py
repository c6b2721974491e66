"""The command `git`, asked only to read objects.

The config of a stranger's repository can name programs to run. Everything that reading could start is switched off:
monitors of the file system, signature programs, and fetching what a partial clone lacks.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

_SECONDS = 120
"""Longest time that one call may take; reading a large repository takes a few."""
_READ_ONLY = (
    *("--no-pager", "--no-replace-objects", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "log.showSignature=false"),
    *("-c", "core.quotePath=false", "-c", "core.hooksPath=/dev/null", "-c", "core.alternateRefsCommand="),
)
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitError(Exception):
    """Git is not installed, or cannot do what was asked; the message is a clause that says why."""


def git(root: Path, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
    """Return what a command of git prints.

    Args:
        root: the folder to run it in, or a bare repository.
        arguments: the command and its arguments.
        stdin: what it reads.
        environment: variables to add.

    Raises:
        GitError: git is not installed, takes too long, or reports an error.
    """
    # Variables such as GIT_DIR, which git sets for hooks, would lead to another repository.
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *_READ_ONLY, *arguments],
            input=stdin,
            capture_output=True,
            check=True,
            env=own | _ENVIRONMENT | {"GIT_CEILING_DIRECTORIES": str(root.resolve().parent)} | dict(environment or {}),
            timeout=_SECONDS,
        )
    except FileNotFoundError as error:
        message = "git is not installed"
        raise GitError(message) from error
    except subprocess.TimeoutExpired as error:
        message = f"git needs more than {_SECONDS} seconds"
        raise GitError(message) from error
    except subprocess.CalledProcessError as error:
        raise GitError(_reason(error.stderr.decode("utf-8", "replace"))) from error
    except (OSError, ValueError) as error:
        message = f"git cannot be started ({error})"
        raise GitError(message) from error
    return done.stdout


def blobs(root: Path, hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the contents of blobs by hash, without those that the repository does not have.

    Raises:
        GitError: git cannot read the objects.
    """
    wanted = list(dict.fromkeys(hashes))
    if not wanted:
        return {}
    data = git(root, "cat-file", "--batch", stdin="".join(f"{one}\n" for one in wanted).encode())
    found: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        header = data[at:end].split()
        at = end + 1
        if len(header) == 3:
            size = int(header[2])
            found[header[0].decode()] = data[at : at + size]
            at += size + 1
    return found


def _reason(said: str) -> str:
    """Return why git failed, from what it wrote to standard error."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if any("dubious ownership" in line for line in lines):
        return "git does not trust this repository, because another user owns its folder"
    first = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0] if lines else "")
    return f"git reports: {first.partition(': ')[2] or first or 'an error without a message'}"
