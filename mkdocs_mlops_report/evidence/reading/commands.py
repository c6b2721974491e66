"""The commands that a repository runs: of workflows, container files, build files, scripts and task runners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mkdocs_mlops_report.evidence.reading.python_code import read_python
from mkdocs_mlops_report.evidence.reading.yaml_tree import read_yaml

DOCKERFILE = re.compile(
    r"(?:^|/)(?![^/]*\.(?:md|rst|txt|ya?ml|json|toml|py|sh|dockerignore)$)"
    r"(?:[^/]*[Dd]ockerfile[^/]*|[^/]*\.dockerfile|[Cc]ontainerfile[^/]*)$"
)
_SHELL = re.compile(
    r"(?:^|/)(?:[^/]+\.(?:sh|bash|zsh|ps1|bat)|Makefile|makefile|GNUmakefile|[^/]+\.mk|[Jj]ustfile|Procfile)$"
)
_CLOUD_BUILD = re.compile(
    r"(?:^|/)[^/]*cloud-?_?build[^/]*\.(?:ya?ml|json)$|(?:^|/)cloud-?_?build/[^/]+\.ya?ml$", re.IGNORECASE
)
_TASKS = re.compile(r"(?:^|/)(?:tasks|noxfile|dodo)\.py$|(?:^|/)tasks/[^/]+\.py$")
_TASK_FILE = re.compile(r"(?:^|/)(?:Taskfile\.ya?ml|(?:docker-)?compose[^/]*\.ya?ml|\.gitlab-ci\.ya?ml)$")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_CONTINUED = re.compile(r"\\\s*$")
_BETWEEN = re.compile(r"\s*(?:&&|\|\||;)\s*")
_INSTALLS = re.compile(
    r"\b(?:pip3?|uv|conda|mamba|poetry|pdm|pipx|apt|apt-get|apk|brew|npm|yarn)\b(?:\s+(?:-\S+|pip|tool|self))*\s+(?:install|add|sync|ci)\b"
)
_LONGEST = 2000
"""Characters of a command that are kept."""
_COMMAND_KEYS = frozenset({"args", "entrypoint", "command", "script", "cmds", "cmd", "run"})


class Command(NamedTuple):
    """A command on one line, without comments."""

    text: str
    line: int


def is_cloud_build(path: str) -> bool:
    """Return whether a file describes a build of Google Cloud, by its name."""
    return _CLOUD_BUILD.search(path) is not None


def is_build_file(path: str) -> bool:
    """Return whether a file has commands; workflows are read by themselves."""
    return any(one.search(path) for one in (DOCKERFILE, _SHELL, _CLOUD_BUILD, _TASKS, _TASK_FILE)) or path.endswith(
        ".tf"
    )


def commands_of(path: str, text: str) -> tuple[Command, ...]:
    """Return the commands of a build file."""
    if _TASKS.search(path):
        return _python_commands(text)
    if is_cloud_build(path) or _TASK_FILE.search(path):
        return _yaml_commands(text)
    return shell_commands(text)


@lru_cache(maxsize=4096)
def shell_commands(text: str, line: int = 1) -> tuple[Command, ...]:
    """Return the lines of a shell script as commands: comments are dropped, continued lines joined.

    Args:
        text: the script.
        line: the line of the file at which it starts.
    """
    return tuple(_joined(text, line))


def _joined(text: str, first: int) -> Iterator[Command]:
    started, parts, length = first, list[str](), 0
    for number, raw in enumerate(text.splitlines(), start=first):
        if raw.lstrip().startswith(("#", "//")):  # also between continued lines, as in a Dockerfile
            continue
        started = number if not parts else started
        if length < _LONGEST:
            parts.append(_CONTINUED.sub("", _COMMENT.sub("", raw) if "#" in raw else raw).strip())
            length += len(parts[-1])
        if _CONTINUED.search(raw):
            continue
        yield from _command(parts, started)
        parts, length = [], 0
    yield from _command(parts, started)


def _command(parts: Sequence[str], line: int) -> Iterator[Command]:
    """Yield a command without what installs packages: that names a tool and does not run it."""
    text = " ".join(part for part in parts if part)[:_LONGEST]
    if _INSTALLS.search(text):
        pieces = _BETWEEN.split(text)
        text = " && ".join(piece for piece in pieces if not _INSTALLS.search(piece)).strip()
    if text:
        yield Command(text, line)


def _python_commands(text: str) -> tuple[Command, ...]:
    """Return the commands that the calls of a task runner have as texts."""
    code = read_python(text)
    return tuple(Command(one[:_LONGEST], line) for one, line in code.texts if " " in one.strip())


def _yaml_commands(text: str) -> tuple[Command, ...]:
    """Return the commands of the steps of a build, with their arguments joined: `run`, `deploy` is `run deploy`."""
    steps: dict[tuple[tuple[str, ...], int], list[str]] = {}
    lines: dict[tuple[tuple[str, ...], int], int] = {}
    number = 0
    before: tuple[str, ...] = ()
    for value in read_yaml(text):
        # A new list of arguments starts where another key was before.
        number += value.keys != before
        before = value.keys
        if value.key in _COMMAND_KEYS or value.key in {"name", "image"}:
            key = (value.keys, number)
            steps.setdefault(key, []).append(value.text)
            lines.setdefault(key, value.first)
    found: list[Command] = []
    image = ""
    for (keys, number), words in steps.items():
        if keys[-1] in {"name", "image"}:
            image = " ".join(words)
            continue
        script = " ".join(words)
        start = lines[keys, number]
        found += [
            Command(f"{image} {one.text}".strip()[:_LONGEST], start + (one.line - 1 if len(words) == 1 else 0))
            for one in shell_commands(script)
        ]
    return tuple(found)
