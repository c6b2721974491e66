"""Adds an entry to a list in a YAML file and keeps everything else: comments, anchors, tags and layout.

PyYAML finds the list, and the entry is inserted as text. Nothing is dumped, so the layout stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from mkdocs_mlops_report.scaffold.errors import CannotAddError


def entries_of(text: str, key: str) -> list[str] | None:
    """Return the names in the list or mapping under a key of the outermost mapping; None without one.

    Raises:
        CannotAddError: `text` is not valid YAML, or not a mapping.
    """
    node = _value(_root(text), key)
    if isinstance(node, yaml.SequenceNode):
        return [_name(entry) for entry in node.value]
    if isinstance(node, yaml.MappingNode):
        return [_name(name) for name, _ in node.value]
    return None


def has_key(text: str, key: str) -> bool:
    """Return whether the outermost mapping has a key.

    Raises:
        CannotAddError: `text` is not valid YAML, or not a mapping.
    """
    return _value(_root(text), key) is not None


def with_entry(text: str, key: str, entry: Sequence[str]) -> str:
    """Return `text` with one more entry in the list under `key`.

    Args:
        text: the content of the file.
        key: an existing key of the outermost mapping.
        entry: the lines of the entry without its bullet, the first one not indented.

    Raises:
        CannotAddError: the list is written in a way that does not allow it.
    """
    node = _value(_root(text), key)
    breaks = "\r\n" if "\r\n" in text else "\n"
    if isinstance(node, yaml.SequenceNode) and node.flow_style and len(entry) == 1:
        added = _in_brackets(text, node, entry[0], breaks)
    elif isinstance(node, yaml.SequenceNode) and node.value:
        first = node.value[0]
        dash = text.rfind("-", 0, first.start_mark.index)
        start = text.rfind("\n", 0, dash) + 1
        indent = text[start:dash]
        lines = [f"{indent}- {entry[0]}", *(f"{indent}  {line}" for line in entry[1:])]
        # After a first entry of one line, else above it and its comment, so that every comment stays with its entry.
        at = _above_comments(text, start)
        if isinstance(first, yaml.ScalarNode) and first.start_mark.line == first.end_mark.line:
            at = text.find("\n", first.end_mark.index) + 1 or len(text)
        lead = breaks if at == len(text) and not text.endswith("\n") else ""
        added = text[:at] + lead + "".join(line + breaks for line in lines) + text[at:]
    elif isinstance(node, yaml.MappingNode) and node.value and not node.flow_style and len(entry) == 1:
        first = node.value[0][0]
        start = text.rfind("\n", 0, first.start_mark.index) + 1
        added = text[:start] + text[start : first.start_mark.index] + f"{entry[0]}: {{}}{breaks}" + text[start:]
    else:
        message = f"nothing can be added to `{key}` as it is written"
        raise CannotAddError(message)
    _verify(text, added, key, entry[0])
    return added


def with_list(text: str, key: str, entries: Sequence[str]) -> str:
    """Return `text` with one more list at its end, under a new key.

    Raises:
        CannotAddError: nothing can be added at the end.
    """
    breaks = "\r\n" if "\r\n" in text else "\n"
    body = text if not text or text.endswith("\n") else text + breaks
    added = body + breaks.join([f"{key}:", *(f"  - {entry}" for entry in entries), ""])
    try:
        new = _plain(_root(added))
    except CannotAddError:
        new = {}
    if new != {**_plain(_root(text)), key: list(entries)}:
        message = "nothing can be added at its end"
        raise CannotAddError(message)
    return added


def _above_comments(text: str, start: int) -> int:
    """Return the offset of the first of the comments right above a line."""
    while start and text[(above := text.rfind("\n", 0, start - 1) + 1) : start].lstrip().startswith("#"):
        start = above
    return start


def _in_brackets(text: str, node: yaml.SequenceNode, entry: str, breaks: str) -> str:
    """Return `text` with one more entry in a list in brackets, laid out like its other entries."""
    end = node.end_mark.index - 1
    if not node.value:
        return text[:end].rstrip() + entry + text[end:]
    last = node.value[-1]
    after = text[last.end_mark.index : end]
    comma = after.find(",") + 1 if after.lstrip().startswith(",") else 0
    head, rest = text[: last.end_mark.index + comma], after[comma:]
    lead = "" if comma else ","
    line = text.rfind("\n", 0, last.start_mark.index) + 1
    if line > node.start_mark.index and not text[line : last.start_mark.index].strip():
        indent = text[line : last.start_mark.index]
        return f"{head}{lead}{breaks}{indent}{entry}{',' * bool(comma)}{rest}{text[end:]}"
    return f"{head}{lead} {entry}{',' * bool(comma)}{rest}{text[end:]}"


def _verify(before: str, after: str, key: str, entry: str) -> None:
    """Check that there is exactly one more entry, and that nothing else has changed."""
    old, new = _plain(_root(before)), _plain(_root(after))
    mine, theirs = new.pop(key), old.pop(key)
    names = [name for name in _names(mine) if name not in _names(theirs)]
    if old != new or len(mine) != len(theirs) + 1 or names not in ([entry.split(":", maxsplit=1)[0]], []):
        message = f"nothing can be added to `{key}` as it is written"
        raise CannotAddError(message)


def _names(value: Any) -> list[str]:
    return [next(iter(one)) if isinstance(one, dict) and one else str(one) for one in value]


def _plain(node: yaml.Node) -> Any:
    """Return a node as plain data, whatever its tags."""
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(key)): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one) for one in node.value]
    return (node.tag, node.value) if node.tag.startswith("!") else node.value


def _root(text: str) -> yaml.MappingNode:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"it is not valid YAML: {' '.join(str(error).split())}"
        raise CannotAddError(message) from error
    if not isinstance(node, yaml.MappingNode):
        message = "it is not a mapping"
        raise CannotAddError(message)
    return node


def _value(root: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in root.value if name.value == key), None)


def _name(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode) and node.value:
        return str(node.value[0][0].value)
    return str(node.value)
