"""Evidence: what a repository shows of an item, and the facts for a question. No line of a file is kept."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Level: TypeAlias = Literal["strong", "weak", "template"]
"""What a file shows: what the item asks for, a hint, or the same in the template's unchanged file."""
Verdict: TypeAlias = Literal["strong", "weak", "template", "none", "unseen"]
"""What a repository shows of an item: the best level of its files, no trace, or nothing that could be seen there."""
Testable: TypeAlias = Literal["strong", "weak", "never"]
"""Whether an item leaves traces in a repository: it always does, it may, it never does."""
LEVELS: tuple[Level, ...] = ("strong", "weak", "template")


class Trace(NamedTuple):
    """A place in the repository that shows something."""

    path: str
    """POSIX, relative to the root of the project."""
    line: int
    """From 1; 0 for a whole file."""
    level: Level = "strong"
    committed: bool = True
    """Whether git has the file as it is."""
    says: str = ""
    """For the repository as a whole, which has no path: where to look, for instance `in the history`."""

    @property
    def place(self) -> str:
        """The path and the line as an editor opens them: `src/train.py:12`."""
        return f"{self.path}:{self.line}" if self.line else self.path


class ItemEvidence(NamedTuple):
    """An item of the checklist and what the repository shows of it."""

    number: int
    """The position of the item in the newest edition."""
    id: str
    """Our name for it, the same in all editions."""
    name: str
    """A short name for tables."""
    fingerprint: str
    """The fingerprint of the item in the report's edition."""
    ticked: bool | None
    """None if the report does not have the item, or its box cannot be read."""
    verdict: Verdict
    traces: tuple[Trace, ...]
    """The best first."""
    note: str = ""
    """What shows it, if no single file does: `in the history`."""

    @property
    def could_be_ticked(self) -> bool:
        """Whether the box is open although the repository shows what the item asks for."""
        return self.ticked is False and self.verdict == "strong"

    @property
    def without_trace(self) -> bool:
        """Whether the box is ticked and the repository shows nothing, although it should."""
        return self.ticked is True and self.verdict == "none"


class Fact(NamedTuple):
    """A fact about the repository, for instance `14 tests in 3 files`."""

    id: str
    text: str
    paths: tuple[str, ...] = ()
    """The files that it is about, the first ones of many."""


class QuestionFacts(NamedTuple):
    """What the repository tells about a question."""

    number: int
    facts: tuple[Fact, ...]


class Evidence(NamedTuple):
    """All that a repository shows of the claims of its report."""

    revision: str
    """The full hash of the commit; of the one that is checked out for files on the disk; empty without one."""
    on_disk: bool
    """Whether the files were read as they are on the disk."""
    items: tuple[ItemEvidence, ...]
    questions: tuple[QuestionFacts, ...]
    unknown: tuple[str, ...] = ()
    """Sentences that say what cannot be known here, for instance without a history."""
    limits_reached: tuple[str, ...] = ()
    """Sentences that say what was not looked at."""
    paths: frozenset[str] = frozenset()
    """All files of the project."""
    all_files: bool = True
    """Whether no file was left out of `paths`."""
    folder: str = ""
    """The folder of the project in its repository; empty for the repository itself."""

    @property
    def ticked(self) -> tuple[ItemEvidence, ...]:
        """The items that are ticked."""
        return tuple(item for item in self.items if item.ticked)

    @property
    def shown(self) -> int:
        """The number of ticked items with evidence."""
        return sum(item.verdict == "strong" for item in self.ticked)

    def item(self, key: str) -> ItemEvidence | None:
        """Return the evidence for an item by its fingerprint or its id, None for an unknown one."""
        return next((item for item in self.items if key and key in {item.fingerprint, item.id}), None)

    def facts(self, number: int) -> tuple[Fact, ...]:
        """Return the facts for a question."""
        return next((one.facts for one in self.questions if one.number == number), ())
