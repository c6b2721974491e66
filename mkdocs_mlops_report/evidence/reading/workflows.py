"""Workflows of GitHub Actions: what triggers them, what their steps use and run, and on what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mkdocs_mlops_report.evidence.reading.commands import Command, shell_commands
from mkdocs_mlops_report.evidence.reading.yaml_tree import Value, read_yaml

WORKFLOW = re.compile(r"(?:^|/)\.github/workflows/[^/]+\.ya?ml$")
ACTION = re.compile(r"^\.github/actions/.+\.ya?ml$")
_AUTOMATIC = frozenset(
    {"push", "pull_request", "pull_request_target", "schedule", "workflow_run", "repository_dispatch", "release"}
    | {"merge_group", "workflow_call", "create", "issue_comment", "delete", "registry_package"}
)
"""What starts a workflow without anybody pressing a button."""
EVENTS = _AUTOMATIC | {"workflow_dispatch", "deployment", "issues", "label", "page_build", "status", "watch"}
"""The events that GitHub knows and that are used."""
_MOST_STARS, _MOST_FILTERS = 6, 50
"""Stars of a filter, and filters of a workflow, that are looked at."""
_SYSTEM = re.compile(r"ubuntu|windows|macos|linux", re.IGNORECASE)
_NEVER = re.compile(r"^\s*(?:\$\{\{)?\s*false\s*(?:\}\})?\s*$", re.IGNORECASE)
_PYTHON = re.compile(r"^(?:pypy|cpython)?-?3\.\d+")


class Filter(NamedTuple):
    """A `paths` filter of a trigger."""

    pattern: str
    line: int


class Workflow(NamedTuple):
    """A workflow file."""

    triggers: tuple[tuple[str, int], ...]
    """The events with their lines."""
    paths: tuple[Filter, ...]
    types: tuple[str, ...]
    """The types of `repository_dispatch`."""
    uses: tuple[tuple[str, int], ...]
    """The actions of its steps with their lines."""
    commands: tuple[Command, ...]
    options: tuple[Value, ...]
    """The values under `with` of its steps."""
    systems: tuple[tuple[str, int], ...]
    """The operating systems of its matrix."""
    pythons: tuple[tuple[str, int], ...]
    """The Python versions of its matrix."""

    @property
    def starts_alone(self) -> bool:
        """Whether an event starts it, not only a person."""
        return any(event in _AUTOMATIC for event, _ in self.triggers)


@lru_cache(maxsize=512)
def read_workflow(text: str) -> Workflow:
    """Return what a workflow says, also in jobs and steps with a condition, but not in jobs that are switched off."""
    values = read_yaml(text)
    off = {value.keys[:2] for value in values if _is_off(value)}
    values = tuple(value for value in values if value.keys[:2] not in off)
    axes = [value for value in values if "matrix" in value.keys and value.text and "exclude" not in value.keys]
    return Workflow(
        tuple(_triggers(values)),
        tuple(_filters(values)),
        tuple(
            value.text for value in values if value.keys[:2] == ("on", "repository_dispatch") and value.key == "types"
        ),
        tuple((value.text, value.line) for value in values if value.key == "uses"),
        tuple(command for value in values if value.key == "run" for command in shell_commands(value.text, value.first)),
        tuple(value for value in values if "with" in value.keys),
        tuple((value.text, value.line) for value in axes if _SYSTEM.search(value.text)),
        tuple((value.text, value.line) for value in axes if _PYTHON.match(value.text)),
    )


def _is_off(value: Value) -> bool:
    """Return whether a value is the condition of a job that never runs."""
    return len(value.keys) == 3 and (value.keys[0], value.keys[2]) == ("jobs", "if") and bool(_NEVER.match(value.text))


_ON = (("on",), ("true",), ("True",))
"""The key of the triggers; some tools write back what YAML 1.1 makes of `on`."""


def _filters(values: tuple[Value, ...]) -> list[Filter]:
    found = [Filter(value.text, value.line) for value in values if value.keys[:1] in _ON and value.key == "paths"]
    return found[:_MOST_FILTERS]


def _triggers(values: tuple[Value, ...]) -> Iterator[tuple[str, int]]:
    for value in values:
        if value.keys[:1] in _ON:
            name = value.keys[1] if len(value.keys) > 1 and value.keys[1] != "*" else value.text
            yield name, value.line


def matches(pattern: str, path: str) -> bool:
    """Return whether a path matches a filter of GitHub Actions: `*` stops at a slash, `**` does not."""
    return bool(_compiled(pattern.removeprefix("./")).fullmatch(path))


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    if pattern.count("*") > _MOST_STARS:  # it would be tried for ever
        return re.compile(r"(?!)")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    signs = {"**/": r"(?:.*/)?", "**": r".*", "*": r"[^/]*", "?": r"[^/]?"}
    return re.compile("".join(signs.get(part, re.escape(part)) for part in parts), re.DOTALL)
