"""What rules say of figures in the cases that their own examples do not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlops_report.report import read_report
from mlops_report.report.pictures import content_of, digest
from mlops_report.rules import Diagnostic, Severity, figure_files
from tests.builders import FIGURE, PICTURE, course_site, report, words
from tests.test_findings import answered, found


def on_disk(tmp_path: Path, answer: str, number: int = 19, **files: bytes) -> list[Diagnostic]:
    course_site(tmp_path, report(answers={number: answer}))
    for name, content in files.items():
        path = tmp_path / "reports" / "figures" / name.replace("__", " ").replace("_", ".", 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return found(read_report(tmp_path / "reports" / "README.md"))


JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (JPEG, "`figures/plot.png` holds a JPEG."),
        (b"GIF89a" + b"\0" * 20 + b";", "`figures/plot.png` holds a GIF."),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
            "`figures/plot.png` is a pointer of git-lfs, not the picture.",
        ),
        (b"", "`figures/plot.png` is empty."),
        (PICTURE[:-20], "`figures/plot.png` is cut off."),
        (b"<!DOCTYPE html><html>", "`figures/plot.png` holds a web page."),
        (b"no picture at all", "`figures/plot.png` holds no picture."),
    ],
)
def test_a_file_that_is_not_what_it_says_is_one_finding(content: bytes, message: str, tmp_path: Path) -> None:
    diagnostics = on_disk(tmp_path, "![Our plot](figures/plot.png)", plot_png=content)
    assert [(one.code, one.message) for one in diagnostics] == [("FIG012", message)]


def test_whole_pictures_are_whole(tmp_path: Path) -> None:
    for name, content in {"a.png": PICTURE, "b.jpeg": JPEG, "c.JPG": JPEG + b"\0" * 100}.items():
        (tmp_path / name).write_bytes(content)
        assert content_of(tmp_path / name).whole


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("reports/figures/plot.png", "a path begins at the folder of the report"),
        ("Figures/Plot.PNG", "upper and lower case differ there"),
        ("figures\\plot.png", "a path is written with `/`"),
        ("/figures/plot.png", "a path that begins with `/` begins at the repository's root"),
    ],
)
def test_a_path_that_github_does_not_follow_is_told_with_the_right_one(path: str, why: str, tmp_path: Path) -> None:
    diagnostics = on_disk(tmp_path, f"![Our plot]({path})", plot_png=PICTURE)
    assert [one.code for one in diagnostics] == ["FIG006"]
    assert why in diagnostics[0].message
    assert diagnostics[0].hint == "Write `figures/plot.png`."


def test_a_blank_in_a_path_is_told_with_the_right_one(tmp_path: Path) -> None:
    diagnostics = on_disk(tmp_path, "![Our plot](figures/my plot.png)", my__plot_png=PICTURE)
    assert [(one.code, one.hint) for one in diagnostics] == [
        ("FIG006", "Write `figures/my%20plot.png`, or better rename the file.")
    ]


def test_a_path_from_the_root_is_only_information(tmp_path: Path) -> None:
    diagnostics = on_disk(tmp_path, "![Our plot](/reports/figures/plot.png)", plot_png=PICTURE)
    assert [(one.code, one.severity) for one in diagnostics] == [("FIG006", Severity.INFO)]


@pytest.mark.parametrize("broken", ["![Our plot](figures/plot.png", "![Our plot] (figures/plot.png)"])
def test_a_figure_with_a_slip_in_its_brackets_is_told(broken: str, tmp_path: Path) -> None:
    diagnostics = on_disk(tmp_path, f"{words(120)}\n\n{broken}", 4, plot_png=PICTURE)
    assert [one.code for one in diagnostics] == ["FIG006"]


def test_a_renamed_figure_is_one_finding_that_names_the_new_file(tmp_path: Path) -> None:
    diagnostics = on_disk(tmp_path, "![Our plot](figures/plot.png)", plot2_png=PICTURE)
    assert [(one.code, one.hint) for one in diagnostics] == [("FIG003", "Did you mean `figures/plot2.png`?")]


def test_the_course_s_own_picture_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The real samples are the course's and cannot stand here; one of ours takes their place.
    (tmp_path / "sample.png").write_bytes(PICTURE + b"sample")
    monkeypatch.setattr(figure_files, "SAMPLE_FIGURES", {digest(tmp_path / "sample.png"): "wandb.png"})
    diagnostics = on_disk(tmp_path / "a", "![Our plot](figures/plot.png)", plot_png=PICTURE + b"sample")
    assert [one.code for one in diagnostics] == ["FIG007"]
    assert on_disk(tmp_path / "b", FIGURE, other_png=PICTURE + b"sample") == []


def test_a_picture_that_is_shown_nowhere_is_information(tmp_path: Path) -> None:
    diagnostics = on_disk(tmp_path, FIGURE, plot_png=PICTURE, more_jpg=JPEG, wandb_png=PICTURE)
    assert [(one.code, one.message) for one in diagnostics] == [
        ("FIG014", "2 pictures of `figures/` are shown nowhere: `figures/more.jpg` and `figures/plot.png`.")
    ]


def test_a_figure_in_a_comment_beside_the_one_that_shows_is_told_which_to_write(tmp_path: Path) -> None:
    answer = '<!-- ![Our plot](figures/plot.png) -->\n<img src="figures/plot.png" alt="The plot">'
    diagnostics = on_disk(tmp_path, answer, plot_png=PICTURE)
    assert [one.code for one in diagnostics] == ["FIG009", "FIG010"]
    assert "is the same: write that one as" in diagnostics[0].hint


def test_a_commented_figure_alone_is_one_finding() -> None:
    assert answered(f"<!-- {FIGURE} -->", 19) == ["FIG009"]


def test_a_link_to_a_picture_is_one_finding_also_where_the_file_is_missing(tmp_path: Path) -> None:
    assert [one.code for one in on_disk(tmp_path / "a", "[Our plot](figures/plot.png)", plot_png=PICTURE)] == [
        "FIG005"
    ]
    assert [one.code for one in on_disk(tmp_path / "b", "[Our plot](figures/no.png)")] == ["FIG005"]
    shown = on_disk(tmp_path / "c", "![Our plot](figures/plot.png) See [it](figures/plot.png).", plot_png=PICTURE)
    assert shown == []
