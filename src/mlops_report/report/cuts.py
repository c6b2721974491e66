"""Where the template's fixed words stand in a question: `Answer:`, `Example:`, the length, placeholders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

from mlops_report.exam import Limit
from mlops_report.pattern import lazy
from mlops_report.report.blocks import Block, closed, top_blocks, unwrapped, without_empty_blocks
from mlops_report.report.rawhtml import read_html

# Every repeat is bounded: a line of a hundred thousand dashes must not take a minute.
# A formatter may have joined the quoted lines into one: "**prompt** > > Answer:". Tags may stand before the word.
_START = r"(?:^[ \t]{0,9}|(?<=\s)>[ \t]{0,9})(?:>[ \t]{0,9}){0,9}(?:<[^<>]{1,99}>\s{0,9}){0,3}(?P<mark>[*_`]{0,3})"
ANSWER = "Answer:"
_ANSWER = lazy(_START + rf"{ANSWER}(?P=mark)")
_ANSWER_LOOSE = lazy(
    r"^[ \t>]{0,19}[*_]{0,3}answers?[*_]{0,3}\s{0,9}(?:[:;\uff1a][*_]{0,3}|[-\u2013\u2014]|$)(?P<rest>.*)$",
    re.IGNORECASE,
)
_EXAMPLE = lazy(
    _START + r"Examples?(?:(?P=mark)\s{0,9}:(?P=mark)|:(?P=mark)|(?P=mark)\s{0,9}$)(?:\s{0,9}>){0,9}", re.IGNORECASE
)
_LENGTH = lazy(
    _START + r"[^:>]{3,60}:\s{0,9}(?P<min>\d{1,5})\s{0,9}(?:-|–|to)\s{0,9}(?P<max>\d{1,5})\s{1,9}[^\W\d]{1,30}"
    r"(?:\s{0,9}\+\s{0,9}(?P<figures_min>\d{1,3})(?:\s{0,9}(?:-|–|to)\s{0,9}(?P<figures_max>\d{1,3}))?"
    r"\s{1,9}[^\W\d]{1,30})?\s{0,9}\.?(?P=mark)\s{0,9}$"
)
_LONGEST_LENGTH_LINE = 2000
_DASHES = r"\-\u2010-\u2015\u2212"
_OPEN, _CLOSE = (
    rf"(?:[{_DASHES}]{{2,9}}|[\u2013\u2014])",
    rf"(?:\s{{0,9}}(?:[{_DASHES}]{{2,9}}|[\u2013\u2014])|\s{{0,9}}$)",
)
# Only the words may be of any case: to fold the case of the classes around them takes as long as to compile all else.
_WORDS = r"(?i:question\s{0,9}\d{1,3}[a-z]?\s{1,9}fill(?:\s{1,9}(?:in|out|it))?\s{1,9}here)"
_CUT_OFF = r"(?i:question\s{0,9}\d{1,3}[a-z]?(?:\s{1,9}fill?(?:\s{1,9}he?r?)?)?|fill\s{1,9}(?:in\s)?here)"
# A name that somebody put there to say who will answer; a number would be an answer to question 1 or 2.
_NAME = rf"\(?[^\W\d_a-z][^\s\d{_DASHES}]{{0,19}}"
_CLAIM = rf"(?:\s{{0,9}}:?\s{{1,9}}{_NAME}){{0,2}}"
_PLACEHOLDERS = tuple(
    lazy(rf"[`*_\\]{{0,3}}{form}[`*_]{{0,3}}")
    for form in (
        rf"{_OPEN}\s{{0,9}}(?:\S{{1,20}}\s{{1,9}}){{0,2}}?{_WORDS}{_CLAIM}{_CLOSE}",  # whole, with a name
        rf"{_OPEN}\s{{0,9}}{_WORDS}",  # the end is cut off, or the answer goes on there
        rf"{_OPEN}\s{{0,9}}{_CUT_OFF}{_CLOSE}",
        rf"^\s{{0,9}}{_WORDS}{_CLOSE}",  # the beginning is cut off
    )
)
_LIST_SIGN = lazy(r"^\s*(?:[-*+]|\d{1,3}[.)])\s*$")
_LONE_DASHES = lazy(rf"^\s*[{_DASHES}\u2500-\u257f]+\s*$")
_LEADING_DASHES = lazy(r"^\s{0,9}(?:-{2,9}|[\u2013\u2014])\s+(?=\S)")


class Cut(NamedTuple):
    """A place in the tokens of a question: which token, which line of its content, which characters."""

    token: int
    line: int
    start: int
    end: int
    source_line: int
    """Line of the source, from 1."""
    exact: bool = True
    """False for a marker that the official tool does not see: `answer :`."""


def find_marker(tokens: Sequence[Token]) -> Cut | None:
    """Return the first `Answer:` that begins a line; failing that, one that is spelled in another way."""
    loose: Cut | None = None
    quotes = 0
    for index, token in enumerate(tokens):
        quotes += token.nesting if token.type.startswith("blockquote") else 0
        if not _is_text(tokens, index):
            continue
        for number, line in enumerate(token.content.split("\n")):
            source_line = (token.map or [0])[0] + number + 1
            if line.startswith(ANSWER):  # as nearly every report has it
                return Cut(index, number, 0, len(ANSWER), source_line)
            match = _ANSWER.search(line) if ANSWER in line else None
            if match and (match.start() == 0 or quotes):
                return Cut(index, number, match.start(), match.end(), source_line)
            may_be = loose is None and line.lstrip(" \t>*_")[:6].lower() == "answer"
            other = _ANSWER_LOOSE.match(line) if may_be else None
            if other and (quotes or not other["rest"].strip()):
                loose = Cut(index, number, 0, other.start("rest"), source_line, exact=False)
    return loose


def find_example(tokens: Sequence[Token]) -> Cut | None:
    """Return the `Example:` of a prompt."""
    for index, token in enumerate(tokens):
        if _is_text(tokens, index):
            for number, line in enumerate(token.content.split("\n")):
                match = _EXAMPLE.search(line) if "example" in line.lower() else None
                if match:
                    source_line = (token.map or [0])[0] + number + 1
                    return Cut(index, number, match.start(), match.end(), source_line)
    return None


def before(tokens: Sequence[Token], cut: Cut) -> list[Token]:
    """Return what stands before a cut, complete in itself; the words cut at are in neither part."""
    opening, inline, closing = tokens[cut.token - 1 : cut.token + 2]
    lines = inline.content.split("\n")
    start = (inline.map or [0])[0]
    place = (start, start + cut.line + 1)
    head = _part(opening, inline, closing, [*lines[: cut.line], lines[cut.line][: cut.start]], place)
    return without_empty_blocks(closed([*tokens[: cut.token - 1], *head]))


def after(tokens: Sequence[Token], cut: Cut) -> list[Token]:
    """Return what stands after a cut, complete in itself."""
    opening, inline, closing = tokens[cut.token - 1 : cut.token + 2]
    lines = inline.content.split("\n")
    start, end = inline.map or [0, 0]
    at = start + cut.line
    behind = [lines[cut.line][cut.end :], *lines[cut.line + 1 :]]
    tail = _part(opening, inline, closing, behind, (at, max(end, at + 1)))
    return unwrapped([*tail, *tokens[cut.token + 2 :]])


def take_length(tokens: Sequence[Token]) -> tuple[list[Token], Limit | None, Limit | None]:
    """Take the line of the recommended length out of a prompt; return its limits of words and figures."""
    words = figures = None
    for index, token in enumerate(tokens):
        if not _is_text(tokens, index) or words:
            continue
        lines = token.content.split("\n")
        for number, line in enumerate(lines):
            match = _LENGTH.search(line) if len(line) <= _LONGEST_LENGTH_LINE else None
            if match and int(match["min"]) <= int(match["max"]):
                words = Limit(int(match["min"]), int(match["max"]))
                if match["figures_min"]:
                    least = int(match["figures_min"])
                    figures = Limit(least, max(least, int(match["figures_max"] or least)))
                lines[number] = line[: match.start()]
                token.content = "\n".join(lines)
                break
    return without_empty_blocks(tokens), words, figures


class FoundPlaceholder(NamedTuple):
    """A placeholder in the source: its line (from 1), its text, and how many like it stand before it there."""

    line: int
    text: str
    before: int = 0


def take_placeholders(tokens: Sequence[Token]) -> tuple[list[Token], list[FoundPlaceholder]]:
    """Take placeholders and second markers out of an answer."""
    found: list[FoundPlaceholder] = []
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        first = (token.map or [0])[0] + 1
        if token.type in {"fence", "code_block"}:
            token.content = _clean_code(token.content, first + (token.type == "fence"), found)
            if not token.content.strip() and found:
                continue
        elif token.type == "html_block":
            text = read_html(token.content)[0].strip()
            if _is_placeholder(text):
                found.append(FoundPlaceholder(first, text))
                continue
        elif _is_text(tokens, index) or (token.type == "inline" and tokens[index - 1].type in {"td_open", "th_open"}):
            token.content = _clean_lines(token.content, first, found)
        kept.append(token)
    return without_empty_blocks(kept), found


def _is_placeholder(text: str) -> bool:
    return bool(text) and any(form.fullmatch(text) for form in _PLACEHOLDERS)


def _may_hold_placeholder(text: str) -> bool:
    lower = text.lower()
    if "question" in lower:
        return "fill" in lower or any(dash in text for dash in ("--", "\u2013", "\u2014"))
    return "fill" in lower and "here" in lower


def _clean_code(content: str, first: int, found: list[FoundPlaceholder]) -> str:
    """Take lines that are a placeholder and nothing else out of code."""
    if not _may_hold_placeholder(content):
        return content
    kept = []
    for number, line in enumerate(content.split("\n")):
        if _may_hold_placeholder(line) and _is_placeholder(line.strip()):
            found.append(FoundPlaceholder(first + number, line.strip()))
        else:
            kept.append(line)
    return "\n".join(kept)


def _clean_lines(content: str, first: int, found: list[FoundPlaceholder]) -> str:
    lines = content.split("\n")
    marked = any(line.strip() == ANSWER for line in lines)
    if not marked and not _may_hold_placeholder(content):
        return content
    if len(lines) == 2 and _is_placeholder(" ".join(content.split())):
        found.append(FoundPlaceholder(first, lines[0].strip()))
        return ""
    kept = []
    for number, line in enumerate(lines):
        left = _without_placeholders(line, first + number, found) if _may_hold_placeholder(line) else line
        gone = left != line and (not left.strip() or _LIST_SIGN.match(left))
        if not gone and left.strip() != ANSWER:
            kept.append(left)
    return "\n".join(kept).strip("\n")


def _without_placeholders(line: str, number: int, found: list[FoundPlaceholder]) -> str:
    taken: Counter[str] = Counter()

    def out(match: re.Match[str]) -> str:
        text = match[0].strip()
        found.append(FoundPlaceholder(number, text, taken[text]))
        taken[text] += 1
        # Two words that the placeholder kept apart stay apart.
        return " " if match.start() and match.end() < len(match.string) else ""

    for form in _PLACEHOLDERS:
        line = form.sub(out, line)
    return line


def take_dashes(tokens: Sequence[Token]) -> tuple[list[Token], tuple[int, ...]]:
    """Take the template's dashes from the outer ends of an answer: a rule between two paragraphs is the group's own.

    Returns:
        The tokens left, and the lines (from 1) of dashes that were kept around an answer. A rule at the end
        and nowhere else sets an answer apart from the next question, and is not among them.
    """
    blocks = list(top_blocks(tokens))
    opening: list[int] = []
    closing: list[int] = []
    while blocks and _is_dashes(blocks[0]):
        opening.append(blocks.pop(0).start + 1)
    alone: list[int] = []
    while blocks and _is_dashes(blocks[-1]):
        alone.append(blocks.pop().start + 1)
    begun = None
    if blocks and blocks[0].kind == "paragraph":
        text = blocks[0].tokens[1]
        begun = _LEADING_DASHES.match(text.content)
        if begun:
            text.content = text.content[begun.end() :]
            opening.append(blocks[0].start + 1)
    if blocks and blocks[-1].kind == "paragraph":
        text = blocks[-1].tokens[1]
        left = _without_trailing_dashes(text.content, opened=begun is not None)
        if left != text.content:
            text.content = left
            closing.append(blocks[-1].start + 1 + left.count("\n"))
    kept = sorted({*opening, *closing, *(alone if opening else ())}) if blocks else []
    return [token for block in blocks for token in block.tokens], tuple(kept)


def _without_trailing_dashes(content: str, *, opened: bool) -> str:
    """Take `---` off the end; fewer dashes only where there were some at the beginning, too."""
    text = content.rstrip()
    left = text.rstrip("-\u2013\u2014")
    dashes = text[len(left) :]
    apart = left != left.rstrip()
    if (opened and (len(dashes) > 1 or dashes in ("\u2013", "\u2014"))) or (apart and dashes.count("-") >= 3):
        return left.rstrip()
    return content


def _is_dashes(block: Block) -> bool:
    if block.kind == "hr":
        return block.tokens[0].markup.startswith("-")
    if block.kind != "paragraph" or block.tokens[1].content[:1].isalnum():
        return False
    return bool(_LONE_DASHES.match(block.tokens[1].content))


def _is_text(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index].type == "inline" and tokens[index - 1].type in {"paragraph_open", "heading_open"}


def _part(opening: Token, inline: Token, closing: Token, lines: Sequence[str], place: tuple[int, int]) -> list[Token]:
    content = "\n".join(lines)
    # Only what is left blank at the cut goes: the map has to keep pointing at the line of the first word.
    skipped = len(content) - len(content.lstrip("\n \t"))
    start = place[0] + content[:skipped].count("\n")
    content = content.strip()
    if not content:
        return []
    lines_of = [min(start, place[1]), place[1]]
    return [
        Token(opening.type, opening.tag, 1, map=lines_of, level=opening.level, markup=opening.markup, block=True),
        Token("inline", "", 0, map=lines_of, level=inline.level, content=content, children=[], block=True),
        Token(closing.type, closing.tag, -1, level=closing.level, markup=closing.markup, block=True),
    ]
