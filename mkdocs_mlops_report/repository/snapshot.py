"""The files of a repository as a value: of a commit, of the folder as it is on the disk, or of a folder without git."""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha1
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Literal, NamedTuple, TypeAlias

from mkdocs_mlops_report.repository.git.command import GitError, blobs, git
from mkdocs_mlops_report.repository.git.dot_git import git_root
from mkdocs_mlops_report.repository.git.index import tracked_files

Kind: TypeAlias = Literal["file", "link", "module"]
_KINDS: dict[str, Kind] = {"120000": "link", "160000": "module"}
_MOST_FILES = 20_000
"""Files of a repository that are looked at."""
_MATTERS = re.compile(
    r"(?i)\.(?:py|ipynb|ya?ml|toml|md|rst|cfg|sh|tf|dvc|lock|dockerfile)$|dockerfile|makefile|justfile|requirements|(?:^|/)\.dvc/"
    r"|(?:^|/)reports/|^[^/]+\.in[il]$"
)
"""Code, configuration and the report, in contrast to data."""
_MOST_LISTED = 500_000
"""Files of a folder without git that are listed at all."""
_SKIPPED_FOLDERS = frozenset({".git", "node_modules", ".venv", "venv", "__pycache__", ".mypy_cache", ".ruff_cache"})
_LFS = b"version https://git-lfs.github.com/spec/"
_BINARY = 8000
"""Bytes in which a NUL makes a file binary, as for git."""
NOT_A_FILE = -1
"""The size of what is not a file, or whose size is not known."""


class SnapshotFile(NamedTuple):
    """A file of a snapshot."""

    path: str
    """POSIX, relative to the root of the snapshot. Bytes that are not UTF-8 are surrogates."""
    size: int
    """In bytes."""
    blob: str
    """The hash of its content as git has it; empty if it is not committed or git was not asked."""
    kind: Kind = "file"
    committed: bool = True
    """Whether git has the file in the commit that is checked out; True if that is not known."""


@dataclass(frozen=True)
class Snapshot:
    """The files of a repository at one time. Contents are read in batches and kept."""

    root: Path
    """The root of the repository, or a bare repository."""
    revision: str
    """The full hash of the commit; empty for files as they are on the disk."""
    files: tuple[SnapshotFile, ...]
    """Code and configuration first, then in the order of their depth and paths."""
    load: Callable[[Iterable[SnapshotFile]], dict[str, bytes]]
    """Returns contents by path, without files that cannot be read."""
    limits_reached: tuple[str, ...] = ()
    """Sentences that say what was not looked at."""
    _contents: dict[str, bytes | None] = field(default_factory=dict)

    @cached_property
    def by_path(self) -> dict[str, SnapshotFile]:
        """The files by path."""
        return {file.path: file for file in self.files}

    def read(self, files: Iterable[SnapshotFile]) -> None:
        """Read files in one batch, so that `content` has them."""
        missing = [file for file in files if file.path not in self._contents]
        loaded = self.load(missing)
        self._contents.update({file.path: loaded.get(file.path) for file in missing})

    def content(self, path: str) -> bytes | None:
        """Return the content of a file; None for a file that does not exist or cannot be read."""
        if path not in self._contents and path in self.by_path:
            self.read([self.by_path[path]])
        return self._contents.get(path)

    def text(self, path: str) -> str | None:
        """Return the text of a file; None if it is binary, in large-file storage, or cannot be read."""
        data = self.content(path)
        if data is not None and data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):  # what PowerShell's `>` writes
            return data.decode("utf-16", "replace").replace("\r\n", "\n")
        if data is None or b"\0" in data[:_BINARY] or data.startswith(_LFS):
            return None
        return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")

    def is_committed(self, path: str) -> bool:
        """Return whether the content of a file is what git has in the commit that is checked out; True if unknown."""
        file = self.by_path.get(path)
        if file is None or not file.committed:
            return False
        data = self._contents.get(path)
        if self.revision or not file.blob or data is None:
            return True
        return file.blob in {blob_hash(data), blob_hash(data.replace(b"\r\n", b"\n"))}

    def within(self, folder: str) -> Snapshot:
        """Return the snapshot of a folder, with paths relative to it; the same for an empty path."""
        if not folder:
            return self
        start = f"{folder}/"
        inside = {file.path.removeprefix(start): file for file in self.files if file.path.startswith(start)}

        def load(files: Iterable[SnapshotFile]) -> dict[str, bytes]:
            loaded = self.load([inside[file.path] for file in files])
            return {path.removeprefix(start): data for path, data in loaded.items()}

        files = tuple(file._replace(path=path) for path, file in inside.items())
        return Snapshot(self.root, self.revision, files, load, self.limits_reached)


def matters(path: str) -> bool:
    """Return whether a file is code, configuration or part of the report, in contrast to data."""
    return _MATTERS.search(path) is not None


def blob_hash(data: bytes) -> str:
    """Return the hash that git gives a content (SHA-1)."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def snapshot_of_revision(root: Path, commit: str) -> Snapshot:
    """Return the files of a commit, read from git's objects: nothing is checked out.

    Raises:
        GitError: git cannot read the commit.
    """
    files = list(_entries(git(root, "ls-tree", "-r", "-z", "--long", "--full-tree", commit)))
    kept, notes = _foremost(files)

    def load(wanted: Iterable[SnapshotFile]) -> dict[str, bytes]:
        by_path = {file.path: file.blob for file in wanted if file.kind == "file"}
        found = blobs(root, by_path.values())
        return {path: found[blob] for path, blob in by_path.items() if blob in found}

    return Snapshot(root, commit, kept, load, notes)


def snapshot_of_folder(root: Path) -> Snapshot:
    """Return the files of a folder as they are on the disk.

    In a repository these are the files that git has in its index, and those that it does not ignore; what is not in
    the commit that is checked out is marked. Without a repository these are all files.
    """
    asked = _asked(root) if (root / ".git").exists() else None
    tracked = tracked_files(root)
    if asked is not None:
        paths: Iterable[str] = [*(asked.tracked if tracked is None else tracked), *asked.new]
    else:
        paths = _walked(root) if tracked is None else tracked
    is_inside = _inside_of(root)
    found = [
        SnapshotFile(
            path,
            _size_of(root, path) if is_inside(path) else NOT_A_FILE,
            asked.at_head.get(path, "") if asked else "",
            committed=asked is None or path in asked.at_head,
        )
        for path in dict.fromkeys(paths)
    ]
    kept, notes = _foremost([file for file in found if file.size != NOT_A_FILE])

    def load(wanted: Iterable[SnapshotFile]) -> dict[str, bytes]:
        return {file.path: data for file in wanted if (data := _on_disk(root, file.path)) is not None}

    return Snapshot(root, "", kept, load, notes)


def state_of(folder: Path, output: os.stat_result | None = None) -> object:
    """Return what is equal as long as no file of a folder, or of git's last commit, changes.

    Args:
        folder: any folder of a repository, which is looked at as a whole, or one without git.
        output: a file that does not count, since the caller writes to it.
    """
    root = git_root(folder) or folder
    found = [(file, _status_of(root / file.path)) for file in snapshot_of_folder(root).files]
    return tuple(
        (file, status.st_mtime_ns if status else 0)
        for file, status in found
        if not (status and output and os.path.samestat(status, output))
    )


def _status_of(file: Path) -> os.stat_result | None:
    try:
        return file.lstat()
    except (OSError, ValueError):
        return None


def _entries(listing: bytes) -> Iterator[SnapshotFile]:
    """Yield the files of a listing of `git ls-tree -z --long`."""
    for line in listing.split(b"\0"):
        details, _, path = line.partition(b"\t")
        fields = details.decode("ascii", "replace").split()
        if len(fields) == 4:
            mode, _, blob, size = fields
            length = int(size) if size.isdigit() else NOT_A_FILE
            yield SnapshotFile(path.decode("utf-8", "surrogateescape"), length, blob, _KINDS.get(mode, "file"))


class _Asked(NamedTuple):
    """What git says of a folder."""

    tracked: list[str]
    new: list[str]
    """The files that git neither has nor ignores."""
    at_head: dict[str, str]
    """The hashes of the commit that is checked out, by path; none without a commit."""


def _asked(root: Path) -> _Asked | None:
    """Return what git says of a folder, None if it cannot be asked."""
    try:
        tracked = _paths(git(root, "ls-files", "-z"))
        new = _paths(git(root, "ls-files", "-z", "--others", "--exclude-standard"))
    except GitError:
        return None
    try:
        listing = git(root, "ls-tree", "-r", "-z", "--long", "--full-tree", "HEAD")
    except GitError:
        return _Asked(tracked, new, {})
    return _Asked(tracked, new, {file.path: file.blob for file in _entries(listing)})


def _paths(listing: bytes) -> list[str]:
    return [path.decode("utf-8", "surrogateescape") for path in listing.split(b"\0") if path]


def _walked(root: Path) -> Iterator[str]:
    """Yield the files below a folder without git; symbolic links are not followed."""

    def all_files() -> Iterator[str]:
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS)
            for name in names:
                yield (Path(folder) / name).relative_to(root).as_posix()

    return islice(all_files(), _MOST_LISTED)


def _size_of(root: Path, path: str) -> int:
    """Return the size of a regular file in bytes; `NOT_A_FILE` for anything else."""
    try:
        status = (root / path).lstat()
    except (OSError, ValueError):
        return NOT_A_FILE
    return status.st_size if S_ISREG(status.st_mode) else NOT_A_FILE


def _inside_of(root: Path) -> Callable[[str], bool]:
    """Return what tells whether a path is really below the root: a folder of it may be a link that leads out."""
    real = root.resolve()

    @cache
    def is_inside(folder: str) -> bool:
        try:
            return (root / folder).resolve().is_relative_to(real)
        except (OSError, ValueError, RuntimeError):
            return False

    return lambda path: is_inside(path.rpartition("/")[0])


def _on_disk(root: Path, path: str) -> bytes | None:
    """Return the content of a file, None if it is outside the repository or cannot be read."""
    file = root / path
    try:
        if not file.parent.resolve().is_relative_to(root.resolve()) or _size_of(root, path) == NOT_A_FILE:
            return None
        return file.read_bytes()
    except (OSError, ValueError, RuntimeError):
        return None


def _foremost(files: list[SnapshotFile]) -> tuple[tuple[SnapshotFile, ...], tuple[str, ...]]:
    """Return at most `_MOST_FILES` files, and a sentence if some are left out.

    Code and configuration come first, data last; among equals what is near the root.
    """
    ordered = sorted(files, key=lambda file: (not _MATTERS.search(file.path), file.path.count("/"), file.path))
    left = len(ordered) - _MOST_FILES
    notes = (f"{left:,} of {len(ordered):,} files are not read; the limit is {_MOST_FILES:,}.",) if left > 0 else ()
    return tuple(ordered[:_MOST_FILES]), notes
