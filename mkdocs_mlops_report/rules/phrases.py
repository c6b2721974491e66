"""Phrases that messages share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import unquote

from mkdocs_mlops_report.exam import Limit

Thing = TypeVar("Thing")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""In English in any locale."""


def number_of(count: int, noun: str) -> str:
    """Return `1 word`, `2 words`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def joined(things: Sequence[object], conjunction: str = "and") -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    words = [str(thing) for thing in things]
    return f" {conjunction} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def questions(numbers: Sequence[int]) -> str:
    """Return `question 4`, `questions 4 and 5`, `questions 4–9`, `questions 4, 6 and 9`."""
    if len(numbers) == 1:
        return f"question {numbers[0]}"
    in_order = list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    return f"questions {numbers[0]}–{numbers[-1]}" if in_order and len(numbers) > 2 else f"questions {joined(numbers)}"


def ranges(numbers: Sequence[int]) -> str:
    """Return `4`, `4, 5`, `4–6, 9` for numbers in any order."""
    parts = [
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))
        for run in runs(sorted(set(numbers)), number=lambda number: number)
    ]
    return ", ".join(parts)


def required(words: Limit | None, figures: Limit | None) -> str:
    """Return `Write 100–200 words and add 1 figure`, or `Write the answer` without a limit."""
    parts = []
    if words:
        parts.append(f"write {words} words")
    if figures:
        parts.append(f"add {figures} {'figure' if figures.max == 1 else 'figures'}")
    phrase = joined(parts) or "write the answer"
    return phrase[:1].upper() + phrase[1:]


def runs(things: Sequence[Thing], number: Callable[[Thing], int]) -> list[list[Thing]]:
    """Return things in runs whose numbers increase by one."""
    result: list[list[Thing]] = []
    for thing in things:
        if result and number(result[-1][-1]) == number(thing) - 1:
            result[-1].append(thing)
        else:
            result.append([thing])
    return result


def day_of(edition: str) -> str:
    """Return `9 January 2026` for the edition `2026-01-09.2`."""
    return f"{int(edition.split('-')[2].split('.', maxsplit=1)[0])} {month_of(edition)}"


def month_of(edition: str) -> str:
    """Return `January 2026` for the edition `2026-01-09.2`."""
    year, month, _ = edition.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def shown_url(url: str, longest: int = 60) -> str:
    """Return a URL as messages show it: without escapes and data, and cut in the middle if it is long."""
    if url.lstrip()[:5].lower() == "data:":
        return f"{url.strip()[:40].split(',')[0]},…"
    text = shortened(unquote(url), len(url))
    if len(text) <= longest:
        return text
    end = longest * 2 // 3
    return f"{text[: longest - end - 1]}…{text[-end:]}"


def shortened(text: str, longest: int = 60) -> str:
    """Return a text on one line without backticks; if it has more than `longest` characters, cut at the end."""
    line = " ".join(text.split()).replace("`", "'")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
