"""The marks and notes of the full format, where something could easily be shown twice, too wide or beside its place."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.reporters.formats import render
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import report, words

LISTED = "* one\n" * 40
"""An answer that passes with 80 words of which readers see 40."""


def block(found: CheckedReport, code: str, *, width: int = 100) -> list[str]:
    """Return the lines of a cause."""
    blocks = render("full", [found], width=width).split("\n\n")
    (one,) = (block for block in blocks if block.startswith(f"{code} "))
    return one.split("\n")


def excerpt(answer: str, *, columns: int) -> str:
    """Return what is shown of an answer of one line, in a terminal with so many columns beside the line number."""
    number = "130 | "
    lines = block(check(read_text(report(answers={4: answer}))), "LEN001", width=len(number) + columns)
    return next(line.removeprefix(number) for line in lines if line.startswith(number))


def test_a_note_is_about_one_place_only() -> None:
    one = check(read_text(report(answers={12: LISTED})))
    two = check(read_text(report(answers={4: "* one\n" * 90, 12: LISTED})))
    assert sum(finding.code == "LEN004" for finding in two.findings) == 2
    assert [line.strip() for line in block(one, "LEN004") if "= note:" in line] == [
        "= note: Readers see 40 of the 80 words; the rest is markup, URLs or hidden text."
    ]
    assert not [line for line in block(two, "LEN004") if "= note:" in line]


def test_details_need_several_places() -> None:
    one = check(read_text(report(answers={4: f"{words(120)}\n\nTODO: say more"})))
    two = check(read_text(report(answers={4: f"{words(120)}\n\nTODO: say more\n\nFIXME: show it"})))
    assert block(one, "PLH003")[1].endswith(":1")
    assert [line.split("  ")[-1] for line in block(two, "PLH003") if "-->" in line] == ["`TODO:`", "`FIXME:`"]


def test_the_mark_starts_at_the_first_letter() -> None:
    text = report(answers={4: f"{words(120)}\n\n    indented code"})
    made = read_text(text)
    at = text.index("    indented code")
    finding = check(read_text(report(answers={4: words(3)}))).findings[0]
    placed = finding._replace(span=made.source.span_of(at, at + len("    indented code")))
    shown = render("full", [check(made)._replace(findings=(placed,))]).split("\n")
    source, mark = (line.partition("| ")[2] for line in shown[3:5])
    assert source == "    indented code"
    assert mark == "    ^^^^^^^^^^^^^"


@pytest.mark.parametrize("width", [1, 59, 60, 61, 100, 10_000])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    found = check(read_text(report(answers={4: "鳥" * 70 + " " + words(71)})))
    lines = block(found, "LEN001", width=width)
    columns = [sum(2 if character == "鳥" else 1 for character in line) for line in lines[2:5]]
    assert max(columns) <= max(width, 60)
    assert lines[4].strip("| ").strip("^") == ""


@pytest.mark.parametrize("text", ["a" * 74, "鳥" * 37, "鳥" * 36 + "ab", "e\u0301" * 74])
def test_a_line_that_fits_is_whole(text: str) -> None:
    assert excerpt(text, columns=74) == text
    assert excerpt(f"{text}a", columns=74).endswith("…")


def test_a_wide_character_is_not_halved() -> None:
    assert excerpt("鳥" * 60, columns=74) == "鳥" * 36 + "…"
    assert excerpt("鳥" * 60, columns=75) == "鳥" * 37 + "…"


@pytest.mark.parametrize("end", ["", "   "])
def test_an_empty_line_has_no_excerpt(end: str) -> None:
    text = report(answers={4: words(20)})
    found = check(read_text(text.replace(f"\n\n{words(20)}", f"\n{end}\n{words(20)}")))
    (one,) = found.findings
    blank = found.report.source.span(one.span.line - 1, one.span.line - 1)
    lines = block(found._replace(findings=(one._replace(span=blank),)), "LEN001")
    assert not [line for line in lines if "|" in line]
    assert lines[1].endswith(f":{blank.line}:1")


@pytest.mark.parametrize(("numbers", "expected"), [((4, 9), "and line {}"), ((4, 9, 12), "and lines {}, {}")])
def test_other_lines_are_counted(numbers: tuple[int, ...], expected: str) -> None:
    found = check(read_text(report(answers=dict.fromkeys(numbers, ""))))
    lines = [one.span.line for one in found.findings]
    assert len(lines) == len(numbers)
    assert f"= {expected.format(*lines[1:])}" in [line.strip() for line in block(found, "PLH001")]


@pytest.mark.parametrize("width", range(60, 80))
def test_rows_of_lines_are_filled(width: int) -> None:
    found = check(read_text(report(answers=dict.fromkeys(range(4, 27), ""))))
    lines = block(found, "PLH001", width=width)
    first = next(number for number, line in enumerate(lines) if "= and lines" in line)
    last = next(number for number, line in enumerate(lines) if "= help" in line)
    rows = lines[first:last]
    assert len(rows) > 1
    starts = {row.index(next(filter(str.isdigit, row))) for row in rows}
    assert starts == {rows[0].index("and lines ") + len("and lines ")}
    for row, after in pairwise(rows):
        assert len(row) <= width < len(row) + 1 + len(after.split()[0])


def test_a_mark_far_right_cuts_no_line() -> None:
    line = f"{'a' * 68} <b"
    found = check(read_text(report(answers={4: f"{words(120)}\n\n{line}"})))
    source = found.report.source
    at = source.text.index("<b")
    placed = source.span_of(at, at + 2)
    (one,) = check(read_text(report(answers={4: words(20)}))).findings
    found = found._replace(findings=(one._replace(span=placed),))
    number = f"{placed.line} | "
    for columns, shown in ((len(line), line), (len(line) - 1, "…")):
        text = next(row for row in block(found, "LEN001", width=len(number) + columns) if row.startswith(number))
        assert text.removeprefix(number).startswith(shown)
