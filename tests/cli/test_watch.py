"""`check --watch` as somebody uses it: a process that runs while files are edited."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from mkdocs_mlops_report.cli.watch import watch
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import MKDOCS, PICTURE, course_site, report, words

pytestmark = pytest.mark.slow

PATIENCE = 30.0
"""Seconds until output that does not come fails a test."""


class Watching:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip("\n"))

    def until(self, seen: Callable[[str], bool], after: int = 0) -> list[str]:
        """Wait for a line, and return the lines up to it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = next((number for number, line in enumerate(self.lines[after:]) if seen(line)), None)
            if found is not None:
                return self.lines[after : after + found + 1]
            assert self.process.poll() is None, self.lines
            time.sleep(0.05)
        pytest.fail(f"not seen within {PATIENCE} s: {self.lines[after:]}")


@contextmanager
def watching(folder: Path, *options: str, environment: dict[str, str] | None = None) -> Iterator[Watching]:
    command = [sys.executable, "-m", "mkdocs_mlops_report", "check", "--watch", *options]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            yield Watching(process)
        finally:
            process.kill()


def waits(line: str) -> bool:
    return line == "Watching for changes; press Ctrl+C to stop."


def test_watch_prints_what_is_different(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={4: words(71)}))
    file = tmp_path / "reports" / "README.md"
    with watching(tmp_path) as run:
        first = run.until(waits)
        assert [line.split(": ")[1] for line in first[:-2]] == ["warning LEN001 Question 4"]
        file.write_text(report(answers={4: words(120), 9: words(20)}), "utf-8")
        seen = run.until(lambda line: "1 new, 1 fixed, 0 left." in line, len(first))
        assert seen[0].startswith("- LEN001 Question 4: 71 words")
        assert ": warning LEN001 Question 9: 20 words" in seen[1]
        assert seen[1].startswith("+ reports/README.md:")
        file.write_text(report(), "utf-8")
        run.until(lambda line: "0 new, 1 fixed, 0 left." in line)


def test_watch_sees_figures_and_the_config(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={19: "![Ours](figures/later.png)", 4: words(71)}))
    with watching(tmp_path) as run:
        first = run.until(waits)
        figures = tmp_path / "reports" / "figures"
        (figures / "later.png").write_bytes((figures / "bucket.png").read_bytes())
        seen = run.until(lambda line: "1 fixed" in line, len(first))
        assert any(line.startswith("- FIG003 ") for line in seen)
        config = tmp_path / "docs" / "mkdocs.yaml"
        config.write_text(MKDOCS.replace("- mlops-report", "- mlops-report:\n      rules: {LEN: off}"), "utf-8")
        run.until(lambda line: line.startswith("- LEN001 "))


def test_watch_survives_a_file_that_is_no_report(tmp_path: Path) -> None:
    course_site(tmp_path, report())
    file = tmp_path / "reports" / "README.md"
    with watching(tmp_path) as run:
        run.until(waits)
        file.write_text("", "utf-8")
        run.until(lambda line: "README.md is empty." in line)
        file.write_text(report(answers={4: words(71)}), "utf-8")
        run.until(lambda line: line.startswith("+ ") and "LEN001" in line)


def test_watch_sees_a_report_that_comes_later(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    with watching(tmp_path / "here", "../later/README.md") as run:
        run.until(lambda line: "does not exist" in line)
        (tmp_path / "later").mkdir()
        (tmp_path / "later" / "README.md").write_text(report(answers={4: words(71)}), "utf-8")
        run.until(lambda line: "LEN001" in line)


def test_watch_sees_a_save_during_the_check(tmp_path: Path) -> None:
    course_site(tmp_path, report())
    file = tmp_path / "reports" / "README.md"
    programs = tmp_path / "programs"
    programs.mkdir()
    saves = f"[ -e {tmp_path}/done ] || {{ touch {tmp_path}/done; echo 'TODO: more' >> {file}; }}"
    (programs / "git").write_text(f'#!/bin/sh\n{saves}\nexec {shutil.which("git")} "$@"\n')
    (programs / "git").chmod(0o755)
    (tmp_path / ".git").rmdir()
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    environment = {**os.environ, "PATH": os.pathsep.join([str(programs), os.environ["PATH"]])}
    with watching(tmp_path, environment=environment) as run:
        run.until(lambda line: "PLH003" in line)


def test_watch_sees_a_figure_saved_during_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course_site(tmp_path, report(answers={19: "![Ours](figures/later.png)"}))
    figure = tmp_path / "reports" / "figures" / "later.png"
    codes: list[set[str]] = []

    def checked(errors: list[str]) -> list[CheckedReport]:
        found = check(read_report(tmp_path / "reports" / "README.md"))
        codes.append({finding.code for finding in found.findings})
        if codes[-1] == {"FIG003"}:
            figure.write_bytes(PICTURE)
            return [found]
        raise KeyboardInterrupt

    def watched() -> None:
        with suppress(KeyboardInterrupt):
            watch(checked, [], whole=False)

    thread = threading.Thread(target=watched, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert codes == [{"FIG003"}, set()]


def test_watch_does_not_see_its_own_output(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={4: words(71)}))
    file = tmp_path / "watch.log"
    command = [sys.executable, "-m", "mkdocs_mlops_report", "check", "--watch"]
    with file.open("wb") as log, subprocess.Popen(command, cwd=tmp_path, stdout=log) as process:
        try:
            end = time.monotonic() + PATIENCE
            while "Watching for changes" not in file.read_text("utf-8") and time.monotonic() < end:
                time.sleep(0.05)
            time.sleep(5)  # it looks at all files about every two seconds
        finally:
            process.kill()
    assert file.read_text("utf-8").count("The official check passes") == 1


def test_watch_ends_when_nobody_reads(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={4: words(71)}))
    command = f"{sys.executable} -m mkdocs_mlops_report check --watch | head -n 1"
    with subprocess.Popen(["bash", "-c", command], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "LEN001" in process.stdout.readline()
        (tmp_path / "reports" / "README.md").write_text(report(), "utf-8")
        try:
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--output-format", "json"], "`--watch` prints one line per cause"),
        (["--official"], "`--watch` and `--official` cannot be used together."),
        (["--rev", "HEAD"], "`--watch` and `--rev` cannot be used together."),
        (["-"], "`--watch` and `-` cannot be used together."),
        (["--select", "XYZ"], "XYZ"),
    ],
)
def test_watch_refuses_what_cannot_change(options: list[str], sentence: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs_mlops_report", "check", "--watch", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_watch_sees_the_first_report(tmp_path: Path) -> None:
    course_site(tmp_path, report())
    (tmp_path / "reports" / "README.md").rename(tmp_path / "later.md")
    with watching(tmp_path) as run:
        first = run.until(waits)
        assert "No exam report found" in first[0]
        (tmp_path / "later.md").rename(tmp_path / "reports" / "README.md")
        run.until(lambda line: "The official check passes 31 of 31 questions." in line, len(first))
