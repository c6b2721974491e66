"""Charts as plain SVG; the numbers that they show are beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_BINS = 48
_WIDTH, _HEIGHT, _GAP = 720, 60, 3


class Bar(NamedTuple):
    """A bar of a histogram, in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    inside: bool
    """Whether it is within the limit."""


class Histogram(NamedTuple):
    """How many answers have which length, with the limit as two lines."""

    bars: tuple[Bar, ...]
    marks: tuple[float, ...]
    label: str


def histogram(lengths: Sequence[int], limit: tuple[int, int] | None, bins: int = _BINS) -> Histogram:
    """Return the distribution of lengths in words.

    Args:
        lengths: one for each answer.
        limit: the allowed range, None without one.
        bins: the number of bars.
    """
    top = max([*lengths, 1]) if limit is None else max(limit[1] * 1.5, 1)
    step = top / bins
    counts = [0] * bins
    for length in lengths:
        counts[min(bins - 1, int(length / step))] += 1  # the last bar has all that is longer
    tallest = max([*counts, 1])
    width = _WIDTH / bins
    bars = tuple(
        Bar(
            round(index * width, 1),
            round(_HEIGHT - _HEIGHT * count / tallest, 1),
            round(width - _GAP, 1),
            round(_HEIGHT * count / tallest, 1),
            limit is None or limit[0] <= (index + 0.5) * step <= limit[1],
        )
        for index, count in enumerate(counts)
        if count
    )
    marks = tuple(round(_WIDTH * words / top, 1) for words in limit or () if 0 < words < top)
    return Histogram(bars, marks, f"Words per answer, 0 to {round(top)} or more")
