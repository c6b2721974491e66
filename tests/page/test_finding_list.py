"""The list of findings on a page: when it is shown, its rows, and what it is called."""

from __future__ import annotations

import pytest

from mkdocs_mlops_report.page.compose import Html, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.page.views.evidence import shows_absence
from mkdocs_mlops_report.page.views.findings import FindingList, FindingPlace, Row, finding_list, listing
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import CheckedReport, Ignored, check
from mkdocs_mlops_report.rules.model import Severity
from tests.builders import report, settings_, words
from tests.page.shown import one, page

LISTED = "* one\n" * 40
"""An answer that passes with 80 words of which readers see 40."""


def listed(checked: CheckedReport) -> FindingList:
    return finding_list(checked, lambda line: f"#L{line}")


def rows(answers: dict[int, str]) -> list[Row]:
    """Return the rows of LEN004 for a report with these answers."""
    made = listed(check(read_text(report(answers=answers))))
    return [row for _, members in made.sections for row in members if row.code == "LEN004"]


@pytest.mark.parametrize(
    ("option", "published", "serving"),
    [
        ("always", "open", "open"),
        ("fold", "folded", "open"),
        ("serve", "hidden", "open"),
        ("hide", "hidden", "hidden"),
    ],
)
def test_the_list_is_open_while_writing(option: str, published: str, serving: str) -> None:
    assert listing(option) == published
    assert listing(option, serving=True) == serving


@pytest.mark.parametrize(("option", "published", "serving"), [("links", False, True), ("full", True, True)])
def test_what_is_absent_is_shown_while_writing(option: str, published: bool, serving: bool) -> None:
    assert shows_absence(option) is published
    assert shows_absence(option, serving=True) is serving


def test_info_and_ignored_findings_are_one_fold() -> None:
    checked = check(read_text(report(answers={4: words(20), 28: ""})))
    less = [one for one in checked.findings if one.severity is Severity.INFO]
    more = [Ignored(one, "Agreed.") for one in checked.findings if one.severity is not Severity.INFO]
    made = listed(checked._replace(findings=tuple(less), ignored=tuple(more)))
    assert (made.folded_label, made.summary) == ("1 info, 1 ignored", "1 finding: 1 info, 1 ignored")


def test_ignored_findings_alone_are_a_list() -> None:
    settings = settings_(ignore=[{"rule": "LEN001", "reason": "Agreed."}])
    made = read_text(report(answers={4: words(20)}))
    pieces = compose(check(made, settings), beside_report(made)).pieces
    assert any('class="mlr-ignored"' in piece.html for piece in pieces if isinstance(piece, Html))


def test_an_ignored_finding_is_a_folded_row() -> None:
    checked = check(read_text(report(answers={4: words(20)})))
    (one,) = checked.findings
    made = listed(checked._replace(findings=(), ignored=(Ignored(one, "Agreed."),)))
    (row,) = made.folded
    assert (made.sections, made.folded_label, made.summary) == ((), "1 ignored", "1 ignored")
    assert (row.code, row.severity, row.questions, row.where) == ("LEN001", "warning", (4,), "4")
    assert (row.message, row.hint, row.also, row.reason, row.fixable) == (one.message, "", (), "Agreed.", False)
    assert row.places == (FindingPlace(4, one.span.line, f"#L{one.span.line}", "20 of 100"),)


@pytest.mark.parametrize(("code", "where"), [("GRP001", "Report"), ("CHK001", "Checklist")])
def test_a_row_without_question_says_where(code: str, where: str) -> None:
    checked = check(read_text(report(answers={4: words(20)})))
    one = checked.findings[0]._replace(code=code, question=None)
    found = checked._replace(findings=(one,), ignored=(Ignored(one, "Agreed."),))
    (section,) = found_sections = listed(found).sections
    assert found_sections == (("Warnings", section[1]),)
    assert [(row.questions, row.where) for row in (*section[1], *listed(found).folded)] == [((), where)] * 2


def test_what_blocks_everything_else_is_first() -> None:
    checked = check(read_text(report(answers={4: words(20), 5: ""}).replace("### Question 9\n", "")))
    names = [name for name, _ in listed(checked).sections]
    codes = [[row.code for row in rows] for _, rows in listed(checked).sections]
    assert names[0] == "Fix this first"
    assert [cause.first.code for cause in checked.causes if cause.blocks] == codes[0]
    assert len(names) == len({*names})


def test_a_note_needs_a_single_place() -> None:
    note = "Readers see 40 of the 80 words; the rest is markup, URLs or hidden text."
    assert [row.hint.endswith(note) for row in rows({12: LISTED})] == [True]
    assert [note in row.hint for row in rows({4: "* one\n" * 90, 12: LISTED})] == [False]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({4: words(20)}, "1 finding: 1 warning"),
        ({4: words(20), 5: words(300)}, "2 findings: 2 warnings"),
        ({4: words(20), 5: words(20)}, "2 findings in 1 cause: 2 warnings"),
        ({4: words(20), 28: ""}, "2 findings: 1 warning, 1 info"),
        ({}, ""),
    ],
)
def test_the_summary_counts_causes_that_are_fewer(answers: dict[int, str], expected: str) -> None:
    assert listed(check(read_text(report(answers=answers)))).summary == expected


def test_a_row_names_its_only_question() -> None:
    one_question = page(report(answers={4: words(71)}))
    two_questions = page(report(answers={4: words(71), 9: words(72)}))
    assert one(one_question, ".mlr-diagnostic .mlr-where").text == "4 Dependencies"
    assert one(two_questions, ".mlr-diagnostic .mlr-where").text == "4, 9"


def test_places_say_what_tells_them_apart() -> None:
    soup = page(report(answers={4: f"{words(120)}\n\nTODO: one", 9: f"{words(120)}\n\nFIXME: two"}))
    places = [" ".join(place.text.split()) for place in soup.select('[data-code="PLH003"] .mlr-places [role=listitem]')]
    assert [place.split("line")[0] for place in places] == ["4 ", "9 "]
    assert [place.split()[-1] for place in places] == ["TODO:", "FIXME:"]


def test_a_partly_fixable_row_says_so() -> None:
    checked = check(read_text(report(answers={19: "![my_image](https://example.org/a.png)"})), settings_())
    (row,) = finding_list(checked, lambda line: "").folded
    assert not row.fixable
    last = checked.findings[-1]
    assert last.code != row.code
    fixable = checked._replace(findings=(*checked.findings[:-1], last._replace(fixable=True)))
    assert finding_list(fixable, lambda line: "").folded[0].fixable
