"""The command `fix`: what it writes and prints, and what it leaves alone."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from mkdocs_mlops_report.cli.main import main
from tests.builders import report, words

LONG = words(120)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "reports").mkdir()
    file = tmp_path / "reports" / "README.md"
    file.write_bytes(report(answers={4: f"{LONG}\n\n--- question 4 fill here ---"}).encode())
    monkeypatch.chdir(tmp_path)
    return file


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["fix", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_fix_prints_what_it_did(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository.chmod(0o640)
    assert run() == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("reports/README.md:")
    assert out[0].endswith(": PLH002 Question 4: delete the placeholder.")
    assert out[-1].startswith("reports/README.md: Applied 1 fix; ")
    assert stat.S_IMODE(repository.stat().st_mode) == 0o640
    assert os.listdir(repository.parent) == ["README.md"]  # noqa: PTH208
    assert run() == 0
    assert capsys.readouterr().out.startswith("reports/README.md: Nothing to fix; ")


def test_diff_and_check_change_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = repository.read_bytes()
    assert run("--diff") == 1
    shown = capsys.readouterr()
    assert "\n---- question 4 fill here ---\n" in shown.out
    assert "PLH002 Question 4: delete the placeholder." in shown.err
    assert "Would apply 1 fix" in shown.err
    assert run("--check") == 1
    assert "Would apply 1 fix" in capsys.readouterr().out
    assert run("--check", "--select", "CHK") == 0
    assert repository.read_bytes() == before


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_git_applies_the_diff(line_break: str, repository: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    answer = (
        f"{LONG}\n\n\tmake\ttrain\n\nA \u2028 line, a \x0b tab, a \x1b sign.\n\n--- question 4 fill here ---\n\n\tmake"
    )
    before = report(answers={4: answer}).replace("\n", line_break).encode()
    repository.write_bytes(before)
    assert run("--diff") == 1
    patch = capfdbinary.readouterr().out
    assert run() == 0
    after = repository.read_bytes()
    assert after != before
    repository.write_bytes(before)
    done = subprocess.run(
        ["git", "apply", "-"], input=patch, cwd=repository.parents[1], capture_output=True, check=False
    )
    assert done.stderr == b""
    assert repository.read_bytes() == after


def test_an_ignored_question_is_left_alone(repository: Path) -> None:
    dashes = "\n\n--- question {} fill here ---"
    answers = {8: f"{words(120)}{dashes.format(8)}", 13: f"{words(250)}{dashes.format(13)}"}
    repository.write_text(report(answers=answers), "utf-8")
    ignore = "ignore: [{rule: PLH002, questions: [8], reason: agreed}]"
    (repository.parents[1] / "mkdocs.yml").write_text(f"plugins: [{{mlops-report: {{{ignore}}}}}]\n", "utf-8")
    for select in ((), ("--select", "PLH"), ("--select", "PLH,")):
        assert run("--check", *select) == 1
    assert run() == 0
    assert "question 8 fill here" in repository.read_text("utf-8")
    assert "question 13 fill here" not in repository.read_text("utf-8")


def test_what_the_site_ignores_is_left(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository.parents[1] / "mkdocs.yml").write_text("plugins: [{mlops-report: {rules: {PLH002: off}}}]\n", "utf-8")
    assert run("--check") == 0
    assert "Nothing to fix" in capsys.readouterr().out


def test_bad_input_is_one_sentence(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--select", "PHL") == 2
    assert "did you mean `PLH`?" in capsys.readouterr().err
    assert run("nowhere") == 2
    assert "nowhere does not exist." in capsys.readouterr().err
    repository.write_bytes(repository.read_bytes() + b"\xff\n")
    assert run() == 2
    assert "UTF-8" in capsys.readouterr().err


def test_interrupted_run_keeps_the_old_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = repository.read_bytes()

    def stopped(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        main(["fix"])
    assert repository.read_bytes() == before
    assert os.listdir(repository.parent) == ["README.md"]  # noqa: PTH208


def test_a_link_to_the_report_stays_a_link(repository: Path) -> None:
    link = repository.parents[1] / "report.md"
    link.symlink_to(repository)
    assert run(str(link)) == 0
    assert link.is_symlink()
    assert "question 4 fill here" not in repository.read_text("utf-8")
