"""Changes of a text, and how they are applied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mlops_report.report import Source, Span


class Edit(NamedTuple):
    """Puts `text` in the place of what stands between two offsets (the end is exclusive)."""

    offset: int
    end: int
    text: str


class Repair(NamedTuple):
    """What one finding needs: the edits belong together."""

    code: str
    line: int
    question: int | None
    what: str
    """What is done, as a sentence goes on after the place: `took the placeholder away`."""
    edits: tuple[Edit, ...]


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with all edits in it; of two that overlap the first one counts."""
    pieces, end = [], 0
    for edit in sorted(edits):
        if edit.offset < end:
            continue
        pieces += [text[end : edit.offset], edit.text]
        end = edit.end
    return "".join([*pieces, text[end:]])


def line_break(source: Source) -> str:
    """Return the line break that a text uses: its first one."""
    start, end = source.span(1, 1).end_offset, source.span(2, 2).offset
    return source.text[start:end] if source.line_count > 1 else "\n"


def whole_line(source: Source, number: int) -> Span:
    """Return the span of a line with its line break, which the last line may not have."""
    line = source.span(number, number)
    following = source.span(number + 1, number + 1) if number < source.line_count else None
    return line._replace(end_offset=following.offset) if following else line


def without_line(source: Source, number: int) -> Edit:
    """Return the edit that takes a line out; a text that ends without a line break does so afterwards."""
    line = whole_line(source, number)
    if number < source.line_count or not source.text[line.offset : line.end_offset]:
        return Edit(line.offset, line.end_offset, "")
    last = next((before for before in range(number - 1, 0, -1) if source.line(before).strip()), 1)
    return Edit(source.span(last, last).end_offset, line.end_offset, "")


def in_line(source: Source, number: int, text: str) -> Edit:
    """Return the edit that puts `text` in the place of a line and leaves its line break."""
    line = source.span(number, number)
    # A byte order mark stays where it is.
    offset = line.offset + source.text[line.offset : line.offset + 1].count("\ufeff")
    return Edit(offset, line.end_offset, text)
