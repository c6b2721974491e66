"""What the formats for people share: a cause on one line, the summary of a report, colours."""

from __future__ import annotations

import unicodedata
from collections import Counter

from mkdocs_mlops_report.exam import all_editions
from mkdocs_mlops_report.rules.causes import Cause, causes_of
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding, Severity
from mkdocs_mlops_report.rules.phrases import day_of, joined, number_of, ranges

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_ROOM = 240
"""Characters for the places of a cause on one line; with more, only the lines are listed."""
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


def paint(text: str, *styles: str, color: bool) -> str:
    """Return `text` with the escape codes of styles for a terminal; without colour, as it is."""
    if not color or not text:
        return text
    return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


def printable(text: str) -> str:
    """Return a line that cannot move the cursor, change colours or reorder letters: reports are not trusted."""
    if text.isprintable():
        return text
    return "".join(_printable(character) for character in text)


_ORDER = frozenset("LRE RLE LRO RLO PDF LRI RLI FSI PDI".split())
"""The classes of the characters that change the direction of the text after them."""


def _printable(character: str) -> str:
    if character == "\t":
        return " "
    if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(character) in _ORDER:
        return "\ufffd"
    return character


def subject(*questions: int | None) -> str:
    """Return `Question 4: `, `Questions 4–6, 9: `, or nothing for what is about the whole report."""
    numbers = [number for number in questions if number is not None]
    if not numbers:
        return ""
    return f"Questions {ranges(numbers)}: " if len(numbers) > 1 else f"Question {numbers[0]}: "


def sentence(finding: Finding) -> str:
    """Return question, message and hint of a finding."""
    return f"{subject(finding.question)}{finding.message} {finding.hint}".rstrip()


def cause_sentence(cause: Cause) -> str:
    """Return questions, message and hint of a cause, and which other rules found something at its places."""
    codes = Counter(one.code for one in cause.others)
    parts = [code + (f" ({count}×)" if count > 1 else "") for code, count in codes.items()]
    also = f" Also {joined(parts)}." if parts else ""
    return f"{subject(*cause.questions)}{cause.message} {cause.hint}".rstrip() + also


def others(cause: Cause) -> list[str]:
    """Return what other rules found at the places of a cause: `FIG008 Figure has no alternative text.`."""
    found: dict[str, list[Finding]] = {}
    for one in cause.others:
        found.setdefault(one.code, []).append(one)
    return [
        f"{code} {_elsewhere(cause, members[0])}{members[0].message}"
        + (f" ({len(members)}×)" if len(members) > 1 else "")
        for code, members in found.items()
    ]


def _elsewhere(cause: Cause, finding: Finding) -> str:
    """Return the question of a finding if its cause is at another one."""
    return "" if finding.question in cause.questions else subject(finding.question)


def times(cause: Cause) -> str:
    """Return ` (3×)` for a cause with several places, else nothing."""
    return f" ({len(cause.places)}×)" if len(cause.places) > 1 else ""


def cause_line(path: str, cause: Cause) -> str:
    """Return a cause on one line: `path:line: severity CODE message hint`, with all lines if there are several."""
    head = f"{path}:{cause.first.span.line}: {cause.severity.value} {cause.first.code}{times(cause)}"
    return printable(f"{head} {cause_sentence(cause)}{_places(cause)}")


def _places(cause: Cause) -> str:
    """Return ` — lines 12, 40`, with details as far as there is room; nothing for a single line."""
    if len(cause.lines) < 2:
        return ""
    detailed = [f"{one.span.line} ({one.detail})" if one.detail else str(one.span.line) for one in cause.places]
    text = ", ".join(detailed)
    return f" — lines {text if len(text) <= _ROOM else ', '.join(map(str, cause.lines))}"


def finding_line(path: str, finding: Finding) -> str:
    """Return a finding on one line: `path:line: severity CODE message hint`."""
    return printable(f"{path}:{finding.span.line}: {finding.severity.value} {finding.code} {sentence(finding)}")


def ignored_line(path: str, finding: Finding, reason: str) -> str:
    """Return an ignored finding on one line, with the reason instead of the hint."""
    line = f"{path}:{finding.span.line}: ignored {finding.code} {subject(finding.question)}{finding.message}"
    return printable(f"{line} Reason: {reason}")


def counts(checked: CheckedReport) -> str:
    """Return `2 errors, 1 warning, 3 info`, or nothing without findings."""
    found = {severity: sum(one.severity is severity for one in checked.findings) for severity in Severity}
    parts = [number_of(found[one], one.value) for one in (Severity.ERROR, Severity.WARNING) if found[one]]
    parts += [f"{found[Severity.INFO]} info"] if found[Severity.INFO] else []
    return ", ".join(parts)


def ignored_too(checked: CheckedReport) -> str:
    """Return `; 1 ignored`, or nothing if nothing is."""
    return f"; {len(checked.ignored)} ignored" if checked.ignored else ""


def found(checked: CheckedReport) -> str:
    """Return how much was found, for instance `Found 2 errors, 9 warnings in 3 causes; 1 ignored.`."""
    total = counts(checked)
    if not total:
        return f"No problems found{ignored_too(checked)}."
    causes = len(causes_of(checked.findings))
    within = f" in {number_of(causes, 'cause')}" if causes < len(checked.findings) else ""
    hidden = len(checked.findings) - len(checked.listed)
    return f"Found {total}{within}{f' ({hidden} not listed)' if hidden else ''}{ignored_too(checked)}."


def next_step(checked: CheckedReport) -> str:
    """Return what to do next, for instance `10 fixable with `mlops-report fix`; 4 causes need you.`; or nothing."""
    fixable = sum(finding.fixable for finding in checked.findings)
    if not fixable:
        return ""
    needing = sum(cause.needs_you for cause in causes_of(checked.findings))
    you = f"; {number_of(needing, 'cause')} {'needs' if needing == 1 else 'need'} you" if needing else ""
    return f"{fixable} fixable with `mlops-report fix`{you}."


def edition_of(checked: CheckedReport) -> str:
    """Return which template a report is from if there is a newer one, as a sentence; else nothing."""
    edition, newest = checked.report.edition.id, all_editions()[-1].id
    if edition == newest:
        return ""
    return f"Template of {day_of(edition)} (newest: {day_of(newest)})."


def verdict_of(checked: CheckedReport) -> str:
    """Return the official verdict in a sentence."""
    verdict = checked.verdict
    if verdict.error is not None:
        return "The official check stops with an error and checks nothing."
    return f"The official check passes {verdict.passed} of {number_of(verdict.expected, 'question')}."


def summary(checked: CheckedReport) -> str:
    """Return the edition if there is a newer one, the official verdict, what was found, and what to do next."""
    sentences = (edition_of(checked), verdict_of(checked), found(checked), next_step(checked))
    return f"{printable(checked.report.path)}: {' '.join(filter(None, sentences))}"
