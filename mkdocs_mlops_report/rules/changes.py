"""What is different between two states of a report: findings that are new, and findings that are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding


class Changes(NamedTuple):
    """The findings of two states, each in the order of its text."""

    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    left: int
    """How many are in both."""

    @property
    def counts(self) -> str:
        """`1 new, 2 fixed, 3 left`."""
        return f"{len(self.new)} new, {len(self.fixed)} fixed, {self.left} left"


def changes_between(before: CheckedReport, after: CheckedReport) -> Changes:
    """Return what is different between the findings that lists show of two states of a report."""
    then, now = Counter(map(_subject, before.listed)), Counter(map(_subject, after.listed))
    return Changes(
        tuple(_only(after.listed, now - then)), tuple(_only(before.listed, then - now)), (now & then).total()
    )


def _only(findings: Sequence[Finding], wanted: Counter[tuple[str, int | None]]) -> Iterator[Finding]:
    """Yield as many findings of each subject as there are more of in one state, the last ones of the text."""
    left = Counter(wanted)
    kept: list[Finding] = []
    for one in reversed(findings):
        if left[_subject(one)] > 0:
            left[_subject(one)] -= 1
            kept.append(one)
    yield from reversed(kept)


def _subject(finding: Finding) -> tuple[str, int | None]:
    """Return what makes a finding the same as before: an edit changes its message, its line and its fingerprint."""
    return finding.code, finding.question
