"""A limit on the time that the inlines of one text may take.

Some texts that nobody writes, for instance ten thousand opening brackets, take the Markdown library a time that grows
with the square of their length. Each text has a budget; a paragraph that exceeds it is shown as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_MARKUP = re.compile(r"[\\`*_~\[\]<&@]|:(?=\S)|!(?=\[)|w(?=ww\.)")
"""Characters at which an inline rule of GitHub's Markdown can start, or the text of a link can end."""
_BUDGET = 2_000_000
"""What the inlines of one text may cost, in about a microsecond each; those of a real report cost a few thousand."""
_FREE = 100
"""A paragraph that costs less does not count."""
_LONG_PARAGRAPH = 5000
"""Characters from which the length of a paragraph matters; an answer has about half as many."""
_PROTOCOLS = ("http", "https", "mailto", "xmpp")
_LONGEST_PROTOCOL = 8
"""Characters: the longest of them, and the character before it."""


def install(parser: MarkdownIt) -> None:
    """Give a parser of GitHub's Markdown a budget for each text; see the module."""
    rules = dict(zip(parser.inline.ruler.get_active_rules(), parser.inline.ruler.getRules(""), strict=True))
    link_rule = rules["gfm_autolink_protocol"]

    def autolink(state: StateInline, silent: bool) -> bool:
        """Show the library's rule only the end of the text before a colon: it searches all of it at each one."""
        if not state.pending.endswith(_PROTOCOLS):
            return False
        if not silent and len(state.pending) > _LONGEST_PROTOCOL:
            # Two adjacent pieces of text are joined at the end.
            state.pending, end = state.pending[:-_LONGEST_PROTOCOL], state.pending[-_LONGEST_PROTOCOL:]
            state.pushPending()
            state.pending = end
        return bool(link_rule(state, silent))

    parser.inline.ruler.at("gfm_autolink_protocol", autolink)
    parser.core.ruler.at("inline", _inline)


def _inline(state: StateCore) -> None:
    """Parse the inlines of every paragraph, as far as the budget of the text goes."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            if _spend(token.content, state.env):
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.children += _plain(token.content)


def _spend(content: str, env: MutableMapping[str, Any]) -> bool:
    """Take the cost of a paragraph from the budget of its text; False if the budget is used up.

    For each opening bracket the library searches all that follows, and at each markup character it copies the
    paragraph.
    """
    openings = content.count("[")
    cost = openings * openings // 5
    if len(content) > _LONG_PARAGRAPH:
        cost += len(_MARKUP.findall(content)) * len(content) // 5000
    if cost > _FREE:
        spent = env.setdefault("spent", [0])
        if spent[0] + cost > _BUDGET:
            return False
        spent[0] += cost
    return True


def _plain(content: str) -> Iterator[Token]:
    """Yield the tokens of a paragraph without any markup: text and line breaks."""
    *lines, last = content.split("\n")
    for number, line in enumerate(lines):
        text = line.rstrip(" ")
        start = text.lstrip(" \t") if number else text
        if start:
            yield Token("text", "", 0, content=start)
        yield Token("hardbreak" if len(line) > len(text) + 1 else "softbreak", "br", 0)
    last = last.lstrip(" \t") if lines else last
    if last:
        yield Token("text", "", 0, content=last)
