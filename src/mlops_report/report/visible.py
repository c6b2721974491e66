"""What a reader of the rendered text sees: its words and its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from mlops_report.report.model import Figure, Link
from mlops_report.report.rawhtml import read_html
from mlops_report.report.source import Source, Span


def text_of(tokens: Sequence[Token]) -> str:
    """Return the text that a reader sees, blocks apart from each other by a line break."""
    return "".join(_pieces(tokens))


def count_code_words(tokens: Sequence[Token]) -> int:
    """Return how many of the visible words stand in code, inline or in blocks."""
    return sum(
        count_code_words(token.children)
        if token.children
        else len(token.content.split())
        if token.type in {"fence", "code_block", "code_inline"}
        else 0
        for token in tokens
    )


def figures_of(tokens: Sequence[Token], source: Source) -> tuple[Figure, ...]:
    """Return the pictures that the rendered tokens show, in order."""
    return tuple(_figures(tokens, _Places(source)))


def links_of(tokens: Sequence[Token], source: Source) -> tuple[Link, ...]:
    """Return the links that the rendered tokens have, in order; those of raw HTML are left out."""
    return tuple(_links(tokens, _Places(source)))


def _pieces(tokens: Sequence[Token]) -> list[str]:
    pieces: list[str] = []
    for token in tokens:
        kind = token.type
        if kind == "inline":
            pieces += _pieces(token.children or ())
            pieces.append("\n")
        elif kind in {"text", "code_inline", "text_special"}:
            pieces.append(token.content)
        elif kind in {"fence", "code_block"}:
            pieces.append(token.content + "\n")
        elif kind in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif kind == "html_inline":
            pieces.append(read_html(token.content)[0])
        elif kind == "html_block":
            pieces.append(read_html(token.content)[0] + "\n")
    return pieces


def _figures(tokens: Sequence[Token], places: _Places) -> Iterator[Figure]:
    for token in tokens:
        places.enter(token)
        if token.type == "image":
            url = str(token.attrs.get("src", ""))
            alt = "".join(_pieces(token.children or ())).strip()
            yield Figure(url, alt, places.find(url, "](", "](<"))
        elif token.type in {"html_inline", "html_block"} and "<img" in token.content.lower():
            for url, alt in read_html(token.content)[1]:
                yield Figure(url, alt, places.find(url))
        elif token.children and ("![" in token.content or "<" in token.content):
            yield from _figures(token.children, places)


def _links(tokens: Sequence[Token], places: _Places) -> Iterator[Link]:
    for token in tokens:
        places.enter(token)
        children = token.children or []
        for index, child in enumerate(children):
            if child.type == "link_open":
                end = next((i for i in range(index, len(children)) if children[i].type == "link_close"), index)
                inside = children[index + 1 : end]
                text = " ".join("".join(_pieces(inside)).split())
                if not text:
                    text = " ".join(picture.content for picture in inside if picture.type == "image")
                url = str(child.attrs.get("href", ""))
                yield Link(url, text, places.find(url, "](", "](<"), any(one.type == "image" for one in inside))


class _Places:
    """Finds addresses in the source, each place once: the second figure of a file is not where the first one is."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = (0, 1)
        self.taken: set[int] = set()
        self.after: dict[str, int] = {}

    def enter(self, token: Token) -> None:
        if token.map:
            self.lines = (token.map[0], token.map[1])

    def find(self, url: str, *before: str) -> Span:
        """Return where an address stands in the current lines; `before` are the signs that it most likely follows.

        The parser may have encoded spaces and signs of it.
        """
        whole = self.source.span(self.lines[0] + 1, max(self.lines[1], self.lines[0] + 1))
        text = self.source.text
        for prefix in (*before, ""):
            for needle in dict.fromkeys((url, unquote(url))):
                # Addresses come in the order of the text: what lies before the last one like it is taken.
                begin = max(whole.offset, self.after.get(prefix + needle, 0))
                at = text.find(prefix + needle, begin, whole.end_offset) if needle else -1
                while at >= 0:
                    start = at + len(prefix)
                    if start not in self.taken:
                        self.taken.add(start)
                        self.after[prefix + needle] = at + 1
                        return self.source.span_of(start, start + len(needle))
                    at = text.find(prefix + needle, at + 1, whole.end_offset)
        return self.source.span(whole.line, whole.line)
