from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import PICTURE, report, words
from tests.repositories import commit, git

BEFORE = {4: words(71), 9: words(20), 19: "![Ours](figures/no.png)"}
AFTER = {9: words(30), 12: f"{words(60)}\n\nTODO: say more", 19: "![Ours](figures/no.png)"}


NAMES_REPORT = "site_name: Ours\nplugins:\n  - mlops-report: {report: reports/README.md}\n"


@pytest.fixture
def group(tmp_path: Path) -> Path:
    commit(tmp_path, {"reports/README.md": report(answers=BEFORE)})
    (tmp_path / "reports" / "README.md").write_text(report(answers=AFTER), "utf-8")
    return tmp_path


def diff(folder: Path, *options: str) -> Any:
    command = [sys.executable, "-m", "mkdocs_mlops_report", "diff", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8")
    assert "Traceback" not in done.stderr
    return done


def test_text_has_numbers_verdicts_and_findings(group: Path) -> None:
    done = diff(group, "HEAD")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    head = git(group, "rev-parse", "--short=7", "HEAD")
    assert lines[0] == f"reports/README.md, compared with commit {head} of 2026-01-20 12:00 +0100"
    assert lines[1:3] == ["Official check: 29 of 31 → 30 of 31", "Answered: 31 of 31"]
    assert any(line.startswith("Question 4: fails (71 words) → passes (") for line in lines)
    assert "Question 9: fails (20 words) → fails (30 words)" in lines
    assert any(line.startswith("- LEN001 Question 4: 71 words") for line in lines)
    assert any(line.startswith("+ reports/README.md:") and "PLH003" in line for line in lines)
    assert not any("FIG003" in line for line in lines)  # it is in both
    assert [line.split(": ")[0] for line in lines[1:6]] == [
        "Official check",
        "Answered",
        "Words",
        "Checklist",
        "Findings",
    ]
    assert lines[-1].startswith("1 new, 1 fixed, ")


def test_json_has_the_same(group: Path) -> None:
    (data,) = json.loads(diff(group, "HEAD", "--output-format", "json").stdout)["reports"]
    assert data["path"] == "reports/README.md"
    assert (data["before"]["passed"], data["after"]["passed"]) == (29, 30)
    fourth = next(one for one in data["questions"] if one["number"] == 4)
    assert fourth["before"] == {"passed": False, "words": 71, "figures": 0}
    assert fourth["after"]["passed"] is True
    assert [one["code"] for one in data["new"]] == ["PLH003"]
    assert [(one["code"], one["question"]) for one in data["fixed"]] == [("LEN001", 4)]
    assert data["left"] >= 2


def test_markdown_shows_text_as_it_is(group: Path) -> None:
    (group / "reports" / "README.md").write_text(report(answers={4: "[a|b <b>](no|such.md) " + words(120)}), "utf-8")
    shown = diff(group, "HEAD", "--output-format", "markdown").stdout
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in rows}) == 1
    assert "<b>" not in shown.replace("`", "")


def test_markdown_sets_only_changes_in_bold(group: Path) -> None:
    (group / "reports" / "README.md").write_text(report(answers={4: words(130)}), "utf-8")
    rows = diff(group, "HEAD", "--output-format", "markdown").stdout.splitlines()
    assert "| Official check | 29 of 31 | **31 of 31** |" in rows
    assert "| Answered | 31 of 31 | 31 of 31 |" in rows
    assert any(row.startswith("| Words | ") for row in rows)
    assert "| 19 Data bucket | passes (1 word, 1 figure) | passes (15 words, 1 figure) |" in rows


@pytest.mark.parametrize("config", ["", NAMES_REPORT])
def test_new_report_has_nothing_before(config: str, tmp_path: Path) -> None:
    commit(tmp_path, {"README.md": "# Birds\n", **({"mkdocs.yml": config} if config else {})})
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "README.md").write_text(report(answers={4: words(71)}), "utf-8")
    done = diff(tmp_path, "HEAD")
    assert done.returncode == 0
    assert ("which does not exist" if config else "No exam report found") in done.stderr
    assert "Official check: no report → 30 of 31" in done.stdout
    assert "LEN001" in done.stdout


def test_a_new_report_shows_what_its_site_lists(tmp_path: Path) -> None:
    config = "site_name: Ours\nplugins:\n  - mlops-report: {min_severity: warning}\n"
    commit(tmp_path, {"README.md": "# Birds\n", "mkdocs.yml": config})
    (tmp_path / "reports" / "figures").mkdir(parents=True)
    (tmp_path / "reports" / "figures" / "bucket.png").write_bytes(PICTURE)
    answers = {4: words(71), 19: "![my_image](https://example.org/a.png)"}
    (tmp_path / "reports" / "README.md").write_text(report(answers=answers), "utf-8")
    (data,) = json.loads(diff(tmp_path, "HEAD", "--output-format", "json").stdout)["reports"]
    assert data["before"] is None
    assert [one["code"] for one in data["new"]] == ["LEN001"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nope"], "reports/README.md: there is no commit `nope`."),
        (["HEAD", "no/such"], "no/such does not exist."),
        (["HEAD", "--output-file", ""], "`--output-file` needs the name of a file."),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(group: Path, arguments: list[str], sentence: str) -> None:
    done = diff(group, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stdout == ""


def test_folder_without_git_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "README.md").write_text(report(), "utf-8")
    done = diff(tmp_path, "HEAD")
    assert done.returncode == 2
    assert "reports/README.md is not in a git repository; `diff` requires one." in done.stderr


def test_moved_report_is_the_same_one(group: Path) -> None:
    git(group, "checkout", "--quiet", "--force", "HEAD")
    (group / "docs").mkdir()
    (group / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    git(group, "mv", "reports/README.md", "docs/report.md")
    done = diff(group, "HEAD", ".")
    assert done.returncode == 0
    assert "no report" not in done.stdout
    assert "1 new, 0 fixed, " in done.stdout
    assert "+ docs/report.md:1: warning STR009" in done.stdout or " STR009 " in done.stdout


def test_an_unreadable_report_is_no_new_one(group: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    commit(group, {"mkdocs.yml": "site_name: x\nplugins: [{mlops-report: {fail_on: bogus}}]\n"})
    commit(group, {"mkdocs.yml": "site_name: x\n"})
    done = diff(group, "HEAD~1")
    assert done.returncode == 2
    assert "`fail_on` must be error" in done.stderr
    assert done.stdout == ""
    commit(group, {"reports/README.md": report()})
    git(group, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path_factory.mktemp("clones") / "partial"
    command = ["git", "clone", "--quiet", "--filter=blob:none", group.as_uri(), str(clone)]
    subprocess.run(command, check=True, capture_output=True)
    done = diff(clone, "HEAD~1")
    assert done.returncode == 2
    assert "this clone does not have all objects; get them with `git fetch --refetch`" in done.stderr


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("evidence --output-file", "reports/README.md"),
        ("diff HEAD --output-file", "reports/README.md"),
        ("history --output-file", "reports/README.md"),
        ("check --output-file", "linked.md"),
        ("check --rev HEAD --output-file", "reports/README.md"),
        ("html --rev HEAD -o", "linked.md"),
    ],
)
def test_no_output_replaces_a_report(command: str, name: str, group: Path) -> None:
    (group / "linked.md").symlink_to("reports/README.md")
    before = (group / "reports" / "README.md").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs_mlops_report", *command.split(), name],
        cwd=group, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, f"{name} is an exam report; choose another file." in done.stderr) == (2, True)
    assert (group / "reports" / "README.md").read_bytes() == before


@pytest.mark.parametrize(
    "files",
    [
        {"zensical.toml": "[project.markdown_extensions.mkdocs_mlops_report]\nrules = {LEN = 'off'}\n"},
        {
            "mkdocs.yml": "INHERIT: shared.yaml\nsite_name: Birds\n",
            "shared.yaml": "plugins: [{mlops-report: {rules: {LEN: off}}}]\n",
        },
    ],
    ids=["Zensical", "a parent"],
)
def test_the_config_of_a_commit_applies(files: dict[str, str], tmp_path: Path) -> None:
    commit(tmp_path, {"reports/README.md": report(answers={4: words(71), 9: words(150) + " TODO"}), **files})
    done = diff(tmp_path, "HEAD")
    assert done.stdout.splitlines()[-1].startswith("0 new, 0 fixed, ")
    assert "LEN001" not in done.stdout


def test_figures_that_no_limit_concerns_are_compared(tmp_path: Path) -> None:
    one, two = (f"{words(120)}\n\n" + "![Ours](figures/a.png)" * count for count in (1, 2))  # as many words
    commit(tmp_path, {"reports/README.md": report(answers={4: one}), "reports/figures/a.png": "x"})
    (tmp_path / "reports" / "README.md").write_text(report(answers={4: two}), "utf-8")
    lines = diff(tmp_path, "HEAD").stdout.splitlines()
    changed = next(line for line in lines if line.startswith("Question 4: "))
    assert "1 figure)" in changed
    assert changed.endswith("2 figures)")
