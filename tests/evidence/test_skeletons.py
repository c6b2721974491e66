"""The synthetic repositories beside real reports, held against what was judged by hand."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_mlops_report.evidence.assess import evidence_of
from mkdocs_mlops_report.evidence.model import Evidence
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.repository.git.history import history_of
from mkdocs_mlops_report.repository.snapshot import snapshot_of_revision
from tests.builders import PICTURE
from tests.conftest import SHARED
from tests.repositories import commit

SKELETONS = SHARED / "evidence" / "repositories"
LOST = {
    # Files that are empty in the skeleton, or that have another name there than in the report.
    ("group-18", "profiling"),
    ("group-18", "architecture"),
    # Words of a README that the skeleton does not have.
    ("group-23", "sweep"),
}
"""Claims whose trace the skeleton has lost."""

pytestmark = pytest.mark.skipif(not SKELETONS.is_dir(), reason=f"no skeletons at {SKELETONS}")


def names() -> list[str]:
    return sorted(folder.name for folder in SKELETONS.iterdir()) if SKELETONS.is_dir() else []


def read(name: str, folder: Path) -> tuple[Evidence, dict[str, Any]]:
    """Make a repository of a skeleton; return its evidence, and the truth about it."""
    file = SHARED / "evidence" / "make_repository.py"
    spec = importlib.util.spec_from_file_location("make_repository", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make(SKELETONS / name, folder, SHARED / "reports" / name / "reports" / "README.md")
    truth: dict[str, Any] = json.loads((SKELETONS / name / "truth.json").read_text("utf-8"))
    for picture in (folder / "reports").rglob("*"):
        if picture.suffix.lower() in {".png", ".jpg", ".jpeg"}:
            sample = picture.relative_to(folder).as_posix() in truth["sample_figures"]
            picture.write_bytes(b"" if sample else PICTURE)  # no browser shows an empty file
    revision = commit(folder)
    template = (SKELETONS / name / "template-paths.txt").read_text("utf-8")
    found = evidence_of(
        snapshot_of_revision(folder, revision),
        read_report(folder / "reports" / "README.md", root=folder),
        files=Files(folder / "reports", folder),
        report_path="reports/README.md",
        history=history_of(folder, revision),
        template=frozenset(line.split("\t")[0] for line in template.splitlines()),
    )
    return found, truth


@pytest.mark.parametrize("name", names())
def test_verdicts_hold_by_hand(name: str, tmp_path: Path) -> None:
    found, truth = read(name, tmp_path / name)
    judged = {item["id"]: item.get("hand", {}).get("verdict", "") for item in truth["items"]}
    wrong = [
        (item.id, item.verdict, judged[item.id])
        for item in found.items
        if item.id in judged
        and (name, item.id) not in LOST
        and (
            (item.without_trace and judged[item.id] != "no-trace")
            or (item.could_be_ticked and judged[item.id] != "could-tick")
        )
    ]
    assert wrong == WEAK.get(name, [])


WEAK = {"group-09": [("sweep", "none", "")]}
"""Hints that were not judged by hand: a generated file of Hydra is not searched."""
