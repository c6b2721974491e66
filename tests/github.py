"""GitHub's own parser as the measure: the structure of a piece of HTML, ours or GitHub's, in comparable form."""

from __future__ import annotations

import re
from typing import TypeAlias

import cmarkgfm
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString
from cmarkgfm.cmark import Options

Structure: TypeAlias = list[tuple[str | None, ...]]

_OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES


def of_github(text: str) -> Structure:
    """Return the structure that GitHub's parser gives a text."""
    return structure(cmarkgfm.github_flavored_markdown_to_html(text, _OPTIONS))


def structure(html: str) -> Structure:
    """Return elements with the attributes that mean something, and texts with their white space folded.

    What we do otherwise on purpose counts as the same: headings rank below their question's, code has its colours, a
    paragraph of pictures is a row of figures with captions, a figure can be enlarged, and sections of tables go.
    """
    found: Structure = []
    _walk(BeautifulSoup(html, "html.parser"), found)
    texts = [("text", " ".join((one[1] or "").split())) if one[0] == "text" else one for one in found]
    return [one for one in texts if one != ("text", "")]


def _walk(element: Tag, found: Structure) -> None:
    for child in element.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString):
            before = found.pop()[1] or "" if found and found[-1][0] == "text" else ""
            found.append(("text", before + str(child)))
        elif isinstance(child, Tag):
            _element(child, found)


def _element(child: Tag, found: Structure) -> None:
    name, classes = child.name, set(child.get("class") or [])
    if name == "figcaption" or "footnote-ref" in classes:
        return
    transparent = {"highlight", "mlr-zoom"} & classes or name in {"thead", "tbody", "figure"}
    if transparent or (name == "span" and child.find_parent("pre")):
        _walk(child, found)
        return
    if "mlr-figures" in classes:
        name = "p"
    attributes: tuple[str | None, ...] = ()
    if name == "a":
        attributes = (str(child.get("href")),)
    elif name == "img":
        attributes = (str(child.get("src")), str(child.get("alt")))
    elif name == "ol":
        attributes = (str(child.get("start") or "1"),)
    elif name in {"td", "th"}:
        style = re.search(r"text-align:\s*(\w+)", str(child.get("style") or ""))
        attributes = (str(child.get("align")) if child.get("align") else style and style[1],)
    elif name == "input":
        attributes = (str(child.has_attr("checked")),)
    found.append((re.sub(r"^h[1-6]$", "h", name), *attributes))
    _walk(child, found)
    found.append(("/" + re.sub(r"^h[1-6]$", "h", name),))
