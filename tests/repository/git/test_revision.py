"""Commits by name and by time, in real repositories."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mkdocs_mlops_report.repository.git import command
from mkdocs_mlops_report.repository.git.command import GitError
from mkdocs_mlops_report.repository.git.command import git as read_git
from mkdocs_mlops_report.repository.git.dot_git import git_root
from mkdocs_mlops_report.repository.git.revision import (
    RevisionError,
    find_revision,
    is_shallow,
    parse_time,
    revision_at,
)
from tests.repositories import commit, git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three days of commits on main; on the second day a branch starts that is merged on the third."""
    folder = tmp_path / "birds"
    commit(folder, {"a.txt": "1"}, time="2026-01-20T10:00:00+01:00")
    commit(folder, {"a.txt": "2"}, time="2026-01-21T10:00:00+01:00")
    git(folder, "checkout", "--quiet", "-b", "feature")
    commit(folder, {"b.txt": "1"}, time="2026-01-21T22:00:00+01:00")
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-ff", "-m", "Merge", "feature", time="2026-01-22T10:00:00+01:00")
    return folder


def at(folder: Path, text: str, name: str = "HEAD") -> str:
    return git(folder, "log", "-1", "--format=%s %cI", revision_at(folder, parse_time(text)[0], name).commit)


def test_a_commit_by_any_name(repository: Path) -> None:
    head = git(repository, "rev-parse", "HEAD")
    git(repository, "tag", "-a", "v1", "-m", "First")
    for name in ("HEAD", "main", "v1", head, head[:8]):
        assert find_revision(repository, name).commit == head
    assert find_revision(repository).short == head[:7]
    assert find_revision(repository).shown == f"commit {head[:7]} of 2026-01-22 10:00 +0100"


@pytest.mark.parametrize(
    "name", ["no-such-branch", "HEAD:a.txt", "--output=x", "-n", "", "HEAD~99", "a" * 5000, "@{u}"]
)
def test_no_such_commit(name: str, repository: Path) -> None:
    with pytest.raises(RevisionError, match=r"there is no commit|cannot read"):
        find_revision(repository, name)


def test_last_commit_at_a_time(repository: Path) -> None:
    assert at(repository, "2026-01-20 23:59 +01:00") == "Change 2026-01-20T10:00:00+01:00"
    assert at(repository, "2026-01-21 10:00 +01:00") == "Change 2026-01-21T10:00:00+01:00"
    assert at(repository, "2026-01-21 08:59 +00:00") == "Change 2026-01-20T10:00:00+01:00"
    assert at(repository, "2026-01-30 00:00 Z") == "Merge 2026-01-22T10:00:00+01:00"


def test_what_is_merged_later_does_not_count(repository: Path) -> None:
    assert at(repository, "2026-01-21 23:59 +01:00") == "Change 2026-01-21T10:00:00+01:00"
    assert at(repository, "2026-01-21 23:59 +01:00", "feature") == "Change 2026-01-21T22:00:00+01:00"


def test_the_time_is_that_of_the_committer(tmp_path: Path) -> None:
    commit(tmp_path, {"a.txt": "1"}, time="2026-01-20T10:00:00+01:00")
    commit(tmp_path, {"a.txt": "2"}, time="2026-01-24T10:00:00+01:00")
    git(
        tmp_path,
        "commit",
        "--quiet",
        "--amend",
        "--no-edit",
        "--date=2026-01-21T10:00:00+01:00",
        time="2026-01-24T10:00:00+01:00",
    )
    assert at(tmp_path, "2026-01-22 00:00 +01:00") == "Change 2026-01-20T10:00:00+01:00"


def test_nothing_so_early(repository: Path) -> None:
    with pytest.raises(RevisionError, match=r"no commit at or before 2025-01-01 00:00 \+0100\.$"):
        at(repository, "2025-01-01 00:00 +01:00")


def test_a_shallow_clone_says_so(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(clone))
    assert is_shallow(clone)
    assert not is_shallow(repository)
    with pytest.raises(RevisionError, match="shallow, so get the whole history with `git fetch --unshallow`"):
        at(clone, "2026-01-20 23:59 +01:00")
    with pytest.raises(RevisionError, match="shallow"):
        find_revision(clone, "HEAD~2")


@pytest.mark.parametrize("text", ["tomorrow", "", "2026-13-01 00:00", "2026-01-23 25:00 +01:00"])
def test_no_time(text: str) -> None:
    with pytest.raises(RevisionError, match="is not a date and time"):
        parse_time(text)


def test_a_time_without_offset_is_local() -> None:
    local, stated = parse_time("2026-01-23 23:59")
    assert not stated
    assert local.tzinfo is not None
    given, stated = parse_time("2026-01-23T23:59:30+01:00")
    assert stated
    assert given.utcoffset() == timedelta(hours=1)
    assert parse_time("2026-01-23 23:59 +0100")[0].utcoffset() == timedelta(hours=1)


def test_bare_repositories_and_worktrees(repository: Path, tmp_path: Path) -> None:
    bare, tree = tmp_path / "bare.git", tmp_path / "tree"
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), str(bare))
    git(repository, "worktree", "add", "--quiet", str(tree), "feature")
    assert git_root(bare) == bare.resolve()
    assert find_revision(bare, "main").commit == find_revision(repository, "main").commit
    assert git_root(tree / "nowhere" / "..") == tree.resolve()
    assert find_revision(tree).commit == find_revision(repository, "feature").commit
    assert git_root(tmp_path) is None


def test_no_repository_above_is_used(repository: Path) -> None:
    inner = repository / "inner"
    (inner / ".git").mkdir(parents=True)
    with pytest.raises(RevisionError):
        find_revision(inner)


def test_a_repository_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match=r"^git is not installed$"):
        read_git(repository, "status")


def test_nothing_of_the_config_is_run(repository: Path, tmp_path: Path) -> None:
    marker = tmp_path / "run"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n", "utf-8")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "core.sshCommand", "gpg.program", "core.pager", "filter.x.clean", "filter.x.smudge"):
        git(repository, "config", key, str(program))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "core.hooksPath", str(tmp_path))
    (repository / ".gitattributes").write_text("* filter=x\n", "utf-8")
    from mkdocs_mlops_report.repository.git.history import history_of
    from mkdocs_mlops_report.repository.snapshot import snapshot_of_folder, snapshot_of_revision

    commit_ = find_revision(repository).commit
    assert history_of(repository, commit_).commits == 4
    for made in (snapshot_of_revision(repository, commit_), snapshot_of_folder(repository)):
        made.read(made.files)
        assert made.text("a.txt") == "2"
    assert not marker.exists()


@pytest.mark.parametrize(
    "when", ["253402300800 +0000", "5 +51800", "5 +9999", "5 -0060", "99999999999999999999 +0000", "x", ""]
)
def test_a_commit_may_state_any_time(when: str, repository: Path) -> None:
    tree = git(repository, "rev-parse", "HEAD^{tree}")
    file = repository.parent / "commit"
    file.write_text(f"tree {tree}\nauthor A <a@b> {when}\ncommitter A <a@b> {when}\n\nx\n", "utf-8")
    odd = git(repository, "hash-object", "-t", "commit", "-w", "--literally", str(file))
    assert find_revision(repository, odd).commit == odd
    git(repository, "branch", "odd", odd)
    with pytest.raises(RevisionError, match="no commit at or before"):
        revision_at(repository, parse_time("1960-01-01 00:00 Z")[0], "odd")


def test_what_git_says_does_not_quote_the_config(repository: Path) -> None:
    git(repository, "config", "core.bigFileThreshold", "hunter2")
    with pytest.raises(RevisionError) as caught:
        find_revision(repository)
    assert "hunter2" not in str(caught.value)


def test_the_encoding_of_the_log_does_not_matter(repository: Path) -> None:
    git(repository, "config", "i18n.logOutputEncoding", "UTF-16")
    assert find_revision(repository).time is not None


def test_a_listing_without_end_is_cut(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_MOST_PRINTED", 10)
    with pytest.raises(GitError, match="printed more than"):
        read_git(repository, "ls-tree", "-r", "HEAD")
