"""`mlops-report init` in the layouts that groups have, and the hooks with the real pre-commit."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_mlops_report.config.site_file import load
from tests.builders import MKDOCS, report, words
from tests.cli.groups import COURSE, ROOT, files_of, init, repository
from tests.plugin.test_plugin import built, run

CONFIGS = {
    "the course's": COURSE,
    "with comments, anchors and python tags": (
        "# Our site\nsite_name: &name Project  # the name\ndocs_dir: source\nsite_description: *name\n\ntheme:\n"
        "    name: material\n\n# What runs\nplugins:\n    # first of all\n    - search:\n        lang: en\n\n"
        "    # then the rest\n    - mkdocstrings\n\nmarkdown_extensions:\n    - pymdownx.superfences:\n"
        "        custom_fences:\n          - name: mermaid\n            class: mermaid\n"
        "            format: !!python/name:pymdownx.superfences.fence_code_format\n"
    ),
    "a list in brackets": "site_name: Project\ndocs_dir: source\ntheme: {name: material}\nplugins: [search]\n",
    "an empty list in brackets": "site_name: Project\ndocs_dir: source\ntheme: {name: material}\nplugins: []\n",
    "a mapping": "site_name: Project\ndocs_dir: source\ntheme: {name: material}\nplugins:\n  search: {}\n",
    "no plugins": "site_name: Project\ndocs_dir: source\ntheme: {name: material}",
    "entries that are not indented": COURSE.replace("  - search", "- search").replace("  - mkd", "- mkd"),
}


@pytest.mark.parametrize("name", ["docs/mkdocs.yaml", "docs/mkdocs.yml", "mkdocs.yml", "mkdocs.yaml"])
@pytest.mark.parametrize("layout", CONFIGS)
def test_init_adds_only_the_plugin(layout: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = repository(tmp_path / "group", CONFIGS[layout], name)
    before = CONFIGS[layout].split("\n")
    assert init(file.parents[0] if name.startswith("m") else file.parents[1]) == 0
    after = file.read_text("utf-8").split("\n")
    left = list(before)
    for line in after:
        if line in left:
            left.remove(line)
    # Only a line that holds the whole list is another one.
    assert [line for line in left if not line.startswith("plugins: [")] == []
    assert "mlops-report" in "\n".join(after)
    there = files_of(tmp_path)
    capsys.readouterr()
    assert init(tmp_path / "group") == 0
    assert files_of(tmp_path) == there
    assert f"{name}: the plugin is already there." in capsys.readouterr().out
    if name == "docs/mkdocs.yaml":
        assert (built(file) / "reports" / "index.html").is_file()


def test_windows_line_endings_stay(tmp_path: Path) -> None:
    file = repository(tmp_path, COURSE.replace("\n", "\r\n"))
    assert init(tmp_path) == 0
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n") == COURSE.count("\n") + 1


def test_init_creates_the_course_layout(tmp_path: Path) -> None:
    file = repository(tmp_path / "bird_song")
    assert init(tmp_path / "bird_song") == 0
    assert "site_name: Bird song\n" in file.read_text("utf-8")
    assert (built(file) / "reports" / "index.html").is_file()
    requirements = (tmp_path / "bird_song" / "requirements_dev.txt").read_text("utf-8")
    assert requirements == "mkdocs-mlops-report\nmkdocs-material\n"


def test_init_prints_lines_to_add(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = repository(tmp_path, "INHERIT: ../base.yml\nsite_name: Project\n")
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "report.yml").write_text("name: Ours\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "birds"\nversion = "1"\n', "utf-8")
    before = file.read_text("utf-8")
    assert init(tmp_path) == 0
    out = capsys.readouterr().out
    assert "unchanged, since its plugins are in another file; add under `plugins:`:\n      - mlops-report\n" in out
    assert "report.yml: exists and differs; it should have these lines:" in out
    assert "pyproject.toml: unchanged, since it has no group `dev`; add to your development dependencies:" in out
    assert file.read_text("utf-8") == before
    assert (tmp_path / ".github" / "workflows" / "report.yml").read_text("utf-8") == "name: Ours\n"


@pytest.mark.parametrize("broken", ["plugins: [search\n", "- a\n", "plugins: search\n", "plugins:\n", "a: b\n\tc"])
def test_a_broken_config_is_left_and_said(broken: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = repository(tmp_path, broken)
    assert init(tmp_path) == 0
    assert "docs/mkdocs.yaml: unchanged, since " in capsys.readouterr().out
    assert file.read_text("utf-8") == broken


def test_a_dry_run_shows_everything_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path, COURSE)
    before = files_of(tmp_path)
    assert init(tmp_path, "--dry-run") == 0
    out = capsys.readouterr().out
    assert "\n+  - mlops-report\n" in out
    assert "\n+name: Report\n" in out
    assert out.endswith("Nothing was written.\n")
    assert files_of(tmp_path) == before


def test_a_folder_that_is_none_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(tmp_path / "nowhere") == 2
    assert capsys.readouterr().err == f"mlops-report: {(tmp_path / 'nowhere').as_posix()} is not a folder.\n"


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """A real repository of git with a report that has a placeholder beside an answer."""
    text = report(answers={4: f"{words(120)}\n\n--- question 4 fill here ---", 14: "", 20: "", 21: "", 29: ""})
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "README.md").write_text(text, "utf-8")
    for command in (["init", "-q", "-b", "main"], ["add", "."], [*ME, "commit", "-q", "-m", "Our report"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


ME = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="pre-commit takes hooks from a repository of git")
@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_hooks_run_under_the_real_pre_commit(committed: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("pre-commit")

    def hook(name: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), name, "--all-files", "--verbose"]
        environment = {**os.environ, "PRE_COMMIT_HOME": str(home)}
        return subprocess.run(
            command, cwd=committed, env=environment, capture_output=True, text=True, check=False, timeout=300
        )

    checked = hook("mlops-report")
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "PLH002 warning " in checked.stdout
    fixed = hook("mlops-report-fix")
    assert fixed.returncode == 1, fixed.stdout + fixed.stderr
    assert "files were modified by this hook" in fixed.stdout
    assert "fill here ---\n\n### Question 5" not in (committed / "reports" / "README.md").read_text("utf-8")
    assert run("mkdocs_mlops_report", "fix", "--check", cwd=committed).returncode == 0


@pytest.mark.parametrize("name", ["42", "my: project", "yes", "#", "Birds 2026", "vogel-fjällen"])
def test_any_folder_gives_a_name_of_a_site(name: str, tmp_path: Path) -> None:
    file = repository(tmp_path / name)
    assert init(tmp_path / name) == 0
    assert load(file)["site_name"] == name.replace("-", " ").capitalize()


def test_the_hook_that_fixes_is_another_one(tmp_path: Path) -> None:
    repository(tmp_path)
    file = tmp_path / ".pre-commit-config.yaml"
    other = "repos:\n  - repo: https://example.org/a\n    rev: main\n    hooks:\n      - id: mlops-report-fix\n"
    file.write_text(other, "utf-8")
    assert init(tmp_path) == 0
    assert "- id: mlops-report\n" in file.read_text("utf-8")


def test_init_adds_the_hook(tmp_path: Path) -> None:
    repository(tmp_path, COURSE)
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text("repos:\n  - repo: local\n    hooks: []  # none yet\n", "utf-8")
    assert init(tmp_path) == 0
    text = file.read_text("utf-8")
    assert "      - id: mlops-report\n" in text
    assert text.endswith("  - repo: local\n    hooks: []  # none yet\n")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(file)]
    assert subprocess.run(command, check=False).returncode == 0


def test_init_skips_a_config_with_document_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = repository(tmp_path, "site_name: X\ndocs_dir: source\n...\n")
    assert init(tmp_path) == 0
    assert "unchanged, since nothing can be added at its end" in capsys.readouterr().out
    assert file.read_text("utf-8") == "site_name: X\ndocs_dir: source\n...\n"


@pytest.mark.parametrize(
    "step",
    [
        "- uses: actions/deploy-pages@v4",
        "- uses: JamesIves/github-pages-deploy-action@v4",
        "- run: mkdocs gh-deploy --force",
        "- run: mike deploy 1.0",
    ],
)
def test_no_second_workflow_publishes(step: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path, COURSE)
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "docs.yaml").write_text(f"jobs:\n  a:\n    steps:\n      {step}\n", "utf-8")
    assert init(tmp_path) == 0
    out = capsys.readouterr().out
    assert "docs.yaml: unchanged, since it " in out
    assert "GitHub Actions" not in out
    assert "two jobs" not in out
    assert not (folder / "report.yml").exists()


def test_a_comment_publishes_nothing(tmp_path: Path) -> None:
    repository(tmp_path, COURSE)
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "docs.yaml").write_text("jobs:\n  a:\n    steps:\n      # - run: mkdocs gh-deploy\n", "utf-8")
    assert init(tmp_path) == 0
    assert (folder / "report.yml").exists()


@pytest.mark.parametrize("hook", ["- id: mlops-report # check", "- {id: mlops-report, args: [check]}"])
def test_a_hook_in_another_form_is_known(hook: str, tmp_path: Path) -> None:
    repository(tmp_path, COURSE)
    file = tmp_path / ".pre-commit-config.yaml"
    text = f"repos:\n  - repo: https://example.org/a\n    rev: main\n    hooks:\n      {hook}\n"
    file.write_text(text, "utf-8")
    assert init(tmp_path) == 0
    assert file.read_text("utf-8") == text


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path, COURSE)
    file = tmp_path / "requirements_dev.txt"
    file.write_bytes("ruff".encode("utf-16"))
    assert init(tmp_path) == 2
    assert capsys.readouterr().err == (
        f"mlops-report: {file.as_posix()} is not valid UTF-8 (byte 1). Save it as UTF-8 first.\n"
    )


def test_a_config_with_the_plugin_comes_first(tmp_path: Path) -> None:
    other = tmp_path / "mkdocs.yml"
    other.write_text("site_name: Other\n", "utf-8")
    config = repository(tmp_path, MKDOCS)
    before = config.read_bytes()
    assert init(tmp_path) == 0
    assert (other.read_text("utf-8"), config.read_bytes()) == ("site_name: Other\n", before)


def test_a_config_of_properdocs_is_one(tmp_path: Path) -> None:
    config = repository(tmp_path, "site_name: Ours\nplugins: [search]\n", "properdocs.yml")
    assert init(tmp_path) == 0
    assert "mlops-report" in config.read_text("utf-8")
    assert not (tmp_path / "docs" / "mkdocs.yaml").exists()


def test_a_repository_without_a_report_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path, COURSE)
    (tmp_path / "reports" / "README.md").unlink()
    assert init(tmp_path) == 0
    assert "reports/README.md does not exist yet; copy the course's template there." in capsys.readouterr().out
    (tmp_path / "reports" / "README.md").write_text(report(), "utf-8")
    assert init(tmp_path) == 0
    assert "does not exist yet" not in capsys.readouterr().out


def test_the_workflow_checks_and_publishes_in_two_jobs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path / "always", COURSE)
    assert init(tmp_path / "always") == 0
    assert "`publish` always puts the site online" in capsys.readouterr().out
    jobs = workflow(tmp_path / "always")["jobs"]
    assert [*jobs] == ["check", "publish"]
    commands = {name: " ; ".join(step.get("run", "") for step in job["steps"]) for name, job in jobs.items()}
    assert "mkdocs build --strict -f docs/mkdocs.yaml" in commands["check"]
    assert "mkdocs build -f docs/mkdocs.yaml" in commands["publish"]
    assert "needs" not in jobs["publish"]
    assert jobs["publish"]["if"] == "github.event_name == 'push'"
    repository(tmp_path / "passing", COURSE)
    assert init(tmp_path / "passing", "--publish", "passing") == 0
    assert "only if `check` passes" in capsys.readouterr().out
    assert workflow(tmp_path / "passing")["jobs"]["publish"]["needs"] == "check"


def test_an_unfinished_report_keeps_the_site_online(tmp_path: Path) -> None:
    repository(tmp_path, COURSE)
    assert init(tmp_path) == 0
    build = ["-f", "docs/mkdocs.yaml", "-d", str(tmp_path / "site")]
    assert run("mkdocs", "build", "--strict", *build, cwd=tmp_path).returncode == 1
    assert run("mkdocs", "build", *build, cwd=tmp_path).returncode == 0
    assert (tmp_path / "site" / "reports" / "index.html").is_file()


def workflow(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((folder / ".github" / "workflows" / "report.yml").read_text("utf-8"))
    return data


def test_init_adds_a_task_for_vs_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path / "group", COURSE)
    assert init(tmp_path / "group", "--editor", "vscode") == 0
    (task,) = json.loads((tmp_path / "group" / ".vscode" / "tasks.json").read_text("utf-8"))["tasks"]
    assert "ms-python.python" in (tmp_path / "group" / ".vscode" / "extensions.json").read_text("utf-8")
    matcher = task["problemMatcher"]
    command = [sys.executable, *task["args"]]
    with subprocess.Popen(
        command, cwd=tmp_path / "group", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        try:
            while not lines or not re.search(matcher["background"]["endsPattern"], lines[-1]):
                lines.append(process.stdout.readline().rstrip("\n"))
                assert process.poll() is None, lines
        finally:
            process.kill()
    assert re.search(matcher["background"]["beginsPattern"], lines[0])
    pattern = matcher["pattern"]
    found = [match for line in lines if (match := re.search(pattern["regexp"], line))]
    assert len(found) == len(lines) - 3  # beside the first, the summary and the last
    assert {one[pattern["file"]] for one in found} == {"reports/README.md"}
    assert {one[pattern["severity"]] for one in found} <= {"error", "warning", "info"}
    assert {one[pattern["code"]] for one in found} >= {"PLH001"}


def test_init_overwrites_no_task(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository(tmp_path / "group", COURSE)
    tasks = tmp_path / "group" / ".vscode" / "tasks.json"
    tasks.parent.mkdir()
    tasks.write_text('// ours\n{"version": "2.0.0", "tasks": []}\n', "utf-8")
    assert init(tmp_path / "group", "--editor", "vscode") == 0
    assert tasks.read_text("utf-8").startswith("// ours")
    said = capsys.readouterr().out
    assert ".vscode/tasks.json: exists and differs; it should have these lines:" in said
    assert '"label": "Check the exam report"' in said
    before = files_of(tmp_path)
    assert init(tmp_path / "group", "--editor", "vscode") == 0
    assert files_of(tmp_path) == before
