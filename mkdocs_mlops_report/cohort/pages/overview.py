"""The first page: a row for each group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import MANY_WITHOUT_TRACE, Cohort, Member
from mkdocs_mlops_report.cohort.pages.fragments import render
from mkdocs_mlops_report.cohort.pages.model import Frame, Pill, SitePage
from mkdocs_mlops_report.rules.phrases import number_of

_MARKS = {
    "u": "Unanswered",
    "s": "Too short",
    "l": "Too long",
    "f": "Figure missing",
    "c": "Changed since",
    "t": f"No trace ≥ {MANY_WITHOUT_TRACE}",
    "e": "Check stops",
    "m": "No report",
}


class _Column(NamedTuple):
    name: str
    number: bool = False


class _Tile(NamedTuple):
    name: str
    value: str
    unit: str
    percent: int
    tone: str


def overview(cohort: Cohort, frame: Frame) -> SitePage:
    """Return the page."""
    return SitePage("index.html", cohort.title, lambda: _html(cohort, frame))


def _html(cohort: Cohort, frame: Frame) -> Markup:
    own = (*cohort.columns, *(("Note", "Grade") if cohort.notes else ()))
    marks = {member: "".join(_marks(member)) for member in cohort.members}
    pills = [Pill(mark, name, sum(mark in found for found in marks.values())) for mark, name in _MARKS.items()]
    return frame.page(
        "overview",
        "index.html",
        "Overview",
        title=cohort.title,
        lead=" · ".join(_lead(cohort)),
        tiles=list(_tiles(cohort)),
        pills=[Pill("", "All", len(cohort.members)), *(pill for pill in pills if pill.entries)],
        columns=[
            *(_Column("Group"), _Column("Project"), _Column("Official", True), _Column("Answered", True)),
            *(_Column("Figures", True), _Column("Checklist · evidence" if cohort.has_evidence else "Checklist")),
            *(_Column("Findings", True), _Column("Commit"), _Column("Since", True)),
            *map(_Column, own),
        ],
        rows=Markup("").join(_row(cohort, member, marks[member]) for member in cohort.members),
    )


def _row(cohort: Cohort, member: Member, marks: str) -> Markup:
    values = dict(member.row.columns)
    own = [values.get(column, "") for column in cohort.columns]
    own += [member.note, member.grade] if cohort.notes else []
    return render("row", member=member, record=member.record, marks=marks, own=own)


def _lead(cohort: Cohort) -> Iterator[str]:
    yield number_of(len(cohort.members), "group")
    yield f"state at {cohort.shown_time}" if cohort.at else "newest commits"
    left = len(cohort.members) - len(cohort.read)
    if left:
        yield f"{left} without a report that can be read"


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
    if member.without_trace >= MANY_WITHOUT_TRACE:
        yield "t"
    if record.error:
        yield "e"


def _tiles(cohort: Cohort) -> Iterator[_Tile]:
    records = [member.record for member in cohort.read if member.record]
    count = len(records)
    yield _share("Handed in", count, len(cohort.members))
    yield _share("Pass the official check", sum(not one.error and one.passed == one.expected for one in records), count)
    yield _share("All answered", sum(not member.has("unanswered") for member in cohort.read), count)
    known = [one for one in records if one.with_evidence is not None]
    if known:
        ticked, shown = sum(one.ticked for one in known), sum(one.with_evidence or 0 for one in known)
        percent = round(100 * shown / ticked) if ticked else 0
        yield _Tile("Ticked with evidence", f"{percent} %", "of claims", percent, "info")
    changed = sum(one.since > 0 for one in records)
    yield _Tile("Changed since", str(changed), "groups", round(100 * changed / count) if count else 0, "look")


def _share(name: str, value: int, total: int) -> _Tile:
    percent = round(100 * value / total) if total else 0
    return _Tile(name, str(value), f"of {total}", percent, "ok" if value * 4 >= total * 3 else "look")
