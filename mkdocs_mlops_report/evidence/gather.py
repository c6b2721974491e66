"""Evidence for a report where it is: in a working tree, in git's objects, or in a folder without git."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.evidence.assess import evidence_in_sources
from mkdocs_mlops_report.evidence.model import Evidence
from mkdocs_mlops_report.evidence.reading.sources import Sources
from mkdocs_mlops_report.evidence.where import project_of
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.repository.git.command import GitError
from mkdocs_mlops_report.repository.git.dot_git import git_root
from mkdocs_mlops_report.repository.git.history import History, history_of
from mkdocs_mlops_report.repository.git.revision import RevisionError, find_revision
from mkdocs_mlops_report.repository.snapshot import Snapshot, snapshot_of_folder, snapshot_of_revision
from mkdocs_mlops_report.repository.template_files import template_files

_CODE = (".py", ".ipynb", "pyproject.toml", "requirements.txt")


class Project(NamedTuple):
    """The files of a project and its history, as they were when they were read."""

    folder: Path
    sources: Sources
    """Its files, without what a report shows of it."""
    commit: str
    """The full hash, empty if it is not known."""
    inside: str
    """The folder in its repository; empty for the repository itself."""
    note: str
    """Why something is not known."""


def gather(report: Report, files: Files, project: Project | None = None) -> Evidence | None:
    """Return what the project of a report shows; None without one, or if it has no code.

    Args:
        report: a report in a file. Its `revision` says which commit to read; without one, the files are read as they
            are on the disk.
        files: the files around the report.
        project: what `read_project` returned before, which then is not read again.

    Raises:
        GitError: git cannot read the commit any more.
    """
    folder = project_of(report)
    if folder is None:
        return None
    found = project or read_project(folder, report)
    return _assessed(found, report, files) if _has_code(found.sources.snapshot, _path(report, folder)) else None


def evidence_in(project: Path, report: Report | None = None, files: Files | None = None) -> Evidence:
    """Return what the files of any folder show, of a report's claims or without one.

    Args:
        project: the folder.
        report: its report, None without one.
        files: the files around the report.
    """
    return _assessed(read_project(project, report), report, files)


def read_project(project: Path, report: Report | None) -> Project:
    """Read the files of a project and its history.

    Raises:
        GitError: git cannot read the commit of the report any more.
    """
    if report is not None and report.revision is not None:
        root, commit = report.revision
        folder = _inside(project, report.root or project)
        snapshot, note = snapshot_of_revision(root, commit).within(folder), ""
        history: History | None = history_of(root, commit)
    else:
        found = git_root(project)
        if found is not None and report is not None and report.root is not None and found != report.root.resolve():
            found = None  # a repository around that of the report, for instance one of many groups
        root = found or project
        folder = _inside(project, root)
        history, commit, note = _history(root) if found else (None, "", "")
        snapshot = snapshot_of_folder(root).within(folder)
    sources = Sources(snapshot, template_files(snapshot), history, report=_path(report, project))
    return Project(project, sources, commit, folder, note)


def _assessed(found: Project, report: Report | None, files: Files | None) -> Evidence:
    evidence = evidence_in_sources(found.sources, report, files, revision=found.commit)
    return evidence._replace(folder=found.inside, unknown=(*([found.note] if found.note else []), *evidence.unknown))


def _path(report: Report | None, project: Path) -> str:
    return _inside(report.file, project) if report is not None and report.file is not None else ""


def _has_code(snapshot: Snapshot, report: str) -> bool:
    beside = report.rpartition("/")[0]
    return any(
        file.path.endswith(_CODE) and not (beside and file.path.startswith(f"{beside}/")) for file in snapshot.files
    )


def _history(root: Path) -> tuple[History | None, str, str]:
    """Return the history of what is checked out, its commit, and why they are not known."""
    try:
        commit = find_revision(root).commit
        return history_of(root, commit), commit, ""
    except RevisionError as error:
        return None, "", f"{str(error)[:1].upper()}{str(error)[1:]}"
    except GitError as error:
        return None, "", f"The history cannot be read: {error}."


def _inside(path: Path, root: Path) -> str:
    """Return a path relative to a folder, empty for the folder itself or a path outside of it."""
    path, root = path.resolve(), root.resolve()
    relative = path.relative_to(root).as_posix() if path.is_relative_to(root) else "."
    return "" if relative == "." else relative
