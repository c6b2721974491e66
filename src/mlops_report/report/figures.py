"""Where a figure's address leads: a file of the repository, another site, or nothing."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit

from mlops_report.pattern import lazy

FIGURE_TYPES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".apng", ".ico"})
"""Endings that a browser shows in an `<img>`; the course itself allows only the first three."""


_LONGEST_BOILERPLATE = 30
_BOILERPLATE = lazy(
    r"(?:my[ _-]?)?(?:image|img|figure|fig|picture|pic|photo|screenshot|screen shot|plot|alt|alt[ _-]?text|text"
    r"|caption|description|name|title|untitled|here|insert|placeholder|this figure|image description|imagen|billede)"
    r"[ _-]?\d{0,3}",
    re.IGNORECASE,
)


class Place(Enum):
    """What an address turned out to be."""

    LOCAL = "local"
    REMOTE = "remote"
    MISSING = "missing"
    OUTSIDE = "outside"


class Located(NamedTuple):
    """An address resolved: `file` is set only for a file inside the repository."""

    place: Place
    file: Path | None = None


Listing: TypeAlias = Callable[[str], frozenset[str]]
"""From a folder to the names in it, as the system spells them."""


def listing() -> Listing:
    """Return a function that reads each folder once; for the time of one check only, as folders change."""
    return cache(_names)


def _names(folder: str) -> frozenset[str]:
    return frozenset(os.listdir(folder))  # noqa: PTH208 - names only


def locate(url: str, folder: Path | None, root: Path | None, names: Listing = _names) -> Located:
    """Resolve a link or figure address as GitHub does for a file in `folder`.

    Relative addresses start at `folder`, those with a leading `/` at `root`; queries and fragments do not
    count, `%20` is a space, and upper and lower case differ even where the file system does not mind.
    A path that leaves `root`, by `..` or by a symbolic link, is OUTSIDE. Without a folder every local
    address counts as LOCAL, unseen.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # for instance "http://[half an address"
        return Located(Place.MISSING)
    if len(parts.scheme) == 1 or parts.scheme == "file":  # a drive, `C:\\plot.png`: a file of one machine
        return Located(Place.MISSING)
    if parts.scheme or parts.netloc:
        return Located(Place.REMOTE)
    if folder is None or root is None:
        return Located(Place.LOCAL)
    path = unquote(parts.path)
    if not _is_a_path(path):
        return Located(Place.MISSING)
    # Strings, not paths: this runs for every figure and link, and a path takes ten times as long to make.
    top = os.path.normpath(root)
    target = _target(path, os.fspath(folder), top)
    if target is None:
        return Located(Place.OUTSIDE)
    try:
        mode = os.stat(target).st_mode  # noqa: PTH116
        # A pipe or a device is never read: it may have no end. What lies in `.git` is on no forge.
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or f"{os.sep}.git{os.sep}" in target[len(top) :]:
            return Located(Place.MISSING)
        if not _same_case(target, top, names):
            return Located(Place.MISSING)
        if not _is_below(os.path.realpath(target), os.path.realpath(top)):
            return Located(Place.OUTSIDE)
    except (OSError, RuntimeError, ValueError):  # not there, a name that is too long, a loop of links
        return Located(Place.MISSING)
    return Located(Place.LOCAL, Path(target))


def _is_a_path(path: str, flavour: ModuleType = os.path) -> bool:
    """Tell whether an address can be a path; a backslash is a letter of a name for a forge, also on Windows."""
    return bool(path) and "\0" not in path and flavour.sep not in path.replace("/", "")


def _target(path: str, folder: str, top: str, flavour: ModuleType = os.path) -> str | None:
    """Return the file that a path means, in the form of the system; None where it leads out of `top`."""
    target: str = flavour.normpath(flavour.join(top if path.startswith("/") else folder, path.lstrip("/")))
    return target if _is_below(target, top, flavour.sep) else None


def _is_below(target: str, top: str, sep: str = os.sep) -> bool:
    return target == top or target.startswith(top.rstrip(sep) + sep)


def shows(located: Located) -> bool:
    """Tell whether a browser will show the figure: a file that is there, or anything remote."""
    if located.place is Place.LOCAL:
        return located.file is None or located.file.is_file()
    return located.place is Place.REMOTE


def ending_of(url: str) -> str:
    """Return the ending of an address in lower case, with its dot; empty where it has none."""
    try:
        return PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    except ValueError:  # half an address
        return ""


def fragment_of(url: str) -> str:
    """Return the fragment of an address with its `#`; empty where it has none."""
    fragment = urlsplit(url).fragment
    return f"#{fragment}" if fragment else ""


def says_something(alt: str, url: str) -> bool:
    """Tell whether a figure's text says what it shows: it is none of those that stand there by themselves."""
    text = alt.strip().strip("<>[](){}.")
    try:
        path = PurePosixPath(unquote(urlsplit(url).path))
    except ValueError:
        path = PurePosixPath()
    if not text or text in {path.name, path.as_posix(), url}:
        return False
    return len(text) > _LONGEST_BOILERPLATE or not _BOILERPLATE.fullmatch(text)


def suggestion(url: str, folder: Path, root: Path, names: Listing = _names) -> str | None:
    """Return the address that was probably meant, relative to `folder`, or None.

    Tried are: the path from the root of the repository, backslashes, and another case of letters.
    """
    try:
        wanted = unquote(urlsplit(url.strip()).path).replace("\\", "/").strip()
    except ValueError:  # half an address
        return None
    top, start = os.path.normpath(root), os.fspath(folder)
    for base in (start, top):
        target = _target(wanted.lstrip("/"), base, top) if wanted else None
        found = _any_case(target, top, names) if target else None
        if found is not None and os.path.isfile(found):  # noqa: PTH113 - strings, as in `locate`
            return os.path.relpath(found, start).replace(os.sep, "/")
    return None


def _same_case(target: str, top: str, names: Listing) -> bool:
    while target != top:
        target, name = os.path.split(target)
        if name not in names(target):
            return False
    return True


def _any_case(target: str, top: str, names: Listing) -> str | None:
    found = top
    for part in target[len(top) :].strip(os.sep).split(os.sep):  # noqa: PTH206
        try:
            there = names(found)
        except OSError:
            return None
        name = part if part in there else next((n for n in sorted(there) if n.lower() == part.lower()), None)
        if name is None:
            return None
        found = os.path.join(found, name)  # noqa: PTH118
    return found
