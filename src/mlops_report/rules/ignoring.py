"""IGN: entries of the option `ignore` that are there for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import and_joined


@rule(
    "IGN001",
    "unused-ignore",
    Severity.WARNING,
    why="An entry that hits nothing today will hide something tomorrow.",
    mend="Take the entry out of `ignore` in the site's config.",
    fires="",
    silent="### Question 4\n> **How did you manage dependencies?**\n>\n> Answer:\n\n{150 words}\n",
)
def unused_ignore(readings: Readings) -> Iterator[Finding]:
    """An entry of `ignore` hits no finding."""
    source = readings.report.source
    for entry in readings.unused_ignores:
        asked = [question for question in readings.report.questions if question.number in entry.questions]
        place = asked[0].heading_span if asked else source.span(1, 1)
        where = f" at questions {and_joined(entry.questions)}" if len(entry.questions) > 1 else ""
        here = " here" if len(entry.questions) == 1 else where
        yield Finding(
            place,
            f"{entry.rule} finds nothing{here}: this entry of `ignore` is not needed.",
            "Take the entry out of the site's config.",
            asked[0].number if len(entry.questions) == 1 and asked else None,
        )
