"""Edits of a text, and how they are applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mkdocs_mlops_report.text.source import Source, Span


class Edit(NamedTuple):
    """Replaces what is between two offsets (the end is exclusive) by `text`."""

    offset: int
    end: int
    text: str


class Fix(NamedTuple):
    """The edits that fix one finding."""

    code: str
    line: int
    question: int | None
    what: str
    """What the fix does, as an imperative: `delete the placeholder`."""
    edits: tuple[Edit, ...]


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with all edits applied; of two that overlap, the first one counts."""
    pieces, end = [], 0
    for edit in without_overlaps(edits):
        pieces += [text[end : edit.offset], edit.text]
        end = edit.end
    return "".join([*pieces, text[end:]])


def without_overlaps(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return edits in the order of the text; of two that overlap, only the first one."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit.offset >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)


def line_ending(source: Source) -> str:
    """Return the line ending that a text uses: that of its first line."""
    start, end = source.span(1, 1).end_offset, source.span(2, 2).offset
    return source.text[start:end] if source.line_count > 1 else "\n"


def without_line(source: Source, number: int) -> Edit:
    """Return the edit that deletes a line; a text without a line ending at its end has none afterwards, either."""
    line = _with_ending(source, number)
    if number < source.line_count or not source.text[line.offset : line.end_offset]:
        return Edit(line.offset, line.end_offset, "")
    last = next((before for before in range(number - 1, 0, -1) if source.line(before).strip()), 1)
    return Edit(source.span(last, last).end_offset, line.end_offset, "")


def replaced_line(source: Source, number: int, text: str) -> Edit:
    """Return the edit that replaces a line by `text` and keeps its line ending."""
    line = source.span(number, number)
    # A byte-order mark stays where it is.
    offset = line.offset + source.text[line.offset : line.offset + 1].count("\ufeff")
    return Edit(offset, line.end_offset, text)


def _with_ending(source: Source, number: int) -> Span:
    """Return the span of a line with its line ending, which the last line may not have."""
    line = source.span(number, number)
    following = source.span(number + 1, number + 1) if number < source.line_count else None
    return line._replace(end_offset=following.offset) if following else line
