"""Images of a page that is a single file: which are heavy, which can be enlarged, and where they are looked for."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from markupsafe import Markup

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.page.compose import Html
from mkdocs_mlops_report.page.embedded import compose_embedded
from mkdocs_mlops_report.page.inline_images import Images
from mkdocs_mlops_report.page.links import local_figures
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.rules.engine import check
from tests.builders import PICTURE, course_site, report

MIB = 1024 * 1024
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'


def test_more_than_two_mib_are_heavy(tmp_path: Path) -> None:
    for size, notes in ((2 * MIB, 0), (2 * MIB + 1, 1)):
        file = tmp_path / f"{size}.gif"
        file.write_bytes(b"GIF89a" + b"\0" * (size - 6))
        images = Images([])
        assert images.url(file).startswith("data:image/gif;base64,R0lGODlh")
        assert len(images.notes) == notes


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("plot.gif", b"GIF89a", "save it as a smaller image"),
        ("plot.png", PICTURE[:20], "it cannot be scaled"),
    ],
)
def test_a_note_says_why_an_image_stays_heavy(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    file = tmp_path / name
    file.write_bytes(content + b"\0" * (5 * MIB // 2))
    images = Images([])
    images.url(file)
    assert images.notes == [f"{name} is 2.5 MB and makes the page heavy; {why}."]


@pytest.mark.parametrize("suffix", [".png", ".PNG", ".jpg", ".jpeg", ".JPG", ".webp"])
def test_a_heavy_image_is_scaled_in_its_form(tmp_path: Path, suffix: str) -> None:
    image = pytest.importorskip("PIL.Image", reason="scaling needs Pillow")
    file = tmp_path / f"plot{suffix}"
    wide = image.effect_noise((3200, 1000), 40).convert("RGB")
    wide.save(file, quality=100, lossless=True)
    images = Images([])
    data = b64decode(images.url(file).partition("base64,")[2])
    assert file.stat().st_size > 2 * MIB > len(data)
    with image.open(BytesIO(data)) as shown, image.open(file) as before:
        assert (shown.format, shown.size, images.notes) == (before.format, (1600, 500), [])


def test_an_image_that_gets_no_smaller_stays(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="scaling needs Pillow")
    file = tmp_path / "plot.png"
    image.effect_noise((1500, 1500), 40).convert("RGB").save(file, optimize=True)
    images = Images([])
    assert b64decode(images.url(file).partition("base64,")[2]) == file.read_bytes()
    (note,) = images.notes
    assert note.endswith(" MB and makes the page heavy; save it as a smaller image.")


def test_a_file_of_an_unknown_type_is_data(tmp_path: Path) -> None:
    file = tmp_path / "plot.unknown"
    file.write_bytes(b"a")
    assert Images([]).url(file) == "data:application/octet-stream;base64,YQ=="


def test_a_scaled_image_keeps_its_colours(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="scaling needs Pillow")
    colours = pytest.importorskip("PIL.ImageCms", reason="scaling needs Pillow")
    written = colours.ImageCmsProfile(colours.createProfile("sRGB")).tobytes()
    file = tmp_path / "plot.jpg"
    image.effect_noise((3200, 1000), 40).convert("RGB").save(file, quality=100, icc_profile=written)
    assert file.stat().st_size > 2 * MIB
    data = b64decode(Images([]).url(file).partition("base64,")[2])
    with image.open(BytesIO(data)) as shown:
        assert (shown.width, shown.info.get("icc_profile")) == (1600, written)


def test_an_animation_is_not_scaled(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image", reason="scaling needs Pillow")
    frames = [image.effect_noise((1200, 1200), sigma).convert("RGB") for sigma in (60, 90)]
    file = tmp_path / "plot.webp"
    frames[0].save(file, save_all=True, append_images=frames[1:], lossless=True)
    assert file.stat().st_size > 2 * MIB
    images = Images([])
    images.url(file)
    assert images.notes[0].endswith("; it is animated, and is not scaled.")


@pytest.mark.parametrize(("name", "zooms"), [("a.png", True), ("A.PNG", True), ("a.svg", False), ("A.SVG", False)])
def test_an_svg_is_not_opened_by_itself(tmp_path: Path, name: str, zooms: bool) -> None:
    course_site(tmp_path, report(answers={19: f"![A]({name})"}))
    (tmp_path / "reports" / name).write_bytes(PICTURE if name.lower().endswith("png") else SVG.encode())
    checked = check(read_report(tmp_path / "reports" / "README.md"))
    page = compose_embedded(checked, parse_options({}), assets=Markup("<style></style>"))
    assert Html(Markup('<div class="mlr-assets"><style></style></div>')) in page.pieces
    (shown,) = (str(piece.html) for piece in page.pieces if isinstance(piece, Html) and 'alt="A"' in piece.html)
    assert ("Enlarge: A" in shown) is zooms
    assert ('href="#figure"' in shown) is zooms


def test_heavy_images_are_reported_to_the_caller(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={19: "![A](a.gif)"}))
    (tmp_path / "reports" / "a.gif").write_bytes(b"GIF89a" + b"\0" * 2 * MIB)
    notes: list[str] = []
    compose_embedded(check(read_report(tmp_path / "reports" / "README.md")), parse_options({}), notes=notes)
    assert len(notes) == 1


@pytest.mark.parametrize("written", ["![A](a.png)", "[A][a]\n\n[a]: a.png", '<img src="a.png">', '<IMG src="a.png">'])
def test_images_outside_of_answers_are_found(tmp_path: Path, written: str) -> None:
    checklist = f"## Our checklist\n\n{written}\n\n### Week 1\n\n* [x] Create a git repository (M5)\n"
    course_site(tmp_path, report(checklist=checklist))
    (tmp_path / "reports" / "a.png").write_bytes(PICTURE)
    found = local_figures(read_report(tmp_path / "reports" / "README.md"), None)
    assert [file.name for file in found] == ["a.png", "bucket.png"]


def test_images_of_a_prompt_are_found(tmp_path: Path) -> None:
    prompt = "### Question 4\n\n> ![A](A.PNG)\n>\n> Answer:\n\n{120 words}\n\n"
    course_site(tmp_path, report(chunks={4: prompt}))
    (tmp_path / "reports" / "A.PNG").write_bytes(PICTURE)
    found = local_figures(read_report(tmp_path / "reports" / "README.md"), None)
    assert [file.name for file in found] == ["A.PNG", "bucket.png"]
