"""What each rule finds, case by case; see `tests/rules/cases/README.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_mlops_report.rules.registry import all_rules
from tests.rules.reading import FOLDER, ROWS, Case, all_cases, as_yaml, run

CASES = all_cases()
ROWS_OF: dict[str, list[str]] = yaml.safe_load(ROWS.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, rows = run(case, tmp_path, monkeypatch)
    expected = {key: value for key, value in case.given.items() if key in {"findings", "fixed", "fixed unsafely"}}
    expected = {key: value.rstrip("\n") if isinstance(value, str) else value for key, value in expected.items()}
    assert found == expected, f"found in the text of the case:\n\n{as_yaml(found)}"
    assert rows == ROWS_OF.get(str(case), []), "read the diff after `python -m tests.goldens`"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_each_rule_has_cases_with_and_without_finding(rule: Any) -> None:
    file = FOLDER / f"{rule.code}.yaml"
    assert file.is_file(), f"write cases of {rule.code}"
    own = [case for case in CASES if case.code == rule.code]
    fires = [any("code" not in one for one in case.given.get("findings", [])) for case in own]
    assert any(fires)
    assert not all(fires)


def test_no_cases_without_a_rule() -> None:
    assert {file.stem for file in FOLDER.glob("*.yaml")} <= {rule.code for rule in all_rules()}
