"""Blocks of Markdown tokens: dividing a flat list of tokens so that no block stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token


class Block(NamedTuple):
    """An outermost block: its kind, its tokens and its lines (from 0, the end exclusive)."""

    kind: str
    """Type of the opening token without `_open`: `heading`, `blockquote`, `paragraph`, `fence`, and so on."""
    tokens: list[Token]
    start: int
    end: int


def block_of(tokens: list[Token], start: int, end: int) -> Block:
    """Return the block that some tokens are; `start` and `end` are its lines, from 0, the end exclusive."""
    return Block(tokens[0].type.removesuffix("_open"), tokens, start, end)


def top_blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Yield the outermost blocks of `tokens`."""
    current: list[Token] = []
    depth = 0
    for token in tokens:
        current.append(token)
        depth += token.nesting
        if depth == 0:
            start, end = current[0].map or (0, 0)
            yield block_of(current, start, end)
            current = []


def unwrapped(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without closing ones that are not opened in `tokens`, as after a cut inside a block quote."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        if token.nesting == -1 and depth == 0:
            continue
        depth += token.nesting
        kept.append(token)
    return kept


def closed(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with the closing ones that are missing, as before a cut inside a block quote."""
    open_tokens: list[Token] = []
    for token in tokens:
        if token.nesting == 1:
            open_tokens.append(token)
        elif token.nesting == -1:
            open_tokens.pop()
    closing = [
        Token(opening.type.removesuffix("_open") + "_close", opening.tag, -1, block=True, hidden=opening.hidden)
        for opening in reversed(open_tokens)
    ]
    return [*tokens, *closing]


def paragraph(content: str, lines: tuple[int, int]) -> list[Token]:
    """Return the tokens of a paragraph whose inlines are not parsed yet; `lines` are its map."""
    return [
        Token("paragraph_open", "p", 1, block=True, map=list(lines)),
        Token("inline", "", 0, block=True, map=list(lines), content=content, children=[]),
        Token("paragraph_close", "p", -1, block=True),
    ]


def with_content(token: Token, content: str) -> Token:
    """Return a copy of a token with another content."""
    return token.copy(content=content)


def without_empty_blocks(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without empty paragraphs, and without quotes, lists and items that contained only those."""
    kept: list[Token] = []
    for token in tokens:
        if token.nesting == -1 and kept:
            opening = kept[-1]
            if opening.nesting == 1 and opening.type[:-5] == token.type[:-6]:
                kept.pop()
                continue
            if token.type == "paragraph_close" and opening.type == "inline" and not opening.content.strip():
                del kept[-2:]
                continue
        kept.append(token)
    return kept
