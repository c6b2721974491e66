"""No fix loses a word or makes an answer fail, in made-up, changed and real reports."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.fix.promise import FIXABLE
from mkdocs_mlops_report.page.context import Image, PageContext
from mkdocs_mlops_report.page.render import Renderer
from mkdocs_mlops_report.report.reader import NotAReportError, read_report, read_text
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import edition, prompt, report, words
from tests.conftest import SHARED

LONG = words(120)
NAMES = sorted(file.parents[1].name for file in SHARED.glob("reports/*/reports/README.md"))


def seen_words(checked: CheckedReport) -> list[tuple[int, list[str]]]:
    """The words of each answer on the page, with the text of its figures, read from the HTML instead of the model."""
    found = []
    for question in checked.report.questions:
        html = Renderer(PageContext(link=lambda url: url, figure=Image), Files(None, None)).html(
            question.answer.tokens, "x"
        )
        soup = BeautifulSoup(html, "html.parser")
        for caption in soup.select("figcaption"):
            caption.decompose()
        for image in soup.select("img"):
            image.replace_with(f" {image.get('alt', '')} ")
        # The template's dashes are no words, nor is the frame of a table that shows as text.
        found.append((question.number, [word for word in soup.get_text(" ").split() if word.strip("-\u2013\u2014|:")]))
    return found


def hold(text: str, file: Path | None = None) -> None:
    """Mend a text, and hold the result against what was promised."""

    def checked(changed: str) -> CheckedReport:
        return check(read_report(file, text=changed) if file else read_text(changed), FIXABLE)

    before, result = checked(text), apply_fixes(text, checked)
    if not {one.code for one in result.done} & {"FIG006", "FIG009"}:  # there text becomes a figure
        assert seen_words(before) == seen_words(result.checked)
    if before.verdict.error is None:
        assert result.checked.verdict.error is None
        passed = {answer.number for answer in before.verdict.answers if answer.passed}
        assert passed <= {answer.number for answer in result.checked.verdict.answers if answer.passed}
    if result.done and any(one.code != "CHK001" for one in result.done):
        # A figure instead of a link may need a description: that is less serious.
        assert sum(one.severity.weight for one in result.checked.findings) < sum(
            one.severity.weight for one in before.findings
        )
    again = apply_fixes(result.text, checked)
    assert (again.text, again.done) == (result.text, ())


SIGNS = (
    *("--- question 4 fill here ---", "---", "Answer: ", "> Answer:", "> ", "```", "## Head", "* [ X] a"),
    *("![a](b.png)", "`![a](b.png)`", "[a](b.png)", "<!--", "-->", "<<<<<<< HEAD", "=======", ">>>>>>> b"),
    *("\\", "*", "_", "|", ""),
)


SICK = report(
    answers={
        4: f"--- {LONG} ---",
        5: f"{LONG}\n\n--- question 5 fill here ---",
        7: f"{words(60)}\n---\nmore",
        19: "`![Our bucket](figures/bucket.png)`",
    },
    chunks={9: f"### Question 9\n\n{prompt(edition().questions[8]).rstrip()} {LONG}\n\n"},
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(SIGNS), st.booleans()), max_size=5))
def test_changed_reports_lose_nothing(changes: list[tuple[int, str, bool]]) -> None:
    lines = SICK.split("\n")
    for place, sign, insert in changes:
        at = place % len(lines)
        lines[at : at + (0 if insert else 1)] = [sign]
    with suppress(NotAReportError):
        hold("\n".join(lines))


@pytest.mark.skipif(not NAMES, reason=f"no real reports at {SHARED}")
@pytest.mark.parametrize("name", NAMES)
def test_real_reports_lose_nothing(name: str) -> None:
    file = SHARED / "reports" / name / "reports" / "README.md"
    hold(file.read_bytes().decode("utf-8"), file)
