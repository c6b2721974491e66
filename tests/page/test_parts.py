"""Which parts a page has, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from mkdocs_mlops_report.exam import Recognition
from mkdocs_mlops_report.page.compose import Heading, Html, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.page.standalone import standalone
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.rules.engine import check
from tests.builders import edition, report
from tests.repositories import commit, git


def page_of(made: Report) -> BeautifulSoup:
    pieces = compose(check(made), beside_report(made)).pieces
    return BeautifulSoup("".join(str(piece.html) for piece in pieces if isinstance(piece, Html)), "html.parser")


@pytest.mark.parametrize(
    ("checklist", "expected"),
    [
        ("## Our checklist\n\n### Week 1\n\n* [x] Created (M5)\n", ["Our checklist", "Week 1"]),
        ("### Week 1\n\n* [x] Created (M5)\n", ["Checklist", "Week 1"]),
        ("## Overall project checklist\n\nNothing yet.\n", ["Overall project checklist"]),
        ("## Our checklist\n\n* [x] Created (M5)\n", ["Checklist", "Our checklist"]),
        ("", []),
    ],
)
def test_a_checklist_has_a_heading(checklist: str, expected: list[str]) -> None:
    made = read_text(report(checklist=checklist))
    page = compose(check(made), beside_report(made))
    headings = [piece.text for piece in page.pieces if isinstance(piece, Heading) and piece.level > 1]
    sections = [one.name for one in made.sections]
    assert headings[: headings.index(sections[0])] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("![A](a.png)", [1]),
        ("![A](a.png) ![B](b.png)", [2]),
        ("![A](a.png)\n![B](b.png)", [2]),
        ("![A](a.png) \n![B](b.png)", [2]),
        ("![A](a.png)\\\n![B](b.png)", [2]),
        ("[![A](a.png)](https://example.org)", [1]),
        ("![A](a.png)\n\n![B](b.png)", [1, 1]),
        ("![A](a.png) and ![B](b.png)", []),
        ("*![A](a.png)*", []),
        ("- ![A](a.png)", []),
        ("words", []),
    ],
)
def test_a_paragraph_of_figures_is_a_row(written: str, expected: list[int]) -> None:
    made = read_text(report(answers={4: written}))
    rows = page_of(made).select('.mlr-answer[data-question="4"] .mlr-figures')
    assert [len(row.select(".mlr-figure")) for row in rows] == expected


@pytest.mark.parametrize(
    ("remote", "title", "expected"),
    [
        ("", "# Exam report", "Group 42 · folder – exam report"),
        ("https://github.com/them/birds.git", "# Exam report", "Group 42 · birds – exam report"),
        ("git@github.com:them/birds.git", "# Exam report", "Group 42 · birds – exam report"),
        ("https://github.com/them/birds", "# Trams", "Group 42 · Trams – exam report"),
        ("https://github.com/them/birds", "# Exam report Trams", "Group 42 · Trams – exam report"),
    ],
)
def test_a_tab_shows_group_and_project(tmp_path: Path, remote: str, title: str, expected: str) -> None:
    folder = tmp_path / "folder"
    commit(folder, {"reports/README.md": report(title=title, answers={1: "42"})})
    if remote:
        git(folder, "remote", "add", "origin", remote)
    made = read_report(folder / "reports" / "README.md")
    assert compose(check(made), beside_report(made)).document_title == expected


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        ("2026-01-22", "edition of January 2026 ·"),
        ("2026-01-09.2", "edition of 9 January 2026 (newest: 22 January 2026) ·"),
        ("2025-01-24", "edition of January 2025 (newest: January 2026) ·"),
    ],
)
def test_an_older_edition_is_beside_the_newest(identifier: str, shown: str) -> None:
    recognition = Recognition(edition(identifier), edition(identifier), "fingerprints")
    (facts,) = page_of(read_text(report(identifier))._replace(recognition=recognition)).select(".mlr-facts")
    assert shown in " ".join(facts.text.split())


def test_a_question_has_the_heading_that_is_written() -> None:
    made = read_text(report())
    written = ("Question 1", "Question 2: who we are", "")
    questions = [one._replace(heading=text) for one, text in zip(made.questions, written, strict=False)]
    page = compose(check(made._replace(questions=(*questions, *made.questions[3:]))), beside_report(made))
    headings = [piece.text for piece in page.pieces if isinstance(piece, Heading) and piece.text.startswith("Question")]
    assert headings[:4] == ["Question 1", "Question 2: who we are", "Question 3", "Question 4"]


def test_a_document_links_the_repository_it_is_given(tmp_path: Path) -> None:
    commit(
        tmp_path, {"reports/README.md": report(answers={4: "See [the model](../src/model.py)."}), "src/model.py": ""}
    )
    checked = check(read_report(tmp_path / "reports" / "README.md"))
    assert "https://github.com" not in standalone(checked)
    assert 'href="https://github.com/ada/birds/blob/' in standalone(checked, repo_url="https://github.com/ada/birds")
