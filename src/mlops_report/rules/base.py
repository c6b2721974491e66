"""What a rule is, and how all of them are held against a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TypeAlias

from mlops_report.official import OfficialAnswer, Verdict, official_check
from mlops_report.report import Figure, Question, Report, Span, locate
from mlops_report.report.figures import Located, shows


class Severity(Enum):
    """How bad a finding is. Errors and warnings fail a strict build and `mlops-report check`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def fails(self) -> bool:
        """Whether a finding of this severity makes a check fail."""
        return self is not Severity.INFO


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule's function yields: all of a diagnostic that differs from finding to finding."""

    span: Span
    message: str
    hint: str
    question: int | None = None
    severity: Severity | None = None
    """Where this finding weighs less than the rule usually does."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
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


@dataclass(frozen=True)
class CheckedReport:
    """A report with the official verdict on it and with what the rules found."""

    report: Report
    verdict: Verdict
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def fails(self) -> bool:
        """Whether any finding is a warning or an error."""
        return any(diagnostic.severity.fails for diagnostic in self.diagnostics)

    @cached_property
    def figures(self) -> dict[str, Located]:
        """Where the address of every figure in an answer leads, looked up once."""
        report = self.report
        return {
            figure.url: locate(figure.url, report.folder, report.root)
            for question in report.questions
            for figure in question.answer.figures
        }

    def visible_figures(self, question: Question) -> int:
        """Return how many figures of an answer a reader really sees: missing files do not show."""
        return sum(self.shows(figure) for figure in question.answer.figures)

    def shows(self, figure: Figure) -> bool:
        """Tell whether a figure's file is there, or the figure is remote."""
        return shows(self.figures[figure.url])

    def official(self, question: Question) -> OfficialAnswer | None:
        """Return what the checker counts for this question's number; None where it stops."""
        return self.verdict.answer(question.number)

    def sees(self, question: Question) -> bool:
        """Tell whether what the checker counts for this number is this question's own answer."""
        answer = self.official(question)
        return (
            answer is not None
            and question.marker is not None
            and question.marker.line <= answer.span.line <= question.span.end_line
        )


RuleFunction: TypeAlias = Callable[[CheckedReport], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its documentation: `why` it matters and `mend`, how to put it right.

    `fires` and `silent` are two versions of the part of a report under `### Question 4`, heading
    included; `{71 words}` stands for so many words. A test holds the rule against both.
    """

    code: str
    name: str
    severity: Severity
    why: str
    mend: str
    fires: str
    silent: str
    function: RuleFunction


_RULES: dict[str, Rule] = {}


def rule(
    code: str, name: str, severity: Severity, *, why: str, mend: str, fires: str, silent: str
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a function as a rule; the arguments are the fields of `Rule`."""

    def register(function: RuleFunction) -> RuleFunction:
        _RULES[code] = Rule(code, name, severity, why, mend, fires, silent, function)
        return function

    return register


def all_rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of their codes."""
    return tuple(_RULES[code] for code in sorted(_RULES))


def examine(report: Report) -> CheckedReport:
    """Hold a report against the official checker and all rules; findings come in the order of the text."""
    checked = CheckedReport(report, official_check(report.source, report.checker))
    diagnostics = [
        Diagnostic(
            code=current.code,
            name=current.name,
            severity=finding.severity or current.severity,
            message=finding.message,
            hint=finding.hint,
            span=finding.span,
            question=finding.question,
        )
        for current in all_rules()
        for finding in current.function(checked)
    ]
    diagnostics.sort(key=lambda diagnostic: (diagnostic.span.line, diagnostic.span.column, diagnostic.code))
    return CheckedReport(report, checked.verdict, tuple(diagnostics))


def check(report: Report) -> list[Diagnostic]:
    """Return what the rules find in a report, in the order of its text."""
    return list(examine(report).diagnostics)
