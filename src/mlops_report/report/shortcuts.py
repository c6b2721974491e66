"""Ways to the parser's tokens with fewer steps: the same tokens, in two thirds of the time.

The library asks each of its rules at every sign that any plugin might react to, and on every line. Which rules a
parser has is known when it is made, so they are asked only where one of them can begin. A test compares the tokens.

The time for some texts that nobody writes, ten thousand opening brackets for instance, grows with the square of their
length in the library. They have a budget: what exceeds it is shown as it stands, as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import lheading as setext_heading
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_SIGN = r"[\\`*_~\[\]<&@]|:(?=\S)|!(?=\[)|w(?=ww\.)"
"""Where an inline rule of GitHub's Markdown can begin, or the text of a link can end, beside the end of a line."""
_STARTS, _MARKUP = re.compile(rf"\n|{_SIGN}"), re.compile(_SIGN)


_SIGNS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""The signs of which one begins each line where a block rule can begin; other rules can begin anywhere."""

_FAR = 50
"""Lines to look ahead."""
_PROTOCOLS = ("http", "https", "mailto", "xmpp")
_LONGEST_PROTOCOL = 8
"""Characters of the longest, and more than one before it."""
_BUDGET = 2_000_000
"""What the inlines of one text may cost, in microseconds or so; those of a real report cost some thousands."""

_CHEAP = 100
_LONG = 5000
"""Characters of a paragraph from which on its length matters; an answer has half as many."""
_BlockRule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]
_InlineRule: TypeAlias = Callable[[StateInline, bool], bool]


def install(parser: MarkdownIt) -> None:
    """Let a parser of GitHub's Markdown, as `new_parser` makes it, take the shortcuts."""
    inline = parser.inline.ruler
    rules = dict(zip(inline.get_active_rules(), inline.getRules(""), strict=True))
    inline.at("gfm_autolink_protocol", _shortly(rules["gfm_autolink_protocol"]))
    parser.inline.terminator_re = _STARTS
    parser.core.ruler.at("inline", _inline)
    parser.block.ruler.at("lheading", _lheading)
    ruler = parser.block.ruler
    names = {id(rule): name for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True)}
    chains = {
        chain: [_by_sign([(names[id(rule)], rule) for rule in ruler.getRules(chain)])]
        for chain in ("", "paragraph", "reference", "blockquote", "list", "footnote_def")
    }
    ruler.getRules = chains.__getitem__  # type: ignore[method-assign,assignment]


def _by_sign(rules: list[tuple[str, _BlockRule]]) -> _BlockRule:
    """Return a rule that asks those rules only, in their order, that can begin where the line begins."""
    anywhere = [rule for name, rule in rules if name not in _SIGNS]
    by_sign = {
        sign: [rule for name, rule in rules if sign in _SIGNS.get(name, sign)]
        for sign in {sign for name, _ in rules for sign in _SIGNS.get(name, "")}
    }

    def ask(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        rules = by_sign.get(state.src[at : at + 1], anywhere)
        return any(rule(state, start, end, silent) for rule in rules)

    return ask


def _inline(state: StateCore) -> None:
    """Parse inlines; a paragraph without any sign is text and ends of lines."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            if _MARKUP.search(token.content) and _can_be_paid(token.content, state.env):
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.children += _plain(token.content)


def _can_be_paid(content: str, env: MutableMapping[str, Any]) -> bool:
    """Take what the inlines of a paragraph may cost from the budget of its text; False where that is used up.

    An opening bracket is looked for its end in all that follows, and each sign copies the paragraph.
    """
    openings = content.count("[")
    cost = openings * openings // 5
    if len(content) > _LONG:
        cost += len(_MARKUP.findall(content)) * len(content) // 5000
    if cost > _CHEAP:
        spent = env.setdefault("spent", [0])
        if spent[0] + cost > _BUDGET:
            return False
        spent[0] += cost
    return True


def _shortly(rule: _InlineRule) -> _InlineRule:
    """Return the rule for `https:` in bare text, shown only the end of what it would search from its beginning."""

    def ask(state: StateInline, silent: bool) -> bool:
        if not state.pending.endswith(_PROTOCOLS):
            return False
        if not silent and len(state.pending) > _LONGEST_PROTOCOL:
            # Two pieces of text side by side are joined in the end.
            state.pending, end = state.pending[:-_LONGEST_PROTOCOL], state.pending[-_LONGEST_PROTOCOL:]
            state.pushPending()
            state.pending = end
        return rule(state, silent)

    return ask


def _plain(content: str) -> Iterator[Token]:
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


def _lheading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Look for an underlined heading only where a line begins like an underline before the next blank one.

    Not far: in a list without blank lines each item would look through all that follow.
    """
    if state.is_code_block(start):
        return False
    if end - start > _FAR and all(not state.isEmpty(line) for line in range(start + 1, start + _FAR)):
        return setext_heading(state, start, end, silent)
    for line in range(start + 1, end):
        if state.isEmpty(line):
            break
        if state.src[state.bMarks[line] + state.tShift[line]] in "-=":
            return setext_heading(state, start, end, silent)
    state.parentType = "paragraph"  # as the library's rule leaves it
    return False
