"""Workflows by GitHub's schema: those of this repository, and the one that `mlops-report init` writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mkdocs_mlops_report.scaffold import packages
from tests.cli.groups import COURSE, init, repository
from tests.project.documents import ROOT

OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def assert_valid(file: Path, schema: str = "vendor.github-workflows") -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_written_workflow_is_valid(tmp_path: Path) -> None:
    repository(tmp_path, COURSE)
    assert init(tmp_path) == 0
    file = tmp_path / ".github" / "workflows" / "report.yml"
    assert_valid(file)
    assert_safe(file)
    text = file.read_text("utf-8")
    assert "branches: [main]" in text
    assert "mkdocs build --strict -f docs/mkdocs.yaml" in text


def assert_safe(*files: Path) -> None:
    """Nothing for zizmor to say: pinned by hash, no expression in a script, least permissions."""
    program = str(Path(sys.executable).with_name("zizmor"))
    command = [program, "--offline", "--quiet", "--persona", "pedantic", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_written_workflow_uses_our_action(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    monkeypatch.setattr(packages, "_origin", lambda: ("https://github.com/ada/mlops-report.git", commit))
    repository(tmp_path, COURSE)
    assert init(tmp_path) == 0
    file = tmp_path / ".github" / "workflows" / "report.yml"
    assert_valid(file)
    assert_safe(file)
    jobs = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    *_, step = jobs["check"]["steps"]
    assert step == {"uses": f"ada/mlops-report@{commit}", "with": {"comment": "true"}}
    assert jobs["check"]["permissions"] == {"contents": "read", "pull-requests": "write"}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/ada/mlops-report", "ada/mlops-report"),
        ("ssh://git@github.com/ada/mlops-report.git", "ada/mlops-report"),
        ("git@github.com:ada/mlops-report.git", "ada/mlops-report"),
        ("https://gitlab.com/ada/mlops-report.git", ""),
        ("https://github.com.example.org/ada/x", ""),
        ("", ""),
    ],
)
def test_our_action_is_on_github(url: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    monkeypatch.setattr(packages, "_origin", lambda: (url, commit))
    assert packages.own_action() == (f"{name}@{commit}" if name else "")
    monkeypatch.setattr(packages, "_origin", lambda: (url, "main"))
    assert packages.own_action() == ""


def test_our_action_is_valid_and_safe() -> None:
    assert_valid(ROOT / "action.yml", "vendor.github-actions")
    assert_safe(ROOT / "action.yml", *OURS)


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_our_workflows_are_valid(file: Path) -> None:
    assert_valid(file)


def test_our_own_workflows_are_these() -> None:
    assert [file.stem for file in OURS] == ["release", "site", "tests"]


def test_every_python_that_we_name_is_tested() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text("utf-8"))
    versions = workflow["jobs"]["python"]["strategy"]["matrix"]["python"]
    classifiers = (ROOT / "pyproject.toml").read_text("utf-8")
    assert versions[0] == "3.11"
    assert all(f"Python :: {version}" in classifiers for version in versions[:-1])
    assert 'requires-python = ">=3.11"' in classifiers


def test_only_publishing_may_request_a_token() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert {name: job.get("permissions") for name, job in workflow["jobs"].items()} == {
        "build": None,
        "publish": {"id-token": "write"},
    }
