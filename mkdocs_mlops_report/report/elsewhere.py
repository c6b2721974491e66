"""Exam reports that are not where they are looked for, and copies of one that is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import is_report
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.repository.discovery import MARKDOWN_ENDINGS

_SKIPPED = frozenset({"node_modules", "venv", "env", "site", "build", "dist", "__pycache__", "site-packages"})
_DEEPEST = 4
"""Folders below the root; a report is never deeper."""
_MOST_FILES = 300
_LARGEST = 1_000_000
"""Bytes; the largest report that was seen has 53,000."""
_MOST_REPORTS = 3
_SAME = 0.9
"""Share of the answers that must be equal, from 0 to 1, for a report to be a copy of another one."""


def reports_elsewhere(root: Path) -> list[Path]:
    """Return the first few exam reports in a folder and those below it, those nearest to it first."""
    found: list[Path] = []
    for file in _markdown_files(root):
        try:
            if file.stat().st_size <= _LARGEST and is_report(file.read_bytes()):
                found.append(file)
        except OSError:
            continue
        if len(found) == _MOST_REPORTS:
            break
    return found


def found_instead(root: Path, config: Path | None, shown: Callable[[Path], str]) -> str:
    """Return which file is an exam report instead, and how to have it checked and published; empty without one.

    Args:
        root: the root of the repository, which is searched.
        config: the config of its site, None without one.
        shown: from a file to the path that the reader sees.
    """
    found = reports_elsewhere(root)
    if not found:
        return ""
    names = " and ".join(filter(None, [", ".join(map(shown, found[:-1])), shown(found[-1])]))
    option = ""
    if config is not None:
        path = Path(os.path.relpath(found[0], config.parent)).as_posix()
        option = f", or write `report: {path}` below `mlops-report` in {shown(config)}"
    are = "is an exam report" if len(found) == 1 else "are exam reports"
    yours, first = ("it", "it") if len(found) == 1 else ("yours", "the first")
    now = f"To check {first} now, run `mlops-report check {shown(found[0])}`."
    return f"{names} {are}: move {yours} to reports/README.md{option}. {now}"


def is_copy(report: Report, other: Report) -> bool:
    """Return whether a report is a generated or included copy of another one: nearly all answers are the same."""
    if report.source.text.split() == other.source.text.split():
        return True
    theirs = {question.number: text_of(question.answer.tokens).split() for question in other.questions}
    ours = [(question.number, text_of(question.answer.tokens).split()) for question in report.questions]
    answered = [(number, words) for number, words in ours if words]
    same = sum(theirs.get(number) == words for number, words in answered)
    return bool(answered) and same >= _SAME * max(len(answered), sum(bool(words) for words in theirs.values()))


def _markdown_files(root: Path) -> Iterator[Path]:
    """Yield the Markdown files of a folder and those below it, level by level, as far as a report may be."""
    seen = 0
    level = [root]
    for _ in range(_DEEPEST + 1):
        below: list[Path] = []
        for folder in level:
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError:
                continue
            for entry in entries:
                if entry.name.startswith(".") or entry.name in _SKIPPED or entry.is_symlink():
                    continue
                if entry.is_dir():
                    below.append(Path(entry.path))
                elif Path(entry.name).suffix.lower() in MARKDOWN_ENDINGS and entry.is_file():
                    seen += 1
                    if seen > _MOST_FILES:
                        return
                    yield Path(entry.path)
        level = below
