"""One group read: its report at a commit, from git's objects, without a working tree."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mkdocs_mlops_report import __version__
from mkdocs_mlops_report.cohort.collecting.describe import Subject, describe
from mkdocs_mlops_report.cohort.records import Store, to_json
from mkdocs_mlops_report.config.options import ConfigError, Options
from mkdocs_mlops_report.config.site_file import read_options
from mkdocs_mlops_report.page.links import add_figures_to_view
from mkdocs_mlops_report.report.elsewhere import reports_elsewhere
from mkdocs_mlops_report.report.reader import NotAReportError, read_report
from mkdocs_mlops_report.repository.discovery import MissingReportError, find_config, find_report, named_report
from mkdocs_mlops_report.repository.git.command import GitError, git
from mkdocs_mlops_report.repository.git.dot_git import is_repository, is_self_contained, remote_url
from mkdocs_mlops_report.repository.git.remote import fetch_blobs
from mkdocs_mlops_report.repository.git.revision import Revision, RevisionError, find_revision, revision_at
from mkdocs_mlops_report.repository.git.view import write_view
from mkdocs_mlops_report.repository.snapshot import matters, snapshot_of_folder, snapshot_of_revision

_LARGEST_HASHED = 10 * 1024 * 1024
"""Bytes; larger files of a folder without git are only compared by their size."""
FORMAT = 4
"""Of the records; another number has every group read again."""


class Task(NamedTuple):
    """A group to read."""

    folder: str
    """The repository, or a folder without git."""
    fetch: bool
    """Whether the contents of files have to be fetched first."""
    at: datetime | None
    """The deadline; None for the commit that is checked out."""
    state: str
    """What `state_of` says of the repository."""
    options: Options
    hidden: bool
    """Whether to hide which group it is."""
    store: str


class Outcome(NamedTuple):
    """What reading a group gives: the key of its record, or a sentence that says why there is none."""

    key: str = ""
    problem: str = ""


class Unreadable(Exception):  # noqa: N818 - not an error of ours
    """A group has no report that can be read; the message is a sentence that says why."""


def read_group(task: Task) -> Outcome:
    """Read a group and write its record."""
    try:
        return Outcome(_read(task))
    except (Unreadable, NotAReportError) as error:
        return Outcome(problem=str(error))
    except RevisionError as error:
        return Outcome(problem=f"{str(error)[:1].upper()}{str(error)[1:]}")
    except GitError as error:
        return Outcome(problem=f"The repository cannot be read: {error}.")
    except OSError as error:
        return Outcome(problem=f"Cannot read {Path(error.filename or task.folder).name}: {error.strerror}.")


def _read(task: Task) -> str:
    folder, store = Path(task.folder), Store(Path(task.store))
    if not folder.is_dir():
        message = "The folder of the repository does not exist."
        raise Unreadable(message)
    root = folder.resolve()
    if not is_repository(root):
        return _read_plain(task, root, store)
    if not is_self_contained(root):
        message = "Its `.git` leads to another repository, so it is not read; clone it again."
        raise Unreadable(message)
    revision = find_revision(root) if task.at is None else revision_at(root, task.at)
    # Forks have the same commits, and another URL.
    key = _key(task, root.name, remote_url(root), revision.commit, task.state)
    if store.has(key):
        return key
    if task.fetch:
        _fetch(root, revision)
    with TemporaryDirectory(prefix="mlops-cohort-") as temporary:
        # The name of the folder is what a project without a remote is called.
        view = Path(temporary).resolve() / (root.name.removesuffix(".git") or "repository")
        view.mkdir()
        snapshot = snapshot_of_revision(root, revision.commit)
        write_view(snapshot, view)
        file, note = _report_in(view)
        report = read_report(file, root=view, path=file.relative_to(view).as_posix())
        add_figures_to_view(report, snapshot, view)
        report = report._replace(revision=(root, revision.commit))
        subject = Subject(report, task.options, revision, _since(root, revision, report.path), task.hidden, note)
        _write(store, key, subject)
    return key


def _read_plain(task: Task, folder: Path, store: Store) -> str:
    """Read a folder without git."""
    if task.at is not None:
        message = "It is not a git repository, so its state at the deadline is not known."
        raise Unreadable(message)
    file, note = _report_in(folder)
    report = read_report(file, root=folder, path=file.relative_to(folder).as_posix())
    key = _key(task, folder.name, report.source.text, *_listing(folder))
    if not store.has(key):
        _write(store, key, Subject(report, task.options, None, 0, task.hidden, note))
    return key


def _listing(folder: Path) -> Iterator[str]:
    """Yield the files of a folder with their contents, of large ones with their size."""
    snapshot = snapshot_of_folder(folder)
    for file in snapshot.files:
        small = snapshot.load([file]).get(file.path, b"") if file.size <= _LARGEST_HASHED else b""
        yield f"{file.path}\0{file.size}\0{sha256(small).hexdigest()}"


def _key(task: Task, *parts: str) -> str:
    what = [FORMAT, __version__, repr(task.options), task.hidden, *parts]
    return sha256(json.dumps(what).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _fetch(root: Path, revision: Revision) -> None:
    listing = git(root, "ls-tree", "-r", "-z", "--full-tree", revision.commit).split(b"\0")
    wanted: list[str] = []
    for line in listing:
        details, _, path = line.partition(b"\t")
        fields = details.decode("ascii", "replace").split()
        if (
            len(fields) == 3
            and fields[1] == "blob"
            and (fields[0] == "120000" or matters(path.decode("utf-8", "replace")))
        ):
            wanted.append(fields[2])
    fetch_blobs(root, wanted)


def _report_in(folder: Path) -> tuple[Path, str]:
    """Return the report of a repository, and a sentence if it is not where the course expects it.

    Raises:
        Unreadable: there is none, or there are several in other places.
    """
    found = find_report(folder)
    if found is not None and not _is_inside(found, folder):
        found = None  # of the folder above, or through a link
    config = find_config(folder)
    if config is not None:
        with suppress(ConfigError, MissingReportError, OSError):
            option = read_options(config).report
            if option:
                named = named_report(config.parent, option)
                found = named if _is_inside(named, folder) else found
    if found is not None:
        return found, ""
    others = [one.relative_to(folder).as_posix() for one in reports_elsewhere(folder) if _is_inside(one, folder)]
    if len(others) == 1:
        return folder / others[0], f"There is no reports/README.md; {others[0]} is shown instead."
    several = f" {' and '.join(others)} are exam reports." if others else ""
    message = f"There is no reports/README.md.{several}"
    raise Unreadable(message)


def _is_inside(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _since(root: Path, revision: Revision, path: str) -> int:
    """Return the number of commits to the report after a commit, on the branch that is checked out."""
    tip = find_revision(root)
    if tip.commit == revision.commit:
        return 0
    between = f"{revision.commit}..{tip.commit}"
    return int(git(root, "rev-list", "--count", between, "--", path).decode("ascii", "replace").strip() or 0)


def _write(store: Store, key: str, subject: Subject) -> None:
    record, page = describe(subject, store.figures, key[:6])
    store.page(key).write_text(page, "utf-8", "replace")
    # The record comes last: where there is a record, there is a page.
    part = store.record(key).with_suffix(f".{os.getpid()}.part")  # another process may write the same record
    part.write_text(to_json(record), "utf-8", "replace")
    part.replace(store.record(key))
