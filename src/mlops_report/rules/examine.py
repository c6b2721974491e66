"""All rules held against a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from mlops_report.exam.fingerprint import sha256_of
from mlops_report.official import Verdict, official_check
from mlops_report.report import Report
from mlops_report.rules.base import Diagnostic, Finding, Rule, all_rules
from mlops_report.rules.readings import Readings
from mlops_report.rules.settings import Ignore, Settings

_ALWAYS = frozenset(
    {"STR001", "STR002", "STR003", "STR004", "STR008", "STR009", "STR010", "STR011", "STR012", "REN003"}
)
"""Rules that speak also where a conflict or an open fence has mixed texts: they say what has to be mended first."""
_LAST = "IGN"
"""The family that speaks when it is known what the others found."""


class Ignored(NamedTuple):
    """A finding that the settings take away, and why."""

    diagnostic: Diagnostic
    reason: str


class CheckedReport(NamedTuple):
    """A report with the official verdict on it and with what the rules found."""

    readings: Readings
    diagnostics: tuple[Diagnostic, ...]
    ignored: tuple[Ignored, ...] = ()
    settings: Settings = Settings()

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.readings.report

    @property
    def verdict(self) -> Verdict:
        """What the official checker says of it."""
        return self.readings.verdict

    @property
    def fails(self) -> bool:
        """Whether any finding is as bad as the settings allow no more; by default, a warning or an error."""
        return any(self.settings.fails(diagnostic.severity) for diagnostic in self.diagnostics)

    @property
    def failing(self) -> tuple[Diagnostic, ...]:
        """The findings that make the check fail."""
        return tuple(diagnostic for diagnostic in self.diagnostics if self.settings.fails(diagnostic.severity))

    def without_tokens(self) -> CheckedReport:
        """Return the same without what only the page needs."""
        return self._replace(readings=self.readings.without_tokens())


def examine(report: Report, settings: Settings | None = None) -> CheckedReport:
    """Hold a report against the official checker and all rules; findings come in the order of the text."""
    settings = settings or Settings()
    readings = Readings(report, official_check(report.source, report.checker))
    found = [one for rule in all_rules() if rule.family != _LAST for one in _found(rule, readings, settings)]
    kept, ignored, used = [], [], set()
    for one in _fingerprinted(found, report):
        entry = next((entry for entry in settings.ignores if _hits(entry, one)), None)
        if entry is None:
            kept.append(one)
        else:
            ignored.append(Ignored(one, entry.reason))
            used.add(id(entry))
    speaking = {rule.code for rule in all_rules() if settings.level(rule) is not None}
    unused = (entry for entry in settings.ignores if id(entry) not in used and entry.codes & speaking)
    readings.unused_ignores.extend(unused)
    last = [one for rule in all_rules() if rule.family == _LAST for one in _found(rule, readings, settings)]
    kept = sorted([*kept, *_fingerprinted(last, report)], key=_place)
    return CheckedReport(readings, tuple(kept), tuple(ignored), settings)


def check(report: Report, settings: Settings | None = None) -> list[Diagnostic]:
    """Return what the rules find in a report, in the order of its text."""
    return list(examine(report, settings).diagnostics)


def _found(rule: Rule, readings: Readings, settings: Settings) -> Iterator[Diagnostic]:
    level = settings.level(rule)
    if level is None:
        return
    for finding in rule.function(readings):
        if rule.code not in _ALWAYS and _is_muddled(finding, readings):
            continue
        severity = min(level, finding.severity or level, key=lambda one: one.weight)
        yield Diagnostic(
            code=rule.code,
            name=rule.name,
            severity=severity,
            message=finding.message,
            hint=finding.hint,
            span=finding.span,
            question=finding.question,
            fixable=rule.fix == "safe" and not finding.by_hand,
        )


def _is_muddled(finding: Finding, readings: Readings) -> bool:
    """Tell whether a finding is about a text that a conflict or an open fence has mixed with another one."""
    if not readings.mixed:
        return False
    question = readings.question_at(finding.span.line)
    return readings.swallowed(finding.span.line) or (question is not None and readings.muddled(question))


def _hits(entry: Ignore, one: Diagnostic) -> bool:
    return one.code in entry.codes and (not entry.questions or one.question in entry.questions)


def _place(diagnostic: Diagnostic) -> tuple[int, int, str]:
    return diagnostic.span.line, diagnostic.span.column, diagnostic.code


_LONG_LINE = 2000
"""Characters from which on a line is not hashed anew for each of its findings."""


def _fingerprinted(found: list[Diagnostic], report: Report) -> Iterator[Diagnostic]:
    """Yield findings in the order of the text, each with what tells it from all others when lines have moved."""
    seen: Counter[str] = Counter()
    line, number = "", 0
    for one in sorted(found, key=_place):
        if one.span.line != number:
            line, number = " ".join(report.source.line(one.span.line).split()), one.span.line
            line = line if len(line) <= _LONG_LINE else sha256_of(line)
        key = f"{one.code}|{one.question}|{line}"
        seen[key] += 1
        yield one._replace(fingerprint=sha256_of(f"{key}|{seen[key]}")[:16])
