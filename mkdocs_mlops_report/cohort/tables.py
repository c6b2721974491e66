"""The cohort as files for other programs: two CSV tables and JSON."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from mkdocs_mlops_report.cohort.cohort import Cohort, Member

SCHEMA = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell starts that a spreadsheet may run (https://owasp.org/www-community/attacks/CSV_Injection)."""
_INNER_FORMULA = re.compile(r"([;\t\r\n][ ]*)(?=[=@]|[+-](?!\s))")
"""The same after what some spreadsheets take for the end of a cell; a bullet of a list is not one."""
_GROUP_COLUMNS = (
    *("group", "repository", "project", "report", "edition", "commit", "committed", "commits_since"),
    *("official_passed", "official_questions", "official_error", "answered", "figures", "figures_expected"),
    *("ticked", "with_evidence", "without_trace", "items", "errors", "warnings", "infos", "problem", "note", "grade"),
)
_ANSWER_COLUMNS = (
    *("group", "question", "title", "state", "official", "words", "words_min", "words_max"),
    *("figures", "figures_min", "figures_max", "findings", "note", "grade", "text"),
)


def write_groups(cohort: Cohort, file: TextIO) -> None:
    """Write a table with one row per group."""
    further = [column if column not in _GROUP_COLUMNS else f"list_{column}" for column in cohort.columns]
    _write(file, [*_GROUP_COLUMNS, *further], (_group_row(cohort, member) for member in cohort.members))


def write_answers(cohort: Cohort, file: TextIO) -> None:
    """Write a table with one row per group and question."""
    _write(file, _ANSWER_COLUMNS, _answer_rows(cohort))


def write_json(cohort: Cohort, file: TextIO) -> None:
    """Write everything but the texts of the answers as JSON; see the documentation for its keys."""
    data = {"schema": SCHEMA, "at": cohort.at or None, "groups": [_group(cohort, one) for one in cohort.members]}
    json.dump(data, file, ensure_ascii=False, indent=1)
    file.write("\n")


TABLES: Mapping[str, Callable[[Cohort, TextIO], None]] = {
    "cohort.csv": write_groups,
    "answers.csv": write_answers,
    "cohort.json": write_json,
}
"""What writes each file, by its name."""


def harmless(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before it makes it a string."""
    if isinstance(cell, int) or cell is None:
        return "" if cell is None else str(cell)
    text = _INNER_FORMULA.sub(r"\1'", str(cell).replace("\0", ""))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write(file: TextIO, columns: Sequence[str], rows: Iterator[list[object]]) -> None:
    file.write("\ufeff")  # without it, a spreadsheet takes the file for another encoding
    writer = csv.writer(file, lineterminator="\r\n")  # https://www.rfc-editor.org/rfc/rfc4180
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([harmless(cell) for cell in row] for row in rows)


def _group_row(cohort: Cohort, member: Member) -> list[object]:
    record = member.record
    own = [dict(member.row.columns).get(column, "") for column in cohort.columns]
    given = "" if cohort.hidden else member.row.given
    if record is None:
        empty: list[object] = [""] * (len(_GROUP_COLUMNS) - 5)
        return [member.label, given, *empty, member.row.problem, member.note, member.grade, *own]
    severities = [severity for _, severity, _ in record.findings]
    return [
        *(member.label, given, record.project, record.path, record.edition, record.commit, record.time, record.since),
        *(record.passed, record.expected, record.error, record.answered, record.figures, record.figures_expected),
        *(record.ticked, record.with_evidence, _without_trace(member), record.items),
        *(severities.count("error"), severities.count("warning"), severities.count("info")),
        *(member.row.problem, member.note, member.grade, *own),
    ]


def _without_trace(member: Member) -> int | None:
    return member.without_trace if member.record and member.record.with_evidence is not None else None


def _answer_rows(cohort: Cohort) -> Iterator[list[object]]:
    for member in cohort.read:
        for answer in member.record.answers if member.record else ():
            words, figures = answer.words_limit or (None, None), answer.figures_limit or (None, None)
            official = {True: "passed", False: "failed", None: ""}[answer.passed]
            name = member.row.name
            yield [
                *(member.label, answer.number, answer.title, answer.state, official, answer.words, *words),
                *(answer.figures, *figures, " ".join(answer.codes)),
                *(cohort.notes.text(name, answer.number), cohort.notes.grade(name, answer.number), answer.text),
            ]


def _group(cohort: Cohort, member: Member) -> dict[str, Any]:
    record = member.record
    data: dict[str, Any] = {
        "group": member.label,
        "repository": None if cohort.hidden else member.row.given,
        "columns": {} if cohort.hidden else dict(member.row.columns),
        "page": f"groups/{member.slug}.html" if record else None,
        "problem": member.row.problem or None,
        "note": member.note or None,
        "grade": member.grade or None,
    }
    if record is None:
        return data | {"report": None}
    return data | {
        "report": {
            "path": record.path,
            "project": record.project,
            "edition": record.edition,
            "commit": record.commit or None,
            "committed": record.time or None,
            "commits_since": record.since,
            "official": {"passed": record.passed, "questions": record.expected, "error": record.error or None},
            "answered": record.answered,
            "figures": {"shown": record.figures, "expected": record.figures_expected},
            "checklist": {"ticked": record.ticked, "items": record.items, "with_evidence": record.with_evidence},
            "findings": [
                {"code": code, "severity": severity, "question": question or None}
                for code, severity, question in record.findings
            ],
            "questions": [
                {
                    "number": answer.number,
                    "title": answer.title,
                    "state": answer.state,
                    "official": answer.passed,
                    "words": {"value": answer.words, "limit": answer.words_limit},
                    "figures": {"value": answer.figures, "limit": answer.figures_limit},
                    "note": cohort.notes.text(member.row.name, answer.number) or None,
                    "grade": cohort.notes.grade(member.row.name, answer.number) or None,
                }
                for answer in record.answers
            ],
            "items": [
                {
                    "id": claim.id,
                    "ticked": claim.ticked,
                    "verdict": claim.verdict or None,
                    "files": [text for text, _ in claim.places],
                }
                for claim in record.claims
            ],
        }
    }
