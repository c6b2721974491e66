"""Fixes: each one, what it must never do, and the command."""

from __future__ import annotations

import os
import stat
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_mlops_report.cli.main import main
from mkdocs_mlops_report.fix.apply import Fixed, apply_fixes
from mkdocs_mlops_report.fix.edits import replaced_line
from mkdocs_mlops_report.fix.promise import FIXABLE
from mkdocs_mlops_report.page.context import Image, PageContext
from mkdocs_mlops_report.page.render import Renderer
from mkdocs_mlops_report.report.reader import NotAReportError, read_report, read_text
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.text.source import Source
from tests.builders import PICTURE, edition, prompt, report, words
from tests.conftest import SHARED

PROMPT = prompt(edition().questions[3]).rstrip()
NAMES = sorted(file.parents[1].name for file in SHARED.glob("reports/*/reports/README.md"))


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


def seen_words(checked: CheckedReport) -> list[tuple[int, list[str]]]:
    """The words of each answer on the page, with the text of its figures, read from the HTML instead of the model."""
    found = []
    for question in checked.report.questions:
        html = Renderer(PageContext(link=lambda url: url, figure=Image), Files(None, None)).html(
            question.answer.tokens, "x"
        )
        soup = BeautifulSoup(html, "html.parser")
        for caption in soup.select("figcaption"):
            caption.decompose()
        for image in soup.select("img"):
            image.replace_with(f" {image.get('alt', '')} ")
        # The template's dashes are no words, nor is the frame of a table that shows as text.
        found.append((question.number, [word for word in soup.get_text(" ").split() if word.strip("-\u2013\u2014|:")]))
    return found


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


def hold(text: str, file: Path | None = None) -> None:
    """Mend a text, and hold the result against what was promised."""

    def checked(changed: str) -> CheckedReport:
        return check(read_report(file, text=changed) if file else read_text(changed), FIXABLE)

    before, result = checked(text), apply_fixes(text, checked)
    if not {one.code for one in result.done} & {"FIG006", "FIG009"}:  # there text becomes a figure
        assert seen_words(before) == seen_words(result.checked)
    if before.verdict.error is None:
        assert result.checked.verdict.error is None
        passed = {answer.number for answer in before.verdict.answers if answer.passed}
        assert passed <= {answer.number for answer in result.checked.verdict.answers if answer.passed}
    if result.done and any(one.code != "CHK001" for one in result.done):
        # A figure instead of a link may need a description: that is less serious.
        assert sum(one.severity.weight for one in result.checked.findings) < sum(
            one.severity.weight for one in before.findings
        )
    again = apply_fixes(result.text, checked)
    assert (again.text, again.done) == (result.text, ())


SIGNS = (
    *("--- question 4 fill here ---", "---", "Answer: ", "> Answer:", "> ", "```", "## Head", "* [ X] a"),
    *("![a](b.png)", "`![a](b.png)`", "[a](b.png)", "<!--", "-->", "<<<<<<< HEAD", "=======", ">>>>>>> b"),
    *("\\", "*", "_", "|", ""),
)
SICK = report(
    answers={
        4: f"--- {LONG} ---",
        5: f"{LONG}\n\n--- question 5 fill here ---",
        7: f"{words(60)}\n---\nmore",
        19: "`![Our bucket](figures/bucket.png)`",
    },
    chunks={9: f"### Question 9\n\n{prompt(edition().questions[8]).rstrip()} {LONG}\n\n"},
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(SIGNS), st.booleans()), max_size=5))
def test_changed_reports_lose_nothing(changes: list[tuple[int, str, bool]]) -> None:
    lines = SICK.split("\n")
    for place, sign, insert in changes:
        at = place % len(lines)
        lines[at : at + (0 if insert else 1)] = [sign]
    with suppress(NotAReportError):
        hold("\n".join(lines))


@pytest.mark.skipif(not NAMES, reason=f"no real reports at {SHARED}")
@pytest.mark.parametrize("name", NAMES)
def test_real_reports_lose_nothing(name: str) -> None:
    file = SHARED / "reports" / name / "reports" / "README.md"
    hold(file.read_bytes().decode("utf-8"), file)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "reports").mkdir()
    file = tmp_path / "reports" / "README.md"
    file.write_bytes(report(answers={4: f"{LONG}\n\n--- question 4 fill here ---"}).encode())
    monkeypatch.chdir(tmp_path)
    return file


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["fix", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_fix_prints_what_it_did(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository.chmod(0o640)
    assert run() == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("reports/README.md:")
    assert out[0].endswith(": PLH002 Question 4: delete the placeholder.")
    assert out[-1].startswith("reports/README.md: Applied 1 fix; ")
    assert stat.S_IMODE(repository.stat().st_mode) == 0o640
    assert os.listdir(repository.parent) == ["README.md"]  # noqa: PTH208
    assert run() == 0
    assert capsys.readouterr().out.startswith("reports/README.md: Nothing to fix; ")


def test_diff_and_check_change_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = repository.read_bytes()
    assert run("--diff") == 1
    shown = capsys.readouterr()
    assert "\n---- question 4 fill here ---\n" in shown.out
    assert "PLH002 Question 4: delete the placeholder." in shown.err
    assert "Would apply 1 fix" in shown.err
    assert run("--check") == 1
    assert "Would apply 1 fix" in capsys.readouterr().out
    assert run("--check", "--select", "CHK") == 0
    assert repository.read_bytes() == before


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_git_applies_the_diff(line_break: str, repository: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    answer = (
        f"{LONG}\n\n\tmake\ttrain\n\nA \u2028 line, a \x0b tab, a \x1b sign.\n\n--- question 4 fill here ---\n\n\tmake"
    )
    before = report(answers={4: answer}).replace("\n", line_break).encode()
    repository.write_bytes(before)
    assert run("--diff") == 1
    patch = capfdbinary.readouterr().out
    assert run() == 0
    after = repository.read_bytes()
    assert after != before
    repository.write_bytes(before)
    done = subprocess.run(
        ["git", "apply", "-"], input=patch, cwd=repository.parents[1], capture_output=True, check=False
    )
    assert done.stderr == b""
    assert repository.read_bytes() == after


def test_an_ignored_question_is_left_alone(repository: Path) -> None:
    dashes = "\n\n--- question {} fill here ---"
    answers = {8: f"{words(120)}{dashes.format(8)}", 13: f"{words(250)}{dashes.format(13)}"}
    repository.write_text(report(answers=answers), "utf-8")
    ignore = "ignore: [{rule: PLH002, questions: [8], reason: agreed}]"
    (repository.parents[1] / "mkdocs.yml").write_text(f"plugins: [{{mlops-report: {{{ignore}}}}}]\n", "utf-8")
    for select in ((), ("--select", "PLH"), ("--select", "PLH,")):
        assert run("--check", *select) == 1
    assert run() == 0
    assert "question 8 fill here" in repository.read_text("utf-8")
    assert "question 13 fill here" not in repository.read_text("utf-8")


def test_what_the_site_ignores_is_left(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository.parents[1] / "mkdocs.yml").write_text("plugins: [{mlops-report: {rules: {PLH002: off}}}]\n", "utf-8")
    assert run("--check") == 0
    assert "Nothing to fix" in capsys.readouterr().out


def test_bad_input_is_one_sentence(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--select", "PHL") == 2
    assert "did you mean `PLH`?" in capsys.readouterr().err
    assert run("nowhere") == 2
    assert "nowhere does not exist." in capsys.readouterr().err
    repository.write_bytes(repository.read_bytes() + b"\xff\n")
    assert run() == 2
    assert "UTF-8" in capsys.readouterr().err


def test_interrupted_run_keeps_the_old_file(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = repository.read_bytes()

    def stopped(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        main(["fix"])
    assert repository.read_bytes() == before
    assert os.listdir(repository.parent) == ["README.md"]  # noqa: PTH208


def test_a_link_to_the_report_stays_a_link(repository: Path) -> None:
    link = repository.parents[1] / "report.md"
    link.symlink_to(repository)
    assert run(str(link)) == 0
    assert link.is_symlink()
    assert "question 4 fill here" not in repository.read_text("utf-8")


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
