"""Every finding on the 30 real reports was judged by hand once; the verdicts stand in
`verdicts.yaml`.

A finding that is not there has not been judged: go and look at its line, then write it down, or correct the rule.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.rules.engine import check
from mkdocs_mlops_report.rules.settings import Settings
from tests.builders import PICTURE
from tests.conftest import SHARED

VERDICTS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "verdicts.yaml").read_text("utf-8"))
REPORTS = SHARED / "reports"
BY_ENDING = {
    ".png": PICTURE,
    **dict.fromkeys((".jpg", ".jpeg"), b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"),
    ".gif": b"GIF89a" + b"\0" * 20 + b";",
}

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason=f"no real reports at {SHARED}")


def repository(name: str, folder: Path) -> Path:
    """Lay out a group's repository with empty files instead of its own, and complete images."""
    shutil.copytree(REPORTS / name / "reports", folder / "reports")
    tree = REPORTS / name / "tree.txt"
    for line in tree.read_text("utf-8").splitlines() if tree.is_file() else ():
        file = folder / line.strip()
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(BY_ENDING.get(file.suffix.lower(), b""))
    return folder / "reports" / "README.md"


@pytest.mark.parametrize("name", sorted(VERDICTS))
def test_findings_are_as_judged(name: str, tmp_path: Path) -> None:
    found: dict[str, list[int]] = {}
    # The files are empty, so they are no evidence; only their names are real.
    settings = Settings(dict.fromkeys(("EVD001", "EVD002", "EVD003")))
    for one in check(read_report(repository(name, tmp_path), root=tmp_path), settings).findings:
        found.setdefault(one.code, []).append(one.span.line)
    assert found == VERDICTS[name]


def test_all_reports_are_judged() -> None:
    assert sorted(VERDICTS) == sorted(folder.name for folder in REPORTS.iterdir() if folder.is_dir())
