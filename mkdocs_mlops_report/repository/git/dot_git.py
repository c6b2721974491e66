"""What `.git` says about a repository: its root, commit, branch and remote.

The files of `.git` are read directly, so git does not have to be installed.
"""

from __future__ import annotations

import os
from errno import EINVAL
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from mkdocs_mlops_report.text.pattern import lazy_pattern

_COMMIT = lazy_pattern(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SECTION = lazy_pattern(r'^\s*\[\s*(?P<name>[\w.-]+)\s*(?:"(?P<sub>[^"]*)")?\s*\]')
_REMOTE_HEAD = "refs/remotes/origin/HEAD"
_LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read; `packed-refs` of a large repository has a few."""


def repository_root(folder: Path) -> Path | None:
    """Return the nearest folder at or above `folder` with a `.git`, None without one."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def git_root(folder: Path) -> Path | None:
    """Return the root of the repository that contains a folder, or the folder of a bare one; None without one."""
    folder = folder.resolve()
    return repository_root(folder) or (folder if is_bare(folder) else None)


def is_repository(folder: Path) -> bool:
    """Return whether a folder itself is a repository, bare or not, also inside of another one."""
    return (folder / ".git").exists() or is_bare(folder)


def is_bare(folder: Path) -> bool:
    """Return whether a folder is a bare repository."""
    parts = (folder / "HEAD").is_file(), (folder / "objects").is_dir(), (folder / "refs").is_dir()
    return all(parts) and not (folder / ".git").exists()


def root_of(folder: Path) -> Path:
    """Return the root of the repository that contains `folder`; without a repository, the folder above."""
    return repository_root(folder) or folder.parent


def head_commit(root: Path | None) -> str:
    """Return the full hash of the commit that is checked out at `root`; empty without a repository or a commit."""
    if root is None or not (root / ".git").exists():
        return ""
    try:
        head = _read(worktree_folder(root) / "HEAD")
        name = head.removeprefix("ref: ")
        commit = head if name == head else _commit_of(_shared_folder(root), name)
    except (OSError, ValueError):
        return ""
    return commit if is_commit(commit) else ""


def references_state(root: Path) -> str:
    """Return a hash of `HEAD` and all references of a repository: equal as long as no branch has moved.

    Args:
        root: the root of a working tree, or a bare repository.

    Raises:
        OSError, UnicodeDecodeError: they cannot be read.
    """
    bare = not (root / ".git").exists()
    own, shared = (root, root) if bare else (worktree_folder(root), _shared_folder(root))
    state = sha256(_content(own / "HEAD"))
    for name in ("packed-refs", "shallow", "config"):
        state.update(_content(shared / name) if (shared / name).exists() else b"-")
    for file in sorted((shared / "refs").rglob("*")):
        if file.is_file():
            state.update(f"\0{file.relative_to(shared).as_posix()}\0".encode("utf-8", "surrogateescape"))
            state.update(_content(file))
    return state.hexdigest()


def is_self_contained(root: Path) -> bool:
    """Return whether a repository has all of itself in its folder: no link, no file and no setting leads elsewhere.

    Args:
        root: the root of a working tree, or a bare repository.
    """
    folder = root / ".git" if os.path.lexists(root / ".git") else root
    parts = (folder, *(folder / name for name in ("HEAD", "objects", "refs", "packed-refs", "config")))
    if not folder.is_dir() or any(part.is_symlink() for part in parts) or not (folder / "HEAD").is_file():
        return False
    return not any((folder / name).exists() for name in ("commondir", "objects/info/alternates"))


def is_commit(text: str) -> bool:
    """Return whether a text is a full hash of a commit."""
    return _COMMIT.fullmatch(text) is not None


def default_branch(root: Path) -> str:
    """Return the default branch of the remote; without one, `master` if it is checked out, else `main`."""
    try:
        folder = _shared_folder(root)
        if (folder / _REMOTE_HEAD).is_file():
            return _read(folder / _REMOTE_HEAD).removeprefix("ref: refs/remotes/origin/")
        branch = _read(worktree_folder(root) / "HEAD").removeprefix("ref: refs/heads/")
    except (OSError, ValueError):
        return "main"
    return branch if branch in {"main", "master"} else "main"


def remote_url(root: Path) -> str:
    """Return the URL of the remote `origin` as the config of the repository has it; empty without one."""
    try:
        config = _content(_shared_folder(root) / "config").decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
    url, in_origin = "", False
    for line in config.splitlines():
        section = _SECTION.match(line)
        if section:
            in_origin = section["name"].lower() == "remote" and section["sub"] == "origin"
        elif in_origin and line.split("=")[0].strip().lower() == "url" and "=" in line:
            url = line.split("=", 1)[1].strip().strip('"')
    return url


def _read(file: Path) -> str:
    return _content(file).decode("utf-8").strip()


def _content(file: Path) -> bytes:
    """Return the content of a file of `.git`; in a stranger's folder it may be a pipe or a device, which never ends.

    Raises:
        OSError: it is not a regular file, is too large, or cannot be read.
    """
    status = file.stat()
    if not S_ISREG(status.st_mode) or status.st_size > _LARGEST:
        raise OSError(EINVAL, "not a file of git", str(file))
    return file.read_bytes()


def worktree_folder(root: Path) -> Path:
    """Return the folder that contains `HEAD` and the index: a worktree or submodule has a file `.git` that names it.

    Raises:
        OSError, UnicodeDecodeError: `.git` is a file that cannot be read.
    """
    git = root / ".git"
    return git if git.is_dir() else root / _read(git).removeprefix("gitdir:").strip()


def _shared_folder(root: Path) -> Path:
    """Return the folder that contains config and references, which all worktrees of a repository share."""
    folder = worktree_folder(root)
    common = folder / "commondir"
    return folder / _read(common) if common.is_file() else folder


def _commit_of(folder: Path, reference: str) -> str:
    """Return the commit that a reference names, from its own file or from `packed-refs`."""
    if (folder / reference).is_file():
        return _read(folder / reference)
    packed = folder / "packed-refs"
    for line in _content(packed).decode("utf-8", "replace").splitlines() if packed.is_file() else ():
        commit, _, name = line.partition(" ")
        if name == reference:
            return commit
    return ""
