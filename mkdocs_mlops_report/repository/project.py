"""The project that a report belongs to: usually its repository, sometimes one of many in somebody else's."""

from __future__ import annotations

from pathlib import Path

from mkdocs_mlops_report.repository.git.dot_git import root_of

CODE_FILES = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "environment.yml", "uv.lock", "Makefile")
"""What a project with code has at its top."""
_PROJECT_FILES = (
    *CODE_FILES,
    *("mkdocs.yml", "mkdocs.yaml", "docs/mkdocs.yml", "docs/mkdocs.yaml", "zensical.toml"),
)
"""What a project has at its top."""


def project_root(folder: Path) -> Path:
    """Return the root of the project whose report is in `folder`.

    That is the root of the repository, except for a report in another repository's tree: one of several side by side,
    as in a teacher's collection, or that of a project below another one, as in an example.
    """
    root = root_of(folder)
    project = folder.parent
    if folder.name.lower() != "reports" or project == root or not project.is_relative_to(root):
        return root
    own = _is_project(project) and _is_project(root)
    return project if own or _is_one_of_many(project) else root


def _is_project(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _PROJECT_FILES)


def _is_one_of_many(project: Path) -> bool:
    """Return whether a folder beside the project has a report, too."""
    try:
        return any(
            other != project and (other / "reports" / "README.md").is_file() for other in project.parent.iterdir()
        )
    except OSError:
        return False
