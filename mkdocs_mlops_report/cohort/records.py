"""What is kept of one group: everything that the site and the tables show, so that no repository is read twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

State: TypeAlias = Literal["fine", "short", "long", "figures", "unanswered"]
STATE_WORDS: Mapping[State, str] = {
    "fine": "fine",
    "short": "too short",
    "long": "too long",
    "figures": "wrong number of figures",
    "unanswered": "not answered",
}


class Answer(NamedTuple):
    """An answer of a group. Counts are official ones where the official check finds the answer."""

    number: int
    title: str
    anchor: str
    """Of the question on the group's page."""
    state: State
    words: int
    words_limit: tuple[int, int] | None
    figures: int
    figures_limit: tuple[int, int] | None
    remark: str
    """What the badge also says, for instance `readers see 97`."""
    figures_remark: str
    passed: bool | None
    """The official result; None if the official check stops with an error."""
    codes: tuple[str, ...]
    """The rules with findings that fail a check."""
    asked: str
    """The text of the prompt."""
    text: str
    """As it is written, in Markdown."""
    html: str
    """For the page of the question, with small figures."""
    facts: str
    """HTML: what the repository shows, empty without facts."""


class Claim(NamedTuple):
    """An item of the checklist and what the repository shows of it."""

    id: str
    anchor: str
    """Of the item on the group's page; empty if the report does not have the item."""
    ticked: bool | None
    """None for a box that cannot be read, or is not there."""
    verdict: str
    """As `evidence` has it; empty if no evidence was looked for."""
    places: tuple[tuple[str, str], ...]
    """Files with their URLs, which may be empty."""
    note: str

    @property
    def without_trace(self) -> bool:
        """Whether it is ticked and the repository shows nothing, although it should."""
        return self.ticked is True and self.verdict == "none"

    @property
    def with_evidence(self) -> bool:
        """Whether it is ticked and the repository shows it."""
        return self.ticked is True and self.verdict == "strong"


class Heading(NamedTuple):
    """A heading of the group's page."""

    level: int
    text: str
    anchor: str


class Record(NamedTuple):
    """A group's report at one commit."""

    project: str
    """The name of the project; empty if it is not known."""
    number: str
    """Of the group, as the report states it; empty if it states none."""
    title: str
    """The title of the page."""
    path: str
    """Of the report in its repository."""
    note: str
    """What is unusual about the report, for instance its place; mostly empty."""
    commit: str
    """The full hash; empty for a folder without git."""
    time: str
    """When it was committed, in ISO 8601; empty if that is not known."""
    commit_url: str
    since: int
    """Number of later commits to the report."""
    edition: str
    passed: int
    expected: int
    error: str
    """With which the official check stops; empty if it does not."""
    answered: int
    figures: int
    figures_expected: int
    ticked: int
    items: int
    with_evidence: int | None
    findings: tuple[tuple[str, str, int], ...]
    """Code, severity and question (0 for none) of each finding."""
    answers: tuple[Answer, ...]
    claims: tuple[Claim, ...]
    contents: tuple[Heading, ...]
    figure_files: tuple[str, ...]

    @property
    def failing(self) -> int:
        """Number of errors and warnings."""
        return sum(severity != "info" for _, severity, _ in self.findings)


class GroupRow(NamedTuple):
    """A group in a cohort: its record, or why there is none."""

    name: str
    """As the list has it."""
    given: str
    """Its repository, as the list has it."""
    columns: tuple[tuple[str, str], ...]
    problem: str
    """Why there is no record, or what is uncertain about it; empty if all went well."""
    key: str
    """Of the record; empty without one."""
    record: Record | None

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the questions that its report has; none if that cannot be read."""
        return frozenset(answer.number for answer in self.record.answers) if self.record else frozenset()


DAMAGED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What reading a damaged record raises."""


def to_json(record: Record) -> str:
    """Return a record as JSON, each named tuple as a list."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Record:
    """Return the record that `to_json` wrote.

    Raises:
        ValueError, TypeError: the text is not such a record.
    """
    record = Record(*json.loads(text))
    if any(Answer(*answer).state not in STATE_WORDS for answer in record.answers):
        message = "unknown state of an answer"
        raise ValueError(message)
    return record._replace(
        findings=tuple((code, severity, question) for code, severity, question in record.findings),
        answers=tuple(map(_answer, record.answers)),
        claims=tuple(
            Claim(*claim[:4], tuple((text, url) for text, url in claim[4]), *claim[5:]) for claim in record.claims
        ),
        contents=tuple(Heading(*heading) for heading in record.contents),
        figure_files=tuple(record.figure_files),
    )


def _answer(values: Any) -> Answer:
    answer = Answer(*values)
    return answer._replace(
        words_limit=_limit(answer.words_limit),
        figures_limit=_limit(answer.figures_limit),
        codes=tuple(answer.codes),
    )


def _limit(values: Any) -> tuple[int, int] | None:
    return None if values is None else (values[0], values[1])


class Store(NamedTuple):
    """The folder with everything that was collected."""

    folder: Path

    @property
    def list(self) -> Path:
        """The list of groups with the keys of their records."""
        return self.folder / "groups.json"

    @property
    def figures(self) -> Path:
        """The folder of figures."""
        return self.folder / "figures"

    def record(self, key: str) -> Path:
        """Return the file of a record."""
        return self.folder / "records" / f"{key}.json"

    def page(self, key: str) -> Path:
        """Return the file with the HTML of a group's page."""
        return self.folder / "records" / f"{key}.html"

    def has(self, key: str) -> bool:
        """Return whether there is a record with its page."""
        return self.record(key).exists() and self.page(key).exists()

    def make(self) -> None:
        """Make the folders.

        Raises:
            OSError: they cannot be made.
        """
        for folder in (self.folder / "records", self.figures):
            folder.mkdir(parents=True, exist_ok=True)
