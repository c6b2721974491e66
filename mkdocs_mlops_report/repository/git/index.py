"""The files that git has: those of its index, which a clone would contain.

See https://git-scm.com/docs/index-format. The index is read directly, so git does not have to be installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mkdocs_mlops_report.repository.git.dot_git import worktree_folder

_HEADER = 12
_FIXED = 62
"""Bytes of an entry before its path: times, numbers, the hash (SHA-1) and the flags."""
_EXTENDED = 0x4000
"""The flag of an entry that has two more bytes of flags."""
_CHECKSUM = 20
_LARGEST = 64 * 1024 * 1024
"""Bytes; an index of half a million files has about as many."""


def tracked_files(root: Path) -> frozenset[str] | None:
    """Return the POSIX paths of all files that git has, relative to `root`.

    None if that is not known: without a repository, with a commit still to come, or with an index of another form.
    """
    try:
        file = worktree_folder(root) / "index"
        if file.stat().st_size > _LARGEST:
            return None
        data = file.read_bytes()
    except (OSError, ValueError):  # a path in `.git` may have any bytes
        return None
    version = int.from_bytes(data[4:8], "big")
    if data[:4] != b"DIRC" or version not in {2, 3, 4}:
        return None
    try:
        return frozenset(path.decode("utf-8", "surrogateescape") for path in _paths(data, version))
    except (IndexError, ValueError):
        return None


def _paths(data: bytes, version: int) -> Iterator[bytes]:
    """Yield the paths of all entries.

    Raises:
        IndexError, ValueError: the index has another form.
    """
    at, path = _HEADER, b""
    for _ in range(int.from_bytes(data[8:12], "big")):
        flags = int.from_bytes(data[at + _FIXED - 2 : at + _FIXED], "big")
        start = at + _FIXED + (2 if flags & _EXTENDED else 0)
        if version == 4:
            cut, start = _number(data, start)
            if cut > len(path):
                message = "an entry removes more than the path before it has"
                raise ValueError(message)
            end = data.index(b"\0", start)
            path = path[: len(path) - cut] + data[start:end]
            at = end + 1
        else:
            end = data.index(b"\0", start)
            path = data[start:end]
            at += (end - at + 8) // 8 * 8
        if not path or path.startswith(b"/"):
            message = "an entry has no path"
            raise ValueError(message)
        yield path
    # What follows is extensions with a name of four letters, and a checksum of 20 bytes. `link` names another index.
    if len(data) - at != _CHECKSUM and (not data[at : at + 4].isalpha() or data[at : at + 4] == b"link"):
        message = "the entries end elsewhere"
        raise ValueError(message)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length, as in the packs of git, and the offset after it."""
    byte = data[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = data[at]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, at + 1
