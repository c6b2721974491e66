"""Raw HTML inside Markdown, as GitHub lets it through."""

from __future__ import annotations

import re
from html import escape

from mlops_report.pattern import lazy

ALLOWED_TAGS = frozenset(
    "a abbr b bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4"
    " h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source span strike strong sub"
    " summary sup table tbody td tfoot th thead time tr tt ul var wbr".split()
)
"""Elements that survive GitHub's filter."""

_TAG = lazy(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*|/)?>")


def without_comments(html: str) -> str:
    """Return `html` without its comments; one that is never closed takes all that follows with it."""
    kept, start = [], 0
    while (opened := html.find("<!--", start)) >= 0:
        kept.append(html[start:opened])
        closed = html.find("-->", opened + 4)
        if closed < 0:
            return "".join(kept)
        start = closed + 3
    return "".join([*kept, html[start:]])


def with_unknown_tags_as_text(html: str) -> str:
    """Return `html` with every tag that GitHub would swallow written out as text.

    `<weblink>` or `<name>` is something that a student wants to be read; so is a `<script>` that will not run.
    """

    def shown(match: re.Match[str]) -> str:
        return match[0] if match["name"].lower() in ALLOWED_TAGS else escape(match[0], quote=False)

    return _TAG.sub(shown, html)


def read_html(html: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the visible text of `html` and its images as pairs of address and alternative text."""
    from mlops_report.report.htmlreader import HtmlReader  # noqa: PLC0415

    reader = HtmlReader()
    reader.feed(with_unknown_tags_as_text(without_comments(html)))
    reader.close()
    return "".join(reader.text), reader.images
