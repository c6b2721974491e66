"""Reports whose headings a word processor or an online editor has lost, and pages that only look like reports."""

from __future__ import annotations

import re

import pytest

from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.fix.promise import FIXABLE
from mkdocs_mlops_report.report.reader import is_report, read_text
from mkdocs_mlops_report.rules.engine import check
from tests.goldens import ROOT

TEXT = (ROOT / "example_site" / "reports" / "README.md").read_text("utf-8")
FORMS = {
    "bold": r"**Question \1**",
    "bold, with a colon": r"**Question \1:**",
    "bold, with underscores": r"__Question \1__",
    "bold, lower case": r"**question \1**",
    "italic": r"*Question \1*",
    "plain": r"Question \1",
    "plain, short": r"Q\1",
    "number first": r"**\1. Question**",
    "HTML": r"<h3>Question \1</h3>",
    "HTML with attributes": r'<h3 id="q\1"><b>Question \1</b></h3>',
    "no space": r"###Question \1",
    "escaped": r"\\### Question \1",
    "short": r"### Q\1",
    "number first, as a heading": r"### \1. Question",
    "anchor": r'### <a name="q\1"></a>Question \1',
    "attributes": r"### Question \1 {#q\1}",
    "first level": r"# Question \1",
    "fifth level": r"##### Question \1",
    "underlined": "Question \\1\n---",
    "emphasised": r"### **Question \1**",
    "closed": r"### Question \1 ###",
    "bold and italic": r"***Question \1***",
    "bold and underlined": r"**<u>Question \1</u>**",
    "bold HTML": r"<strong>Question \1</strong>",
    "hard space": r"**Question&nbsp;\1**",
    "list item": r"- **Question \1**",
    "link": r"### [Question \1](#q)",
    "abbreviated number": r"### Question No. \1",
    "title": r"**Question \1: what we did**",
}


def loose(form: str, *, quotes: bool = True) -> str:
    text = re.sub(r"^### Question (\d+)$", FORMS[form], TEXT, flags=re.MULTILINE)
    return text if quotes else re.sub(r"^> ?", "", text, flags=re.MULTILINE)


def answers(text: str) -> list[tuple[int, int, int]]:
    return [(one.number, one.answer.words, len(one.answer.figures)) for one in read_text(text).questions]


@pytest.mark.parametrize("quotes", [True, False], ids=["quotes", "no quotes"])
@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_read_like_the_template(form: str, quotes: bool) -> None:
    assert answers(loose(form, quotes=quotes)) == answers(TEXT)


@pytest.mark.parametrize("form", FORMS)
def test_lost_headings_are_one_cause(form: str) -> None:
    causes = check(read_text(loose(form))).causes
    assert len(causes) <= 1
    assert {one.first.code for one in causes} <= {"STR013"}
    if "###" not in FORMS[form]:
        assert causes[0].blocks
        assert {one.code for one in causes[0].others} == {"STR008"}


@pytest.mark.parametrize("form", sorted({*FORMS} - {"attributes", "emphasised", "closed", "title"}))
def test_the_unsafe_fix_writes_the_headings(form: str) -> None:
    fixed = apply_fixes(loose(form), lambda text: check(read_text(text), FIXABLE), codes={"STR013"}, unsafe=True)
    assert fixed.text == TEXT


def test_a_title_after_the_number_is_kept() -> None:
    text = loose("title")
    fixed = apply_fixes(text, lambda text: check(read_text(text), FIXABLE), codes={"STR013"}, unsafe=True)
    assert fixed.text == text.replace("**Question", "### Question").replace("what we did**", "what we did")


@pytest.mark.parametrize("above", ["The last words of the answer.", "- the last item", "1. the last item"])
def test_a_heading_right_below_an_answer_is_found(above: str) -> None:
    with_words = re.sub(r"\n(### Question \d+)$", rf"\n{above}\n\n\1", TEXT, flags=re.MULTILINE)
    text = re.sub(rf"{re.escape(above)}\n\n### (Question \d+)$", rf"{above}\n**\1**", with_words, flags=re.MULTILINE)
    assert text != with_words
    assert answers(text) == answers(with_words)


@pytest.mark.parametrize("tag", ["<h3>Question \\1</h3>", "<h3 align='center'>Question \\1</h3>"])
def test_words_right_below_a_tag_are_not_lost(tag: str) -> None:
    text = re.sub(r"^### Question (\d+)\n\n", rf"{tag}\n", TEXT, flags=re.MULTILINE)
    assert answers(text) == answers(TEXT)


@pytest.mark.parametrize("heading", [r"### Question \1", r"**Question \1**"], ids=["heading", "bold"])
@pytest.mark.parametrize("quote", ["> ", ""], ids=["quote", "no quote"])
def test_prompt_and_marker_may_be_one_line(quote: str, heading: str) -> None:
    quotes = re.compile(r"^(?:>.*\n)+", re.MULTILINE)
    joined = quotes.sub(lambda lines: re.sub(r"\n> ?", " ", lines[0])[2:].strip() + "\n", TEXT)
    text = re.sub(r"^(\*\*.*Answer:.*)$", rf"{quote}\1", joined, flags=re.MULTILINE)
    text = re.sub(r"^### Question (\d+)$", heading, text, flags=re.MULTILINE)
    assert answers(text) == answers(TEXT)


def test_an_own_last_question_needs_no_prompt() -> None:
    text = loose("bold") + "\n**Question 32**\n\nAnd what we would do next.\n"
    assert answers(text) == [*answers(TEXT), (32, 6, 0)]


def test_half_of_the_headings_are_enough_to_tell() -> None:
    text = re.sub(r"^### Question ([12]\d)$", r"**Question \1**", TEXT, flags=re.MULTILINE)
    assert answers(text) == answers(TEXT)
    assert [one.first.code for one in check(read_text(text)).causes] == ["STR013"]


def test_sections_and_checklist_are_found_without_headings() -> None:
    text = re.sub(r"^#{2,3} (.+)$", r"**\1**", TEXT, flags=re.MULTILINE)
    plain, read = read_text(TEXT), read_text(text)
    assert [section.name for section in read.sections] == [section.name for section in plain.sections]
    assert (read.checklist.done, read.checklist.total) == (plain.checklist.done, plain.checklist.total)


QUIZ = "".join(f"**Question {number}**\n\nWhat is {number} + 1?\n\nAnswer: {number + 1}\n\n" for number in range(1, 13))


@pytest.mark.parametrize(
    "text",
    [QUIZ, QUIZ.replace("**", ""), "# Questions\n\n" + "**Question 1**: why?\n\nBecause.\n\n" * 9, "Answer:\n\n" * 40],
    ids=["quiz", "plain quiz", "same number", "markers"],
)
def test_other_pages_with_questions_are_no_reports(text: str) -> None:
    assert not is_report(text)


def test_bold_words_in_an_answer_stay_words() -> None:
    text = TEXT.replace("\n### Question 5\n", "\n**Question 42**\n\nwas the hardest.\n\n### Question 5\n")
    assert [one.number for one in read_text(text).questions] == list(range(1, 32))
