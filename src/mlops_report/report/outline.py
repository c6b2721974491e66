"""The headings that the template put there, told apart from those that a group wrote in its answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from mlops_report.exam import all_editions
from mlops_report.pattern import lazy
from mlops_report.report.blocks import Block

RegionKind: TypeAlias = Literal["preface", "checklist", "group", "section", "question"]

_NUMBERED = lazy(r"^(?P<word>[^\W\d_]{1,30})(?P<between>[\s:.#*_]{0,5})(?P<number>\d{1,3})(?!\d)")
BOX = lazy(r"^(?P<mark>[*_]{0,2})\\?\[(?P<box>[^\]\\\n]{0,20})\\?\](?P=mark)(?!\()\s*")
"""A box of any form, also one that a formatter has escaped: `\\[x\\]`."""
_QUESTION = "question"
SWALLOWED_HEADING = lazy(r"^\s{0,3}#{2,4}\s{1,9}question\s{1,9}(?P<number>\d{1,3})\b", re.IGNORECASE)
"""A question's heading as a line: inside a code fence or a comment it is no heading any more."""
FEWEST_QUESTIONS = 5
"""A text with fewer headings of questions is no report, whatever its title says."""


class Region(NamedTuple):
    """A stretch of blocks under one heading of the template. `lines` count from 0, end exclusive."""

    kind: RegionKind
    heading: Block | None
    name: str
    number: int
    blocks: tuple[Block, ...]
    lines: tuple[int, int]


def outline(blocks: Sequence[Block], line_count: int) -> list[Region]:
    """Cut `blocks` into regions; together they hold every block, in order. The first one is the preface."""
    starts = _starts(blocks)
    bounds = [*(index for index, *_ in starts), len(blocks)]
    first = bounds[0]
    regions = [Region("preface", None, "", 0, tuple(blocks[:first]), (0, _line(blocks, first, line_count)))]
    for (index, kind, number), end in zip(starts, bounds[1:], strict=True):
        lines = (blocks[index].start, _line(blocks, end, line_count))
        name = heading_text(blocks[index])
        regions.append(Region(kind, blocks[index], name, number, tuple(blocks[index + 1 : end]), lines))
    return regions


def heading_text(block: Block) -> str:
    """Return a heading as it reads, without emphasis: `Question 4` for `### **Question 4**`."""
    return block.tokens[1].content.strip().strip("*_ ")


def has_boxes(block: Block) -> bool:
    """Tell whether a list is a checklist: at least half of its items begin with a box of any form."""
    if block.kind not in {"bullet_list", "ordered_list"}:
        return False
    items = boxed = 0
    for position, token in enumerate(block.tokens):
        if token.type == "list_item_open" and token.level == 1:
            items += 1
            first = block.tokens[position + 2] if position + 2 < len(block.tokens) else token
            boxed += "checked" in token.meta or (first.type == "inline" and bool(BOX.match(first.content)))
    return boxed * 2 >= items > 0


def _line(blocks: Sequence[Block], index: int, line_count: int) -> int:
    return blocks[index].start if index < len(blocks) else line_count


def _starts(blocks: Sequence[Block]) -> list[tuple[int, RegionKind, int]]:
    headings = [index for index, block in enumerate(blocks) if _is_atx(block)]
    numbers = _question_numbers(blocks, headings)
    starts: list[tuple[int, RegionKind, int]] = []
    in_questions = False
    names = {heading_text(blocks[index]).lower() for index in headings}
    translated = len(names & {name for name, _ in _section_starts()}) < 2 or not any(
        _QUESTION in heading_text(blocks[index]).lower() for index in numbers
    )
    for position, index in enumerate(headings):
        following = headings[position + 1] if position + 1 < len(headings) else len(blocks)
        between = blocks[index + 1 : following]
        name = heading_text(blocks[index]).lower()
        if index in numbers:
            starts.append((index, "question", numbers[index]))
            in_questions = True
        elif name in _checklist_headings():
            starts.append((index, "checklist", 0))
            in_questions = False
        elif following in numbers and (
            _is_section(blocks[index], between, (name, numbers[following]), translated=translated)
            or _lost_its_first(blocks[index], name, numbers[following], set(numbers.values()))
        ):
            starts.append((index, "section", 0))
            in_questions = True
        elif not in_questions and any(has_boxes(block) for block in between):
            if not any(kind in {"checklist", "group"} for _, kind, _ in starts):
                _add_unnamed_checklist(starts, blocks, headings[:position], index)
            starts.append((index, "group", 0))
    return starts


def _add_unnamed_checklist(
    starts: list[tuple[int, RegionKind, int]], blocks: Sequence[Block], before: Sequence[int], group: int
) -> None:
    """A checklist under another name begins at the nearest heading that is above its first group's."""
    level = blocks[group].tokens[0].tag
    for index in reversed(before):
        if "h1" < blocks[index].tokens[0].tag < level:
            starts.append((index, "checklist", 0))
            return


def _is_atx(block: Block) -> bool:
    return block.kind == "heading" and block.tokens[0].markup.startswith("#")


def _question_numbers(blocks: Sequence[Block], headings: Sequence[int]) -> dict[int, int]:
    """Return block index -> question number.

    The word is `Question` wherever there are such headings, else the one that numbers most headings: a
    translated template is read as well as the original.
    """
    found: list[tuple[int, str, int]] = []
    for index in headings:
        match = _NUMBERED.match(heading_text(blocks[index]))
        if match is None or blocks[index].tokens[0].tag not in {"h2", "h3", "h4"}:
            continue
        # `Question4` is a slip; `STR001` is a code.
        if match["between"] or match["word"].casefold() == _QUESTION:
            found.append((index, match["word"].casefold(), int(match["number"])))
    counts = Counter(word for word, _ in {(word, number) for _, word, number in found})
    if not counts:
        return {}
    word = _QUESTION if counts[_QUESTION] else _most_frequent(counts)
    if word != _QUESTION and counts[word] < FEWEST_QUESTIONS:
        return {}
    mine = [(index, number) for index, candidate, number in found if candidate == word]
    # `#### Question 4 continued` in an answer is no question; `## Question 24` in the place of one is.
    level = _most_frequent(Counter(blocks[index].tokens[0].tag for index, _ in mine))
    regular = {number for index, number in mine if blocks[index].tokens[0].tag == level}
    return {index: number for index, number in mine if blocks[index].tokens[0].tag == level or number not in regular}


def _most_frequent(counts: Counter[str]) -> str:
    return max(counts, key=counts.__getitem__)  # `most_common` would load another module


def _is_section(heading: Block, between: Sequence[Block], place: tuple[str, int], *, translated: bool) -> bool:
    """A section's heading is followed by its introduction, a quote, and then by a question.

    Its name is one of the template's, unless hardly any of those is there: else `# a comment` at the end of
    an answer would be one. Where the quote's `>` were taken away the heading must stand where the template
    has it: otherwise `## Deployment` with a paragraph under it may be the end of an answer.
    """
    if heading.tokens[0].tag not in {"h1", "h2"}:
        return False
    known = place[0] in {name for name, _ in _section_starts()}
    if all(block.kind == "blockquote" or (known and _is_conflict(block)) for block in between):
        return known or (translated and heading.tokens[0].tag == "h2")
    return place in _section_starts() and len(between) == 1


def _lost_its_first(heading: Block, name: str, following: int, present: set[int]) -> bool:
    """Tell whether a heading is a section's whose first question has no heading of its own any more."""
    firsts = {number for known, number in _section_starts() if known == name}
    return heading.tokens[0].tag == "h2" and any(first == following - 1 and first not in present for first in firsts)


def _is_conflict(block: Block) -> bool:
    """Tell whether a block begins with what a merge has left."""
    return block.kind in {"paragraph", "heading"} and block.tokens[1].content[:7] in {"<" * 7, "=" * 7, ">" * 7}


@cache
def _checklist_headings() -> frozenset[str]:
    return frozenset(edition.checklist_heading.lower() for edition in all_editions())


@cache
def _section_starts() -> frozenset[tuple[str, int]]:
    starts: dict[tuple[str, str], int] = {}
    for edition in all_editions():
        for question in edition.questions:
            starts.setdefault((edition.id, question.section.lower()), question.number)
    return frozenset((name, number) for (_, name), number in starts.items())
