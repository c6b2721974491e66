"""Fixes: what each one writes, and how many of them go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.cli.main import main
from mkdocs_mlops_report.fix.apply import Fixed, apply_fixes
from mkdocs_mlops_report.fix.edits import replaced_line
from mkdocs_mlops_report.fix.promise import FIXABLE
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.text.source import Source
from tests.builders import PICTURE, edition, prompt, report, words

PROMPT = prompt(edition().questions[3]).rstrip()


def asked(text: str) -> dict[int, str]:
    """Question 4 with this text below its prompt, marker included."""
    return {4: f"### Question 4\n\n{PROMPT}\n{text}\n\n"}


def fixed(text: str, *, unsafe: bool = False) -> Fixed:
    return apply_fixes(text, lambda changed: check(read_text(changed), FIXABLE), unsafe=unsafe)


def on_disk(folder: Path, text: str, **pictures: bytes) -> Fixed:
    """Fix a report that has figures beside it."""
    figures = folder / "reports" / "figures"
    figures.mkdir(parents=True)
    for name, content in {"bucket.png": PICTURE, **pictures}.items():
        (figures / name.replace("_", ".")).write_bytes(content)
    (folder / ".git").mkdir()
    file = folder / "reports" / "README.md"
    file.write_text(text, "utf-8")
    return apply_fixes(text, lambda changed: check(read_report(file, text=changed)))


def part(text: str, number: int = 4) -> str:
    """What is below the prompt of a question."""
    body = text.split(f"### Question {number}\n", 1)[1].split("### Question", 1)[0]
    return body.split("Answer:", 1)[1].strip("\n") if "Answer:" in body else body


LONG = words(120)


MENDED = {
    "a placeholder beside an answer": (
        report(answers={4: f"{LONG}\n\n--- question 4 fill here ---"}),
        LONG,
    ),
    "a placeholder at the end of a line": (report(answers={4: f"{LONG} --- question 4 fill here ---"}), LONG),
    "dashes around an answer": (report(answers={4: f"--- {LONG} ---"}), LONG),
    "dashes on lines of their own": (report(answers={4: f"---\n\n{LONG}\n\n---"}), LONG),
    "a paragraph under which dashes stand": (report(answers={4: f"{LONG}\n---\nmore"}), f"{LONG}\n\n---\nmore"),
    "a list right under text": (
        report(answers={4: f"{LONG} We use:\n- one\n- two"}),
        f"{LONG} We use:\n\n- one\n- two",
    ),
    "an answer on the marker's line": (report(chunks=asked(f"> Answer: {LONG}")), LONG),
    "an answer in the quote": (report(chunks=asked(f"> Answer:\n>\n> {LONG}\n> more")), f"{LONG}\nmore"),
    "an answer of several parts in the quote": (
        report(chunks=asked(f"> Answer:\n>\n> {LONG}\n>\n> ***\n>\n> more")),
        f"{LONG}\n\n***\n\nmore",
    ),
    "a placeholder alone in a fence": (
        report(answers={4: f"{LONG}\n\n```\n--- question 4 fill here ---\n```"}),
        LONG,
    ),
    "a placeholder in the middle of a line": (
        report(answers={4: f"{LONG} --- question 4 fill here --- and more"}),
        f"{LONG} and more",
    ),
    "an answer right under the quote": (report(chunks=asked(f"> Answer:\n{LONG}\nmore")), f"{LONG}\nmore"),
}


@pytest.mark.parametrize("name", MENDED)
def test_text_is_fixed_as_a_person_would(name: str) -> None:
    text, answer = MENDED[name]
    result = fixed(text)
    assert [one.code for one in result.done] != []
    assert part(result.text) == answer
    assert result.checked.verdict.passed >= check(read_text(text)).verdict.passed
    assert fixed(result.text).done == ()


def test_missing_marker_is_restored() -> None:
    asked_only = PROMPT.removesuffix("> Answer:").rstrip("> \n")
    text = report(chunks={4: f"### Question 4\n\n{asked_only}\n\n{LONG}\n\n"})
    assert check(read_text(text)).verdict.error is not None
    result = fixed(text)
    assert [one.what for one in result.done] == ["write `> Answer:` below the prompt"]
    assert result.checked.verdict.error is None
    assert part(result.text) == LONG


@pytest.mark.parametrize("spelling", ["> answer:", "> **Answer**:", "> Answer", "Answers:"])
def test_misspelled_marker_is_corrected(spelling: str) -> None:
    head = PROMPT.removesuffix("> Answer:").rstrip()
    result = fixed(report(chunks={4: f"### Question 4\n\n{head}\n{spelling}\n\n{LONG}\n\n"}))
    assert [one.code for one in result.done] == ["STR004"]
    assert "> Answer:" in result.text.split("### Question 4")[1].split("###")[0].split("\n")
    assert part(result.text) == LONG


def test_boxes_are_fixed_except_half_done_ones() -> None:
    items = "* [X ] One\n* [ x] Two\n* [] Three\n* [50%] Four\n* [x]Five\n* [ ] Six\n"
    result = fixed(report(checklist=f"## Overall project checklist\n\n### Week 1\n\n{items}\n"))
    lines = [line for line in result.text.split("\n") if line.startswith("* [")]
    assert lines == ["* [x] One", "* [x] Two", "* [ ] Three", "* [50%] Four", "* [x] Five", "* [ ] Six"]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("![Our bucket](figures\\bucket.png)", "![Our bucket](figures/bucket.png)"),
        ("![Our bucket](Figures/Bucket.PNG)", "![Our bucket](figures/bucket.png)"),
        ("![Our bucket](reports/figures/bucket.png)", "![Our bucket](figures/bucket.png)"),
        ("[Our plot](figures/plot.png)", "![Our plot](figures/plot.png)"),
        ("`![Our bucket](figures/bucket.png)`", "![Our bucket](figures/bucket.png)"),
    ],
)
def test_a_figure_that_nobody_sees_is_shown(written: str, right: str, tmp_path: Path) -> None:
    result = on_disk(tmp_path, report(answers={19: written}), plot_png=PICTURE)
    assert part(result.text, 19) == right


def test_path_with_a_space_is_encoded(tmp_path: Path) -> None:
    text = report(answers={19: "![Our bucket](figures/my bucket.png)"})
    folder = tmp_path / "reports" / "figures"
    folder.mkdir(parents=True)
    for name in ("my bucket.png", "bucket.png"):
        (folder / name).write_bytes(PICTURE)
    (tmp_path / ".git").mkdir()
    file = tmp_path / "reports" / "README.md"
    file.write_text(text, "utf-8")
    result = apply_fixes(text, lambda changed: check(read_report(file, text=changed)))
    assert part(result.text, 19) == "![Our bucket](figures/my%20bucket.png)"


def test_a_quoted_conflict_is_left_alone() -> None:
    versions = f"<<<<<<< HEAD\n> {words(100)}\n=======\n> {words(120)}\n>>>>>>> main\n\n"
    in_conflict, quoted = (f"### Question {number}\n\n> Ours\n>\n> Answer:\n" for number in (4, 9))
    result = fixed(report(chunks={4: in_conflict + versions, 9: f"{quoted}> {words(120)}\n\n"}))
    assert in_conflict + versions in result.text
    assert [fix.question for fix in result.done] == [9]
    assert not result.skipped


def test_no_passing_answer_fails_after_a_fix() -> None:
    result = fixed(report(answers={4: f"{words(96)}\n\n--- question 4 fill here ---"}))
    assert result.done == ()
    assert [one.why for one in result.skipped] == ["question 4 would have 96 words; the limit is 100–200"]


def test_unsafe_fixes_need_the_option() -> None:
    heading = report(answers={4: f"{words(60)}\n\n### Setup\n\n{words(60)}"})
    assert fixed(heading).text == heading
    assert part(fixed(heading, unsafe=True).text) == f"{words(60)}\n\n**Setup**\n\n{words(60)}"
    second = report(answers={4: f"{words(60)}\n\nAnswer: {words(60)}"})
    assert fixed(second).text == second
    assert "\n\nThe answer: " in fixed(second, unsafe=True).text
    conflict = report(answers={4: f"<<<<<<< HEAD\n{words(60)}\n=======\n{words(61)}\n>>>>>>> main"})
    assert fixed(conflict).text == conflict
    both = fixed(conflict, unsafe=True)
    assert part(both.text) == f"{words(60)}\n{words(61)}"
    assert [one.what for one in both.done] == ["delete the markers and keep both versions"]
    three = fixed(conflict.replace("=======\n", f"||||||| base\n{words(62)}\n=======\n"), unsafe=True)
    assert part(three.text) == f"{words(60)}\n{words(62)}\n{words(61)}"
    assert [one.what for one in three.done] == ["delete the markers and keep all three versions"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_the_fix_rewords_what_the_rule_reports(line_break: str) -> None:
    text = report(answers={9: f"{words(100)}\n\nAnswer: {words(60)}"})
    result = fixed(text.replace("\n", line_break), unsafe=True)
    assert result.text == text.replace("\nAnswer: ", "\nThe answer: ").replace("\n", line_break)


def test_the_marker_of_a_lost_heading_stays() -> None:
    lost = "> **Edited words?**\n>\n> Answer:\n\n{150 words}\n\n"
    text = report(answers={9: f"{words(100)}\n\nAnswer: {words(60)}"}, chunks={5: lost})
    result = fixed(text, unsafe=True)
    assert result.text == text.replace("\n\nAnswer: ", "\n\nThe answer: ")


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_byte_order_mark_stay(line_break: str, mark: str) -> None:
    text = mark + report(chunks=asked(f"> Answer: {LONG}")).rstrip("\n").replace("\n", line_break)
    result = fixed(text)
    assert result.done
    assert result.text.startswith(mark)
    assert result.text.count("\n") == result.text.count(line_break)
    assert not result.text.endswith("\n")


def test_missing_final_newline_stays_missing() -> None:
    text = report().rstrip("\n") + "\n\n--- question 31 fill here ---"
    result = fixed(text)
    assert [one.code for one in result.done] == ["PLH002"]
    assert result.text == report().rstrip("\n")


def counted(text: str) -> tuple[Fixed, int]:
    """Fix a text and count how often one is read."""
    read: list[str] = []

    def checked(changed: str) -> CheckedReport:
        read.append(changed)
        return check(read_text(changed), FIXABLE)

    return apply_fixes(text, checked), len(read)


TIGHT = f"{words(120)}\n- one\n- two"


LEFT = f"{words(120)}\n\n--- question 9 fill here ---"


def test_fixes_of_several_rules_are_read_once() -> None:
    result, reads = counted(report(answers={4: TIGHT, 9: LEFT}))
    assert [one.code for one in result.done] == ["PLH002", "REN004"]
    assert reads == 2


def test_a_refused_fix_costs_no_reading() -> None:
    answers = dict.fromkeys(range(3, 13), LEFT) | {8: f"{words(96)}\n\n--- question 8 fill here ---", 13: TIGHT}
    result, reads = counted(report(answers=answers))
    assert sorted(one.question or 0 for one in result.done) == [3, 4, 5, 6, 7, 9, 10, 11, 12, 13]
    assert [(one.fix.question, one.why) for one in result.skipped] == [
        (8, "question 8 would have 96 words; the limit is 100–200")
    ]
    assert reads == 2


def test_a_refused_fix_is_tried_once() -> None:
    result, reads = counted(report(answers={4: f"--- # {words(120)} ---"}))
    assert [(one.fix.code, one.why) for one in result.skipped] == [
        ("PLH005", "the answer to question 4 would lose `#`")
    ]
    assert reads == 2


def test_fixes_go_on_while_the_official_check_stops() -> None:
    answers = dict.fromkeys(range(3, 13), f"--- {words(120)} ---") | {8: f"--- {words(99)} ---"}
    text = report(answers=answers).replace("> Answer:", "> Reply:", 1)
    assert check(read_text(text), FIXABLE).verdict.error is not None
    result = fixed(text)
    done = sorted(one.question or 0 for one in result.done if one.code == "PLH005")
    assert done == [3, 4, 5, 6, 7, 9, 10, 11, 12]
    assert [(one.fix.question, one.why) for one in result.skipped if one.fix.code == "PLH005"] == [
        (8, "question 8 would have 99 words; the limit is 100–200")
    ]


def test_no_answer_fails_once_the_check_goes_on() -> None:
    text = report(answers={8: f"{words(96)}\n\n--- question 8 fill here ---", 9: LEFT, 10: TIGHT})
    result = fixed(text.replace("> Answer:", "> Anwser:", 1))
    assert result.checked.verdict.error is None
    assert {(one.code, one.question) for one in result.done} == {("STR004", 1), ("PLH002", 9), ("REN004", 10)}
    assert [(one.fix.code, one.fix.question) for one in result.skipped] == [("PLH002", 8)]


def test_lines_of_fixes_are_those_before_all_fixes() -> None:
    answer = f"---\n\n{words(120)}\n\none\n---"
    text = report(answers={4: answer, 9: answer, 12: TIGHT})
    result = fixed(text)
    assert len(result.steps) == 2  # the dashes are known to be the template's only after the first one
    lines = text.split("\n")
    at = {(one.code, one.question): lines[one.line - 1] for one in result.done}
    assert at[("PLH005", 9)] == at[("REN002", 9)] == "---"
    assert at[("REN004", 12)] == "- one"
    assert next(one.line for one in result.done if (one.code, one.question) == ("PLH005", 9)) < next(
        one.line for one in result.done if (one.code, one.question) == ("REN002", 9)
    )


def test_fixes_in_one_question_wait_for_each_other() -> None:
    result = fixed(report(answers={4: f"---\n\n{words(120)}\n---", 9: TIGHT}))
    assert "---" not in result.text
    assert {one.question for one in result.done} == {4, 9}


@pytest.mark.parametrize("left", ["> Asked?\n>\n> Answer:", "> Asked?\n>", "> Asked?"])
def test_restored_marker_has_one_blank_line_above(left: str, tmp_path: Path) -> None:
    """As in the template, whether or not that line went with the marker."""
    file = tmp_path / "README.md"
    file.write_text(report(chunks={4: f"### Question 4\n\n{left}\n\n{words(120)}\n\n"}), "utf-8")
    with pytest.raises(SystemExit):
        main(["fix", str(file)])
    fixed = file.read_text("utf-8").split("### Question 4\n\n")[1]
    assert fixed.startswith("> Asked?\n>\n> Answer:\n\nword1 ")


def test_a_byte_order_mark_stays_in_front() -> None:
    source = Source("\ufeff**Question 1**\nnext\n")
    edit = replaced_line(source, 1, "### Question 1")
    assert source.text[: edit.offset] + edit.text + source.text[edit.end :] == "\ufeff### Question 1\nnext\n"


def test_no_more_figures_than_allowed(tmp_path: Path) -> None:
    links = "[a](figures/a.png) [b](figures/b.png) [c](figures/c.png)"
    done = on_disk(tmp_path, report(answers={19: f"{links} {LONG}"}), a_png=PICTURE, b_png=PICTURE, c_png=PICTURE)
    assert part(done.text, 19).startswith("![a](figures/a.png) ![b](figures/b.png) [c](figures/c.png) ")
