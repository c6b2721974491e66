"""What is different between two states of a report: new findings, and fixed ones."""

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
    then, now = _keys(before), _keys(after)
    return Changes(
        tuple(_only(after.listed, now - then)), tuple(_only(before.listed, then - now)), (now & then).total()
    )


def _keys(checked: CheckedReport) -> Counter[tuple[str, int | None]]:
    return Counter(finding.stable_key for finding in checked.listed)


def _only(findings: Sequence[Finding], wanted: Counter[tuple[str, int | None]]) -> Iterator[Finding]:
    """Yield as many findings of each key as there are more of in one state, the last ones of the text."""
    left = Counter(wanted)
    kept: list[Finding] = []
    for one in reversed(findings):
        if left[one.stable_key] > 0:
            left[one.stable_key] -= 1
            kept.append(one)
    yield from reversed(kept)
