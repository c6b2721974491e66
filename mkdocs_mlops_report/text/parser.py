"""The one parser: GitHub's Markdown as markdown-it tokens.

Blocks first, inlines later. Between the two steps the reader can remove a marker or a placeholder from a paragraph,
so the page shows exactly the tokens that were counted.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, block
from markdown_it.token import Token
from mdit_py_plugins.gfm import gfm_plugin
from mdurl import encode

from mkdocs_mlops_report.text import block_rules, budget

Environment = MutableMapping[str, Any]
"""What one text defines for all of its parts: link references and footnotes."""

_URL_CHARACTERS = ";/?:@&=+$,-_.!~*'()#%"
"""Characters that a URL may contain besides letters and digits."""
_TEXT_ENDS = re.compile(
    r"[\\`*_~\[\]<&@\n:!w]"
    r"(?:(?<=[\\`*_~\[\]<&@])|(?<= \n)|(?<=\n)(?=[ \t])|(?<=:)(?=\S)|(?<=!)(?=\[)|(?<=w)(?=ww\.))"
)
"""Where plain text ends and an inline rule of GitHub's Markdown may start.

The library stops at every character that any of its plugins could want, and at every line break; only blanks beside
one mean anything. This saves 13 % of the time for a hundred reports in one process (see benchmarks/README.md). A
pattern that starts with one set of characters is searched three times as fast as one that starts with alternatives.
"""


def new_parser(**options: Any) -> MarkdownIt:
    """Return a parser of GitHub's Markdown.

    GitHub allows deeper nesting than the 20 levels of the preset, which would lose the rest of a report; without any
    limit, thousands of nested brackets would overflow the stack.

    Args:
        options: keyword arguments of `markdown_it.MarkdownIt`.
    """
    parser = MarkdownIt("commonmark", **options).use(gfm_plugin)
    parser.options["maxNesting"] = 60
    parser.normalizeLink = _percent_encoded  # type: ignore[method-assign]
    # GitHub reads any URL as one, and then shows no link for an unsafe one; the page decides that, too.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.inline.terminator_re = _TEXT_ENDS
    budget.install(parser)
    block_rules.install(parser)
    return parser


def _percent_encoded(url: str) -> str:
    """Encode a URL as GitHub does: a `%` stays as it is, whatever follows it."""
    return encode(url, exclude=_URL_CHARACTERS, keep_escaped=False)


@cache
def _parser() -> MarkdownIt:
    """Return the parser of this module; its core chain contains only the steps after the blocks."""
    parser = new_parser()
    parser.core.ruler.disable(["normalize", "block"])
    return parser


def parse_blocks(text: str) -> tuple[list[Token], Environment]:
    """Return the block tokens of `text`, their inlines unparsed, and the definitions in it."""
    env: Environment = {}
    # The library's step for this replaces every line break by one, which takes ten times as long.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    state = StateCore(lines, _parser(), env)
    block(state)
    env["definitions"] = _footnote_definitions(state.tokens) if "footnotes" in env else []
    return state.tokens, env


def parse_inlines(tokens: Sequence[Token], env: Environment) -> tuple[Token, ...]:
    """Return the tokens with the children of every inline token filled in.

    Tokens that were passed before get new children. Footnotes that `tokens` refer to follow at the end, numbered
    from 1, wherever they are defined.

    Args:
        tokens: block tokens.
        env: what `parse_blocks` returned for the text.
    """
    parser = _parser()
    local: Environment = {"references": env.get("references", {}), "spent": env.setdefault("spent", [0])}
    state = StateCore("", parser, local)
    state.tokens = list(tokens)
    if env["definitions"]:
        own = {id(token) for token in _footnote_definitions(tokens)}
        state.tokens = [token for token in tokens if id(token) not in own]
    if env["definitions"] and any("[^" in token.content for token in state.tokens):
        local["footnotes"] = {"refs": dict.fromkeys(env["footnotes"]["refs"], -1), "list": {}}
        state.tokens += deepcopy(env["definitions"])
    for rule in parser.core.ruler.getRules(""):
        rule(state)
    return tuple(state.tokens)


def _footnote_definitions(tokens: Sequence[Token]) -> list[Token]:
    inside, found = False, []
    for token in tokens:
        inside = inside or token.type == "footnote_reference_open"
        if inside:
            found.append(token)
        inside = inside and token.type != "footnote_reference_close"
    return found
