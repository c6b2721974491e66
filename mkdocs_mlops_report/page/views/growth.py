"""How the report grew, as four small charts for the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.growth import Growth, State, Step, growth_of, last_of_each_day
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.repository.git.command import GitError
from mkdocs_mlops_report.repository.git.dot_git import git_root
from mkdocs_mlops_report.rules.phrases import day_of, number_of

_WIDTH, _HEIGHT, _EDGE = 120, 28, 2
"""The size of a chart in the units of its drawing, and the space above for the width of the line."""


class Chart(NamedTuple):
    """A number at the end of each day, as a line of steps."""

    name: str
    before: str
    """The number at the first commit."""
    now: str
    line: str
    """The line as SVG has it: `M0 28H60V13`."""


class GrowthView(NamedTuple):
    """The charts, or why there are none."""

    charts: tuple[Chart, ...]
    caption: str
    width: int = _WIDTH
    height: int = _HEIGHT


def growth_view(report: Report, options: Options) -> GrowthView | None:
    """Return how a report grew; None if the page does not show it."""
    if not options.history:
        return None
    try:
        growth = _growth(report)
    except GitError as error:
        return _without(f"{error}")
    if growth is None:
        return _without("there is no git repository")
    if growth.shallow:
        return _without("this clone is shallow")
    days = last_of_each_day(growth.steps)
    if not days:
        return _without("the report is not committed yet")
    states = len({step.commit for step in growth.steps if step.state})
    period = f"{day_of(days[0].day)} to {day_of(days[-1].day)}" if len(days) > 1 else day_of(days[0].day)
    return GrowthView(tuple(_charts(days)), f"{period}, {number_of(states, 'commit')}")


def _growth(report: Report) -> Growth | None:
    if report.file is None:
        return None
    if report.revision is not None and report.root is not None:
        root, commit = report.revision
        return growth_of(root, report.file.relative_to(report.root.resolve()).as_posix(), commit)
    repository = git_root(report.file.parent)
    if repository is None or not report.file.is_relative_to(repository):
        return None
    return growth_of(repository, report.file.relative_to(repository).as_posix())


def _without(why: str) -> GrowthView:
    return GrowthView((), f"No history available: {why}.")


def _charts(days: Sequence[Step]) -> list[Chart]:
    last = days[-1].state
    expected, questions, items = (last.expected, last.questions, last.items) if last else (0, 0, 0)
    charts = [
        _chart("Official check", days, lambda state: state.passed or 0, expected),
        _chart("Answered", days, lambda state: state.answered, questions),
        _chart("Words", days, lambda state: state.words, 0),
    ]
    return charts + ([_chart("Checklist", days, lambda state: state.ticked, items)] if items else [])


def _chart(name: str, days: Sequence[Step], value: Callable[[State], int], total: int) -> Chart:
    """Return a chart from nothing to `total`, or to the highest value."""
    numbers = [value(step.state) for step in days if step.state is not None]
    first = date.fromisoformat(days[0].day)
    places = [(date.fromisoformat(step.day) - first).days for step in days]
    top, span = max([total, *numbers, 1]), max(places[-1], 1)

    def across(place: int) -> str:
        return f"{_WIDTH * place / span:.4g}"

    def up(number: int) -> str:
        return f"{_HEIGHT - (_HEIGHT - _EDGE) * number / top:.4g}"

    steps = [f"M{across(0)} {up(numbers[0])}"]
    steps += [f"H{across(place)}V{up(number)}" for place, number in zip(places[1:], numbers[1:], strict=True)]
    steps += [f"H{_WIDTH}"] if len(days) == 1 else []
    return Chart(name, f"{numbers[0]:,}", f"{numbers[-1]:,}", "".join(steps))
