"""The first page: a row for each group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import MANY_WITHOUT_TRACE, Cohort, Member
from mkdocs_mlops_report.cohort.pages.fragments import render
from mkdocs_mlops_report.cohort.pages.listing import pills_of
from mkdocs_mlops_report.cohort.pages.model import CohortPage, Frame
from mkdocs_mlops_report.rules.phrases import number_of

_MARKS = {
    "u": "Not answered",
    "s": "Too short",
    "l": "Too long",
    "f": "Wrong number of figures",
    "c": "Changed after the deadline",
    "o": "Fails the official check",
    "t": f"{MANY_WITHOUT_TRACE} or more without a trace",
    "e": "Official check stops",
    "m": "No report",
}


class _Column(NamedTuple):
    name: str
    number: bool = False
    searched: bool = False
    """Whether the filter for words looks into it."""


class _Tile(NamedTuple):
    name: str
    value: str
    unit: str
    percent: int
    tone: str
    mark: str = ""
    """Of the filter that shows the other groups."""


def overview(cohort: Cohort, frame: Frame) -> CohortPage:
    """Return the page."""
    return CohortPage("index.html", cohort.title, lambda: _html(cohort, frame))


def _html(cohort: Cohort, frame: Frame) -> Markup:
    marks = {member: "".join(_marks(member)) for member in cohort.members}
    return frame.page(
        "overview",
        "index.html",
        "Overview",
        title=cohort.title,
        lead=" · ".join(_lead(cohort)),
        tiles=list(_tiles(cohort)),
        pills=pills_of([marks[member] for member in cohort.members], _MARKS),
        columns=list(_columns(cohort)),
        rows=Markup("").join(_row(cohort, member, marks[member]) for member in cohort.members),
    )


def _columns(cohort: Cohort) -> Iterator[_Column]:
    yield _Column("Group", searched=True)
    yield _Column("Project", searched=True)
    yield _Column("Official check", number=True)
    yield _Column("Answered", number=True)
    yield _Column("Figures", number=True)
    yield _Column("Ticked · with evidence" if cohort.has_evidence else "Ticked")
    yield _Column("Errors, warnings", number=True)
    yield _Column("Commit")
    if cohort.at:
        yield _Column("Later commits", number=True)
    for name in (*cohort.columns, *(("Note", "Grade") if cohort.notes else ())):
        yield _Column(name, searched=True)


def _row(cohort: Cohort, member: Member, marks: str) -> Markup:
    values = dict(member.row.columns)
    own = [values.get(column, "") for column in cohort.columns]
    own += [member.note, member.grade] if cohort.notes else []
    return render("row", member=member, record=member.record, marks=marks, own=own, later=bool(cohort.at))


def _lead(cohort: Cohort) -> Iterator[str]:
    yield number_of(len(cohort.members), "group")
    yield f"state at {cohort.shown_time}" if cohort.at else "checked-out commits"
    left = len(cohort.members) - len(cohort.read)
    if left:
        yield f"{left} without a readable report"


def _marks(member: Member) -> Iterator[str]:
    record = member.record
    if record is None:
        yield "m"
        return
    for mark, state in (("u", "unanswered"), ("s", "short"), ("l", "long"), ("f", "figures")):
        if any(answer.state == state for answer in record.answers):
            yield mark
    if record.since:
        yield "c"
    if record.error or record.passed < record.expected:
        yield "o"
    if member.without_trace >= MANY_WITHOUT_TRACE:
        yield "t"
    if record.error:
        yield "e"


def _tiles(cohort: Cohort) -> Iterator[_Tile]:
    records = [member.record for member in cohort.read if member.record]
    count = len(records)
    yield _share("Reports read", count, len(cohort.members), "m")
    yield _share(
        "Pass the official check", sum(not one.error and one.passed == one.expected for one in records), count, "o"
    )
    yield _share("All answered", sum(not member.has("unanswered") for member in cohort.read), count, "u")
    known = [one for one in records if one.with_evidence is not None]
    if known:
        ticked, shown = sum(one.ticked for one in known), sum(one.with_evidence or 0 for one in known)
        percent = round(100 * shown / ticked) if ticked else 0
        yield _Tile("With evidence", f"{percent} %", "of ticked items", percent, "info")
    if cohort.at:
        changed = sum(one.since > 0 for one in records)
        yield _share("Changed after the deadline", changed, count)._replace(tone="look", mark="c" if changed else "")


def _share(name: str, value: int, total: int, mark: str = "") -> _Tile:
    percent = round(100 * value / total) if total else 0
    return _Tile(
        name,
        str(value),
        f"of {total}",
        percent,
        "ok" if value * 4 >= total * 3 else "look",
        mark if value < total else "",
    )
