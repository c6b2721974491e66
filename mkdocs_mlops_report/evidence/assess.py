"""The claims of a report held against the repository: a verdict for each item, facts for each question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mkdocs_mlops_report.config.suggestions import did_you_mean
from mkdocs_mlops_report.evidence.catalogue import CatalogueItem, catalogue, items_by_key
from mkdocs_mlops_report.evidence.facts import facts_of
from mkdocs_mlops_report.evidence.matching import traces_of
from mkdocs_mlops_report.evidence.model import LEVELS, Evidence, ItemEvidence, Trace, Verdict
from mkdocs_mlops_report.evidence.reading.figures import shown_figures
from mkdocs_mlops_report.evidence.reading.sources import Sources
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.repository.git.history import History
from mkdocs_mlops_report.repository.snapshot import Snapshot
from mkdocs_mlops_report.repository.template_files import template_files

_MOST_TRACES = 5
"""Places that are kept for an item; the best come first."""
_SECOND_HAND = re.compile(
    r"(?:^|[/_])(?:old|copy|backup|legacy|deprecated|archive|tmp|temp|scratch)(?:[_/.]|$)|\.ipynb$"
)
"""Files that show less of a project than others: what is replaced, and notebooks."""
_NEED_HISTORY = frozenset({"git-repository", "write-access", "uploaded"})
"""Items that only a repository with its history can show."""


def evidence_of(
    snapshot: Snapshot,
    report: Report | None = None,
    *,
    files: Files | None = None,
    report_path: str = "",
    history: History | None = None,
    template: frozenset[str] | None = None,
    revision: str = "",
) -> Evidence:
    """Return what a project shows of the claims of its report.

    Args:
        snapshot: the files of the project.
        report: the report; without one, no item is ticked.
        files: the files around the report, for its figures.
        report_path: the path of the report in the snapshot, which is not evidence for itself.
        history: the history of the repository, None if it is not known.
        template: the paths that are the template's own, by default those that equal a version of it.
        revision: the commit that is checked out, for files as they are on the disk.
    """
    template = template_files(snapshot) if template is None else template
    sources = Sources(snapshot, template, history, report=report_path)
    return evidence_in_sources(sources, report, files, revision=revision)


def evidence_in_sources(
    sources: Sources, report: Report | None = None, files: Files | None = None, *, revision: str = ""
) -> Evidence:
    """Return what the searched files of a project show of the claims of its report.

    Args:
        sources: what is searched; its figures become those that the report shows.
        report: the report; without one, no item is ticked.
        files: the files around the report, for its figures.
        revision: the commit that is checked out, for files as they are on the disk.
    """
    snapshot = sources.snapshot
    sources.figures = shown_figures(report, files) if report is not None and files is not None else ()
    items = tuple(_items(sources, report))
    questions = facts_of(sources, report) if report is not None else ()
    return Evidence(
        snapshot.revision or revision,
        not snapshot.revision,
        items,
        questions,
        (*_misnamed(report), *_unknown(sources.history)),
        tuple(sources.limits_reached),
        frozenset(file.path for file in snapshot.files),
        not snapshot.limits_reached,
    )


def _items(sources: Sources, report: Report | None) -> Iterator[ItemEvidence]:
    """Yield the items of the report's edition, and others that the report has."""
    boxes = dict(_boxes(report))
    specs = report.edition.checklist.values() if report else ()
    edition = {
        item.id: spec.fingerprint for one in specs for spec in one if (item := items_by_key().get(spec.fingerprint))
    }
    for item in catalogue():
        if item.id in boxes:
            yield assessed(item, *boxes[item.id], sources)
        elif item.id in edition or not edition:
            yield assessed(item, edition.get(item.id, item.fingerprints[0]), None, sources)


def _boxes(report: Report | None) -> Iterator[tuple[str, tuple[str, bool | None]]]:
    """Yield the fingerprint of each item of a report, and whether it is ticked, with the id of the item."""
    states: Mapping[str, bool | None] = {"done": True, "open": False, "unreadable": None}
    for group in report.checklist.groups if report else ():
        for item in group.items:
            known = items_by_key().get(item.about or item.fingerprint or "")
            if known is not None:
                yield known.id, (item.fingerprint or "", states[item.state])


def _misnamed(report: Report | None) -> Iterator[str]:
    """Yield a sentence for each item whose comment names none of the catalogue."""
    for group in report.checklist.groups if report else ():
        for item in group.items:
            if item.about and item.about not in items_by_key():
                meant = did_you_mean(item.about, [one.id for one in catalogue()])
                yield f"Line {item.span.line}: unknown checklist item `{item.about}`{meant}"


def assessed(item: CatalogueItem, print_: str, ticked: bool | None, sources: Sources) -> ItemEvidence:
    """Return what a project shows of an item."""
    found: dict[str, Trace] = {}
    for detector in item.detectors:
        for trace in traces_of(detector, sources):
            other = found.get(trace.path)
            if other is None or LEVELS.index(trace.level) < LEVELS.index(other.level):
                found[trace.path] = trace
    traces = sorted(found.values(), key=lambda trace: _rank(trace, item))
    verdict = _verdict(item, traces, sources)
    best = [trace for trace in traces if trace.level == verdict and trace.path]
    note = "" if best else next((trace.says for trace in traces if trace.level == verdict), "")
    return ItemEvidence(item.number, item.id, item.name, print_, ticked, verdict, tuple(best[:_MOST_TRACES]), note)


def _rank(trace: Trace, item: CatalogueItem) -> tuple[int, bool, bool, bool]:
    """Return what puts the best places first; among equals the order of the detectors stays."""
    preferred = bool(item.prefer and re.search(item.prefer, trace.path, re.IGNORECASE))
    return LEVELS.index(trace.level), not trace.committed, not preferred, _SECOND_HAND.search(trace.path) is not None


def _verdict(item: CatalogueItem, traces: list[Trace], sources: Sources) -> Verdict:
    if traces:
        return traces[0].level
    if item.testable == "never" or sources.snapshot.limits_reached:  # what was not looked at may have it
        return "unseen"
    return "unseen" if sources.history is None and item.id in _NEED_HISTORY else "none"


def _unknown(history: History | None) -> Iterator[str]:
    if history is None:
        yield "No git history found: commits, authors and branches are unknown."
        return
    if history.shallow:
        yield "This clone is shallow: older commits and their authors are unknown."
    if not history.complete:
        yield f"Only the newest {history.commits:,} commits are read."
