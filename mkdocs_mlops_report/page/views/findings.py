"""What the list of findings shows: one row per cause, without any HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mkdocs_mlops_report.reporters.lines import others
from mkdocs_mlops_report.rules.causes import Cause, causes_of
from mkdocs_mlops_report.rules.engine import CheckedReport, Ignored
from mkdocs_mlops_report.rules.model import Finding, Severity
from mkdocs_mlops_report.rules.phrases import number_of, ranges

Listing: TypeAlias = Literal["open", "folded", "hidden"]
"""How a page shows the list of findings."""

_SECTIONS = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings"}


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """A place of a cause: its question, its line (from 1) with the URL on the forge, and what tells it from others."""

    question: int | None
    line: int
    url: str
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """A cause in the list; `reason` says why it is ignored, else it is empty."""

    code: str
    severity: str
    questions: tuple[int, ...]
    message: str
    hint: str
    also: tuple[str, ...]
    places: tuple[FindingPlace, ...]
    fixable: bool
    reason: str = ""

    @property
    def where(self) -> str:
        """The questions with such a place: `8, 11, 16`; the part of the report without one."""
        return ranges(self.questions) or ("Checklist" if self.code.startswith("CHK") else "Report")


@dataclass(frozen=True, slots=True)
class FindingList:
    """The rows by severity, those about which nothing has to be done folded at the end."""

    sections: tuple[tuple[str, tuple[Row, ...]], ...]
    """The name of each section and its rows; what blocks everything else is in a section without a name."""
    folded: tuple[Row, ...]
    folded_label: str
    summary: str
    """`27 findings in 7 causes: 1 error, 24 warnings, 2 info`."""


def listing(option: str, *, serving: bool = False) -> Listing:
    """Return how the list is shown for a value of the option `diagnostics`."""
    if option == "always" or (serving and option in {"fold", "serve"}):
        return "open"
    return "folded" if option == "fold" else "hidden"


def finding_list(checked: CheckedReport, line: Callable[[int], str]) -> FindingList:
    """Return the list of a report.

    Args:
        checked: the report.
        line: from a line of the source (from 1) to its URL on the forge; empty if that is not known.
    """
    causes = causes_of(checked.findings)
    rows = [(cause, _row(cause, line)) for cause in causes]
    first = tuple(row for cause, row in rows if cause.blocks)
    sections = [("Fix this first", first)] if first else []
    for severity, name in _SECTIONS.items():
        members = tuple(row for cause, row in rows if cause.severity is severity and not cause.blocks)
        sections += [(name, members)] if members else []
    infos = tuple(row for cause, row in rows if not cause.severity.fails)
    ignored = tuple(_ignored(one, line) for one in checked.ignored)
    return FindingList(
        tuple(sections), (*infos, *ignored), _label(len(infos), len(ignored)), _summary(checked, len(causes))
    )


def _row(cause: Cause, line: Callable[[int], str]) -> Row:
    note = cause.first.note if len(cause.places) == 1 else ""
    return Row(
        cause.first.code,
        cause.severity.value,
        cause.questions,
        cause.message,
        f"{cause.hint} {note}".strip(),
        tuple(others(cause)),
        tuple(_place(one, line) for one in cause.places),
        any(one.fixable for one in cause.findings),
    )


def _ignored(ignored: Ignored, line: Callable[[int], str]) -> Row:
    one = ignored.finding
    questions = () if one.question is None else (one.question,)
    return Row(
        one.code,
        one.severity.value,
        questions,
        one.message,
        "",
        (),
        (_place(one, line),),
        fixable=False,
        reason=ignored.reason,
    )


def _place(one: Finding, line: Callable[[int], str]) -> FindingPlace:
    return FindingPlace(one.question, one.span.line, line(one.span.line), one.detail)


def _label(infos: int, ignored: int) -> str:
    """Return the label of the folded rows: `3 info, 1 ignored`."""
    return ", ".join([f"{infos} info"] * bool(infos) + [f"{ignored} ignored"] * bool(ignored))


def _summary(checked: CheckedReport, causes: int) -> str:
    found = {severity: sum(one.severity is severity for one in checked.findings) for severity in Severity}
    parts = [number_of(found[one], one.value) for one in _SECTIONS if found[one]]
    parts += [f"{found[Severity.INFO]} info"] if found[Severity.INFO] else []
    total = len(checked.findings)
    within = f" in {number_of(causes, 'cause')}" if causes < total else ""
    text = f"{number_of(total, 'finding')}{within}: {', '.join(parts)}" if total else ""
    return ", ".join([text] * bool(text) + [f"{len(checked.ignored)} ignored"] * bool(checked.ignored))
