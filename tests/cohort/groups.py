"""Made-up groups of a course, each a real git repository."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.example import SITE, with_answer
from mkdocs_mlops_report.cohort.workspace import Workspace
from tests.builders import PICTURE, report, words
from tests.plugin.test_plugin import run
from tests.repositories import commit

BEFORE, DEADLINE, AFTER = "2026-01-20T12:00:00+01:00", "2026-01-23 23:59 +01:00", "2026-01-25T12:00:00+01:00"
BIRDS = {file.relative_to(SITE).as_posix(): file.read_bytes() for file in sorted(SITE.rglob("*")) if file.is_file()}
"""The example project, whose report ticks items that its repository shows."""
NOT_ANSWERED = "--- question 15 fill here ---"


class Made(NamedTuple):
    """A cohort that the command has made."""

    folder: Path
    said: str

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def page(self, path: str) -> str:
        return (self.site / path).read_text("utf-8")


def birds(folder: Path) -> Path:
    """Make the repository of the example project."""
    commit(folder, BIRDS, time=BEFORE)
    return folder


def plain(folder: Path, text: str, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Make a repository with a report and no code."""
    given = {"reports/README.md": text, "reports/figures/bucket.png": PICTURE, **(files or {})}
    commit(folder, given, time=BEFORE)
    return folder


def course(folder: Path) -> Path:
    """Make the repositories of five groups, and their list.

    The second has no answer to question 15, the third ticks DVC without a trace and changed its report after the
    deadline, the fourth has no report, the fifth has a short answer and a figure.
    """
    clones = folder / "clones"
    birds(clones / "birds")
    plain(clones / "flowers", report(answers={15: NOT_ANSWERED}, title="# Exam report of group 2: Flowers"))
    text = with_answer(BIRDS["reports/README.md"].decode(), 8, lambda _: words(40))
    trams = birds(clones / "trams")
    for name in ("dvc.yaml", "dvc.lock", ".dvc/config", ".github/workflows/data.yaml"):
        (trams / name).unlink()
    commit(trams, {"reports/README.md": text}, time=BEFORE, message="Without DVC")
    commit(trams, {"reports/README.md": text.replace("We ", "Later we ", 1)}, time=AFTER, message="Late")
    commit(clones / "lost", {"README.md": "# Hello\n"}, time=BEFORE)
    shown = report(
        answers={15: words(20), 19: "![Bucket](figures/bucket.png)"}, title="# Exam report of group 5: Clouds"
    )
    plain(clones / "clouds", shown)
    table = folder / "groups.csv"
    names = ("birds", "flowers", "trams", "lost", "clouds")
    rows = [f"{number},clones/{name},room {number % 2}" for number, name in enumerate(names, start=1)]
    table.write_text("\n".join(["group,repository,room", *rows]) + "\n", "utf-8")
    return table


def made(folder: Path, *arguments: str, expected: int = 0) -> Made:
    """Run the command in a folder; the cohort is in `cohort/`."""
    done = run("mkdocs_mlops_report", "cohort", *arguments, cwd=folder)
    said = done.stdout + done.stderr
    assert done.returncode == expected, said
    assert "Traceback" not in said
    return Made(folder / "cohort", said)


def workspace(made: Made) -> Workspace:
    return Workspace(made.folder)
