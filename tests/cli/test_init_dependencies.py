"""How `init` names this package in the requirements of a group and of its workflow."""

from __future__ import annotations

import json
import tomllib
from email.message import Message
from pathlib import Path

import pytest

from mkdocs_mlops_report.scaffold import packages
from mkdocs_mlops_report.scaffold.dependencies import in_pyproject
from mkdocs_mlops_report.scaffold.yaml_text import with_entry
from tests.cli.groups import COURSE, init, repository

NEEDED = ["mkdocs-mlops-report", "mkdocs-material", "mkdocstrings[python]"]
"""What a site in the course's layout needs."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[dependency-groups]\ndev = ["ruff>=0.1"]\n', ["ruff>=0.1"]),
        ('[dependency-groups]\ndev = [\n    "ruff",\n    "pytest", # tests\n]\n', ["ruff", "pytest"]),
        ('[project]\nname = "a"\nversion = "1"\n[project.optional-dependencies]\ndev = []\n', []),
    ],
)
def test_the_dependency_joins_the_group(text: str, expected: list[str], tmp_path: Path) -> None:
    repository(tmp_path, COURSE)
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    assert init(tmp_path) == 0
    data = tomllib.loads((tmp_path / "pyproject.toml").read_text("utf-8"))
    group = data.get("dependency-groups", data.get("project", {}).get("optional-dependencies"))["dev"]
    assert group == [*expected, *NEEDED]
    assert set(text.split("\n")) - set((tmp_path / "pyproject.toml").read_text("utf-8").split("\n")) <= {
        'dev = ["ruff>=0.1"]',
        "dev = []",
    }


def test_a_requirements_file_keeps_its_lines(tmp_path: Path) -> None:
    repository(tmp_path, COURSE)
    (tmp_path / "requirements_dev.txt").write_text("ruff\nmkdocs_material>=9  # docs", "utf-8")
    assert init(tmp_path) == 0
    text = (tmp_path / "requirements_dev.txt").read_text("utf-8")
    assert text == "ruff\nmkdocs_material>=9  # docs\nmkdocs-mlops-report\nmkdocstrings[python]\n"


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ('[project.optional-dependencies]\ndev = ["a", "b[x]>1"]\n', ', "mkdocs-mlops-report"]'),
        ('[tool.x]\ndev = ["z"]\n[dependency-groups]\ndev = ["a"]\n', 'dev = ["a", "mkdocs-mlops-report"]'),
        (
            '[dependency-groups]\ndev = [\n  "a",\n  {include-group = "x"},\n]\nx = []\n',
            '\n  "mkdocs-mlops-report",\n]',
        ),
        ('[dependency-groups]\r\ndev = [\r\n    "a", # ] "q"\r\n]\r\n', '# ] "q"\r\n    "mkdocs-mlops-report",\r\n]'),
    ],
)
def test_odd_forms_of_the_group_are_read(text: str, added: str) -> None:
    changed = in_pyproject(text, ["mkdocs-mlops-report"])
    assert changed is not None
    assert added in changed
    assert changed.count("\n") - changed.count("\r\n") == (0 if "\r" in text else changed.count("\n"))


NO_GROUPS = ["dependency-groups = 3\n", "project = 1\n", '[project]\noptional-dependencies = "z"\n']


@pytest.mark.parametrize("text", NO_GROUPS)
def test_what_is_no_group_is_said(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path, COURSE)
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    assert init(tmp_path) == 0
    assert "pyproject.toml: unchanged, since it has no group `dev`;" in capsys.readouterr().out
    workflow = (tmp_path / ".github" / "workflows" / "report.yml").read_text("utf-8")
    assert "--group" not in workflow


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plugins: [\n  search,\n  tags,\n]\n", "plugins: [\n  search,\n  tags,\n  mlops-report,\n]\n"),
        (
            "plugins:\n  [\n    search,\n    tags\n  ]\n",
            "plugins:\n  [\n    search,\n    tags,\n    mlops-report\n  ]\n",
        ),
        ("plugins: [search, tags: {}]\n", "plugins: [search, tags: {}, mlops-report]\n"),
        (
            "plugins:\n  # How we search\n  # in English\n  - search:\n      lang: en\n",
            "plugins:\n  - mlops-report\n  # How we search\n  # in English\n  - search:\n      lang: en\n",
        ),
    ],
)
def test_a_list_keeps_its_layout_and_its_comments(text: str, expected: str) -> None:
    assert with_entry(text, "plugins", ["mlops-report"]) == expected


def test_init_skips_requirements_with_old_pins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pinned = {
        "mkdocs==1.5.3\n": "`mkdocs==1.5.3` is too old; `mkdocs>=1.6` is needed; change that and",
        "MkDocs<=1.5.3\nruff\n": "`MkDocs<=1.5.3` is too old; `MkDocs>=1.6` is needed; change that and add",
        "markdown-it-py==3.0.0\n": "`markdown-it-py==3.0.0` is too old; `markdown-it-py>=",
        "click==8.1.8 \\\n    --hash=sha256:0\n": "it is generated, with a hash for each package",
    }
    for number, (text, sentence) in enumerate(pinned.items()):
        folder = tmp_path / str(number)
        repository(folder, COURSE)
        (folder / "requirements_dev.txt").write_text(text, "utf-8")
        assert init(folder) == 0
        assert f"requirements_dev.txt: unchanged, since {sentence}" in capsys.readouterr().out
        assert (folder / "requirements_dev.txt").read_text("utf-8") == text


@pytest.mark.parametrize("pins", ["mkdocs==1.6.1\n", "mkdocs>=1.5\n", "mkdocs-material==9.4.6\n", "mkdocs<2\n"])
def test_pins_that_we_can_live_with_get_us(pins: str, tmp_path: Path) -> None:
    repository(tmp_path, COURSE)
    (tmp_path / "requirements_dev.txt").write_text(pins, "utf-8")
    assert init(tmp_path) == 0
    assert (tmp_path / "requirements_dev.txt").read_text("utf-8") == pins + "".join(
        f"{one}\n" for one in NEEDED if not pins.startswith(f"{one}=")
    )


def test_init_skips_projects_for_older_versions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path, COURSE)
    for python, dev, sentence in (
        (">=3.10", "ruff", "`requires-python` is `>=3.10`; `>=3.11` is needed; change that and add"),
        (">=3.11", "mkdocs==1.5.3", "`mkdocs==1.5.3` is too old; `mkdocs>=1.6` is needed; change that and add"),
    ):
        text = f'[project]\nname = "b"\nrequires-python = "{python}"\n[dependency-groups]\ndev = ["{dev}"]\n'
        (tmp_path / "pyproject.toml").write_text(text, "utf-8")
        assert init(tmp_path) == 0
        assert f"pyproject.toml: unchanged, since {sentence}" in capsys.readouterr().out
        assert (tmp_path / "pyproject.toml").read_text("utf-8") == text


def test_what_the_site_needs_is_added(tmp_path: Path) -> None:
    extensions = "markdown_extensions:\n  - pymdownx.superfences\n  - toc\n"
    plugins = "  - macros\n  - section-index\n  - no-such-plugin\n  - material/tags\n"
    repository(tmp_path, COURSE + plugins + extensions)
    (tmp_path / "requirements.txt").write_text("mkdocstrings\n", "utf-8")
    (tmp_path / "requirements_dev.txt").write_text("-r requirements.txt\nruff\n", "utf-8")
    assert init(tmp_path) == 0
    text = (tmp_path / "requirements_dev.txt").read_text("utf-8")
    added = ["mkdocs-mlops-report", "mkdocs-material", "mkdocs-macros-plugin", "mkdocs-section-index"]
    assert text.split("\n")[2:-1] == added
    assert init(tmp_path) == 0
    assert (tmp_path / "requirements_dev.txt").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (None, "mkdocs-mlops-report"),
        ("{", "mkdocs-mlops-report"),
        (
            {"url": "https://github.com/ada/tool.git", "vcs_info": {"vcs": "git", "commit_id": "0a" * 20}},
            f"mkdocs-mlops-report @ git+https://github.com/ada/tool.git@{'0a' * 20}",
        ),
        ({"url": "FOLDER", "dir_info": {"editable": True}}, "mkdocs-mlops-report @ git+https://github.com/ada/tool"),
        ({"url": "file:///no/such/folder", "dir_info": {}}, "mkdocs-mlops-report"),
    ],
)
def test_the_workflow_installs_from_where_we_came(
    record: object, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    (clone / ".git").mkdir(parents=True)
    (clone / ".git" / "config").write_text('[remote "origin"]\n\turl = git@github.com:ada/tool.git\n', "utf-8")
    text = json.dumps(record).replace("FOLDER", clone.as_uri()) if isinstance(record, dict) else record

    class Installed:
        metadata = Message()

        def read_text(self, name: str) -> object:
            assert name == "direct_url.json"
            return text

    monkeypatch.setattr(packages, "distribution", lambda name: Installed())
    assert packages.own_requirement() == expected
    repository(tmp_path / "group", COURSE)
    assert init(tmp_path / "group") == 0
    assert (tmp_path / "group" / "requirements_dev.txt").read_text("utf-8").split("\n")[0] == expected


def test_a_release_names_its_action(monkeypatch: pytest.MonkeyPatch) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"

    class Released:
        metadata = Message()

        def read_text(self, name: str) -> None:
            return None

    Released.metadata["Project-URL"] = "Source, https://github.com/ada/tool"
    Released.metadata["Project-URL"] = f"Revision, https://github.com/ada/tool/tree/{commit}"
    monkeypatch.setattr(packages, "distribution", lambda name: Released())
    assert packages.own_action() == f"ada/tool@{commit}"
    assert packages.own_requirement() == packages.PACKAGE
