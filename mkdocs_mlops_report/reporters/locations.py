"""Where a report is for the reader of a list: its path in the checkout, and its URL on the forge."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from mkdocs_mlops_report.repository.forge import Forge, forge_of
from mkdocs_mlops_report.rules.engine import CheckedReport


def workspace_path(checked: CheckedReport, environment: Mapping[str, str] | None = None) -> str:
    """Return the POSIX path of a report relative to the checkout, as forges expect it.

    The checkout is the workspace in GitHub Actions, else the repository; a report that is only a text keeps its path.
    """
    environment = os.environ if environment is None else environment
    report = checked.report
    if report.file is None:
        return report.path
    workspace = environment.get("GITHUB_WORKSPACE")
    for root in (Path(workspace).resolve() if workspace else None, report.root):
        if root is not None and report.file.is_relative_to(root):
            return report.file.relative_to(root).as_posix()
    return report.path


def line_url(checked: CheckedReport, line: int, *, repo_url: str = "", forge: Forge | None = None) -> str:
    """Return the URL of a line (from 1) of the report on its forge; empty if that is not known."""
    report = checked.report
    forge = forge or forge_of(report.root, repo_url)
    if forge is None or report.file is None or report.root is None or not report.file.is_relative_to(report.root):
        return ""
    return forge.line(report.file.relative_to(report.root).as_posix(), line)
