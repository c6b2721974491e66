"""YAML as a flat list of values with their keys and lines: nothing is constructed, and aliases cannot explode."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import yaml

_DEEPEST = 60
"""Levels; more nesting than that is not read, since a parser of YAML uses the stack for it."""
_MOST_VALUES, _MOST_CHARACTERS = 20_000, 1_000_000
"""Nodes of one file, and characters of its values, that are read."""
_LONGEST, _LONGEST_KEY = 20_000, 200
"""Characters of a value and of a key that are kept; a script in a workflow is one value."""
_BRACKET = re.compile(r"[\[\]{}]")
_LADDER = re.compile(rf"^ {{{4 * _DEEPEST},}}|^ *(?:[-?:] +){{{_DEEPEST},}}", re.MULTILINE)
"""An indentation, or items of lists in each other, that would be too deep."""
_DOTS = re.compile(r"^[^=\n#.]{0,200}(?:\.[^=\n#.]{0,100}){40}", re.MULTILINE)
"""A key of TOML with so many parts that reading it takes the square of their number."""
_DOCUMENT_ERRORS = (ValueError, RecursionError, MemoryError, TypeError)

Keys: TypeAlias = tuple[str, ...]


class Value(NamedTuple):
    """A scalar. The key of an item of a list is `*`."""

    keys: Keys
    text: str
    line: int
    """From 1."""

    @property
    def first(self) -> int:
        """The line at which the text starts: of a block, the one after its `|`."""
        return self.line + ("\n" in self.text)

    @property
    def key(self) -> str:
        """The last key that is a name."""
        return next((key for key in reversed(self.keys) if key != "*"), "")


@lru_cache(maxsize=2048)
def read_yaml(text: str) -> tuple[Value, ...]:
    """Return the values of all documents of a YAML file; none if it cannot be parsed or nests too deeply.

    A key without a value has an empty text. Keys stay as they are written, so `on` of a workflow is `on`.
    """
    if _too_deep(text):
        return ()
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    reader = _Reader()
    try:
        for document in yaml.compose_all(text, Loader=loader):
            reader.visit(document, (), 0)
    except (yaml.YAMLError, *_DOCUMENT_ERRORS):
        return ()
    return tuple(reader.found)


@lru_cache(maxsize=512)
def read_toml(text: str) -> dict[str, Any]:
    """Return a TOML file as plain data; empty if it cannot be parsed or nests too deeply."""
    if _too_deep(text) or _DOTS.search(text):
        return {}
    try:
        return tomllib.loads(text)
    except _DOCUMENT_ERRORS:
        return {}


class _Reader:
    """Collects the values of nodes; an alias repeats those of its anchor, so nodes and characters are counted."""

    def __init__(self) -> None:
        self.found: list[Value] = []
        self.nodes = self.characters = 0

    def visit(self, node: Any, keys: Keys, depth: int) -> None:
        self.nodes += 1
        if depth > _DEEPEST or node is None or self.nodes > _MOST_VALUES or self.characters > _MOST_CHARACTERS:
            return
        line = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode) and node.value:
            for key, value in node.value:
                name = key.value if isinstance(key, yaml.ScalarNode) else ""
                self.visit(value, (*keys, str(name)[:_LONGEST_KEY]), depth + 1)
        elif isinstance(node, yaml.SequenceNode) and node.value:
            for item in node.value:
                self.visit(item, (*keys, "*"), depth + 1)
        else:
            is_null = not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null"
            text = "" if is_null else str(node.value)[:_LONGEST]
            self.characters += len(text)
            self.found.append(Value(keys, text, line))


def _too_deep(text: str) -> bool:
    """Return whether a text may nest deeply: by brackets, by items of lists on one line, or by indentation."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        if depth > _DEEPEST:
            return True
    return _LADDER.search(text) is not None
