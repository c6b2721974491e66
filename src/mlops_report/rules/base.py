"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

from mlops_report.report import Span
from mlops_report.rules.readings import Readings

Fix: TypeAlias = Literal["", "safe", "unsafe"]
"""Whether a finding can be mended without a person's judgement, and whether that changes what is read or counted."""


class Severity(Enum):
    """How bad a finding is. By default errors and warnings fail a strict build and `mlops-report check`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def fails(self) -> bool:
        """Whether a finding of this severity makes a check fail by default."""
        return self is not Severity.INFO

    @property
    def weight(self) -> int:
        """From 1 for information to 3 for an error."""
        return {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}[self]


class Finding(NamedTuple):
    """What a rule's function yields: all of a diagnostic that differs from finding to finding."""

    span: Span
    message: str
    hint: str
    question: int | None = None
    severity: Severity | None = None
    """Where this finding weighs less than the rule usually does."""
    by_hand: bool = False
    """Where this one cannot be mended as the rule's others can."""


class Diagnostic(NamedTuple):
    """A finding of a rule, ready to be shown."""

    code: str
    name: str
    severity: Severity
    message: str
    """What is wrong, in one sentence; it does not say again which question it is about."""
    hint: str
    """What to do about it."""
    span: Span
    question: int | None
    fixable: bool = False
    """Whether it could be mended without a person's judgement."""
    fingerprint: str = ""
    """16 hexadecimal digits that stay the same while the finding's line only moves."""


RuleFunction: TypeAlias = Callable[[Readings], Iterator[Finding]]


class Rule(NamedTuple):
    """A rule with its documentation: `why` it matters and `mend`, how to put it right.

    `fires` and `silent` are two versions of the part of a report under `### Question 4`, or under the heading that
    they begin with; `{71 words}` stands for so many words. A test holds the rule against both.
    """

    code: str
    name: str
    severity: Severity
    why: str
    mend: str
    fires: str
    silent: str
    function: RuleFunction
    fix: Fix = ""
    enabled: bool = True
    """Whether the rule speaks without being asked."""

    @property
    def family(self) -> str:
        """The letters of the code."""
        return self.code.rstrip("0123456789")

    @property
    def summary(self) -> str:
        """What the rule finds, in one sentence."""
        return (self.function.__doc__ or "").strip()


FAMILIES = {
    "STR": "Structure: what the official checker relies on.",
    "PLH": "Placeholders: what the template put in the place of an answer, and what was left for later.",
    "LEN": "Length: by the official count, which is what white space separates, markup included.",
    "FIG": "Figures: those that a question asks for and those that an answer shows.",
    "CHK": "Checklist: its boxes and its items.",
    "GRP": "Group: who hands in, and who did what.",
    "ANS": "Answers: what a prompt asks for beside words and figures.",
    "LNK": "Links: those that lead nowhere on GitHub.",
    "REN": "Rendering: text that GitHub shows as something else than was meant.",
    "IGN": "Ignoring: the entries of the option `ignore`.",
}

_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    why: str,
    mend: str,
    fires: str,
    silent: str,
    fix: Fix = "",
    enabled: bool = True,
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a function as a rule; the arguments are the fields of `Rule`."""

    def register(function: RuleFunction) -> RuleFunction:
        _RULES[code] = Rule(code, name, severity, why, mend, fires, silent, function, fix, enabled)
        return function

    return register


def all_rules() -> tuple[Rule, ...]:
    """Return every rule, family by family."""
    families = list(FAMILIES)
    return tuple(sorted(_RULES.values(), key=lambda rule: (families.index(rule.family), rule.code)))
