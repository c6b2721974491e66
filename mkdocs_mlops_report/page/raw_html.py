"""Raw HTML of an answer, reduced to GitHub's elements and attributes and kept inside the answer's box."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3
from markupsafe import Markup

from mkdocs_mlops_report.page.elements import start_tag
from mkdocs_mlops_report.text.raw_html import ALLOWED_TAGS, with_unknown_tags_as_text, without_comments

_RAW_TAG = re.compile(r"""</?[A-Za-z](?:[^<>"']*(?:"[^"]*"|'[^']*'))*[^<>"']*>|</?[A-Za-z][^<>]*>""")
"""A tag with any character in its quotes; if they are not closed, up to the next `>`."""
_ATTRIBUTES = frozenset(
    "abbr align alt border cellpadding cellspacing cite color colspan datetime dir height href hspace lang name open"
    " rel reversed rowspan span src start summary title type valign value vspace width".split()
)
_CLASSED = "a code div figcaption figure img li ol p pre section span sup table ul".split()
_ALLOWED_AFTER = {
    "*": {"id", "title", "align", "dir", "lang", "aria-label", "role"},
    **{tag: {"class"} for tag in _CLASSED},
    "a": {"class", "href", "name"},
    "img": {"class", "src", "alt", "width", "height", "loading"},
    "input": {"class", "type", "checked", "disabled", "aria-label"},
    "li": {"class", "value"},
    "ol": {"class", "start", "type", "reversed"},
    "td": {"style", "colspan", "rowspan", "valign", "width"},
    "th": {"style", "colspan", "rowspan", "valign", "width"},
    "details": {"open"},
    "del": {"cite", "datetime"},
    "time": {"datetime"},
    "source": {"media", "srcset", "type"},
}


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = attrs


def cleaned(html: str) -> Markup:
    """Return `html` with all elements closed and without what GitHub filters.

    An open `<div>` would take in the rest of the page.
    """
    safe = nh3.clean(
        html,
        tags=set(ALLOWED_TAGS) | {"input", "section"},
        attributes=_ALLOWED_AFTER,
        filter_style_properties={"text-align"},
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel", "data"},
        attribute_filter=_only_images_are_data,
    )
    return Markup(safe)  # filtered by nh3


def _only_images_are_data(element: str, attribute: str, value: str) -> str | None:
    """Allow `data:` only for images, which a single file contains; a link to it could be a page of its own."""
    data = value.strip().lower().startswith("data:")
    return None if data and (element, attribute) != ("img", "src") else value


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
        name = re.split(r"[\s/>]", text[1:], maxsplit=1)[0].lower()
        parser = _Attributes()
        parser.feed(text)
        attributes = {key: value or "" for key, value in parser.found if key in _ATTRIBUTES}
        if name == "img":
            return image(attributes)
        if name == "a" and "href" in attributes:
            attributes["href"] = link(attributes["href"])
        return start_tag(name, {key: value for key, value in attributes.items() if value or key == "open"})

    return _RAW_TAG.sub(tag, with_unknown_tags_as_text(without_comments(html)))
