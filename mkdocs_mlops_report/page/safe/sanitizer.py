"""What makes raw HTML of an answer safe: GitHub's elements and attributes, and nothing that leaves the answer's box.

nh3 does that. Where it cannot be installed, as in a browser, there is no sanitizer, and the page shows raw HTML as
text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from markupsafe import Markup

from mkdocs_mlops_report.text.raw_html import ALLOWED_TAGS

try:
    import nh3
except ModuleNotFoundError:  # it is compiled, and not for every system
    nh3 = None  # type: ignore[assignment]

Sanitizer: TypeAlias = Callable[[str], Markup]
"""Returns HTML with all elements closed and without what GitHub filters; an open `<div>` would take in the page."""

_CLASSED = "a code div figcaption figure img li ol p pre section span sup table ul".split()
_ALLOWED_AFTER = {
    "*": {"id", "title", "align", "dir", "lang", "aria-label", "role"},
    **{tag: {"class"} for tag in _CLASSED},
    "a": {"class", "href", "name"},
    "img": {"class", "src", "alt", "width", "height", "loading"},
    "input": {"class", "type", "checked", "disabled"},
    "li": {"class", "value"},
    "ol": {"class", "start", "type", "reversed"},
    "td": {"style", "colspan", "rowspan", "valign", "width"},
    "th": {"style", "colspan", "rowspan", "valign", "width"},
    "details": {"open"},
    "del": {"cite", "datetime"},
    "time": {"datetime"},
}


def sanitizer() -> Sanitizer | None:
    """Return what makes HTML safe, None where nothing can."""
    return None if nh3 is None else _cleaned


def _cleaned(html: str) -> Markup:
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
    """Allow `data:` only for images, which a single file contains; a link to it could open as a page."""
    data = value.strip().lower().startswith("data:")
    return None if data and (element, attribute) != ("img", "src") else value
