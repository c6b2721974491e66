"""Reads the text and the images of HTML. In a module of its own: most reports have none, and need no parser of it."""

from __future__ import annotations

from html.parser import HTMLParser

_BREAKING = frozenset({"br", "p", "div", "li", "tr", "td", "th", "summary", "h1", "h2", "h3", "h4", "h5", "h6"})


class HtmlReader(HTMLParser):
    """Collects what a reader sees; what unknown tags mean has been settled before."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.images: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an image; part the words that an element sets apart."""
        if tag == "img":
            values = dict(attrs)
            if values.get("src"):
                self.images.append((values["src"] or "", values.get("alt") or ""))
        elif tag in _BREAKING:
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.text.append(data)
