"""Finding the report of a repository, from wherever one stands in it."""

from __future__ import annotations

from pathlib import Path

from mlops_report.report.reader import is_report

_FOLDER, _FILE = "reports", "readme.md"
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


def reports_below(folder: Path) -> list[Path]:
    """Return the Markdown files below `folder` that are exam reports, in alphabetical order."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in MARKDOWN_ENDINGS and file.is_file() and is_report(file.read_bytes())
    ]


def _named(folder: Path, name: str) -> list[Path]:
    """Return what is called `name` in any case, the exact spelling of the course first."""
    try:
        found = [path for path in folder.iterdir() if path.name.lower() == name]
    except OSError:
        return []
    return sorted(found, key=lambda path: (path.name not in {"reports", "README.md"}, path.name))
