"""The options of the site: rules, what is ignored, what fails, and what is mistyped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import course_site, report, words
from tests.plugin.test_plugin import PLAIN, built, run, soup_of, warnings


def options(text: str) -> str:
    return PLAIN.replace("- mlops-report", f"- mlops-report: {text}")


def test_mistyped_option_suggests_the_right_one(tmp_path: Path) -> None:
    course_site(tmp_path, report(), options("{ignores: []}"))
    done = run("mkdocs", "build", "-f", "docs/mkdocs.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "has no option `ignores`; did you mean `ignore`?" in done.stderr
    assert "Traceback" not in done.stderr


def test_mistyped_rule_is_the_same_error_everywhere(tmp_path: Path) -> None:
    course_site(tmp_path, report(), options("{rules: {LEN02: info}}"))
    sentence = "`rules`: there is no rule `LEN02`; did you mean `LEN002`?"
    for command in (("mkdocs", "build", "-f", "docs/mkdocs.yaml"), ("mkdocs_mlops_report", "check")):
        done = run(*command, cwd=tmp_path)
        assert done.returncode in {1, 2}
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr


def test_levels_and_ignored_findings_hold_for_the_build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = course_site(
        tmp_path,
        report(answers={4: words(20), 30: words(900), 9: ""}),
        options("{rules: {PLH: info}, ignore: [{rule: LEN002, questions: [30], reason: agreed with the <teacher>}]}"),
    )
    soup = soup_of(built(config) / "reports" / "index.html")
    assert [line.split(" ")[2] for line in warnings(caplog)] == ["LEN001"]
    assert [one["data-code"] for one in soup.select(".mlr-diagnostics .mlr-diagnostic")] == ["LEN001", "PLH001"]
    ignored = soup.select(".mlr-ignored")
    assert [one["data-code"] for one in ignored] == ["LEN002"]
    assert "agreed with the <teacher>" in ignored[0].text


@pytest.mark.parametrize(("fail_on", "fails"), [("error", False), ("info", True), ("never", False)])
def test_what_fails_a_strict_build_is_a_choice(fail_on: str, fails: bool, tmp_path: Path) -> None:
    course_site(
        tmp_path,
        report(answers={9: words(20)} if fail_on != "info" else {28: ""}),
        options(f"{{fail_on: {fail_on}}}"),
    )
    done = run("mkdocs", "build", "--strict", "-f", "docs/mkdocs.yaml", "-d", str(tmp_path / "site"), cwd=tmp_path)
    checked = run("mkdocs_mlops_report", "check", cwd=tmp_path)
    assert (done.returncode, checked.returncode) == ((1, 1) if fails else (0, 0)), done.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("nav: maybe", "`nav` must be true or false."),
        ("nav_title: 3", "`nav_title` must be a string."),
        ("report: [a]", "`report` must be a string."),
        ("dashboard: left", "`dashboard` must be top, page or off, not `left`"),
    ],
)
def test_wrong_kind_is_the_same_error_everywhere(given: str, sentence: str, tmp_path: Path) -> None:
    course_site(tmp_path, report(), options(f"{{{given}}}"))
    for command in (("mkdocs", "build", "-f", "docs/mkdocs.yaml"), ("mkdocs_mlops_report", "check")):
        done = run(*command, cwd=tmp_path)
        assert done.returncode in {1, 2}
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
