"""Template headings that are not headings in Markdown: what a word processor or an online editor makes of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.exam import all_editions, fingerprint
from mkdocs_mlops_report.report.template_words import ANSWER
from mkdocs_mlops_report.text.blocks import Block, paragraph
from mkdocs_mlops_report.text.pattern import lazy_pattern

FORM = "loose heading"
"""The key in the `meta` of a heading's first token under which its form is."""

# Every repetition is limited: a line of a hundred thousand hashes must not take a minute.
_LOOSE = lazy_pattern(
    r"^\s{0,3}(?P<hash>\\?\#{1,6})?\s{0,9}(?:<a\b[^<>]{0,99}>(?:\s{0,9}</a>)?\s{0,9})?(?P<bold>\*\*|__|\*|_)?"
    r"(?:(?:question|q)\s{0,3}\.?\s{0,3}(?P<number>\d{1,3})|(?P<first>\d{1,3})\s{0,3}[.):]\s{0,3}question)(?!\d|[^\W\d_])"
    r"[\s:.)*_]{0,9}(?:</a>)?\s{0,9}(?:\{\#[^{}]{0,60}\})?\s{0,9}(?P<prompt>.*?)[\s\#]{0,9}$",
    re.IGNORECASE,
)
_HTML = lazy_pattern(r"^\s{0,3}<h(?P<rank>[1-6])\b[^<>]{0,99}>(?P<text>.{0,99}?)</h(?P=rank)>\s{0,9}$", re.IGNORECASE)
_TAG = lazy_pattern(r"<[^<>]{0,99}>")
_PROPER = lazy_pattern(r"^[*_]{0,3}question[\s:.#*_]{0,5}(?P<number>\d{1,3})(?!\d)", re.IGNORECASE)
_PROPER_TAGS = frozenset({"h2", "h3", "h4"})
_LONGEST = 1000
"""Characters; a longer line is not the heading of a question, with or without its prompt."""
_NAME = lazy_pattern(r"^\s{0,3}(?:\\?\#{1,6})?\s{0,9}(?:\*\*|__)?(?P<name>[^*_\n]{1,60}?)(?:\*\*|__)?:?\s{0,9}$")


class _Candidate(NamedTuple):
    """A line that reads like the heading of a question."""

    block: int
    """Index of its block."""
    line: int
    """From 0, in the text of the block."""
    number: int
    form: str
    prompt: str
    """What follows on the line."""


def with_loose_headings(blocks: Sequence[Block]) -> list[Block]:
    """Return the outermost blocks of a text; what only looks like the heading of a question is one, with its form.

    A number that a real heading has, and a line without an answer or a prompt below it, stay what they are.
    """
    headings = dict(_proper_headings(blocks))
    proper = set(headings.values())
    candidates = [one for one in _candidates(blocks) if one.number not in proper]
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


def prompt_on_line(line: str) -> str:
    """Return what follows on a line that reads like the heading of a question, without emphasis; mostly empty."""
    match = _LOOSE.match(_TAG.sub("", line))
    return match["prompt"].strip("*_ ") if match else ""


def _proper_headings(blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Yield the index and the number of each real heading of a question."""
    for index, block in enumerate(blocks):
        opening = block.tokens[0]
        if block.kind == "heading" and opening.markup.startswith("#") and opening.tag in _PROPER_TAGS:
            match = _PROPER.match(block.tokens[1].content.strip())
            if match:
                yield index, int(match["number"])


def _candidates(blocks: Sequence[Block]) -> Iterator[_Candidate]:
    for index, block in enumerate(blocks):
        if block.kind not in {"paragraph", "heading", "html_block"}:
            continue
        text = block.tokens[0].content.strip() if block.kind == "html_block" else block.tokens[1].content
        if block.kind == "html_block":
            tag = _HTML.match(text)
            text = _TAG.sub("", tag["text"]) if tag else ""
        for number, line in enumerate(text.split("\n")):
            match = _LOOSE.match(line) if len(line) <= _LONGEST else None
            # Plain text in the middle of a paragraph is a sentence, and so is a plain line that goes on.
            marked = match and (match["bold"] or match["hash"] or block.kind != "paragraph")
            if match and (marked or (number == 0 and not match["prompt"])):
                question = int(match["number"] or match["first"])
                yield _Candidate(index, number, question, _form(block, match), match["prompt"].strip("*_ "))


def _is_in_sequence(candidates: Sequence[_Candidate], asked: Sequence[bool], index: int) -> bool:
    """Tell whether a line is between the headings of the questions before and after its own."""
    number = candidates[index].number
    neighbours = zip((index - 1, index + 1), (number - 1, number + 1), strict=True)
    return all(
        0 <= at < len(candidates) and asked[at] and candidates[at].number == expected for at, expected in neighbours
    )


def _form(block: Block, match: re.Match[str]) -> str:
    if block.kind == "html_block":
        return "HTML"
    if block.kind == "heading":
        return "underlined, or of another level"
    if match["hash"]:
        return f"`{match['hash']}` {'with a backslash' if match['hash'].startswith(chr(92)) else 'without a space'}"
    return "bold text" if match["bold"] else "plain text"


def _is_asked_below(blocks: Sequence[Block], heading: _Candidate, end: tuple[int, int]) -> bool:
    """Tell whether there is a marker or a prompt between what reads like a heading and the next such line."""
    if ANSWER in heading.prompt or fingerprint(heading.prompt) in _known_prompts():
        return True
    for index in range(heading.block, min(end[0] + 1, len(blocks))):
        block = blocks[index]
        if block.kind == "blockquote" and index > heading.block and index < end[0]:
            return True
        content = "\n".join(token.content for token in block.tokens)
        lines = content.split("\n")[
            heading.line + 1 if index == heading.block else 0 : end[1] if index == end[0] else None
        ]
        if any(ANSWER in line for line in lines) or fingerprint(" ".join(lines)) in _known_prompts():
            return True
    return False


def _converted(block: Block, headings: Sequence[_Candidate]) -> Iterator[Block]:
    """Yield the blocks that stand for one: headings, and what is above and below them in the same paragraph."""
    if not headings:
        name = _NAME.match(block.tokens[1].content) if block.kind == "paragraph" else None
        tag = _known_names().get(name["name"].strip().lower(), "") if name else ""
        yield _heading(block.start, name["name"].strip(), tag, "bold text") if name and tag else block
        return
    if block.kind != "paragraph":
        yield _heading(block.start, f"Question {headings[0].number}", "h3", headings[0].form)
        if headings[0].prompt:
            yield _paragraph([headings[0].prompt], block.start)
        return
    lines = block.tokens[1].content.split("\n")
    if headings[0].line:
        yield _paragraph(lines[: headings[0].line], block.start)
    ends = [*(one.line for one in headings[1:]), len(lines)]
    for heading, end in zip(headings, ends, strict=True):
        yield _heading(block.start + heading.line, f"Question {heading.number}", "h3", heading.form)
        if heading.prompt:
            yield _paragraph([heading.prompt], block.start + heading.line)
        if end > heading.line + 1:
            yield _paragraph(lines[heading.line + 1 : end], block.start + heading.line + 1)


def _paragraph(lines: Sequence[str], start: int) -> Block:
    place = (start, start + len(lines))
    return Block(paragraph("\n".join(lines), place), *place)


def _heading(line: int, text: str, tag: str, form: str) -> Block:
    lines, marks = [line, line + 1], "#" * int(tag[1])
    tokens = [
        Token("heading_open", tag, 1, map=lines, markup=marks, block=True, meta={FORM: form}),
        Token("inline", "", 0, map=lines, content=text, children=[], block=True, level=1),
        Token("heading_close", tag, -1, markup=marks, block=True),
    ]
    return Block(tokens, *lines)


@cache
def _known_prompts() -> frozenset[str]:
    return frozenset(question.prompt for edition in all_editions() for question in edition.questions)


@cache
def _known_names() -> dict[str, str]:
    """Return the tag of each other heading of the template, by its text in lower case."""
    names: dict[str, str] = {}
    for edition in all_editions():
        names[edition.checklist_heading.lower()] = "h2"
        names.update(dict.fromkeys((question.section.lower() for question in edition.questions), "h2"))
        names.update(dict.fromkeys((group.lower() for group in edition.checklist), "h3"))
    return names
