"""Raw HTML of an answer, with the images and links of the page; `sanitizer` then cleans it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from markupsafe import Markup

from mkdocs_mlops_report.page.elements import start_tag
from mkdocs_mlops_report.text.raw_html import with_unknown_tags_as_text, without_comments

_RAW_TAG = re.compile(r"""</?[A-Za-z](?:[^<>"']*(?:"[^"]*"|'[^']*'))*[^<>"']*>|</?[A-Za-z][^<>]*>""")
"""A tag with any character in its quotes; if they are not closed, up to the next `>`."""
_ATTRIBUTES = frozenset(
    "align alt cite colspan datetime dir height href lang name open reversed rowspan src start title type valign value"
    " width".split()
)
"""Those that the sanitizer keeps, too; a group's own `class`, `style` and `id` would change our page."""
_SWITCHES = frozenset({"open", "reversed"})
"""Attributes that need no value."""


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = attrs


def rewritten(html: str, image: Callable[[dict[str, str]], Markup], link: Callable[[str], str]) -> str:
    """Return raw HTML with images and links as they are on the page; it still has to be cleaned.

    Args:
        html: a piece of raw HTML as it is written.
        image: from the attributes of an `<img>` to what is shown instead.
        link: from the URL of a link in the report to that on the page.
    """

    def tag(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith("</"):
            return text
        name = re.split(r"[\s/>]", text[1:])[0].lower()
        parser = _Attributes()
        parser.feed(text)
        attributes = {key: value or "" for key, value in parser.found if key in _ATTRIBUTES}
        if name == "img":
            return image(attributes)
        if "href" in attributes:
            attributes["href"] = link(attributes["href"])
        return start_tag(name, {key: value for key, value in attributes.items() if value or key in _SWITCHES})

    return _RAW_TAG.sub(tag, with_unknown_tags_as_text(without_comments(html)))
