"""Clones of real repositories over `file://`."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.cohort.collecting.clones import clone_all, clone_folder
from mkdocs_mlops_report.cohort.lists.groups import Group
from mkdocs_mlops_report.repository.git.command import GitError, blobs, git
from mkdocs_mlops_report.repository.git.remote import clone, fetch_blobs, update
from tests import repositories
from tests.builders import report
from tests.cohort.groups import made, plain


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository whose server can leave out the contents of files, as forges can."""
    folder = plain(tmp_path / "flowers", report(), {"data/large.bin": b"\0" * 3_000_000})
    repositories.git(folder, "config", "uploadpack.allowFilter", "true")
    return folder


def group(url: str) -> Group:
    return Group("1", url, url)


def head(folder: Path) -> str:
    return git(folder, "rev-parse", "HEAD").decode().strip()


def test_a_clone_has_the_history_and_no_contents(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clone.git"
    clone(source.as_uri(), folder)
    assert head(folder) == head(source)
    files = {
        line.split("\t")[1]: line.split()[2] for line in git(folder, "ls-tree", "-r", "HEAD").decode().splitlines()
    }
    assert blobs(folder, files.values()) == {}
    fetch_blobs(folder, [files["reports/README.md"]])
    assert list(blobs(folder, files.values())) == [files["reports/README.md"]]
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) < 300_000


def test_an_update_fetches_only_what_is_new(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clone.git"
    clone(source.as_uri(), folder)
    assert not update(folder)
    repositories.commit(source, {"new.py": "A = 1\n"})
    assert update(folder)
    assert head(folder) == head(source)
    repositories.git(source, "branch", "--move", "main", "trunk")
    assert update(folder)
    assert git(folder, "symbolic-ref", "HEAD").decode().strip() == "refs/heads/trunk"


def test_a_rewritten_history_replaces_the_old_one(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clone.git"
    clone(source.as_uri(), folder)
    repositories.git(source, "commit", "--amend", "--quiet", "--message", "Other")
    assert update(folder)
    assert head(folder) == head(source)


def test_each_group_that_fails_says_why(source: Path, tmp_path: Path) -> None:
    groups = [group(source.as_uri()), Group("2", "file:///nowhere/at-all", "")]
    found = {one.name: (path, why) for one, path, why in clone_all(groups, tmp_path / "clones", pause=0)}
    assert found["1"] == (clone_folder(source.as_uri(), tmp_path / "clones"), "")
    assert found["2"] == (None, "there is no git repository at this path or URL")
    assert not list((tmp_path / "clones").glob("*.part"))


def test_an_old_clone_is_used_without_a_server(source: Path, tmp_path: Path) -> None:
    url = source.as_uri()
    list(clone_all([group(url)], tmp_path / "clones"))
    source.rename(tmp_path / "moved")
    ((_, path, why),) = clone_all([group(url)], tmp_path / "clones", pause=0)
    assert path == clone_folder(url, tmp_path / "clones")
    assert why == "there is no git repository at this path or URL; using the clone of an earlier run"


@pytest.mark.parametrize("url", ["ext::sh -c 'touch pwned'", "--upload-pack=touch pwned", "fd::17"])
def test_a_dangerous_url_is_not_cloned(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GitError):
        clone(url, tmp_path / "clone.git")
    assert list(tmp_path.iterdir()) == []


def test_hooks_and_filters_do_not_run(source: Path, tmp_path: Path) -> None:
    hook = source / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/pwned\n", "utf-8")
    hook.chmod(0o755)
    repositories.commit(source, {".gitattributes": "*.py filter=evil\n", ".gitmodules": "[submodule]\n\tpath = x\n"})
    clone(source.as_uri(), tmp_path / "clone.git")
    assert update(tmp_path / "clone.git") is False
    assert not (tmp_path / "pwned").exists()


def test_two_rows_may_name_one_repository(source: Path, tmp_path: Path) -> None:
    url = source.as_uri()
    (tmp_path / "groups.csv").write_text(f"group,repository\nAda,{url}\nMio,{url}\n", "utf-8")
    git(tmp_path, "init", "--quiet")  # as in a workflow, where the list is in a repository
    assert "2 of 2 reports read." in made(tmp_path, "groups.csv").said
