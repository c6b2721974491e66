"""What the formats of `mlops-report evidence` say of each kind of item, on evidence made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.evidence.model import Evidence, ItemEvidence, Trace, Verdict
from mkdocs_mlops_report.reporters.evidence import (
    RepositoryEvidence,
    evidence_as_json,
    render,
    state_of,
    summary_of,
)


def item(ticked: bool | None, verdict: Verdict, *traces: Trace) -> ItemEvidence:
    return ItemEvidence(1, "tests", "Unit tests", "", ticked, verdict, traces)


@pytest.mark.parametrize(
    ("ticked", "verdict", "expected"),
    [
        (True, "strong", "evidence"),
        (True, "weak", "hint only"),
        (True, "template", "unchanged template file"),
        (True, "none", "no trace"),
        (True, "unseen", "cannot be seen in a repository"),
        (False, "strong", "could be ticked"),
        (False, "weak", "hint only"),
        (False, "none", "nothing found"),
        (None, "strong", "evidence"),
        (None, "none", "nothing found"),
        (None, "unseen", "cannot be seen in a repository"),
    ],
)
def test_each_state_has_its_words(ticked: bool | None, verdict: Verdict, expected: str) -> None:
    assert state_of(item(ticked, verdict)) == expected


def test_a_whole_file_is_line_1_in_json() -> None:
    found = Evidence("", True, (item(True, "strong", Trace("tests/test_a.py", 0), Trace("a.py", 7)),), ())
    (data,) = evidence_as_json(found)["items"]
    assert [one["line"] for one in data["evidence"]] == [1, 7]


def test_a_summary_counts_what_was_asked() -> None:
    items = (
        item(True, "strong"),
        item(True, "weak"),
        item(True, "none"),
        item(False, "strong"),
        item(False, "none"),
        item(None, "strong"),
    )
    assert summary_of(Evidence("", True, items, ())) == (
        "3 of 5 items ticked, 1 with evidence; 1 without a trace; 1 more could be ticked."
    )
    unasked = (item(None, "strong"), item(None, "weak"), item(None, "none"))
    assert summary_of(Evidence("", True, unasked, ())) == "1 of 3 items have evidence."


def test_colours_tell_claims_from_open_items() -> None:
    items = (item(True, "none"), item(False, "none"), item(None, "none"), item(False, "strong"), item(True, "weak"))
    one = RepositoryEvidence("birds", "", Evidence("", True, items, ()), {})
    rows = render("table", [one], color=True).split("\n")[1:6]
    assert [row.partition("\x1b[")[2].partition("m")[0] for row in rows] == ["31", "2", "2", "34", "33"]


def test_a_table_names_two_files_of_many() -> None:
    traces = (Trace("a.py", 1), Trace("b.py", 0, committed=False), Trace("c.py", 3))
    one = RepositoryEvidence("birds", "", Evidence("", True, (item(True, "strong", *traces),), ()), {})
    row = render("table", [one]).split("\n")[1]
    assert row == "  1 [x] Unit tests  evidence  a.py:1, b.py (not committed yet)"
    assert "| 1 | yes | Unit tests | evidence | a.py:1, b.py (not committed yet) |" in render("markdown", [one])


def test_a_table_of_cells_has_no_control_characters() -> None:
    traces = (Trace("a\tb\x1b[2J\u202e.py", 1),)
    one = RepositoryEvidence("birds\x07", "", Evidence("", True, (item(True, "strong", *traces),), ()), {})
    assert render("csv", [one]).endswith('"birds\ufffd","","1","tests","yes","strong","a b\ufffd[2J\ufffd.py","1"')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\x07=", " \x07 @"])
def test_no_cell_is_a_formula(start: str) -> None:
    one = RepositoryEvidence(f"{start}1", "", Evidence("", True, (item(True, "strong"),), ()), {})
    assert render("csv", [one]).split("\n")[-1].startswith(f'"\'{start}1"'.replace("\x07", "\ufffd"))


def test_a_repository_has_the_name_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trams").mkdir()
    monkeypatch.chdir(tmp_path / "trams")
    found = Evidence("", True, (item(True, "strong"),), ())
    names = [render("table", [RepositoryEvidence(path, "", found, {})]).split("\n")[0] for path in (".", "../birds")]
    assert names == ["trams", "../birds"]
