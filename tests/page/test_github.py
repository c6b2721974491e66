"""The page shows what GitHub shows: every answer of the real reports, element by element."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from mkdocs_mlops_report.page.context import Image, PageContext
from mkdocs_mlops_report.page.render import Renderer
from mkdocs_mlops_report.report.model import Question, Report
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.repository.files import Files
from tests.conftest import SHARED
from tests.github import Structure, of_github, structure

NAMES = sorted(file.parents[1].name for file in SHARED.glob("reports/*/reports/README.md"))
UNKNOWN_TAG = "an unknown tag such as `<name>` is shown as text; GitHub's filter takes it away after its parser"
OPEN_TAG = "raw HTML that is never closed is closed by our filter and by GitHub's, each at another place"
DIFFERENT = {
    ("group-02", 4): OPEN_TAG,
    ("group-09", 4): "a rule that a list has taken in closes the template's dashes",
    ("group-11", 4): UNKNOWN_TAG,
    ("group-13", 15): UNKNOWN_TAG,
    ("group-21", 4): UNKNOWN_TAG,
}
"""Every answer that differs, and why."""


def ours(question: Question) -> Structure:
    context = PageContext(link=lambda url: url, figure=Image)
    return structure(Renderer(context, Files(None, None)).html(question.answer.tokens, "x"))


def texts_of(report: Report, question: Question) -> Iterator[str]:
    """Yield the Markdown of an answer in the forms that the reader may have taken it from.

    As it is; without the signs of the template's quote; without the template's dashes around it. Placeholders and
    the marker are cut out of their lines.
    """
    for quoted in (False, True):
        for first, last in ((False, False), (True, True), (True, False)):
            yield _text(report, question, quoted=quoted, first=first, last=last)


def _text(report: Report, question: Question, *, quoted: bool, first: bool, last: bool) -> str:
    cuts: dict[int, list[tuple[int, int]]] = {}
    for span in question.answer.placeholders:
        cuts.setdefault(span.line, []).append((span.column - 1, span.end_column - 1))
    lines = []
    for span in question.answer.spans:
        for number in range(span.line, span.end_line + 1):
            line = report.source.line(number)
            for start, end in sorted(cuts.get(number, ()), reverse=True):
                line = line[:start] + line[end:]
            if question.marker and number == question.marker.line:
                line = line[question.marker.end_column - 1 :]
            if quoted:
                line = re.sub(r"^(\s{0,3}>\s?)+", "", line)
            if line.strip() or number not in cuts:
                lines.append(line)
        lines.append("")
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if first and filled:
        lines[filled[0]] = re.sub(r"^\s*[-\u2010-\u2015]+\s*", "", lines[filled[0]])
    if last and filled:
        lines[filled[-1]] = re.sub(r"\s*[-\u2010-\u2015]+\s*$", "", lines[filled[-1]])
    return "\n".join(lines)


@pytest.mark.skipif(not NAMES, reason=f"no real reports at {SHARED}")
@pytest.mark.parametrize("name", NAMES)
def test_answer_has_githubs_structure(name: str) -> None:
    report = read_report(SHARED / "reports" / name / "reports" / "README.md")
    different = {
        (name, question.number)
        for question in report.questions
        if question.answer.state == "answered"
        and ours(question) not in [of_github(text) for text in texts_of(report, question)]
    }
    assert different == {place for place in DIFFERENT if place[0] == name}
