"""Raw HTML inside Markdown, as GitHub lets it through."""

from __future__ import annotations

import re
from html import escape

from mkdocs_mlops_report.text.pattern import lazy_pattern

ALLOWED_TAGS = frozenset(
    "a abbr b bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4"
    " h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source span strike strong sub"
    " summary sup table tbody td tfoot th thead time tr tt ul var wbr".split()
)
"""Elements that GitHub's filter keeps."""

_DROPPED_TAGS = frozenset("article aside big center dir font footer header hgroup main nav nobr section u".split())
"""Elements that only style or group text: GitHub drops their tags and keeps what is between them."""

_TAG = lazy_pattern(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*|/)?>")


def without_comments(html: str) -> str:
    """Return `html` without its comments; a comment that is never closed goes on to the end."""
    kept, start = [], 0
    while (opened := html.find("<!--", start)) >= 0:
        kept.append(html[start:opened])
        closed = html.find("-->", opened + 4)
        if closed < 0:
            return "".join(kept)
        start = closed + 3
    return "".join([*kept, html[start:]])


def with_unknown_tags_as_text(html: str) -> str:
    """Return `html` with unknown tags written out as text, and without tags that only style or group text.

    GitHub drops both. But somebody who writes `<weblink>` or `<name>` wants it to be read; a `<script>` shown as text
    does not run.
    """

    def shown(match: re.Match[str]) -> str:
        if match["name"].lower() in _DROPPED_TAGS:
            return ""
        return match[0] if match["name"].lower() in ALLOWED_TAGS else escape(match[0], quote=False)

    return _TAG.sub(shown, html)


def read_html(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the visible text of `html`, and its images as pairs of URL and alternative text."""
    from mkdocs_mlops_report.text.html_reader import HtmlReader  # noqa: PLC0415 - see its module

    reader = HtmlReader()
    reader.feed(with_unknown_tags_as_text(without_comments(html)))
    reader.close()
    return "".join(reader.text), reader.images
