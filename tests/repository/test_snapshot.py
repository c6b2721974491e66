"""The files of a repository as values: of commits, of the disk, of folders without git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mkdocs_mlops_report.repository import snapshot as module
from mkdocs_mlops_report.repository.snapshot import blob_hash, snapshot_of_folder, snapshot_of_revision
from tests.repositories import commit, git

NAMES = ("a.txt", "b/c.txt", "b/with space.txt", "på.txt", "b/new\nline.txt", 'quo"te.txt')


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    commit(tmp_path / "birds", {name: f"text of {name}" for name in NAMES})
    return tmp_path / "birds"


def test_a_commit_has_its_files(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    commit(repository, {"a.txt": "later", "z.txt": "later"})
    made = snapshot_of_revision(repository, first)
    assert {file.path for file in made.files} == set(NAMES)
    made.read(made.files)
    for name in NAMES:
        assert made.text(name) == f"text of {name}"
        assert made.by_path[name].blob == blob_hash(f"text of {name}".encode())
    assert made.text("z.txt") is None
    assert all(made.is_committed(name) for name in NAMES)


def test_the_disk_shows_what_is_not_committed(repository: Path) -> None:
    (repository / "a.txt").write_text("changed", "utf-8")
    (repository / "staged.txt").write_text("x", "utf-8")
    git(repository, "add", "staged.txt")
    (repository / "new.txt").write_text("x", "utf-8")
    (repository / ".gitignore").write_text("ignored.txt\n", "utf-8")
    (repository / "ignored.txt").write_text("x", "utf-8")
    (repository / "b" / "c.txt").unlink()
    made = snapshot_of_folder(repository)
    made.read(made.files)
    assert made.text("a.txt") == "changed"
    assert "ignored.txt" not in made.by_path
    assert "b/c.txt" not in made.by_path
    later = {path for path in made.by_path if not made.is_committed(path)}
    assert later == {"a.txt", "staged.txt", "new.txt", ".gitignore"}
    assert made.by_path["a.txt"].committed  # the file is there, its change is not


def test_windows_line_endings_are_no_change(repository: Path) -> None:
    commit(repository, {"lines.txt": "one\ntwo\n"})
    (repository / "lines.txt").write_bytes(b"one\r\ntwo\r\n")
    made = snapshot_of_folder(repository)
    assert made.text("lines.txt") == "one\ntwo\n"
    assert made.is_committed("lines.txt")


def test_a_folder_without_git(tmp_path: Path) -> None:
    for name in ("a.py", "src/b.py", "node_modules/c.js", ".venv/d.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    made = snapshot_of_folder(tmp_path)
    assert [file.path for file in made.files] == ["a.py", "src/b.py"]
    assert made.is_committed("a.py")


def test_links_and_modules_are_not_followed(repository: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("secret", "utf-8")
    (repository / "link.txt").symlink_to(outside)
    (repository / "folder").symlink_to(tmp_path)
    module_ = tmp_path / "module"
    commit(module_, {"m.txt": "m"})
    git(repository, "submodule", "--quiet", "add", str(module_), "module")
    commit(repository)
    at_commit = snapshot_of_revision(repository, git(repository, "rev-parse", "HEAD"))
    kinds = {file.path: file.kind for file in at_commit.files if file.kind != "file"}
    assert kinds == {"link.txt": "link", "folder": "link", "module": "module"}
    for made in (at_commit, snapshot_of_folder(repository)):
        made.read(made.files)
        assert made.text("link.txt") is None
        assert made.text("module") is None
        assert "secret" not in str(made)


def test_a_tracked_folder_that_became_a_link(repository: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "c.txt").write_text("secret", "utf-8")
    for file in (repository / "b").iterdir():
        file.unlink()
    (repository / "b").rmdir()
    (repository / "b").symlink_to(elsewhere)
    made = snapshot_of_folder(repository)
    made.read(made.files)
    assert made.text("b/c.txt") is None


def test_large_file_storage_and_binaries_are_no_text(repository: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"
    commit(
        repository,
        {"model.py": pointer, "binary.py": b"x\0y", "bom.py": b"\xef\xbb\xbfx = 1\r\n", "latin.py": b"caf\xe9"},
    )
    made = snapshot_of_revision(repository, "HEAD")
    assert made.text("model.py") is None
    assert made.text("binary.py") is None
    assert made.text("bom.py") == "x = 1\n"
    assert made.text("latin.py") == "caf\ufffd"


def test_paths_that_are_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    folder.mkdir()
    try:
        (Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt"))).write_text("x", "utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    commit(folder, {"a.txt": "1"})
    for made in (snapshot_of_revision(folder, "HEAD"), snapshot_of_folder(folder)):
        assert {file.path for file in made.files} == {"a.txt", "caf\udce9.txt"}
        assert made.text("caf\udce9.txt") == "x"


def test_too_many_files_are_named(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 2)
    made = snapshot_of_revision(repository, "HEAD")
    assert [file.path for file in made.files] == ["a.txt", "på.txt"]
    assert made.limits_reached == ("4 of 6 files are not read; the limit is 2.",)


def test_a_part_of_a_repository(repository: Path) -> None:
    made = snapshot_of_revision(repository, "HEAD").within("b")
    assert {file.path for file in made.files} == {"c.txt", "with space.txt", "new\nline.txt"}
    assert made.text("c.txt") == "text of b/c.txt"
    assert made.within("") is made


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a.txt").write_text("x", "utf-8")
    made = snapshot_of_folder(tmp_path)
    assert not made.is_committed("a.txt")


@pytest.mark.parametrize("arguments", [("init", "--quiet", "--object-format=sha256"), ("init", "--quiet")])
def test_an_index_that_only_git_reads(arguments: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    folder.mkdir()
    git(folder, *arguments)
    commit(folder, {"a.py": "1", "b.py": "2"})
    git(folder, "update-index", "--split-index")
    made = snapshot_of_folder(folder)
    assert {file.path for file in made.files} == {"a.py", "b.py"}
    assert made.is_committed("a.py")


def test_data_are_left_out_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 3)
    files = {f"{number}.csv": "x" for number in range(5)}
    made = snapshot_of_revision(tmp_path, commit(tmp_path, {**files, "src/birds/a.py": "x", "reports/README.md": "x"}))
    assert {file.path for file in made.files} == {"0.csv", "src/birds/a.py", "reports/README.md"}
