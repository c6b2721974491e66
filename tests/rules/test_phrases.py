"""The phrases that messages share: numbers, lists, months, and where long texts and URLs are cut."""

from __future__ import annotations

import pytest

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.rules import phrases


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([4], "question 4"),
        ([4, 5], "questions 4 and 5"),
        ([4, 5, 6], "questions 4–6"),
        ([4, 6, 9], "questions 4, 6 and 9"),
        ([5, 4], "questions 5 and 4"),
    ],
)
def test_questions(numbers: list[int], expected: str) -> None:
    assert phrases.questions(numbers) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([4], "4"), ([5, 4], "4, 5"), ([6, 5, 4, 9, 4], "4–6, 9"), ([1, 3, 4], "1, 3, 4"), ([1, 2, 3, 5, 6], "1–3, 5, 6")],
)
def test_ranges(numbers: list[int], expected: str) -> None:
    assert phrases.ranges(numbers) == expected


def test_months_are_in_english() -> None:
    months = "January February March April May June July August September October November December".split()
    assert [phrases.day_of(f"2026-{number:02}-09.2") for number in range(1, 13)] == [
        f"9 {month} 2026" for month in months
    ]


@pytest.mark.parametrize(
    ("things", "expected"),
    [([], ""), (["a"], "a"), (["a", 2], "a and 2"), (["a", "b", "c"], "a, b and c")],
)
def test_joined(things: list[object], expected: str) -> None:
    assert phrases.joined(things) == expected
    assert phrases.joined(things, "or") == expected.replace(" and ", " or ")


@pytest.mark.parametrize(
    ("words", "figures", "expected"),
    [
        (Limit(100, 200), Limit(1, 1), "Write 100–200 words and add 1 figure"),
        (Limit(100, 200), Limit(1, 2), "Write 100–200 words and add 1–2 figures"),
        (Limit(100, 200), None, "Write 100–200 words"),
        (None, Limit(2, 2), "Add 2 figures"),
        (None, None, "Write the answer"),
    ],
)
def test_required(words: Limit | None, figures: Limit | None, expected: str) -> None:
    assert phrases.required(words, figures) == expected


@pytest.mark.parametrize(
    ("edition", "month", "day"),
    [
        ("2026-01-09.2", "January 2026", "9 January 2026"),
        ("2024-12-31", "December 2024", "31 December 2024"),
    ],
)
def test_dates(edition: str, month: str, day: str) -> None:
    assert phrases.month_of(edition) == month
    assert phrases.day_of(edition) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 60, "a" * 60),
        ("a" * 61, "a" * 59 + "…"),
        ("a" * 58 + " bcd", "a" * 58 + "…"),
        (" a\n `b`\t c ", "a 'b' c"),
    ],
)
def test_shortened(text: str, expected: str) -> None:
    assert phrases.shortened(text) == expected
    assert phrases.shortened("abcdef", 5) == "abcd…"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("a" * 30 + "b" * 30, "a" * 30 + "b" * 30),
        ("a" * 30 + "b" * 31, "a" * 19 + "…" + "a" * 9 + "b" * 31),
        ("figures/a%20b`.png", "figures/a b'.png"),
        (" Data:image/png;base64,iVBORw0KGgo=", "Data:image/png;base64,…"),
        ("data:" + "a" * 60, "data:" + "a" * 35 + ",…"),
        ("figures/data:.png", "figures/data:.png"),
    ],
)
def test_shown_url(url: str, expected: str) -> None:
    assert phrases.shown_url(url) == expected
