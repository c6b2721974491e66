"""Finding the report of a repository, from wherever one stands in it."""

from __future__ import annotations

import os
from pathlib import Path

from mlops_report.report.reader import is_report

_FOLDER, _FILE = "reports", "readme.md"
_CONFIGS = ("mkdocs.yml", "mkdocs.yaml", "docs/mkdocs.yml", "docs/mkdocs.yaml")
MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})


def search_path(start: Path) -> list[Path]:
    """Return the folders in which a report is looked for: `start` and those above it, up to the repository's.

    Without a `.git` anywhere the search ends one folder above `start`, for a config in `docs/`.
    """
    start = start.resolve()
    chain = [start, *start.parents]
    for index, folder in enumerate(chain):
        if (folder / ".git").exists():
            return chain[: index + 1]
    return chain[:2]


def find_report(start: Path) -> Path | None:
    """Return `reports/README.md` (any case) in the nearest folder of the search path that has one.

    A link that leads out of the repository is not followed.
    """
    folders = search_path(start)
    root = folders[-1]
    for folder in folders:
        for reports in _named(folder, _FOLDER):
            for file in _named(reports, _FILE):
                if file.is_file() and file.resolve().is_relative_to(root):
                    return file
    return None


class MissingReportError(Exception):
    """The option `report` of a site names no file of the repository; the message says what is wrong with it."""


def named_report(folder: Path, option: str) -> Path:
    """Return the report that the option `report` of a config in `folder` names.

    Raises:
        MissingReportError: it does not exist, is a folder, or lies outside of the repository.
    """
    report = Path(os.path.normpath(folder.resolve() / option))
    root = search_path(folder)[-1]
    names = f"the option `report` names {report.as_posix()}, which"
    if (root / ".git").exists() and not report.resolve().is_relative_to(root):
        message = f"{names} lies outside of the repository {root.as_posix()}."
        raise MissingReportError(message)
    if not report.is_file():
        message = f"{names} {'is a folder; name the file in it' if report.is_dir() else 'does not exist'}."
        raise MissingReportError(message)
    return report


def reports_below(folder: Path) -> list[Path]:
    """Return the Markdown files below `folder` that are exam reports, in alphabetical order.

    Hidden files and folders are left out, as MkDocs leaves them out.
    """
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in MARKDOWN_ENDINGS
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.is_file()
        and is_report(file.read_bytes())
    ]


def _named(folder: Path, name: str) -> list[Path]:
    """Return what is called `name` in any case, the exact spelling of the course first."""
    try:
        found = [path for path in folder.iterdir() if path.name.lower() == name]
    except OSError:
        return []
    return sorted(found, key=lambda path: (path.name not in {"reports", "README.md"}, path.name))


def find_config(folder: Path) -> Path | None:
    """Return the MkDocs config of the course's layout in `folder`, or None."""
    return next((folder / name for name in _CONFIGS if (folder / name).is_file()), None)
