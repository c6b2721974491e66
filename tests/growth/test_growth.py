"""How a report grew, in real git repositories."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mkdocs_mlops_report.cli.main import main
from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.growth import growth_of
from mkdocs_mlops_report.page.views.growth import growth_view
from mkdocs_mlops_report.report.reader import read_report
from tests.builders import MKDOCS, course_site, report, words
from tests.plugin.test_plugin import built, soup_of
from tests.repositories import git

UNANSWERED = dict.fromkeys(range(5, 32), "--- fill here ---")
DAYS = ("2026-01-05", "2026-01-08", "2026-01-08", "2026-01-20")
TEXTS = (
    "# Nothing yet\n",
    report(answers=UNANSWERED),
    report(answers={**UNANSWERED, 5: words(60), 6: words(120)}),
    report(answers={4: words(71)}),
)


@pytest.fixture
def group(tmp_path: Path) -> Path:
    folder = tmp_path / "group"
    course_site(folder, TEXTS[0])
    (folder / ".git").rmdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for day, text in zip(DAYS, TEXTS, strict=True):
        (folder / "reports" / "README.md").write_text(text, "utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", "A step", time=f"{day}T23:17:41+01:00")
    return folder


def history(folder: Path, *options: str) -> tuple[int, Any]:
    command = [sys.executable, "-m", "mkdocs_mlops_report", "history", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8")
    assert "Traceback" not in done.stderr
    return done.returncode, done


def test_each_state_is_what_check_says_there(group: Path, capsys: pytest.CaptureFixture[str]) -> None:
    growth = growth_of(group, "reports/README.md")
    assert [step.day for step in growth.steps] == list(DAYS)
    assert growth.steps[0].state is None
    for step in growth.steps[1:]:
        with pytest.raises(SystemExit):
            main(["check", str(group / "reports"), "--rev", step.commit, "--output-format", "json"])
        (data,) = json.loads(capsys.readouterr().out)["reports"]
        assert step.state is not None
        assert step.state.passed == data["official"]["passed"]
        assert step.state.expected == data["official"]["questions"]
        answered = [one for one in data["questions"] if one["state"] == "answered"]
        assert step.state.answered == len(answered)
        assert step.state.words == sum(one["words"]["visible"] for one in answered)
        assert (step.state.ticked, step.state.items) == (data["checklist"]["done"], data["checklist"]["total"])
    assert [step.state.answered for step in growth.steps if step.state] == [4, 6, 31]


def test_table_has_no_names_and_no_times(group: Path) -> None:
    code, done = history(group)
    assert code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "reports/README.md"
    assert lines[1].split() == ["day", "commit", "answered", "official", "check", "words", "checklist"]
    assert [line.split()[0] for line in lines[2:]] == list(DAYS)
    assert lines[2].endswith("no report")
    assert re.fullmatch(r"2026-01-20  [0-9a-f]{7}   31 of 31        30 of 31  [\d,]+   53 of 53", lines[5])
    _, as_json = history(group, "--output-format", "json")
    for text in (done.stdout, as_json.stdout):
        assert not re.search(r"Ada|Brook|23:17|example\.org", text)


def test_json_has_each_commit(group: Path) -> None:
    code, done = history(group, "--output-format", "json", "--output-file", "growth.json")
    assert (code, done.stdout) == (0, "")
    document = json.loads((group / "growth.json").read_text("utf-8"))
    assert document["schema"] == 1
    (data,) = document["reports"]
    assert (data["path"], data["shallow"]) == ("reports/README.md", False)
    assert [one["day"] for one in data["commits"]] == list(DAYS)
    assert data["commits"][0]["state"] is None
    assert set(data["commits"][3]["state"]) == {
        *("answered", "questions", "passed", "expected", "words", "ticked", "items"),
    }


def test_renamed_report_is_followed(group: Path) -> None:
    git(group, "mv", "reports", "report")
    git(group, "commit", "--quiet", "--message", "Move", time="2026-01-21T12:00:00+01:00")
    growth = growth_of(group, "report/README.md")
    assert [step.day for step in growth.steps] == [*DAYS, "2026-01-21"]
    assert growth.steps[-1].state == growth.steps[-2].state


def test_merge_counts_when_it_is_merged(group: Path) -> None:
    git(group, "checkout", "--quiet", "-b", "side")
    (group / "reports" / "README.md").write_text(report(), "utf-8")
    git(group, "commit", "--quiet", "--all", "--message", "On the side", time="2026-01-21T12:00:00+01:00")
    git(group, "checkout", "--quiet", "main")
    (group / "notes.txt").write_text("x")
    git(group, "add", "--all")
    git(group, "commit", "--quiet", "--message", "Other work", time="2026-01-21T13:00:00+01:00")
    git(group, "merge", "--quiet", "--no-ff", "side", "--message", "Merge", time="2026-01-22T12:00:00+01:00")
    steps = growth_of(group, "reports/README.md").steps
    assert [step.day for step in steps] == [*DAYS, "2026-01-22"]
    assert steps[-1].state is not None
    assert steps[-1].state.passed == 31


def test_deleted_report_is_no_report(group: Path) -> None:
    git(group, "rm", "--quiet", "reports/README.md")
    git(group, "commit", "--quiet", "--message", "Oh", time="2026-01-21T12:00:00+01:00")
    steps = growth_of(group, "reports/README.md").steps
    assert steps[-1].state is None
    assert steps[-2].state is not None


def test_shallow_clone_says_that_it_cannot(group: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", group.as_uri(), str(clone)], check=True)
    code, done = history(clone)
    assert code == 2
    assert (
        "reports/README.md: this clone is shallow; get the whole history with `git fetch --unshallow`." in done.stderr
    )
    view = growth_view(read_report(clone / "reports" / "README.md"), Options(history=True))
    assert view is not None
    assert (view.charts, view.caption) == ((), "No history available: this clone is shallow.")


def test_report_without_a_commit_says_so(tmp_path: Path) -> None:
    course_site(tmp_path, report())
    (tmp_path / ".git").rmdir()
    code, done = history(tmp_path)
    assert code == 2
    assert "reports/README.md is not in a git repository, so it has no history." in done.stderr
    git(tmp_path, "init", "--quiet")
    code, done = history(tmp_path)
    assert code == 2
    assert "reports/README.md is not committed yet, so it has no history." in done.stderr


def test_dashboard_shows_it_on_request(group: Path) -> None:
    config = group / "docs" / "mkdocs.yaml"
    assert not soup_of(built(config) / "reports" / "index.html").select(".mlr-growth")
    config.write_text(MKDOCS.replace("- mlops-report", "- mlops-report:\n      history: true"), "utf-8")
    soup = soup_of(built(config) / "reports" / "index.html")
    (growth,) = soup.select(".mlr-growth")
    names = [one.get_text() for one in growth.select(".mlr-tile-name")]
    assert names == ["Official check", "Answered", "Words", "Checklist"]
    numbers = [one.get_text() for one in growth.select(".mlr-growth-numbers")]
    assert numbers[0].startswith("6 →")
    assert numbers[0].endswith("30")
    (caption,) = growth.select(".mlr-growth-caption")
    assert caption.get_text() == "8 January 2026 to 20 January 2026, 3 commits"
    lines = [one["d"] for one in growth.select("path:not(.mlr-growth-area)")]
    assert len(lines) == 4
    assert lines[0] == "M0 22.97H120V2.839"  # 6 and 30 of 31, in a height of 28 with an edge of 2


@pytest.mark.parametrize("folder", [os.fsdecode(b"Bericht\xfc"), "a\u2028b", "a\nb"])
def test_odd_names_in_the_history_do_no_harm(group: Path, folder: str) -> None:
    for source, target in (("reports", folder), (folder, "reports")):
        git(group, "mv", source, target)
        git(group, "commit", "--quiet", "--message", "Move", time="2026-01-21T12:00:00+01:00")
    code, done = history(group)
    assert code == 0
    assert "31 of 31" in done.stdout


@pytest.mark.parametrize("time", ["-5 +0000", "abc +0000", "253402300800 +0000", "0 +0000"])
def test_odd_dates_do_no_harm(group: Path, time: str) -> None:
    tree, parent = git(group, "rev-parse", "HEAD~1^{tree}"), git(group, "rev-parse", "HEAD")
    text = f"tree {tree}\nparent {parent}\nauthor A <a> {time}\ncommitter A <a> {time}\n\nOdd\n"
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
        cwd=group, input=text.encode(), capture_output=True, check=True,
    )  # fmt: skip
    git(group, "update-ref", "HEAD", done.stdout.decode().strip())
    git(group, "reset", "--quiet", "--hard")
    code, said = history(group)
    assert (code, "%cs" in said.stdout) == (0, False)
    view = growth_view(read_report(group / "reports" / "README.md"), Options(history=True))
    assert view is not None
    assert len(view.charts) == 4
    numbers = [float(one) for chart in view.charts for one in re.findall(r"H(-?[\d.e+]+)", chart.line)]
    assert all(0 <= one <= 120 for one in numbers)


def test_settings_of_git_change_nothing(group: Path) -> None:
    before = growth_of(group, "reports/README.md")
    for name, value in (("log.diffMerges", "off"), ("log.showRoot", "false")):
        git(group, "config", name, value)
    assert growth_of(group, "reports/README.md") == before


def test_huge_file_hides_no_other_state(group: Path) -> None:
    (group / "reports" / "README.md").write_bytes(b"\0" * 5_000_000)
    git(group, "commit", "--quiet", "--all", "--message", "Oops", time="2026-01-21T12:00:00+01:00")
    steps = growth_of(group, "reports/README.md").steps
    assert steps[-1].state is None
    assert steps[-2].state is not None
