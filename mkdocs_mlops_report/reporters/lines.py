"""What the formats for people share: a finding on one line, the summary of a report, colours."""

from __future__ import annotations

import unicodedata

from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding, Severity
from mkdocs_mlops_report.rules.phrases import number_of

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_CODES = {"bold": "1", "red": "31", "yellow": "33", "blue": "34", "cyan": "36", "dim": "2"}


def paint(text: str, *styles: str, color: bool) -> str:
    """Return `text` with the escape codes of styles for a terminal; without colour, as it is."""
    if not color or not text:
        return text
    return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def printable(text: str) -> str:
    """Return a line that cannot move the cursor or change colours; text from a report is not trusted."""
    if text.isprintable():
        return text
    return "".join(_printable(character) for character in text)


def _printable(character: str) -> str:
    if character == "\t":
        return " "
    return "\ufffd" if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} else character


def subject(finding: Finding) -> str:
    """Return `Question 4: `, or nothing for a finding about the whole report."""
    return f"Question {finding.question}: " if finding.question is not None else ""


def sentence(finding: Finding) -> str:
    """Return question, message and hint of a finding."""
    return f"{subject(finding)}{finding.message} {finding.hint}".rstrip()


def finding_line(path: str, finding: Finding) -> str:
    """Return a finding on one line: `path:line: CODE message hint`."""
    return printable(f"{path}:{finding.span.line}: {finding.code} {sentence(finding)}")


def ignored_line(path: str, finding: Finding, reason: str) -> str:
    """Return an ignored finding on one line, with the reason instead of the hint."""
    line = f"{path}:{finding.span.line}: {finding.code} {subject(finding)}{finding.message}"
    return printable(f"{line} Ignored: {reason}")


def counts(checked: CheckedReport) -> str:
    """Return `2 errors, 1 warning, 3 info`, or nothing without findings."""
    found = {severity: sum(one.severity is severity for one in checked.findings) for severity in Severity}
    parts = [number_of(found[one], one.value) for one in (Severity.ERROR, Severity.WARNING) if found[one]]
    parts += [f"{found[Severity.INFO]} info"] if found[Severity.INFO] else []
    parts += [f"{len(checked.ignored)} ignored"] if checked.ignored else []
    return ", ".join(parts)


def found(checked: CheckedReport) -> str:
    """Return the last line of a check, for instance `Found 2 errors, 1 warning.`."""
    total = counts(checked)
    return f"Found {total}." if total else "No problems found."


def verdict_of(checked: CheckedReport) -> str:
    """Return the official verdict in a sentence."""
    verdict = checked.verdict
    if verdict.error is not None:
        return "The official check stops with an error and checks nothing."
    return f"The official check passes {verdict.passed} of {number_of(verdict.expected, 'question')}."


def summary(checked: CheckedReport) -> str:
    """Return the official verdict, the number of findings, and how many of them can be fixed."""
    fixable = sum(finding.fixable for finding in checked.findings)
    total = found(checked)
    if fixable:
        total = f"{total.removesuffix('.')}; {fixable} fixable with `mlops-report fix`."
    return f"{printable(checked.report.path)}: {verdict_of(checked)} {total}"
