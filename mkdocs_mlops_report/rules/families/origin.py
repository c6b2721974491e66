"""STR: where a report is, and which edition of the template it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from mkdocs_mlops_report.exam import Edition, Limit
from mkdocs_mlops_report.repository.project import project_root
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Severity, rule
from mkdocs_mlops_report.rules.phrases import day_of, joined, number_of

_PLACE = "reports/README.md"


@rule(
    "STR009",
    "wrong-place",
    Severity.INFO,
    why="On the last day, the course looks for the report only at `reports/README.md` in each repository.",
    example="""\
report/
  README.md
  figures/
""",
    instead="""\
reports/
  README.md
  figures/
""",
    in_damage=True,
)
def wrong_place(context: Context) -> Iterator[Finding]:
    """Checks for reports that are not at the path that the course collects."""
    report = context.report
    if report.file is None or report.root is None or not report.file.is_relative_to(report.root):
        return
    place = report.file.relative_to(report.root).as_posix()
    if place != _PLACE and not _is_own_project(report.file):
        yield Finding(
            report.source.span(1, 1),
            f"Report is at `{place}`; the course collects `{_PLACE}`.",
            f"Move it to `{_PLACE}` before the deadline.",
        )


@rule(
    "STR011",
    "old-edition",
    Severity.INFO,
    why="The course changes its template from year to year, and a report from last year's template is checked against"
    " this year's limits.",
    example="""\
reports/
  README.md   (from the template of 24 January 2025)
  report.py   (of 9 January 2026)
""",
    instead="""\
reports/
  README.md   (from the template of 9 January 2026)
  report.py   (of 9 January 2026)
""",
    in_damage=True,
)
def old_edition(context: Context) -> Iterator[Finding]:
    """Checks for reports in an older edition of the template than the course uses."""
    report, wanted = context.report, context.course_edition
    if wanted is None or report.edition.id >= wanted.id:
        return
    changes = list(_changes(report.edition, wanted))
    if changes:
        yield Finding(
            report.source.span(1, 1),
            f"Template is from {day_of(report.edition.id)}; the course uses the one from {day_of(wanted.id)}.",
            "Move your answers into the newer one.",
            note=f"Changes: {'; '.join(changes)}.",
        )


def _is_own_project(file: PurePath) -> bool:
    """Return whether a report is in its place in a project below the repository's root."""
    return isinstance(file, Path) and file.relative_to(project_root(file.parent)).as_posix() == _PLACE


def _changes(old: Edition, new: Edition) -> Iterator[str]:
    """Yield what a group would notice if it used the newer template."""
    if len(old.questions) != len(new.questions):
        yield f"{len(new.questions)} questions instead of {len(old.questions)}"
        return
    for before, after in zip(old.questions, new.questions, strict=True):
        if before.words != after.words:
            yield f"question {after.number} {_limit(before.words, after.words, 'words')}"
        if before.figures != after.figures:
            yield f"question {after.number} {_limit(before.figures, after.figures, 'figures')}"
    worded = [a.number for b, a in zip(old.questions, new.questions, strict=True) if b.prompt != a.prompt]
    if worded:
        several = "different prompts for questions"
        yield f"{several if len(worded) > 1 else 'a different prompt for question'} {joined(worded)}"
    if old.item_count != new.item_count:
        yield f"{number_of(new.item_count, 'checklist item')} instead of {old.item_count}"


def _limit(before: Limit | None, after: Limit | None, unit: str) -> str:
    return f"allows {after or 'any number of'} {unit} instead of {before or 'any number'}"
