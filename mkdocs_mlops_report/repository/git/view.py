"""A folder with what a report needs of a commit: its own files, the site's config, and the names of all others.

Figures, links and configs are looked up in a folder. For a commit that is not checked out, this makes one outside the
repository from git's objects: nothing is checked out, and the working tree is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from mkdocs_mlops_report.repository.git.command import GitError, git
from mkdocs_mlops_report.repository.git.dot_git import default_branch, remote_url
from mkdocs_mlops_report.repository.snapshot import Snapshot, SnapshotFile

_READ = re.compile(r"(?i)(?:^|/)reports/|\.md$|\.ya?ml$|(?:^|/)(?:zensical\.toml|report\.py)$")
"""Reports and what is beside them; configs may inherit from YAML files of any name."""
_LARGEST, _LARGEST_TOTAL = 30 * 1024 * 1024, 200 * 1024 * 1024
"""Bytes of one file and of all together that are written."""
_LONGEST_LINK, _MOST_LINKS, _DEEPEST = 4096, 1000, 60
"""Bytes of a symbolic link, links of a repository, folders in each other that are looked at."""
_FORBIDDEN = frozenset({"", ".git"})


def write_view(snapshot: Snapshot, folder: Path) -> None:
    """Write what a report needs of a commit into an empty folder, which then looks like a clone of it.

    Files of other kinds are empty there: only that they exist matters.

    Raises:
        GitError: git cannot read the commit.
        OSError: a file cannot be written.
    """
    left = _LARGEST_TOTAL
    wanted: list[SnapshotFile] = []
    for file in snapshot.files:
        if file.kind == "file" and _READ.search(file.path) and 0 <= file.size <= min(_LARGEST, left):
            left -= file.size
            wanted.append(file)
    contents = snapshot.load(wanted)
    links = [file for file in snapshot.files if file.kind == "link" and 0 < file.size <= _LONGEST_LINK]
    targets = snapshot.load([file._replace(kind="file") for file in links[:_MOST_LINKS]])
    for file in snapshot.files:
        data = contents.get(file.path, b"")
        if file.kind == "link":
            target = _target(file.path, targets.get(file.path, b""))
            data = contents.get(target, b"")
            left -= len(data)
            if target not in snapshot.by_path or left < 0:
                continue
        if file.kind != "module" and _is_safe(file.path):
            # A name may be too long for this system, or a folder may be where a file is; the others are still there.
            with suppress(OSError):
                path = folder / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    _write_git(snapshot, folder)


def add_to_view(snapshot: Snapshot, folder: Path, paths: Iterable[str]) -> None:
    """Write the contents of further files into a view, for instance of figures that are not beside the report.

    Raises:
        GitError: git cannot read the commit.
    """
    wanted = [snapshot.by_path[path] for path in paths if path in snapshot.by_path and _is_safe(path)]
    for path, data in snapshot.load([file for file in wanted if 0 < file.size <= _LARGEST]).items():
        with suppress(OSError):
            (folder / path).write_bytes(data)


def _write_git(snapshot: Snapshot, folder: Path) -> None:
    """Write a `.git` that names the commit, the remote and the tracked files."""
    own = folder / ".git"
    (own / "refs" / "remotes" / "origin").mkdir(parents=True)
    (own / "HEAD").write_text(f"{snapshot.revision}\n", "utf-8")
    url = remote_url(snapshot.root)
    (own / "config").write_text(f'[remote "origin"]\n\turl = {url}\n' if url else "", "utf-8")
    branch = default_branch(snapshot.root)
    (own / "refs" / "remotes" / "origin" / "HEAD").write_text(f"ref: refs/remotes/origin/{branch}\n", "utf-8")
    with suppress(GitError):  # a tree with a forbidden name; which files git has is then not known
        git(
            snapshot.root,
            "read-tree",
            snapshot.revision,
            environment={"GIT_INDEX_FILE": str((own / "index").resolve())},
        )


def _is_safe(path: str) -> bool:
    """Return whether a path of a tree stays in its folder; git itself writes no others, a stranger may."""
    parts = path.split("/")
    return len(parts) <= _DEEPEST and not any(
        part.lower().rstrip(". ") in _FORBIDDEN or "\\" in part or ":" in part or "\0" in part for part in parts
    )


def _target(path: str, link: bytes) -> str:
    """Return the path that a symbolic link leads to; empty if it leads out of the repository."""
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / link.decode("utf-8", "replace")).parts:
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part == "/":
            return ""
        else:
            parts.append(part)
    return "/".join(parts)
