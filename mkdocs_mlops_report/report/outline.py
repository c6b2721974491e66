"""The headings that the template put there, as opposed to those that a group wrote in its answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from mkdocs_mlops_report.exam import all_editions
from mkdocs_mlops_report.text.blocks import Block
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source, Span

RegionKind: TypeAlias = Literal["preface", "checklist", "group", "section", "question"]

FEWEST_QUESTIONS = 5
"""A text with fewer headings of questions is not a report, whatever its title says."""
BOX = lazy_pattern(r"^(?P<mark>[*_]{0,2})\\?\[(?P<box>[^\]\\\n]{0,20})\\?\](?P=mark)(?!\()\s*")
"""A box of any form, also one that a formatter has escaped: `\\[x\\]`."""

_NUMBERED = lazy_pattern(r"^(?P<word>[^\W\d_]{1,30})(?P<between>[\s:.#*_]{0,5})(?P<number>\d{1,3})(?!\d)")
_QUESTION = "question"
_HEADING_LINE = lazy_pattern(r"^\s{0,3}#{2,4}\s{1,9}question\s{1,9}(?P<number>\d{1,3})\b", re.IGNORECASE)
_HASHES = lazy_pattern(r"##+")
_CONFLICT_MARKERS = frozenset({"<" * 7, "=" * 7, ">" * 7})


class Region(NamedTuple):
    """The blocks under one heading of the template. `lines` count from 0, the end is exclusive."""

    kind: RegionKind
    heading: Block | None
    name: str
    number: int
    blocks: tuple[Block, ...]
    lines: tuple[int, int]


class HiddenHeading(NamedTuple):
    """A line that reads like a heading of the template but is not one, for instance in an open code fence."""

    line: int
    """From 1."""
    number: int
    """The number of the question; 0 for a section."""


class Outline(NamedTuple):
    """The structure of a text, found once for everybody."""

    regions: tuple[Region, ...]
    """Together they contain every block, in order; the first one is the text above the first heading."""
    hidden: tuple[HiddenHeading, ...]
    unclosed: tuple[Span, ...]
    """Code fences and comments that are not closed where they should be: from the opening line to the last one that
    they take in."""

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of all questions with a heading, hidden ones included."""
        visible = {region.number for region in self.regions if region.kind == "question"}
        return frozenset(visible | {heading.number for heading in self.hidden if heading.number})


def outline_of(blocks: Sequence[Block], source: Source) -> Outline:
    """Return the structure of a text from its outermost blocks."""
    return Outline(
        tuple(_regions(blocks, source.line_count)),
        tuple(_hidden_headings(blocks, source)),
        tuple(_unclosed(blocks, source)),
    )


def is_question_heading(line: str) -> bool:
    """Return whether a line reads like the heading of a question."""
    return _HEADING_LINE.match(line) is not None


def heading_text(block: Block) -> str:
    """Return the text of a heading without emphasis: `Question 4` for `### **Question 4**`."""
    return block.tokens[1].content.strip().strip("*_ ")


def has_boxes(block: Block) -> bool:
    """Return whether a list is a checklist: at least half of its items start with a box in brackets, of any form."""
    if block.kind not in {"bullet_list", "ordered_list"}:
        return False
    items = boxed = 0
    for position, token in enumerate(block.tokens):
        if token.type == "list_item_open" and token.level == 1:
            items += 1
            first = block.tokens[position + 2] if position + 2 < len(block.tokens) else token
            boxed += "checked" in token.meta or (first.type == "inline" and bool(BOX.match(first.content)))
    return boxed * 2 >= items > 0


def never_closed(block: Block, source: Source) -> bool:
    """Return whether a code fence or a comment at the end of a text goes on to its last line."""
    token = block.tokens[0]
    if block.kind == "html_block":
        return token.content.count("<!--") > token.content.count("-->")
    if block.kind != "fence":
        return False
    end = next((number for number in range(source.line_count, 0, -1) if source.line(number).strip()), 0)
    return end <= block.start + 1 or not source.line(end).strip().startswith(token.markup)


def _regions(blocks: Sequence[Block], line_count: int) -> Iterator[Region]:
    starts = _starts(blocks)
    bounds = [*(index for index, *_ in starts), len(blocks)]
    first = bounds[0]
    yield Region("preface", None, "", 0, tuple(blocks[:first]), (0, _line(blocks, first, line_count)))
    for (index, kind, number), end in zip(starts, bounds[1:], strict=True):
        lines = (blocks[index].start, _line(blocks, end, line_count))
        name = heading_text(blocks[index])
        yield Region(kind, blocks[index], name, number, tuple(blocks[index + 1 : end]), lines)


def _line(blocks: Sequence[Block], index: int, line_count: int) -> int:
    return blocks[index].start if index < len(blocks) else line_count


def _starts(blocks: Sequence[Block]) -> list[tuple[int, RegionKind, int]]:
    """Return the index, the kind and the number (0 for no question) of every heading that the template put there."""
    headings = [index for index, block in enumerate(blocks) if _is_atx(block)]
    numbers = _question_numbers(blocks, headings)
    starts: list[tuple[int, RegionKind, int]] = []
    in_questions = False
    preceding = 0
    names = {heading_text(blocks[index]).lower() for index in headings}
    translated = len(names & _section_names()) < 2 or not any(
        _QUESTION in heading_text(blocks[index]).lower() for index in numbers
    )
    for position, index in enumerate(headings):
        following = headings[position + 1] if position + 1 < len(headings) else len(blocks)
        between = blocks[index + 1 : following]
        name = heading_text(blocks[index]).lower()
        if index in numbers:
            starts.append((index, "question", numbers[index]))
            in_questions = True
            preceding = numbers[index]
        elif name in _checklist_headings():
            starts.append((index, "checklist", 0))
            in_questions = False
        elif following in numbers and (
            _is_section(blocks[index], between, (name, numbers[following]), translated=translated)
            or _lost_its_first(blocks[index], name, preceding, numbers[following])
        ):
            starts.append((index, "section", 0))
            in_questions = True
        elif not in_questions and any(has_boxes(block) for block in between):
            if not any(kind in {"checklist", "group"} for _, kind, _ in starts):
                starts += _unnamed_checklist(blocks, headings[:position], index)
            starts.append((index, "group", 0))
    return starts


def _unnamed_checklist(
    blocks: Sequence[Block], before: Sequence[int], group: int
) -> Iterator[tuple[int, RegionKind, int]]:
    """Yield the start of a checklist under another name: the nearest heading above its first group's."""
    level = blocks[group].tokens[0].tag
    nearest = (index for index in reversed(before) if "h1" < blocks[index].tokens[0].tag < level)
    for index in nearest:
        yield index, "checklist", 0
        return


def _is_atx(block: Block) -> bool:
    return block.kind == "heading" and block.tokens[0].markup.startswith("#")


def _question_numbers(blocks: Sequence[Block], headings: Sequence[int]) -> dict[int, int]:
    """Return the number of the question for the index of each heading of one.

    The word before the number is `Question` if there are such headings. Otherwise it is the word in most numbered
    headings, so a translated template is read as well as the original.
    """
    found: list[tuple[int, str, int]] = []
    for index in headings:
        match = _NUMBERED.match(heading_text(blocks[index]))
        if match is None or blocks[index].tokens[0].tag not in {"h2", "h3", "h4"}:
            continue
        # `Question4` is a typo; `STR001` is a code.
        if match["between"] or match["word"].casefold() == _QUESTION:
            found.append((index, match["word"].casefold(), int(match["number"])))
    counts = Counter(word for word, _ in {(word, number) for _, word, number in found})
    if not counts:
        return {}
    word = _QUESTION if counts[_QUESTION] else _most_frequent(counts)
    if word != _QUESTION and counts[word] < FEWEST_QUESTIONS:
        return {}
    mine = [(index, number) for index, candidate, number in found if candidate == word]
    # `#### Question 4 continued` in an answer is not a question; a `## Question 24` that is the only one is.
    level = _most_frequent(Counter(blocks[index].tokens[0].tag for index, _ in mine))
    regular = {number for index, number in mine if blocks[index].tokens[0].tag == level}
    return {index: number for index, number in mine if blocks[index].tokens[0].tag == level or number not in regular}


def _most_frequent(counts: Counter[str]) -> str:
    return max(counts, key=counts.__getitem__)


def _is_section(heading: Block, between: Sequence[Block], place: tuple[str, int], *, translated: bool) -> bool:
    """Return whether a heading is that of a section, given what is between it and the next question.

    The heading of a section is followed by its introduction, which is a block quote, and then by a question. A group's
    own heading at the end of an answer is followed by text, and its name is seldom that of a section.

    Args:
        heading: the heading.
        between: the blocks between it and the heading of the next question.
        place: the name in the heading, in lower case, and the number of that question.
        translated: whether hardly any name of a section is one of the template's.
    """
    if heading.tokens[0].tag not in {"h1", "h2"}:
        return False
    second_level = heading.tokens[0].tag == "h2"
    if place in _section_starts() and (second_level or len(between) == 1):
        return True  # the name is the template's, and so is the question that follows
    known = place[0] in _section_names()
    if known and second_level and any(_takes_in_headings(block) for block in between):
        return True  # its first question is in a fence that is not closed
    only_quotes = all(block.kind == "blockquote" or (known and _is_conflict(block)) for block in between)
    return only_quotes and (known or (translated and second_level))


def _lost_its_first(heading: Block, name: str, preceding: int, following: int) -> bool:
    """Return whether a heading is that of a section whose first question has lost its own heading.

    Args:
        heading: the heading.
        name: its text in lower case.
        preceding: the number of the question before it.
        following: the number of the question after it.
    """
    firsts = {number for known, number in _section_starts() if known == name}
    return heading.tokens[0].tag == "h2" and following - 1 in firsts and following - 1 != preceding


def _is_conflict(block: Block) -> bool:
    """Return whether a block starts with a marker of a merge conflict."""
    return block.kind in {"paragraph", "heading"} and block.tokens[1].content[:7] in _CONFLICT_MARKERS


def _hidden_headings(blocks: Sequence[Block], source: Source) -> Iterator[HiddenHeading]:
    visible = {block.start + 1 for block in blocks if block.kind == "heading"}
    numbers = {source.line_at(match.start()) for match in _HASHES.finditer(source.text)}
    for number in sorted(numbers - visible):
        line = source.line(number)
        match = _HEADING_LINE.match(line) if number > source.front_matter else None
        if match:
            yield HiddenHeading(number, int(match["number"]))
        elif line.strip().startswith("## ") and line.strip()[3:].lower() in _section_names():
            yield HiddenHeading(number, 0)


def _unclosed(blocks: Sequence[Block], source: Source) -> Iterator[Span]:
    """Yield the code fences and comments that take in headings of questions or go on to the end of the text.

    A fence that was left open ends at the opening line of the next one. So the headings in it show that it was left
    open, not its last line.
    """
    for block in blocks:
        if _takes_in_headings(block) or (block is blocks[-1] and never_closed(block, source)):
            yield source.span(block.start + 1, max(block.end, block.start + 1))


def _takes_in_headings(block: Block) -> bool:
    token = block.tokens[0]
    if block.kind not in {"fence", "html_block"} or not any(
        is_question_heading(line) for line in token.content.split("\n")
    ):
        return False
    # A comment around a question that is opened and closed once was meant.
    comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
    return not (comment and token.content.count("<!--") == 1 and "-->" in token.content)


@cache
def _checklist_headings() -> frozenset[str]:
    return frozenset(edition.checklist_heading.lower() for edition in all_editions())


@cache
def _section_names() -> frozenset[str]:
    return frozenset(name for name, _ in _section_starts())


@cache
def _section_starts() -> frozenset[tuple[str, int]]:
    """Return the names of the editions' sections in lower case, each with the number of its first question."""
    starts: dict[tuple[str, str], int] = {}
    for edition in all_editions():
        for question in edition.questions:
            starts.setdefault((edition.id, question.section.lower()), question.number)
    return frozenset((name, number) for (_, name), number in starts.items())
