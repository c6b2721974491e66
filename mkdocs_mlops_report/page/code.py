"""Code with the classes that the theme of a site colours."""

from __future__ import annotations

from functools import cache
from typing import Any

from markupsafe import Markup

from mkdocs_mlops_report.page.elements import element


def code_block(code: str, language: str) -> Markup:
    """Return a block of code; a Mermaid diagram becomes the element that themes draw."""
    if language.lower() == "mermaid":
        return element("pre", {"class": "mermaid"}, element("code", None, code)) + "\n"
    lexer = _lexer(language)
    content: str = code if lexer is None else _highlighted(code, lexer)
    lines = Markup("<span></span>") + element("code", None, content)
    return element("div", {"class": "highlight"}, element("pre", None, lines)) + "\n"


def _highlighted(code: str, lexer: Any) -> Markup:
    from pygments import highlight  # noqa: PLC0415 - slow to import, and most reports have no such code

    return Markup(highlight(code, lexer, _formatter()))  # Pygments escapes the code


@cache
def _lexer(language: str) -> Any:
    if not language:
        return None
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415
    from pygments.util import ClassNotFound  # noqa: PLC0415

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@cache
def _formatter() -> Any:
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415

    return HtmlFormatter(nowrap=True)
