"""Projects for tests of the evidence, made in memory: their files, history and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mkdocs_mlops_report.evidence.assess import evidence_of
from mkdocs_mlops_report.evidence.catalogue import CatalogueItem, catalogue
from mkdocs_mlops_report.evidence.model import ItemEvidence
from mkdocs_mlops_report.evidence.reading.figures import ShownFigure
from mkdocs_mlops_report.evidence.reading.sources import Sources
from mkdocs_mlops_report.repository.git.history import History
from mkdocs_mlops_report.repository.snapshot import Snapshot, SnapshotFile

OWN = {"LICENSE": "Ours.\n"}
"""What every project has, so that it is not the bare template."""


def snapshot(files: Mapping[str, str | bytes]) -> Snapshot:
    """Return a snapshot of a commit with these files."""
    contents = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}

    def load(wanted: Iterable[SnapshotFile]) -> dict[str, bytes]:
        return {file.path: contents[file.path] for file in wanted}

    listed = [SnapshotFile(path, len(data), "") for path, data in contents.items()]
    ordered = sorted(listed, key=lambda file: (file.path.count("/"), file.path))
    return Snapshot(Path("/nowhere"), "0" * 40, tuple(ordered), load)


def sources(case: Mapping[str, Any]) -> Sources:
    """Return what a case of `cases/` gives to detectors."""
    figures = tuple(
        ShownFigure(one["question"], one["path"], 1, one["path"], one.get("answer", ""))
        for one in case.get("figures", ())
    )
    history = History(1, 0, case.get("authors", 1), tuple(case.get("branches", ("main",))), shallow=False)
    made = Sources(
        snapshot({**OWN, **case.get("files", {})}),
        frozenset(case.get("template", ())),
        None if case.get("history") is False else history,
        "reports/README.md",
    )
    made.figures = figures
    return made


def item(identifier: str) -> CatalogueItem:
    """Return an item of the catalogue."""
    return next(one for one in catalogue() if one.id == identifier)


def evidence_for(identifier: str, files: Mapping[str, str | bytes]) -> ItemEvidence:
    """Return the evidence that files are for an item."""
    found = evidence_of(snapshot({**OWN, **files}), template=frozenset())
    return next(one for one in found.items if one.id == identifier)
