"""Small words that messages share."""

from __future__ import annotations

from collections.abc import Sequence


def number_of(count: int, thing: str) -> str:
    """Return `1 word`, `2 words`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def listed(numbers: Sequence[int]) -> str:
    """Return a run of numbers as it is said: `8`, `8 and 9`, `8 to 11`."""
    if len(numbers) == 1:
        return str(numbers[0])
    return f"{numbers[0]} {'and' if len(numbers) == 2 else 'to'} {numbers[-1]}"
