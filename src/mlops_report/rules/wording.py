"""Small words that messages share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def number_of(count: int, thing: str) -> str:
    """Return `1 word`, `2 words`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def listed(numbers: Sequence[int]) -> str:
    """Return a run of numbers as it is said: `8`, `8 and 9`, `8 to 11`."""
    if len(numbers) == 1:
        return str(numbers[0])
    return f"{numbers[0]} {'and' if len(numbers) == 2 else 'to'} {numbers[-1]}"


def and_joined(things: Sequence[object]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    words = [str(thing) for thing in things]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def run_of(others: Sequence[int], one: str = "so is", many: str = "so are") -> str:
    """Return what is said of the rest of a run: `, and so are questions 9 to 11`."""
    if not others:
        return ""
    return f", and {one} question {others[0]}" if len(others) == 1 else f", and {many} questions {listed(others)}"


def runs(things: Sequence[Thing], number: Callable[[Thing], int]) -> list[list[Thing]]:
    """Return things in runs whose numbers count up by one."""
    result: list[list[Thing]] = []
    for thing in things:
        if result and number(result[-1][-1]) == number(thing) - 1:
            result[-1].append(thing)
        else:
            result.append([thing])
    return result


def day_of(identifier: str) -> str:
    """Return `9 January 2026` for the edition `2026-01-09.2`."""
    return f"{int(identifier.split('-')[2].split('.', maxsplit=1)[0])} {month_of(identifier)}"


def month_of(identifier: str) -> str:
    """Return `January 2026` for the edition `2026-01-09.2`."""
    year, month, _ = identifier.split("-")
    return f"{_MONTHS[int(month) - 1]} {year}"


def shortened(text: str, longest: int = 60) -> str:
    """Return a text on one line, its end left out where it is long."""
    line = " ".join(text.split()).replace("`", "'")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
