"""The real reports: every count of the official tool, every word of every answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from mkdocs_mlops_report.page.compose import Heading, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.reporters.json import report_as_json
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.conftest import SHARED

NAMES = sorted(file.parents[1].name for file in SHARED.glob("reports/*/reports/README.md"))

pytestmark = pytest.mark.skipif(not NAMES, reason=f"no real reports at {SHARED}")


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SHARED / "reports" / "official.json").read_text("utf-8"))
    return found


def checked(name: str) -> CheckedReport:
    return check(read_report(SHARED / "reports" / name / "reports" / "README.md"))


@pytest.mark.parametrize("name", NAMES)
def test_verdict_is_the_official_one(name: str, verdicts: dict[str, Any]) -> None:
    data, expected = report_as_json(checked(name)), verdicts[name]
    assert expected["result"] == "ok"
    assert data["official"] == {
        "error": None,
        "passed": expected["passed"],
        "questions": expected["answers_found"],
    }
    counts = {
        question["number"]: (
            question["words"]["official"],
            question["figures"]["official"],
            question["official_passed"],
        )
        for question in data["questions"]
    }
    for question in expected["questions"]:
        assert counts[question["number"]] == (question["words"], question["images"], question["passed"])


@pytest.mark.parametrize("name", NAMES)
def test_structure_is_found(name: str, verdicts: dict[str, Any]) -> None:
    report = checked(name).report
    numbers = [question.number for question in report.questions]
    assert numbers[: verdicts[name]["answers_found"]] == list(range(1, verdicts[name]["answers_found"] + 1))
    # One group deleted the heading of the first section.
    names = [section.name for section in report.edition.sections]
    assert [section.name for section in report.sections] in (names, names[1:])
    assert report.recognition.by == "fingerprints"


@pytest.mark.parametrize("name", NAMES)
def test_an_official_failure_is_never_a_surprise(name: str) -> None:
    result = checked(name)
    named = {one.question for one in result.findings if one.severity.fails}
    for answer in result.verdict.answers:
        if not answer.passed:
            assert answer.number in named or any(one.severity.value == "error" for one in result.findings)


@pytest.mark.parametrize("name", NAMES)
def test_all_lines_are_on_the_page(name: str) -> None:
    result = checked(name)
    composed = compose(result, beside_report(result.report))
    html = "".join("" if isinstance(piece, Heading) else piece.html for piece in composed.pieces)
    soup = BeautifulSoup(html, "html.parser")
    assert len(soup.select(".mlr-answer")) == len(result.report.questions)
    for prompt in soup.select(".mlr-prompt"):
        assert "Answer:" not in prompt.text
    # A second reading, of nothing but lines: what is below the marker until the next heading of the
    # template is in the answer's box, word by word and in order.
    lines = [line.strip() for line in result.report.source.markdown.replace("\r", "").split("\n")]
    for question in result.report.questions:
        if question.marker is None or question.answer.state == "unanswered":
            continue
        box = soup.select(f'.mlr-answer[data-question="{question.number}"]')[0]
        shown = "".join(box.text.split())
        position = 0
        commented = False
        for line in lines[question.marker.line : question.span.end_line]:
            commented = (commented or line.startswith("<!--")) and not line.endswith("-->")
            if commented:
                continue
            # A picture's text, an address, the language of a fence and a tag are not on the page as text.
            if "fill here" in line or any(sign in line for sign in ("![", "](", "```", "<", "[^")):
                continue
            for word in line.split():
                if word.isalpha() and word.isascii():
                    found = shown.find(word, position)
                    assert found >= 0, (question.number, word, line)
                    position = found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_breaks_where_a_draft_is_cut_off(name: str) -> None:
    text = (SHARED / "reports" / name / "reports" / "README.md").read_text("utf-8")
    for share in (0.5, 0.7, 0.95):
        result = check(read_text(text[: int(len(text) * share)]))
        assert compose(result, beside_report(result.report)).pieces


def test_the_reports_are_all_there() -> None:
    assert len(NAMES) == 30
    assert all(Path(SHARED / "reports" / name).is_dir() for name in NAMES)
