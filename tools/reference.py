"""The options for people and for editors, made from the table of options: a section of Markdown, a JSON schema."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from html import escape
from typing import Any

from mkdocs_mlops_report.config.options import Option, all_options
from mkdocs_mlops_report.official import count_words
from mkdocs_mlops_report.report.placeholders import without_placeholders
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.rules.model import FAMILIES
from mkdocs_mlops_report.rules.registry import all_rules
from mkdocs_mlops_report.rules.settings import LEVELS
from mkdocs_mlops_report.text.parser import parse_blocks, parse_inlines

_WIDTH = 120


def options_section() -> str:
    """Return the options as a section of Markdown, one paragraph each."""
    return "\n".join(
        textwrap.fill(_paragraph(option), _WIDTH, break_long_words=False) + "\n" for option in all_options()
    )


def schema() -> dict[str, Any]:
    """Return a JSON schema of `mkdocs.yml` that describes our options in the list of plugins, and nothing else."""
    options = {
        "title": "Options of mkdocs-mlops-report",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            option.name: {**_schema_of(option), "description": option.documentation}
            | ({"default": option.default} if option.default not in {None, ""} else {})
            for option in all_options()
        },
    }
    entry = {"type": "object", "properties": {"mlops-report": {"$ref": "#/$defs/options"}}}
    plugins = {"type": "array", "items": {"anyOf": [{"type": "string"}, entry]}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "MkDocs with mkdocs-mlops-report",
        "type": "object",
        "properties": {"plugins": {"anyOf": [plugins, entry]}},
        "$defs": {"options": {"anyOf": [options, {"type": "null"}]}},
    }


def counted_words(text: str) -> str:
    """Return the source of an answer as HTML in which each officially counted word has its number."""
    number = 0
    lines = []
    for line in text.splitlines():
        pieces = []
        for piece in re.split(r"(\s+)", line):
            number += count_words(piece)
            pieces.append(f"{escape(piece)}<sub>{number}</sub>" if piece.strip() else piece)
        lines.append("".join(pieces))
    blocks, env = parse_blocks(text)
    visible = len(text_of(parse_inlines(without_placeholders(blocks)[0], env)).split())
    counted = "\n".join(lines)
    return f'<pre class="counted">{counted}</pre>\n\nThe official check counts {number} words; readers see {visible}.\n'


def _paragraph(option: Option) -> str:
    text = f"**`{option.name}`:** {option.documentation}"
    if option.choices:
        quoted = [f"`{choice}`" for choice in option.choices]
        text += f" One of {', '.join(quoted[:-1])} or {quoted[-1]}."
    if option.default not in {None, ""}:
        shown = str(option.default).lower() if isinstance(option.default, bool) else option.default
        text += f" Default: `{shown}`."
    return text


def _schema_of(option: Option) -> dict[str, Any]:
    rules = [*(rule.code for rule in all_rules()), *(rule.name for rule in all_rules()), *FAMILIES]
    if option.kind == "rules":
        return {"type": "object", "propertyNames": {"enum": rules}, "additionalProperties": _choices(LEVELS)}
    if option.kind == "ignore":
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
    if option.kind == "edition":
        return {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}"}
    return _choices(option.choices) if option.choices else {"type": option.kind}


def _choices(words: Iterable[str]) -> dict[str, Any]:
    """Return the schema of a choice; YAML reads a bare `off` as false."""
    return {"enum": [*words, *([False] if {"off", "never"} & set(words) else [])]}
