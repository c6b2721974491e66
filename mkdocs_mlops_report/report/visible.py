"""What a reader of the rendered text sees: its words, its figures and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from mkdocs_mlops_report.report.model import Figure, Link
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.raw_html import read_html
from mkdocs_mlops_report.text.source import Source, Span

_LONGEST_BOILERPLATE = 30
_BOILERPLATE = lazy_pattern(
    r"(?:my[ _-]?)?(?:image|img|figure|fig|picture|pic|photo|screenshot|screen shot|plot|alt|alt[ _-]?text|text"
    r"|caption|description|name|title|untitled|here|insert|placeholder|this figure|image description|imagen|billede)"
    r"[ _-]?\d{0,3}",
    re.IGNORECASE,
)


def text_of(tokens: Sequence[Token]) -> str:
    """Return the text that a reader sees, its blocks separated by line breaks."""
    return "".join(_pieces(tokens))


def count_code_words(tokens: Sequence[Token]) -> int:
    """Return how many of the visible words are in code, inline or in blocks."""
    return sum(
        count_code_words(token.children)
        if token.children
        else len(token.content.split())
        if token.type in {"fence", "code_block", "code_inline"}
        else 0
        for token in tokens
    )


def says_something(alt: str, url: str) -> bool:
    """Return whether the alternative text of a figure says what it shows, unlike `my_image` or the name of the file."""
    text = alt.strip().strip("<>[](){}.")
    try:
        path = PurePosixPath(unquote(urlsplit(url).path))
    except ValueError:
        path = PurePosixPath()
    if not text or text in {path.name, path.as_posix(), url}:
        return False
    return len(text) > _LONGEST_BOILERPLATE or not _BOILERPLATE.fullmatch(text)


def figures_of(tokens: Sequence[Token], source: Source) -> tuple[Figure, ...]:
    """Return the figures that the rendered tokens show, in order."""
    return tuple(_figures(tokens, _Places(source)))


def links_of(tokens: Sequence[Token], source: Source) -> tuple[Link, ...]:
    """Return the links in the rendered tokens, in order; those in raw HTML are left out."""
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
                yield Figure(url, alt.strip(), places.find(url))
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
    """Finds URLs in the source, each place once: two figures may show the same file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = (0, 1)
        self.taken: set[int] = set()
        self.after: dict[str, int] = {}

    def enter(self, token: Token) -> None:
        if token.map:
            self.lines = (token.map[0], token.map[1])

    def find(self, url: str, *before: str) -> Span:
        """Return the span of a URL in the current lines; `before` are the characters that most likely precede it.

        The parser may have encoded characters of the URL.
        """
        whole = self.source.span(self.lines[0] + 1, max(self.lines[1], self.lines[0] + 1))
        text = self.source.text
        for prefix in (*before, ""):
            for needle in dict.fromkeys((url, unquote(url))):
                # URLs come in the order of the text: the places before the last one like it are taken.
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
