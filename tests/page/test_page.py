"""The whole page: its headings and parts, the box of an answer, the checklist, a single file."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.page.compose import Heading, Html, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.page.slugs import Slugger
from mkdocs_mlops_report.page.standalone import code_style, html_of, standalone
from mkdocs_mlops_report.report.reader import read_text
from tests.builders import chunk, report, words
from tests.page.shown import checked, one, page


def test_answer_box_contains_only_the_answer() -> None:
    soup = page(report(chunks={4: chunk(4, "We use **uv**.\n\n--- question 4 fill here ---")}))
    box = one(soup, '.mlr-answer[data-question="4"]')
    assert box["data-state"] == "answered"
    assert str(box.decode_contents()).strip() == "<p>We use <strong>uv</strong>.</p>"
    question = one(soup, '.mlr-question[data-question="4"]')
    assert "Made-up prompt number 4" in one(question, ".mlr-prompt").text
    assert "An example of ours" in one(question, "details.mlr-example").text
    assert one(question, "details.mlr-example").get("open") is None
    assert "Answer:" not in question.text
    assert "Recommended" not in question.text


def test_an_unanswered_question_cannot_be_overlooked() -> None:
    soup = page(report(answers={4: "---"}))
    question = one(soup, '.mlr-question[data-question="4"]')
    assert one(question, ".mlr-unanswered-word").text == "Not answered"
    assert "Write 100–200 words at line" in question.text
    box = one(question, ".mlr-answer")
    assert (box["data-state"], box.text.strip()) == ("unanswered", "")


def test_checklist_shows_progress_items_modules_and_notes() -> None:
    text = report().replace("* [x] Item 2 of Week 1 (M5)", "* [ ] Item 2 of Week 1 (M5) **skipped**")
    soup = page(text)
    bars = {str(bar["data-group"]): (bar["data-done"], bar["data-total"]) for bar in soup.select(".mlr-group-bar")}
    assert bars["Week 1"] == ("19", "20")
    item = soup.select('.mlr-group[data-group="Week 1"] .mlr-item')[1]
    assert item["data-state"] == "open"
    assert one(item, ".mlr-note").text.strip() == "skipped"
    assert one(item, ".mlr-module").text == "M5"
    assert one(item, ".mlr-box")["aria-label"] == "open"


def test_only_template_instructions_are_folded() -> None:
    template = report().replace("# Exam report", "# Exam template for 02476 Machine Learning Operations", 1)
    fold = one(page(template), ".mlr-instructions details")
    assert fold.get("open") is None
    assert "Instructions of ours." in fold.text
    own = page(report())
    assert not own.select(".mlr-instructions")
    assert "Instructions of ours." in one(own, ".mlr-introduction").text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("# Exam template for 02476 Machine Learning Operations", "Exam report"),
        ("", "Exam report"),
        ("# Birds", "Birds"),
        ("# `code` & <b>", "`code` & <b>"),
    ],
)
def test_page_has_one_top_heading(title: str, expected: str) -> None:
    composed = compose(checked(report(title=title, answers={4: "# mine\n\ntext"})), beside_report(read_text(report())))
    assert composed.title == expected
    headings = [piece for piece in composed.pieces if isinstance(piece, Heading)]
    assert [heading.level for heading in headings].count(1) == 1
    assert headings[0].anchor
    assert not any("<h1" in piece.html for piece in composed.pieces if isinstance(piece, Html))


def test_anchors_are_those_of_github() -> None:
    slugger = Slugger()
    texts = ("Question 4", "Question 4", "Ünder-score_d & more!", "日本", "Question 4", "Question 4 1", "")
    slugs = [slugger.slug(text) for text in texts]
    taken = ["question-4", "question-4-1", "ünder-score_d--more", "日本", "question-4-2"]
    assert slugs == [*taken, "question-4-1-1", "heading"]


def test_a_single_file_has_its_dashboard_on_top() -> None:
    soup = BeautifulSoup(standalone(checked(report()), parse_options({"dashboard": "page"})), "html.parser")
    assert one(soup, ".mlr-dashboard")


def test_a_heading_is_followed_by_its_title() -> None:
    shown = html_of(Heading(3, "Question 4", "question-4", "Tools & tests"))
    title = '<span class="mlr-title">Tools &amp; tests</span>'
    assert shown == f'<h3 id="question-4">Question 4 {title}</h3>'


def test_code_has_other_colours_in_the_dark() -> None:
    before, _, after = code_style().partition("@media screen and (prefers-color-scheme: dark) {\n")
    assert (before.count("{") - before.count("}"), after.count("{") - after.count("}")) == (0, -1)
    assert after.endswith("\n}\n.highlight { background: none; }")
    light, dark = re.findall(r"\.highlight \.k {.*?color: (\S+?);? ", code_style())
    assert light != dark


def test_a_single_file_needs_no_sections() -> None:
    text = "\n".join(line for line in report(checklist=False).split("\n") if not line.startswith("## "))
    soup = BeautifulSoup(standalone(checked(text)), "html.parser")
    assert len(soup.select(".mlr-question")) == 31


def test_an_item_without_a_box_is_unclear() -> None:
    text = report().replace("* [x] Item 3 of Week 1", "* Item 3 of Week 1")
    text = text.replace("* [x] Item 4 of Week 1", "* [-] Item 4 of Week 1")
    assert [box.text for box in page(text).select('[data-state="unreadable"] .mlr-box')] == ["?", "-"]


def test_only_optional_questions_say_so() -> None:
    twice = page(report(chunks={9: "### Question 9\n\n" + chunk(9, words(120))}, answers={28: ""}))
    assert [one.text for one in twice.select(".mlr-optional")] == ["No answer; none is required."]
    assert twice.select('.mlr-question[data-question="28"] .mlr-optional')
