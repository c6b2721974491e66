"""All rules applied to a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mkdocs_mlops_report.official import OfficialReading, Verdict
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.rules.causes import Cause, causes_of, with_causes
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Rule, Several, Severity
from mkdocs_mlops_report.rules.phrases import questions
from mkdocs_mlops_report.rules.registry import all_rules, rules_by_code
from mkdocs_mlops_report.rules.settings import Ignore, Settings
from mkdocs_mlops_report.text.source import without_surrogates

if TYPE_CHECKING:
    from mkdocs_mlops_report.evidence.gather import Project

_LONG_LINE = 2000
"""Characters; a longer line is hashed once for all of its findings."""


class Ignored(NamedTuple):
    """A finding that an entry of `ignore` matches, and its reason."""

    finding: Finding
    reason: str


class CheckedReport(NamedTuple):
    """A report with the findings of the rules."""

    context: Context
    findings: tuple[Finding, ...]
    """In the order of the text."""
    ignored: tuple[Ignored, ...]
    settings: Settings
    found: Mapping[str, tuple[Finding, ...]] = MappingProxyType({})
    """What each rule that is on has found, by code; the settings decide what becomes of it."""

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.context.report

    @property
    def official(self) -> OfficialReading:
        """The official reading of it."""
        return self.context.official

    @property
    def verdict(self) -> Verdict:
        """The verdict of the official check."""
        return self.context.official.verdict

    @property
    def fails(self) -> bool:
        """Whether any finding fails the check by the settings."""
        return any(self.settings.fails(finding.severity) for finding in self.findings)

    @property
    def listed(self) -> tuple[Finding, ...]:
        """The findings that lists show by the settings, in the order of the text."""
        return tuple(finding for finding in self.findings if self.settings.lists(finding.severity))

    @property
    def causes(self) -> list[Cause]:
        """The causes of the findings that lists show, the first to repair first."""
        return causes_of(self.listed)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that fail the check."""
        return tuple(finding for finding in self.findings if self.settings.fails(finding.severity))

    def without_tokens(self) -> CheckedReport:
        """Return the same without what only the page needs, to save memory."""
        return self._reduced(self.report.without_tokens())

    def without_content(self) -> CheckedReport:
        """Return the same with only what a list of findings needs, to save memory."""
        return self._reduced(self.report.without_content())

    def _reduced(self, report: Report) -> CheckedReport:
        return self._replace(context=self.context.reduced(report), found=MappingProxyType({}))


def check(report: Report, settings: Settings | None = None, *, project: Project | None = None) -> CheckedReport:
    """Check a report: reproduce the official verdict and apply all rules.

    Args:
        report: the report, as `read_report` or `read_text` returns it.
        settings: severities, findings to ignore and what fails; by default those of the rules.
        project: the project of the report, if it has been read before; by default it is read now.
    """
    settings = settings or Settings()
    context = Context(report, edition=settings.edition, with_evidence=settings.evidence != "off", project=project)
    return _judged(context, settings, {})


def check_again(checked: CheckedReport, settings: Settings) -> CheckedReport:
    """Check the same report with other settings; what a rule has found already is not looked for again.

    Args:
        checked: the report, with all that rules have found.
        settings: other severities, findings to ignore and what fails. They can switch evidence off, but not on, and
            their edition has no effect.
    """
    return _judged(checked.context, settings, checked.found)


def _judged(context: Context, settings: Settings, known: Mapping[str, tuple[Finding, ...]]) -> CheckedReport:
    """Return what some settings make of the findings of a report; `known` is what some rules have found already."""
    report = context.report
    looks_up = settings.evidence != "off"
    wanted = [one for one in all_rules() if settings.level(one) is not None and (looks_up or not one.looks_up)]
    by_code = {one.code: known[one.code] if one.code in known else tuple(one.function(context)) for one in wanted}
    found = [finding for one in wanted for finding in _findings(one, by_code[one.code], context, settings)]
    kept: list[Finding] = []
    ignored: list[Ignored] = []
    used: set[Ignore] = set()
    for finding in _with_fingerprints(found, report):
        entry = next((entry for entry in settings.ignores if entry.covers(finding.code, finding.question)), None)
        if entry is None:
            kept.append(finding)
        else:
            ignored.append(Ignored(finding, entry.reason))
            used.add(entry)
    unused = list(_unused_ignores(settings, used, report))
    findings = sorted([*kept, *_with_fingerprints(unused, report)], key=_position)
    return CheckedReport(context, tuple(with_causes(findings)), tuple(ignored), settings, by_code)


def _findings(rule: Rule, found: Sequence[Finding], context: Context, settings: Settings) -> Iterator[Finding]:
    """Yield what a rule has found, as the settings have it."""
    level = settings.level(rule) or rule.severity
    for finding in found:
        if rule.in_damage or not _is_damaged(finding, context):
            yield _completed(finding, rule, level)


def _completed(finding: Finding, rule: Rule, level: Severity) -> Finding:
    several = finding.several and Several(*map(without_surrogates, finding.several))
    return finding._replace(
        # A file name may not be valid text.
        message=without_surrogates(finding.message),
        hint=without_surrogates(finding.hint),
        note=without_surrogates(finding.note),
        detail=without_surrogates(finding.detail),
        several=several,
        code=rule.code,
        name=rule.name,
        severity=min(level, finding.severity, key=lambda one: one.weight),
        fixable=rule.fix == "safe" and finding.fixable,
    )


def _is_damaged(finding: Finding, context: Context) -> bool:
    """Return whether a finding is about text that may belong to another question."""
    damage = context.damage
    question = context.report.question_at(finding.span.line)
    return damage.in_unclosed(finding.span.line) or (question is not None and damage.mixes(question))


def _unused_ignores(settings: Settings, used: set[Ignore], report: Report) -> Iterator[Finding]:
    rules = rules_by_code()
    level = settings.level(rules["IGN001"])
    if level is None:
        return
    enabled = {code for code, one in rules.items() if settings.level(one) is not None}
    for entry in settings.ignores:
        if entry in used or not entry.codes & enabled:
            continue
        named = [question for question in report.questions if question.number in entry.questions]
        where = f" for {questions(entry.questions)}" if len(entry.questions) > 1 else ""
        finding = Finding(
            named[0].heading_span if named else report.source.span(1, 1),
            f"`ignore` entry for {entry.rule} matches no finding{where}.",
            "Remove the entry from the site's config.",
            named[0].number if len(entry.questions) == 1 and named else None,
        )
        yield _completed(finding, rules["IGN001"], level)


def _position(finding: Finding) -> tuple[int, int, str]:
    return finding.span.line, finding.span.column, finding.code


def _with_fingerprints(findings: Sequence[Finding], report: Report) -> Iterator[Finding]:
    """Yield findings in the order of the text, each with a fingerprint that does not depend on its line number."""
    counts: Counter[str] = Counter()
    line, number = "", 0
    for finding in sorted(findings, key=_position):
        if finding.span.line != number:
            number = finding.span.line
            line = " ".join(report.source.line(number).split())
            line = line if len(line) <= _LONG_LINE else _hash(line)
        key = f"{finding.code}|{finding.question}|{line}"
        counts[key] += 1
        yield finding._replace(fingerprint=_hash(f"{key}|{counts[key]}")[:16])


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
