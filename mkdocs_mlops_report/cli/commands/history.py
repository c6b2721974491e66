"""`mlops-report history`: how reports grew, commit by commit."""

from __future__ import annotations

from typing import Any

from mkdocs_mlops_report.cli.inputs import Input, collected, find_inputs
from mkdocs_mlops_report.cli.output import complain, finish
from mkdocs_mlops_report.growth import Growth, growth_of
from mkdocs_mlops_report.reporters.growth import render
from mkdocs_mlops_report.repository.git.command import GitError
from mkdocs_mlops_report.repository.git.dot_git import git_root


def run(options: Any) -> int:
    """Print the history and return the exit code: 2 if that of a report is not known."""
    if options.output_file == "":
        return complain("`--output-file` needs the name of a file.")
    errors: list[str] = []
    found: list[Growth] = []
    for one in find_inputs(options.paths or (".",), errors):
        with collected(errors, one.path):
            growth = _growth(one, errors)
            found += [growth] if growth is not None else []
    return finish(options, render, found, errors)


def _growth(one: Input, errors: list[str]) -> Growth | None:
    file = one.file.parent.resolve() / one.file.name
    root = git_root(file.parent)
    if root is None or not file.is_relative_to(root):
        errors.append(f"{one.path} is not in a git repository, so it has no history.")
        return None
    try:
        growth = growth_of(root, file.relative_to(root).as_posix())
    except GitError as error:
        errors.append(f"cannot read the history of {one.path}: {error}.")
        return None
    if growth.shallow:
        errors.append(f"{one.path}: this clone is shallow; get the whole history with `git fetch --unshallow`.")
        return None
    if not growth.steps:
        errors.append(f"{one.path} is not committed yet, so it has no history.")
        return None
    return growth._replace(path=one.path)
