from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.fix.promise import FIXABLE
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.reporters.lines import sentence
from mkdocs_mlops_report.rules.engine import check
from mkdocs_mlops_report.rules.registry import all_rules
from tests.builders import FIGURE, MKDOCS, PICTURE, report, words
from tests.repositories import git
from tests.server.editor import Editor

SEVERITIES = {"error": 1, "warning": 2, "info": 3}
PLACEHOLDER = "--- question 4 fill here ---"


def expected(file: Path, text: str) -> list[tuple[Any, ...]]:
    """What `check` lists, with positions counted in UTF-16 from its offsets."""
    checked = check(read_report(file, text=text))
    return [
        (
            one.code,
            SEVERITIES[one.severity.value],
            utf16(checked.report.source.text, one.span.offset),
            utf16(checked.report.source.text, one.span.end_offset),
            sentence(one),
        )
        for one in checked.listed
    ]


def utf16(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(before) - 1, len(before[-1].encode("utf-16-le")) // 2


def shown(diagnostics: list[types.Diagnostic]) -> list[tuple[Any, ...]]:
    return [
        (
            one.code,
            int(one.severity or 0),
            (one.range.start.line, one.range.start.character),
            (one.range.end.line, one.range.end.character),
            one.message,
        )
        for one in diagnostics
    ]


def test_diagnostics_are_those_of_check(editor: Editor) -> None:
    answers = {4: words(71), 9: f"\U0001f680 {words(120)} {PLACEHOLDER}", 19: "![Ä](no.png)"}
    editor.file.write_text(report(answers=answers), "utf-8")
    found = editor.open()
    assert shown(found) == expected(editor.file, editor.text)
    assert {one.code for one in found} >= {"LEN001", "PLH002", "FIG003"}
    assert {one.source for one in found} == {"mlops-report"}


def test_a_column_counts_utf16_units(editor: Editor) -> None:
    editor.file.write_text(report(answers={4: f"{words(120)}\n\n\U0001f680\u00e9 {PLACEHOLDER}"}), "utf-8")
    (found,) = [one for one in editor.open() if one.code == "PLH002"]
    assert (found.range.start.character, found.range.end.character) == (4, 4 + len(PLACEHOLDER))


@pytest.mark.parametrize("count", [15, pytest.param(1000, marks=pytest.mark.fuzz)])
def test_random_edits_keep_diagnostics_equal_to_check(editor: Editor, folder: Path, count: int) -> None:
    answers = {4: f"{words(90)} \U0001f680", 9: f"{words(150)}\n{PLACEHOLDER}\n", 19: FIGURE}
    text = report(answers=answers).replace("\n", "\r\n", 400)
    editor.file.write_text(text, "utf-8", newline="")
    editor.open()
    dice = random.Random(16)
    pieces = ["x", " ", "\n", "\r\n", "\r", "```\n", "> Answer:", "\U0001f680", "\ud83d", "\ude80", "\u2028", "\f", ""]
    pieces += ["### Question 4\n", "![a](b.png)", "- [x] ", PLACEHOLDER, "<!--", "\u00e9\u0301", "\x85", "**"]
    for number in range(count):
        size = len(editor.text.encode("utf-16-le", "surrogatepass")) // 2
        start = dice.randrange(size + 1)
        end = min(size, start + dice.choice([0, 0, 0, 1, 2, 7, 40]))
        # The protocol has no position between the two characters of a line ending.
        start, end = start - editor.splits_ending(start), end - editor.splits_ending(end)
        found = editor.type(start, end, dice.choice(pieces))
        now = editor.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        assert shown(found) == expected(editor.file, now), number
        if number % 200 == 100:
            editor.file.write_text(now, "utf-8", newline="")
            command = [sys.executable, "-m", "mkdocs_mlops_report", "check", "--output-format", "json", "reports"]
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
            (read,) = json.loads(done.stdout)["reports"]
            lines = [(one["code"], one["line"] - 1) for one in read["diagnostics"]]
            assert [(one.code, one.range.start.line) for one in found] == lines
        if dice.random() < 0.2:  # so that the report does not fall apart
            editor.replace(text)


def test_quick_fix_is_the_edit_of_fix(editor: Editor) -> None:
    editor.file.write_text(report(answers={4: f"\U0001f680 {words(120)}\n\n{PLACEHOLDER}\n"}), "utf-8")
    (found,) = [one for one in editor.open() if one.code == "PLH002"]
    (action,) = editor.actions(found.range, ["quickfix"])
    assert (action.title, action.kind, action.is_preferred) == ("Delete the placeholder (PLH002)", "quickfix", True)
    assert [one.message for one in action.diagnostics or ()] == [found.message]
    assert editor.with_edits(action) == fixed(editor.text, {"PLH002"})


def test_unsafe_fix_is_offered_but_not_preferred(editor: Editor) -> None:
    editor.file.write_text(report(answers={4: f"{words(60)}\n\n## Set up\n\n{words(60)}"}), "utf-8")
    (found,) = [one for one in editor.open() if one.code == "STR006"]
    (action,) = editor.actions(found.range, ["quickfix"])
    assert (action.title, action.is_preferred) == ("Write the heading in bold (STR006, unsafe)", False)


def test_a_failing_fix_is_not_offered(editor: Editor) -> None:
    editor.file.write_text(report(answers={4: f"{words(96)}\n\n{PLACEHOLDER}\n"}), "utf-8")
    (found,) = [one for one in editor.open() if one.code == "PLH002"]
    assert editor.actions(found.range) == []


def test_fix_all_is_what_the_command_writes(editor: Editor) -> None:
    text = report(
        answers={
            4: f"{words(120)}\n\n{PLACEHOLDER}\n",
            9: f"![A](figures\\bucket.png) \u00e9\U0001f680\n\n{words(150)}",
            19: "[Bucket](figures/bucket.png)",
        }
    )
    editor.file.write_text(text, "utf-8")
    editor.open()
    everything = editor.range(0, len(editor.text))
    assert {one.kind for one in editor.actions(everything)} == {"quickfix"}
    (action,) = editor.actions(everything, ["source.fixAll"])
    command = [sys.executable, "-m", "mkdocs_mlops_report", "fix", str(editor.file)]
    subprocess.run(command, check=True, capture_output=True)
    written = editor.file.read_bytes().decode()
    assert written != text
    assert editor.with_edits(action) == written


def test_fix_all_does_what_is_not_listed(editor: Editor, folder: Path) -> None:
    config = folder / "docs" / "mkdocs.yaml"
    config.write_text(
        config.read_text("utf-8").replace("- mlops-report", "- mlops-report: {min_severity: error}"), "utf-8"
    )
    editor.file.write_text(report(answers={4: f"{words(120)}\n\n{PLACEHOLDER}\n"}), "utf-8")
    assert editor.open() == []
    (action,) = editor.actions(editor.range(0, len(editor.text)), ["source.fixAll"])
    assert PLACEHOLDER not in editor.with_edits(action)


def test_hover_shows_the_rule(editor: Editor) -> None:
    editor.file.write_text(report(answers={19: "![Ours](figures/no.png)"}), "utf-8")
    (found,) = [one for one in editor.open() if one.code == "FIG003"]
    shown_text = editor.hover(found.range.start)
    rule = next(one for one in all_rules() if one.code == "FIG003")
    for part in ("**FIG003** figure-missing", rule.what, rule.why, rule.example.strip()):
        assert part in shown_text
    assert editor.hover(types.Position(0, 0)) == ""


def test_hover_shows_the_rule_that_a_config_names(editor: Editor, folder: Path) -> None:
    editor = editor.other(folder / "docs" / "mkdocs.yaml")
    text = MKDOCS + "      rules: {LEN002: info, XYZ999: off}\n"
    assert editor.open(text, "yaml") == []
    assert editor.hover(editor.position(text.index("LEN002") + 3)).startswith("**LEN002** answer-too-long")
    assert editor.hover(editor.position(text.index("XYZ999"))) == ""


def test_lenses_show_lengths_and_evidence(editor: Editor, folder: Path) -> None:
    checklist = """
## Overall project checklist

### Week 1

* [x] Tests of the data <!-- evidence: tests-data -->
* [x] Deployed <!-- evidence: docker-files -->
* [ ] A workflow <!-- evidence: ci -->
"""
    text = report(answers={4: words(71)}, checklist=checklist)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_data.py").write_text("def test_shape():\n    assert load_data().shape\n")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    editor.file.write_text(text, "utf-8")
    editor.open()
    lenses = editor.ask(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(editor.document))
    lines = editor.text.split("\n")
    titles = {lines[one.range.start.line]: one.command.title for one in lenses if one.command}
    assert titles["### Question 4"] == "71 words (100–200, 29 short)"
    assert titles["### Question 19"].endswith("1 figure (1–2)")
    assert (
        titles["* [x] Tests of the data <!-- evidence: tests-data -->"]
        == "◐ a hint: tests/test_data.py:1 (not committed yet)"
    )
    assert titles["* [x] Deployed <!-- evidence: docker-files -->"] == "✗ no trace in the repository"
    assert not [line for line in titles if line.startswith("* [ ]")]


def test_symbols_are_the_questions(editor: Editor) -> None:
    editor.file.write_text(report(answers={4: words(71)}), "utf-8")
    editor.open()
    found = editor.ask(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, types.DocumentSymbolParams(editor.document))
    names = [one.name for one in found if one.name.startswith("Question")]
    assert names[3].startswith("Question 4: ")
    assert len(names) == 31
    fourth = next(one for one in found if one.name.startswith("Question 4:"))
    assert fourth.detail == "71 words"
    assert editor.text.split("\n")[fourth.selection_range.start.line] == "### Question 4"
    checklist = [one for one in found if one.name.startswith("Checklist: ")]
    assert [one.name for one in checklist] == [f"Checklist: {name}" for name in ("Week 1", "Week 2", "Week 3", "Extra")]


@pytest.mark.parametrize(
    ("started", "inserted"),
    [
        ("![Ours](", "figures/our%20plot.png"),
        ("![Ours](figures/", "figures/our%20plot.png"),
        ('<img src="', "figures/our%20plot.png"),
    ],
)
def test_paths_of_figures_are_completed(editor: Editor, started: str, inserted: str) -> None:
    figures = editor.file.parent / "figures"
    (figures / "our plot.png").write_bytes(b"x")
    (figures / "notes.txt").write_text("x")
    (figures / "outside.png").symlink_to("/etc/hostname")
    editor.file.write_text(report(answers={19: f"\U0001f680 {started}"}), "utf-8")
    editor.open()
    at = len(editor.text[: editor.text.index(started) + len(started)].encode("utf-16-le")) // 2
    edits = editor.completions(editor.position(at))
    assert set(edits) == {"figures/bucket.png", "figures/our plot.png"}
    edit = edits["figures/our plot.png"]
    assert edit.new_text == inserted
    start, end = editor.offset(edit.range.start), editor.offset(edit.range.end)
    units = editor.text.encode("utf-16-le")
    assert units[2 * start : 2 * end].decode("utf-16-le") == started.rpartition("(")[2].rpartition('"')[2]


def test_nothing_is_completed_in_text(editor: Editor) -> None:
    editor.open()
    assert editor.completions(types.Position(3, 0)) == {}


def test_saved_config_counts_at_once(editor: Editor, folder: Path) -> None:
    editor.file.write_text(report(answers={4: words(71)}), "utf-8")
    assert "LEN001" in {one.code for one in editor.open()}
    (folder / "docs" / "mkdocs.yaml").write_text(
        MKDOCS.replace("- mlops-report", "- mlops-report:\n      rules: {LEN: off}")
    )
    found = editor.tell(types.TEXT_DOCUMENT_DID_SAVE, types.DidSaveTextDocumentParams(editor.document))
    assert "LEN001" not in {one.code for one in found}


def test_new_figure_counts_at_once(editor: Editor) -> None:
    editor.file.write_text(report(answers={19: "![Ours](figures/later.png)"}), "utf-8")
    assert "FIG003" in {one.code for one in editor.open()}
    figure = editor.file.parent / "figures" / "later.png"
    figure.write_bytes((editor.file.parent / "figures" / "bucket.png").read_bytes())
    event = types.FileEvent(figure.as_uri(), types.FileChangeType.Created)
    found = editor.tell(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, types.DidChangeWatchedFilesParams([event]))
    assert "FIG003" not in {one.code for one in found}


def test_wrong_config_is_one_sentence(editor: Editor, folder: Path) -> None:
    (folder / "docs" / "mkdocs.yaml").write_text(MKDOCS.replace("- mlops-report", "- mlops-report:\n      nave: true"))
    found = [one.message for one in editor.open()]
    assert found[0].endswith("`mlops-report` has no option `nave`; did you mean `nav`?")


def test_other_markdown_has_no_diagnostics(editor: Editor, folder: Path) -> None:
    editor = editor.other(folder / "README.md")
    assert editor.open("# Hello\n") == []
    assert editor.actions(editor.range(0, 3)) == []


def test_report_that_is_none_says_so(editor: Editor) -> None:
    (found,) = editor.open("# Hello\n")
    assert found.message.startswith("README.md is not an exam report")
    (found,) = editor.replace("")
    assert found.message.startswith("README.md is empty.")
    assert shown(editor.replace(report())) == expected(editor.file, report())


def test_document_that_was_never_saved_is_checked(editor: Editor) -> None:
    editor = editor.other(Path("/nowhere.md"))
    editor.uri = "untitled:Untitled-1"
    text = report(answers={4: words(71)})
    found = editor.open(text)
    assert [one.code for one in found] == [one.code for one in check(read_text(text)).findings]


def test_closed_document_has_no_diagnostics(editor: Editor) -> None:
    editor.file.write_text(report(answers={4: words(71)}), "utf-8")
    assert editor.open()
    assert editor.tell(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(editor.document)) == []


def fixed(text: str, codes: set[str]) -> str:
    return apply_fixes(text, lambda given: check(read_text(given), FIXABLE), codes=codes).text


def test_each_placeholder_on_a_line_has_a_fix(editor: Editor) -> None:
    editor.file.write_text(report(answers={4: f"{words(120)}\n\n{PLACEHOLDER} {PLACEHOLDER}\n"}), "utf-8")
    found = [one for one in editor.open() if one.code == "PLH002"]
    assert len(found) == 2
    for action in editor.actions(found[0].range, ["quickfix"]):
        assert action.edit is not None
        (change,) = action.edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        places = sorted((editor.offset(one.range.start), editor.offset(one.range.end)) for one in change.edits)
        assert all(one[1] <= other[0] for one, other in pairwise(places))


def test_fix_belongs_to_its_finding(editor: Editor, folder: Path) -> None:
    (folder / "train.py").write_text("x = 1\n")
    answer = f"{words(120)}\n\n[a](../Train.py)\n\n[b](../Nothing-at-all.py)\n"
    editor.file.write_text(report(answers={4: answer}), "utf-8")
    first, second = [one for one in editor.open() if one.code == "LNK001"]
    (action,) = editor.actions(first.range, ["quickfix"])
    assert action.title.startswith("Write the link")
    assert editor.actions(second.range, ["quickfix"]) == []


def test_file_with_a_name_that_is_no_text(editor: Editor) -> None:
    try:
        (editor.file.parent / "figures" / os.fsdecode(b"b\xff.png")).write_bytes(PICTURE)
    except OSError:
        pytest.skip("this file system takes only names that are text")
    found = editor.open()
    (unused,) = [one for one in found if one.code == "FIG014"]
    assert "figures/b\ufffd.png" in unused.message
    assert check(read_report(editor.file)).findings


@pytest.mark.parametrize(
    "uri", ["file:///c%3A/Users/x/reports/README.md", "file:///tmp/a%00b/README.md", "file://[bad/README.md", "x:y"]
)
def test_odd_address_is_checked_as_a_text(editor: Editor, uri: str) -> None:
    other = editor.other(editor.file)
    other.uri = uri
    found = other.open(report(answers={4: words(71)}))
    assert "LEN001" in {one.code for one in found}


def test_report_outlives_its_repository(editor: Editor, folder: Path) -> None:
    editor.file.write_text(report(answers={4: words(71)}), "utf-8")
    editor.open()
    shutil.rmtree(folder)
    assert "LEN001" in {one.code for one in editor.type(0, 0, " ")}
    saved = editor.tell(types.TEXT_DOCUMENT_DID_SAVE, types.DidSaveTextDocumentParams(editor.document))
    assert "LEN001" in {one.code for one in saved}


def test_link_leads_no_completion_out_of_the_repository(editor: Editor, tmp_path_factory: Any) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "private.png").write_bytes(PICTURE)
    text = report(answers={19: "![Ours]("})
    (outside / "README.md").write_text(text, "utf-8")
    editor.file.unlink()
    editor.file.symlink_to(outside / "README.md")
    editor.open()
    at = text.index("![Ours](") + len("![Ours](")
    assert editor.completions(editor.position(at)) == {}


def test_completion_finds_the_last_of_many(editor: Editor) -> None:
    for number in range(600):
        (editor.file.parent / "figures" / f"a{number:04}.png").touch()
    (editor.file.parent / "figures" / "zebra.png").touch()
    editor.file.write_text(report(answers={19: "![Ours](figures/ze"}), "utf-8")
    editor.open()
    at = editor.text.index("figures/ze") + len("figures/ze")
    assert set(editor.completions(editor.position(at))) == {"figures/zebra.png"}


@pytest.mark.parametrize(("sent", "code"), [("", 0), ("exit", 1)])
def test_exit_code_is_that_of_the_protocol(sent: str, code: int) -> None:
    body = json.dumps({"jsonrpc": "2.0", "method": sent}) if sent else ""
    message = f"Content-Length: {len(body)}\r\n\r\n{body}" if sent else ""
    command = [sys.executable, "-m", "mkdocs_mlops_report", "server"]
    done = subprocess.run(command, input=message.encode(), capture_output=True, check=False, timeout=60)
    assert done.returncode == code
