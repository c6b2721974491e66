"""Where a report's file stands for whoever reads a list: below the checkout, and on the forge."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from mlops_report.report.forge import Forge, forge_of
from mlops_report.rules import CheckedReport


def workspace_path(checked: CheckedReport, environment: Mapping[str, str] | None = None) -> str:
    """Return a report's path from the checkout's root, which is what forges want; POSIX.

    In GitHub Actions that is the workspace, else the repository; a report that is only a text keeps its name.
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
    """Return the address of a line of the report on its forge, empty where that is not known."""
    report = checked.report
    forge = forge or forge_of(report.root, repo_url)
    if forge is None or report.file is None or report.root is None or not report.file.is_relative_to(report.root):
        return ""
    return forge.line(report.file.relative_to(report.root).as_posix(), line)
