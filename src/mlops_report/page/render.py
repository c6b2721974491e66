"""Tokens to HTML, as GitHub renders them, made safe to stand inside a box of our page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from mlops_report.page.context import PageContext
from mlops_report.page.slugs import Slugger
from mlops_report.report.markdown import new_parser
from mlops_report.report.rawhtml import ALLOWED_TAGS, with_unknown_tags_as_text, without_comments
from mlops_report.report.visible import text_of

_RAW_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ATTRIBUTES = frozenset(
    "abbr align alt border cellpadding cellspacing cite color colspan datetime dir height href hspace lang name open"
    " rel reversed rowspan span src start summary title type valign value vspace width".split()
)
_CLASSED = (
    "a",
    "code",
    "div",
    "figure",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "span",
    "sup",
    "table",
    "ul",
)
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
    "source": {"media", "srcset", "type"},
}


class Renderer:
    """Renders the parts of one page; remembers which anchors the page already has."""

    def __init__(self, context: PageContext) -> None:
        self.context = context
        self.slugger = Slugger()

    def html(self, tokens: Sequence[Token], name: str) -> str:
        """Return the HTML of `tokens`; `name` keeps footnotes of different parts apart."""
        if not tokens:
            return ""
        parser = _parser()
        env: dict[str, Any] = {"docId": name, "page": self, "open_links": []}
        html: str = parser.renderer.render(tokens, parser.options, env)
        if any(token.type in {"html_block", "html_inline"} for token in _all(tokens)):
            # One unclosed <div> would swallow the rest of the page: the sanitiser closes it in the box.
            html = nh3.clean(
                html,
                tags=set(ALLOWED_TAGS) | {"input", "section"},
                attributes=_ALLOWED_AFTER,
                filter_style_properties={"text-align"},
                link_rel=None,
                url_schemes={"http", "https", "mailto", "tel"},
            )
        return html


class _TokenRenderer(RendererHTML):
    """markdown-it's renderer with our headings, links, figures, code and raw HTML."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A heading inside an answer ranks below its question's, which is an h3."""
        slug = env["page"].slugger.slug(text_of([tokens[idx + 1]]))
        return f'<{_lowered(tokens[idx].tag)} id="{escape(slug)}">'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return f"</{_lowered(tokens[idx].tag)}>\n"

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
        return _figure(str(token.attrs.get("src", "")), alt, env["page"].context, title=token.attrs.get("title"))

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        language = token.info.strip().split()[0] if token.info.strip() else ""
        return _code(token.content, language)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _code(tokens[idx].content, "")

    def html_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _raw(tokens[idx].content, env["page"].context)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        return _raw(tokens[idx].content, env["page"].context)


@cache
def _parser() -> MarkdownIt:
    return new_parser(renderer_cls=_TokenRenderer)


def _all(tokens: Sequence[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *(token.children or ()))]


def _lowered(tag: str) -> str:
    return f"h{min(int(tag[1]) + 3, 6)}"


def _figure(url: str, alt: str, context: PageContext, **attributes: object) -> str:
    src = context.figure(url)
    if src is None:
        return f'<span class="mlr-missing">Figure missing: <code>{escape(unquote(url))}</code></span>'
    rest = "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items() if value)
    return f'<img src="{escape(src)}" alt="{escape(alt)}" loading="lazy"{rest}>'


def _code(code: str, language: str) -> str:
    lexer = _lexer(language)
    if lexer is None:
        body = escape(code, quote=False)
    else:
        from pygments import highlight  # noqa: PLC0415 - only reports with such code pay for it

        body = highlight(code, lexer, _formatter())
    return f'<div class="highlight"><pre><span></span><code>{body}</code></pre></div>\n'


@cache
def _lexer(language: str) -> Any:
    if not language:
        return None
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        return get_lexer_by_name(language.lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@cache
def _formatter() -> Any:
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415

    return HtmlFormatter(nowrap=True)


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = attrs


def _raw(html: str, context: PageContext) -> str:
    """Return raw HTML with GitHub's elements and attributes only, its addresses resolved."""

    def rewritten(match: re.Match[str]) -> str:
        tag = match[0]
        if tag.startswith("</"):
            return tag
        name = re.split(r"[\s/>]", tag[1:], maxsplit=1)[0].lower()
        parser = _Attributes()
        parser.feed(tag)
        attributes = {key: value or "" for key, value in parser.found if key in _ATTRIBUTES}
        if name == "img":
            src, alt = attributes.pop("src", ""), attributes.pop("alt", "")
            return _figure(src, alt, context, **attributes)
        if name == "a" and "href" in attributes:
            attributes["href"] = context.link(attributes["href"]) or ""
        rest = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value or key == "open")
        return f"<{name}{rest}>"

    return _RAW_TAG.sub(rewritten, with_unknown_tags_as_text(without_comments(html)))
