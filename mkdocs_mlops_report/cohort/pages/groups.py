"""A page for each group: its report as it is, with evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import Cohort, Member, MemberAnswer
from mkdocs_mlops_report.cohort.pages.model import CohortPage, Frame, with_neighbours
from mkdocs_mlops_report.cohort.records import Record
from mkdocs_mlops_report.rules.phrases import number_of


def group_pages(cohort: Cohort, frame: Frame, body: Callable[[str], str]) -> Iterator[CohortPage]:
    """Yield the pages of all groups with a report.

    Args:
        cohort: the groups.
        frame: what all pages share.
        body: from the key of a record to the HTML of its report.
    """
    notes: dict[str, list[MemberAnswer]] = {}
    for question in cohort.questions:
        for one in question.answers:
            if one.note or one.grade:
                notes.setdefault(one.member.slug, []).append(one)
    for before, member, after in with_neighbours(cohort.read):
        title = f"{member.label} {member.project}".strip()
        values = {"before": _step(before), "after": _step(after), "notes": notes.get(member.slug, [])}
        yield CohortPage(f"groups/{member.slug}.html", title, partial(_html, frame, member, values, body))


def _step(member: Member | None) -> tuple[str, str] | None:
    return (member.slug, f"{member.label} {member.project}".strip()) if member else None


def _html(frame: Frame, member: Member, values: dict[str, Any], body: Callable[[str], str]) -> Markup:
    record = member.record
    if record is None:
        message = f"group {member.label} has no report"
        raise ValueError(message)
    return frame.page(
        "group",
        f"groups/{member.slug}.html",
        "Overview",
        ("report.css", "code.css"),
        member=member,
        lead=" · ".join(_lead(record)),
        later=f"{number_of(record.since, 'later commit')} to the report" if record.since else "",
        other_number=record.number if member.label.isdecimal() and record.number not in {"", member.label} else "",
        contents=record.contents,
        body=Markup(body(member.row.key)),  # composed and filtered when the group was read
        **values,
    )


def _lead(record: Record) -> Iterator[str]:
    yield f"edition {record.edition}"
    if record.time:
        yield f"committed {record.time[:16].replace('T', ' ')} {record.time[-6:]}"
