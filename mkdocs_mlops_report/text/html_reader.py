"""The text and the images of raw HTML.

A separate module: most reports contain no HTML, and the command then starts without an HTML parser.
"""

from __future__ import annotations

from html.parser import HTMLParser

_SEPARATING = frozenset(
    "blockquote br caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table td th"
    " tr ul".split()
)
"""Elements that start on a new line, and cells of tables."""


class HtmlReader(HTMLParser):
    """Collects what a reader sees; unknown tags must have been escaped before."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.images: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an image; separate the words around a block element."""
        if tag == "img":
            values = dict(attrs)
            if values.get("src"):
                self.images.append((values["src"] or "", values.get("alt") or ""))
        elif tag in _SEPARATING:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Separate the words after a block element."""
        if tag in _SEPARATING:
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text.append(data)
