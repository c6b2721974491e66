"""The forge of a repository, and its URLs."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.repository.forge import Forge, forge_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("git@github.com:ada/birds.git", "https://github.com/ada/birds"),
        ("https://github.com/ada/birds", "https://github.com/ada/birds"),
        ("https://x-access-token:secret@github.com/ada/birds.git", "https://github.com/ada/birds"),
        ("ssh://git@gitlab.example.org:2222/group/sub/birds.git", "https://gitlab.example.org/group/sub/birds"),
        ("git@github.com-study:ada/birds.git", "https://github.com/ada/birds"),
        ("ssh://git@github.com-study/ada/birds.git", "https://github.com/ada/birds"),
        ("git@gitlab.com_work:ada/birds.git", "https://gitlab.com/ada/birds"),
        ("git@gitlab.gbar.dtu.dk:s123456/birds.git", "https://gitlab.gbar.dtu.dk/s123456/birds"),
        ("git@github-study:ada/birds.git", None),
        ("git@my.github.example.org-2:ada/birds.git", None),
        ("https://bitbucket.org/ada/birds.git", None),
        ("/srv/git/birds.git", None),
        ("", None),
    ],
)
def test_the_forge_is_read_from_the_remote(url: str, expected: str | None, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    other = '[remote "upstream"]\n\turl = https://github.com/course/template\n'
    (tmp_path / ".git" / "config").write_text(f'[core]\n\tbare = false\n{other}[remote "origin"]\n\turl = {url}\n')
    forge = forge_of(tmp_path, environment={})
    assert (forge.url if forge else None) == expected


def test_worktree_has_the_forge_of_its_repository(tmp_path: Path) -> None:
    git = tmp_path / "main" / ".git"
    (git / "worktrees" / "fix").mkdir(parents=True)
    (git / "config").write_text('[remote "origin"]\n\turl = git@github.com:ada/birds.git\n')
    (git / "worktrees" / "fix" / "commondir").write_text("../..\n")
    (tmp_path / "fix").mkdir()
    (tmp_path / "fix" / ".git").write_text(f"gitdir: {git / 'worktrees' / 'fix'}\n")
    forge = forge_of(tmp_path / "fix", environment={})
    assert forge is not None
    assert forge.url == "https://github.com/ada/birds"


def test_line_urls_have_the_form_of_their_forge() -> None:
    commit = "a" * 40
    forge = forge_of(None, "https://github.com/ada/birds/", {"GITHUB_SHA": commit})
    assert forge is not None
    assert forge.line("reports/READ ME.md", 7) == (
        f"https://github.com/ada/birds/blob/{commit}/reports/READ%20ME.md?plain=1#L7"
    )
    assert Forge("https://gitlab.com/a/b").line("r.md", 7) == "https://gitlab.com/a/b/-/blob/HEAD/r.md?plain=1#L7"
