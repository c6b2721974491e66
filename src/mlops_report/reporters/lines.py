"""Pieces that the forms for people share: a finding on a line, the sentence about a report, colours."""

from __future__ import annotations

import unicodedata

from mlops_report.rules import CheckedReport, Diagnostic, Severity
from mlops_report.rules.wording import number_of

_CODES = {"bold": "1", "red": "31", "yellow": "33", "blue": "34", "cyan": "36", "dim": "2"}
TONES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def paint(text: str, *styles: str, color: bool) -> str:
    """Return `text` with the signs that colour it in a terminal, or as it is."""
    if not color or not text:
        return text
    return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def printable(text: str) -> str:
    """Return a line that cannot move the cursor or change colours: what a report holds is not trusted."""
    if text.isprintable():
        return text
    return "".join(
        " " if sign == "\t" else "\ufffd" if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign
        for sign in text
    )


def subject(diagnostic: Diagnostic) -> str:
    """Return `Question 4: `, or nothing for a finding about the whole report."""
    return f"Question {diagnostic.question}: " if diagnostic.question is not None else ""


def diagnostic_line(path: str, diagnostic: Diagnostic, *, hint: bool = True) -> str:
    """Return one finding on one line: `path:line: CODE message hint`."""
    line = f"{path}:{diagnostic.span.line}: {diagnostic.code} {subject(diagnostic)}{diagnostic.message}"
    return printable(f"{line} {diagnostic.hint}" if hint and diagnostic.hint else line)


def counts(checked: CheckedReport) -> str:
    """Return `2 errors, 1 warning, 3 for information`, or nothing where nothing was found."""
    found = [
        number_of(count, severity.value)
        for severity in (Severity.ERROR, Severity.WARNING)
        if (count := sum(diagnostic.severity is severity for diagnostic in checked.diagnostics))
    ]
    infos = sum(diagnostic.severity is Severity.INFO for diagnostic in checked.diagnostics)
    found += [f"{infos} for information"] if infos else []
    found += [f"{len(checked.ignored)} ignored"] if checked.ignored else []
    return ", ".join(found)


def verdict_of(checked: CheckedReport) -> str:
    """Return the sentence that says what the official checker makes of a report."""
    verdict = checked.verdict
    if verdict.error is not None:
        return "The official check stops with an error and checks nothing."
    return f"The official check passes {verdict.passed} of {verdict.expected} questions."


def summary(checked: CheckedReport) -> str:
    """Return two sentences: the official verdict, and what was found."""
    found = counts(checked)
    path = printable(checked.report.path)
    mendable = sum(diagnostic.fixable for diagnostic in checked.diagnostics)
    mend = f" For {mendable} of them try `mlops-report fix`." if mendable else ""
    return f"{path}: {verdict_of(checked)} {f'Found {found}' if found else 'Nothing was found'}.{mend}"
