"""The tables: read as a spreadsheet and a program would, and harmless in either."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mkdocs_mlops_report.cohort.tables import harmless
from tests.builders import report
from tests.cohort.groups import DEADLINE, Made, course, made, plain
from tests.project.documents import blocks

NOTES = "group,question,note,grade\n2,,late,02\n5,15,=HYPERLINK(1),7\n"
_LIMIT = {"type": ["array", "null"], "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
_COUNTED = {
    "type": "object",
    "required": ["value", "limit"],
    "additionalProperties": False,
    "properties": {"value": {"type": "integer"}, "limit": _LIMIT},
}


def strict(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has exactly these properties."""
    return {"type": "object", "required": [*properties], "additionalProperties": False, "properties": properties}


TEXT, NUMBER, MAYBE_TEXT = {"type": "string"}, {"type": "integer"}, {"type": ["string", "null"]}
MAYBE_NUMBER, MAYBE = {"type": ["integer", "null"]}, {"type": ["boolean", "null"]}
REPORT = strict(
    path=TEXT,
    project=TEXT,
    edition=TEXT,
    commit=MAYBE_TEXT,
    committed=MAYBE_TEXT,
    commits_since=NUMBER,
    official=strict(passed=NUMBER, questions=NUMBER, error=MAYBE_TEXT),
    answered=NUMBER,
    figures=strict(shown=NUMBER, expected=NUMBER),
    checklist=strict(ticked=NUMBER, items=NUMBER, with_evidence=MAYBE_NUMBER),
    findings={
        "type": "array",
        "items": strict(code=TEXT, severity={"enum": ["error", "warning", "info"]}, question=MAYBE_NUMBER),
    },
    questions={
        "type": "array",
        "items": strict(
            number=NUMBER,
            title=TEXT,
            state={"enum": ["fine", "short", "long", "figures", "unanswered"]},
            official=MAYBE,
            words=_COUNTED,
            figures=_COUNTED,
            note=MAYBE_TEXT,
            grade=MAYBE_TEXT,
        ),
    },
    items={
        "type": "array",
        "items": strict(
            id=TEXT,
            ticked=MAYBE,
            verdict={"enum": ["strong", "weak", "template", "none", "unseen", None]},
            files={"type": "array", "items": TEXT},
        ),
    },
)
SCHEMA = strict(
    schema={"const": 1},
    at=MAYBE_TEXT,
    groups={
        "type": "array",
        "items": strict(
            group=TEXT,
            repository=MAYBE_TEXT,
            columns={"type": "object", "additionalProperties": TEXT},
            page=MAYBE_TEXT,
            problem=MAYBE_TEXT,
            note=MAYBE_TEXT,
            grade=MAYBE_TEXT,
            report={"anyOf": [REPORT, {"type": "null"}]},
        ),
    },
)


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("course")
    course(folder)
    (folder / "notes.csv").write_text(NOTES, "utf-8")
    return made(folder, "groups.csv", "--at", DEADLINE, "--notes", "notes.csv")


def table(cohort: Made, name: str) -> list[dict[str, str]]:
    with (cohort.folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_one_row_per_group(cohort: Made) -> None:
    rows = table(cohort, "cohort.csv")
    assert [row["group"] for row in rows] == list("12345")
    first, second, third, fourth, _ = rows
    assert (first["repository"], first["official_passed"], first["official_questions"]) == ("clones/birds", "31", "31")
    assert (second["note"], second["grade"], second["with_evidence"]) == ("late", "02", "")
    assert (third["commits_since"], third["without_trace"], third["room"]) == ("1", "2", "room 1")
    assert (fourth["problem"], fourth["answered"], fourth["room"]) == ("There is no reports/README.md.", "", "room 0")
    assert third["committed"] == "2026-01-20T12:00:00+01:00"


def test_one_row_per_group_and_question(cohort: Made) -> None:
    rows = {(row["group"], row["question"]): row for row in table(cohort, "answers.csv")}
    assert len(rows) == 4 * 31
    missing, short, figure = rows["2", "15"], rows["5", "15"], rows["5", "19"]
    assert (missing["state"], missing["official"], missing["text"]) == ("unanswered", "failed", "")
    assert (short["state"], short["words"], short["words_min"], short["words_max"]) == ("short", "20", "100", "200")
    assert short["text"] == " ".join(f"word{number}" for number in range(1, 21))
    assert (short["note"], short["grade"]) == ("'=HYPERLINK(1)", "7")
    assert "LEN001" in short["findings"].split()
    assert (figure["figures"], figure["text"]) == ("1", "![Bucket](figures/bucket.png)")


def test_the_json_fits_its_schema(cohort: Made) -> None:
    data = json.loads((cohort.folder / "cohort.json").read_text("utf-8-sig"))
    jsonschema.validate(data, SCHEMA)
    assert data["at"] == "2026-01-23T23:59:00+01:00"
    assert data["groups"][3]["report"] is None
    assert data["groups"][0]["page"] == "groups/1.html"
    assert data["groups"][4]["report"]["questions"][14]["grade"] == "7"
    items = {item["id"]: item for item in data["groups"][0]["report"]["items"]}
    assert items["data-version-control"]["verdict"] == "strong"
    assert items["data-version-control"]["files"]


def test_the_documented_json_fits_the_same_schema() -> None:
    (block,) = (block for block in blocks("json") if block.page == "docs/cohort.md")
    jsonschema.validate(json.loads(block.text), SCHEMA)


def test_the_site_has_the_same_tables(cohort: Made) -> None:
    for name in ("cohort.csv", "answers.csv", "cohort.json"):
        assert (cohort.site / name).read_bytes() == (cohort.folder / name).read_bytes()


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "\n1"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert harmless(start) == f"'{start}"


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("Birds;=1+1", "Birds;'=1+1"),
        ("a\n=1+1", "a\n'=1+1"),
        ("a; @SUM(A1)", "a; '@SUM(A1)"),
        ("a\n- one\n+ two\n-1", "a\n- one\n+ two\n'-1"),
    ],
)
def test_cells_stay_whole_with_any_separator(cell: str, safe: str) -> None:
    assert harmless(cell) == safe


def test_numbers_and_texts_stay() -> None:
    assert [harmless(cell) for cell in (-3, 0, None, "a=b", "1-2", "")] == ["-3", "0", "", "a=b", "1-2", ""]


def test_a_hostile_group_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    formula = '=HYPERLINK("https://evil.example","x")'
    plain(tmp_path / "clones" / "a", report(answers={15: formula}, title=f"# {formula}"))
    (tmp_path / "groups.csv").write_text('group,repository,-room\n@a,clones/a,"=1+1"\n', "utf-8")
    cohort = made(tmp_path, "groups.csv")
    for name in ("cohort.csv", "answers.csv"):
        with (cohort.folder / name).open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
        assert "'@a" in cells
