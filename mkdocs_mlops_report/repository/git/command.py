"""The command `git`, asked only to read objects.

The config of a stranger's repository can name programs to run. Everything that reading could start is switched off:
monitors of the file system, signature programs, and fetching what a partial clone lacks.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

_SECONDS = 30
"""Longest time that one call may take; reading a large repository takes a few."""
_MOST_PRINTED, _MOST_SAID = 256 * 1024 * 1024, 10_000
"""Bytes that git may print, and of its messages that are read."""
_READ_ONLY = (
    *("--no-pager", "--no-replace-objects", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "log.showSignature=false"),
    *("-c", "core.quotePath=false", "-c", "core.hooksPath=/dev/null", "-c", "core.alternateRefsCommand="),
    *("-c", "i18n.logOutputEncoding=UTF-8", "-c", "mailmap.file=/dev/null"),
    *("-c", "log.diffMerges=separate", "-c", "log.showRoot=true"),
)
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


UNKNOWN = "git cannot read this repository"
"""The reason of an error that is not a known one."""


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
        GitError: git is not installed, takes too long, prints too much, or reports an error.
    """
    # Variables such as GIT_DIR, which git sets for hooks, would lead to another repository.
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own |= _ENVIRONMENT | {"GIT_CEILING_DIRECTORIES": str(root.resolve().parent)} | dict(environment or {})
    command = ["git", "-C", str(root), *_READ_ONLY, *arguments]
    try:
        # Files instead of pipes for what is short, so that no pipe fills while another one is read.
        with TemporaryFile() as given, TemporaryFile() as said:
            given.write(stdin)
            given.seek(0)
            with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=said, env=own) as process:
                return _printed(process, said)
    except FileNotFoundError as error:
        message = "git is not installed"
        raise GitError(message) from error
    except (OSError, ValueError) as error:
        message = "git cannot be started"
        raise GitError(message) from error


def _printed(process: subprocess.Popen[bytes], said: IO[bytes]) -> bytes:
    """Return what a process prints; stop it if it prints too much, or takes too long."""
    timer = Timer(_SECONDS, process.kill)
    timer.start()
    try:
        printed = process.stdout.read(_MOST_PRINTED + 1) if process.stdout else b""
        if len(printed) > _MOST_PRINTED:
            process.kill()
            message = "git printed more than 256 MB"
            raise GitError(message)
        code = process.wait()
    finally:
        in_time = timer.is_alive()
        timer.cancel()
    if code and not in_time:
        message = f"git needs more than {_SECONDS} seconds"
        raise GitError(message)
    if code:
        said.seek(0)
        raise GitError(_reason(said.read(_MOST_SAID).decode("utf-8", "replace")))
    return printed


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


def hashes_of(root: Path, names: Sequence[str], *, largest: int) -> list[str]:
    """Return the hash of the blob that each name stands for, such as `COMMIT:reports/README.md`; empty without one.

    Args:
        root: the folder of the repository.
        names: the names, with undecodable bytes as surrogates.
        largest: the size in bytes from which a blob counts as none.

    Raises:
        GitError: git cannot read the objects.
    """
    if not names:
        return []
    asked = "".join(f"{one}\n" for one in names).encode("utf-8", "surrogateescape")
    told = git(root, "cat-file", "--batch-check=%(objecttype) %(objectname) %(objectsize)", stdin=asked)
    found = [line.split(b" ") for line in told.removesuffix(b"\n").split(b"\n")]
    return [fields[1].decode() if fields[0] == b"blob" and int(fields[2]) <= largest else "" for fields in found]


def _reason(said: str) -> str:
    """Return why git failed; its own words may quote the config of the repository, so they are not repeated."""
    known = {
        "dubious ownership": "git does not trust this repository, because another user owns its folder",
        "not a git repository": "git finds no repository there",
        "does not have any commits": "there is no commit yet",
        "promisor remote": "this clone does not have all objects; get them with `git fetch --refetch`",
        "bad object": "an object of the repository is missing or damaged",
        "unable to read": "an object of the repository is missing or damaged",
        "corrupt": "an object of the repository is missing or damaged",
        "not a tree object": "an object of the repository is missing or damaged",
    }
    return next((reason for words, reason in known.items() if words in said), UNKNOWN)
