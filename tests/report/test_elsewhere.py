"""Reports that are not where they are looked for, copies of one that is, and whose project a report belongs to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mkdocs_mlops_report.report.elsewhere import found_instead, is_copy, reports_elsewhere
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.repository.project import project_root
from mkdocs_mlops_report.rules.engine import check
from tests.builders import MKDOCS, PICTURE, report, words
from tests.plugin.test_plugin import run


def placed(root: Path, place: str, text: str | None = None) -> Path:
    file = root / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(report() if text is None else text, "utf-8")
    (file.parent / "figures").mkdir(exist_ok=True)
    (file.parent / "figures" / "bucket.png").write_bytes(PICTURE)
    return file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs" / "source").mkdir(parents=True)
    (tmp_path / "docs" / "mkdocs.yaml").write_text(MKDOCS.replace("  - mkdocstrings\n", ""), "utf-8")
    (tmp_path / "docs" / "source" / "index.md").write_text("# Birds\n", "utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    "place", ["README.md", "project/reports/README.md", "report/report.md", "docs/exam/a/README.md"]
)
def test_the_report_is_named_where_it_is(place: str, root: Path) -> None:
    placed(root, place)
    assert [file.relative_to(root).as_posix() for file in reports_elsewhere(root)] == [place]
    checked = run("mkdocs_mlops_report", "check", cwd=root)
    assert checked.returncode == 2
    assert f"{place} is an exam report: move it to reports/README.md, or write `report: " in checked.stderr
    assert f"To check it now, run `mlops-report check {place}`." in checked.stderr
    assert run("mkdocs_mlops_report", "check", place, cwd=root).returncode == 0
    built = run("mkdocs", "build", "-f", "docs/mkdocs.yaml", "-d", str(root / "site"), cwd=root)
    assert f"{place} is an exam report" in built.stderr
    started = run("mkdocs_mlops_report", "init", cwd=root)
    assert f"{place} is an exam report" in started.stdout
    assert "copy the course's template" not in started.stdout


def test_the_option_that_is_suggested_works(root: Path) -> None:
    placed(root, "project/reports/README.md")
    sentence = found_instead(root, root / "docs" / "mkdocs.yaml", lambda file: file.name)
    option = sentence.split("`report: ")[1].split("`")[0]
    config = root / "docs" / "mkdocs.yaml"
    config.write_text(
        config.read_text("utf-8").replace("- mlops-report", f"- mlops-report:\n      report: {option}"), "utf-8"
    )
    assert run("mkdocs_mlops_report", "check", cwd=root).returncode == 0


def test_without_any_report_nothing_is_named(root: Path) -> None:
    (root / ".venv").mkdir()
    placed(root, ".venv/README.md")
    placed(root, "node_modules/x/README.md")
    (root / "broken.md").write_bytes(b"\xff\xfe" * 40)
    assert found_instead(root, None, str) == ""


def test_a_copied_page_is_no_second_report(root: Path) -> None:
    main = placed(root, "reports/README.md")
    placed(root, "docs/source/report.md", main.read_text("utf-8").replace("](figures/", "](../reports/figures/"))
    assert run("mkdocs_mlops_report", "check", cwd=root).stdout.count("The official check") == 1
    built = run("mkdocs", "build", "-f", "docs/mkdocs.yaml", "-d", str(root / "site"), cwd=root)
    assert built.stderr.count("The official check") == 1
    assert "report.md is a copy of reports/README.md and remains an ordinary page." in built.stderr


def test_another_report_is_no_copy() -> None:
    one, other = report(), report(answers={number: f"We did {words(150)}" for number in range(3, 32)})
    assert is_copy(read_text(one), read_text(one.replace("\n", "\r\n")))
    assert is_copy(read_text(one.replace("figures/", "../figures/")), read_text(one))
    assert not is_copy(read_text(one), read_text(other))
    empty = report(answers={number: f"--- question {number} fill here ---" for number in range(1, 32)})
    assert not is_copy(read_text(empty), read_text(one))


def test_one_of_many_is_its_own_project(root: Path) -> None:
    for group in ("group-1", "group-2"):
        file = placed(
            root, f"groups/{group}/reports/README.md", report(answers={19: "![ours](reports/figures/bucket.png)"})
        )
    assert project_root(file.parent) == file.parents[1]
    found = {finding.code for finding in check(read_report(file)).findings}
    assert "STR009" not in found
    assert "FIG006" in found


def test_a_project_in_a_folder_is_misplaced(root: Path) -> None:
    shutil.rmtree(root / "docs")
    file = placed(root, "project/reports/README.md")
    (root / "project" / "pyproject.toml").touch()
    assert "STR009" in {finding.code for finding in check(read_report(file)).findings}
    (root / "pyproject.toml").touch()  # another project, which has this one as an example
    assert "STR009" not in {finding.code for finding in check(read_report(file)).findings}
