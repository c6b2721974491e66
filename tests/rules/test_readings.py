"""Official check, readers, page, badge and JSON: where they differ, a finding says why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_mlops_report.page.compose import Html, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.reporters.json import report_as_json
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import PICTURE, report
from tests.conftest import SHARED
from tests.repository.test_pictures import CONTENTS
from tests.rules.reading import Case, all_cases, on_disk, read

URLS = (
    *(f"figures/{name}" for name in CONTENTS),
    "figures/none.png", "Figures/A.png", "/figures/a.png", "reports/figures/a.png", "../../out.png",
    "file:///C:/a.png", "C:/a.png", "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==", "attachment:a.png", "blob:a",
    "https://drive.google.com/file/d/0a1b/view", "https://example.org/a.png", "https://example.org/a.pdf",
)  # fmt: skip
FORMS = (
    "![our bucket]({})",
    '<img src="{}" alt="our bucket">',
    "[![our bucket]({})](https://example.org)",
    "`![our bucket]({})`",
)
EXPLAIN = ("FIG", "STR", "REN", "PLH")
"""The families that say why a count of figures differs."""


def soup_of(checked: CheckedReport) -> BeautifulSoup:
    page = compose(checked, beside_report(checked.report))
    return BeautifulSoup("".join(piece.html for piece in page.pieces if isinstance(piece, Html)), "html.parser")


def by_question(tags: Iterable[Tag]) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = {}
    for tag in tags:
        found.setdefault(int(str(tag["data-question"])), []).append(tag)
    return found


def agree(checked: CheckedReport) -> BeautifulSoup:
    """Compare all readings of a report, and return its page."""
    data = {entry["number"]: entry for entry in report_as_json(checked)["questions"]}
    soup = soup_of(checked)
    answers = by_question(soup.select(".mlr-answer[data-question]"))
    badges = by_question(soup.select('.mlr-badge[data-kind="figures"]'))
    numbers = [question.number for question in checked.report.questions]
    for question in checked.report.questions:
        if numbers.count(question.number) > 1:
            continue
        visible = data[question.number]["figures"]["visible"]
        (answer,) = answers[question.number]
        assert len(answer.find_all("img")) == visible == checked.context.visible_figures(question), question.number
        badge = next(iter(badges.get(question.number, [])), None)
        official = checked.official.answer(question)
        counted = official.figures if official else visible
        if counted != visible:
            assert badge is not None
            assert f"readers see {visible}" in badge.text
            assert explained(checked, question), f"question {question.number}: {counted} counted, {visible} visible"
    return soup


def explained(checked: CheckedReport, question: Question) -> bool:
    return any(
        # STR012 names the first question whose answer is taken for another one.
        finding.code == "STR012" or (finding.code.startswith(EXPLAIN) and finding.question in {question.number, None})
        for finding in checked.findings
    )


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("url", URLS)
def test_all_readings_of_a_figure_agree(url: str, form: str, tmp_path: Path) -> None:
    figures = tmp_path / "reports" / "figures"
    figures.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name, content in CONTENTS.items():
        (figures / name).write_bytes(content)
    (figures / "bucket.png").write_bytes(PICTURE)
    file = figures.parent / "README.md"
    file.write_text(report(answers={19: form.format(url), 4: "{120 words} " + form.format(url)}), "utf-8")
    checked = check(read_report(file))
    page = agree(checked)
    assert all(len(finding.message) <= 200 for finding in checked.findings)
    assert all("iVBORw0KGgoAAAANSUhEUg" not in finding.message + finding.hint for finding in checked.findings)
    if "`" not in form:  # code shows what is in it
        assert "iVBORw0KGgoAAAANSUhEUg" not in page.text


@pytest.mark.slow
@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_readings_agree_in_the_cases(case: Case, tmp_path: Path) -> None:
    agree(check(read(case, on_disk(case, tmp_path))))


@pytest.mark.parametrize("name", sorted(file.parents[1].name for file in SHARED.glob("reports/*/reports/README.md")))
def test_readings_agree_in_real_reports(name: str) -> None:
    checked = check(read_report(SHARED / "reports" / name / "reports" / "README.md"))
    agree(checked)
    assert max((len(finding.message) for finding in checked.findings), default=0) <= 200
