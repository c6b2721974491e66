from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_mlops_report.exam import Edition
from mkdocs_mlops_report.official import official_check
from mkdocs_mlops_report.text.source import Source
from tests.builders import edition, report, words

SPLIT_1, SPLIT_2 = edition("2024-10-12"), edition("2026-01-22")


def plain_reading(text: str, known: Edition) -> list[tuple[int, int]] | str:
    """The checker once more, written from its description and in another way: strings, no offsets."""
    if known.checker == "split-1":
        parts = text[43:].split("Answer:")
        kept = [part.partition("###")[0].partition("##")[0] for part in parts if "###" in part]
        found = [*kept, parts[-1]][1:]
    else:
        parts = text.split("Answer:")[1:]
        if not parts:
            return "IndexError"
        found = [part.partition("###")[0].partition("##")[0] for part in parts if "###" in part] + [parts[-1]]
    if len(found) != len(known.questions):
        return "ValueError"
    return [(len(a.strip("\n").split()), len(re.findall(r"\!\[.*?\]\(.*?\)", a.strip("\n")))) for a in found]


PIECES = st.lists(
    st.sampled_from(
        [
            *("Answer:", "\nAnswer:\n", "> Answer:\n\n", "--- question 4 fill here ---\n"),
            *("### Question 4\n", "## Coding\n", "####", "##", "# one\n"),
            *("a word ", "two words\n", "\n\n", "\u2028", "\u00a0"),
            *("![alt](figures/a.png)", "![open](\n)", "![](b.png) ![c](d)"),
        ]
    ),
    max_size=120,
).map("".join)


@pytest.mark.parametrize("known", [SPLIT_1, SPLIT_2], ids=["split-1", "split-2"])
@given(text=PIECES, filler=st.integers(0, 35))
def test_verdict_is_that_of_the_plain_algorithm(known: Edition, text: str, filler: int) -> None:
    text += "Answer: so\n### Question\n" * filler
    verdict = official_check(Source(text), known)
    expected = plain_reading(text, known)
    if isinstance(expected, str):
        assert verdict.error is not None
        assert verdict.error.startswith(expected)
        assert not verdict.answers
    else:
        assert verdict.error is None
        assert [(answer.words, answer.figures) for answer in verdict.answers] == expected


@pytest.mark.parametrize("identifier", ["2022-12-29", "2024-10-12", "2024-12-22", "2025-01-24", "2026-01-22"])
def test_a_report_within_all_limits_passes_everywhere(identifier: str) -> None:
    known = edition(identifier)
    verdict = official_check(Source(report(identifier)), known)
    assert (verdict.error, verdict.passed) == (None, len(known.questions))


def test_the_place_of_a_count_is_known() -> None:
    text = report(answers={4: words(71)})
    answer = official_check(Source(text), SPLIT_2).answer(4)
    assert answer is not None
    assert (answer.words, answer.passed) == (71, False)
    assert text[answer.span.offset : answer.span.end_offset] == words(71)
    assert text.split("\n")[answer.span.line - 1] == words(71)


def test_a_heading_in_an_answer_hides_what_follows() -> None:
    text = report(answers={4: f"{words(60)}\n\n## Setup\n\n{words(90)}\n\n### More"})
    answer = official_check(Source(text), SPLIT_2).answer(4)
    assert answer is not None
    assert answer.words == 60


def test_chunk_without_heading_is_lost() -> None:
    text = report().replace("### Question 5\n", "")
    verdict = official_check(Source(text), SPLIT_2)
    assert verdict.error == (
        "ValueError: Number of answers are different from the expected 31. Have you changed the template?"
    )
    assert verdict.found == 30


def test_newer_checker_stops_without_any_marker() -> None:
    verdict = official_check(Source("# Nothing\n"), SPLIT_2)
    assert verdict.error == "IndexError: list index out of range"
    assert (verdict.answers, verdict.found, verdict.expected) == ((), 0, 31)
    assert (official_check(Source("# Nothing\n"), SPLIT_1).error or "").startswith("ValueError")


def test_older_checker_skips_43_characters() -> None:
    text = "x" * 40 + "Answer: lost marker\n### Question\n" + "Answer: so\n### Question\n" * 27
    verdict = official_check(Source(text), SPLIT_1)
    assert isinstance(plain_reading(text, SPLIT_1), str) is (verdict.error is not None)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_endings_count_as_in_python(line_end: str) -> None:
    text = report(answers={4: f"{words(60)}\n\n![a](b\n.png) {words(40)}"})
    plain = official_check(Source(text), SPLIT_2)
    other = official_check(Source(text.replace("\n", line_end)), SPLIT_2)
    assert [(a.words, a.figures) for a in plain.answers] == [(a.words, a.figures) for a in other.answers]
    assert [a.span.line for a in plain.answers] == [a.span.line for a in other.answers]


def test_invalid_utf8_stops_the_checker() -> None:
    verdict = official_check(Source.from_bytes(report().encode() + b"\xff"), SPLIT_2)
    assert verdict.error is not None
    assert verdict.error.startswith("UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position")
    assert (verdict.answers, verdict.found, verdict.expected, verdict.markers) == ((), 0, 31, ())


def test_a_verdict_that_stops_passes_nothing() -> None:
    verdict = official_check(Source(report(chunks={4: ""})), SPLIT_2)
    assert verdict.error
    assert (verdict.passed, verdict.answer(4)) == (0, None)


@pytest.mark.parametrize("number", [4, 31])
def test_an_answer_of_empty_lines_is_empty(number: int) -> None:
    text = report(answers={number: ""})
    answer = official_check(Source(text), SPLIT_2).answer(number)
    assert answer is not None
    assert (answer.words, answer.figures) == (0, 0)
    assert answer.span.offset == answer.span.end_offset
    assert not text[answer.marker.end_offset : answer.span.offset].strip()


def test_the_places_around_an_answer_are_known() -> None:
    text = report(answers={4: f"{words(60)}\n\n## Setup"})
    verdict = official_check(Source(text), SPLIT_2)
    answer, last = verdict.answer(4), verdict.answer(31)
    assert answer is not None
    assert answer.cut is not None
    assert last is not None
    assert text[answer.marker.offset : answer.marker.end_offset] == "Answer:"
    assert text[answer.cut.offset : answer.cut.end_offset] == "##"
    assert text[answer.cut.offset :].startswith("## Setup")
    assert last.cut is None


def test_every_marker_is_known() -> None:
    text = report()
    markers = official_check(Source(text), SPLIT_2).markers
    assert [one.offset for one in markers] == [match.start() for match in re.finditer("Answer:", text)]
    assert len(markers) == 31
