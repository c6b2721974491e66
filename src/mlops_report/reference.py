"""The options for people and for editors, made from the typed ones: a section of Markdown, a JSON schema."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

from mlops_report.official import count_words
from mlops_report.options import ReportOptions
from mlops_report.pageoptions import CHOICES, PageOptions
from mlops_report.report.cuts import take_placeholders
from mlops_report.report.markdown import parse_blocks, parse_inlines
from mlops_report.report.visible import text_of
from mlops_report.rules import FAMILIES, all_rules
from mlops_report.rules.settings import FAIL_ON, LEVELS

_WIDTH = 120
_DEFAULTS: dict[str, object] = {"fail_on": "warning", **PageOptions()._asdict()}


class Option(NamedTuple):
    """An option: what it does, what it may be, and what it is by itself."""

    name: str
    text: str
    schema: dict[str, Any]
    default: object


def options() -> Iterator[Option]:
    """Yield the options in the order in which they are written down."""
    tree = ast.parse(inspect.getsource(ReportOptions))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    fields = dict(ReportOptions._schema)
    for statement, behind in pairwise(body):
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            text = ast.literal_eval(behind.value) if isinstance(behind, ast.Expr) else ""
            default = fields[name].default
            if default is None:
                default = _DEFAULTS.get(name)
            yield Option(name, " ".join(text.split()), _schema_of(name), default)


def counted_words(text: str) -> str:
    """Return an answer's source as HTML in which each word that the official tool counts has its number.

    Beside it stands what a reader sees of it.
    """
    lines = []
    number = 0
    for line in text.splitlines():
        pieces = []
        for piece in re.split(r"(\s+)", line):
            if piece.strip():
                number += count_words(piece)
                pieces.append(f"{escape(piece)}<sub>{number}</sub>")
            else:
                pieces.append(piece)
        lines.append("".join(pieces))
    blocks, env = parse_blocks(text)
    seen = len(text_of(parse_inlines(take_placeholders(blocks)[0], env)).split())
    counted = "\n".join(lines)
    return f'<pre class="counted">{counted}</pre>\n\nThe official tool counts {number} words; a reader sees {seen}.\n'


def options_section() -> str:
    """Return the options as a section of Markdown, a paragraph each."""
    return "\n".join(textwrap.fill(_paragraph(option), _WIDTH, break_long_words=False) + "\n" for option in options())


def schema() -> dict[str, Any]:
    """Return a schema for `mkdocs.yml`: our options in the list of plugins, and nothing said about all else."""
    ours = {
        "title": "Options of mkdocs-mlops-report",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            option.name: {**option.schema, "description": option.text}
            | ({"default": option.default} if option.default not in {None, ""} else {})
            for option in options()
        },
    }
    entry = {"type": "object", "properties": {"mlops-report": {"$ref": "#/$defs/options"}}}
    plugins = {"type": "array", "items": {"anyOf": [{"type": "string"}, entry]}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "MkDocs with mkdocs-mlops-report",
        "type": "object",
        "properties": {"plugins": {"anyOf": [plugins, entry]}},
        "$defs": {"options": {"anyOf": [ours, {"type": "null"}]}},
    }


def _paragraph(option: Option) -> str:
    choices = [f"`{one}`" for one in _choices(option.name)]
    text = f"**`{option.name}`:** {option.text}"
    if choices:
        text += f" One of {', '.join(choices[:-1])} and {choices[-1]}."
    if option.default not in {None, ""}:
        shown = str(option.default).lower() if isinstance(option.default, bool) else option.default
        text += f" Default: `{shown}`."
    return text


def _choices(name: str) -> tuple[str, ...]:
    return tuple(FAIL_ON) if name == "fail_on" else CHOICES.get(name, ())


def _schema_of(name: str) -> dict[str, Any]:
    rules = [*(rule.code for rule in all_rules()), *(rule.name for rule in all_rules()), *FAMILIES]
    if name == "rules":
        return {"type": "object", "propertyNames": {"enum": rules}, "additionalProperties": _words(LEVELS)}
    if name == "ignore":
        numbers = {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}
        entry = {
            "type": "object",
            "required": ["rule", "reason"],
            "additionalProperties": False,
            "properties": {
                "rule": {"enum": rules},
                "questions": numbers,
                "reason": {"type": "string", "minLength": 1},
            },
        }
        return {"type": "array", "items": entry}
    if _choices(name):
        return _words(_choices(name))
    return {"type": "boolean" if name == "nav" else "string"}


def _words(words: Any) -> dict[str, Any]:
    """Return the schema of a choice; YAML reads a bare `off` as false."""
    return {"enum": [*words, *([False] if {"off", "never"} & set(words) else [])]}
