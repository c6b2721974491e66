"""Rules as a whole: their documentation, their severities, and findings that no single case can show."""

from __future__ import annotations

import os
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.engine import check, check_again
from mkdocs_mlops_report.rules.families.origin import old_edition
from mkdocs_mlops_report.rules.model import FAMILIES, Finding, Rule, Severity
from mkdocs_mlops_report.rules.registry import all_rules
from mkdocs_mlops_report.rules.settings import Settings
from tests.builders import FIGURE, PICTURE, chunk, edition, example_report, filled, report, settings_, words

ROOT = Path(__file__).parents[2]
ALL_ON = Settings({rule.code: rule.severity for rule in all_rules()})


def found(text: str | Report) -> tuple[Finding, ...]:
    return check(read_text(text) if isinstance(text, str) else text).findings


def codes(text: str | Report) -> list[str]:
    return [one.code for one in found(text)]


def test_a_project_of_its_own_is_in_place(tmp_path: Path) -> None:
    file = tmp_path / "birds" / "reports" / "README.md"
    file.parent.mkdir(parents=True)
    file.write_text(report(), "utf-8")
    (tmp_path / ".git").mkdir()
    for folder in (tmp_path, tmp_path / "birds"):
        (folder / "pyproject.toml").touch()
    assert "STR009" not in codes(read_report(file, root=tmp_path))


def test_changed_limits_of_figures_are_said() -> None:
    """No edition of the template has changed them so far."""
    known = edition()
    limits = {4: Limit(1, 3), 14: None}
    changed = tuple(one._replace(figures=limits.get(one.number, one.figures)) for one in known.questions)
    context = Context(read_text(report("2025-01-24")), edition=known._replace(questions=changed))
    (finding,) = old_edition(context)
    assert "question 4 allows 1–3 figures instead of any number; " in finding.note
    assert "question 14 allows any number of figures instead of 1–3" in finding.note


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_rule_is_documented(rule: Rule) -> None:
    assert rule.family in FAMILIES
    assert re.fullmatch(r"[a-z0-9-]+", rule.name)
    assert rule.what.startswith("Checks for ")
    assert rule.what.endswith(".")
    assert rule.why.endswith(".")
    assert bool(rule.fix) == bool(rule.fix_note)
    assert len(rule.example.splitlines()) <= 30
    assert rule.example != rule.instead


NEEDS_MORE = {
    "STR001",
    "FIG005",
    "STR005",
    "STR009",
    "STR011",
    "PLH004",
    "CHK002",
    "FIG007",
    "FIG012",
    "FIG013",
    "FIG014",
    "FIG015",
    "LNK003",
    "IGN001",
    "EVD001",
    "EVD002",
    "EVD003",
    "EVD004",
}
"""Rules whose example describes files or the template in words: their cases have them."""


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if rule.code not in NEEDS_MORE], ids=lambda r: r.code)
@pytest.mark.parametrize("part", ["example", "instead"])
def test_example_shows_the_rule(rule: Rule, part: str, tmp_path: Path) -> None:
    made = example_report(tmp_path, getattr(rule, part))
    codes_found = {one.code for one in check(made, ALL_ON).findings}
    assert (rule.code in codes_found) is (part == "example")


SEVERITIES = {
    "STR": "E E W E I E E E I E I E E",
    "PLH": "W W W W I",
    "LEN": "W W - W W",
    "FIG": "W W E W W W W I W W I W I I I",
    "CHK": "W I W",
    "GRP": "W W W W",
    "ANS": "W I",
    "LNK": "W I I",
    "REN": "W W E - I",
    "EVD": "I I I I",
    "IGN": "W",
}
"""Error, warning, info or off by default, in the order of the codes of a family."""


@pytest.mark.parametrize("family", FAMILIES)
def test_severities_are_as_promised(family: str) -> None:
    rules = [rule for rule in all_rules() if rule.family == family]
    levels = " ".join(rule.severity.name[0] if rule.enabled else "-" for rule in rules)
    assert levels == SEVERITIES[family]


def test_report_in_order_has_no_findings() -> None:
    assert codes(report()) == []
    for identifier in ("2022-12-29", "2024-10-12", "2024-12-22", "2025-01-24"):
        assert codes(report(identifier)) == []


@pytest.mark.parametrize("number", [1, 4, 14, 19, 31])
def test_unanswered_question_is_one_finding(number: int) -> None:
    for answer in (f"--- question {number} fill here ---", "TODO: Ada writes this"):
        text = report(answers={number: answer})
        assert [(one.code[:3], one.question) for one in found(text)] == [("PLH", number)]


def test_another_encoding_is_named_with_its_byte() -> None:
    data = report(answers={4: f"{words(120)} caf\u00e9"}).encode("latin-1")
    (one,) = (one for one in check(read_text(data)).findings if one.code == "STR008")
    at = data.index(b"\xe9")
    assert one.message == (
        f"The official check stops: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position {at}: invalid"
        " continuation byte."
    )
    assert one.hint == (
        "Save the file as UTF-8; in VS Code, select the encoding in the status bar, then `Save with Encoding`."
    )
    assert one.note == f"Byte {at + 1:,} of the file (0xE9) is not UTF-8."
    assert one.span.line == data[:at].count(b"\n") + 1


def test_findings_are_in_text_order() -> None:
    text = report(answers={4: "no", 6: "", 9: "{300 words}", 29: "{250 words}"})
    lines = [one.span.line for one in found(text)]
    assert lines == sorted(lines)
    assert codes(text) == ["LEN001", "PLH001", "LEN002", "FIG001"]


def test_each_official_failure_has_a_finding() -> None:
    text = report(answers={n: f"{{{n * 9} words}}" for n in range(3, 32)})
    checked = check(read_text(text))
    named = {one.question for one in checked.findings if one.severity.fails}
    failed = {answer.number for answer in checked.verdict.answers if not answer.passed}
    assert failed
    assert failed <= named


def test_missing_questions_are_grouped() -> None:
    text = report(chunks={8: "", 9: "", 10: "", 20: ""})
    missing = [one for one in found(text) if one.code == "STR001"]
    assert [(one.question, one.message) for one in missing] == [
        (8, "Missing, and so are questions 9 and 10."),
        (20, "Heading is missing."),
    ]


def test_report_pasted_twice_is_one_finding() -> None:
    twice = [one for one in found(report() + "\n" + report(checklist=False)) if one.code == "STR002"]
    assert len(twice) == 1


@pytest.mark.parametrize("number", [4, 7, 12, 28])
def test_conflict_around_a_question_stops_the_check(number: int) -> None:
    question = chunk(number, words(80))
    conflict = f"<<<<<<< HEAD\n{question}\n=======\n{question}\n>>>>>>> main\n\n"
    assert set(codes(report(chunks={number: conflict}))) == {"STR010", "STR008"}


@pytest.mark.parametrize("number", [1, 4, 7, 12, 23])
def test_deleted_heading_is_one_finding(number: int) -> None:
    text = report().replace(f"### Question {number}\n", "", 1)
    # Without the heading of a section's first question, its answer is lost for the official check, which stops.
    pairs = [(one.code, one.question) for one in found(text) if one.code != "STR008"]
    assert pairs == [("STR001", number)]


@pytest.mark.parametrize("number", [1, 4, 9, 20, 27])
def test_deleted_marker_is_named_beside_the_stop(number: int) -> None:
    text = report()
    heading = f"### Question {number}\n"
    at = text.index("> Answer:\n", text.index(heading))
    text = text[:at] + text[at + len("> Answer:\n") :]
    line = text[: text.index(heading)].count("\n") + 1
    assert {(one.code, one.span.line) for one in found(text)} == {("STR004", line), ("STR008", line)}


@pytest.mark.parametrize("lost", [1, 2])
def test_open_fence_is_the_one_around_prose(lost: int) -> None:
    prose = "It was a bit of a struggle when we began with the cloud, as nobody had done it before."
    code = "```\nmake train\n```"
    parts = [prose, "```", prose, code] if lost == 1 else [prose, code, prose, "```", prose]
    text = report(answers={4: "\n\n".join([words(60), *parts])})
    fences = [number for number, line in enumerate(text.split("\n"), start=1) if line == "```"]
    assert [(one.code, one.span.line) for one in found(text)] == [("REN003", fences[0] if lost == 1 else fences[2])]


def test_closed_fence_elsewhere_is_not_reported() -> None:
    other = "{120 words}\n\n```\n# a comment\nmake\n```\n"
    text = report(answers={4: "{120 words}\n\n```\nmake", 9: other, 12: other.replace("120", "60")})
    assert [(one.code, one.question) for one in found(text)] == [("REN003", 4)]


def test_swallowed_report_is_judged_all_the_same() -> None:
    checked = check(read_text(report(title="# Title\n\n<!-- never closed")))
    assert [one.code for one in checked.findings] == ["REN003"]
    assert checked.verdict.passed == 31


def test_invalid_utf8_is_an_error_at_its_line() -> None:
    data = filled(report(answers={4: "{120 words} \xff"})).encode("latin-1")
    findings = check(read_text(data)).findings
    assert [one.code for one in findings] == ["STR008"]
    assert "\xff".encode("latin-1") in data.split(b"\n")[findings[0].span.line - 1]
    data = report(answers={4: "{120 words} \ufffd"}).encode() + b"\n\xff"
    assert check(read_text(data)).findings[-1].span.line == data.count(b"\n") + 1


def test_example_report_has_no_findings(tmp_path: Path) -> None:
    for name in ("reports", "dockerfiles"):
        shutil.copytree(ROOT / "example_site" / name, tmp_path / name)
    assert found(read_report(tmp_path / "reports" / "README.md")) == ()


def test_fingerprint_survives_moved_lines() -> None:
    text = report(answers={4: words(20), 9: words(20)})
    moved = text.replace("Instructions of ours.", "Instructions of ours.\n\nMore of them.")
    before, after = found(text), found(moved)
    assert [one.fingerprint for one in before] == [one.fingerprint for one in after]
    assert before[0].span.line != after[0].span.line
    assert len({one.fingerprint for one in before}) == len(before)


def test_rule_may_lower_its_severity() -> None:
    (one,) = found(report(answers={28: ""}))
    assert (one.code, one.severity) == ("PLH001", Severity.INFO)


def test_other_settings_give_other_findings() -> None:
    checked = check(read_text(report(answers={4: words(20), 9: words(300)})))
    before = [(one.code, one.severity) for one in checked.findings]
    assert before == [("LEN001", Severity.WARNING), ("LEN002", Severity.WARNING)]
    softer = Settings({"LEN001": Severity.INFO, "LEN002": None})
    assert [(one.code, one.severity) for one in check_again(checked, softer).findings] == [("LEN001", Severity.INFO)]
    assert check_again(checked, Settings()).findings == checked.findings


def test_other_settings_do_not_search_again() -> None:
    checked = check(read_text(report(answers={4: words(20)})), Settings({"LEN001": None}))
    known = (Finding(checked.report.source.span(1, 1), "Known.", "Nothing."),)
    again = check_again(checked._replace(found={**checked.found, "LEN002": known}), Settings())
    assert [(one.code, one.message) for one in again.findings if one.span.line == 1] == [("LEN002", "Known.")]
    assert "LEN001" in {one.code for one in again.findings}  # it was off before


def test_a_reduced_report_keeps_no_second_list() -> None:
    checked = check(read_text(report()))
    assert checked.found
    assert not checked.without_content().found
    assert not checked.without_tokens().found


def test_equal_findings_have_their_own_fingerprints() -> None:
    notes = found(report(answers={4: "{120 words}\n\nTODO: more\n\nTODO: more"}))
    assert [one.code for one in notes] == ["PLH003", "PLH003"]
    assert notes[0].fingerprint != notes[1].fingerprint


def test_a_fingerprint_depends_on_its_line() -> None:
    unused = settings_(ignore=[{"rule": "LEN002", "reason": "agreed"}])
    made = [check(read_text(report(title=title)), unused) for title in ("# Birds", "# Trams", " #  Birds ")]
    (birds, trams, spaced) = ([one.fingerprint for one in found.findings if one.span.line == 1] for found in made)
    assert len(birds) == 1
    assert birds == spaced != trams


@pytest.mark.skipif(os.name != "posix", reason="names of files that are no text")
def test_a_name_that_is_not_text_is_shown(tmp_path: Path) -> None:
    figures = tmp_path / "reports" / "figures"
    figures.mkdir(parents=True)
    (figures / os.fsdecode(b"caf\xe9.png")).write_bytes(PICTURE)
    (figures / "bucket.png").write_bytes(PICTURE)
    file = tmp_path / "reports" / "README.md"
    file.write_text(report(), "utf-8")
    (tmp_path / ".git").mkdir()
    (unused,) = [one for one in found(read_report(file)) if one.code == "FIG014"]
    assert "caf\ufffd.png" in unused.message + unused.hint


def test_nothing_is_judged_between_two_open_fences() -> None:
    fences = {5: "{150 words}\n\n```\nx = 1", 6: "{150 words}\n```\n\n{9 words}"}
    more = {11: "{150 words}\n\n```\nx = 1", 12: "{150 words}\n```\n\n{9 words}"}
    assert "LEN001" in codes(report(answers={8: "{20 words}"}))
    assert codes(report(answers={**fences, 8: "{20 words}", **more})) == ["REN003"]


def test_a_fingerprint_stays_the_same_in_later_versions() -> None:
    """What hosts know of a finding is lost when its fingerprint changes."""
    (one,) = found(report(answers={4: "just five words of ours"}))
    assert re.fullmatch(r"LEN001-[0-9a-f]{8}", one.cause)
    text = "LEN001|4|just five words of ours|1"
    assert one.fingerprint == sha256(text.encode()).hexdigest()[:16]
    for length, hashed in ((2000, False), (2001, True)):
        line = words(20).ljust(length, "x")
        (other,) = found(report(answers={4: line}))
        text = f"LEN001|4|{sha256(line.encode()).hexdigest() if hashed else line}|1"
        assert other.fingerprint == sha256(text.encode()).hexdigest()[:16]


def test_a_hundred_invisible_figures_are_enough() -> None:
    hidden = "<!-- ![x](figures/a.png) -->\n\n"
    counts = [
        sum(one.code == "FIG009" for one in found(report(answers={19: f"{FIGURE}\n\n{hidden * count}"})))
        for count in (99, 100, 101)
    ]
    assert counts == [99, 100, 100]
