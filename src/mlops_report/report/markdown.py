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
from markdown_it.rules_core import StateCore, block, normalize
from markdown_it.token import Token
from mdit_py_plugins.gfm import gfm_plugin
from mdurl import encode

from mlops_report.report import shortcuts

_KEPT = ";/?:@&=+$,-_.!~*'()#%"
"""What may stand in an address beside letters and digits."""
Environment = MutableMapping[str, Any]
"""What one text defines for all of its parts: link references and footnotes."""


def new_parser(**options: Any) -> MarkdownIt:
    """Return a parser of GitHub's Markdown.

    GitHub nests deeper than any student; the preset's limit of 20 would swallow the rest of the report, and
    without a limit a bomb of brackets would overflow the stack.
    """
    parser = MarkdownIt("commonmark", **options).use(gfm_plugin)
    parser.options["maxNesting"] = 60
    parser.normalizeLink = _percent_encoded  # type: ignore[method-assign]
    shortcuts.install(parser)
    return parser


def _percent_encoded(url: str) -> str:
    """Encode what an address cannot hold as GitHub does: a `%` stays, whatever follows it."""
    return encode(url, exclude=_KEPT, keep_escaped=False)


@cache
def _parser() -> MarkdownIt:
    """Return the parser of this module; its chain holds only what comes after the blocks."""
    parser = new_parser()
    parser.core.ruler.disable(["normalize", "block"])
    return parser


def parse_blocks(text: str) -> tuple[list[Token], Environment]:
    """Return the block tokens of `text`, inlines unparsed, and the definitions found on the way."""
    env: Environment = {}
    state = StateCore(text, _parser(), env)
    normalize(state)
    block(state)
    env["definitions"] = _footnote_definitions(state.tokens) if "footnotes" in env else []
    return state.tokens, env


def parse_inlines(tokens: Sequence[Token], env: Environment) -> tuple[Token, ...]:
    """Fill in the children of every inline token and return the tokens.

    Tokens that were passed before get new children. Footnotes that are used in `tokens`
    follow at the end, numbered from 1, wherever in the text they are defined.
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
