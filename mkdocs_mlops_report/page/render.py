"""Markdown tokens as HTML, as GitHub renders them, safe inside a box of our page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from mkdocs_mlops_report.page.code import code_block
from mkdocs_mlops_report.page.context import PageContext
from mkdocs_mlops_report.page.elements import element, start_tag
from mkdocs_mlops_report.page.safe.raw_html import rewritten
from mkdocs_mlops_report.page.safe.sanitizer import sanitizer
from mkdocs_mlops_report.page.slugs import Slugger
from mkdocs_mlops_report.report.model import Prose
from mkdocs_mlops_report.report.visible import says_something, text_of
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.repository.pictures import Display
from mkdocs_mlops_report.rules.phrases import shown_url
from mkdocs_mlops_report.text.parser import new_parser

_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_BETWEEN_FIGURES = frozenset({"image", "softbreak", "hardbreak", "link_open", "link_close"})
_UNSAFE_SCHEME = re.compile(r"\s*(?!(?:https?|mailto):)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
"""What no link of the page may have: GitHub allows a few more schemes, which no report needs."""
_NOT_SHOWN = {
    Display.MISSING: "Figure missing",
    Display.OUTSIDE: "Figure outside the repository",
    Display.NOT_A_PICTURE: "Figure not shown by most browsers",
    Display.NOT_LOADED: "Figure not loaded by GitHub",
    Display.SHOWN: "Figure not shown here",
}
_NEEDS_PAGE = re.compile(r"[\[<@]|!\[|:\S|www\.")
"""What links, figures, HTML, footnotes and emoji contain."""
_PLAIN_BLOCKS = frozenset(
    f"{block}_{end}" for block in ("paragraph", "bullet_list", "list_item", "blockquote") for end in ("open", "close")
) | {"inline"}
_RENDERED: dict[tuple[object, ...], Markup] = {}
"""The HTML of prompts, introductions and items without links and figures, which all reports of a course share.

Without it, building a site of a hundred reports takes 5 % longer; see benchmarks/README.md.
"""
_MOST_RENDERED = 4000
_LONG_URL = 120
"""Characters; a longer URL is cut in the middle."""
_QUESTION_RANK = 3
_LOWEST_RANK = 6


class Renderer:
    """Renders the parts of one page and remembers which anchors the page has.

    Args:
        context: where links and figures lead.
        files: the files around the report.
        prefix: starts each anchor, where a page shows parts of several reports.
    """

    def __init__(self, context: PageContext, files: Files, prefix: str = "") -> None:
        self.context = context
        self.files = files
        self.slugger = Slugger(prefix)

    def href(self, url: str) -> str | None:
        """Return the URL of a link on the page, None for one that leads nowhere."""
        return None if _UNSAFE_SCHEME.match(url) else self.context.link(url)

    def html(self, tokens: Sequence[Token], name: str) -> Markup:
        """Return the HTML of `tokens`; `name` distinguishes the footnotes of different parts."""
        if not tokens:
            return Markup("")
        if not isinstance(tokens, Prose):
            return self._rendered(tokens, name)
        key = tuple([(token.type, token.tag, token.content, token.hidden) for token in tokens.raw])
        known = _RENDERED.get(key)
        if known is not None:
            return known
        html = self._rendered(tokens, name)
        if not _depends_on_page(tokens):
            if len(_RENDERED) >= _MOST_RENDERED:
                _RENDERED.clear()
            _RENDERED[key] = html
        return html

    def _rendered(self, tokens: Sequence[Token], name: str) -> Markup:
        parser = _parser()
        env: dict[str, Any] = {
            "docId": name,
            "page": self,
            "open_links": [],
            "figures_only": False,
            "raw": False,
            "rank": _QUESTION_RANK,
            "ranks": sorted({token.tag for token in tokens if token.type == "heading_open"}),
        }
        html: str = parser.renderer.render(tokens, parser.options, env)
        clean = sanitizer() if env["raw"] else None
        return clean(html) if clean else Markup(html)  # every method below escapes what it returns


def _depends_on_page(text: Prose) -> bool:
    """Return whether the HTML of a part of the template's text also depends on the page around it."""
    return any(token.type not in _PLAIN_BLOCKS or _NEEDS_PAGE.search(token.content) for token in text.raw)


class _TokenRenderer(RendererHTML):
    """markdown-it's renderer with our headings, links, figures, code and raw HTML.

    Its methods join plain strings. `str(Markup)` keeps them plain, since joining with `Markup` would escape them again.
    """

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Start a heading below that of its question; no rank is left out, since screen readers navigate by ranks."""
        slug = env["page"].slugger.slug(text_of([tokens[idx + 1]]))
        ranks = env["ranks"]
        rank = ranks.index(tokens[idx].tag) + _QUESTION_RANK + 1 if tokens[idx].tag in ranks else _LOWEST_RANK
        env["rank"] = min(rank, env["rank"] + 1, _LOWEST_RANK)
        return str(start_tag(f"h{env['rank']}", {"id": slug}))

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return f"</h{env['rank']}>\n"

    def paragraph_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Turn a paragraph that contains only figures into a row of figures with captions."""
        env["figures_only"] = not tokens[idx].hidden and _has_only_figures(tokens[idx + 1])
        return '<div class="mlr-figures">' if env["figures_only"] else self.renderToken(tokens, idx, options, env)

    def paragraph_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        figures_only, env["figures_only"] = env["figures_only"], False
        return "</div>\n" if figures_only else self.renderToken(tokens, idx, options, env)

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        content = tokens[idx].content
        if ":" in content and _EMOJI.search(content):
            from emoji import emojize  # noqa: PLC0415 - slow to import, and most reports have no such codes

            content = emojize(content, language="alias")
        return str(escape(content))

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        url = str(token.attrs.get("href", ""))
        href = env["page"].href(url)
        env["open_links"].append(href is not None)
        if href is None:
            return str(start_tag("span", {"class": "mlr-nolink", "title": shown_url(url, _LONG_URL)}))
        title = token.attrs.get("title")
        return str(start_tag("a", {"href": href, "title": str(title) if title else None}))

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return "</a>" if env["open_links"].pop() else "</span>"

    def s_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Strike text out with `<del>`, as GitHub does."""
        return "<del>"

    def s_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return "</del>"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        alt = self.renderInlineAsText(token.children, options, env)
        title = token.attrs.get("title")
        url, linked = str(token.attrs.get("src", "")), any(env["open_links"])
        attributes = {"title": str(title)} if title else {}
        image = _image(url, alt, env["page"], attributes, zoom=not linked)
        if not env["figures_only"]:
            return str(image)
        caption = element("figcaption", None, alt.strip()) if says_something(alt, url) else Markup("")
        return str(element("figure", {"class": "mlr-figure"}, image + caption))

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        language, *_ = token.info.split() or [""]
        return str(code_block(token.content, language))

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return str(code_block(tokens[idx].content, ""))

    def html_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _raw(tokens[idx].content, env)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _raw(tokens[idx].content, env)


@cache
def _parser() -> MarkdownIt:
    return new_parser(renderer_cls=_TokenRenderer)


def _has_only_figures(inline: Token) -> bool:
    children = inline.children or []
    return any(child.type == "image" for child in children) and all(
        child.type in _BETWEEN_FIGURES or (child.type == "text" and not child.content.strip()) for child in children
    )


def _raw(html: str, env: dict[str, Any]) -> str:
    """Return raw HTML with our links and images; `Renderer.html` cleans it. Without a sanitizer it is shown as text."""
    page, env["raw"] = env["page"], True
    if sanitizer() is None:
        return str(escape(html))

    def image(attributes: dict[str, str]) -> Markup:
        url, alt = attributes.pop("src", ""), attributes.pop("alt", "")
        return _image(url, alt, page, attributes, zoom=False)

    return rewritten(html, image, lambda url: page.href(url) or "")


def _image(url: str, alt: str, page: Renderer, attributes: dict[str, str], *, zoom: bool) -> Markup:
    """Return a figure, or a box that says why it is not shown."""
    display = page.files.display(url)
    shown = page.context.figure(url) if display is Display.SHOWN else None
    if shown is None:
        missing = Markup("{}: ").format(_NOT_SHOWN[display]) + element("code", None, shown_url(url, _LONG_URL))
        return element("span", {"class": "mlr-missing"}, missing)
    if not shown.src:
        elsewhere = Markup("Figure on another server: ") + element("a", {"href": url}, url)
        return element("span", {"class": "mlr-missing"}, elsewhere)
    if shown.size and not attributes.keys() & {"width", "height"}:
        attributes = {**attributes, "width": str(shown.size[0]), "height": str(shown.size[1])}
    given = {name: value for name, value in attributes.items() if value}
    image = start_tag("img", {"src": shown.src, "alt": alt, "loading": "lazy", **given})
    if not (zoom and shown.zoom):
        return image
    label = f"Enlarge: {alt.strip()}" if alt.strip() else "Enlarge the figure"
    large = "#figure" if shown.inside else shown.src
    return element("a", {"class": "mlr-zoom", "href": large, "aria-label": label}, image)
