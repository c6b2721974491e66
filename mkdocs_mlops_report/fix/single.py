"""The fix of one finding alone, as an editor or a review offers it: the edits and the guard of `mlops-report fix`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mkdocs_mlops_report.fix.edits import Edit, Fix, applied, without_overlaps
from mkdocs_mlops_report.fix.fixers import FIXERS
from mkdocs_mlops_report.fix.guard import objection
from mkdocs_mlops_report.fix.promise import FIXABLE
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import NotAReportError, read_again
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.model import Finding, Rule
from mkdocs_mlops_report.rules.registry import rules_by_code


class SingleFix(NamedTuple):
    """A finding and what fixes it."""

    finding: Finding
    fix: Fix
    safe: bool


def single_fixes(report: Report, findings: Sequence[Finding], *, unsafe: bool = False) -> Iterator[SingleFix]:
    """Yield the findings that can be fixed alone, each tried on the text first.

    Args:
        report: the report as it is.
        findings: those of the report that may be fixed.
        unsafe: whether to yield fixes that may change what is read or what the official check counts, too.

    Raises:
        OSError: a file beside the report cannot be read.
    """
    rules = rules_by_code()
    wanted = [one for one in findings if rules[one.code].fix == "safe" or (rules[one.code].fix and unsafe)]
    if not wanted or report.source.decoding_error:  # such a file is never rewritten
        return
    # Read again, since the tokens of one report among many are dropped.
    before = check(read_again(report, report.source.text), FIXABLE)
    for finding in wanted:
        rule = rules[finding.code]
        alike = [one for one in before.findings if one.code == finding.code]
        fix = _of(finding, alike, list(FIXERS[finding.code](before.context)))
        if fix is not None and _helps(before, fix, rule):
            yield SingleFix(finding, fix, rule.fix == "safe")


def as_one_edit(text: str, edits: Sequence[Edit]) -> Edit:
    """Return one edit that does the same as several, for readers that take only one."""
    start, end = min(edit.offset for edit in edits), max(edit.end for edit in edits)
    inside = [edit._replace(offset=edit.offset - start, end=edit.end - start) for edit in edits]
    return Edit(start, end, applied(text[start:end], inside))


def _of(finding: Finding, findings: Sequence[Finding], fixes: Sequence[Fix]) -> Fix | None:
    """Return the fix of a finding, None without one: what is on its lines, else the only one in its question.

    Args:
        finding: the finding.
        findings: those of its rule, in their order, itself included.
        fixes: those of its rule.
    """
    same = [one for one in findings if one.span.line == finding.span.line]
    here = [fix for fix in fixes if finding.span.line <= fix.line <= finding.span.end_line]
    if len(same) > 1:
        index = next((number for number, one in enumerate(same) if one.fingerprint == finding.fingerprint), 0)
        near = [fix for fix in here if any(_touches(edit, finding) for edit in fix.edits)]
        here = [here[index]] if len(here) == len(same) else near if len(near) == 1 else []
    if not here and finding.question is not None and len(same) == 1:
        in_question = [one for one in findings if one.question == finding.question]
        elsewhere = [fix for fix in fixes if fix.question == finding.question]
        here = elsewhere if len(in_question) == len(elsewhere) == 1 else []
    if not here:
        return None
    return here[0]._replace(edits=without_overlaps(edit for fix in here for edit in fix.edits))


def _touches(edit: Edit, finding: Finding) -> bool:
    return edit.offset <= finding.span.end_offset and edit.end >= finding.span.offset


def _helps(before: CheckedReport, fix: Fix, rule: Rule) -> bool:
    """Return whether a fix changes the text, and nothing prevents it."""
    report = before.report
    text = applied(report.source.text, fix.edits)
    if text == report.source.text:
        return False
    try:
        return not objection(before, check(read_again(report, text), FIXABLE), rule)
    except NotAReportError:
        return False
