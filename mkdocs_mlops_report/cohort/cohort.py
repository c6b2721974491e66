"""A cohort as the site and the tables show it: groups with their labels, questions and items with their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import datetime
from functools import cached_property
from statistics import median
from typing import NamedTuple

from mkdocs_mlops_report.cohort.lists.notes import Notes
from mkdocs_mlops_report.cohort.privacy import NAMES, Pseudonyms, masked
from mkdocs_mlops_report.cohort.records import Answer, Claim, GroupRow, Record, State
from mkdocs_mlops_report.evidence.catalogue import catalogue
from mkdocs_mlops_report.rules.phrases import MONTHS

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "index", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
)
"""Names that a system or a server keeps for itself."""
_LONGEST_SLUG = 40
MANY_WITHOUT_TRACE = 3
"""A group with this many ticked items without a trace is in the filter."""
_HIDDEN_PROBLEM, _OLDER_CLONE = "The report could not be read.", "An older clone was read."


class Member(NamedTuple):
    """A group of the cohort as it is shown."""

    label: str
    slug: str
    """The name of its page, without the ending."""
    row: GroupRow
    note: str
    grade: str

    @property
    def record(self) -> Record | None:
        """What was read; None if the group has no report that can be read."""
        return self.row.record

    @property
    def project(self) -> str:
        """The name of the project, empty if it is only the label again."""
        project = self.record.project if self.record else ""
        return "" if project == self.label else project

    def has(self, *states: State) -> bool:
        """Return whether any answer is in one of the states."""
        return self.record is not None and any(answer.state in states for answer in self.record.answers)

    @property
    def without_trace(self) -> int:
        """The number of ticked items without a trace."""
        return sum(claim.without_trace for claim in self.record.claims) if self.record else 0


class MemberAnswer(NamedTuple):
    """An answer of a group, with the teacher's note."""

    member: Member
    answer: Answer
    note: str
    grade: str


class Question(NamedTuple):
    """A question and its answers, in the order of the groups."""

    number: int
    title: str
    asked: str
    words_limit: tuple[int, int] | None
    answers: tuple[MemberAnswer, ...]

    def count(self, state: State) -> int:
        """Return how many answers are in a state."""
        return sum(one.answer.state == state for one in self.answers)

    @property
    def lengths(self) -> list[int]:
        """The word count of each answered question."""
        return [one.answer.words for one in self.answers if one.answer.state != "unanswered"]

    @property
    def median(self) -> int:
        """The median of the lengths in words, 0 without any."""
        return round(median(self.lengths)) if self.lengths else 0


class MemberClaim(NamedTuple):
    """A group's claim."""

    member: Member
    claim: Claim


class Item(NamedTuple):
    """An item of the checklist, and what each group's report and repository say of it."""

    id: str
    name: str
    claims: tuple[MemberClaim, ...]

    @property
    def ticked(self) -> int:
        """How many groups tick it."""
        return sum(one.claim.ticked is True for one in self.claims)

    def count(self, verdict: str, *, ticked: bool = True) -> int:
        """Count the groups with this box state and verdict."""
        return sum(one.claim.ticked is ticked and one.claim.verdict == verdict for one in self.claims)


class Cohort:
    """All groups, in the order of the list; with pseudonyms, in the order of their codes.

    Args:
        rows: what was collected.
        at: the deadline in ISO 8601; empty for the newest commits.
        columns: the names of the other columns of the list.
        notes: those of the teacher.
        pseudonyms: what the site calls the groups.
        title: of the site.
    """

    def __init__(
        self,
        rows: Sequence[GroupRow],
        *,
        at: str = "",
        columns: tuple[str, ...] = (),
        notes: Notes | None = None,
        pseudonyms: Pseudonyms = NAMES,
        title: str = "Cohort",
    ) -> None:
        self.at = at
        # A column may name people.
        self.columns = () if pseudonyms.codes else columns
        self.notes = notes or Notes()
        self.title = title
        self.hidden = bool(pseudonyms.codes)
        members = self._members(rows, pseudonyms)
        # In the order of the list, codes would tell who is who.
        self.members = tuple(sorted(members, key=lambda one: one.label) if self.hidden else members)

    def _members(self, rows: Sequence[GroupRow], pseudonyms: Pseudonyms) -> Iterator[Member]:
        taken: set[str] = set()
        for row in rows:
            label = pseudonyms.of(row.name)
            slug = _slug(label, taken)
            taken.add(slug)
            yield Member(label, slug, self._shown(row), self.notes.text(row.name), self.notes.grade(row.name))

    def _shown(self, row: GroupRow) -> GroupRow:
        """Return a row without what a cohort site does not show."""
        problem = row.problem
        own = row.record.note if row.record else ""  # names nothing that is hidden
        if self.hidden and problem != own:
            problem = _OLDER_CLONE if row.record else _HIDDEN_PROBLEM
        return row._replace(problem=masked(problem), columns=tuple((name, masked(cell)) for name, cell in row.columns))

    @cached_property
    def read(self) -> tuple[Member, ...]:
        """The groups with a report."""
        return tuple(member for member in self.members if member.record)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions of all editions in the cohort, by number."""
        answers: dict[int, list[MemberAnswer]] = {}
        for member in self.read:
            for answer in member.record.answers if member.record else ():
                note, grade = (get(member.row.name, answer.number) for get in (self.notes.text, self.notes.grade))
                answers.setdefault(answer.number, []).append(MemberAnswer(member, answer, note, grade))
        return tuple(_question(number, tuple(found)) for number, found in sorted(answers.items()))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of the checklist, in the order of the newest edition."""
        claims: dict[str, list[MemberClaim]] = {}
        for member in self.read:
            for claim in member.record.claims if member.record else ():
                claims.setdefault(claim.id, []).append(MemberClaim(member, claim))
        return tuple(Item(one.id, one.name, tuple(claims[one.id])) for one in catalogue() if one.id in claims)

    @cached_property
    def has_evidence(self) -> bool:
        """Whether evidence was looked for in any repository."""
        return any(member.record is not None and member.record.with_evidence is not None for member in self.read)

    def without_texts(self) -> Cohort:
        """Return the same without the answers as they are written, which only a table has, to save memory."""
        other = copy(self)
        other.members = tuple(member._replace(row=_without_texts(member.row)) for member in self.members)
        for name in ("read", "questions", "items", "has_evidence"):
            vars(other).pop(name, None)
        return other

    @property
    def shown_time(self) -> str:
        """The deadline as a sentence has it, `23 January 2026, 23:59 +01:00`; empty without one."""
        if not self.at:
            return ""
        time = datetime.fromisoformat(self.at)
        return f"{time.day} {MONTHS[time.month - 1]} {time.year}, {time:%H:%M} {self.at[-6:]}"


def _without_texts(row: GroupRow) -> GroupRow:
    if row.record is None:
        return row
    return row._replace(record=row.record._replace(answers=tuple(one._replace(text="") for one in row.record.answers)))


def _question(number: int, answers: tuple[MemberAnswer, ...]) -> Question:
    """Return a question; reports of different editions may ask different things, and the most common one is shown."""
    titles = Counter(one.answer.title for one in answers if one.answer.title)
    title = titles.most_common(1)[0][0] if titles else ""
    same = [one.answer for one in answers if one.answer.title == title]
    asked = Counter(answer.asked for answer in same if answer.asked)
    limits = Counter(answer.words_limit for answer in same)
    return Question(
        number,
        title,
        asked.most_common(1)[0][0] if asked else "",
        limits.most_common(1)[0][0] if limits else None,
        answers,
    )


def _slug(label: str, taken: set[str]) -> str:
    base = _NOT_IN_A_NAME.sub("-", label.lower()).strip("-")[:_LONGEST_SLUG] or "group"
    if base in _RESERVED:
        base = f"group-{base}"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
