"""The path that was probably meant by a URL that leads nowhere."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from mkdocs_mlops_report.repository.links import Listing, list_names, resolve_path
from mkdocs_mlops_report.text.pattern import lazy_pattern

_DOTS = lazy_pattern(r"(^|/)\.{3,}(?=/)")
_CLOSE = 0.75
"""How similar two names must be, from 0 to 1, for one to be a misspelling of the other."""
_MISREAD = frozenset("()<>\\`")
"""What ends a URL between parentheses, or starts something else."""
_CANDIDATES = 5
_SPACES = lazy_pattern(r"\s+")


def same_path(url: str, folder: Path, root: Path, names: Listing = list_names, *, folders: bool = False) -> str | None:
    """Return the path of the only file that a URL can mean, relative to `folder`; None without one, or with several.

    Backslashes, upper and lower case, a path from the root of the repository or from any folder between, three dots
    for two, and Unicode forms that look the same are tried.

    Args:
        url: as it is written in the report.
        folder: the folder of the report.
        root: the root of the repository.
        names: how the content of folders is read.
        folders: whether it may be a folder.
    """
    wanted = path_of(url)
    top, start = os.path.normpath(root), os.fspath(folder)
    for base in _from_below(start, top):
        target = resolve_path(wanted.lstrip("/"), base, top) if wanted else None
        found = _spelled_alike(target, top, names) if target else None
        if found is not None and (os.path.isfile(found) or (folders and os.path.isdir(found))):  # noqa: PTH112, PTH113 - strings, as in `locate`
            return os.path.relpath(found, start).replace(os.sep, "/")
    return None


def similar_path(url: str, paths: Iterable[str]) -> str | None:
    """Return the one of `paths` that a URL most probably means: the only one with its name, or with a similar one."""
    name = alike(PurePosixPath(path_of(url)).name)
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(alike(PurePosixPath(path).name), []).append(path)
    found = by_name.get(name, []) if name else []
    if not found and name:
        from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415 - only for a path that leads nowhere

        close = get_close_matches(name, by_name, n=_CANDIDATES, cutoff=_CLOSE)
        # All files of a kind have similar names by their extension.
        meant = [one for one in close if SequenceMatcher(None, _stem(one), _stem(name)).ratio() >= _CLOSE]
        found = by_name[meant[0]] if meant else []
    return found[0] if len(found) == 1 else None


def path_of(url: str) -> str:
    """Return the path in a URL as a person meant it, with `/` and without escapes; empty for an invalid URL."""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:
        return ""
    return _DOTS.sub(r"\1..", unquote(path).replace("\\", "/").strip())


@lru_cache(maxsize=4096)
def alike(name: str) -> str:
    """Return a form that all names that look the same have: of any case, with any kind of space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", name)).casefold()


def typed(path: str) -> str:
    """Return a path as it is written in a link: what Markdown would misread, or nobody can type, is escaped."""
    return "".join(character if _is_plain(character) else quote(character) for character in path)


def _from_below(start: str, top: str) -> Iterator[str]:
    """Yield a folder and those above it, up to the root."""
    while start != top and start.startswith(top):
        yield start
        start = os.path.dirname(start)  # noqa: PTH120 - strings, as in `locate`
    yield top


def typed_url(url: str) -> str:
    """Return a URL as it is written in a link: what Markdown would misread is escaped, escapes stay as they are."""
    return "".join(quote(character) if character in _MISREAD or character.isspace() else character for character in url)


def _is_plain(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "-._~/!$&'*+,;=:@")


def _stem(name: str) -> str:
    """Return the letters and digits of a name without its extension."""
    return "".join(filter(str.isalnum, PurePosixPath(name).stem))


@lru_cache(maxsize=16)
def _by_look(names: frozenset[str]) -> dict[str, list[str]]:
    """Return the names in a folder by the form that all names that look the same have."""
    looks: dict[str, list[str]] = {}
    for name in names:
        looks.setdefault(alike(name), []).append(name)
    return looks


def _spelled_alike(target: str, top: str, names: Listing) -> str | None:
    """Return the file whose path looks like `target`; None without one, or with several."""
    found = top
    for part in target[len(top) :].strip(os.sep).split(os.sep):  # noqa: PTH206 - strings, as in `locate`
        try:
            there = names(found)
        except OSError:
            return None
        same = [part] if part in there else _by_look(there).get(alike(part), ())
        if len(same) != 1:
            return None
        found = os.path.join(found, same[0])  # noqa: PTH118
    return found
