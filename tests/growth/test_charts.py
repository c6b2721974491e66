"""The charts of the dashboard, number by number, from commits that are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.growth import Growth, State, Step
from mkdocs_mlops_report.page.views import growth
from mkdocs_mlops_report.page.views.growth import GrowthView
from mkdocs_mlops_report.report.reader import read_report, read_text
from tests.builders import report
from tests.repositories import commit

FIRST = Step("a", "2026-01-05", State(0, 31, 0, 31, 0, 0, 53))
THIRD = Step("b", "2026-01-07", State(12, 31, 9, 31, 1234, 53, 53))
LAST = Step("c", "2026-01-09", State(31, 31, 31, 31, 4321, 20, 53))


def view(monkeypatch: pytest.MonkeyPatch, *steps: Step, shallow: bool = False) -> GrowthView:
    monkeypatch.setattr(growth, "_growth", lambda _: Growth("reports/README.md", shallow, steps))
    made = growth.growth_view(read_text(report()), parse_options({"history": True}))
    assert made is not None
    return made


def test_a_chart_spans_all_days(monkeypatch: pytest.MonkeyPatch) -> None:
    made = view(monkeypatch, FIRST, THIRD, LAST)
    assert made.caption == "5 January 2026 to 9 January 2026, 3 commits"
    assert [(chart.name, chart.before, chart.now, chart.line) for chart in made.charts] == [
        ("Official check", "0", "31", "M0 28H60V20.45H120V2"),
        ("Answered", "0", "31", "M0 28H60V17.94H120V2"),
        ("Words", "0", "4,321", "M0 28H60V20.57H120V2"),
        ("Checklist", "0", "20", "M0 28H60V2H120V18.19"),
    ]


def test_one_day_is_a_level_line(monkeypatch: pytest.MonkeyPatch) -> None:
    made = view(monkeypatch, LAST)
    assert made.caption == "9 January 2026, 1 commit"
    assert [chart.line for chart in made.charts] == ["M0 2H120", "M0 2H120", "M0 2H120", "M0 18.19H120"]


def test_days_without_a_report_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made = view(monkeypatch, Step("0", "2026-01-04", None), FIRST, THIRD, Step("d", "2026-01-09", None))
    assert made.caption == "5 January 2026 to 7 January 2026, 2 commits"
    assert [chart.now for chart in made.charts] == ["9", "12", "1,234", "53"]


def test_nothing_done_is_a_line_at_the_bottom(monkeypatch: pytest.MonkeyPatch) -> None:
    made = view(monkeypatch, FIRST, FIRST._replace(commit="b", day="2026-01-06"))
    assert {chart.line for chart in made.charts} == {"M0 28H120V28"}


def test_a_check_that_stops_passes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = Step("c", "2026-01-09", State(31, 31, None, 31, 4321, 20, 53))
    passed = view(monkeypatch, THIRD, stopped).charts[0]
    assert (passed.before, passed.now, passed.line) == ("9", "0", "M0 20.45H120V28")


def test_a_page_says_why_it_has_no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    assert view(monkeypatch, shallow=True) == ((), "No history available: this clone is shallow.", 120, 28)
    assert view(monkeypatch).caption == "No history available: the report is not committed yet."
    monkeypatch.undo()
    shown = growth.growth_view(read_text(report()), parse_options({"history": True}))
    assert shown is not None
    assert shown.caption == "No history available: there is no git repository."
    assert growth.growth_view(read_text(report()), parse_options({})) is None


def test_a_report_outside_a_repository_has_no_history(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(report(), "utf-8")
    shown = growth.growth_view(read_report(tmp_path / "README.md"), parse_options({"history": True}))
    assert shown is not None
    assert (shown.charts, shown.caption) == ((), "No history available: there is no git repository.")


def test_a_commit_has_the_history_up_to_it(tmp_path: Path) -> None:
    first = commit(tmp_path, {"reports/README.md": report()}, time="2026-01-05T12:00:00+01:00")
    commit(tmp_path, {"reports/README.md": report(answers={4: ""})}, time="2026-01-07T12:00:00+01:00")
    made = read_report(tmp_path / "reports" / "README.md")
    captions = []
    for read in (made, made._replace(revision=(tmp_path, first))):
        shown = growth.growth_view(read, parse_options({"history": True}))
        assert shown is not None
        captions.append(shown.caption)
    assert captions == ["5 January 2026 to 7 January 2026, 2 commits", "5 January 2026, 1 commit"]


def test_a_single_word_reaches_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = State(0, 31, 0, 31, 0, 0, 53), State(0, 31, 0, 31, 1, 0, 53)
    made = view(monkeypatch, Step("a", "2026-01-05", first), Step("b", "2026-01-06", second))
    assert [chart.line for chart in made.charts if chart.name == "Words"] == ["M0 28H120V2"]
