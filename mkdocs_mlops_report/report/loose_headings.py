"""Template headings that are not headings in Markdown: what a word processor or an online editor makes of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from html import unescape
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.exam import all_editions, fingerprint, known_prompts
from mkdocs_mlops_report.report.template_words import ANSWER
from mkdocs_mlops_report.text.blocks import Block, block_of, paragraph, top_blocks, with_content
from mkdocs_mlops_report.text.parser import parse_blocks
from mkdocs_mlops_report.text.pattern import lazy_pattern

FORM = "loose heading"
"""The key for the form in the `meta` of a heading's first token."""

# Every repetition is limited: a line of a hundred thousand hashes must not take a minute.
_NOISE = r"[\s*_\\#]{0,9}"
_LOOSE = lazy_pattern(
    rf"^{_NOISE}(?:(?:question|q){_NOISE}(?:(?:no|nr|n\u00b0|number)?\.?|[-\u2013]){_NOISE}(?P<number>\d{{1,3}})"
    rf"|(?P<first>\d{{1,3}})\s{{0,3}}[.):]\s{{0,3}}question)(?!\d|[^\W\d_])"
    r"[\s:.)*_\\\u2013-]{0,9}(?:\{\#[^{}]{0,60}\})?(?P<rest>.*)$",
    re.IGNORECASE,
)
_HASHES = lazy_pattern(r"^\s{0,3}[*_]{0,3}(?P<hashes>\\?\#{1,6})(?P<space>\s?)")
_BULLET = lazy_pattern(r"^\s{0,9}[-*+]\s{1,4}(?=\S)")
_TAG = lazy_pattern(r"<[^<>]{0,99}>")
_DIGIT = lazy_pattern(r"\d")
_LINK = lazy_pattern(r"\[([^\[\]]{0,99})\]\([^()]{0,99}\)")
_PROPER = lazy_pattern(r"^[*_]{0,3}question[\s:.#*_]{0,5}(?P<number>\d{1,3})(?!\d)", re.IGNORECASE)
_PROPER_TAGS = frozenset({"h2", "h3", "h4"})
_LONGEST = 1000
"""Characters; a longer line is not the heading of a question, with or without its prompt."""
_LEAST_PROMPT = 5
"""Words; what follows a number in fewer words is a title."""
_LISTS = frozenset({"bullet_list", "ordered_list"})
_NAME = lazy_pattern(r"^\s{0,3}(?:\\?\#{1,6})?\s{0,9}(?:\*\*|__)?(?P<name>[^*_\n]{1,60}?)(?:\*\*|__)?:?\s{0,9}$")


class HeadingLine(NamedTuple):
    """A line that reads like the heading of a question."""

    number: int
    form: str
    """What it is instead of a heading: `bold text`."""
    title: str
    """A few words after the number; mostly empty."""
    prompt: str
    """What else follows: the prompt, and perhaps the answer; mostly empty."""


class _Candidate(NamedTuple):
    """A heading line in a block."""

    block: int
    """Index of its block."""
    line: int
    """From 0, in the text of the block; that of its last paragraph for a list."""
    heading: HeadingLine

    @property
    def number(self) -> int:
        return self.heading.number


def heading_line(line: str, *, marked: bool = False) -> HeadingLine | None:
    """Read a line as the heading of a question, without the markup around it; None if it is not one.

    Args:
        line: a line of the source.
        marked: whether it is known to be a heading or HTML; plain text that goes on after the number is a sentence.
    """
    if len(line) > _LONGEST or not ("q" in line or "Q" in line) or not _DIGIT.search(line):  # true of most lines
        return None
    text = _BULLET.sub("", _LINK.sub(r"\1", _TAG.sub("", unescape(line))))
    match = _LOOSE.match(text)
    if match is None:
        return None
    rest = match["rest"].strip("*_\\# \t")
    hashes = _HASHES.match(text)
    bold = text.lstrip(" \t#\\")[:1] in {"*", "_"}
    if "<" in line:
        form = "HTML"
    elif hashes and hashes["hashes"].startswith("\\"):
        form = f"`{hashes['hashes']}` with a backslash"
    elif hashes:
        marks = hashes["hashes"]
        kept = "written differently" if f"h{len(marks)}" in _PROPER_TAGS else f"at level {len(marks)}"
        form = kept if hashes["space"] else f"`{marks}` without a space"
    else:
        form = "underlined" if marked and not bold else "bold text" if bold else "plain text"
    if rest and form == "plain text":
        return None
    is_prompt = ANSWER in rest or len(rest.split()) >= _LEAST_PROMPT or fingerprint(rest) in known_prompts()
    return HeadingLine(
        int(match["number"] or match["first"]), form, "" if is_prompt else rest, rest if is_prompt else ""
    )


def with_loose_headings(blocks: Sequence[Block]) -> list[Block]:
    """Return the outermost blocks of a text; what only looks like the heading of a question is one, with its form.

    A number that a real heading has, and a line without an answer or a prompt below it, stay what they are.
    """
    headings = dict(_proper_headings(blocks))
    proper = set(headings.values())
    candidates = [one for one in _candidates(blocks, headings) if one.number not in proper]
    if not candidates:
        return list(blocks)
    starts = sorted([*((one.block, one.line) for one in candidates), *((index, 0) for index in headings)])
    starts.append((len(blocks), 0))
    ends = [starts[bisect_right(starts, (one.block, one.line))] for one in candidates]
    asked = [_is_asked_below(blocks, one, end) for one, end in zip(candidates, ends, strict=True)]
    meant: dict[int, list[_Candidate]] = {}
    seen: set[int] = set()
    for index, candidate in enumerate(candidates):
        if candidate.number not in seen and (asked[index] or _is_in_sequence(candidates, asked, index)):
            seen.add(candidate.number)
            meant.setdefault(candidate.block, []).append(candidate)
    if not meant:
        return list(blocks)
    return [made for index, block in enumerate(blocks) for made in _converted(block, meant.get(index, ()))]


def form_of(heading: Block | None) -> str:
    """Return the form of a heading that is not one in Markdown; empty for a real one."""
    return str(heading.tokens[0].meta.get(FORM, "")) if heading is not None else ""


def _proper_headings(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the index and the number of each real heading of a question."""
    for index, block in enumerate(blocks):
        opening = block.tokens[0]
        if block.kind == "heading" and opening.markup.startswith("#") and opening.tag in _PROPER_TAGS:
            match = _PROPER.match(block.tokens[1].content.strip())
            if match:
                yield index, int(match["number"])


def _candidates(blocks: Sequence[Block], headings: Collection[int]) -> Iterator[_Candidate]:
    """Yield the heading lines in blocks, except for real headings; `headings` are the indexes of those."""
    for index, block in enumerate(blocks):
        if index in headings:
            continue
        lines = list(enumerate(_lines(block)))
        if block.kind in _LISTS:  # a line without a blank one above it is part of the last item
            lines = lines[-1:]
        elif block.kind == "html_block":
            lines = lines[:1]
        for number, line in lines:
            heading = heading_line(line, marked=block.kind in {"heading", "html_block"})
            if heading is not None:
                yield _Candidate(index, number, heading)


def _lines(block: Block) -> list[str]:
    """Return the lines of a block in which the heading of a question may be; those of the last paragraph of a list."""
    if block.kind == "html_block":
        return block.tokens[0].content.strip("\n").split("\n")
    if block.kind in {"paragraph", "heading"}:
        marks = block.tokens[0].markup if block.kind == "heading" else ""
        text = block.tokens[1].content
        return [f"{marks} {text}"] if marks.startswith("#") else text.split("\n")
    if block.kind in _LISTS:
        last = next((token for token in reversed(block.tokens) if token.type == "inline"), None)
        return last.content.split("\n") if last is not None else []
    return []


def _is_in_sequence(candidates: Sequence[_Candidate], asked: Sequence[bool], index: int) -> bool:
    """Return whether a line continues the numbers of its neighbours; as the last one, it must be formatted, too."""
    candidate = candidates[index]
    if index == 0 or not asked[index - 1] or candidates[index - 1].number != candidate.number - 1:
        return False
    if index + 1 == len(candidates):
        return candidate.heading.form != "plain text"
    return asked[index + 1] and candidates[index + 1].number == candidate.number + 1


def _is_asked_below(blocks: Sequence[Block], heading: _Candidate, end: tuple[int, int]) -> bool:
    """Return whether there is a marker or a prompt between what reads like a heading and the next such line."""
    if heading.heading.prompt and (
        ANSWER in heading.heading.prompt or fingerprint(heading.heading.prompt) in known_prompts()
    ):
        return True
    for index in range(heading.block, min(end[0] + 1, len(blocks))):
        block = blocks[index]
        if block.kind == "blockquote" and heading.block < index < end[0]:
            return True
        if index == heading.block:
            lines = [] if block.kind in _LISTS else _lines(block)[heading.line + 1 :]
        else:
            lines = "\n".join(token.content for token in block.tokens).split("\n")
        if index == end[0]:
            lines = lines[: end[1]]
        if any(ANSWER in line for line in lines) or fingerprint(" ".join(lines)) in known_prompts():
            return True
    return False


def _converted(block: Block, headings: Sequence[_Candidate]) -> Iterator[Block]:
    """Yield the blocks that stand for one: headings, and what is above and below them in the same block."""
    if not headings:
        name = _NAME.match(block.tokens[1].content) if block.kind == "paragraph" else None
        tag = _known_names().get(name["name"].strip().lower(), "") if name else ""
        yield _heading(block.start, name["name"].strip(), tag, "bold text") if name and tag else block
        return
    lines, start = _lines(block), block.start
    if block.kind in _LISTS:
        last = next(token for token in reversed(block.tokens) if token.type == "inline")
        start = (last.map or [block.start])[0]
        if len(lines) > 1 or len([token for token in block.tokens if token.type == "inline"]) > 1:
            shorter = with_content(last, "\n".join(lines[:-1]))
            tokens = [shorter if token is last else token for token in block.tokens]
            yield block_of(tokens, block.start, max(block.end - 1, block.start + 1))
    elif headings[0].line:
        yield _paragraph(lines[: headings[0].line], start)
    ends = [*(one.line for one in headings[1:]), len(lines)]
    for candidate, end in zip(headings, ends, strict=True):
        line, heading = start + candidate.line, candidate.heading
        title = f": {heading.title}" if heading.title else ""
        yield _heading(line, f"Question {heading.number}{title}", "h3", heading.form)
        if heading.prompt:
            yield _paragraph([heading.prompt], line)
        if end > candidate.line + 1 and block.kind == "html_block":
            # What follows a tag without a blank line is part of its block; it was meant as Markdown.
            below, _ = parse_blocks("\n" * (line + 1) + "\n".join(lines[candidate.line + 1 : end]))
            yield from top_blocks(below)
        elif end > candidate.line + 1:
            yield _paragraph(lines[candidate.line + 1 : end], line + 1)


def _paragraph(lines: Sequence[str], start: int) -> Block:
    place = (start, start + len(lines))
    return block_of(paragraph("\n".join(lines), place), *place)


def _heading(line: int, text: str, tag: str, form: str) -> Block:
    lines, marks = [line, line + 1], "#" * int(tag[1])
    tokens = [
        Token("heading_open", tag, 1, map=lines, markup=marks, block=True, meta={FORM: form}),
        Token("inline", "", 0, map=lines, content=text, children=[], block=True, level=1),
        Token("heading_close", tag, -1, markup=marks, block=True),
    ]
    return block_of(tokens, *lines)


@cache
def _known_names() -> dict[str, str]:
    """Return the tag of each other heading of the template, by its text in lower case."""
    names: dict[str, str] = {}
    for edition in all_editions():
        names[edition.checklist_heading.lower()] = "h2"
        names.update(dict.fromkeys((question.section.lower() for question in edition.questions), "h2"))
        names.update(dict.fromkeys((group.lower() for group in edition.checklist), "h3"))
    return names
