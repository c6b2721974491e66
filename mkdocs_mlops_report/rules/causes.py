"""Findings with the same cause, as one row: what a list for people shows, in the order in which to repair it.

Findings share a cause if one repair, or the same repair several times, removes all of them: ten paths that start at
the wrong folder, or a figure that is missing and has no description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from mkdocs_mlops_report.rules.model import Finding, Rule, Several, Severity
from mkdocs_mlops_report.rules.registry import rules_by_code

_NEVER_FIRST = 9
"""The rank of rules that block nothing; see `Rule.blocks`."""


class Cause(NamedTuple):
    """Findings with one cause."""

    places: tuple[Finding, ...]
    """The finding to act on at each place, in the order of the text; all of the same rule."""
    others: tuple[Finding, ...]
    """Findings of other rules about the same places."""
    message: str
    hint: str
    blocks: bool
    """Whether it comes before all others, since they may be wrong until it is repaired."""

    @property
    def first(self) -> Finding:
        """The finding at the first place."""
        return self.places[0]

    @property
    def severity(self) -> Severity:
        """The severity of its most serious finding."""
        return self.first.severity

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, those of other rules last."""
        return (*self.places, *self.others)

    @property
    def questions(self) -> tuple[int, ...]:
        """The numbers of the questions with such a place, each once, in the order of the text."""
        return tuple(dict.fromkeys(one.question for one in self.places if one.question is not None))

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines (from 1) of the places, each once."""
        return tuple(dict.fromkeys(one.span.line for one in self.places))

    @property
    def fixable(self) -> int:
        """The number of findings that `mlops-report fix` fixes."""
        return sum(one.fixable for one in self.findings)

    @property
    def needs_you(self) -> bool:
        """Whether something has to be done that `mlops-report fix` does not do."""
        repaired = all(one.fixable for one in self.places)
        # What stops the official check is repaired with the finding that says where.
        return self.severity.fails and not (repaired or (self.blocks and any(one.fixable for one in self.others)))


def with_causes(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings of a report in the same order, each with the name of its cause."""
    rules = rules_by_code()
    names = {}
    for unit in _units(findings):
        lead = unit[0]
        several = lead.several or rules[lead.code].several or Several(lead.message, lead.hint)
        digest = sha256(f"{lead.severity.value}|{several.message}|{several.hint}".encode()).hexdigest()
        names.update(dict.fromkeys(map(_key, unit), f"{lead.code}-{digest[:8]}"))
    for finding in findings:
        yield finding._replace(cause=names[_key(finding)])


def causes_of(findings: Sequence[Finding]) -> list[Cause]:
    """Return the causes of findings: what blocks everything else first, then by severity, then by line."""
    rules = rules_by_code()
    shared: dict[str, list[Finding]] = {}
    for finding in findings:
        shared.setdefault(finding.cause, []).append(finding)
    return sorted((_cause(members, rules) for members in shared.values()), key=lambda cause: _order(cause, rules))


def _cause(members: Sequence[Finding], rules: dict[str, Rule]) -> Cause:
    code = members[0].cause.rpartition("-")[0]
    # If only the less serious findings are listed, the cause is known by another rule than the one that leads it.
    code = code if any(one.code == code for one in members) else members[0].code
    places = tuple(one for one in members if one.code == code)
    others = tuple(one for one in members if one.code != code)
    first, several = places[0], places[0].several or rules[code].several
    message, hint = first.message, first.hint
    if len(places) > 1 and several is not None:
        message, hint = several.message.format(n=len(places)), several.hint or first.hint
    return Cause(places, others, message, hint, _rank(first, rules[code]) != _NEVER_FIRST)


def _units(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Yield the findings about each thing, the one to act on first."""
    rules = rules_by_code()
    order = {code: index for index, code in enumerate(rules)}
    units: dict[object, list[Finding]] = {}
    for finding in findings:
        units.setdefault(finding.about or _key(finding), []).append(finding)
    for unit in units.values():
        yield sorted(unit, key=lambda one: (_rank(one, rules[one.code]), -one.severity.weight, order[one.code]))


def _order(cause: Cause, rules: dict[str, Rule]) -> tuple[int, int, int]:
    first = cause.first
    return _rank(first, rules[first.code]), -first.severity.weight, first.span.offset


def _rank(finding: Finding, rule: Rule) -> int:
    """Return when to repair a finding: 1 before everything else."""
    return rule.blocks if rule.blocks and finding.severity is Severity.ERROR else _NEVER_FIRST


def _key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.fingerprint
