"""The command as a process: its streams, signals, colours, and the variables around it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.builders import course_site, report, words
from tests.repositories import commit


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    course_site(tmp_path, report(answers={4: words(71), 9: "--- question 9 fill here ---"}))
    return tmp_path


def real(
    *arguments: str, cwd: Path, given: bytes | None = None, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mkdocs_mlops_report", *arguments]
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    return subprocess.run(
        command, cwd=cwd, input=given, capture_output=True, env={**kept, **(variables or {})}, check=False
    )


def test_standard_input_is_read(repository: Path) -> None:
    text = report(answers={4: words(71), 19: "![x](figures/no.png)"}).encode()
    done = real("check", "-", "--output-format", "concise", cwd=repository, given=text)
    assert done.returncode == 1
    assert b"standard input:130: warning LEN001" in done.stdout
    assert b"FIG003" not in done.stdout  # nobody knows where its figures are
    named = real("check", "-", "--stdin-filename", "reports/README.md", cwd=repository, given=text)
    assert b"FIG003 error" in named.stdout
    assert b"reports/README.md:130:1" in named.stdout
    empty = real("check", "-", cwd=repository, given=b"")
    assert (empty.returncode, empty.stderr) == (
        2,
        b"mlops-report: standard input is empty. Copy the course's template into it.\n",
    )


def test_a_closed_pipe_is_no_traceback(repository: Path) -> None:
    command = [sys.executable, "-m", "mkdocs_mlops_report", "check", *["reports/README.md"] * 1]
    (repository / "reports" / "README.md").write_text(report(answers=dict.fromkeys(range(3, 31), "TODO")), "utf-8")
    process = subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="the shell's way to close a stream is POSIX")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_traceback(closed: str, repository: Path) -> None:
    command = f"{sys.executable} -m mkdocs_mlops_report check . {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=repository, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)


@pytest.mark.skipif(sys.platform == "win32", reason="the signal of Ctrl-C is POSIX")
def test_an_interrupt_is_no_traceback(repository: Path) -> None:
    command = [sys.executable, "-m", "mkdocs_mlops_report", "check", "-"]
    process = subprocess.Popen(
        command,
        cwd=repository,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Tests that a shell runs in the background ignore the signal, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread runs
    )
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (130, b"")


def test_colours_honour_the_wish_of_the_user(repository: Path) -> None:
    assert b"\x1b[" not in real("check", cwd=repository).stdout
    assert b"\x1b[" in real("check", cwd=repository, variables={"FORCE_COLOR": "1"}).stdout
    assert b"\x1b[" not in real("check", cwd=repository, variables={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout


@pytest.mark.parametrize(
    "command",
    ["check", "check --official", "check --statistics", "diff HEAD", "evidence", "fix", "history"],
)
def test_colours_change_no_word_of_a_command(command: str, tmp_path: Path) -> None:
    commit(tmp_path, {"reports/README.md": report(answers={4: words(71)}), "tests/test_a.py": "def test_a(): ...\n"})
    (tmp_path / "reports" / "README.md").write_text(report(answers={4: words(71) + " ![x] (a.png)"}), "utf-8")
    plain = real(*command.split(), cwd=tmp_path)
    colored = real(*command.split(), cwd=tmp_path, variables={"FORCE_COLOR": "1"})
    assert b"\x1b[" in colored.stdout + colored.stderr
    without = [re.sub(rb"\x1b\[[\d;]*m", b"", output) for output in (colored.stdout, colored.stderr)]
    assert (without, colored.returncode) == ([plain.stdout, plain.stderr], plain.returncode)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_terminal_gets_colours_and_progress(repository: Path) -> None:
    import pty

    paths = []
    for number in range(12):
        (repository / f"group-{number}").mkdir()
        (repository / f"group-{number}" / "README.md").write_text(report(answers={4: words(71)}), "utf-8")
        paths.append(f"group-{number}/README.md")

    def shown(*arguments: str) -> bytes:
        master, slave = pty.openpty()
        kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
        command = [sys.executable, "-m", "mkdocs_mlops_report", "check", *arguments]
        with subprocess.Popen(
            command, cwd=repository, stdout=slave, stderr=slave, env={**kept, "TERM": "xterm"}
        ) as process:
            os.close(slave)
            output = b""
            try:
                while piece := os.read(master, 65536):
                    output += piece
            except OSError:  # the other end is closed
                pass
            process.wait()
        os.close(master)
        return output

    many = shown(*paths)
    assert b"Checking" in many
    assert b"\x1b[1;33mLEN001\x1b[0m" in many
    assert b"Checking" not in shown(paths[0])


def test_check_annotates_in_github_actions(repository: Path) -> None:
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_WORKSPACE": str(repository)}
    done = real("check", "--output-format", "json", cwd=repository, variables=variables)
    json.loads(done.stdout)
    assert done.stderr.decode().splitlines()[0].startswith("::warning file=reports/README.md,line=130,")
    assert "| LEN001 |" in (repository / "summary.md").read_text("utf-8")
    only = real("check", "--output-format", "github", cwd=repository, variables=variables)
    assert only.stdout.startswith(b"::warning file=reports/README.md,line=130,")
    assert only.stderr == b""


def test_a_hundred_reports_need_little_memory(repository: Path) -> None:
    """The tokens of a report are let go of when it has been checked."""
    paths = []
    for number in range(40):
        (repository / f"group-{number}").mkdir()
        (repository / f"group-{number}" / "README.md").write_text(f"{report()}\n{number}\n", "utf-8")
        paths.append(f"group-{number}/README.md")
    code = (
        "import sys; from types import SimpleNamespace;"
        "from mkdocs_mlops_report.cli.commands.check import _checked_reports;"
        "from mkdocs_mlops_report.cli.defaults import CHECK_DEFAULTS;"
        "reports = _checked_reports(SimpleNamespace(**CHECK_DEFAULTS, paths=sys.argv[1:]), []);"
        "print(sum(len(q.answer.tokens) for c in reports for q in c.report.questions))"
    )
    done = subprocess.run([sys.executable, "-c", code, *paths], cwd=repository, capture_output=True, check=True)
    assert done.stdout.split() == [b"0"]


def test_without_a_command_the_commands_are_shown(repository: Path) -> None:
    done = real(cwd=repository)
    assert done.returncode == 2
    assert b"check reports and reproduce the official verdict" in done.stderr


def test_official_lines_have_reasons_with_lines(repository: Path) -> None:
    file = repository / "reports" / "README.md"
    file.write_text(report(answers={4: words(71), 6: "", 9: "- " * 60 + words(20)}), "utf-8")
    lines = file.read_text("utf-8").splitlines()
    shown = real("check", "--official", cwd=repository).stdout.decode()
    assert f"line {lines.index(words(71)) + 1}: the answer has 71 words and 0 figures, as readers see it." in shown
    heading = lines.index("### Question 6")
    marker = next(number for number in range(heading, len(lines)) if lines[number] == "> Answer:") + 1
    assert f"line {marker}: there is no answer yet." in shown
    file.write_text(file.read_text("utf-8").replace("> Answer:", "> Ans:"), "utf-8")
    assert ": It finds 0 answers and expects 31" in real("check", "--official", cwd=repository).stdout.decode()
