"""What a rule is about, where one of its findings is, or where its code is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types

from mkdocs_mlops_report.rules.model import Rule
from mkdocs_mlops_report.rules.registry import rules_by_code
from mkdocs_mlops_report.server.documents import Document
from mkdocs_mlops_report.server.positions import Encoding, offset_of

_CODE = re.compile(r"\b[A-Z]{3}\d{3}\b")


def hover_of(document: Document, position: types.Position, encoding: Encoding) -> types.Hover | None:
    """Return the documentation of the rules at a position, None without one."""
    codes = list(dict.fromkeys([*_written(document, position, encoding), *_found(document, position, encoding)]))
    if not codes:
        return None
    rules = rules_by_code()
    text = "\n\n---\n\n".join(documentation(rules[code]) for code in codes)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))


def documentation(rule: Rule) -> str:
    """Return what a rule checks for, why, and its example, in Markdown."""
    parts = [f"**{rule.code}** {rule.name}", rule.what, rule.why]
    parts += [f"Fix: {rule.fix_note}"] if rule.fix_note else []
    parts += ["Example:", _fenced(rule.example), "Use instead:", _fenced(rule.instead)]
    return "\n\n".join(parts)


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}markdown\n{text.strip()}\n{fence}"


def _written(document: Document, position: types.Position, encoding: Encoding) -> Iterator[str]:
    """Yield the code that is written at a position, for instance in the config of a site."""
    source = document.source
    line = source.span(position.line + 1, position.line + 1)
    column = offset_of(source, position, encoding) - line.offset
    for match in _CODE.finditer(source.text[line.offset : line.end_offset]):
        if match.start() <= column <= match.end() and match[0] in rules_by_code():
            yield match[0]


def _found(document: Document, position: types.Position, encoding: Encoding) -> Iterator[str]:
    if document.checked is None:
        return
    offset = offset_of(document.checked.report.source, position, encoding)
    for one in document.checked.listed:
        if one.span.offset <= offset <= one.span.end_offset:
            yield one.code
