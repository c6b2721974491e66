"""What the history of a repository tells: how many people wrote it, its branches and merges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.repository.git.command import GitError, git
from mkdocs_mlops_report.repository.git.revision import is_shallow

_COMMITS = 50_000
"""Number of commits that are read; older ones are not."""
_CO_AUTHORS, _PEOPLE = 50, 500
"""Co-authors of one commit, and names with addresses of all, that are looked at; more only make "at least" lower."""
_FIELD, _TRAILER = "\x1f", "\x1e"
_BOT = re.compile(
    r"\[bot\]|\bbot\b|dependabot|renovate|github[ -]?actions|actions-user|pre-commit-ci|copilot|anthropic|\bclaude\b"
    r"|cursoragent|\bcursor\b|devin-ai|openai|codex|gemini-code|jules|semantic-release|web-flow|noreply@github\.com",
    re.IGNORECASE,
)
_CO_AUTHOR = re.compile(r"^(?P<name>[^<]*)<(?P<email>[^>@]*@[^>]*)>")
_HOSTED = re.compile(r"^(?:\d+\+)?(?P<user>[^@]+)@users\.noreply\.", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORTEST = 4
"""Letters that a user name needs before it tells people apart."""


class History(NamedTuple):
    """The history that leads to a commit. No name of a person is kept."""

    commits: int
    merges: int
    authors: int
    """People that wrote it, at least: names and addresses that may be one person count as one, programs as none."""
    branches: tuple[str, ...]
    """The names of all branches that the clone knows, without `origin/`."""
    shallow: bool
    """Whether the clone has only the newest part of the history."""
    complete: bool = True
    """Whether all commits were read."""


def history_of(root: Path, commit: str) -> History:
    """Return the history that leads to a commit.

    Raises:
        GitError: git cannot read it.
    """
    mailmap: tuple[str, ...] = ()
    with suppress(GitError):  # most repositories have none
        blob = git(root, "rev-parse", "--verify", "--quiet", f"{commit}:.mailmap").decode().strip()
        mailmap = ("-c", f"mailmap.blob={blob}")
    # Without a map in the commit, that of the working tree must not be used either.
    person = ("%aN", "%aE") if mailmap else ("%an", "%ae")
    separated = "%x1f".join(("%P", *person, "%(trailers:key=Co-authored-by,valueonly,separator=%x1e)"))
    options = (f"--max-count={_COMMITS}", "-z", f"--format={separated}")
    text = git(root, *mailmap, "log", *options, commit).decode("utf-8", "replace")
    people: list[tuple[str, str]] = []
    commits = merges = 0
    for record in text.split("\0"):
        fields = record.split(_FIELD)
        if len(fields) != 4:
            continue
        commits += 1
        merges += len(fields[0].split()) > 1
        people.append((fields[1], fields[2]))
        for trailer in fields[3].split(_TRAILER)[:_CO_AUTHORS]:
            match = _CO_AUTHOR.match(trailer.strip())
            people += [(match["name"], match["email"])] if match else []
    return History(
        commits,
        merges,
        at_least(list(dict.fromkeys(people))[:_PEOPLE]),
        _branches(root),
        is_shallow(root),
        commits < _COMMITS,
    )


def _branches(root: Path) -> tuple[str, ...]:
    lines = git(root, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").decode("utf-8", "replace")
    names = {
        line.removeprefix("refs/heads/") if line.startswith("refs/heads/") else line.split("/", 3)[-1]
        for line in lines.splitlines()
    }
    return tuple(sorted(names - {"HEAD"}))


def at_least(people: Iterable[tuple[str, str]]) -> int:
    """Return a number of people that is not too high: what may be the same person is folded."""
    groups: list[set[str]] = []
    for name, email in people:
        if _BOT.search(f"{name} {email}"):
            continue
        keys = _keys(name, email)
        if not keys:
            continue
        same = [group for group in groups if group & keys or _contains(group, keys)]
        groups = [group for group in groups if group not in same]
        groups.append(keys.union(*same))
    return len(groups)


def _keys(name: str, email: str) -> set[str]:
    """Return by what a person may be recognised: address, user name, full name."""
    email = email.strip().lower()
    hosted = _HOSTED.match(email)
    user = hosted["user"] if hosted else email.partition("@")[0].partition("+")[0]
    words = [word.lower() for word in _LETTERS.findall(name)]
    keys = {f"address {email}"} if "@" in email else set()
    joined = ["".join(words), re.sub(r"[\W_]", "", user)]
    keys |= {f"name {one}" for one in joined if len(one) >= _SHORTEST}
    return keys | ({f"words {' '.join(words)}"} if words else set())


def _contains(group: set[str], keys: set[str]) -> bool:
    """Return whether the words of one name are among those of another, as in `Anna` and `Anna Berg`."""
    ones = [set(key.split()[1:]) for key in group if key.startswith("words ")]
    others = [set(key.split()[1:]) for key in keys if key.startswith("words ")]
    return any(one <= other or other <= one for one in ones for other in others)
