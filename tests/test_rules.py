from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_report.page import compose, plain_context
from mlops_report.report import Report, is_report, read_text
from mlops_report.rules import FAMILIES, Diagnostic, Rule, Settings, Severity, all_rules, check, examine
from tests.builders import FIGURE, chunk, example_report, filled, in_edition_of, report, words


def found(text: str | Report) -> list[Diagnostic]:
    return check(read_text(text) if isinstance(text, str) else text)


def codes(text: str | Report) -> list[str]:
    return [diagnostic.code for diagnostic in found(text)]


WITHOUT_EXAMPLE = {
    "STR001": "a chunk is missing",
    "STR009": "place of the file",
    "STR011": "edition",
    "PLH004": "needs the template",
    "CHK002": "needs the template",
    "FIG007": "needs the course's picture",
    "FIG014": "files",
    "IGN001": "settings",
}
"""Rules that no piece of text can show alone: each has tests of its own below or in the modules beside this one."""


def examined(rule: Rule, example: str, folder: Path) -> list[Diagnostic]:
    made = example_report(folder, example)
    if rule.code == "STR005":
        made = in_edition_of(made, example_report(folder / "template", rule.silent))
    return check(made, Settings({rule.code: rule.severity}))


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if rule.fires], ids=lambda rule: rule.code)
def test_a_rule_fires_at_its_own_example(rule: Rule, tmp_path: Path) -> None:
    diagnostics = [one for one in examined(rule, rule.fires, tmp_path) if one.code == rule.code]
    assert diagnostics
    assert all(one.name == rule.name for one in diagnostics)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_no_rule_speaks_at_the_other_example(rule: Rule, tmp_path: Path) -> None:
    assert [(one.code, one.message) for one in examined(rule, rule.silent, tmp_path)] == []


def test_the_rules_without_an_example_are_these() -> None:
    assert {rule.code for rule in all_rules() if not rule.fires} == set(WITHOUT_EXAMPLE)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_is_documented(rule: Rule) -> None:
    assert rule.family in FAMILIES
    assert rule.name == rule.name.lower().replace(" ", "-")
    for sentence in (rule.why, rule.mend, rule.summary):
        assert sentence.endswith(".")


# The rules that the issue of a group can name: code, default severity, and those that are off.
DEFAULTS = """
STR001 E  STR002 E  STR003 W  STR004 E  STR005 I  STR006 E  STR007 E  STR008 E  STR009 I  STR010 E  STR011 I  STR012 E
PLH001 W  PLH002 W  PLH003 W  PLH004 W  PLH005 I  LEN001 W  LEN002 W  LEN003 - LEN004 W  FIG001 W  FIG002 W  FIG003 E
FIG004 W  FIG005 W  FIG006 W  FIG007 W  FIG008 I  FIG009 W  FIG010 W  FIG011 I  FIG012 W  FIG013 I  FIG014 I  CHK001 W
CHK002 I  CHK003 W  GRP001 W  GRP002 W  GRP003 W  GRP004 W  ANS001 W  ANS002 I  LNK001 W  LNK002 I  REN001 W  REN002 W
REN003 E  REN004 -  REN005 I  IGN001 W
""".split()


def test_severities_are_what_is_promised() -> None:
    found = {rule.code: rule.severity.name[0] if rule.enabled else "-" for rule in all_rules()}
    assert found == dict(zip(DEFAULTS[::2], DEFAULTS[1::2], strict=True))


def test_nothing_is_found_in_a_report_that_is_in_order() -> None:
    assert codes(report()) == []
    for identifier in ("2022-12-29", "2024-10-12", "2024-12-22", "2025-01-24"):
        assert codes(report(identifier)) == ["STR011"]


def test_an_unanswered_question_is_one_finding() -> None:
    for number in (1, 4, 14, 19, 28, 31):
        diagnostics = found(report(answers={number: f"--- question {number} fill here ---"}))
        assert [(one.code, one.question) for one in diagnostics] == [("PLH001", number)]


def test_a_missing_figure_is_one_finding(tmp_path: Path) -> None:
    example = chunk(19, "![Bucket](figures/no.png)")
    assert [d.code for d in found(example_report(tmp_path, example))] == ["FIG003"]


def test_an_optional_question_may_stay_empty() -> None:
    diagnostics = found(report(answers={28: ""}))
    assert [(one.code, one.severity) for one in diagnostics] == [("PLH001", Severity.INFO)]
    assert not examine(read_text(report(answers={28: ""}))).fails


@pytest.mark.parametrize(("count", "expected"), [(99, ["LEN001"]), (100, []), (200, []), (201, ["LEN002"])])
def test_limits_include_both_ends(count: int, expected: list[str]) -> None:
    assert codes(report(answers={4: words(count)})) == expected


def test_a_message_names_the_numbers_and_what_a_reader_sees() -> None:
    diagnostic = found(report(answers={4: "* one\n" * 40}))[0]
    assert diagnostic.message == "80 words, 20 too few; 100 to 200 are asked for."
    assert diagnostic.hint == (
        "Say more. Of the 80 official words: a reader sees 40 and 40 are signs, addresses or hidden."
    )


def test_a_finding_points_at_the_line_to_edit() -> None:
    text = report(answers={4: words(20)})
    diagnostic = found(text)[0]
    assert text.split("\n")[diagnostic.span.line - 1] == words(20)
    assert diagnostic.question == 4


def test_a_cut_answer_is_judged_whole() -> None:
    fine = report(answers={4: "{60 words}\n\n### Setup\n\n{60 words}"})
    assert codes(fine) == ["STR006"]
    message = found(fine)[0].message
    assert message == "`###` inside the answer ends it for the official tool: 62 words after it are not counted."
    short = report(answers={4: "{20 words}\n\n### Setup\n\n{20 words}"})
    assert codes(short) == ["LEN001", "STR006"]


def test_a_heading_in_the_last_answer_makes_the_official_tool_stop() -> None:
    text = report(answers={31: "{60 words}\n\n### Ada\n\n{60 words} We used no AI."})
    assert sorted(codes(text)) == ["STR006", "STR008"]
    stops = next(one for one in found(text) if one.code == "STR008")
    assert "takes the last answer twice" in stops.hint


def test_a_deleted_marker_is_named_with_its_effect() -> None:
    text = report(chunks={9: chunk(9, words(120), marker="\n\n")})
    assert sorted(codes(text)) == ["STR004", "STR008"]
    stops = next(one for one in found(text) if one.code == "STR008")
    assert stops.message == (
        "The official tool stops here: ValueError: Number of answers are different from the expected 31."
        " Have you changed the template?"
    )
    assert stops.hint == "It finds 30 answers where it expects 31: question 9 has no `Answer:`."
    assert text.split("\n")[stops.span.line - 1] == "### Question 9"


def test_a_run_of_missing_questions_is_one_finding() -> None:
    text = report(chunks={8: "", 9: "", 10: "", 20: ""})
    missing = [one for one in found(text) if one.code == "STR001"]
    assert [(one.question, one.message) for one in missing] == [
        (8, "Missing from the report, and so are questions 9 and 10."),
        (20, "Missing from the report."),
    ]


def test_a_marker_on_its_way_through_a_sentence_is_seen() -> None:
    text = report(answers={4: "{80 words} Answer: {80 words}"})
    assert "STR007" in codes(text)


def test_text_above_a_marker_in_mid_sentence_is_never_lost_in_silence() -> None:
    diagnostics = found(report(chunks={9: chunk(9, "{80 words} Answer: {110 words}", marker="\n\n")}))
    assert [(one.code, one.message) for one in diagnostics] == [
        ("STR007", "`Answer:` stands in the middle of the answer; the official tool cuts the text there.")
    ]


def test_findings_come_in_the_order_of_the_text() -> None:
    text = report(answers={4: "no", 6: "", 9: "{300 words}", 29: "{250 words}"})
    lines = [one.span.line for one in found(text)]
    assert lines == sorted(lines)
    assert codes(text) == ["LEN001", "PLH001", "LEN002", "FIG001"]


def test_figures_are_counted_as_the_official_tool_counts() -> None:
    assert codes(report(answers={19: f"`{FIGURE}`"})) == ["FIG009"]
    assert codes(report(answers={19: FIGURE * 3})) == ["FIG002"]
    assert codes(report(answers={19: "<img src='figures/bucket.png' alt='Our bucket'>"})) == ["FIG010"]


def test_every_answer_that_the_official_tool_fails_has_a_finding() -> None:
    text = report(answers={n: f"{{{n * 9} words}}" for n in range(3, 32)})
    checked = examine(read_text(text))
    named = {one.question for one in checked.diagnostics if one.severity.fails}
    failed = {answer.number for answer in checked.verdict.answers if not answer.passed}
    assert failed
    assert failed <= named


@pytest.mark.parametrize(
    "body",
    [
        "> **Asked?**\n\n{110 words}\n\n> Answer:\n",
        "> **Asked?**\n\n{55 words}\n\n> Answer:\n\n{110 words}",
        "{110 words}\n\n> **Asked?**\n>\n> Answer:\n",
        "> **Asked?**\n>\n> Example:\n> {110 words}\n>\n> Answer:\n",
    ],
)
def test_an_answer_above_its_marker_is_told(body: str) -> None:
    diagnostics = found(report(chunks={4: f"### Question 4\n\n{body}\n\n"}))
    assert [one.code for one in diagnostics] == ["STR007"]
    assert "above `Answer:`; the official tool does not see them." in diagnostics[0].message


def test_an_unclosed_fence_is_one_finding_at_its_line() -> None:
    broken = report(answers={20: "{12 words}\n\n" + FIGURE + "\n\n```\ncode"})
    diagnostics = found(broken)
    assert [(one.code, one.question) for one in diagnostics] == [("REN003", 20)]
    assert broken.split("\n")[diagnostics[0].span.line - 1] == "```"
    assert diagnostics[0].message.endswith("it takes in 11 questions.")
    assert diagnostics[0].hint == "Close it with a line of three backticks."


def test_a_fence_left_open_that_another_one_closes_is_one_finding() -> None:
    other = "{120 words}\n\n```\n# a comment\nmake\n```\n"
    text = report(answers={4: "{120 words}\n\n```\nmake", 9: other, 12: other.replace("120", "60")})
    assert [(one.code, one.question) for one in found(text)] == [("REN003", 4)]


def test_a_report_swallowed_whole_is_judged_and_shown_all_the_same() -> None:
    checked = examine(read_text(report(title="# Title\n\n<!-- never closed")))
    assert [one.code for one in checked.diagnostics] == ["REN003"]
    assert checked.verdict.passed == 31
    assert compose(checked, plain_context(checked.report)).pieces


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_official_failure_is_never_a_surprise_whatever_is_done_to_the_lines(data: st.DataObject) -> None:
    lines = report(answers={n: words(n * 12) for n in range(3, 20)}).split("\n")
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(60, len(lines) - 1))
        change = data.draw(
            st.sampled_from(["delete", "double", "> Answer:", "Answer:", "### Mine", "## Mine", "```", "> x"])
        )
        if change == "delete":
            del lines[at]
        else:
            lines.insert(at, lines[at] if change == "double" else change)
    if not is_report("\n".join(lines)):
        return
    checked = examine(read_text("\n".join(lines)))
    errors = any(one.severity is Severity.ERROR for one in checked.diagnostics)
    named = {one.question for one in checked.diagnostics if one.severity.fails}
    assert checked.verdict.error is None or errors
    for answer in checked.verdict.answers:
        assert answer.passed or errors or answer.number in named


def test_bytes_that_are_no_utf_8_are_an_error_with_a_line() -> None:
    data = filled(report(answers={4: "{120 words} \xff"})).encode("latin-1")
    diagnostics = check(read_text(data))
    assert [one.code for one in diagnostics] == ["STR008"]
    assert "\xff".encode("latin-1") in data.split(b"\n")[diagnostics[0].span.line - 1]
    data = report(answers={4: "{120 words} \ufffd"}).encode() + b"\n\xff"
    assert check(read_text(data))[-1].span.line == data.count(b"\n") + 1
