"""Numbers over the whole cohort: lengths, rules, checklist."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import Cohort, Item
from mkdocs_mlops_report.cohort.pages.charts import histogram
from mkdocs_mlops_report.cohort.pages.model import CohortPage, Frame
from mkdocs_mlops_report.rules.phrases import number_of
from mkdocs_mlops_report.rules.registry import all_rules

_SMALL_BINS = 36
_CHARTS = "The length charts end at 1.5 times the limit; the last bar includes longer answers."


class RuleCount(NamedTuple):
    """How often a rule has findings."""

    code: str
    summary: str
    groups: int
    findings: int
    percent: float
    """Share of the groups."""


class ItemCount(NamedTuple):
    """How many groups tick an item, and what their repositories show."""

    id: str
    name: str
    ticked: int
    with_evidence: int
    no_trace: int
    could_be: int
    ticked_percent: float
    evidence_percent: float


def statistics(cohort: Cohort, frame: Frame) -> CohortPage:
    """Return the page."""
    return CohortPage("statistics.html", "Statistics", lambda: _html(cohort, frame))


def rule_counts(cohort: Cohort) -> list[RuleCount]:
    """Return how often each rule has findings, the most frequent first; rules without any are left out."""
    findings, groups = Counter[str](), Counter[str]()
    for member in cohort.read:
        codes = [code for code, _, _ in member.record.findings] if member.record else []
        findings.update(codes)
        groups.update(set(codes))
    total = max(len(cohort.read), 1)
    counts = [
        RuleCount(one.code, one.summary, groups[one.code], findings[one.code], round(100 * groups[one.code] / total, 1))
        for one in all_rules()
        if findings[one.code]
    ]
    return sorted(counts, key=lambda one: (-one.groups, -one.findings, one.code))


def item_count(item: Item) -> ItemCount:
    """Return the numbers of an item."""
    total = max(len(item.claims), 1)
    shown = item.count("strong")
    return ItemCount(
        item.id,
        item.name,
        item.ticked,
        shown,
        item.count("none"),
        item.count("strong", ticked=False),
        round(100 * item.ticked / total, 1),
        round(100 * shown / total, 1),
    )


def _html(cohort: Cohort, frame: Frame) -> Markup:
    return frame.page(
        "statistics",
        "statistics.html",
        "Statistics",
        lead=f"{number_of(len(cohort.read), 'report')}. {_CHARTS}",
        questions=[(one, histogram(one.lengths, one.words_limit, _SMALL_BINS)) for one in cohort.questions],
        rules=rule_counts(cohort),
        items=[item_count(item) for item in cohort.items],
        evidence=cohort.has_evidence,
    )
