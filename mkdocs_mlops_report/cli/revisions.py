"""`--rev` and `--at`: the reports of a commit, read from git's objects while the working tree is left alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs_mlops_report.cli.inputs import Input, InputError, collected, find_inputs, inputs_at, shown_path
from mkdocs_mlops_report.cli.output import complain
from mkdocs_mlops_report.repository.git.dot_git import git_root, is_bare


@contextmanager
def report_inputs(options: Any, paths: Sequence[str], errors: list[str]) -> Iterator[list[Input]]:
    """Yield the reports that paths stand for: on the disk, or with `--rev` or `--at` in a commit.

    A bare repository has no files on the disk; without the options its checked-out branch is read.

    Args:
        options: those of the command line, with `rev` and `at`.
        paths: reports and folders.
        errors: a sentence is added for each path without a report.
    """
    if options.rev is None and options.at is None and not any(is_bare(Path(path)) for path in paths):
        yield list(find_inputs(paths, errors))
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="mlops-report-") as folder:
        found: list[Input] = []
        for number, path in enumerate(paths):
            with collected(errors, path):
                if options.rev is None and options.at is None and not is_bare(Path(path)):
                    found += inputs_at(Path(path))
                else:
                    found += _inputs_in_commit(Path(path), options, Path(folder) / str(number))
        yield found


def is_checked_out(path: Path) -> bool:
    """Return whether a path is a folder with files, not a bare repository."""
    return path.is_dir() and not is_bare(path)


def _inputs_in_commit(path: Path, options: Any, folder: Path) -> list[Input]:
    """Return the reports of a commit; what they need of it is written into a folder.

    Raises:
        InputError: there is no repository, no such commit, or no report in it.
    """
    from mkdocs_mlops_report.page.links import add_figures_to_view
    from mkdocs_mlops_report.report.reader import NotAReportError
    from mkdocs_mlops_report.repository.git.command import GitError
    from mkdocs_mlops_report.repository.git.revision import RevisionError
    from mkdocs_mlops_report.repository.git.view import write_view
    from mkdocs_mlops_report.repository.snapshot import snapshot_of_revision

    root = path.resolve() if is_bare(path) else git_root(path if path.is_dir() else path.parent)
    name = path.as_posix() if path.name else path.resolve().name
    if root is None:
        message = f"{name} is not in a git repository; `--rev` and `--at` require one."
        raise InputError(message)
    view = folder / (root.name.removesuffix(".git") or "repository")
    view.mkdir(parents=True)
    # Not the target of a link: the link itself is what the commit has.
    real = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    if not real.is_relative_to(root):
        message = f"{name} is outside the repository {root.as_posix()}."
        raise InputError(message)
    inside = real.relative_to(root)
    try:
        revision = _revision(root, options)
        snapshot = snapshot_of_revision(root, revision.commit)
        write_view(snapshot, view)
        inputs = inputs_at(view / inside)
        for one in inputs:
            _must_be_whole(one.file, view, snapshot, revision.short)
            with suppress(NotAReportError):  # whoever reads it says so
                add_figures_to_view(one.read(), snapshot, view)
    except RevisionError as error:
        message = f"{name}: {error}"
        raise InputError(message) from error
    except GitError as error:
        message = f"cannot read {name}: {error}."
        raise InputError(message) from error
    except InputError as error:
        there = str(error)
        for shown in (view.resolve().as_posix(), view.as_posix(), Path(os.path.relpath(view.resolve())).as_posix()):
            there = there.replace(f"{shown}/", "")
        message = f"at commit {revision.short}: {there}"
        raise type(error)(message) from error
    complain(f"{name} at {revision.shown}.")
    return [
        one._replace(
            # The templates of a stranger are not used, and a commit's are not written.
            options=replace(one.options, templates=""),
            path=shown_path(root / one.file.resolve().relative_to(view.resolve()), path),
            commit=(root, revision.commit),
        )
        for one in inputs
    ]


def _must_be_whole(file: Path, view: Path, snapshot: Any, commit: str) -> None:
    """Check that git has the content of a report: a partial clone, or a damaged one, may have only its name.

    Raises:
        InputError: it does not.
    """
    path = file.resolve().relative_to(view.resolve()).as_posix()
    known = snapshot.by_path.get(path)
    if known is not None and known.size != 0 and file.stat().st_size == 0:
        message = f"at commit {commit}: {path} is not in this clone; get it with `git fetch --refetch`."
        raise InputError(message)


def _revision(root: Path, options: Any) -> Any:
    """Return the commit that the options name; if a time has no offset, say that the zone of the machine is used.

    Raises:
        RevisionError: there is no such commit, or the time cannot be read.
    """
    from mkdocs_mlops_report.repository.git.revision import find_revision, parse_time, revision_at

    name = "HEAD" if options.rev is None else options.rev
    if options.at is None:
        return find_revision(root, name)
    time, stated = parse_time(options.at)
    if not stated:
        complain(
            f"`--at` has no offset; it is read in the time zone of this machine: {time:%Y-%m-%d %H:%M %z} ({time:%Z})."
        )
    return revision_at(root, time, name)
