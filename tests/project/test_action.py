"""The action at the root: its steps are run as they stand, as GitHub's runner runs them, with a server for comments."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
import yaml

from tests.builders import report, words
from tests.project.documents import ROOT
from tests.repositories import commit

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
EXPRESSION = re.compile(r"\$\{\{\s*([\w.]+)\s*\}\}")
PULL = {"number": 7}


class Forge(ThreadingHTTPServer):
    """The part of GitHub's API that keeps comments."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.comments: list[dict[str, Any]] = []
        self.refuses = False
        self.odd: bytes | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Forge

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        assert path == "/repos/ada/birds/issues/7/comments"
        page = int(re.search(r"page=(\d+)$", query)[1])  # type: ignore[index]
        self.answer(200, self.server.comments[(page - 1) * 100 : page * 100])

    def do_POST(self) -> None:
        assert self.path == "/repos/ada/birds/issues/7/comments"
        self.write({"id": len(self.server.comments) + 1000})

    def do_PATCH(self) -> None:
        self.write(next(one for one in self.server.comments if self.path.endswith(f"/issues/comments/{one['id']}")))

    def write(self, comment: dict[str, Any]) -> None:
        assert self.headers["Authorization"] == "Bearer the-token"
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.refuses:
            self.answer(403, {"message": "Resource not accessible by integration"})
            return
        if comment not in self.server.comments:
            self.server.comments.append(comment)
        comment["body"] = body["body"]
        self.answer(201, comment)

    def answer(self, code: int, body: object) -> None:
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode() if self.server.odd is None else self.server.odd)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def forge() -> Iterator[Forge]:
    server = Forge()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Job(NamedTuple):
    """A job on a runner: the workspace is a clone of a pull request, merged into its base."""

    workspace: Path
    temp: Path
    base: str
    api: str
    action: Path

    def step(self, name: str, **inputs: str) -> tuple[int, str]:
        """Run a step; return its exit code and what it printed."""
        step = STEPS[name]
        given = {key: str(one.get("default", "")) for key, one in ACTION["inputs"].items()} | inputs
        values = {f"inputs.{key}": value for key, value in given.items()} | {
            "runner.temp": str(self.temp),
            "github.token": "the-token",
            "github.event.pull_request.base.sha": self.base,
        }

        def expanded(text: str) -> str:
            for _ in range(2):  # a default is an expression, too
                text = EXPRESSION.sub(lambda match: values[match[1]], text)
            return text

        script = self.temp / "step.sh"
        assert not EXPRESSION.search(step["run"]), "an expression in a script is code that a stranger may write"
        script.write_text(step["run"], "utf-8")
        clean = {key: value for key, value in os.environ.items() if key in {"HOME", "LANG"} or key.startswith("PIP_")}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace,
            env={
                **clean,
                "PATH": os.pathsep.join([str(self.temp / "programs"), "/usr/local/bin", "/usr/bin", "/bin"]),
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTION_PATH": str(self.action),
                "GITHUB_API_URL": self.api,
                "GITHUB_EVENT_PATH": str(self.temp / "event.json"),
                "GITHUB_REPOSITORY": "ada/birds",
                "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
                "GITHUB_WORKSPACE": str(self.workspace),
                **{key: expanded(value) for key, value in step.get("env", {}).items()},
            },
            capture_output=True, text=True, check=False, encoding="utf-8", timeout=600,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert "Traceback" not in said, said
        return done.returncode, said


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with the action as GitHub checks it out, and one with what its first step has installed."""
    action, temp = tmp_path_factory.mktemp("action"), tmp_path_factory.mktemp("runner")
    files = subprocess.run(
        ["git", "ls-files", "-zco", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/images/")):
            (action / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, action / name)
    (temp / "programs").mkdir()
    (temp / "programs" / "python3").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    code, said = Job(temp, temp, "", "", action).step("Install")
    assert code == 0, said
    return action, temp


@pytest.fixture
def job(tmp_path: Path, installed: tuple[Path, Path], forge: Forge) -> Job:
    action, ready = installed
    workspace, temp = tmp_path / "birds", tmp_path / "runner"
    base = commit(workspace, {"reports/README.md": report(answers={4: words(71), 9: words(20)})})
    commit(workspace, {"reports/README.md": report(answers={9: words(30), 12: f"{words(60)}\n\nTODO: say more"})})
    temp.mkdir()
    for name in ("programs", "mlops-report"):
        (temp / name).symlink_to(ready / name)
    (temp / "event.json").write_text(json.dumps({"pull_request": PULL}), "utf-8")
    return Job(workspace, temp, base, forge.url, action)


pytestmark = pytest.mark.slow


def test_check_annotates_and_fails(job: Job) -> None:
    code, said = job.step("Check")
    assert code == 1
    assert re.search(r"::warning file=reports/README\.md,line=\d+,endLine=\d+,title=LEN001 answer-too-short", said)
    summary = (job.temp / "summary.md").read_text("utf-8")
    assert "| lines | severity | rule | finding |" in summary


def test_check_that_is_not_strict_passes(job: Job) -> None:
    code, said = job.step("Check", strict="false", path="reports")
    assert code == 0
    assert "::warning file=reports/README.md" in said


def test_wrong_input_is_one_sentence(job: Job) -> None:
    code, said = job.step("Check", strict="maybe")
    assert code == 2
    assert "::error::`strict` must be `true` or `false`." in said
    code, said = job.step("Check", path="--help; touch $HOME/x")
    assert code == 2
    assert "does not exist" in said


def test_comment_says_what_is_different(job: Job, forge: Forge) -> None:
    forge.comments += [{"id": number, "body": f"talk {number}"} for number in range(1, 151)]
    code, said = job.step("Comment", comment="true")
    assert (code, "::notice" in said) == (0, False), said
    (comment,) = forge.comments[150:]
    body = comment["body"]
    assert body.startswith("<!-- mlops-report: . -->\n### reports/README.md\n")
    assert "| Official check | 29 of 31 | **30 of 31** |" in body
    assert re.search(r"\| 4 Dependencies \| fails \(71 words\) \| passes \(\d+ words\) \|", body)
    assert re.search(r"- warning PLH003, line \d+: Question 12: Leftover note: `TODO", body)
    assert "- LEN001 Question 4: 71 words" in body
    assert "1 new, 1 fixed, " in body
    assert "::warning" not in said


def test_comment_is_kept_up_to_date(job: Job, forge: Forge) -> None:
    job.step("Comment", comment="true")
    commit(job.workspace, {"reports/README.md": report()})
    job.step("Comment", comment="true")
    job.step("Comment", comment="true", path="reports")
    assert len(forge.comments) == 2
    assert "**31 of 31**" in forge.comments[0]["body"]
    assert forge.comments[1]["body"].startswith("<!-- mlops-report: reports -->")


def test_comment_from_a_fork_is_a_notice(job: Job, forge: Forge) -> None:
    forge.refuses = True
    code, said = job.step("Comment", comment="true")
    assert code == 0
    assert "::notice::No comment was written: the job needs the permission `pull-requests: write`" in said


def test_comment_in_a_shallow_clone_has_the_findings(job: Job, forge: Forge, tmp_path: Path) -> None:
    clone = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", job.workspace.as_uri(), str(clone)], check=True)
    code, said = job._replace(workspace=clone).step("Comment", comment="true")
    assert code == 0
    assert "this clone is shallow" in said
    assert "| lines | severity | rule | finding |" in forge.comments[0]["body"]


def test_nothing_of_the_checkout_is_imported(job: Job) -> None:
    module = "print('::error::from the checkout'); raise SystemExit(0)\n"
    for name in (
        "mkdocs_mlops_report/__init__.py",
        "mkdocs_mlops_report/__main__.py",
        "argparse.py",
        "json.py",
        "pip.py",
    ):
        (job.workspace / name).parent.mkdir(exist_ok=True)
        (job.workspace / name).write_text(module, "utf-8")
    code, said = job.step("Check")
    assert (code, "from the checkout" in said) == (1, False)
    code, said = job.step("Comment", comment="true")
    assert (code, "from the checkout" in said) == (0, False)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"message": "x"}', b"[1]"])
def test_odd_answer_is_a_notice(job: Job, forge: Forge, body: bytes) -> None:
    forge.odd = body
    code, said = job.step("Comment", comment="true")
    assert code == 0
    assert "::notice::No comment was written: GitHub cannot be reached" in said


def test_old_python_is_one_sentence(job: Job) -> None:
    (job.temp / "programs").unlink()
    (job.temp / "programs").mkdir()
    old = job.temp / "programs" / "python3"
    old.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 9); exec(sys.argv[1])" "$3"\n'
    )
    old.chmod(0o755)
    code, said = job.step("Install")
    assert code == 1
    assert said.strip() == "::error::This action requires Python 3.11 or newer; run actions/setup-python before it."
