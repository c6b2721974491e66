"""Tokens to HTML, as GitHub renders them, made safe to stand inside a box of our page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any, TypeAlias
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from mlops_report.page.code import code_block
from mlops_report.page.context import PageContext
from mlops_report.page.raw import cleaned, rewritten
from mlops_report.page.slugs import Slugger
from mlops_report.report.figures import says_something
from mlops_report.report.markdown import new_parser
from mlops_report.report.model import Prose
from mlops_report.report.visible import text_of

_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_BETWEEN_FIGURES = frozenset({"image", "softbreak", "hardbreak", "link_open", "link_close"})
_SCHEME = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+.-]+:", re.IGNORECASE)


class Renderer:
    """Renders the parts of one page; remembers which anchors the page already has."""

    def __init__(self, context: PageContext) -> None:
        self.context = context
        self.slugger = Slugger()

    def html(self, tokens: Sequence[Token], name: str) -> str:
        """Return the HTML of `tokens`; `name` keeps footnotes of different parts apart."""
        if not tokens:
            return ""
        key = _key(tokens)
        if key is None:
            return self._rendered(tokens, name)
        if key not in _PLAIN:
            if len(_PLAIN) >= _MOST_PLAIN:
                _PLAIN.clear()
            _PLAIN[key] = self._rendered(tokens, name)
        return _PLAIN[key]

    def _rendered(self, tokens: Sequence[Token], name: str) -> str:
        parser = _parser()
        ranks = sorted({token.tag for token in tokens if token.type == "heading_open"})
        env: dict[str, Any] = {
            "docId": name,
            "page": self,
            "open_links": [],
            "alone": False,
            "rank": 3,
            "ranks": ranks,
        }
        html: str = parser.renderer.render(tokens, parser.options, env)
        if any(token.type in {"html_block", "html_inline"} for token in _all(tokens)):
            return cleaned(html)
        return html


class _TokenRenderer(RendererHTML):
    """markdown-it's renderer with our headings, links, figures, code and raw HTML."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A heading inside an answer ranks below its question's, which is an h3."""
        slug = env["page"].slugger.slug(text_of([tokens[idx + 1]]))
        # No rank is left out on the way down: a screen reader's user moves by them.
        ranks = env["ranks"]
        env["rank"] = min(ranks.index(tokens[idx].tag) + 4 if tokens[idx].tag in ranks else 6, env["rank"] + 1, 6)
        return f'<h{env["rank"]} id="{escape(slug)}">'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return f"</h{env['rank']}>\n"

    def paragraph_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A paragraph of nothing but pictures is a row of figures with captions."""
        env["alone"] = not tokens[idx].hidden and _only_pictures(tokens[idx + 1])
        return '<div class="mlr-figures">' if env["alone"] else self.renderToken(tokens, idx, options, env)

    def paragraph_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        alone, env["alone"] = env["alone"], False
        return "</div>\n" if alone else self.renderToken(tokens, idx, options, env)

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        content = tokens[idx].content
        if ":" in content and _EMOJI.search(content):
            from emoji import emojize  # noqa: PLC0415 - only reports with such codes pay for it

            content = emojize(content, language="alias")
        return escape(content, quote=False)

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        href = env["page"].context.link(str(token.attrs.get("href", "")))
        env["open_links"].append(href is not None)
        if href is None:
            return f'<span class="mlr-nolink" title="{escape(str(token.attrs.get("href", "")))}">'
        title = token.attrs.get("title")
        return f'<a href="{escape(href)}"' + (f' title="{escape(str(title))}">' if title else ">")

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return "</a>" if env["open_links"].pop() else "</span>"

    def s_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """GitHub strikes out with `del`."""
        return "<del>"

    def s_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return "</del>"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        alt = self.renderInlineAsText(token.children, options, env)
        attributes = {"title": str(token.attrs["title"])} if token.attrs.get("title") else {}
        url, linked = str(token.attrs.get("src", "")), any(env["open_links"])
        picture = _picture(url, alt, env["page"].context, attributes, zoom=not linked)
        if not env["alone"]:
            return picture
        caption = f"<figcaption>{escape(alt.strip())}</figcaption>" if says_something(alt, url) else ""
        return f'<figure class="mlr-figure">{picture}{caption}</figure>'

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        language = token.info.strip().split()[0] if token.info.strip() else ""
        return code_block(token.content, language)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return code_block(tokens[idx].content, "")

    def html_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _raw(tokens[idx].content, env)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _raw(tokens[idx].content, env)


def _key(tokens: Sequence[Token]) -> _Key | None:
    """Return what tells a part of the template that looks the same on every page, None for any other text.

    All reports of an edition share their prompts, examples and items; a hundred of them are one build. Without
    brackets a text has no link, no figure and no footnote, and without a heading no anchor.
    """
    if not isinstance(tokens, Prose):
        return None
    key = tuple((token.type, token.content, token.markup) for token in tokens.raw)
    return key if all(kind in _SAME_EVERYWHERE and not _OPENS.search(content) for kind, content, _ in key) else None


_Key: TypeAlias = tuple[tuple[str, str, str], ...]
_SAME_EVERYWHERE = frozenset({"paragraph_open", "inline", "paragraph_close"})
_OPENS = re.compile(r"[\[<]|://|www\.|@")
_MOST_PLAIN = 2048
_PLAIN: dict[_Key, str] = {}


@cache
def _parser() -> MarkdownIt:
    return new_parser(renderer_cls=_TokenRenderer)


def _all(tokens: Sequence[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *(token.children or ()))]


def _only_pictures(inline: Token) -> bool:
    children = inline.children or []
    return any(child.type == "image" for child in children) and all(
        child.type in _BETWEEN_FIGURES or (child.type == "text" and not child.content.strip()) for child in children
    )


def _raw(html: str, env: Any) -> str:
    context: PageContext = env["page"].context

    def image(attributes: dict[str, str]) -> str:
        url, alt = attributes.pop("src", ""), attributes.pop("alt", "")
        return _picture(url, alt, context, attributes, zoom=False)

    return rewritten(html, image, lambda url: context.link(url) or "")


def _picture(url: str, alt: str, context: PageContext, attributes: dict[str, str], *, zoom: bool) -> str:
    # A picture inside its own address is nothing that GitHub shows.
    shown = context.figure(url) if _SCHEME.match(url) is None else None
    if shown is None:
        return f'<span class="mlr-missing">Figure missing: <code>{escape(unquote(url))}</code></span>'
    if not shown.src:
        return f'<span class="mlr-missing">Figure on another server: <a href="{escape(url)}">{escape(url)}</a></span>'
    if shown.size and not attributes.keys() & {"width", "height"}:
        attributes = {**attributes, "width": str(shown.size[0]), "height": str(shown.size[1])}
    rest = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
    image = f'<img src="{escape(shown.src)}" alt="{escape(alt)}" loading="lazy"{rest}>'
    if not (zoom and shown.zoom):
        return image
    name = escape(f"Enlarge: {alt.strip()}" if alt.strip() else "Enlarge the figure")
    return f'<a class="mlr-zoom" href="{escape(shown.src)}" aria-label="{name}">{image}</a>'
