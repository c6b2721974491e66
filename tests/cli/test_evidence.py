"""`mlops-report evidence`, `--rev` and `--at`, as a user runs them on real repositories."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.example import SITE
from tests.repositories import commit, git

COMMAND = [sys.executable, "-m", "mkdocs_mlops_report"]


def run(*arguments: str, folder: Path, expected: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == expected, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The example project, in two commits: without its service, and with it."""
    folder = tmp_path / "birds"
    shutil.copytree(SITE, folder)
    service = (folder / "src" / "birds" / "api.py").read_text("utf-8")
    (folder / "src" / "birds" / "api.py").unlink()
    commit(folder, time="2026-01-20T12:00:00+01:00", who="Ada Brook")
    commit(folder, {"src/birds/api.py": service}, time="2026-01-24T12:00:00+01:00", who="Mio Lind")
    return folder


def evidence(folder: Path, *arguments: str) -> dict[str, Any]:
    document = json.loads(run("evidence", "--output-format", "json", *arguments, folder=folder).stdout)
    assert document["schema"] == 1
    (found,) = document["repositories"]
    assert isinstance(found, dict)
    return found


def verdicts(found: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["verdict"] for item in found["items"]}


def test_items_have_verdicts_and_places(repository: Path) -> None:
    found = evidence(repository)
    assert found["path"] == "."
    assert found["report"] == "reports/README.md"
    assert found["revision"] == git(repository, "rev-parse", "HEAD")
    assert found["working_tree"]
    item = next(one for one in found["items"] if one["id"] == "fastapi")
    assert (item["number"], item["ticked"], item["verdict"]) == (33, True, "strong")
    assert item["evidence"][0]["path"] == "src/birds/api.py"
    facts = {question["number"]: question["facts"] for question in found["questions"]}
    assert facts[7][0] == {
        "id": "test-functions",
        "text": "9 test functions in 3 files",
        "paths": ["tests/test_api.py", "tests/test_data.py", "tests/test_model.py"],
    }


def test_the_table_names_files_and_sums_up(repository: Path) -> None:
    lines = run("evidence", folder=repository).stdout.splitlines()
    assert lines[0].startswith("birds at ")
    assert " 12 [x] Dockerfiles" in "\n".join(lines)
    assert any("dockerfiles/train.dockerfile:1" in line for line in lines)
    assert lines[-1].startswith("43 of 49 items ticked, ")


def test_csv_has_a_row_per_item(repository: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("evidence", "--output-format", "csv", folder=repository).stdout)))
    assert len(rows) == 53
    assert {"number": "12", "id": "docker-files", "ticked": "yes", "verdict": "strong"}.items() <= rows[11].items()
    assert (rows[11]["path"], rows[11]["line"]) == ("dockerfiles/api.dockerfile", "1")
    assert {(row["path"], row["line"]) for row in rows if row["verdict"] == "none"} == {("", "")}


def test_markdown_is_a_table(repository: Path) -> None:
    text = run("evidence", "--output-format", "markdown", folder=repository).stdout
    assert (
        "| 12 | yes | Dockerfiles | evidence | dockerfiles/api.dockerfile:1, dockerfiles/train.dockerfile:1 |" in text
    )


def test_an_uncommitted_file_is_a_hint(repository: Path) -> None:
    (repository / "export.py").write_text("import bentoml\n@bentoml.service\nclass A:\n    pass\n", "utf-8")
    item = next(one for one in evidence(repository)["items"] if one["id"] == "onnx-bentoml")
    assert item["verdict"] == "weak"
    assert item["evidence"][0] == {"path": "export.py", "line": 2, "level": "weak", "committed": False}
    assert "export.py:2 (not committed yet)" in run("evidence", folder=repository).stdout
    commit(repository)
    assert verdicts(evidence(repository))["onnx-bentoml"] == "strong"


def test_another_commit_leaves_the_working_tree_alone(repository: Path) -> None:
    (repository / "reports" / "README.md").write_text("not a report", "utf-8")
    before = state(repository)
    for arguments in (("--rev", "HEAD~1"), ("--at", "2026-01-22 00:00 +01:00")):
        found = evidence(repository, *arguments)
        assert not found["working_tree"]
        assert found["revision"] == git(repository, "rev-parse", "HEAD~1")
        assert verdicts(found)["fastapi"] == "weak"  # only the package is declared, and a test imports it
    assert verdicts(evidence(repository, "--rev", "main"))["fastapi"] == "strong"
    checked = run("check", "--rev", "HEAD", "--output-format", "json", folder=repository)
    (report,) = json.loads(checked.stdout)["reports"]
    assert report["path"] == "reports/README.md"
    assert report["official"]["passed"] == 31
    assert report["evidence"]["revision"] == git(repository, "rev-parse", "HEAD")
    html = run("html", "--rev", "HEAD", folder=repository).stdout
    assert f"built from <code>{git(repository, 'rev-parse', 'HEAD')[:7]}" in html
    assert html.count('src="data:image/png') == 6
    assert state(repository) == before


def state(repository: Path) -> list[object]:
    """Return what must not change: the status, the index, the references, the files of `.git`."""
    own = sorted(path.relative_to(repository).as_posix() for path in (repository / ".git").rglob("*"))
    index = (repository / ".git" / "index").read_bytes()
    return [git(repository, "status", "--porcelain"), index, git(repository, "for-each-ref"), own]


def test_the_commit_is_named(repository: Path) -> None:
    said = run("check", "--at", "2026-01-22 00:00 +01:00", folder=repository).stderr
    short = git(repository, "rev-parse", "--short=7", "HEAD~1")
    assert said == f"mlops-report: birds at commit {short} of 2026-01-20 12:00 +0100.\n"


def test_a_time_without_offset_names_the_zone(repository: Path) -> None:
    said = run("check", "--at", "2026-01-22 00:00", folder=repository).stderr
    assert "`--at` has no offset; it is read in the time zone of this machine: 2026-01-22 00:00 " in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--rev", "nowhere"), "birds: there is no commit `nowhere`."),
        (("--at", "yesterday"), "birds: `yesterday` is not a date and time; write `2026-01-23 23:59 +01:00`."),
        (("--at", "2020-01-01 00:00 +01:00"), "birds: `HEAD` has no commit at or before 2020-01-01 00:00 +0100."),
    ],
)
def test_no_such_commit(arguments: tuple[str, str], message: str, repository: Path) -> None:
    for command in ("check", "evidence", "html"):
        assert message in run(command, *arguments, folder=repository, expected=2).stderr


def test_without_a_repository_there_is_no_commit(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / "birds")
    said = run("check", "--rev", "HEAD", "birds", folder=tmp_path, expected=2).stderr
    assert said == "mlops-report: birds is not in a git repository; `--rev` and `--at` require one.\n"
    assert "need a path" in run("check", "--rev", "HEAD", "-", folder=tmp_path, expected=2).stderr


def test_a_commit_without_a_report(repository: Path) -> None:
    git(repository, "rm", "--quiet", "-r", "reports")
    commit(repository)
    said = run("check", "--rev", "HEAD", folder=repository, expected=2).stderr
    assert "at commit " in said
    assert ": No exam report found. Looked for: reports/README.md." in said
    run("check", "--rev", "HEAD~1", folder=repository)


def test_a_zip_says_what_cannot_be_known(tmp_path: Path) -> None:
    shutil.copytree(SITE, tmp_path / "birds")
    found = evidence(tmp_path / "birds")
    assert found["revision"] is None
    assert found["unknown"] == ["No git history found: commits, authors and branches are unknown."]
    assert verdicts(found)["write-access"] == "unseen"
    assert verdicts(found)["docker-files"] == "strong"


def test_bare_repositories_and_shallow_clones(repository: Path, tmp_path: Path) -> None:
    bare, shallow = tmp_path / "bare.git", tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), str(bare))
    for arguments in ((str(bare), "--rev", "main"), (str(bare),)):
        found = evidence(tmp_path, *arguments)
        assert verdicts(found)["fastapi"] == "strong"
        assert found["report"] == "reports/README.md"
        assert not found["working_tree"]
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(shallow))
    found = evidence(shallow)
    assert "This clone is shallow: older commits and their authors are unknown." in found["unknown"]
    said = run("check", "--at", "2026-01-22 00:00 +01:00", folder=shallow, expected=2).stderr
    assert "this clone is shallow" in said


def test_a_repository_without_a_report_has_evidence(tmp_path: Path) -> None:
    commit(tmp_path / "birds", {"Dockerfile": "FROM python:3.12\n"})
    done = run("evidence", "birds", "--output-format", "json", folder=tmp_path)
    (found,) = json.loads(done.stdout)["repositories"]
    assert found["report"] is None
    assert verdicts(found)["docker-files"] == "strong"
    assert {item["ticked"] for item in found["items"]} == {None}
    assert "No exam report found" in done.stderr


def test_check_says_it_once_per_rule(repository: Path) -> None:
    text = (repository / "reports" / "README.md").read_text("utf-8")
    text = text.replace("* [ ] The network exported", "* [x] The network exported")
    text = text.replace("* [ ] A job that starts when", "* [x] A job that starts when")
    text = text.replace("* [x] Images for training", "* [ ] Images for training")
    (repository / "reports" / "README.md").write_text(text, "utf-8")
    said = run("check", "--output-format", "concise", folder=repository).stdout
    assert "info EVD001 (2×) 2 ticked items leave no trace in the repository." in said
    assert "info EVD002 Dockerfiles: not ticked, but there is evidence in dockerfiles/api.dockerfile:1." in said
    assert run("check", "--severity", "EVD=warning", folder=repository, expected=1)
    assert "EVD" not in run("check", "--ignore", "EVD", folder=repository).stdout


def test_no_line_of_a_file_is_shown(repository: Path) -> None:
    secret = "hunter2-hunter2"
    files = {
        "src/birds/api.py": f"import wandb\nwandb.login(key='{secret}')\n",
        "configs/train.yaml": f"wandb:\n  api_key: {secret}\n",
        ".dvc/config": f"['remote \"b\"']\n  url = gs://{secret}\n",
        "Makefile": f"deploy:\n\tgcloud run deploy --set-env-vars KEY={secret}\n",
        ".github/workflows/x.yaml": f"on: push\njobs:\n  a:\n    steps:\n    - run: pytest --token {secret}\n",
        ".env": f"KEY={secret}\n",
    }
    commit(repository, files)
    for command in (
        ["evidence"],
        ["evidence", "--output-format", "json"],
        ["html"],
        ["check", "--output-format", "json"],
    ):
        done = run(*command, folder=repository)
        assert secret not in done.stdout + done.stderr


def test_templates_of_a_stranger_run_nothing(repository: Path, tmp_path: Path) -> None:
    marker = tmp_path / "run"
    text = "{{ cycler.__init__.__globals__.os.popen('touch " + str(marker) + "').read() }}"
    config = "site_name: X\ndocs_dir: docs/source\nplugins: [{mlops-report: {templates: tpl}}]\n"
    commit(repository, {"mkdocs.yml": config, "tpl/group.html": text, "tpl/question.html": text})
    run("html", "-o", str(tmp_path / "x.html"), folder=repository, expected=2)
    done = run("html", "--rev", "HEAD", folder=repository)
    assert "mlr-question" in done.stdout  # our own templates
    assert not marker.exists()


def test_templates_outside_the_repository_are_not_used(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "group.html").write_text("secret", "utf-8")
    config = "site_name: X\ndocs_dir: docs/source\nplugins: [{mlops-report: {templates: ..}}]\n"
    (repository / "mkdocs.yml").write_text(config, "utf-8")
    done = run("html", folder=repository, expected=2)
    assert done.stderr == "mlops-report: mkdocs.yml: `templates` is outside the repository.\n"


@pytest.mark.parametrize("config", ["INHERIT: /dev/zero\n", "docs_dir: /\n", "docs_dir: ../..\n"])
def test_the_config_of_a_stranger_leads_nowhere(config: str, repository: Path) -> None:
    text = f"site_name: X\n{config}plugins: [{{mlops-report: {{facts: show}}}}]\n"
    (repository / "mkdocs.yml").write_text(text, "utf-8")
    expected = 2 if "zero" in config else 0
    said = run("check", folder=repository, expected=expected).stderr
    assert ("/dev/zero is not a config that can be read" in said) is (expected == 2)


def test_hostile_names_in_every_format(repository: Path) -> None:
    names = ["=1+1.dockerfile", " =2.dockerfile", "a\u202eb.dockerfile", "c\u009b31m.dockerfile", "d\te|f.dockerfile"]
    git(repository, "rm", "--quiet", "-r", "dockerfiles")
    commit(repository, dict.fromkeys(names, "FROM python\n"))
    for kind in ("table", "json", "csv", "markdown"):
        text = run("evidence", "--output-format", kind, folder=repository).stdout
        assert not set(text) & {"\u202e", "\u009b"}
    found = next(item for item in evidence(repository)["items"] if item["id"] == "docker-files")
    assert {place["path"] for place in found["evidence"]} == set(names)
    rows = list(csv.reader(io.StringIO(run("evidence", "--output-format", "csv", folder=repository).stdout)))
    assert not any(cell.lstrip().startswith("=") for row in rows for cell in row)


def test_a_linked_report_is_read_from_the_commit(repository: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text((repository / "reports" / "README.md").read_text("utf-8"), "utf-8")
    (repository / "reports" / "README.md").unlink()
    (repository / "reports" / "README.md").symlink_to(outside)
    commit(repository)
    said = run("check", "--rev", "HEAD", "reports/README.md", folder=repository, expected=2).stderr
    assert "Traceback" not in said


def test_a_wrong_config_is_no_missing_report(repository: Path) -> None:
    (repository / "mkdocs.yml").write_text("plugins: [{mlops-report: {fail_onn: error}}]\n", "utf-8")
    done = run("evidence", folder=repository, expected=2)
    assert "did you mean `fail_on`?" in done.stderr
    assert done.stdout == ""


def test_a_bare_clone_in_a_repository_is_read(repository: Path, tmp_path: Path) -> None:
    around = tmp_path / "around"
    commit(around, {"README.md": "# Ours\n"})
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), str(around / "birds.git"))
    assert verdicts(evidence(around, "birds.git")) == verdicts(evidence(repository, "--rev", "HEAD"))


def test_a_changed_template_file_is_ones_own(repository: Path) -> None:
    from mkdocs_mlops_report.repository import template_files
    from mkdocs_mlops_report.repository.snapshot import blob_hash, snapshot_of_folder

    file = repository / "Makefile"
    file.write_bytes(b"template:\n")
    commit(repository)
    known = frozenset({blob_hash(b"template:\n")})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(template_files, "known_versions", lambda: (known, {}))
        assert template_files.template_files(snapshot_of_folder(repository)) == {"Makefile"}
        file.write_bytes(b"ours:\n")
        assert template_files.template_files(snapshot_of_folder(repository)) == frozenset()
