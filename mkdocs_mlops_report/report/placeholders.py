"""The template's placeholders, its dashes and its fillers, removed from an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.exam import fingerprint
from mkdocs_mlops_report.report.model import contents
from mkdocs_mlops_report.report.template_words import ANSWER, is_paragraph_text
from mkdocs_mlops_report.text.blocks import Block, top_blocks, with_content, without_empty_blocks
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.raw_html import read_html

# Every repetition is limited: a line of a hundred thousand dashes must not take a minute.
_DASHES = r"\-\u2010-\u2015\u2212"
_OPEN, _CLOSE = (
    rf"(?:[{_DASHES}]{{2,9}}|[\u2013\u2014])",
    rf"(?:\s{{0,9}}\\?(?:[{_DASHES}]{{2,9}}|[\u2013\u2014])|\s{{0,9}}$)",
)
# Only the words may be in any case; to ignore the case of the classes around them takes long to compile.
_WORDS = r"(?i:question\s{0,9}\d{1,3}[a-z]?\s{1,9}fill(?:\s{1,9}(?:in|out|it))?\s{1,9}here)"
_CUT_OFF = r"(?i:question\s{0,9}\d{1,3}[a-z]?\s{1,9}fill?(?:\s{1,9}he?r?)?)"
_HALF = r"(?i:question\s{0,9}\d{1,3}[a-z]?|fill\s{1,9}(?:in\s)?here)"
"""Words that a sentence may contain between dashes, too: they must be alone, or between the template's own dashes."""
# A name that says who will answer; a number would be an answer to question 1 or 2.
_NAME = rf"\(?[^\W\d_a-z][^\s\d{_DASHES}]{{0,19}}"
_CLAIM = rf"(?:\s{{0,9}}:?\s{{1,9}}{_NAME}){{0,2}}"
_PLACEHOLDERS = tuple(
    lazy_pattern(rf"[`*_\\]{{0,3}}{form}[`*_]{{0,3}}")
    for form in (
        rf"{_OPEN}\s{{0,9}}(?:\S{{1,20}}\s{{1,9}}){{0,2}}?{_WORDS}{_CLAIM}{_CLOSE}",  # complete, with a name
        rf"{_OPEN}\s{{0,9}}{_WORDS}",  # cut off at the end, or followed by the answer
        rf"{_OPEN}\s{{0,9}}{_CUT_OFF}{_CLOSE}",
        rf"^\s{{0,9}}{_WORDS}{_CLOSE}",  # cut off at the start
        rf"^\s{{0,9}}-{{3,9}}\s{{0,9}}{_HALF}\s{{0,9}}-{{3,9}}",
    )
)
_ALONE = lazy_pattern(rf"[`*_\\]{{0,3}}{_OPEN}\s{{0,9}}{_HALF}{_CLOSE}[`*_]{{0,3}}")
_BULLET = lazy_pattern(r"^\s*(?:[-*+]|\d{1,3}[.)])\s*$")
_LONE_DASHES = lazy_pattern(rf"^\s*[{_DASHES}\u2500-\u257f]+\s*$")
_ONLY_FIGURES = lazy_pattern(r"^(?:\s{0,9}!\[[^\]\n]{0,300}\]\([^)\n]{0,300}\)){1,20}\s{0,9}$")
_LEADING_DASHES = lazy_pattern(r"^\s{0,9}(?:-{2,9}|[\u2013\u2014])\s+(?=\S)")


class FoundPlaceholder(NamedTuple):
    """A placeholder in the source: its line (from 1), its text, and the number of equal ones before it on the line."""

    line: int
    text: str
    before: int = 0


def without_placeholders(tokens: Sequence[Token]) -> tuple[list[Token], list[FoundPlaceholder]]:
    """Return an answer without placeholders and without second markers, and the placeholders."""
    found: list[FoundPlaceholder] = []
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.nesting:  # an opening or closing token has no text
            kept.append(token)
            continue
        content = token.content
        first = (token.map or [0])[0] + 1
        if token.type in {"fence", "code_block"}:
            content, in_token = _without_in_code(content, first + (token.type == "fence"))
            found += in_token
            if not content.strip() and found:
                continue
        elif token.type == "html_block":
            text = read_html(content)[0].strip()
            if _is_placeholder(text):
                found.append(FoundPlaceholder(first, text))
                continue
        elif is_paragraph_text(tokens, index) or tokens[index - 1].type in {"td_open", "th_open"}:
            content, in_token = _without_in_text(content, first)
            found += in_token
        kept.append(token if content == token.content else with_content(token, content))
    # An empty item of a list that the group wrote stays: it has a number.
    return kept if kept == tokens else without_empty_blocks(kept), found


def without_dashes(tokens: Sequence[Token]) -> tuple[list[Token], tuple[int, ...]]:
    """Return an answer without the template's dashes at its ends; a rule between two paragraphs is the group's own.

    Returns:
        The tokens, and the lines (from 1) of dashes that were kept around the answer. A rule only at the end separates
        an answer from the next question, and is not among them.
    """
    blocks = list(top_blocks(tokens))
    opening: list[int] = []
    while blocks and _is_dashes(blocks[0]):
        opening.append(blocks.pop(0).start + 1)
    rules_at_end: list[int] = []
    while blocks and _is_dashes(blocks[-1]):
        rules_at_end.append(blocks.pop().start + 1)
    if not blocks:
        return [], ()
    # A figure may have been put above the placeholder.
    first = next((index for index, block in enumerate(blocks) if not _ONLY_FIGURES.match(_text(block))), 0)
    leading = _LEADING_DASHES.match(_text(blocks[first]))
    if leading:
        blocks[first] = _with_text(blocks[first], _text(blocks[first])[leading.end() :])
        opening.append(blocks[first].start + 1)
    text = _text(blocks[-1])
    shorter = _without_trailing_dashes(text, opened=leading is not None)
    closing: list[int] = []
    if shorter != text:
        blocks[-1] = _with_text(blocks[-1], shorter)
        closing.append(blocks[-1].start + 1 + text.rstrip().count("\n"))
    lines = sorted({*opening, *closing, *(rules_at_end if opening else ())})
    return [token for block in blocks for token in block.tokens], tuple(lines)


def without_fillers(tokens: list[Token], fillers: frozenset[str]) -> tuple[list[Token], list[FoundPlaceholder]]:
    """Return an answer without paragraphs that an edition of the template has instead of a placeholder."""
    if not fillers:
        return tokens, []
    kept: list[Token] = []
    found: list[FoundPlaceholder] = []
    for block in top_blocks(tokens):
        content = contents(block.tokens)
        if block.kind == "paragraph" and fingerprint(content) in fillers:
            found.append(FoundPlaceholder(block.start + 1, content.split("\n")[0]))
        else:
            kept += block.tokens
    return kept, found


def _is_placeholder(text: str) -> bool:
    return bool(text) and any(form.fullmatch(text) for form in (*_PLACEHOLDERS, _ALONE))


def _may_contain_placeholder(text: str) -> bool:
    """Exclude most texts without the long patterns above."""
    lower = text.lower()
    if "question" in lower:
        return "fill" in lower or any(dash in text for dash in ("--", "\u2013", "\u2014"))
    return "fill" in lower and "here" in lower


def _without_in_code(content: str, first: int) -> tuple[str, list[FoundPlaceholder]]:
    """Return code without lines that consist of a placeholder."""
    if not _may_contain_placeholder(content):
        return content, []
    found: list[FoundPlaceholder] = []
    kept = []
    for number, line in enumerate(content.split("\n"), start=first):
        if _may_contain_placeholder(line) and _is_placeholder(line.strip()):
            found.append(FoundPlaceholder(number, line.strip()))
        else:
            kept.append(line)
    return "\n".join(kept), found


def _without_in_text(content: str, first: int) -> tuple[str, list[FoundPlaceholder]]:
    """Return a paragraph without placeholders and without lines that consist of a marker."""
    lines = content.split("\n")
    marked = any(line.strip() == ANSWER for line in lines)
    if not marked and not _may_contain_placeholder(content):
        return content, []
    if len(lines) <= 2 and _is_placeholder(" ".join(content.split())):
        return "", [FoundPlaceholder(first, lines[0].strip())]
    found: list[FoundPlaceholder] = []
    kept = []
    for number, line in enumerate(lines, start=first):
        left, on_line = _without_in_line(line, number) if _may_contain_placeholder(line) else (line, [])
        found += on_line
        emptied = left != line and (not left.strip() or _BULLET.match(left))
        if not emptied and left.strip() != ANSWER:
            kept.append(left)
    return "\n".join(kept).strip("\n"), found


def _without_in_line(line: str, number: int) -> tuple[str, list[FoundPlaceholder]]:
    counts: Counter[str] = Counter()
    found: list[FoundPlaceholder] = []

    def remove(match: re.Match[str]) -> str:
        text = match[0].strip()
        found.append(FoundPlaceholder(number, text, counts[text]))
        counts[text] += 1
        # Two words that were separated by the placeholder stay separated.
        return " " if match.start() and match.end() < len(match.string) else ""

    for form in _PLACEHOLDERS:
        line = form.sub(remove, line)
    return line, found


def _text(block: Block) -> str:
    """Return the text of a paragraph, nothing for any other block."""
    return block.tokens[1].content if block.kind == "paragraph" else ""


def _with_text(block: Block, text: str) -> Block:
    opening, inline, *rest = block.tokens
    return block._replace(tokens=[opening, with_content(inline, text), *rest])


def _without_trailing_dashes(content: str, *, opened: bool) -> str:
    """Return a text without `---` at its end; fewer dashes are removed only if there were some at its start."""
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
    return not _text(block)[:1].isalnum() and _LONE_DASHES.match(_text(block)) is not None
