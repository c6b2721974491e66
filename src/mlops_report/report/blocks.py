"""Cutting a flat list of tokens without leaving a tag open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token


class Block(NamedTuple):
    """A block of the outermost level: its tokens and its lines (from 0, end exclusive)."""

    tokens: list[Token]
    start: int
    end: int

    @property
    def kind(self) -> str:
        """Type of the opening token without `_open`: `heading`, `blockquote`, `paragraph`, `fence`, and so on."""
        return self.tokens[0].type.removesuffix("_open")


def top_blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Yield the outermost blocks of `tokens`."""
    current: list[Token] = []
    depth = 0
    for token in tokens:
        current.append(token)
        depth += token.nesting
        if depth == 0:
            start, end = current[0].map or [0, 0]
            yield Block(current, start, end)
            current = []


def unwrapped(tokens: Sequence[Token]) -> list[Token]:
    """Drop the closing tokens whose opening ones are not in `tokens`: what follows a cut inside a quote."""
    kept: list[Token] = []
    depth = 0
    for token in tokens:
        if token.nesting == -1 and depth == 0:
            continue
        depth += token.nesting
        kept.append(token)
    return kept


def closed(tokens: Sequence[Token]) -> list[Token]:
    """Add the closing tokens that `tokens` lacks: what stands before a cut inside a quote."""
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
    """Return the tokens of a paragraph whose inlines are still to be parsed."""
    return [
        Token("paragraph_open", "p", 1, block=True, map=list(lines)),
        Token("inline", "", 0, block=True, map=list(lines), content=content, children=[]),
        Token("paragraph_close", "p", -1, block=True),
    ]


def without_empty_blocks(tokens: Sequence[Token]) -> list[Token]:
    """Drop paragraphs with nothing in them, and the quotes, lists and items that held only those."""
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
