"""Repositories of groups, in which `init` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.cli.main import main
from tests.builders import MKDOCS, report

ROOT = Path(__file__).parents[2]


COURSE = MKDOCS.replace("  - mlops-report\n", "")


def init(folder: Path, *options: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["init", str(folder), *options])
    assert isinstance(left.value.code, int)
    return left.value.code


def repository(folder: Path, config: str | None = None, name: str = "docs/mkdocs.yaml") -> Path:
    """A group's repository with a report; return the config file."""
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (folder / "reports" / "figures").mkdir(parents=True)
    (folder / "reports" / "README.md").write_text(report(answers={14: "", 20: "", 21: "", 29: ""}), "utf-8")
    file = folder / name
    if config is not None:
        (file.parent / "source").mkdir(parents=True)
        (file.parent / "source" / "index.md").write_text("# Home\n", "utf-8")
        file.write_bytes(config.encode())
    return file


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
