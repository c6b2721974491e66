"""The list of groups: a CSV file, or a folder with one clone per group."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.cohort.lists.tabular import TableError, TableRow, columns_of, read_csv
from mkdocs_mlops_report.config.suggestions import did_you_mean
from mkdocs_mlops_report.report.elsewhere import reports_elsewhere
from mkdocs_mlops_report.repository.discovery import find_report
from mkdocs_mlops_report.repository.git.dot_git import is_repository

_GROUP, _REPOSITORY = ("group", "group number", "group_nb"), ("repository", "repo", "url", "github")
_KNOWN = frozenset({*_GROUP, *_REPOSITORY})
_URL = re.compile(r"^(?P<scheme>[a-z][a-z0-9+.-]*)(?P<mark>://|::)", re.IGNORECASE)
_SSH = re.compile(r"^[\w.-]+@[\w.-]+:(?!/{2})\S+$")
SCHEMES = ("https", "http", "ssh", "git", "file")
"""What git may clone from; others can run programs."""
_PASSWORD = re.compile(r"(?<=://)[^/@\s]*@")
"""User and password of a URL, which the site must not show."""
_NUMBERS = re.compile(r"(\d+)")
_LONGEST_NAME = 100


class Group(NamedTuple):
    """A group and its repository."""

    name: str
    """As the list has it, for instance `12`; unique in a cohort."""
    repository: str
    """A URL that git can clone, or the absolute path of a folder."""
    given: str
    """The repository as the list has it."""
    columns: tuple[tuple[str, str], ...] = ()
    """The other columns of the list, by name."""

    @property
    def is_remote(self) -> bool:
        """Whether the repository has to be cloned."""
        return is_url(self.repository)


class GroupList(NamedTuple):
    """The groups of a cohort in their order."""

    groups: tuple[Group, ...]
    columns: tuple[str, ...] = ()
    """The names of the other columns."""
    notes: tuple[str, ...] = ()
    """Sentences about what was left out."""


def read_groups(source: Path) -> GroupList:
    """Read a list of groups.

    Args:
        source: a CSV file with the columns `group` and `repository`, or a folder whose folders are repositories.

    Raises:
        TableError: it does not exist, or cannot be used.
    """
    if source.is_dir():
        return _of_folder(source)
    if not source.exists():
        message = f"{source.as_posix()} does not exist; name a CSV file, or a folder of clones."
        raise TableError(message)
    rows = read_csv(source)
    groups: dict[str, Group] = {}
    columns = columns_of(rows, _KNOWN)
    for row in rows:
        group = _group(source, row, columns)
        if group.name in groups:
            message = f"{source.as_posix()}:{row.line}: group `{group.name}` is listed twice."
            raise TableError(message)
        groups[group.name] = group
    if not groups:
        message = f"{source.as_posix()} lists no groups; add a row for each: `12,https://github.com/OWNER/NAME`."
        raise TableError(message)
    return GroupList(tuple(groups.values()), columns)


def is_url(text: str) -> bool:
    """Return whether a repository is a URL, not a path."""
    return bool(_URL.match(text) or _SSH.match(text))


def natural(text: str) -> list[tuple[bool, int, str]]:
    """Return the key that sorts `group 9` before `group 10`."""
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part.lower()) for part in _NUMBERS.split(text)]


def _group(source: Path, row: TableRow, columns: tuple[str, ...]) -> Group:
    where = f"{source.as_posix()}:{row.line}"
    name, repository = row.get(*_GROUP), row.get(*_REPOSITORY)
    for value, column, names in ((name, "group", _GROUP), (repository, "repository", _REPOSITORY)):
        if value:
            continue
        if any(given.lower() in names for given in row.cells):
            message = f"{where}: the row has no `{column}`."
        else:
            meant = did_you_mean(column, list(row.cells))
            rename = "." if meant == "." else f"; rename `{meant.split('`')[1]}`."
            message = f"{source.as_posix()}: there is no column `{column}`{rename}"
        raise TableError(message)
    if len(name) > _LONGEST_NAME:
        message = f"{where}: the name of the group has {len(name)} characters; the limit is {_LONGEST_NAME}."
        raise TableError(message)
    further = tuple((column, row.cells.get(column, "")) for column in columns)
    return Group(name, _repository(repository, source.parent, where), _PASSWORD.sub("", repository), further)


def _repository(text: str, folder: Path, where: str) -> str:
    url = _URL.match(text)
    if url is None:
        return text if _SSH.match(text) else (folder / Path(text).expanduser()).absolute().as_posix()
    if url["mark"] == "::" or url["scheme"].lower() not in SCHEMES:
        message = f"{where}: `{url[0]}` is not allowed; use a path, or a URL that starts with {', '.join(SCHEMES)}."
        raise TableError(message)
    return text


def _of_folder(folder: Path) -> GroupList:
    found: list[Group] = []
    left: list[str] = []
    for path in sorted(folder.iterdir(), key=lambda path: natural(path.name)):
        if not path.is_dir() or path.name.startswith("."):
            continue
        if is_repository(path) or find_report(path) is not None or reports_elsewhere(path):
            found.append(Group(path.name.removesuffix(".git"), path.absolute().as_posix(), path.name))
        else:
            left.append(path.name)
    if not found:
        message = f"{folder.as_posix()} contains no repositories; put one clone per group into it."
        raise TableError(message)
    shown = ", ".join(left[:3]) + (f" and {len(left) - 3} more" if len(left) > 3 else "")
    notes = (f"{shown}: skipped; neither a git repository nor a folder with a report.",) if left else ()
    return GroupList(tuple(found), (), notes)
