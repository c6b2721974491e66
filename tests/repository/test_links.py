from __future__ import annotations

import ntpath
from pathlib import Path

import pytest

from mkdocs_mlops_report.repository.links import Place, _is_a_path, list_names, locate, resolve_path
from mkdocs_mlops_report.repository.suggestions import same_path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "reports" / "figures").mkdir(parents=True)
    for name in ("plot.png", "two words.png", "a&b.png", "Case.PNG"):
        (root / "reports" / "figures" / name).write_bytes(b"x")
    (root / "logo.svg").write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    (root / "reports" / "figures" / "link.png").symlink_to(tmp_path / "secret.png")
    return root


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("figures/plot.png", Place.LOCAL),
        ("./figures/plot.png", Place.LOCAL),
        ("figures/plot.png?raw=true", Place.LOCAL),
        ("figures/two%20words.png", Place.LOCAL),
        ("figures/a%26b.png", Place.LOCAL),
        ("/logo.svg", Place.LOCAL),
        ("../logo.svg", Place.LOCAL),
        ("figures/Plot.png", Place.MISSING),
        ("FIGURES/plot.png", Place.MISSING),
        ("figures%5Cplot.png", Place.MISSING),
        ("reports/figures/plot.png", Place.MISSING),
        ("no.png", Place.MISSING),
        ("", Place.MISSING),
        ("%00.png", Place.MISSING),
        ("x" * 5000, Place.MISSING),
        ("http://[half", Place.MISSING),
        ("../../secret.png", Place.OUTSIDE),
        ("figures/link.png", Place.OUTSIDE),
        ("/../secret.png", Place.OUTSIDE),
        ("https://example.org/plot.png", Place.REMOTE),
        ("//example.org/plot.png", Place.REMOTE),
        ("C:/Users/me/plot.png", Place.MISSING),
        ("C:%5CUsers%5Cme%5Cplot.png", Place.MISSING),
        ("file:///home/me/plot.png", Place.MISSING),
        ("data:image/png;base64,AA", Place.MISSING),
    ],
)
def test_an_address_leads_where_github_leads(url: str, place: Place, repository: Path) -> None:
    located = locate(url, repository / "reports", repository)
    assert located.place is place
    assert (located.file is not None) is (place is Place.LOCAL)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("reports/figures/plot.png", "figures/plot.png"),
        ("figures%5Cplot.png", "figures/plot.png"),
        ("Figures/PLOT.png", "figures/plot.png"),
        ("/figures/plot.png", "figures/plot.png"),
        ("logo.svg", "../logo.svg"),
        ("figures/no.png", None),
        ("../../secret.png", None),
    ],
)
def test_what_was_probably_meant_is_said(url: str, meant: str | None, repository: Path) -> None:
    assert same_path(url, repository / "reports", repository) == meant


def test_of_files_that_look_alike_none_was_meant(repository: Path) -> None:
    names = {"Sweep.png", "sweep.PNG"}
    for name in names:  # where upper and lower case do not matter, these are one file
        (repository / "reports" / "figures" / name).write_bytes(b"")

    def listed(folder: str) -> frozenset[str]:
        return list_names(folder) | (names if folder.endswith("figures") else set())

    assert same_path("figures/SWEEP.png", repository / "reports", repository, listed) is None


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("figures/plot.png", "C:\\repo\\reports\\figures\\plot.png"),
        ("../logo.svg", "C:\\repo\\logo.svg"),
        ("/logo.svg", "C:\\repo\\logo.svg"),
        ("../../secret.png", None),
        ("/../repository/secret.png", None),
        ("C:/Users/ada/secret.png", None),
        ("D:secret.png", None),
        ("//server/share/secret.png", "C:\\repo\\server\\share\\secret.png"),
    ],
)
def test_windows_paths_stay_in_the_repository(path: str, target: str | None) -> None:
    assert _is_a_path(path, ntpath)
    assert resolve_path(path, "C:\\repo\\reports", "C:\\repo", ntpath) == target


@pytest.mark.parametrize("path", ["figures\\plot.png", "..\\..\\secret.png", "\\\\server\\share\\secret.png"])
def test_windows_backslash_leads_nowhere(path: str) -> None:
    assert not _is_a_path(path, ntpath)
