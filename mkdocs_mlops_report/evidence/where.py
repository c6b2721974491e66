"""Which project a report is about, if any; cheap to import, since most of what reads evidence is not."""

from __future__ import annotations

from pathlib import Path

from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.repository.git.dot_git import git_root
from mkdocs_mlops_report.repository.project import CODE_FILES, project_root

_REPORTS = frozenset({"reports", "report"})


def project_of(report: Report) -> Path | None:
    """Return the folder of the project that a report is about.

    None for a text alone, a page among others of a site, and a folder without a repository or a project.
    """
    if report.folder is None or report.root is None:
        return None
    project = project_root(report.folder)
    usual = report.folder.name.lower() in _REPORTS and report.folder.parent == project
    if not usual and report.folder != project:
        return None
    known = report.revision is not None or git_root(report.folder) is not None
    known = known or any((project / name).is_file() for name in CODE_FILES)
    return project if known else None
