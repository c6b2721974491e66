"""Tables that a teacher owns: read from CSV as spreadsheets write it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

_DELIMITERS = ",;\t"


class TableError(Exception):
    """A table cannot be used; the message names file and line, and says why."""


class TableRow(NamedTuple):
    """A row of a table."""

    line: int
    """From 1: the line of the file where the row ends."""
    cells: dict[str, str]
    """By the name of the column as it is written, without blanks around either."""

    def get(self, *names: str) -> str:
        """Return the cell of the first of these columns that the row has, in upper or lower case; empty without one."""
        lower = {name.lower(): value for name, value in self.cells.items()}
        return next((lower[name] for name in names if name in lower), "")


def read_csv(file: Path) -> list[TableRow]:
    """Read a CSV file in UTF-8 that is separated by commas, semicolons or tabs. Empty rows are left out.

    Raises:
        TableError: the file cannot be read, or has no header, a repeated column, or a row with too many cells.
    """
    text = read_text_file(file)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        return list(_rows(file, reader))
    except csv.Error as error:
        message = f"{file.as_posix()}:{reader.line_num}: not valid CSV: {error}."
        raise TableError(message) from error


def delimiter_of(text: str) -> str:
    """Return what separates the cells of a CSV text: the one that its header has most often."""
    return max(_DELIMITERS, key=text.lstrip("\r\n").split("\n", 1)[0].count)


def read_text_file(file: Path) -> str:
    """Return the text of a file.

    Raises:
        TableError: it cannot be read, or is not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{file.as_posix()} is not valid UTF-8 (byte {error.start + 1}). Save it as UTF-8 first."
        raise TableError(message) from error
    except OSError as error:
        message = f"cannot read {file.as_posix()}: {error.strerror}."
        raise TableError(message) from error


def columns_of(rows: list[TableRow], known: frozenset[str]) -> tuple[str, ...]:
    """Return the names of all columns but the known ones (in lower case), in the order of the file."""
    names = dict.fromkeys(name for row in rows for name in row.cells)
    return tuple(name for name in names if name.lower() not in known)


def _rows(file: Path, reader: Iterator[list[str]]) -> Iterator[TableRow]:
    header: list[str] = []
    for cells in reader:
        line: int = reader.line_num  # type: ignore[attr-defined]
        values = [cell.strip() for cell in cells]
        if not any(values):
            continue
        if not header:
            header = values
            repeated = next((name for name in header if name and header.count(name) > 1), "")
            if repeated:
                message = f"{file.as_posix()}:{line}: column `{repeated}` appears twice; rename one."
                raise TableError(message)
            continue
        if any(values[len(header) :]):
            message = f"{file.as_posix()}:{line}: {len(values)} cells, but the header has {len(header)}."
            raise TableError(message)
        yield TableRow(line, {name: value for name, value in zip(header, values, strict=False) if name})
    if not header:
        message = f"{file.as_posix()} is empty; its first line must name the columns."
        raise TableError(message)
