from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mkdocs_mlops_report.config.options import ConfigError, all_options, parse_options
from mkdocs_mlops_report.config.site_file import read_options, read_site_file
from mkdocs_mlops_report.exam import all_editions
from mkdocs_mlops_report.plugin.options import SCHEME
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import check
from mkdocs_mlops_report.rules.model import Severity
from mkdocs_mlops_report.rules.settings import Settings, codes_of, fail_on_of, min_severity_of, settings_of
from tests.builders import report, settings_, words

TEXT = report(answers={4: words(71), 9: "{150 words}\n\n--- question 9 fill here ---", 30: words(900)})


def found(settings: Settings) -> list[tuple[str, str]]:
    return [(one.code, one.severity.value) for one in check(read_text(TEXT), settings).findings]


def test_rule_is_set_by_code_name_or_family() -> None:
    assert found(Settings()) == [("LEN001", "warning"), ("PLH002", "warning"), ("LEN002", "warning")]
    assert found(settings_({"LEN002": "info"})) == [
        ("LEN001", "warning"),
        ("PLH002", "warning"),
        ("LEN002", "info"),
    ]
    assert found(settings_({"answer-too-short": "error"}))[0] == ("LEN001", "error")
    assert found(settings_({"len": "off"})) == [("PLH002", "warning")]


def test_code_overrides_its_family() -> None:
    for rules in ({"LEN": "off", "LEN001": "error"}, {"LEN001": "error", "LEN": "off"}):
        assert found(settings_(rules)) == [("LEN001", "error"), ("PLH002", "warning")]


def test_off_works_although_yaml_reads_false() -> None:
    assert found(settings_({"LEN": False})) == [("PLH002", "warning")]


def test_rule_off_by_default_can_be_enabled() -> None:
    text = read_text(report(answers={4: words(102)}))
    assert check(text).findings == ()
    assert [one.code for one in check(text, settings_({"near-limit": "warning"})).findings] == ["LEN003"]


def test_an_ignored_finding_is_kept_with_its_reason() -> None:
    settings = settings_(ignore=[{"rule": "LEN002", "questions": [30], "reason": "agreed with the teacher"}])
    checked = check(read_text(TEXT), settings)
    assert [one.code for one in checked.findings] == ["LEN001", "PLH002"]
    assert [(one.finding.code, one.reason) for one in checked.ignored] == [("LEN002", "agreed with the teacher")]


def test_ignore_without_questions_is_for_all() -> None:
    checked = check(read_text(TEXT), settings_(ignore=[{"rule": "LEN", "reason": "for now"}]))
    assert [one.code for one in checked.findings] == ["PLH002"]


def test_unused_ignore_is_reported() -> None:
    settings = settings_(ignore=[{"rule": "LEN002", "questions": [12], "reason": "it was long once"}])
    checked = check(read_text(TEXT), settings)
    unused = next(one for one in checked.findings if one.code == "IGN001")
    assert unused.message == "`ignore` entry for LEN002 matches no finding."
    assert (unused.question, TEXT.split("\n")[unused.span.line - 1]) == (12, "### Question 12")


def test_ignore_of_a_disabled_rule_is_fine() -> None:
    settings = settings_({"LEN002": "off"}, [{"rule": "LEN002", "reason": "agreed"}])
    assert "IGN001" not in [code for code, _ in found(settings)]


@pytest.mark.parametrize(
    ("fail_on", "fails"), [(None, True), ("error", False), ("warning", True), ("info", True), ("never", False)]
)
def test_what_fails_is_a_choice(fail_on: str | None, fails: bool) -> None:
    assert check(read_text(report(answers={4: words(71)})), settings_(fail_on=fail_on)).fails is fails


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rules": {"LEN2": "info"}}, "`rules`: there is no rule `LEN2`; did you mean `LEN002`?"),
        (
            {"rules": {"answer-to-long": "info"}},
            "`rules`: there is no rule `answer-to-long`; did you mean `answer-too-long`?",
        ),
        (
            {"rules": {"LEN002": "warn"}},
            "`rules`: LEN002 must be error, warning, info or off, not `warn`; did you mean `warning`?",
        ),
        (
            {"rules": ["LEN002"]},
            "`rules` must be a mapping from rules to severities, for instance `{LEN002: info, FIG: off}`.",
        ),
        ({"ignore": {"rule": "LEN002"}}, "`ignore` must be a list of entries with `rule`, `questions` and `reason`."),
        (
            {"ignore": ["LEN002"]},
            "`ignore`, entry 1: it must have `rule`, `reason` and, for single questions, `questions`.",
        ),
        (
            {"ignore": [{"rule": "LEN002"}]},
            "`ignore`, entry 1: `reason` is missing; it is shown in place of the finding.",
        ),
        (
            {"ignore": [{"rule": "LEN002", "reason": " "}]},
            "`ignore`, entry 1: `reason` is missing; it is shown in place of the finding.",
        ),
        (
            {"ignore": [{"rule": "LEN002", "reasons": "x"}]},
            "`ignore`, entry 1: unknown key `reasons`; did you mean `reason`?",
        ),
        (
            {"ignore": [{"rule": "LEN002", "reason": "x", "questions": ["four"]}]},
            "`ignore`, entry 1: `questions` must be a list of numbers, for instance `[30]`.",
        ),
        (
            {"ignore": [{"rule": "LEN002", "reason": "x", "questions": [True]}]},
            "`ignore`, entry 1: `questions` must be a list of numbers, for instance `[30]`.",
        ),
        (
            {"ignore": [{"rule": "LENGTH", "reason": "x"}]},
            "`ignore`, entry 1: there is no rule `LENGTH`; did you mean `LEN`?",
        ),
        (
            {"ignore": [{"reason": "x"}]},
            "`ignore`, entry 1: `rule` is missing; it names a rule or a family.",
        ),
        (
            {"fail_on": "warnings"},
            "`fail_on` must be error, warning, info or never, not `warnings`; did you mean `warning`?",
        ),
    ],
)
def test_wrong_value_suggests_the_right_one(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        settings_(**options)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("2026-01-09", "2026-01-09.2"), ("2025", "2025-01-24"), ("2024-10-12", "2024-10-12"), ("", None)],
)
def test_the_start_of_an_edition_is_enough(name: str, identifier: str | None) -> None:
    chosen = settings_of(parse_options({"edition": name})).edition
    assert (chosen.id if chosen else None) == identifier


def test_a_single_question_may_be_ignored() -> None:
    ignore = [{"rule": "LEN002", "questions": 30, "reason": " agreed "}]
    (entry,) = settings_(ignore=ignore).ignores
    assert (entry.questions, entry.reason) == ((30,), "agreed")


def test_a_family_stands_for_all_of_its_rules() -> None:
    assert codes_of("lnk") == ("LNK001", "LNK002", "LNK003")
    assert codes_of("repo-root-link") == ("LNK002",)
    assert settings_({"LNK002": "off", " lnk ": "Info"}).levels["LNK002"] is None


def settings_of_site(file: Path) -> Settings:
    return settings_of(read_options(file))


def config(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "mkdocs.yml"
    file.write_text(text, "utf-8")
    return file


def test_unknown_yaml_tags_are_accepted(tmp_path: Path) -> None:
    text = (
        "plugins:\n  - search\n  - tagged: !ENV [A, b]\n  - mlops-report:\n"
        "      rules: {LEN002: info, FIG: off}\n      fail_on: error\n"
        "x: !!python/name:material.extensions.emoji.twemoji\n"
        "y: !relative $config_dir\n"
    )
    read = read_site_file(config(tmp_path, text))
    assert settings_of(read.options).levels["LEN002"] is Severity.INFO
    assert settings_of(read.options).levels["FIG003"] is None
    assert settings_of(read.options).fail_on is Severity.ERROR


def test_plugins_may_be_a_mapping(tmp_path: Path) -> None:
    read = read_site_file(config(tmp_path, "plugins:\n  search: {}\n  mlops-report: {fail_on: never}\n"))
    assert settings_of(read.options).fail_on is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("\n    fail_on: error\n", "`fail_on` is beside `mlops-report` instead of under it; indent it further."),
        (" rules\n", "`mlops-report` must map options to values, for instance `fail_on: error` on the line below."),
    ],
)
def test_options_beside_the_plugin_are_reported(options: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        read_site_file(config(tmp_path, f"plugins:\n  - mlops-report:{options}"))
    assert str(error.value) == message


def test_env_tags_are_read_as_mkdocs_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVEL", "error")
    file = config(tmp_path, "plugins:\n  - mlops-report: {fail_on: !ENV [NOT_SET, LEVEL, never], enabled: true}\n")
    assert settings_of_site(file).fail_on is Severity.ERROR
    monkeypatch.delenv("LEVEL")
    assert settings_of_site(file.rename(tmp_path / "other.yml")).fail_on is None


def test_a_config_inherits_as_in_mkdocs(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text(
        "docs_dir: pages\nplugins:\n  mlops-report: {fail_on: never, rules: {LEN: off}}\n"
    )
    file = config(tmp_path, "INHERIT: base.yml\nplugins:\n  mlops-report: {fail_on: error}\n")
    assert read_site_file(file).docs == tmp_path / "pages"
    assert settings_of_site(file).fail_on is Severity.ERROR
    assert settings_of_site(file).levels["LEN001"] is None


def test_config_without_our_options_is_not_parsed(tmp_path: Path) -> None:
    assert settings_of_site(config(tmp_path, "plugins:\n  - mlops-report\nnav: [")) == Settings()
    with pytest.raises(ConfigError, match="not valid YAML"):
        settings_of_site(config(tmp_path, "plugins:\n  - mlops-report: {fail_on: error}\nnav: ["))


def test_mistyped_option_suggests_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        read_site_file(config(tmp_path, "plugins:\n  - mlops-report: {ignores: []}\n"))
    assert str(error.value) == "`mlops-report` has no option `ignores`; did you mean `ignore`?"


def test_plugin_and_command_have_the_same_options() -> None:
    assert [name for name, _ in SCHEME._schema] == [option.name for option in all_options()]


def test_a_level_is_parsed_as_its_option() -> None:
    assert [fail_on_of(value) for value in ("never", "error", "warning")] == [None, Severity.ERROR, Severity.WARNING]
    with pytest.raises(ConfigError, match=r"fail_on.*warnings"):
        fail_on_of("warnings")
    assert [min_severity_of(value) for value in ("info", "error")] == [Severity.INFO, Severity.ERROR]
    with pytest.raises(ConfigError, match=r"min_severity.*never"):
        min_severity_of("never")


def test_an_unknown_edition_names_the_newest() -> None:
    with pytest.raises(ConfigError, match=rf"`edition: 2019` is not .* the newest is `{all_editions()[-1].id}`\."):
        settings_of(parse_options({"edition": "2019"}))
