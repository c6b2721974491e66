"""Bare clones without the contents of files, which are fetched for one commit when they are needed.

No code from a repository runs: there is no working tree, hooks and filters are off, and git may only use the protocols
that move data.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from mkdocs_mlops_report.repository.git.command import GitError, git

_SECONDS = 900
"""Longest time for one repository."""
_SAFE = (
    *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"),
    *("-c", "fetch.recurseSubmodules=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"),
    *("-c", "transfer.bundleURI=false", "-c", "fetch.bundleURI="),
)
_PROMISOR = ("-c", "remote.origin.promisor=true", "-c", "remote.origin.partialCloneFilter=blob:none")
"""Only while fetching: otherwise git would fetch each missing file by itself, one after another."""
_SAID = 4000
_BRANCHES = "+refs/heads/*:refs/heads/*"


def clone(url: str, folder: Path) -> None:
    """Clone a repository as a bare one, with its history and without the contents of its files.

    Raises:
        GitError: it cannot be cloned; nothing is left of it then.
    """
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _run("clone", "--bare", "--quiet", "--no-tags", "--filter=blob:none", "--", url, str(part))
        _stop_lazy_fetching(part)
        part.replace(folder)
    except OSError as error:
        message = f"{folder.name} cannot be written: {error.strerror}"
        raise GitError(message) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def update(folder: Path) -> bool:
    """Bring the branches of a clone up to date; return whether anything was new.

    Raises:
        GitError: the repository cannot be reached.
    """
    printed = _run("-C", str(folder), "ls-remote", "--symref", "origin", "HEAD", "refs/heads/*")
    # A name need not be UTF-8.
    said = printed.decode("utf-8", "surrogateescape")
    there, head = {}, ""
    for line in said.splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: ") and name == "HEAD":
            head = value.removeprefix("ref: ")
        elif name.startswith("refs/heads/"):
            there[name] = value
    printed = git(folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
    listing = printed.decode("utf-8", "surrogateescape")
    here = {name: value for name, _, value in (line.rpartition(" ") for line in listing.splitlines())}
    changed = here != there
    if changed:
        _run("-C", str(folder), *_PROMISOR, "fetch", "--quiet", "--prune", "--no-tags", "origin", _BRANCHES)
        _stop_lazy_fetching(folder)
    here_head = (folder / "HEAD").read_bytes().decode("utf-8", "surrogateescape").strip()
    if head in there and here_head != f"ref: {head}":
        git(folder, "symbolic-ref", "HEAD", head)
        changed = True
    return changed


def fetch_blobs(folder: Path, hashes: Iterable[str]) -> None:
    """Fetch the contents of files that a clone does not have yet, in one request.

    Raises:
        GitError: they cannot be fetched.
    """
    wanted = list(dict.fromkeys(hashes))
    if not wanted:
        return
    lines = "".join(f"{one}\n" for one in wanted).encode()
    answer = git(folder, "cat-file", "--batch-check=%(objectname)", stdin=lines).decode().splitlines()
    missing = [line.split()[0] for line in answer if line.endswith(" missing")]
    if not missing:
        return
    _run(
        *("-C", str(folder), *_PROMISOR, "-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags"),
        *("--no-write-fetch-head", "--filter=blob:none", "--stdin", "origin"),
        stdin="".join(f"{one}\n" for one in missing).encode(),
    )
    _stop_lazy_fetching(folder)


def _stop_lazy_fetching(folder: Path) -> None:
    """Have git report a missing file instead of fetching it: each one alone would be a request."""
    git(folder, "config", "remote.origin.promisor", "false")
    with suppress(GitError):  # a server without filters sends everything, and there is nothing to unset
        git(folder, "config", "--unset", "remote.origin.partialCloneFilter")


def _run(*arguments: str, stdin: bytes = b"") -> bytes:
    """Return what a command of git prints that may use the network.

    Raises:
        GitError: it fails, or takes too long.
    """
    own = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name == "GIT_SSH_COMMAND"
    }
    own |= {
        "GIT_ALLOW_PROTOCOL": "https:http:ssh:git:file",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "LC_ALL": "C",
    }
    own.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")  # a prompt would wait forever
    with TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        try:
            done = subprocess.run(
                ["git", *_SAFE, *arguments], stdin=given, capture_output=True, env=own, timeout=_SECONDS, check=False
            )
        except FileNotFoundError as error:
            message = "git is not installed"
            raise GitError(message) from error
        except subprocess.TimeoutExpired as error:
            message = f"git did not finish within {_SECONDS // 60} minutes"
            raise GitError(message) from error
        except (OSError, ValueError) as error:
            message = "git cannot be started"
            raise GitError(message) from error
    if done.returncode:
        raise GitError(_reason(done.stderr[-_SAID:].decode("utf-8", "replace")))
    return done.stdout


def _reason(said: str) -> str:
    """Return why git failed, in words that say what to do; its own may contain a password of the URL."""
    known = {
        "could not read Username": "the repository does not exist, or is private and git has no access",
        "Authentication failed": "access is denied",
        "Permission denied": "access is denied",
        "Repository not found": "the repository does not exist, or is private and git has no access",
        "does not appear to be a git repository": "there is no git repository at this path or URL",
        "does not exist": "there is no git repository at this path or URL",
        "not found": "there is no git repository at this path or URL",
        "Could not resolve host": "the server cannot be found; check the URL and your connection",
        "Failed to connect": "the server does not answer",
        "Connection refused": "the server does not answer",
        "timed out": "the server does not answer",
        "No space left": "the disk is full",
        "not allowed": "git must not use this protocol",
    }
    return next((reason for words, reason in known.items() if words in said), "git cannot clone or fetch it")
