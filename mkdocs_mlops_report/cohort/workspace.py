"""The folder of a cohort: what was collected, the clones, the codes of groups; and a cohort made from it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.cohort import tables
from mkdocs_mlops_report.cohort.cohort import Cohort
from mkdocs_mlops_report.cohort.collecting.collect import Collected, CollectError, read_collected, rows_of
from mkdocs_mlops_report.cohort.lists.notes import read_notes
from mkdocs_mlops_report.cohort.privacy import NAMES, read_or_make_pseudonyms
from mkdocs_mlops_report.cohort.records import Store
from mkdocs_mlops_report.config.options import Options


class Workspace(NamedTuple):
    """A folder of our own, beside the site."""

    folder: Path

    @property
    def store(self) -> Store:
        """What was collected."""
        return Store(self.folder / "collected")

    @property
    def clones(self) -> Path:
        """The clones of repositories that are given by URL."""
        return self.folder / "clones"

    @property
    def pseudonyms(self) -> Path:
        """Which code stands for which group; never part of the site."""
        return self.folder / "pseudonyms.csv"

    @property
    def is_collected(self) -> bool:
        """Whether it contains what a run of the command has collected."""
        return self.store.list.is_file()

    def write_run(self, notes: Path | None) -> None:
        """Keep what belongs to a run of the command and not to a group.

        Raises:
            OSError: it cannot be written.
        """
        data = {"notes": notes.absolute().as_posix() if notes else ""}
        (self.store.folder / "run.json").write_text(json.dumps(data) + "\n", "utf-8")

    def notes_of_run(self) -> Path | None:
        """Return the file of notes that the last run of the command was given, None without one."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            name = json.loads((self.store.folder / "run.json").read_text("utf-8"))["notes"]
            return Path(name) if name else None
        return None

    def cohort(self, title: str, notes: Path | None = None, collected: Collected | None = None) -> Cohort:
        """Return the cohort that was collected.

        Args:
            title: of its site.
            notes: the file of notes, None for that of the last run.
            collected: what was collected, if it is known already.

        Raises:
            CollectError: what was collected is missing or damaged.
            TableError: the notes, or the codes of groups, cannot be used.
            OSError: the codes cannot be written.
        """
        collected = collected or read_collected(self.store)
        rows = rows_of(self.store, collected)
        codes = read_or_make_pseudonyms(self.pseudonyms, [row.name for row in rows]) if collected.hidden else NAMES
        return Cohort(
            rows,
            at=collected.at,
            columns=collected.columns,
            notes=read_notes(notes or self.notes_of_run()),
            pseudonyms=codes,
            title=title,
        )

    @property
    def tables(self) -> Path:
        """The folder of the tables, which the site contains, too."""
        return self.store.folder / "tables"

    def write_tables(self, cohort: Cohort) -> None:
        """Write the tables of a cohort.

        Raises:
            OSError: they cannot be written.
        """
        self.tables.mkdir(exist_ok=True)
        for name, table in tables.TABLES.items():
            with (self.tables / name).open("w", encoding="utf-8", errors="replace", newline="") as file:
                table(cohort, file)

    def body(self, key: str) -> str:
        """Return the HTML of a group's report.

        Raises:
            CollectError: it is missing.
        """
        try:
            return self.store.page(key).read_text("utf-8")
        except OSError as error:
            message = f"{self.store.page(key).as_posix()} is missing; run `mlops-report cohort` again."
            raise CollectError(message) from error


def reading_options(options: Options) -> Options:
    """Return the options that matter when a group is read."""
    return replace(options, report="", cohort="", cohort_at="", cohort_notes="", cohort_pseudonyms=False, templates="")
