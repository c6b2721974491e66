"""Adds a package to the development dependencies of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib.metadata import metadata, requires
from pathlib import Path
from typing import Any, Literal, TypeAlias

import tomlkit
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from mkdocs_mlops_report.scaffold.errors import CannotAddError, read_utf8

_INCLUDES = re.compile(r"^\s*(?:-r|--requirement)[\s=]+(?P<file>[^\s#]+)")
_DEEPEST = 5
Table: TypeAlias = Literal["dependency-groups", "project.optional-dependencies"]


def missing(wanted: Iterable[str], requirements: Iterable[str]) -> list[str]:
    """Return the requirements in `wanted` whose package is not among `requirements`, lines that may be others."""
    there = {_name(line) for line in requirements}
    return [one for one in wanted if _name(one) not in there]


def lines_of(file: Path, depth: int = 0) -> list[str]:
    """Return the lines of a requirements file and of those that it includes with `-r`.

    Raises:
        OSError, NotUtf8Error: a file cannot be read.
    """
    lines: list[str] = []
    for line in read_utf8(file).splitlines():
        included = _INCLUDES.match(line)
        other = file.parent / included["file"] if included else None
        lines += lines_of(other, depth + 1) if other and other.is_file() and depth < _DEEPEST else [line]
    return lines


def in_requirements(text: str, requirements: Sequence[str]) -> str:
    """Return the text of a requirements file with more requirements at its end."""
    ending = "\r\n" if "\r\n" in text else "\n"
    return (
        text + ("" if not text or text.endswith("\n") else ending) + "".join(f"{one}{ending}" for one in requirements)
    )


def too_low(requirements: Iterable[str], package: str) -> str:
    """Return which of `requirements` excludes every version that a package needs; empty if none does."""
    needed = {_name(one): _requirement(one) for one in requires(package) or () if "extra ==" not in one}
    for line in requirements:
        theirs = _requirement(line)
        ours = needed.get(_name(line)) if theirs else None
        if theirs and ours and _excludes(theirs.specifier, ours.specifier):
            return f"`{theirs.name}{theirs.specifier}` is too old; `{theirs.name}{ours.specifier}` is needed"
    return ""


def python_too_low(text: str, package: str) -> str:
    """Return why the `requires-python` of a `pyproject.toml` includes a Python that a package excludes, or nothing.

    Raises:
        CannotAddError: `text` is not valid TOML.
    """
    project = _parsed(text).get("project")
    given = str(project.get("requires-python") or "") if isinstance(project, dict) else ""
    theirs, ours = _lowest(given), _lowest(metadata(package)["Requires-Python"])
    if theirs and ours and theirs < ours:
        return f"`requires-python` is `{given}`; `>={ours}` is needed"
    return ""


def dev_table(text: str) -> Table | None:
    """Return the table of a `pyproject.toml` that has a list `dev`: the group first, then the extra; None without one.

    Raises:
        CannotAddError: `text` is not valid TOML.
    """
    return next((table for table, _ in _dev_lists(_parsed(text))), None)


def dev_requirements(text: str) -> list[str]:
    """Return the requirements in the list `dev` of a `pyproject.toml`, none without such a list.

    Raises:
        CannotAddError: `text` is not valid TOML.
    """
    return [str(one) for _, found in _dev_lists(_parsed(text))[:1] for one in found if isinstance(one, str)]


def in_pyproject(text: str, requirements: Iterable[str]) -> str | None:
    """Return the text of a `pyproject.toml` with more requirements in its list `dev`, None if all are there already.

    Raises:
        CannotAddError: `text` is not valid TOML, or has no such list.
    """
    document = _parsed(text)
    lists = _dev_lists(document)
    if not lists:
        message = "it has no group `dev`"
        raise CannotAddError(message)
    array = lists[0][1]
    added = missing(requirements, [str(one) for one in array if isinstance(one, str)])
    if not added:
        return None
    for one in added:
        array.append(one)
    return tomlkit.dumps(document)


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        message = f"it is not valid TOML: {error}"
        raise CannotAddError(message) from error


def _dev_lists(document: dict[str, Any]) -> list[tuple[Table, Array]]:
    project = document.get("project")
    extras = project.get("optional-dependencies") if isinstance(project, dict) else None
    tables: tuple[tuple[Table, Any], ...] = (
        ("dependency-groups", document.get("dependency-groups")),
        ("project.optional-dependencies", extras),
    )
    lists = ((name, table.get("dev")) for name, table in tables if isinstance(table, dict))
    return [(name, dev) for name, dev in lists if isinstance(dev, Array)]


def _requirement(line: str) -> Requirement | None:
    """Return the requirement on a line of a requirements file, None for any other line."""
    try:
        return Requirement(line.split(" #", maxsplit=1)[0].split(" --hash", maxsplit=1)[0].strip().rstrip("\\").strip())
    except InvalidRequirement:
        return None


def _name(line: str) -> str:
    requirement = _requirement(line)
    return canonicalize_name(requirement.name) if requirement else ""


def _excludes(theirs: SpecifierSet, ours: SpecifierSet) -> bool:
    """Return whether a specifier allows only versions below the lowest that another one allows."""
    lowest = _lowest(str(ours))
    highest = [
        Version(one.version) for one in theirs if one.operator in {"==", "<=", "<", "~="} and "*" not in one.version
    ]
    return lowest is not None and any(version < lowest for version in highest)


def _lowest(specifiers: str) -> Version | None:
    """Return the lowest version that specifiers allow, None if they have no lower bound."""
    try:
        found = [one for one in SpecifierSet(specifiers) if one.operator in {">=", "==", "~=", ">"}]
    except InvalidSpecifier:
        return None
    return min((Version(one.version.removesuffix(".*")) for one in found), default=None)
