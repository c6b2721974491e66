"""The teacher's notes: a file that they own, shown at groups and answers, and never written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from mkdocs_mlops_report.cohort.lists.tabular import TableError, read_csv, read_text_file
from mkdocs_mlops_report.cohort.privacy import masked
from mkdocs_mlops_report.config.suggestions import did_you_mean

_LONGEST_NUMBER = 4
_NOTHING = frozenset({"~", "null"})
"""How YAML writes nothing."""
_COLUMNS = ("group", "question", "note", "grade")


class Note(NamedTuple):
    """A note about a group, or about one of its answers."""

    group: str
    question: int
    """0 for the report as a whole."""
    note: str
    grade: str


class Notes:
    """The notes of a cohort.

    Args:
        notes: in the order of the file.
    """

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._notes: dict[tuple[str, int], list[Note]] = {}
        for note in notes:
            self._notes.setdefault((note.group, note.question), []).append(note)

    def __bool__(self) -> bool:
        return bool(self._notes)

    def text(self, group: str, question: int = 0) -> str:
        """Return the notes about a group or an answer as one text, several joined by a semicolon."""
        return "; ".join(masked(one.note) for one in self._notes.get((group, question), ()) if one.note)

    def grade(self, group: str, question: int = 0) -> str:
        """Return the grade of a group or an answer; the last one of several."""
        grades = [one.grade for one in self._notes.get((group, question), ()) if one.grade]
        return grades[-1] if grades else ""

    def unknown(self, groups: Iterable[str]) -> list[str]:
        """Return the groups that have notes but are not in the cohort."""
        known = set(groups)
        return sorted({group for group, _ in self._notes if group not in known})

    def without_answer(self, answers: Mapping[str, Collection[int]]) -> list[str]:
        """Return the notes about answers that do not exist, for instance `2 (question 9)`.

        Args:
            answers: the numbers of the questions of each group; none if its report cannot be read.
        """
        about = ((group, number) for group, number in self._notes if number and group in answers)
        return [f"{group} (question {number})" for group, number in about if number not in answers[group]]


def read_notes(file: Path | None) -> Notes:
    """Read notes from a YAML list of mappings, or a CSV file, with `group`, `question`, `note` and `grade`.

    Args:
        file: None for no notes.

    Raises:
        TableError: the file cannot be read, or a note has no group, or a question that is not a number.
    """
    if file is None:
        return Notes()
    is_yaml = file.suffix.lower() in {".yml", ".yaml", ".json"}
    entries = _of_yaml(file) if is_yaml else ((f"{file.as_posix()}:{row.line}", row.cells) for row in read_csv(file))
    return Notes([_note(where, values) for where, values in entries])


def _of_yaml(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        node = yaml.compose(read_text_file(file), Loader=yaml.SafeLoader)
        # Every scalar is a string: the grade `02` is not the number 2.
        data = yaml.load(read_text_file(file), Loader=yaml.BaseLoader) or []
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"{file.as_posix()}: not valid YAML: {' '.join(str(error).split())}"
        raise TableError(message) from error
    if not isinstance(data, list):
        message = f"{file.as_posix()} must be a list of entries with `group`, `question`, `note` and `grade`."
        raise TableError(message)
    lines = [entry.start_mark.line + 1 for entry in node.value] if isinstance(node, yaml.SequenceNode) else []
    for line, entry in zip(lines, data, strict=True):
        if not isinstance(entry, dict):
            message = f"{file.as_posix()}:{line}: the entry must be a mapping, for instance `{{group: 1, note: late}}`."
            raise TableError(message)
        yield f"{file.as_posix()}:{line}", entry


def _note(where: str, values: Mapping[str, Any]) -> Note:
    given = {str(name).strip().lower(): _text(where, str(name), value) for name, value in values.items()}
    unknown = next((name for name in given if name not in _COLUMNS), "")
    if unknown:
        message = f"{where}: unknown key `{unknown}`{did_you_mean(unknown, _COLUMNS)}"
        raise TableError(message)
    if not given.get("group"):
        message = f"{where}: the note has no `group`."
        raise TableError(message)
    question = given.get("question", "")
    if question and not (question.isascii() and question.isdecimal() and len(question) <= _LONGEST_NUMBER):
        message = f"{where}: `question` must be a number, not `{question[:20]}`."
        raise TableError(message)
    return Note(given["group"], int(question or 0), given.get("note", ""), given.get("grade", ""))


def _text(where: str, name: str, value: Any) -> str:
    if isinstance(value, str):
        return "" if value.strip() in _NOTHING else value.strip()
    if value is None:
        return ""
    message = f"{where}: `{name}` must be text."
    raise TableError(message)
