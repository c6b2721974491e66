"""Long lists: on several pages, so that none takes long to load, with filters and with the groups of each state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mkdocs_mlops_report.cohort.cohort import Member

_MOST_LISTED = 60
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


class Pill(NamedTuple):
    """A filter: a letter in the `data-s` of the entries that it shows, or nothing for all of them."""

    mark: str
    name: str
    entries: int
    """How many entries of the whole list it shows."""


class Listed(NamedTuple):
    """The groups with a mark, each with the URL of its entry."""

    name: str
    members: Sequence[tuple[Member, str]]
    left: int
    """How many more there are; only the first ones are listed."""

    @property
    def total(self) -> int:
        """How many groups there are."""
        return len(self.members) + self.left


def pills_of(marks: Sequence[str], names: Mapping[str, str], always: str = "") -> list[Pill]:
    """Return the filters of a list; those that show nothing are left out.

    Args:
        marks: the marks of each entry, a string of letters.
        names: the name of each filter by its mark, in their order.
        always: marks of filters that are there even if they show nothing.
    """
    pills = [Pill(mark, name, sum(mark in found for found in marks)) for mark, name in names.items()]
    return [Pill("", "All", len(marks)), *(pill for pill in pills if pill.entries or pill.mark in always)]


def listed(entries: Iterable[tuple[str, Member, str]], names: Mapping[str, str]) -> list[Listed]:
    """Return the groups with each mark.

    Args:
        entries: the marks of each entry, its group, and its URL.
        names: the name of each list by its mark, in their order.
    """
    found: dict[str, list[tuple[Member, str]]] = {mark: [] for mark in names}
    for marks, member, url in entries:
        for mark in marks:
            if mark in found:
                found[mark].append((member, url))
    return [
        Listed(names[mark], members[:_MOST_LISTED], max(0, len(members) - _MOST_LISTED))
        for mark, members in found.items()
        if members
    ]
