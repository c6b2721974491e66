"""Long lists on several pages, so that none takes long to load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

LARGEST = 230_000
"""Bytes of the entries of one page; with its style sheets it is then below 300 kB."""


class Part(NamedTuple):
    """A page of a list: which of the entries it has."""

    number: int
    """From 1."""
    total: int
    """The number of pages."""
    start: int
    """The index of its first entry, from 0."""
    end: int
    """The index after its last entry."""


def parts_of(entries: Iterable[str], largest: int = LARGEST) -> list[Part]:
    """Return pages of at most `largest` bytes; a longer entry has a page alone. There is always one page.

    Args:
        entries: the HTML of each entry. Only its length is used, so they need not be in memory together.
        largest: in bytes.
    """
    pages = list(_pages((len(entry.encode("utf-8", "replace")) for entry in entries), largest)) or [(0, 0)]
    return [Part(number, len(pages), start, end) for number, (start, end) in enumerate(pages, start=1)]


def _pages(sizes: Iterable[int], largest: int) -> Iterator[tuple[int, int]]:
    start = end = total = 0
    for size in sizes:
        if end > start and total + size > largest:
            yield start, end
            start, total = end, 0
        end += 1
        total += size
    if end > start:
        yield start, end
