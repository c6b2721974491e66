"""The one parser: GitHub's Markdown as markdown-it tokens.

Blocks first, inlines later. Between the two the reader can take a marker or a placeholder out of a
paragraph, and the page shows exactly the tokens that the reader counted.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.gfm import gfm_plugin

Environment = MutableMapping[str, Any]
"""What one text defines for all of its parts: link references and footnotes."""

_BLOCK_RULES = ("normalize", "block")


def new_parser(**options: Any) -> MarkdownIt:
    """Return a parser of GitHub's Markdown.

    GitHub nests deeper than any student; the preset's limit of 20 would swallow the rest of the report, and
    without a limit a bomb of brackets would overflow the stack.
    """
    parser = MarkdownIt("commonmark", **options).use(gfm_plugin)
    parser.options["maxNesting"] = 60
    return parser


@cache
def _parser(*, blocks: bool) -> MarkdownIt:
    parser = new_parser()
    rules = parser.core.ruler.get_active_rules()
    parser.core.ruler.disable([rule for rule in rules if (rule in _BLOCK_RULES) is not blocks])
    return parser


def parse_blocks(text: str) -> tuple[list[Token], Environment]:
    """Return the block tokens of `text`, inlines unparsed, and the definitions found on the way."""
    env: Environment = {}
    tokens = _parser(blocks=True).parse(text, env)
    env["definitions"] = _footnote_definitions(tokens) if "footnotes" in env else []
    return tokens, env


def parse_inlines(tokens: Sequence[Token], env: Environment) -> tuple[Token, ...]:
    """Fill in the children of every inline token and return the tokens.

    A token may be passed once only: its children are appended to. Footnotes that are used in `tokens`
    follow at the end, numbered from 1, wherever in the text they are defined.
    """
    parser = _parser(blocks=False)
    local: Environment = {"references": env.get("references", {})}
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


def walk(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield every token and, after it, its children."""
    for token in tokens:
        yield token
        if token.children:
            yield from walk(token.children)


def _footnote_definitions(tokens: Sequence[Token]) -> list[Token]:
    inside, found = False, []
    for token in tokens:
        inside = inside or token.type == "footnote_reference_open"
        if inside:
            found.append(token)
        inside = inside and token.type != "footnote_reference_close"
    return found
