"""Whole outputs for the golden files, each with every kind of line that it can have. Escape codes are shown as `␛`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mkdocs_mlops_report.evidence.model import Evidence, Fact, ItemEvidence, QuestionFacts, Trace, Verdict
from mkdocs_mlops_report.growth import Growth, State, Step
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.reporters import difference, evidence, formats, growth, official, statistics
from mkdocs_mlops_report.reporters.difference import Difference
from mkdocs_mlops_report.reporters.evidence import RepositoryEvidence
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import FIGURE, filled, report, settings_, words

_SPLIT_1 = "2024-10-12"
"""An edition whose script counts in the older way."""


def outputs() -> dict[str, Callable[[], str]]:
    """Return what makes each output, by the name of its golden file."""
    return {
        "full-in-colours": lambda: formats.render("full", [_draft(), _finished()], color=True, width=72),
        "concise-in-colours": lambda: formats.render("concise", [_draft(), _finished()], color=True),
        "markdown-of-two": lambda: formats.render("markdown", [_draft(), _finished()]),
        "github-of-two": lambda: formats.render("github", [_draft(), _finished()]),
        "official-in-colours": lambda: official.render(_verdicts(), color=True),
        "statistics": lambda: statistics.render([_draft()]),
        "statistics-in-colours": lambda: statistics.render([_draft(), _finished(), _stopping()], color=True),
        **{f"diff-{name}": partial(_differences, name) for name in formats.DIFFERENCE_FORMATS},
        **{f"evidence-{name}": partial(_evidence, name) for name in formats.EVIDENCE_FORMATS},
        **{f"history-{name}": partial(_growth, name) for name in formats.GROWTH_FORMATS},
    }


def shown(text: str) -> str:
    """Return an output as a file that an editor shows."""
    return text.replace("\x1b", "␛") + "\n"


def _checked(
    path: str, answers: dict[int, str], identifier: str = "2026-01-22", ignore: object = None
) -> CheckedReport:
    text = report(identifier, answers={number: filled(answer) for number, answer in answers.items()})
    return check(read_text(text, path=path), settings_(ignore=ignore))


def _draft(more: dict[int, str] | None = None) -> CheckedReport:
    """Return a report with several findings of one cause, a line that is too long, details, notes, and other rules."""
    answers = {
        4: "{71 words}",
        5: "{120 words} [list](no-such.md) {30 words} and TODO: say more",
        6: "{20 words}",
        9: "--- question 9 fill here ---",
        11: "--- question 11 fill here ---",
        12: "{60 words}\n\n## Set & up\n\n{60 words}",
        14: "{60 words}\n\n![](figures/no.png) and ![my_image](figures/<no>.png)",
        19: "![Ours](figures/nö.png)",
        30: "{900 words}",
    }
    ignore = [{"rule": "LEN002", "questions": [30], "reason": "agreed | with <the> teacher"}]
    return _checked("reports/README.md", answers | (more or {}), ignore=ignore)


def _finished() -> CheckedReport:
    return _checked("birds/README.md", {})


def _stopping() -> CheckedReport:
    """Return a report at which the official check stops with an error."""
    return check(read_text(report().replace("> Answer:", "> answer:", 3), path="trams/README.md"))


def _verdicts() -> list[CheckedReport]:
    """Return reports with each line of the official check and each reason."""
    shifted = report(answers={3: f"{words(20)} Answer: {words(5)}", 12: f"{words(120)}\n\n## Set up\n\n{words(9)}"})
    return [
        _draft(),
        _checked("wide.md", {4: "{80 words} | - | - |", 19: FIGURE * 3}),
        check(read_text(shifted, path="shifted.md")),
        _checked("older.md", {4: "{71 words}", 19: "None."}, _SPLIT_1),
        _checked("fine.md", {}, _SPLIT_1),
        _finished(),
        _stopping(),
    ]


def _differences(name: str) -> str:
    before = _draft({14: FIGURE, 20: "", 21: "{20 words}"})
    compared = [
        Difference("commit 3fa9c1e of 2026-01-20 12:00 +0100", before, _draft({4: "{120 words}", 9: "{10 words}"})),
        Difference("commit 3fa9c1e of 2026-01-20 12:00 +0100", None, _checked("trams/a_b.md", {4: "{71 words}"})),
        Difference("the last commit", _finished(), _finished()),
        Difference("the last commit", _finished(), _stopping()),
    ]
    return difference.render(name, compared, color=name == "text")


def _evidence(name: str) -> str:
    def item(number: int, ticked: bool | None, verdict: Verdict, *traces: Trace) -> ItemEvidence:
        return ItemEvidence(number, f"item-{number}", f"Item {number}", f"f{number}", ticked, verdict, traces)

    items = (
        item(1, True, "strong", Trace("tests/test_a.py", 4), Trace("b|c.py", 0, committed=False), Trace("d.py", 1)),
        item(2, False, "strong", Trace("=sum.py", 0)),
        item(3, True, "weak", Trace("a\u202eb.py", 3, "weak")),
        item(4, True, "template", Trace("README.md", 0, "template")),
        item(5, True, "none"),
        item(6, False, "none"),
        item(7, True, "unseen"),
        item(8, None, "strong", Trace("x.py", 2)),
        item(12, False, "weak", Trace("y.py", 5, "weak")),
    )
    facts = (
        QuestionFacts(7, (Fact("tests", "14 tests in 3 files", ("test_a.py", "b_c.py")), Fact("ci", "1 workflow"))),
        QuestionFacts(12, (Fact("config", "2 config files", ("a.yaml",)),)),
    )
    commit = "0123456789abcdef0123456789abcdef01234567"
    known = Evidence(commit, True, items, facts, ("The history is not known.",), ("Only 5,000 files were read.",))
    unasked = tuple(one._replace(ticked=None, fingerprint="") for one in items)
    groups = [
        RepositoryEvidence("birds", "reports/README.md", known, {7: "Tests", 12: "Configuration"}),
        RepositoryEvidence("-trams", "", Evidence("", True, unasked, ()), {}),
        RepositoryEvidence("b_irds.git", "report/README.md", Evidence(commit, False, items[:2], facts[:1]), {}),
    ]
    return evidence.render(name, groups, color=name == "table")


def _growth(name: str) -> str:
    steps = (
        Step("0123456789abcdef", "2026-01-05", None),
        Step("123456789abcdef0", "2026-01-06", State(0, 31, None, 31, 0, 0, 53)),
        Step("23456789abcdef01", "", State(12, 31, 9, 31, 1234, 20, 53)),
        Step("3456789abcdef012", "2026-01-22", State(31, 31, 31, 31, 4321, 41, 53)),
    )
    return growth.render(
        name,
        [Growth("reports/README.md", False, steps), Growth("birds/README.md", True, ())],
        color=name == "table",
    )
