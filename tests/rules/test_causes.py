"""Which findings are one row, and in which order the rows are."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from mkdocs_mlops_report.exam import Recognition
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.reporters.lines import cause_line, summary
from mkdocs_mlops_report.rules.causes import Cause, causes_of
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.model import Severity
from mkdocs_mlops_report.rules.settings import Settings
from tests.builders import PICTURE, chunk, edition, report, settings_, words
from tests.repositories import git


def causes(text: str, settings: Settings | None = None) -> list[Cause]:
    return check(read_text(text), settings).causes


def rows(found: list[Cause]) -> list[tuple[str, int]]:
    return [(cause.first.code, len(cause.places)) for cause in found]


def on_disk(folder: Path, answers: dict[int, str]) -> CheckedReport:
    (folder / "reports" / "figures").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("a", "b", "c"):
        (folder / "reports" / "figures" / f"{name}.png").write_bytes(PICTURE)
    file = folder / "reports" / "README.md"
    file.write_text(report(answers=answers), "utf-8")
    return check(read_report(file, path="README.md"))


def test_errors_are_before_warnings_and_info() -> None:
    cut = "{120 words}\n\n## Set up\n\nmore"
    found = causes(report(answers={4: words(20), 19: "![my_image](https://a.b/c.png)", 24: cut}))
    assert rows(found) == [("STR006", 1), ("LEN001", 1), ("FIG008", 1)]
    assert [cause.severity for cause in found] == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_short_answers_are_one_row() -> None:
    (cause,) = causes(report(answers={number: words(number) for number in (4, 9, 10)}))
    assert cause.message == "3 answers are too short for the official check."
    assert cause.questions == (4, 9, 10)
    assert [one.detail for one in cause.places] == ["4 of 100", "9 of 100", "10 of 100"]


def test_unanswered_questions_are_one_row() -> None:
    unanswered = {number: f"--- question {number} fill here ---" for number in (4, 9)}
    (cause,) = causes(report(answers=unanswered))
    assert (cause.message, cause.hint) == ("2 questions are not answered.", "Write each answer below its `> Answer:`.")


def test_paths_from_the_root_are_one_row(tmp_path: Path) -> None:
    figures = {19: "![One of ours](reports/figures/a.png)", 20: "![Two of ours](reports/figures/b.png)"}
    checked = on_disk(tmp_path, {**figures, 21: "![Three of ours](Figures/c.png)"})
    found = [cause for cause in checked.causes if cause.first.code == "FIG006"]
    assert [len(cause.places) for cause in found] == [2, 1]
    assert found[0].message == "GitHub does not find 2 figures: paths are relative to the report's folder."
    assert found[0].hint == "Remove `reports/` from each path."
    line = cause_line("README.md", found[0])
    assert line.startswith(f"README.md:{found[0].lines[0]}: warning FIG006 (2×) Questions 19, 20: GitHub does not find")
    assert f"— lines {found[0].lines[0]} (`reports/figures/a.png` → `figures/a.png`), {found[0].lines[1]} (" in line


def test_a_figure_is_one_row_with_one_advice(tmp_path: Path) -> None:
    checked = on_disk(tmp_path, {19: "![](reports/figures/a.png)"})
    (cause,) = (one for one in checked.causes if one.first.question == 19)
    assert (cause.first.code, [one.code for one in cause.others]) == ("FIG006", ["FIG008"])
    assert cause.hint == "Write `figures/a.png`."
    assert len({one.cause for one in checked.findings if one.question == 19}) == 1


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("![](figures/no.png)", {"FIG003", "FIG008"}),
        ("![](figures/d.svg)", {"FIG004", "FIG008"}),
        ("`![x](figures/a.png)` [One](figures/a.png)", {"FIG005", "FIG009"}),
        ("`![x]( figures/a.png )` [One](figures/a.png)", {"FIG005", "FIG009"}),
        ("![](/reports/figures/a.png)", {"FIG006", "FIG008"}),
        ('<img src="figures/a.png">', {"FIG008", "FIG010"}),
        ("![](https://example.org/d.png)", {"FIG008", "FIG011"}),
        ("![](figures/cut.png)", {"FIG008", "FIG012"}),
        ("![](figures/jpeg.png)", {"FIG008", "FIG012"}),
        ("![](figures/heavy.png)", {"FIG008", "FIG013"}),
    ],
)
def test_all_about_a_figure_is_one_row(tmp_path: Path, answer: str, codes: set[str]) -> None:
    on_disk(tmp_path, {19: answer})
    figures = {
        "d.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "cut.png": PICTURE[:-12],
        "jpeg.png": b"\xff\xd8\xff\xe0" + bytes(8),
        "heavy.png": PICTURE[:-12] + bytes(3 << 20) + PICTURE[-12:],
    }
    for name, content in figures.items():
        (tmp_path / "reports" / "figures" / name).write_bytes(content)
    found = [one for one in check(read_report(tmp_path / "reports" / "README.md")).findings if one.question == 19]
    assert {one.code for one in found} == codes
    assert len({one.cause for one in found}) == 1


def test_a_sample_without_a_description_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = frozenset({sha256(PICTURE).hexdigest()})
    monkeypatch.setattr("mkdocs_mlops_report.rules.families.figure_files.sample_figures", lambda: samples)
    found = [one for one in on_disk(tmp_path, {19: "![](figures/a.png)"}).findings if one.question == 19]
    assert [one.code for one in found] == ["FIG007", "FIG008"]
    assert len({one.cause for one in found}) == 1


@pytest.mark.parametrize(("size", "found"), [(4 * 1024 * 1024, 1), (4 * 1024 * 1024 + 1, 0)])
def test_a_sample_has_at_most_four_mib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, found: int) -> None:
    image = PICTURE[:-12] + bytes(size - len(PICTURE)) + PICTURE[-12:]
    samples = frozenset({sha256(image).hexdigest()})
    monkeypatch.setattr("mkdocs_mlops_report.rules.families.figure_files.sample_figures", lambda: samples)
    (tmp_path / "reports" / "figures").mkdir(parents=True)
    (tmp_path / "reports" / "figures" / "a.png").write_bytes(image)
    file = tmp_path / "reports" / "README.md"
    file.write_text(report(answers={19: "![A](figures/a.png)"}), "utf-8")
    assert [one.code for one in check(read_report(file)).findings].count("FIG007") == found


def test_a_figure_outside_git_is_one_row(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "reports" / "figures").mkdir(parents=True)
    (tmp_path / "reports" / "figures" / "a.png").write_bytes(PICTURE)
    file = tmp_path / "reports" / "README.md"
    file.write_text(report(answers={19: "![](figures/a.png)"}), "utf-8")
    git(tmp_path, "add", "reports/README.md")
    found = [one for one in check(read_report(file)).findings if one.question == 19]
    assert [one.code for one in found] == ["FIG008", "FIG015"]
    assert len({one.cause for one in found}) == 1


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("* one two\n" * 45, ("LEN002", "LEN004")),
        ("one<br>two " * 30, ("LEN001", "LEN004")),
        (f"{words(45)}\n\n* a\n* b\n* c", ("LEN004", "LEN003")),
    ],
)
def test_a_length_is_one_row(answer: str, codes: tuple[str, str]) -> None:
    (cause,) = causes(report(answers={12: answer}), settings_({"LEN003": "info"}))
    assert (cause.first.code, *(one.code for one in cause.others)) == codes


def test_what_stops_the_official_check_comes_first() -> None:
    text = report(answers={4: words(20)}, chunks={9: chunk(9, words(120), marker="\n")})
    found = causes(text)
    assert (found[0].first.code, found[0].blocks) == ("STR008", True)
    assert [one.code for one in found[0].others] == ["STR004"]
    assert not found[1].blocks


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ({"STR001", "STR008"}, report(chunks={5: ""})),
        ({"STR004", "STR008"}, report(chunks={5: chunk(5, words(150), marker="> Awnser:\n\n")})),
        ({"STR006", "STR008"}, report(answers={31: f"{words(100)}\n\n### Roles\n\nThe rest."})),
        ({"STR007", "STR012"}, report().replace("## Version control\n", "## Version control\n\nAnswer:\n")),
        ({"STR008", "STR013"}, report().replace("### Question 5\n", "**Question 5**\n")),
    ],
)
def test_what_misleads_the_check_is_one_row(codes: set[str], text: str) -> None:
    assert codes in [{one.code for one in cause.findings} for cause in causes(text)]


def test_two_limits_and_a_length_are_one_row() -> None:
    prompt = "### Question 4\n\n> Ours\n>\n> Recommended answer length: 50-100 words.\n>\n> Answer:\n\n"
    (cause,) = causes(report(chunks={4: f"{prompt}{words(90)}\n\n" + "* a\n" * 8 + "\n"}))
    assert {one.code for one in cause.findings} == {"LEN004", "LEN005"}


def test_a_conflict_comes_before_what_it_causes() -> None:
    conflict = "<<<<<<< HEAD\n{150 words}\n=======\n{150 words}\n>>>>>>> main"
    found = causes(report(answers={4: conflict, 6: words(3)}))
    assert rows(found)[0] == ("STR010", 1)


def test_hidden_questions_are_not_missing() -> None:
    found = check(read_text(report(title="# Ours\n\n```", chunks={5: ""}))).findings
    (stops,) = [one for one in found if one.code == "STR008"]
    assert (stops.span.line, stops.span.end_line) == (1, 1)
    assert stops.note == "It finds 30 answers and expects 31: question 5 is missing."


@pytest.mark.parametrize(("of_report", "of_check"), [("2024-10-12", "2026-01-22"), ("2026-01-22", "2024-10-12")])
def test_an_unknown_cause_is_told_as_one(of_report: str, of_check: str) -> None:
    """No report that we know has one; here the edition of the check differs from that of the report."""
    recognition = Recognition(edition(of_report), edition(of_check), "fingerprints")
    made = read_text(report(of_report))._replace(recognition=recognition)
    (found,) = [one for one in check(made).findings if one.code == "STR008"]
    assert found.note.endswith(": the headings or the lines `> Answer:` differ from the template's.")
    assert (found.hint, found.span) == ("Compare them with the template.", made.questions[0].heading_span)


def test_a_conflict_is_why_the_check_stops() -> None:
    both = (chunk(4, words(count)) for count in (120, 150))
    found, *_ = causes(report(chunks={4: "<<<<<<< HEAD\n{}=======\n{}>>>>>>> main\n\n".format(*both)}))
    (stops,) = found.others
    assert (found.first.code, stops.code, stops.hint) == ("STR010", "STR008", "Resolve the conflict.")
    assert stops.note == "It finds 32 answers and expects 31: a merge conflict contains answers twice."


def test_only_errors_of_blocking_rules_come_first() -> None:
    conflict = "<<<<<<< HEAD\n{150 words}\n=======\n{150 words}\n>>>>>>> main"
    settings = Settings({"STR010": Severity.INFO})
    found = causes(report(answers={4: conflict, 6: words(3)}), settings)
    assert rows(found)[-1] == ("STR010", 1)


def test_the_same_finding_twice_is_one_row() -> None:
    text = report(answers={24: "{60 words}\n\n---\n", 25: "[](x)"})
    found = check(read_text(text))
    assert len(found.causes) <= len(found.findings)
    assert sum(len(cause.findings) for cause in found.causes) == len(found.findings)


@pytest.mark.parametrize(("lowest", "codes"), [("info", 2), ("warning", 1), ("error", 0)])
def test_less_serious_findings_are_not_listed(lowest: str, codes: int) -> None:
    text = report(answers={4: words(20), 28: ""})
    checked = check(read_text(text), Settings(min_severity=Severity(lowest)))
    assert len(checked.causes) == codes
    assert len(checked.findings) == 2
    hidden = {0: ".", 1: " (1 not listed).", 2: " (2 not listed)."}[2 - codes]
    assert summary(checked).endswith(f"Found 1 warning, 1 info{hidden}")


def test_the_summary_says_what_to_do_next() -> None:
    text = report(answers={4: "{120 words}\n\n--- question 4 fill here ---", 9: words(9), 10: words(9)})
    assert summary(check(read_text(text))).endswith(
        "Found 3 warnings in 2 causes. 1 fixable with `mlops-report fix`; 1 cause needs you."
    )


@pytest.mark.parametrize(
    ("identifier", "start"),
    [
        ("2026-01-09.2", "Template of 9 January 2026 (newest: 22 January 2026). The official check passes "),
        ("2026-01-22", "The official check passes "),
    ],
)
def test_the_summary_names_an_old_template(identifier: str, start: str) -> None:
    recognition = Recognition(edition(identifier), edition(identifier), "fingerprints")
    made = read_text(report(identifier))._replace(recognition=recognition)
    assert summary(check(made)).removeprefix("README.md: ").startswith(start)


def test_a_part_of_the_findings_still_has_rows() -> None:
    text = report(answers={12: "* one two\n" * 45})
    infos = [one for one in check(read_text(text)).findings if one.severity is Severity.INFO]
    assert [(cause.first.code, cause.severity) for cause in causes_of(infos)] == [("LEN004", Severity.INFO)]


def test_many_places_on_one_line_have_no_details() -> None:
    few = report(answers={4: f"{words(110)}\n\n" + "TODO: say more\n\n" * 3})
    many = report(answers={4: f"{words(110)}\n\n" + "TODO: say more\n\n" * 30})
    (short,) = (cause_line("README.md", one) for one in causes(few) if one.first.code == "PLH003")
    (long,) = (cause_line("README.md", one) for one in causes(many) if one.first.code == "PLH003")
    assert short.partition(" — lines ")[2].count("(`TODO:`)") == 3
    assert "TODO" not in long.partition(" — lines ")[2]
    assert long.partition(" — lines ")[2].count(", ") == 29


@pytest.mark.parametrize(("length", "detailed"), [(240, True), (241, False)])
def test_details_fill_the_room_for_them(length: int, detailed: bool) -> None:
    first, second = check(read_text(report(answers={4: words(20), 9: words(20)}))).findings
    frame = f"{first.span.line} (), {second.span.line} ()"
    details = ("a", "b" * (length - len(frame) - 1))
    (cause,) = causes_of([one._replace(detail=detail) for one, detail in zip((first, second), details, strict=True)])
    places = cause_line("README.md", cause).partition(" — lines ")[2]
    assert ("(a)" in places, len(places) == length) == (detailed, detailed)
    assert detailed or places == f"{first.span.line}, {second.span.line}"


def test_a_partly_fixable_cause_needs_you() -> None:
    first, second = check(read_text(report(answers={4: words(20), 9: words(20)}))).findings
    for fixable, needs_you in (((False, False), True), ((True, False), True), ((True, True), False)):
        found = [one._replace(fixable=can) for one, can in zip((first, second), fixable, strict=True)]
        (cause,) = causes_of(found)
        assert (cause.fixable, cause.needs_you) == (sum(fixable), needs_you)


def test_a_fix_elsewhere_leaves_the_cause_to_you(tmp_path: Path) -> None:
    (cause,) = (one for one in on_disk(tmp_path, {19: "![](../../x.png)"}).causes if one.questions == (19,))
    others = tuple(one._replace(fixable=True) for one in cause.others)
    assert others
    assert cause._replace(others=others).needs_you


def test_a_missing_marker_is_one_cause() -> None:
    (found,) = causes(report(chunks={4: "### Question 4\n\n> Ours\n\n"}))
    assert (found.first.code, [one.code for one in found.others]) == ("STR008", ["PLH001", "STR004"])
    (found,) = causes(report(answers={4: ""}))
    assert (found.first.code, found.others) == ("PLH001", ())


def test_a_hidden_marker_is_not_the_cause() -> None:
    """Code that is not closed hides questions, so a marker below them is no extra one."""
    open_code = "### Question 10\n\n> Ours\n>\n> Answer:\n\n```\n{80 words}\n\n"
    hidden = "### Question 11\n\nOur Answer: more\n\n### Question 5\n\n> Answer:\n\n{80 words}\n\n"
    found = check(read_text(report(chunks={10: open_code, 11: hidden}))).findings
    assert [one.code for one in found] == ["STR008", "REN003"]
    assert found[0].hint == "Compare them with the template."


def test_an_extra_marker_is_not_only_disorder() -> None:
    """Questions 3 and 4 have changed places, and `Answer:` occurs in the answer to question 1."""
    chunks = {1: "### Question 1\n\n> Ours\n\nOur Answer: 7\n\n", 3: chunk(4, words(100)), 4: chunk(3, words(100))}
    codes = [one.code for one in check(read_text(report(chunks=chunks))).findings]
    assert codes == ["STR007", "STR003", "STR012"]
