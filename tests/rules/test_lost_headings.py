"""A question whose heading was deleted, damaged or given a wrong number, while its prompt is still there."""

from __future__ import annotations

import re

import pytest

from mkdocs_mlops_report.report.model import contents
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import check
from mkdocs_mlops_report.rules.model import Finding
from mkdocs_mlops_report.text.blocks import Block
from tests.builders import in_edition_of, report


def _numbers(block: Block) -> frozenset[int]:
    """Return the number of a made-up prompt, as if an edition had it."""
    found = re.findall(r"Made-up prompt number (\d+)", contents(block.tokens)) if block.kind == "blockquote" else []
    return frozenset(map(int, found))


@pytest.fixture(autouse=True)
def known_prompts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mkdocs_mlops_report.report.question._prompt_numbers", _numbers)


def findings(heading: str) -> tuple[list[Finding], int]:
    """Return the errors of a report with a line in the place of `### Question 5`, and the number of this line."""
    text = report().replace("### Question 5\n", f"{heading}\n")
    line = report().split("\n").index("### Question 5") + 1
    checked = check(in_edition_of(read_text(text), read_text(report())))
    return [one for one in checked.findings if one.severity.fails], line


@pytest.mark.parametrize(
    "heading", ["### Qestion 5", "### Question", "> ### Question 5", "\u200b### Question 5", "#Questoin 5"]
)
def test_a_damaged_heading_is_named_where_it_is(heading: str) -> None:
    found, line = findings(heading)
    (missing,) = [one for one in found if one.code == "STR001"]
    assert (missing.span.line, missing.message) == (line, "Heading is damaged.")
    assert (missing.hint, missing.question) == ("Write `### Question 5`.", 5)
    others = [one for one in found if one is not missing]
    assert {(one.code, one.span, one.hint) for one in others} <= {("STR008", missing.span, missing.hint)}


def test_a_deleted_heading_belongs_above_its_prompt() -> None:
    found, line = findings("")
    (missing,) = [one for one in found if one.code == "STR001"]
    assert (missing.span.line, missing.message) == (line + 2, "Heading is missing above this prompt.")
    assert missing.hint == "Write `### Question 5` above its prompt."
    (stops,) = [one for one in found if one.code == "STR008"]
    assert stops.note == "It finds 30 answers and expects 31: question 5 has no heading."
    assert (stops.span.line, stops.hint, stops.cause) == (line + 2, missing.hint, missing.cause)


def test_a_heading_with_the_number_of_another_question() -> None:
    found, line = findings("### Question 4")
    assert [(one.code, one.span.line, one.hint) for one in found] == [
        ("STR001", line, "Write `### Question 5`."),
        ("STR002", line, "Write `### Question 5`."),
    ]
    assert found[0].message == "Heading has the number 4, but its prompt is that of question 5."
    assert len({one.cause for one in found}) == 1


def test_a_heading_with_too_high_a_number() -> None:
    found, line = findings("### Question 42")
    assert [(one.code, one.hint) for one in found if one.span.line == line] == [
        ("STR001", "Write `### Question 5`."),
        ("STR003", "Write `### Question 5`."),
    ]
    assert len({one.cause for one in found if one.span.line == line}) == 1


@pytest.mark.parametrize(
    ("numbers", "cause", "hint"),
    [
        ([5], "the heading of question 5 has two `#` instead of three", "Write `### Question 5`."),
        ([5, 9], "2 question headings have two `#` instead of three", "Write each as `### Question N`."),
    ],
)
def test_headings_with_two_hashes_stop_the_official_check(numbers: list[int], cause: str, hint: str) -> None:
    text = report()
    for number in numbers:
        text = text.replace(f"### Question {number}\n", f"## Question {number}\n")
    (found,) = [one for one in check(read_text(text)).findings if one.severity.fails]
    assert (found.code, found.span.line) == ("STR008", text.split("\n").index("## Question 5") + 1)
    assert (found.note, found.hint) == (f"It finds {31 - len(numbers)} answers and expects 31: {cause}.", hint)


@pytest.mark.parametrize("between", ["", "   \n"])
def test_a_damaged_heading_near_its_prompt(between: str) -> None:
    text = report().replace("### Question 5\n\n", f"### Qestion 5\n{between}")
    checked = check(in_edition_of(read_text(text), read_text(report())))
    (missing,) = [one for one in checked.findings if one.code == "STR001"]
    line = text.split("\n").index("### Qestion 5") + 1
    assert (missing.span.line, missing.message) == (line, "Heading is damaged.")


@pytest.mark.parametrize("heading", ["### Question 5", "### Question 42"])
def test_a_question_out_of_order_keeps_its_number(heading: str) -> None:
    text = report()
    eight, nine, ten = (text.index(f"### Question {number}\n") for number in (8, 9, 10))
    moved = text[:eight] + text[nine:ten] + text[eight:nine] + text[ten:]
    changed = moved.replace("### Question 5\n", f"{heading}\n")
    checked = check(in_edition_of(read_text(changed), read_text(report())))
    hints = [one.hint for one in checked.findings if one.code == "STR003" and one.question in {8, 9}]
    assert hints == ["Move it below question 8."]


def test_a_groups_own_question_is_in_order() -> None:
    text = report().replace("### Question 9\n", "### Question 40\n\n> Ours?\n>\n> Answer:\n\nYes.\n\n### Question 9\n")
    checked = check(in_edition_of(read_text(text), read_text(report())))
    assert [one.code for one in checked.findings] == ["STR008"]
    assert checked.findings[0].hint == "Delete question 40, or make its heading bold text."


def test_a_place_is_between_two_headings() -> None:
    text = report()
    five, six, eight, nine = (text.index(f"### Question {number}\n") for number in (5, 6, 8, 9))
    end = text.index("### Question 21\n")
    changed = text[:five] + text[six:end] + text[five:six] + text[eight:nine] + text[end:]
    checked = check(in_edition_of(read_text(changed), read_text(report())))
    (moved,) = [one for one in checked.findings if one.code == "STR003"]
    assert (moved.question, moved.message) == (5, "Out of order: it is between questions 20 and 8.")
