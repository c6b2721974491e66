"""Where the template's fixed words stand in a question: `Answer:`, `Example:`, the length, placeholders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from markdown_it.token import Token

from mlops_report.exam import Limit
from mlops_report.report.blocks import Block, closed, top_blocks, unwrapped, without_empty_blocks

# A formatter may have joined the quoted lines into one: "**prompt** > > Answer:".
_START = r"(?:^\s*|>\s*)(?:>\s*)*(?P<mark>[*_]{0,3})"
_ANSWER = re.compile(_START + r"Answer:(?P=mark)")
_ANSWER_LOOSE = re.compile(
    r"^\s*(?:>\s*)*(?P<mark>[*_]{0,3})answers?\s*(?P=mark)\s*[:;](?P=mark)(?P<rest>.*)$", re.IGNORECASE
)
_EXAMPLE = re.compile(
    _START + r"Examples?(?:(?P=mark)\s*:(?P=mark)|:(?P=mark)|(?P=mark)\s*$)(?:\s*>)*", re.IGNORECASE
)
_LENGTH = re.compile(
    _START + r"[^:>]{3,60}:\s*(?P<min>\d+)\s*(?:-|–|to)\s*(?P<max>\d+)\s+[^\W\d]+"
    r"(?:\s*\+\s*(?P<figures_min>\d+)(?:\s*(?:-|–|to)\s*(?P<figures_max>\d+))?\s+[^\W\d]+)?\s*\.?(?P=mark)\s*$"
)
_DASHES = r"\-\u2010-\u2015\u2212"
_DASH = f"[{_DASHES}]"
_PLACEHOLDER = re.compile(
    # dashes, the words, perhaps up to three words of a claim ("fill here Anna"), dashes; or cut off at either end
    rf"[`*_\\]*{_DASH}*\s*\bquestion\s*\d+[a-z]?\b[^\n]{{0,30}}?\bfill\s+(?:in\s+)?here\b"
    rf"(?:(?:[ \t]+[^\s`*_{_DASHES}]+){{0,3}}[ \t]*{_DASH}{{2,}}|[ \t]*{_DASH}*)[`*_]*",
    re.IGNORECASE,
)
_LONE_DASHES = re.compile(rf"^\s*{_DASH}{{1,}}\s*$")
_LEADING_DASHES = re.compile(r"^\s*(?:-{2,}|[\u2013\u2014])\s+(?=\S)")
_TRAILING_DASHES = re.compile(r"(?<=\S)\s*(?:-{2,}|[\u2013\u2014])\s*$")

_THREE_DASHES_BEHIND = re.compile(r"\s-{3,}\s*$")


@dataclass(frozen=True, slots=True)
class Cut:
    """A place in the tokens of a question: which token, which line of its content, which characters."""

    token: int
    line: int
    start: int
    end: int
    source_line: int
    """Line of the source, from 1."""
    exact: bool = True
    """False for a marker that the official tool does not see: `answer :`."""


def find_marker(tokens: Sequence[Token]) -> Cut | None:
    """Return the first `Answer:` that begins a line; failing that, one that is spelled in another way."""
    loose: Cut | None = None
    quotes = 0
    for index, token in enumerate(tokens):
        quotes += token.nesting if token.type.startswith("blockquote") else 0
        if not _is_text(tokens, index):
            continue
        for number, line in enumerate(token.content.split("\n")):
            source_line = (token.map or [0])[0] + number + 1
            match = _ANSWER.search(line)
            if match and (match.start() == 0 or quotes):
                return Cut(index, number, match.start(), match.end(), source_line)
            other = _ANSWER_LOOSE.match(line)
            if loose is None and other and (quotes or not other["rest"].strip()):
                loose = Cut(index, number, 0, other.start("rest"), source_line, exact=False)
    return loose


def find_example(tokens: Sequence[Token]) -> Cut | None:
    """Return the `Example:` of a prompt."""
    for index, token in enumerate(tokens):
        if _is_text(tokens, index):
            for number, line in enumerate(token.content.split("\n")):
                match = _EXAMPLE.search(line)
                if match:
                    source_line = (token.map or [0])[0] + number + 1
                    return Cut(index, number, match.start(), match.end(), source_line)
    return None


def split(tokens: Sequence[Token], cut: Cut) -> tuple[list[Token], list[Token]]:
    """Return what stands before and after a cut, each complete in itself; the words cut at go away."""
    opening, inline, closing = tokens[cut.token - 1 : cut.token + 2]
    lines = inline.content.split("\n")
    start, end = inline.map or [0, 0]
    at = start + cut.line
    head = _part(opening, inline, closing, [*lines[: cut.line], lines[cut.line][: cut.start]], (start, at + 1))
    tail = _part(
        opening, inline, closing, [lines[cut.line][cut.end :], *lines[cut.line + 1 :]], (at, max(end, at + 1))
    )
    before = closed([*tokens[: cut.token - 1], *head])
    after = unwrapped([*tail, *tokens[cut.token + 2 :]])
    return without_empty_blocks(before), after


def take_length(tokens: Sequence[Token]) -> tuple[list[Token], Limit | None, Limit | None]:
    """Take the line of the recommended length out of a prompt; return its limits of words and figures."""
    words = figures = None
    for index, token in enumerate(tokens):
        if not _is_text(tokens, index) or words:
            continue
        lines = token.content.split("\n")
        for number, line in enumerate(lines):
            match = _LENGTH.search(line)
            if match and int(match["min"]) <= int(match["max"]):
                words = Limit(int(match["min"]), int(match["max"]))
                if match["figures_min"]:
                    least = int(match["figures_min"])
                    figures = Limit(least, max(least, int(match["figures_max"] or least)))
                lines[number] = line[: match.start()]
                token.content = "\n".join(lines)
                break
    return without_empty_blocks(tokens), words, figures


@dataclass(frozen=True, slots=True)
class FoundPlaceholder:
    """A placeholder in the source: its line (from 1) and the text as it stands there."""

    line: int
    text: str


def take_placeholders(tokens: Sequence[Token]) -> tuple[list[Token], list[FoundPlaceholder]]:
    """Take placeholders, second markers and the template's dashes out of an answer.

    The dashes go only from the outer ends: a rule between two paragraphs is the group's own.
    """
    found: list[FoundPlaceholder] = []
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        first = (token.map or [0])[0] + 1
        if token.type in {"fence", "code_block"}:
            match = _PLACEHOLDER.fullmatch(token.content.strip())
            if match:
                found.append(FoundPlaceholder(first + (token.type == "fence"), match[0]))
                continue
        elif _is_text(tokens, index):
            token.content = _clean_lines(token.content, first, found)
        kept.append(token)
    return _without_outer_dashes(without_empty_blocks(kept)), found


def _clean_lines(content: str, first: int, found: list[FoundPlaceholder]) -> str:
    lines = content.split("\n")
    if not any(_PLACEHOLDER.search(line) or line.strip() == "Answer:" for line in lines):
        return content
    kept = []
    for number, line in enumerate(lines):
        found += [FoundPlaceholder(first + number, match[0].strip()) for match in _PLACEHOLDER.finditer(line)]
        left = _PLACEHOLDER.sub("", line)
        if line.strip() and (not left.strip() or left.strip() == "Answer:"):
            continue
        kept.append(left)
    return "\n".join(kept).strip("\n")


def _without_outer_dashes(tokens: Sequence[Token]) -> list[Token]:
    blocks = list(top_blocks(tokens))
    while blocks and _is_dashes(blocks[0]):
        del blocks[0]
    while blocks and _is_dashes(blocks[-1]):
        del blocks[-1]
    if blocks and blocks[0].kind == "paragraph":
        text = blocks[0].tokens[1]
        opened = _LEADING_DASHES.match(text.content)
        if opened:
            text.content = text.content[opened.end() :]
    else:
        opened = None
    if blocks and blocks[-1].kind == "paragraph":
        text = blocks[-1].tokens[1]
        if opened or _THREE_DASHES_BEHIND.search(text.content):
            text.content = _TRAILING_DASHES.sub("", text.content)
    return [token for block in blocks for token in block.tokens]


def _is_dashes(block: Block) -> bool:
    if block.kind == "hr":
        return block.tokens[0].markup.startswith("-")
    return block.kind == "paragraph" and bool(_LONE_DASHES.match(block.tokens[1].content))


def _is_text(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index].type == "inline" and tokens[index - 1].type in {"paragraph_open", "heading_open"}


def _part(opening: Token, inline: Token, closing: Token, lines: Sequence[str], place: tuple[int, int]) -> list[Token]:
    content = "\n".join(lines)
    # Only what is left blank at the cut goes: the map has to keep pointing at the line of the first word.
    skipped = len(content) - len(content.lstrip("\n \t"))
    start = place[0] + content[:skipped].count("\n")
    first, text = copy(opening), copy(inline)
    first.map = text.map = [min(start, place[1]), place[1]]
    first.hidden = False
    last = copy(closing)
    last.hidden = False
    text.content = content.strip()
    text.children = []
    return [first, text, last] if text.content else []
