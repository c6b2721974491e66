"""Block rules of the Markdown parser, tried only on lines that start with one of their characters.

The library tries each of its rules on each line. Without this, a hundred checks take 12 % longer (see
benchmarks/README.md). The tokens are the same, which a test compares.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_Rule: TypeAlias = Callable[[StateBlock, int, int, bool], bool]

_FIRST = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""The characters that a block of a rule starts with; the blocks of other rules start with any character."""
_CHAINS = ("", "paragraph", "reference", "blockquote", "list", "footnote_def")
"""The library's chains of rules; all but the first say what may interrupt a block."""


def install(parser: MarkdownIt) -> None:
    """Have a parser of GitHub's Markdown try fewer block rules."""
    ruler = parser.block.ruler
    names = {id(rule): name for name, rule in zip(ruler.get_active_rules(), ruler.getRules(""), strict=True)}
    chains = {
        chain: [_by_first_character([(names[id(rule)], rule) for rule in ruler.getRules(chain)])] for chain in _CHAINS
    }
    ruler.getRules = chains.__getitem__  # type: ignore[method-assign,assignment]


def _by_first_character(rules: Sequence[tuple[str, _Rule]]) -> _Rule:
    """Return one rule that tries, in their order, only those that can match a line."""
    anywhere = [rule for name, rule in rules if name not in _FIRST]
    by_character = {
        character: [rule for name, rule in rules if character in _FIRST.get(name, character)]
        for character in {character for name, _ in rules for character in _FIRST.get(name, "")}
    }

    def try_rules(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        for rule in by_character.get(state.src[at : at + 1], anywhere):  # noqa: SIM110 - `any` costs as much as a rule
            if rule(state, start, end, silent):
                return True
        return False

    return try_rules
