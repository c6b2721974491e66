"""Code with the classes that the site's theme has colours for."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any


def code_block(code: str, language: str) -> str:
    """Return a block of code; a diagram in Mermaid as the element that themes draw."""
    if language.lower() == "mermaid":
        return f'<pre class="mermaid"><code>{escape(code, quote=False)}</code></pre>\n'
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
