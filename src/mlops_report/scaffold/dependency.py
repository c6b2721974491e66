"""Adds a package to the development dependencies of a repository."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import metadata, requires
from typing import Any, Literal, NamedTuple, TypeAlias

Table: TypeAlias = Literal["dependency-groups", "project.optional-dependencies"]

_HEADER = re.compile(r"^[ \t]*\[(?P<name>[^\[\]]+)\][ \t]*(?:#.*)?$")
_DEV = re.compile(r"^[ \t]*(?:dev|\"dev\"|'dev')[ \t]*=[ \t]*\[")
_NAME = re.compile(r"^[\w.-]+")
_LOWEST = re.compile(r"(?:>=|==|~=|>)\s*(\d+(?:\.\d+)*)")
_PIN = re.compile(r"(?P<name>[\w.-]+)(?:\[[^\]]*\])?\s*(?:==|<=|~=|<)\s*(?P<version>\d[\d.]*)")
_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#[^\n]*|[\[\]{},]")
_FORM = "its group `dev` has no form in which a package can be added"


def in_requirements(text: str, package: str) -> str | None:
    """Return the text of a requirements file with a package more, None where it is there already."""
    if package in (_canonical(line) for line in text.splitlines()):
        return None
    breaks = "\r\n" if "\r\n" in text else "\n"
    return text + ("" if not text or text.endswith("\n") else breaks) + package + breaks


def too_low(requirements: Iterable[str], package: str) -> str:
    """Return what is wrong with the pins among `requirements`, held against what a package asks for; else empty."""
    asked = [one for one in requires(package) or () if "extra ==" not in one]
    lowest = {_canonical(one): low[1] for one in asked if (low := _LOWEST.search(one))}
    for requirement in requirements:
        pin = _PIN.match(requirement.strip())
        wanted = lowest.get(_canonical(pin["name"])) if pin else None
        if pin and wanted and _numbers(pin["version"]) < _numbers(wanted):
            return f"`{pin[0]}` is older than what we need; raise it to {pin['name']}>={wanted}"
    return ""


def python_too_low(text: str, package: str) -> str:
    """Return what is wrong where a `pyproject.toml` admits a Python that a package does not run on; else empty."""
    project = tomllib.loads(text).get("project")
    given = project.get("requires-python") if isinstance(project, dict) else None
    theirs, ours = _LOWEST.search(str(given or "")), _LOWEST.search(metadata(package)["Requires-Python"])
    if theirs and ours and _numbers(theirs[1]) < _numbers(ours[1]):
        return f"its `requires-python` is `{given}`, and we need {ours[1]}; raise it"
    return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def dev_table(text: str) -> Table | None:
    """Return the table of a `pyproject.toml` that has a list `dev`: the group first, then the extra; None without.

    Raises:
        ValueError: it is no TOML.
    """
    return next((table for table, _ in _lists(tomllib.loads(text))), None)


def dev_list(text: str) -> list[str]:
    """Return the requirements in the list `dev` of a `pyproject.toml`; none where there is no such list.

    Raises:
        ValueError: it is no TOML.
    """
    return [one for _, found in _lists(tomllib.loads(text))[:1] for one in found if isinstance(one, str)]


def in_pyproject(text: str, package: str) -> str | None:
    """Return the text of a `pyproject.toml` with a package more in its list `dev`, None where it is there already.

    Raises:
        ValueError: there is no such list, or it is written in a form in which nothing can be added.
    """
    found = _lists(tomllib.loads(text))
    if not found:
        message = "it has no group `dev`"
        raise ValueError(message)
    table, old = found[0]
    if package in (_canonical(one) for one in old if isinstance(one, str)):
        return None
    array = _array(text, table)
    changed = text if array is None else _with_item(text, array, f'"{package}"')
    try:
        new = dict(_lists(tomllib.loads(changed))).get(table)
    except ValueError:
        new = None
    if new != [*old, package]:
        raise ValueError(_FORM)
    return changed


class _Array(NamedTuple):
    """Offsets of an array: behind its `[`, behind its last value, behind the comma of that (or the same), its `]`."""

    start: int
    value: int
    comma: int
    end: int


def _lists(data: dict[str, Any]) -> list[tuple[Table, list[Any]]]:
    project = data.get("project")
    extras = project.get("optional-dependencies") if isinstance(project, dict) else None
    tables: tuple[tuple[Table, Any], ...] = (
        ("dependency-groups", data.get("dependency-groups")),
        ("project.optional-dependencies", extras),
    )
    lists = ((name, table.get("dev")) for name, table in tables if isinstance(table, dict))
    return [(name, dev) for name, dev in lists if isinstance(dev, list)]


def _array(text: str, table: str) -> _Array | None:
    """Find the array `dev` of a table as it is written."""
    current, offset = "", 0
    for line in text.splitlines(keepends=True):
        header = _HEADER.match(line.rstrip("\r\n"))
        if header:
            current = re.sub(r"[\s\"']", "", header["name"])
        match = _DEV.match(line) if current == table else None
        if match:
            return _scanned(text, offset + match.end())
        offset += len(line)
    return None


def _scanned(text: str, start: int) -> _Array | None:
    depth, value, comma = 0, start, start
    for token in _TOKEN.finditer(text, start):
        sign = token[0][0]
        if sign == "#":
            continue
        if sign == "]" and depth == 0:
            return _Array(start, value, comma, token.start())
        if sign == "," and depth == 0:
            comma = token.end()
            continue
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0)
        if depth == 0:
            value = comma = token.end()
    return None


def _with_item(text: str, array: _Array, item: str) -> str:
    breaks = "\r\n" if "\r\n" in text else "\n"
    lead = "," if array.value > array.start and array.comma == array.value else ""
    indent = re.search(r"\n([ \t]*)[^\s\]]", text[array.start : array.end])
    head, behind = text[: array.value] + lead + text[array.value : array.comma], text[array.comma : array.end]
    if indent:
        # What follows the last value on its line, a comment for instance, stays there.
        kept = behind.split("\n")[0].rstrip() if "\n" in behind else behind.rstrip()
        return f"{head}{kept}{breaks}{indent[1]}{item},{behind[len(kept) :]}{text[array.end :]}"
    return f"{head}{' ' * (array.value > array.start)}{item}{text[array.end :]}"


def _canonical(requirement: str) -> str:
    match = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""
