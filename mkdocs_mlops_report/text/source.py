"""A text with its positions: lines, columns and offsets."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from mkdocs_mlops_report.text.pattern import lazy_pattern

# Markdown ends a line only at these; `str.splitlines` also at U+2028 and form feeds.
_LINE_END = lazy_pattern(r"\r\n|\n|\r")
_PLAIN_PAIR = lazy_pattern(r"^[A-Za-z_][\w-]*: [\w .-]+$")
_SURROGATES = lazy_pattern("[\ud800-\udfff]")


class Span(NamedTuple):
    """A part of the source. Lines and columns count from 1, offsets from 0; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    offset: int
    end_offset: int


class Source:
    """A decoded text and its lines.

    Args:
        text: the content of the file with its own line endings. A byte-order mark stays in `text`, since the official
            check reads it too, and is not part of line 1 for Markdown.
        decoding_error: the error of Python if the bytes are not UTF-8. `text` then contains U+FFFD for every byte that
            cannot be decoded, or is decoded from UTF-16.
        decoding_line: the line of the first wrong byte.
        wrong_byte: its position in the file, from 1, and its value.
    """

    def __init__(
        self,
        text: str,
        *,
        decoding_error: str | None = None,
        decoding_line: int = 1,
        wrong_byte: tuple[int, int] | None = None,
    ) -> None:
        self.text = without_surrogates(text)
        self.decoding_error = decoding_error
        self.decoding_line = decoding_line
        self.wrong_byte = wrong_byte

    @classmethod
    def from_bytes(cls, data: bytes) -> Source:
        """Decode UTF-8 without ever failing; see `decoding_error`. UTF-16 is recognised by its byte-order mark."""
        try:
            return cls(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            return cls(
                data.decode("utf-16" if wide else "utf-8", "replace"),
                decoding_error=f"UnicodeDecodeError: {error}",
                decoding_line=Source(data[: error.start].decode("utf-8", "replace")).line_count,
                wrong_byte=(error.start + 1, data[error.start]),
            )

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        if "\r" not in self.text:
            starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]
            return starts[:-1], [start - 1 for start in starts[1:]]
        starts, ends = [0], []
        for match in _LINE_END.finditer(self.text):
            ends.append(match.start())
            starts.append(match.end())
        ends.append(len(self.text))
        return starts, ends

    @property
    def line_count(self) -> int:
        """Number of lines; a text that ends with a line ending has an empty last line."""
        return len(self._bounds[0])

    def line(self, number: int) -> str:
        """Return line `number` (from 1) without its line ending; empty if there is no such line."""
        starts, ends = self._bounds
        if not 1 <= number <= len(starts):
            return ""
        line = self.text[starts[number - 1] : ends[number - 1]]
        return line.removeprefix("\ufeff") if number == 1 else line

    def line_at(self, offset: int) -> int:
        """Return the number of the line (from 1) that an offset is in."""
        return bisect_right(self._bounds[0], offset)

    def text_at(self, spans: Iterable[Span]) -> str:
        """Return the text of some spans, separated by line breaks."""
        return "\n".join(self.text[span.offset : span.end_offset] for span in spans)

    def span(self, line: int, end_line: int, column: int = 1, end_column: int | None = None) -> Span:
        """Return the span from `line`, `column` to the end of `end_line` (included) or its `end_column`."""
        starts, ends = self._bounds
        line = min(max(line, 1), len(starts))
        end_line = min(max(end_line, line), len(starts))
        offset = min(starts[line - 1] + column - 1, ends[line - 1])
        last = ends[end_line - 1]
        end = last if end_column is None else min(starts[end_line - 1] + end_column - 1, last)
        end = max(end, offset)
        column = offset - starts[line - 1] + 1
        return Span(line, column, end_line, end - starts[end_line - 1] + 1, offset, end)

    def span_of(self, offset: int, end_offset: int) -> Span:
        """Return the span between two offsets into `text`."""
        starts, _ = self._bounds
        line, end_line = self.line_at(offset), self.line_at(max(offset, end_offset))
        return Span(
            line,
            offset - starts[line - 1] + 1,
            end_line,
            end_offset - starts[end_line - 1] + 1,
            offset,
            end_offset,
        )

    @cached_property
    def front_matter(self) -> int:
        """Number of lines of the YAML front matter, its two fences included; 0 without one.

        Only a mapping counts, as on GitHub and in MkDocs: an answer between two rules is not front matter.
        """
        if self.line(1).rstrip() != "---":
            return 0
        for number in range(2, self.line_count + 1):
            if self.line(number).rstrip() in {"---", "..."}:
                return number if _is_mapping([self.line(inner) for inner in range(2, number)]) else 0
        return 0

    @cached_property
    def markdown(self) -> str:
        """The text for the parser: the same line numbers, without front matter and byte-order mark.

        STX and ETX are removed: Python-Markdown uses them in its stash, and no reader can see them.
        """
        starts, _ = self._bounds
        skipped = self.front_matter
        body = self.text[starts[skipped] :] if skipped < len(starts) else ""
        body = body.removeprefix("\ufeff").replace("\x02", "").replace("\x03", "")
        return "\n" * skipped + body


def without_surrogates(text: str) -> str:
    """Return a text without lone surrogates, which UTF-8 cannot encode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def _is_mapping(lines: list[str]) -> bool:
    """Return whether lines are a YAML mapping."""
    if lines and all(_PLAIN_PAIR.match(line) for line in lines):
        return True
    import yaml  # noqa: PLC0415 - slow to import, and nearly every front matter is plain

    try:
        # The base loader converts no dates, numbers or tags.
        return isinstance(yaml.load("\n".join(lines), Loader=yaml.BaseLoader), dict)
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
