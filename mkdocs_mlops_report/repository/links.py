"""Where the URL of a link or a figure leads: to a file of the repository, to another server, or nowhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit


class Place(Enum):
    """What a URL leads to."""

    LOCAL = "local"
    REMOTE = "remote"
    MISSING = "missing"
    OUTSIDE = "outside"


class Target(NamedTuple):
    """Where a URL leads; `file` is set only for a file or folder inside the repository."""

    place: Place
    file: Path | None = None


_NOWHERE = frozenset({"file", "blob", "attachment", "content", "cid", "data", "javascript", "vbscript"})
"""Schemes of what is on the writer's own computer, in another document or in the URL itself: no forge follows them."""

Listing: TypeAlias = Callable[[str], frozenset[str]]
"""From a folder to the names in it, as the system spells them."""


def cached_listing() -> Listing:
    """Return a listing that reads each folder once, for the duration of one check."""
    return cache(list_names)


def list_names(folder: str) -> frozenset[str]:
    """Return the names in a folder, as the system spells them."""
    return frozenset(os.listdir(folder))  # noqa: PTH208 - names only


def locate(url: str, folder: Path | None, root: Path | None, names: Listing = list_names) -> Target:
    """Resolve the URL of a link or a figure as GitHub does for a file in `folder`.

    A relative path starts at `folder`, one with a leading `/` at `root`. Queries and fragments do not count, `%20` is
    a space, and upper and lower case differ on every file system.

    Args:
        url: as it is written in the report.
        folder: the folder of the report. Without it, every local path counts as LOCAL.
        root: the root of the repository; a path that leaves it, by `..` or by a symbolic link, is OUTSIDE.
        names: how the content of folders is read.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # an invalid URL, for instance `http://[`
        return Target(Place.MISSING)
    if len(parts.scheme) == 1 or parts.scheme in _NOWHERE:  # a drive such as `C:\\plot.png`
        return Target(Place.MISSING)
    if parts.scheme or parts.netloc:
        return Target(Place.REMOTE)
    if folder is None or root is None:
        return Target(Place.LOCAL)
    path = unquote(parts.path)
    if not _is_a_path(path):
        return Target(Place.MISSING)
    # Strings instead of paths: this runs for every link, and a path object takes ten times as long.
    top = os.path.normpath(root)
    target = resolve_path(path, os.fspath(folder), top)
    if target is None:
        return Target(Place.OUTSIDE)
    try:
        mode = os.stat(target).st_mode  # noqa: PTH116
        # A pipe or a device may be endless and is never read. No forge shows what is in `.git`.
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or f"{os.sep}.git{os.sep}" in target[len(top) :]:
            return Target(Place.MISSING)
        if not _same_case(target, top, names):
            return Target(Place.MISSING)
        if not _is_below(os.path.realpath(target), os.path.realpath(top)):
            return Target(Place.OUTSIDE)
    except (OSError, RuntimeError, ValueError):  # missing, a name that is too long, a loop of links
        return Target(Place.MISSING)
    return Target(Place.LOCAL, Path(target))


def _is_a_path(path: str, flavour: ModuleType = os.path) -> bool:
    """Return whether a URL can be a path; for a forge a backslash is part of a name, also on Windows."""
    return bool(path) and "\0" not in path and flavour.sep not in path.replace("/", "")


def resolve_path(path: str, folder: str, top: str, flavour: ModuleType = os.path) -> str | None:
    """Return the file that a path means, in the form of the system; None if it leads out of `top`.

    Args:
        path: a path with `/`; with a leading one it starts at `top`.
        folder: where other paths start.
        top: the root of the repository, normalised.
        flavour: the module for paths of the system.
    """
    target: str = flavour.normpath(flavour.join(top if path.startswith("/") else folder, path.lstrip("/")))
    return target if _is_below(target, top, flavour.sep) else None


def _is_below(target: str, top: str, sep: str = os.sep) -> bool:
    return target == top or target.startswith(top.rstrip(sep) + sep)


def extension_of(url: str) -> str:
    """Return the file extension of a URL in lower case, with its dot; empty without one."""
    try:
        return PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    except ValueError:  # an invalid URL
        return ""


def fragment_of(url: str) -> str:
    """Return the fragment of a URL with its `#`; empty without one."""
    fragment = urlsplit(url).fragment
    return f"#{fragment}" if fragment else ""


def _same_case(target: str, top: str, names: Listing) -> bool:
    while target != top:
        target, name = os.path.split(target)
        if name not in names(target):
            return False
    return True
