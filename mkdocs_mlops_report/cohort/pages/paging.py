"""Long lists on several pages, so that none takes long to load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

LARGEST = 220_000
"""Bytes of the entries of one page; with its style sheets it is then below 300 kB."""


class Range(NamedTuple):
    """A page of a list: which of the entries it has."""

    number: int
    """From 1."""
    start: int
    """The index of its first entry, from 0."""
    end: int
    """The index after its last entry."""
    marks: Mapping[str, int]
    """How many of its entries have which mark of a filter."""


class Part(NamedTuple):
    """A page of a list, and all pages of it."""

    number: int
    start: int
    end: int
    all: tuple[Range, ...]


def parts_of(entries: Iterable[tuple[str, str]], largest: int = LARGEST) -> list[Part]:
    """Return pages of at most `largest` bytes; a longer entry has a page alone. There is always one page.

    Args:
        entries: the HTML of each entry and its marks, a string of letters. Only the length of the HTML is used, so
            the entries need not be in memory together.
        largest: in bytes.
    """
    sized = ((len(html.encode("utf-8", "replace")), marks) for html, marks in entries)
    ranges = tuple(_ranges(sized, largest)) or (Range(1, 0, 0, {}),)
    return [Part(one.number, one.start, one.end, ranges) for one in ranges]


def _ranges(entries: Iterable[tuple[int, str]], largest: int) -> Iterator[Range]:
    number, start, end, total = 1, 0, 0, 0
    marks: Counter[str] = Counter()
    for size, found in entries:
        if end > start and total + size > largest:
            yield Range(number, start, end, marks)
            number, start, total, marks = number + 1, end, 0, Counter()
        end += 1
        total += size
        marks.update(found)
    if end > start:
        yield Range(number, start, end, marks)
