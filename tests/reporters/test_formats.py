from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.reporters import badge, difference, github, markdown, official, sarif, statistics
from mkdocs_mlops_report.reporters.difference import Difference
from mkdocs_mlops_report.reporters.formats import FORMATS, render
from mkdocs_mlops_report.reporters.lines import cause_sentence, others, paint, printable
from mkdocs_mlops_report.reporters.locations import workspace_path
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.registry import all_rules
from mkdocs_mlops_report.rules.settings import settings_of
from tests.builders import FIGURE, chunk, course_site, report, settings_, words

SCHEMAS = Path(__file__).parent / "schemas"
NASTY = "<!-- --> ]]> & \x1b[31m \x00 | `tick` ::error::100% 'x' \"y\" \u2028 \ud83d\ude00".encode(
    "utf-8", "replace"
).decode()
IGNORE = [{"rule": "LEN002", "questions": [30], "reason": "agreed | with <the> teacher"}]


def checked(**changes: Any) -> CheckedReport:
    text = report(answers={4: words(71), 9: "{150 words}\n\n[a](no%2Csuch:file|x.md)", 30: words(900)}, **changes)
    return check(read_text(text, path="reports/README.md"), settings_(ignore=IGNORE))


def bad(count: int = 31) -> CheckedReport:
    """A report with more findings than GitHub shows."""
    return check(read_text(report(answers=dict.fromkeys(range(1, count + 1), "TODO: 100%, or less\n"))))


def test_junit_counts_the_failures_that_it_lists() -> None:
    text = report(answers={4: words(71), 9: f"{words(150)}\n\n![a](none.png)"})
    for severity in ("info", "warning", "error"):
        one = check(read_text(text), settings_of(parse_options({"min_severity": severity})))
        (suite,) = ElementTree.fromstring(render("junit", [one]))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure"))), severity


@pytest.fixture
def on_disk(tmp_path: Path) -> CheckedReport:
    course_site(tmp_path, report(answers={4: words(71), 9: f"{words(150)} [a](no,such:file.md)"}))
    (tmp_path / ".git" / "config").write_text('[remote "origin"]\n\turl = git@github.com:ada/birds.git\n')
    return check(read_report(tmp_path / "reports" / "README.md", path="reports/README.md"))


@pytest.mark.parametrize("ignored", ["LEN002", "FIG006"])
@pytest.mark.parametrize("form", FORMATS)
def test_formats_accept_any_text(form: str, ignored: str) -> None:
    text = report(answers={4: f"{NASTY} [x]({NASTY})", 19: f"![{NASTY}](figures/{NASTY}.png)", 30: words(900)})
    settings = settings_(ignore=[{"rule": ignored, "reason": NASTY}])
    shown = render(form, [check(read_text(text, path=f"reports/{NASTY}.md"), settings)] * 2)
    assert shown
    assert "\x1b" not in shown
    assert "\0" not in shown
    if form in {"json", "sarif", "rdjson"}:
        json.loads(shown)
    if form == "junit":
        ElementTree.fromstring(shown)


@pytest.mark.parametrize("form", FORMATS)
def test_formats_name_finding_and_line(form: str, on_disk: CheckedReport) -> None:
    shown = render(form, [on_disk])
    line = on_disk.findings[0].span.line
    assert on_disk.findings[0].code == "LEN001"
    assert "LEN001" in shown
    assert str(line) in shown
    assert "71 words; the limit is 100–200 (29 short)" in shown


def test_full_shows_the_line_and_marks_the_place() -> None:
    text = report(answers={19: "![Bucket](figures/bücket.png) ![x](https://example.org/x.png) " + FIGURE + "\n"})
    found = check(read_text(text, path="README.md"), settings_({"FIG011": "off"}))
    block = render("full", [found], width=200).split("\n\n")[0].split("\n")
    line = found.findings[0].span.line
    assert block[0].startswith("FIG002 warning Question 19: 3 figures; 1–2 expected.")
    assert block[1].endswith(f"--> README.md:{line}:1")
    assert block[3] == f"{line} | {text.split(chr(10))[line - 1].rstrip()}"
    assert set(block[4].split("| ")[1]) == {"^"}
    assert block[5].strip() == "= help: Remove 1 figure, or combine several into one."


def test_full_lists_other_lines_in_rows() -> None:
    found = bad()
    cause = found.causes[0]
    assert len(cause.places) == 31
    block = render("full", [found], width=80).split("\n\n")[0]
    assert max(map(len, block.split("\n"))) <= 80
    assert block.count("-->") == 1
    rows = re.search(r" = and lines ([\d,\s]+)\n +=", block)
    assert rows
    assert [int(number) for number in re.findall(r"\d+", rows[1])] == [one.span.line for one in cause.places[1:]]


def test_full_cuts_long_lines_around_the_mark() -> None:
    text = report(answers={4: f"{words(120)} [list](no-such.md) {words(30)}"})
    made = read_text(text, path="README.md")
    found = check(made)
    one = (found.findings[0] if found.findings else dummy())._replace(span=place_of(made.source, "no-such.md"))
    shown = render("full", [found._replace(findings=(one,))], width=80).split("\n")
    source, marks = shown[3], shown[4]
    assert max(len(line) for line in shown[:5]) <= 80
    assert source[marks.index("^") : marks.rindex("^") + 1] == "no-such.md"


def dummy() -> Any:
    return check(read_text(report(answers={4: words(3)}))).findings[0]


def place_of(source: Any, text: str) -> Any:
    at = source.text.index(text)
    return source.span_of(at, at + len(text))


def test_colours_are_for_terminals_only() -> None:
    assert "\x1b[" not in render("full", [checked()])
    assert "\x1b[" in render("full", [checked()], color=True)
    plain = re.sub(r"\x1b\[[\d;]*m", "", render("full", [checked()], color=True))
    assert plain == render("full", [checked()])
    assert paint("", "bold", color=True) == ""


@pytest.mark.parametrize("render_", [official.render, statistics.render, partial(render, "concise")])
def test_colours_change_no_word(render_: Callable[..., str]) -> None:
    found = [checked(), bad(), check(read_text(report("2024-10-12", answers={4: words(71)})))]
    shown = render_(found, color=True)
    assert "\x1b[" in shown
    assert re.sub(r"\x1b\[[\d;]*m", "", shown) == render_(found)
    assert "\x1b[m" not in shown  # a style without a code


def test_json_has_a_fingerprint_that_survives_moved_lines() -> None:
    def prints(found: CheckedReport) -> list[tuple[str, str]]:
        data = json.loads(render("json", [found]))["reports"][0]["diagnostics"]
        return [(one["code"], one["fingerprint"]) for one in data]

    moved = checked(title="# Exam report of a made-up group\n\nTwo more\n\nlines.")
    assert prints(checked()) == prints(moved)
    assert checked().findings[0].span.line != moved.findings[0].span.line
    assert len({fingerprint for _, fingerprint in prints(bad())}) == len(bad().findings)


def test_sarif_is_valid_by_the_official_schema() -> None:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    for reports in ([], [checked()], [checked(), bad()]):
        document = json.loads(render("sarif", reports))
        assert list(validator.iter_errors(document)) == []
        run = document["runs"][0]
        assert len(run["tool"]["driver"]["rules"]) == len(all_rules())
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    suppressed = [
        one for one in json.loads(render("sarif", [checked()]))["runs"][0]["results"] if "suppressions" in one
    ]
    assert [one["suppressions"][0]["justification"] for one in suppressed] == ["agreed | with <the> teacher"]


def test_junit_is_valid_by_its_schema() -> None:
    schema = xmlschema.XMLSchema10(str(SCHEMAS / "junit-10.xsd"))
    for reports in ([], [checked()], [checked(), bad()]):
        schema.validate(render("junit", reports))


def test_junit_has_one_case_per_question() -> None:
    suite = ElementTree.fromstring(render("junit", [checked()]))[0]
    cases = {case.get("name"): case for case in suite}
    assert suite.get("tests") == str(len(cases)) == "32"
    assert [name for name, case in cases.items() if case.find("failure") is not None] == ["Question 4 Dependencies"]
    lenient = check(checked().report, settings_(fail_on="error"))
    assert ElementTree.fromstring(render("junit", [lenient]))[0].get("failures") == "0"


COMMAND = re.compile(
    r"::(?P<level>error|warning|notice) "
    r"(?P<properties>\w+=[^:,\r\n]*(?:,\w+=[^:,\r\n]*)*)::(?P<message>[^\r\n]*)"
)


def test_annotations_keep_githubs_rules_of_escaping(on_disk: CheckedReport) -> None:
    on_disk = on_disk._replace(findings=tuple(one._replace(message="50%: a, b\r\nc") for one in on_disk.findings))
    lines = github.render([on_disk]).split("\n")
    for line in lines:
        match = COMMAND.fullmatch(line)
        assert match
        assert not re.search(r"%(?!25|0D|0A|3A|2C)", line)
        assert "50%25: a, b%0D%0Ac" in match["message"]
    assert len(lines) == len(on_disk.findings)
    assert github.escape_property("a:b,c%\n") == "a%3Ab%2Cc%25%0A"


def test_at_most_ten_annotations_per_level() -> None:
    text = report(
        answers={**{n: words(3) for n in range(4, 19)}, 31: "{60 words} AI s123456 s234567\n\n### Ada\n\nmore"}
    )
    checked = check(read_text(text))
    alone = tuple(one._replace(cause=f"{one.code}-{one.fingerprint}") for one in checked.findings)
    levels = [line.split(" ")[0] for line in github.render([checked._replace(findings=alone)]).split("\n")]
    assert levels.count("::warning") == 10
    assert levels == sorted(levels, key=["::error", "::warning", "::notice"].index)
    assert levels[0] == "::error"


def test_actions_get_a_summary_table(on_disk: CheckedReport, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(tmp_path)}
    lines = list(github.announce([on_disk], environment))
    assert lines[0].startswith("::warning file=reports/README.md,line=")
    table = summary.read_text("utf-8")
    assert table.count("\n| [") == len(on_disk.findings)
    line = on_disk.findings[0].span.line
    assert f"[{line}](https://github.com/ada/birds/blob/HEAD/reports/README.md?plain=1#L{line})" in table
    assert list(github.announce([on_disk], {})) == []
    assert list(github.announce([], environment)) == []
    assert summary.read_text("utf-8") == table
    list(github.announce([on_disk], environment, repo_url="https://github.com/bo/birds"))
    assert f"](https://github.com/bo/birds/blob/HEAD/reports/README.md?plain=1#L{line})" in summary.read_text("utf-8")


def test_unwritable_summary_is_a_notice(on_disk: CheckedReport, tmp_path: Path) -> None:
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "summary.md")}
    notice = "::notice::Cannot write the summary of the step: No such file or directory."
    assert list(github.announce([on_disk], environment))[-1] == notice


def test_a_table_of_markdown_keeps_its_columns() -> None:
    found = checked()
    rows = [line for line in markdown.render([found]).split("\n") if line.startswith("| ")]
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5, row
    assert markdown.escaped("a|b `c|d` <e> *f*") == "a\\|b `c\\|d` \\<e\\> \\*f\\*"
    assert markdown.escaped("``*`` *") == "''\\*'' \\*"
    assert "ignored" in rows[-1]


def test_statistics_count_the_rules() -> None:
    lines = statistics.render([checked(), checked(), bad()]).split("\n")
    assert "LEN001 answer-too-short in 2 reports" in "\n".join(lines)
    assert lines[-1] == "The official check passes all questions in 0 of 3 reports."
    for more, where in (((), ""), ((checked(),), " in 2 reports"), ((check(read_text(report())),), " in 1 report")):
        assert statistics.render([checked(), *more]).split("\n")[0][2:] == f"LEN001 answer-too-short{where}"


def test_official_prints_what_the_course_tool_prints() -> None:
    text = report(answers={4: words(71), 14: "{250 words}"})
    lines = official.render([check(read_text(text, path="README.md"))]).split("\n")
    assert lines[0] == "README.md: `report.py check` of 22 January 2026 prints"
    assert [line for line in lines[1:] if line.strip().startswith(("WARNING", "INFO"))] == [
        "  WARNING  Question 4 failed check. Expected number of words to be between 100 and 200 but got 71",
        "  WARNING  Question 14 failed check. Expected number of screenshots to be between 1 and 3 but got 0",
        "  INFO     Total number of questions passed: 29/31",
    ]
    assert lines[2].strip().startswith("line 130: the answer has 71 words and 0 figures, as readers see it.")


def test_official_warns_as_the_older_tool_did() -> None:
    text = report("2024-10-12", answers={4: words(71)})
    lines = official.render([check(read_text(text))]).split("\n")
    assert lines[1] == (
        "  TeacherWarning: Question 4 failed check. Expected number of words to be between 100 and 200 but got 71"
    )
    assert (
        official.render([check(read_text(report("2024-10-12")))]).split("\n")[1]
        == "  (nothing, since all questions pass)"
    )


def test_official_says_why_it_stops() -> None:
    lines = official.render([check(read_text(report(chunks={9: chunk(9, words(120), marker="\n\n")})))]).split("\n")
    assert lines[1] == (
        "  Traceback … ValueError: Number of answers are different from the expected 31. Have you changed the template?"
    )
    assert "question 9 has no `Answer:`" in lines[2]


def test_official_says_whose_answer_it_takes() -> None:
    extra = report().replace("## Version control\n", "## Version control\n\nAnswer: 1\n")
    line = extra[: extra.index("Answer: 1")].count("\n") + 1
    shown = official.render([check(read_text(extra.rpartition("> Answer:")[0] + "We did.\n"))])
    assert f"it counts the text after the `Answer:` of line {line}, which belongs to no question." in shown
    assert "it takes the answer to question 30 for this one." in shown


def test_official_points_to_the_placeholder() -> None:
    text = report(answers={6: "--- question 6 fill here ---"})
    lines = official.render([check(read_text(text))]).split("\n")
    line = text[: text.index("--- question 6 fill here")].count("\n") + 1
    assert lines[2].strip() == f"line {line}: there is no answer yet."


@pytest.mark.parametrize(("before", "columns"), [("ab ", 3), ("鳥 ", 3), ("\uff21 ", 3), ("e\u0301 ", 2)])
def test_the_mark_is_below_its_text(before: str, columns: int) -> None:
    shown = render("full", [check(read_text(report(answers={4: f"{before}Ã¸ more\n\n{words(120)}"})))]).split("\n")
    above = next(index for index, line in enumerate(shown) if line.endswith("Ã¸ more"))
    source, mark = shown[above].partition(" | ")[2], shown[above + 1].partition("| ")[2]
    assert source == f"{before}Ã¸ more"
    assert mark == " " * columns + "^^"


def test_characters_that_a_format_cannot_hold_are_replaced() -> None:
    one = checked()
    odd = one._replace(findings=tuple(finding._replace(message="a\uffffb") for finding in one.findings))
    assert "a\ufffdb" in render("junit", [odd])
    assert github.escape_data("a\x07b") == "a\ufffdb"


def test_output_cannot_move_the_cursor() -> None:
    assert printable("a\x1b[2Jb\tc\rd\u2028e\u0085\u2029\ud800") == "a\ufffd[2Jb c\ufffdd\ufffde" + "\ufffd" * 3
    assert printable("a\u202eb\u2066c\u200dd") == "a\ufffdb\ufffdc\u200dd"
    assert printable("plain æøå 鳥") == "plain æøå 鳥"


def test_path_is_relative_to_the_workspace(on_disk: CheckedReport, tmp_path: Path) -> None:
    assert workspace_path(on_disk, {}) == "reports/README.md"
    assert workspace_path(on_disk, {"GITHUB_WORKSPACE": str(tmp_path / "reports")}) == "README.md"


def test_markdown_escapes_every_character_that_means_something() -> None:
    assert markdown.escaped("@Ada @ada @_a #12 a|b <i> *c* _d_ [e] ~f~ \\g") == (
        "@\u200bAda @\u200bada @\\_a \\#12 a\\|b \\<i\\> \\*c\\* \\_d\\_ \\[e\\] \\~f\\~ \\\\g"
    )


def test_official_survives_an_answer_that_no_heading_ends() -> None:
    last = f"**Question 31**\n\n> **Who did what?**\n>\n> Answer:\n\n{words(900)}\n\n### Ada\n\nmore\n"
    rendered = official.render([check(read_text(report(chunks={31: last})))])
    assert "it counts everything between spaces; readers see 902 words and 0 figures." in rendered


def test_sarif_has_valid_uris() -> None:
    found = check(read_text(report(answers={4: words(71)}), path="my reports/README.md"))
    document = json.loads(sarif.render([found]))
    places = [one["locations"][0]["physicalLocation"] for one in document["runs"][0]["results"]]
    assert {one["artifactLocation"]["uri"] for one in places} == {"my%20reports/README.md"}


def test_findings_of_others_are_counted() -> None:
    cause = check(read_text(report(answers={4: words(71)}))).causes[0]
    (finding,) = cause.places
    assert others(cause._replace(others=(finding, finding))) == [f"{finding.code} {finding.message} (2×)"]
    shown = f"Question 4: {finding.message} {finding.hint}"
    for count, also in ((0, ""), (1, " Also LEN001."), (2, " Also LEN001 (2×).")):
        assert cause_sentence(cause._replace(others=(finding,) * count)) == shown + also


def test_statistics_put_codes_before_places() -> None:
    found = check(read_text(report(answers={4: f"{words(150)} --- question 4 fill here ---", 9: words(71)})))
    assert [line.split()[1] for line in statistics.render([found]).splitlines()[:-1]] == ["LEN001", "PLH002"]


def test_the_badge_counts_what_fails() -> None:
    text = report(answers={4: words(71), 9: f"{words(150)}\n\n![](figures/a.png)"})
    found = check(read_text(text))
    assert {one.severity.fails for one in found.findings} == {True, False}
    assert json.loads(badge.render(found))["message"] == f"30 of 31 pass, {len(found.failing)} left"


@pytest.mark.parametrize(
    ("text", "message", "color"),
    [
        (report(), "31 of 31 pass", "brightgreen"),
        (report(answers={4: words(71)}), "30 of 31 pass, 1 left", "orange"),
        (report().replace("> Answer:", "> answer:", 1), "official check stops", "red"),
    ],
)
def test_each_state_has_its_badge(text: str, message: str, color: str) -> None:
    assert json.loads(badge.render(check(read_text(text)))) == {
        "schemaVersion": 1,
        "label": "exam report",
        "message": message,
        "color": color,
    }


def test_statistics_align_their_numbers() -> None:
    found = check(read_text(report(answers={**dict.fromkeys(range(4, 15), words(20)), 16: words(400)})))
    lines = statistics.render([found]).splitlines()
    assert (lines[0], lines[-2]) == ("11 LEN001 answer-too-short", " 1 LEN002 answer-too-long")


def test_a_new_question_has_no_verdict_before() -> None:
    before, after = (check(read_text(text)) for text in (report(chunks={9: ""}), report()))
    lines = difference.render("text", [Difference("the last commit", before, after)]).split("\n")
    assert [line for line in lines if line.startswith("Question 9:")] == ["Question 9: – → passes (140 words)"]
