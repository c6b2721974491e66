"""Each detector on small projects: what is evidence, and what looks like it and is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_mlops_report.evidence.assess import assessed
from mkdocs_mlops_report.evidence.catalogue import CatalogueItem, catalogue
from mkdocs_mlops_report.evidence.matching import traces_of
from tests.evidence.projects import item, sources

FOLDER = Path(__file__).parent / "cases"
CASES: dict[str, list[dict[str, Any]]] = {
    file.stem: yaml.safe_load(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.yaml"))
}
ALL = [(identifier, case) for identifier, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("identifier", "case"), ALL, ids=[f"{one}: {case['name']}" for one, case in ALL])
def test_case(identifier: str, case: dict[str, Any]) -> None:
    assert not {*case} - {"name", "files", "verdict", "at", "figures", "authors", "branches", "template", "history"}
    found = assessed(item(identifier), "", True, sources(case))
    places = [f"{trace.path}:{trace.line}" if trace.line else trace.path for trace in found.traces]
    assert found.verdict == case["verdict"], places
    if "at" in case:
        assert places[:1] == [case["at"]]


@pytest.mark.parametrize("one", catalogue(), ids=lambda one: one.id)
def test_each_item_has_cases(one: CatalogueItem) -> None:
    verdicts = {case["verdict"] for case in CASES.get(one.id, ())}
    if any(detector.level == "strong" for detector in one.detectors):
        assert "strong" in verdicts
    assert verdicts - {"strong"}


@pytest.mark.parametrize("one", catalogue(), ids=lambda one: one.id)
def test_each_strong_detector_finds_something(one: CatalogueItem) -> None:
    projects = [sources(case) for case in CASES.get(one.id, ())]
    silent = [
        detector
        for detector in one.detectors
        if detector.level == "strong" and not any(list(traces_of(detector, project)) for project in projects)
    ]
    assert not silent


def test_no_cases_without_an_item() -> None:
    assert set(CASES) <= {one.id for one in catalogue()}
