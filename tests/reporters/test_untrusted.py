"""What a group wrote never moves the cursor of a terminal, and never turns into Markdown or HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.reporters import difference, formats, official
from mkdocs_mlops_report.reporters.difference import Difference
from mkdocs_mlops_report.reporters.lines import finding_line, ignored_line
from mkdocs_mlops_report.rules.engine import CheckedReport, Ignored, check
from mkdocs_mlops_report.rules.model import Several
from tests.builders import report, words

ODD = "\x1b[2J <b>|*x*"
PLAIN = check(read_text(report(), path="reports/README.md"))


def odd() -> CheckedReport:
    """Return a report with two findings of one cause and an ignored one, all with odd texts, in an odd folder."""
    made = check(read_text(report(answers={4: f"{words(71)}\x1b", 9: f"{words(71)}\x1b"}), path=f"{ODD}/README.md"))
    assert [one.code for one in made.findings] == ["LEN001", "LEN001"]
    several = Several(f"{{n}} messages {ODD}", f"Hint {ODD}")
    first, second = (
        one._replace(message=f"Message {ODD}", note=f"Note {ODD}", detail=f"{number} {ODD}", several=several)
        for number, one in enumerate(made.findings)
    )
    return made._replace(findings=(first, second), ignored=(Ignored(first, f"Reason {ODD}"),))


def odd_beside_others() -> CheckedReport:
    """Return a report with a finding and one of another rule at the same place, both with odd texts."""
    made = check(read_text(report(answers={4: words(71)}), path=f"{ODD}/README.md"))
    (lead,) = (one._replace(message=f"Message {ODD}", note=f"Note {ODD}") for one in made.findings)
    return made._replace(findings=(lead, lead._replace(code="PLH003", message=f"Other {ODD}")))


def odd_and_stopped() -> CheckedReport:
    """Return a report at which the official check stops, with odd texts."""
    made = check(read_text(report(chunks={4: ""}), path=f"{ODD}/README.md"))
    return made._replace(findings=tuple(one._replace(note=ODD, hint=ODD) for one in made.findings))


def in_format(name: str) -> Callable[[], str]:
    return lambda: formats.render(name, [odd()])


@pytest.mark.parametrize(
    "made",
    [
        *(in_format(name) for name in ("full", "concise", "github")),
        lambda: formats.render("full", [odd_beside_others()]),
        lambda: formats.render("concise", [odd_beside_others()]),
        lambda: official.render([odd()]),
        lambda: official.render([odd_and_stopped()]),
        lambda: finding_line(ODD, odd().findings[0]),
        lambda: ignored_line(ODD, *odd().ignored[0]),
        lambda: difference.render("text", [Difference("the last commit", PLAIN, odd())]),
        lambda: difference.render("text", [Difference("the last commit", odd(), PLAIN)]),
        lambda: difference.render("text", [Difference("the last commit", odd(), odd())]),
    ],
)
def test_nothing_moves_the_cursor(made: Callable[[], str]) -> None:
    shown = made()
    assert "[2J" in shown
    assert {one for one in shown if unicodedata.category(one) == "Cc"} <= {"\n"}


@pytest.mark.parametrize(
    "made",
    [
        in_format("markdown"),
        lambda: difference.render("markdown", [Difference("the last commit", PLAIN, odd())]),
        lambda: difference.render("markdown", [Difference("the last commit", odd(), PLAIN)]),
    ],
)
def test_nothing_becomes_markdown(made: Callable[[], str]) -> None:
    shown = made()
    assert "\\<b\\>\\|\\*x\\*" in shown
    assert "<b>" not in shown
    assert "*x" not in shown.replace("\\*x", "")
    assert "\x1b" not in shown


def test_titles_do_not_become_markdown() -> None:
    made = odd()
    first, *others = made.report.questions
    changed = made.report._replace(questions=(first._replace(title=ODD), *others))
    after = made._replace(context=made.context.reduced(changed))
    before = check(read_text(report(answers={first.number: words(99)})))
    rows = difference.render("markdown", [Difference("the last commit", before, after)]).split("\n")
    (row,) = (one for one in rows if one.startswith("| 1 "))
    assert "\\<b\\>\\|\\*x\\*" in row
