from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from mkdocs_mlops_report import __version__
from mkdocs_mlops_report.cli.main import main
from mkdocs_mlops_report.rules.registry import all_rules
from tests.builders import MKDOCS, PICTURE, course_site, report, words
from tests.repositories import commit

COUNT = {"type": ["integer", "null"]}
COUNTS = {
    "type": "object",
    "required": ["official", "visible", "min", "max"],
    "additionalProperties": False,
    "properties": {"official": COUNT, "visible": {"type": "integer"}, "min": COUNT, "max": COUNT},
}
SCHEMA = {
    "type": "object",
    "required": ["schema", "reports"],
    "properties": {
        "schema": {"const": 1},
        "reports": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [
                    *("path", "edition", "official", "questions", "checklist", "diagnostics", "ignored"),
                ],
                "properties": {
                    "official": {
                        "type": "object",
                        "required": ["error", "passed", "questions"],
                        "properties": {
                            "error": {"type": ["string", "null"]},
                            "passed": COUNT,
                            "questions": {"enum": [27, 31]},
                        },
                    },
                    "questions": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["number", "line", "state", "official_passed", "words", "figures"],
                            "properties": {
                                "state": {"enum": ["answered", "unanswered"]},
                                "official_passed": {"type": ["boolean", "null"]},
                                "words": COUNTS,
                                "figures": COUNTS,
                            },
                        },
                    },
                    "checklist": {"type": "object", "required": ["done", "total", "groups"]},
                    "diagnostics": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": [
                                *("code", "name", "severity", "question", "line"),
                                *("column", "end_line", "end_column", "message", "hint", "fixable", "fingerprint"),
                            ],
                            "properties": {"severity": {"enum": ["error", "warning", "info"]}},
                        },
                    },
                },
            },
        },
    },
}


@dataclass(frozen=True)
class Result:
    stdout: str
    stderr: str
    exit_code: int


def run(*arguments: object) -> Result:
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr), pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return Result(stdout.getvalue(), stderr.getvalue(), int(left.value.code or 0))


def check(*arguments: object) -> Result:
    return run("check", *arguments)


def concise(*arguments: object) -> Result:
    return check("--output-format", "concise", *arguments)


def data_of(path: Path) -> dict[str, Any]:
    document = json.loads(check(path, "--output-format", "json").stdout)
    jsonschema.validate(document, SCHEMA)
    found: dict[str, Any] = document["reports"][0]
    return found


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    course_site(tmp_path, report(answers={4: words(71), 9: "--- question 9 fill here ---"}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_findings_are_lines_that_an_editor_opens(repository: Path) -> None:
    result = concise()
    lines = report(answers={4: words(71), 9: "--- question 9 fill here ---"}).split("\n")
    fourth, ninth = lines.index(words(71)) + 1, lines.index("--- question 9 fill here ---") + 1
    assert result.stdout.split("\n") == [
        f"reports/README.md:{fourth}: warning LEN001 Question 4: 71 words; the limit is 100–200 (29 short)."
        " Add at least 29 words.",
        f"reports/README.md:{ninth}: warning PLH001 Question 9: Not answered. Write 100–200 words below `> Answer:`.",
        "reports/README.md: The official check passes 29 of 31 questions. Found 2 warnings.",
        "",
    ]
    assert result.exit_code == 1


def test_exit_code_is_0_when_nothing_is_found(repository: Path) -> None:
    (repository / "reports" / "README.md").write_text(report(answers={28: ""}), "utf-8")
    result = check()
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].endswith("passes 31 of 31 questions. Found 1 info.")


@pytest.mark.parametrize("start", [".", "docs", "reports", "reports/README.md", "docs/source"])
def test_the_report_is_found_from_every_folder(start: str, repository: Path) -> None:
    assert "reports/README.md:" in concise(start).stdout


def test_json_has_the_promised_form(repository: Path) -> None:
    found = data_of(repository)
    assert found["path"] == "reports/README.md"
    assert found["official"] == {"error": None, "passed": 29, "questions": 31}
    fourth, nineteenth = found["questions"][3], found["questions"][18]
    assert fourth == {
        "number": 4,
        "line": fourth["line"],
        "state": "answered",
        "official_passed": False,
        "words": {"official": 71, "visible": 71, "min": 100, "max": 200},
        "figures": {"official": 0, "visible": 0, "min": None, "max": None},
    }
    assert nineteenth["figures"] == {"official": 1, "visible": 1, "min": 1, "max": 2}
    assert found["checklist"]["groups"][0] == {"name": "Week 1", "done": 20, "total": 20}
    assert [(one["code"], one["question"]) for one in found["diagnostics"]] == [("LEN001", 4), ("PLH001", 9)]


def test_json_omits_counts_if_the_check_stops(repository: Path) -> None:
    (repository / "reports" / "README.md").write_text(report(chunks={4: ""}), "utf-8")
    found = data_of(repository)
    assert found["official"]["error"].startswith("ValueError: Number of answers are different from the expected 31.")
    assert found["official"]["passed"] is None
    assert {question["words"]["official"] for question in found["questions"]} == {None}
    assert {question["official_passed"] for question in found["questions"]} == {None}


def test_a_missing_picture_is_not_visible(repository: Path) -> None:
    text = report(answers={19: "![a](figures/no.png) ![b](https://example.org/b.png)"})
    (repository / "reports" / "README.md").write_text(text, "utf-8")
    assert data_of(repository)["questions"][18]["figures"] == {"official": 2, "visible": 1, "min": 1, "max": 2}


def test_several_reports_are_checked_in_one_go(repository: Path) -> None:
    other = repository / "other.md"
    other.write_text(report(), "utf-8")
    (repository / "figures").symlink_to(repository / "reports" / "figures")
    result = concise("reports/README.md", other)
    assert result.exit_code == 1
    assert "other.md: The official check passes 31 of 31 questions. Found 1 info." in result.stdout


def test_option_report_applies_to_the_command(repository: Path) -> None:
    config = MKDOCS.replace("- mlops-report", "- mlops-report:\n      report: ../exam.md\n  - tagged: !ENV [A, b]\n")
    config += "x: !!python/name:material.extensions.emoji.twemoji\n"
    (repository / "docs" / "mkdocs.yaml").write_text(config, "utf-8")
    (repository / "exam.md").write_text(report(), "utf-8")
    assert "\nexam.md:1: info STR009 " in concise().stdout
    (repository / "exam.md").unlink()
    result = check()
    assert result.exit_code == 2
    named = (repository / "exam.md").as_posix()
    assert f"docs/mkdocs.yaml: `report` names {named}, which does not exist." in result.stderr
    (repository.parent / "outside.md").write_text(report(), "utf-8")
    outside = config.replace("../exam.md", "../../outside.md")
    (repository / "docs" / "mkdocs.yaml").write_text(outside, "utf-8")
    result = check()
    assert result.exit_code == 2
    assert "which is outside the repository" in result.stderr


def test_missing_report_lists_the_searched_places(repository: Path) -> None:
    (repository / "reports" / "README.md").unlink()
    result = check("reports/README.md")
    assert (result.exit_code, result.stderr) == (2, "mlops-report: reports/README.md does not exist.\n")
    result = check()
    assert result.exit_code == 2
    assert result.stderr == (
        "mlops-report: No exam report found. Looked for: reports/README.md."
        " Copy the course's template to reports/README.md, or name the file of your report.\n"
    )


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "rdjson"])
def test_programs_get_a_document_without_a_report(form: str, repository: Path) -> None:
    (repository / "reports" / "README.md").unlink()
    result = check("--output-format", form)
    assert result.exit_code == 2
    if form == "junit":
        assert ElementTree.fromstring(result.stdout).tag == "testsuites"
    else:
        assert json.loads(result.stdout)


def test_reports_of_many_groups_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for group in ("group-1", "group-2"):
        course_site(tmp_path / "all" / group, report())
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    first, second = concise("../all/group-1", tmp_path / "all" / "group-2").stdout.splitlines()
    assert first.startswith("../all/group-1/reports/README.md: The official check passes 31 of 31")
    assert second.startswith((tmp_path / "all" / "group-2" / "reports" / "README.md").as_posix() + ": ")


def test_a_file_that_is_no_report_is_named(repository: Path) -> None:
    (repository / "reports" / "README.md").write_text("# Reports\n", "utf-8")
    result = check()
    assert result.exit_code == 2
    assert result.stderr == (
        "mlops-report: reports/README.md is not an exam report:"
        " it has fewer than 5 headings like `### Question 1` that are followed by a prompt.\n"
    )


def test_broken_site_config_is_one_sentence(repository: Path) -> None:
    (repository / "docs" / "mkdocs.yaml").write_text("nav: [", "utf-8")
    result = check()
    assert result.exit_code == 2
    assert result.stderr.startswith("mlops-report: docs/mkdocs.yaml: the file is not valid YAML: ")


def test_the_command_is_installed_and_knows_its_version() -> None:
    command = Path(sys.executable).with_name("mlops-report")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"mlops-report, version {__version__}\n"


def test_mistyped_argument_suggests_the_right_one() -> None:
    assert check("--colour").exit_code == 2
    assert check("--slect", "LEN").stderr.endswith("unrecognized arguments: --slect; did you mean `--select`?\n")


def codes(result: Result) -> list[str]:
    return [line.split(" ")[2] for line in result.stdout.splitlines() if re.match(r"\S+:\d+: ", line)]


@pytest.mark.parametrize(
    ("arguments", "ending"),
    [
        (["chek"], "invalid choice: 'chek'; did you mean `check`?"),
        (["check", "--output-format", "jsn"], "invalid choice: 'jsn'; did you mean `json`?"),
        (["check", "--outptu", "x"], "unrecognized arguments: --outptu; did you mean `--output-file`?"),
        (["html", "--outptu", "x"], "unrecognized arguments: --outptu; did you mean `--output`?"),
        (["fix", "--output-file", "x"], "unrecognized arguments: --output-file."),
    ],
)
def test_mistyped_commands_and_options_get_a_suggestion(arguments: list[str], ending: str, repository: Path) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.rstrip().endswith(ending)


def test_a_picture_is_no_report(repository: Path) -> None:
    picture = repository / "page.png"
    picture.write_bytes(PICTURE)
    assert check("page.png").stderr == "mlops-report: page.png is an image, not a Markdown file.\n"


def test_rules_are_chosen_on_the_command_line(repository: Path) -> None:
    assert codes(concise("--select", "PLH")) == ["PLH001"]
    assert codes(concise("--select", "LEN001,unanswered")) == ["LEN001", "PLH001"]
    assert codes(concise("--ignore", "LEN")) == ["PLH001"]
    assert codes(concise("--select", "LEN", "--ignore", "LEN001")) == []
    assert concise("--select", "LEN", "--ignore", "LEN001").exit_code == 0
    result = concise("--select", "LEN9")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("mlops-report: there is no rule `LEN9`; did you mean ")


def test_selecting_a_rule_enables_it(repository: Path) -> None:
    (repository / "reports" / "README.md").write_text(report(answers={4: words(102)}), "utf-8")
    assert codes(concise()) == []
    assert codes(concise("--select", "LEN")) == []
    assert codes(concise("--select", "LEN003")) == ["LEN003"]


def test_command_line_sets_severities(repository: Path) -> None:
    assert check("--severity", "LEN001=info", "--severity", "PLH001=info").exit_code == 0
    assert check("--severity", "LEN001=info").exit_code == 1
    assert check("--fail-on", "error").exit_code == 0
    assert check("--fail-on", "error", "--severity", "LEN001=error").exit_code == 1
    assert check("--exit-zero").exit_code == 0
    assert check("--exit-zero", "no-such-file.md").exit_code == 2
    assert check("--severity", "LEN001").stderr == (
        "mlops-report: `--severity LEN001` has no severity; write `LEN001=info`.\n"
    )
    assert "did you mean `info`?" in check("--severity", "LEN001=inf").stderr


def with_options(repository: Path, options: str) -> None:
    config = MKDOCS.replace("- mlops-report", f"- mlops-report: {options}")
    (repository / "docs" / "mkdocs.yaml").write_text(config, "utf-8")


@pytest.mark.parametrize("path", [".", "reports", "reports/README.md", "docs"])
def test_site_options_apply_to_the_command(path: str, repository: Path) -> None:
    with_options(repository, "{rules: {LEN: off}, ignore: [{rule: unanswered, questions: [9], reason: next week}]}")
    result = concise(path)
    assert codes(result) == ["PLH001"]
    assert "Reason: next week" in result.stdout
    assert result.exit_code == 0
    assert codes(concise(path, "--severity", "LEN001=warning")) == ["LEN001", "PLH001"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("{rule: {LEN: off}}", "`mlops-report` has no option `rule`; did you mean `rules`?"),
        ("{rules: {LENN: off}}", "`rules`: there is no rule `LENN`; did you mean `LEN`?"),
        ("{fail_on: warn}", "`fail_on` must be error, warning, info or never, not `warn`; did you mean `warning`?"),
    ],
)
def test_command_reports_wrong_site_options(options: str, message: str, repository: Path) -> None:
    with_options(repository, options)
    assert (check().exit_code, check().stderr) == (2, f"mlops-report: docs/mkdocs.yaml: {message}\n")


def test_the_result_goes_into_a_file(repository: Path) -> None:
    result = check("--output-format", "sarif", "--output-file", "result.sarif")
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads((repository / "result.sarif").read_text("utf-8"))["version"] == "2.1.0"
    refused = check("--output-file", "no/such/folder.txt")
    assert refused.exit_code == 2
    assert refused.stderr == "mlops-report: cannot write no/such/folder.txt: No such file or directory.\n"


def test_the_report_itself_is_never_written_over(repository: Path) -> None:
    before = (repository / "reports" / "README.md").read_bytes()
    result = check("--output-file", "reports/README.md")
    assert (result.exit_code, result.stderr) == (
        2,
        "mlops-report: reports/README.md is an exam report; choose another file.\n",
    )
    assert (repository / "reports" / "README.md").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--official", "--output-format", "json"), "`--official` and `--statistics` print text only"),
        (("--official", "--statistics"), "`--official` and `--statistics` cannot be used together"),
        (("--stdin-filename", "x.md"), "`--stdin-filename` needs `-` as a path"),
        (("--select", ""), "`--select` needs the code, name or family of a rule."),
        (("--output-file", ""), "`--output-file` needs the name of a file."),
    ],
)
def test_options_that_do_not_go_together_are_told(options: tuple[str, ...], message: str, repository: Path) -> None:
    result = check(*options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"mlops-report: {message}")


def test_statistics_and_official_replace_findings(repository: Path) -> None:
    assert check("--statistics").stdout.splitlines()[:2] == ["1 LEN001 answer-too-short", "1 PLH001 unanswered"]
    result = check("--official")
    assert result.stdout.splitlines()[-1] == "  INFO     Total number of questions passed: 29/31"
    assert result.exit_code == 1
    (repository / "reports" / "README.md").write_text(report(answers={28: "", 2: "no number at all"}), "utf-8")
    assert (check("--official").exit_code, check().exit_code) == (0, 1)


def test_rule_is_explained_by_code_and_name() -> None:
    assert run("rule", "LEN001").stdout == run("rule", "answer-too-short").stdout
    assert "Checks for answers with fewer words than the minimum." in run("rule", "len001").stdout
    wrong = run("rule", "LEN0001")
    assert (wrong.exit_code, wrong.stderr) == (
        2,
        "mlops-report: there is no rule `LEN0001`; did you mean `LEN001`?\n",
    )


def test_all_rules_are_listed() -> None:
    listed = run("rules").stdout
    assert [rule.code for rule in all_rules()] == re.findall(r"^  ([A-Z]{3}\d{3})", listed, re.MULTILINE)


@pytest.mark.parametrize("arguments", [("rules", ""), ("rule", "LEN001", ""), ("init", ".", "")])
def test_an_empty_argument_is_one_sentence(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "mkdocs_mlops_report", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "unrecognized arguments" in done.stderr


def test_advice_names_no_other_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "birds" / "reports").mkdir(parents=True)
    (tmp_path / "birds" / "reports" / "README.md").write_text(report(), "utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    result = check("empty")
    assert (result.exit_code, "birds" in result.stderr) == (2, False)


def test_a_deleted_file_is_not_suggested_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = report(answers={4: f"{words(120)} See [the code](../src/train.py)."})
    commit(tmp_path, {"reports/README.md": text, "src/train.py": "import torch\n"})
    (tmp_path / "src" / "train.py").unlink()
    monkeypatch.chdir(tmp_path)
    result = check(".", "--select", "LNK001")
    assert "leads nowhere" in result.stdout
    assert "Did you mean" not in result.stdout
