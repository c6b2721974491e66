"""FIG: the figures that a question asks for, and those that an answer shows."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from mlops_report.exam import Limit
from mlops_report.official import count_figures
from mlops_report.report import Place, Question
from mlops_report.report.figures import shows, suggestion
from mlops_report.rules.base import CheckedReport, Finding, Severity, rule
from mlops_report.rules.counts import out_of_limit
from mlops_report.rules.wording import number_of

_PROMPT = """\
### Question 19
> **Show your bucket in 1-2 images.**
>
> Answer:

"""
_FIGURE = "![Our bucket](https://example.org/bucket.png)\n"


@rule(
    "FIG001",
    "too-few-figures",
    Severity.WARNING,
    why="Some questions are answered by a figure; without one the official check fails.",
    mend="Put the picture into `figures/` and show it: `![What it shows](figures/name.png)`.",
    fires=_PROMPT + "{20 words}\n",
    silent=_PROMPT + _FIGURE,
)
def too_few_figures(checked: CheckedReport) -> Iterator[Finding]:
    """An answer shows fewer figures than asked for."""
    for question, count, limit in _counts(checked):
        if count < limit.min:
            yield Finding(
                question.answer.spans[0] if question.answer.spans else question.heading_span,
                f"{number_of(count, 'figure')}, {limit.min - count} too few;"
                f" {limit} {'is' if limit.max == 1 else 'are'} asked for.",
                "Show the picture with `![what it shows](figures/name.png)`.",
                question.number,
            )


@rule(
    "FIG002",
    "too-many-figures",
    Severity.WARNING,
    why="More figures than asked for fail the official check.",
    mend="Keep those that say most, or join two pictures into one.",
    fires=_PROMPT + _FIGURE * 3,
    silent=_PROMPT + _FIGURE * 2,
)
def too_many_figures(checked: CheckedReport) -> Iterator[Finding]:
    """An answer shows more figures than asked for."""
    for question, count, limit in _counts(checked):
        if count > limit.max:
            yield Finding(
                question.answer.spans[0] if question.answer.spans else question.heading_span,
                f"{number_of(count, 'figure')}, {count - limit.max} too many;"
                f" {limit} {'is' if limit.max == 1 else 'are'} asked for.",
                "Keep those that say most, or join pictures into one.",
                question.number,
            )


@rule(
    "FIG003",
    "figure-missing",
    Severity.ERROR,
    why="The official tool counts the figure, but a reader sees a broken picture.",
    mend="Put the file where the answer says, or correct the path. Upper and lower case differ on GitHub.",
    fires=_PROMPT + "![Our bucket](figures/no-such-file.png)\n",
    silent=_PROMPT + _FIGURE,
)
def figure_missing(checked: CheckedReport) -> Iterator[Finding]:
    """A figure's file is not where the answer says, or lies outside of the repository."""
    report = checked.report
    for question in report.questions:
        for figure in question.answer.figures:
            located = checked.figures[figure.url]
            if shows(located):
                continue
            meant = suggestion(figure.url, report.folder, report.root) if report.folder and report.root else None
            shown = unquote(figure.url)
            if located.place is Place.OUTSIDE:
                message = f"Figure `{shown}` lies outside of the repository."
                hint = "Copy it into `figures/` and show it from there."
            else:
                message = f"Figure `{shown}` is missing."
                hint = f"Write `{meant}`." if meant else "Put the file there, or correct the path."
            yield Finding(figure.span, message, hint, question.number)


def _counts(checked: CheckedReport) -> Iterator[tuple[Question, int, Limit]]:
    return out_of_limit(
        checked,
        count_figures,
        lambda official: official.figures,
        lambda question, official: (question.figures, official.figures_limit if official else None),
    )
