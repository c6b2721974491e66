"""The checklist: its items, with boxes in every form that groups give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.exam import all_editions, fingerprints_of_starts
from mkdocs_mlops_report.report.model import BoxState
from mkdocs_mlops_report.report.outline import BOX, has_boxes
from mkdocs_mlops_report.text.blocks import Block, paragraph, top_blocks
from mkdocs_mlops_report.text.pattern import lazy_pattern

_TICKED = lazy_pattern(r"^(?P<box>[✓✔☑✅]\ufe0f?)\s*")
_MODULES = lazy_pattern(r"\s*\((?P<modules>M\s?\d+(?:\s*[-+,&/]\s*M?\s?\d+)*)\)")
_ABOUT = lazy_pattern(r"\s*<!--\s*evidence:\s*(?P<id>[\w-]*)\s*-->")
_WRAPPED = lazy_pattern(
    r"(?P<open>~~|\[|<(?:del|s)>)(?P<inner>[^\[\]~<>]{1,300})(?P<close>~~|\]\([^()\s]{0,300}\)|</(?:del|s)>)(?P<rest>.*)",
    re.DOTALL,
)
"""An item inside markup; that the two ends fit each other is left to the parser."""
_WORD = lazy_pattern(r"\S+")
_DONE = frozenset({"x", "v", "y", "yes", "done", "ok", "✓", "✔", "✔️", "√", "☑", "☑️", "✅", "🗸", "х"})
_OPEN = frozenset({"", "n", "no", "todo", "❌", "✗", "✘"})


class RawItem(NamedTuple):
    """An item before its inlines are parsed. Lines count from 0, the end is exclusive."""

    box: str
    state: BoxState
    shown: bool
    text: list[Token]
    modules: tuple[str, ...]
    note: list[Token]
    fingerprint: str | None
    about: str
    lines: tuple[int, int]


def box_state(box: str) -> BoxState:
    """Return what a box means; a mark for "partly" (`%`, `/`, `50%`) is neither done nor open."""
    mark = box.strip().strip("()").strip().casefold()
    if mark in _DONE:
        return "done"
    return "open" if mark in _OPEN else "unreadable"


def read_group(blocks: Sequence[Block]) -> tuple[list[RawItem], list[Token]]:
    """Return the items of a group, and the tokens of all else under its heading.

    Args:
        blocks: what is under the heading of the group.
    """
    items: list[RawItem] = []
    rest: list[Token] = []
    for block in blocks:
        if has_boxes(block):
            items += _items(block.tokens)
        else:
            rest += block.tokens
    return items, rest


def _items(tokens: Sequence[Token]) -> Iterator[RawItem]:
    for item in _children(tokens):
        nested: list[RawItem] = []
        own: list[Token] = []
        for block in top_blocks(item[1:-1]):
            # With two spaces too many, a list is nested in the item before; its items count all the same.
            if block.kind in {"bullet_list", "ordered_list"} and _all_boxed(block):
                nested += _items(block.tokens)
            else:
                own += block.tokens
        yield _item(item[0], own)
        yield from nested


def _item(opening: Token, tokens: list[Token]) -> RawItem:
    start, end = opening.map or [0, 1]
    content, after_text = "", tokens
    if len(tokens) >= 3 and tokens[1].type == "inline":
        content, after_text = tokens[1].content, tokens[3:]
    if "checked" in opening.meta:
        box, boxed = "x" if opening.meta["checked"] else " ", True
    else:
        match = BOX.match(content) or _TICKED.match(content)
        box = match["box"] if match else ""
        boxed = match is not None
        content = content[match.end() :] if match else content
    named = _ABOUT.search(content) if "<!--" in content else None
    if named:
        content = content[: named.start()] + content[named.end() :]
    text, note, print_ = _split_item(content)
    modules = _known_items().get(print_, ()) if print_ else ()
    tags = list(_MODULES.finditer(text))
    if tags:
        tag = tags[-1]
        modules = tuple("M" + number for number in re.findall(r"\d+", tag["modules"]))
        text = text[: tag.start()] + text[tag.end() :]
    note_tokens = _text(note, start, end) if note else []
    return RawItem(
        box,
        box_state(box) if boxed else "unreadable",
        "checked" in opening.meta,
        _text(text, start, end),
        modules,
        [*note_tokens, *after_text],
        print_,
        named["id"] if named else "",
        (start, end),
    )


def _split_item(content: str) -> tuple[str, str, str | None]:
    """Separate the note as `_split_note` does, but keep an item in one piece if markup surrounds all of it."""
    wrapped = _WRAPPED.match(content)
    if wrapped:
        text, note, print_ = _split_note(wrapped["inner"])
        if not note and (print_ or _MODULES.search(text)):
            return f"{wrapped['open']}{text}{wrapped['close']}", wrapped["rest"].strip(), print_
    return _split_note(content)


@lru_cache(maxsize=2048)
def _split_note(content: str) -> tuple[str, str, str | None]:
    """Separate the template's words from the note that the group wrote after them.

    The item is the longest start that an edition knows, else everything up to the module tag.

    Returns:
        The item, the note, and the fingerprint of the item if an edition knows it.
    """
    words = list(_WORD.finditer(content))
    starts = zip(words, fingerprints_of_starts(word[0] for word in words), strict=True)
    known = [(word.end(), print_) for word, print_ in starts if print_ in _known_items()]
    if known:
        end, print_ = known[-1]
        return content[:end], content[end:].strip(), print_
    tags = list(_MODULES.finditer(content))
    if tags:
        return content[: tags[-1].end()], content[tags[-1].end() :].strip(), None
    return content, "", None


@cache
def _known_items() -> Mapping[str, tuple[str, ...]]:
    """Return the modules of all editions' items by fingerprint."""
    return {
        item.fingerprint: item.modules
        for edition in all_editions()
        for group in edition.checklist.values()
        for item in group
    }


def _text(content: str, start: int, end: int) -> list[Token]:
    return paragraph(content.strip(), (start, end)) if content.strip() else []


def _children(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the direct items of a list, each from its opening to its closing token."""
    current: list[Token] = []
    level = tokens[0].level + 1
    for token in tokens[1:-1]:
        current.append(token)
        if token.level == level and token.nesting == -1:
            yield current
            current = []


def _all_boxed(block: Block) -> bool:
    level = block.tokens[0].level + 1
    for index, token in enumerate(block.tokens):
        if token.type == "list_item_open" and token.level == level and "checked" not in token.meta:
            following = block.tokens[index + 2] if index + 2 < len(block.tokens) else None
            if following is None or following.type != "inline" or not BOX.match(following.content):
                return False
    return True
