"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.text.source import Span

FixKind: TypeAlias = Literal["", "safe", "unsafe"]
"""Whether `mlops-report fix` fixes the findings of a rule, and whether that may change what is read or counted."""


class Severity(Enum):
    """How serious a finding is. By default, errors and warnings fail a strict build and `mlops-report check`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def fails(self) -> bool:
        """Whether a finding of this severity fails a check by default."""
        return self is not Severity.INFO

    @property
    def weight(self) -> int:
        """From 1 for info to 3 for an error."""
        return ("info", "warning", "error").index(self.value) + 1


class Several(NamedTuple):
    """What to say of two or more findings with one cause, where `{n}` is their number."""

    message: str
    hint: str = ""
    """By default that of the first finding."""


class Finding(NamedTuple):
    """What a rule found at one place.

    A rule yields it without code, name, fingerprint and cause. The engine adds those, and lowers `severity` and
    `fixable` to what the rule and the settings allow.
    """

    span: Span
    message: str
    """The fact, in one clause; it does not name the question."""
    hint: str
    """What to do, or the exact replacement."""
    question: int | None = None
    note: str = ""
    """What else is worth knowing, for instance how a count is made up; mostly empty."""
    severity: Severity = Severity.ERROR
    fixable: bool = True
    """Whether `mlops-report fix` fixes it."""
    about: str = ""
    """What it is about, for instance a figure of an answer; findings about the same thing share a cause."""
    detail: str = ""
    """What tells it from others with its cause, for instance `71 of 100 words`; mostly empty."""
    several: Several | None = None
    """Overrides that of the rule."""
    code: str = ""
    name: str = ""
    fingerprint: str = ""
    """16 hexadecimal digits that stay the same if only the line of the finding changes."""
    cause: str = ""
    """What the findings with the same cause share, see `causes`; empty for an ignored finding."""

    @property
    def stable_key(self) -> tuple[str, int | None]:
        """What is the same after an edit, which changes the message, the line and the fingerprint."""
        return self.code, self.question


RuleFunction: TypeAlias = Callable[[Context], Iterator[Finding]]


class Rule(NamedTuple):
    """A rule with its documentation.

    `why` says why it matters. `example` is the shortest text that has such a finding, `instead` the same without it: a
    part of a report from a heading on, in which `{71 words}` stands for that many words, or a file tree.
    """

    code: str
    name: str
    severity: Severity
    function: RuleFunction
    why: str
    example: str
    instead: str
    fix: FixKind = ""
    fix_note: str = ""
    """What `mlops-report fix` does, as a sentence; empty without a fix."""
    enabled: bool = True
    """Whether the rule is on by default."""
    in_damage: bool = False
    """Whether it judges text that a conflict or a fence that is not closed has mixed with another question's."""
    places: Callable[[Context], int] | None = None
    """The number of places that are wrong, for a rule that reports many of them as one finding."""
    see: tuple[str, ...] = ()
    """Codes of related rules."""
    several: Several | None = None
    """For a rule whose findings share a cause. Without it, findings share one if they are word for word equal."""
    blocks: int = 0
    """Whether an error of it comes before all others: 1 if the text itself is damaged, 2 if the official check cannot
    read it, 0 for other rules."""
    looks_up: bool = False
    """Whether it looks claims up in the repository, which `evidence: off` switches off."""
    unpublished: bool = False
    """Whether a published page leaves its findings out, unless the site says `evidence: full`."""

    @property
    def family(self) -> str:
        """The letters of the code."""
        return self.code.rstrip("0123456789")

    @property
    def what(self) -> str:
        """What the rule does, in a sentence that starts with `Checks for`."""
        return " ".join((self.function.__doc__ or "").split())

    @property
    def summary(self) -> str:
        """What the rule finds, without a full stop: `Answers that …`."""
        found = self.what.removeprefix("Checks for ").rstrip(".")
        return found[:1].upper() + found[1:]


FAMILIES = {
    "STR": "Structure: what the official check relies on",
    "PLH": "Placeholders: leftovers of the template, and notes to yourselves",
    "LEN": "Length: by the official count, which includes markup",
    "FIG": "Figures: those that a question requires, and those that an answer shows",
    "CHK": "Checklist: its boxes and items",
    "GRP": "Group: its members, and who did what",
    "ANS": "Answers: what a prompt asks for besides words and figures",
    "LNK": "Links: those that lead nowhere on GitHub",
    "REN": "Rendering: text that GitHub shows differently from what was meant",
    "EVD": "Evidence: what the repository shows of the claims",
    "IGN": "Ignoring: the entries of the option `ignore`",
}

REGISTERED: dict[str, Rule] = {}
"""The rules of all families that have been imported, by code; see `registry.all_rules`."""


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    why: str,
    example: str,
    instead: str,
    fix: FixKind = "",
    fix_note: str = "",
    enabled: bool = True,
    in_damage: bool = False,
    places: Callable[[Context], int] | None = None,
    see: tuple[str, ...] = (),
    several: Several | None = None,
    blocks: int = 0,
    looks_up: bool = False,
    unpublished: bool = False,
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a function as a rule; the arguments are the fields of `Rule`."""

    def register(function: RuleFunction) -> RuleFunction:
        REGISTERED[code] = Rule(
            code,
            name,
            severity,
            function,
            why,
            example,
            instead,
            fix=fix,
            fix_note=fix_note,
            enabled=enabled,
            in_damage=in_damage,
            places=places,
            see=see,
            several=several,
            blocks=blocks,
            looks_up=looks_up,
            unpublished=unpublished,
        )
        return function

    return register
