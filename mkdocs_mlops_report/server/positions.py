r"""Lines and characters as the protocol counts them: from 0, characters in the units of an encoding.

The protocol ends a line only at `\n`, `\r\n` and `\r`, and so does `Source`.
"""

from __future__ import annotations

from lsprotocol import types

from mkdocs_mlops_report.text.source import Source, Span

Encoding = types.PositionEncodingKind | str
_LARGEST_UNIT = 0xFFFF
"""The last character that is one unit of UTF-16."""


def position_of(source: Source, offset: int, encoding: Encoding) -> types.Position:
    """Return the position of an offset into the text."""
    span = source.span_of(offset, offset)
    before = source.text[offset - span.column + 1 : offset]
    return types.Position(span.line - 1, sum(_units(character, encoding) for character in before))


def range_of(source: Source, span: Span, encoding: Encoding) -> types.Range:
    """Return the range of a span."""
    return range_between(source, span.offset, span.end_offset, encoding)


def range_between(source: Source, start: int, end: int, encoding: Encoding) -> types.Range:
    """Return the range between two offsets into the text."""
    return types.Range(position_of(source, start, encoding), position_of(source, end, encoding))


def offset_of(source: Source, position: types.Position, encoding: Encoding) -> int:
    """Return the offset of a position; one after the end of its line, or of the text, means that end."""
    if position.line >= source.line_count:
        return len(source.text)
    line = source.span(position.line + 1, position.line + 1)
    units = 0
    for offset in range(line.offset, line.end_offset):
        if units >= position.character:
            return offset
        units += _units(source.text[offset], encoding)
    return line.end_offset


def _units(character: str, encoding: Encoding) -> int:
    if encoding == types.PositionEncodingKind.Utf8:
        return len(character.encode("utf-8", "surrogatepass"))
    if encoding == types.PositionEncodingKind.Utf32:
        return 1
    return 2 if ord(character) > _LARGEST_UNIT else 1
