"""What a reader of the rendered text sees: its words and its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from mlops_report.report.model import Figure
from mlops_report.report.rawhtml import read_html
from mlops_report.report.source import Source, Span


def text_of(tokens: Sequence[Token]) -> str:
    """Return the text that a reader sees, blocks apart from each other by a line break."""
    return "".join(_pieces(tokens))


def count_words(tokens: Sequence[Token]) -> int:
    """Return the number of visible words: what white space separates, code included, markup not."""
    return len(text_of(tokens).split())


def figures_of(tokens: Sequence[Token], source: Source) -> tuple[Figure, ...]:
    """Return the pictures that the rendered tokens show, in order."""
    return tuple(_figures(tokens, source, (0, 1)))


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "inline":
                yield from _pieces(token.children or ())
                yield "\n"
            case "text" | "code_inline" | "text_special":
                yield token.content
            case "fence" | "code_block":
                yield token.content + "\n"
            case "softbreak" | "hardbreak":
                yield "\n"
            case "html_inline":
                yield read_html(token.content)[0]
            case "html_block":
                yield read_html(token.content)[0] + "\n"
            case _:
                pass


def _figures(tokens: Sequence[Token], source: Source, lines: tuple[int, int]) -> Iterator[Figure]:
    for token in tokens:
        if token.map:
            lines = (token.map[0], token.map[1])
        if token.type == "image":
            url = str(token.attrs.get("src", ""))
            alt = "".join(_pieces(token.children or ())).strip()
            yield Figure(url, alt, _place(source, lines, url))
        elif token.type in {"html_inline", "html_block"} and "<img" in token.content.lower():
            for url, alt in read_html(token.content)[1]:
                yield Figure(url, alt, _place(source, lines, url))
        elif token.children:
            yield from _figures(token.children, source, lines)


def _place(source: Source, lines: tuple[int, int], url: str) -> Span:
    """Find where an address stands; the parser may have encoded spaces and signs of it."""
    for needle in (url, unquote(url)):
        for number in range(lines[0] + 1, lines[1] + 1):
            column = source.line(number).find(needle) + 1
            if column and needle:
                return source.span(number, number, column, column + len(needle))
    return source.span(lines[0] + 1, lines[0] + 1)
