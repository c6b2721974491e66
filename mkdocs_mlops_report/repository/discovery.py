"""Where the report and the config of a repository's site are, from any folder of it."""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER, _FILE = "reports", "readme.md"
_CONFIGS = (
    *("mkdocs.yml", "mkdocs.yaml", "docs/mkdocs.yml", "docs/mkdocs.yaml"),
    *("properdocs.yml", "properdocs.yaml", "zensical.toml"),
)
_OURS = (b"mlops-report", b"mlops_report")
MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})


def search_path(start: Path) -> list[Path]:
    """Return the folders to search for a report: `start` and those above it, up to the root of the repository.

    Without a `.git` the search ends one folder above `start`, for a config in `docs/`.
    """
    start = start.resolve()
    chain = [start, *start.parents]
    for index, folder in enumerate(chain):
        if (folder / ".git").exists():
            return chain[: index + 1]
    return chain[:2]


def find_report(start: Path) -> Path | None:
    """Return `reports/README.md` (in any case) in the nearest folder of the search path that has one.

    A symbolic link that leads out of the repository is not followed.
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
    """The option `report` of a site does not name a file of the repository; the message says why."""


def named_report(folder: Path, option: str) -> Path:
    """Return the report that the option `report` of a config in `folder` names.

    Raises:
        MissingReportError: it does not exist, is a folder, or is outside the repository.
    """
    report = Path(os.path.normpath(folder.resolve() / option))
    root = search_path(folder)[-1]
    named = f"`report` names {report.as_posix()}, which"
    try:
        report.resolve().is_file()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name that is too long, a null byte
        message = f"`report` names {option!r}, which no file can have as its path."
        raise MissingReportError(message) from error
    if (root / ".git").exists() and not report.resolve().is_relative_to(root):
        message = f"{named} is outside the repository {root.as_posix()}."
        raise MissingReportError(message)
    if report.is_dir():
        message = f"{named} is a folder; name the file in it."
        raise MissingReportError(message)
    if not report.is_file():
        message = f"{named} does not exist."
        raise MissingReportError(message)
    return report


def markdown_files(folder: Path) -> list[Path]:
    """Return the Markdown files below `folder` in alphabetical order, without hidden ones, as MkDocs sees them."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in MARKDOWN_ENDINGS
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.is_file()
    ]


def _named(folder: Path, name: str) -> list[Path]:
    """Return the entries called `name` in any case, the course's own spelling first."""
    try:
        found = [path for path in folder.iterdir() if path.name.lower() == name]
    except OSError:
        return []
    return sorted(found, key=lambda path: (path.name not in {"reports", "README.md"}, path.name))


def find_config(folder: Path) -> Path | None:
    """Return the config of a site in `folder` or its `docs/`: one that names us, else MkDocs' before Zensical's.

    None without one.
    """
    found = [folder / name for name in _CONFIGS if (folder / name).is_file()]
    ours = (config for config in found if len(found) > 1 and _names_us(config))
    return next(ours, found[0] if found else None)


def _names_us(config: Path) -> bool:
    try:
        content = config.read_bytes()
    except OSError:
        return False
    return any(name in content for name in _OURS)
