"""The index of real repositories, read without git and held against it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mkdocs_mlops_report.repository.git.index import tracked_files

NAMES = ("README.md", "reports/README.md", "reports/figures/a b.png", "på.png", "x" * 200, "a/b/c/d.txt", "a/b/c.txt")


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    (tmp_path / "untracked.txt").touch()
    return tmp_path


def listed(folder: Path) -> frozenset[str]:
    return frozenset(filter(None, git(folder, "ls-files", "-z").split("\0")))


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_every_version_lists_what_git_lists(version: str, repository: Path) -> None:
    git(repository, "update-index", "--index-version", version)
    git(repository, "commit", "--quiet", "--message", "x")
    (repository / "later.txt").touch()
    git(repository, "add", "--intent-to-add", "later.txt")  # an entry with more flags
    assert tracked_files(repository) == listed(repository)
    assert "later.txt" in listed(repository)


def test_a_worktree_has_its_own_index(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    git(repository, "commit", "--quiet", "--message", "x")
    other = tmp_path_factory.mktemp("other") / "tree"
    git(repository, "worktree", "add", "--quiet", str(other))
    (other / "new.txt").touch()
    git(other, "add", "new.txt")
    assert tracked_files(other) == frozenset({*NAMES, "new.txt"})


@pytest.mark.parametrize(
    "content", [b"", b"DIRC", b"DIRC\0\0\0\2\0\0\0\5", b"DIRC\0\0\0\x04\0\0\0\1" + b"\xff" * 90, b"x" * 500]
)
def test_a_broken_index_is_unknown(content: bytes, repository: Path) -> None:
    (repository / ".git" / "index").write_bytes(content)
    assert tracked_files(repository) in {None, frozenset()}


def test_another_kind_of_hash_is_unknown(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(str(number), "utf-8")
    git(tmp_path, "add", "--all")
    assert tracked_files(tmp_path) is None


def test_an_index_in_two_files_is_unknown(repository: Path) -> None:
    git(repository, "update-index", "--split-index")
    (repository / "more.txt").touch()
    git(repository, "add", "more.txt")
    assert tracked_files(repository) is None


def test_without_a_repository_nothing_is_known(tmp_path: Path) -> None:
    assert tracked_files(tmp_path) is None
