"""How many people wrote a repository, at least; its merges and branches."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.repository.git.history import at_least, history_of
from tests.repositories import commit, git


@pytest.mark.parametrize(
    ("number", "people"),
    [
        (3, [("Ada Brook", "ada@a.org"), ("Mio Lind", "mio@a.org"), ("Sana Holt", "sana@a.org")]),
        # one person under two addresses, two names, and without a surname
        (
            1,
            [("Ada Brook", "ada@a.org"), ("Ada Brook", "s123@b.org"), ("adabrook", "12+adab@users.noreply.github.com")],
        ),
        (1, [("Ada", "x@a.org"), ("Ada Brook", "y@a.org")]),
        (1, [("Ada Brook", "brooka@a.org"), ("A. B.", "brooka@b.org")]),
        (2, [("Ada Brook", "s123456@a.org"), ("Mio Lind", "s123457@a.org")]),
        # programs
        (0, [("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")]),
        (
            0,
            [
                ("Claude", "noreply@anthropic.com"),
                ("GitHub Actions", "actions@github.com"),
                ("Copilot", "c@github.com"),
            ],
        ),
        (1, [("Ada Brook", "ada@a.org"), ("", ""), ("Ada Brook", "")]),
        # two people with the same first name are still one at least
        (1, [("Ada", "x@a.org"), ("Ada Brook", "y@a.org"), ("Ada Lund", "z@a.org")]),
    ],
)
def test_people_at_least(number: int, people: list[tuple[str, str]]) -> None:
    assert at_least(people) == number
    assert at_least(reversed(people)) == number


def test_co_authors_and_mailmap_count(tmp_path: Path) -> None:
    commit(tmp_path, {"a.txt": "1"}, message="Pair\n\nCo-authored-by: Mio Lind <mio@example.org>")
    commit(tmp_path, {"a.txt": "2"}, who="Laptop Four", message="Alone")
    first = git(tmp_path, "rev-parse", "HEAD")
    assert history_of(tmp_path, first).authors == 3
    commit(tmp_path, {".mailmap": "Ada Brook <ada.brook@example.org> <laptop.four@example.org>\n"})
    assert history_of(tmp_path, "HEAD").authors == 2
    assert history_of(tmp_path, first).authors == 3


def test_merges_and_branches(tmp_path: Path) -> None:
    commit(tmp_path, {"a.txt": "1"})
    git(tmp_path, "checkout", "--quiet", "-b", "feature/songs")
    commit(tmp_path, {"b.txt": "1"})
    git(tmp_path, "checkout", "--quiet", "main")
    git(tmp_path, "merge", "--quiet", "--no-ff", "-m", "Merge", "feature/songs")
    history = history_of(tmp_path, "HEAD")
    assert (history.commits, history.merges, history.branches) == (3, 1, ("feature/songs", "main"))
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(tmp_path), str(clone))
    assert history_of(clone, "HEAD").branches == ("feature/songs", "main")
    assert history.complete
    assert not history.shallow


def test_hostile_names_do_no_harm(tmp_path: Path) -> None:
    commit(tmp_path, {"a.txt": "1"}, message="x\n\nCo-authored-by: \x1b[31m<script> <x\nCo-authored-by: <>")
    assert history_of(tmp_path, "HEAD").authors == 1
