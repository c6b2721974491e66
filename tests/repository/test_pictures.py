"""Whether readers see a figure, by its URL and its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.repository.pictures import Display
from tests.builders import PICTURE

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"
CONTENTS = {
    "a.png": PICTURE,
    "jpeg-inside.png": JPEG,
    "cut.png": PICTURE[:-20],
    "a.svg": SVG,
    "png-inside.svg": PICTURE,
    "svg-inside.png": SVG,
    "page.png": b"<!doctype html><html></html>",
    "text.png": b"Not an image.",
    "empty.png": b"",
    "pointer.png": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "a.ico": b"\0\0\1\0",
    **dict.fromkeys(("a.pdf", "a.heic", "a.tiff", "a.mp4", "a.drawio", "a.svgz", "no-ending"), PICTURE),
}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    figures = tmp_path / "reports" / "figures"
    figures.mkdir(parents=True)
    for name, content in CONTENTS.items():
        (figures / name).write_bytes(content)
    return Files(tmp_path / "reports", tmp_path)


@pytest.mark.parametrize("name", ["a.png", "jpeg-inside.png", "cut.png", "a.svg", "a.ico"])
def test_browsers_show_these_files(name: str, files: Files) -> None:
    assert files.display(f"figures/{name}") is Display.SHOWN


@pytest.mark.parametrize("name", sorted({*CONTENTS} - {"a.png", "jpeg-inside.png", "cut.png", "a.svg", "a.ico"}))
def test_browsers_do_not_show_those_files(name: str, files: Files) -> None:
    assert files.display(f"figures/{name}") is Display.NOT_A_PICTURE


@pytest.mark.parametrize(
    ("url", "display"),
    [
        ("figures/none.png", Display.MISSING),
        ("figures", Display.NOT_A_PICTURE),
        ("http://[half", Display.MISSING),
        ("../../outside.png", Display.OUTSIDE),
        ("https://example.org/a.png", Display.SHOWN),
        ("https://example.org/no-ending", Display.SHOWN),
        ("https://example.org/a.pdf", Display.NOT_A_PICTURE),
        ("https://github.com/ada/birds/blob/main/reports/figures/a.png?raw=true", Display.SHOWN),
        ("https://github.com/user-attachments/assets/0a1b", Display.SHOWN),
        ("file:///C:/Users/ada/a.png", Display.NOT_LOADED),
        ("C:/Users/ada/a.png", Display.NOT_LOADED),
        ("data:image/png;base64,iVBORw0KGgo=", Display.NOT_LOADED),
        ("DATA:image/png;base64,iVBORw0KGgo=", Display.NOT_LOADED),
        ("attachment:0a1b.png", Display.NOT_LOADED),
        ("blob:https://docs.example.org/0a1b", Display.NOT_LOADED),
        ("https://drive.google.com/file/d/0a1b/view?usp=sharing", Display.NOT_LOADED),
        ("https://drive.google.com/uc?id=0a1b", Display.SHOWN),
        ("https://docs.google.com/drawings/d/0a1b/edit", Display.NOT_LOADED),
        ("https://docs.google.com/drawings/d/e/0a1b/pub?w=960", Display.SHOWN),
        ("https://www.dropbox.com/s/0a1b/a.png?dl=0", Display.NOT_LOADED),
        ("https://www.dropbox.com/s/0a1b/a.png?raw=1", Display.SHOWN),
        ("https://dtudk-my.sharepoint.com/:i:/g/personal/a", Display.NOT_LOADED),
        ("https://1drv.ms/i/s!0a1b", Display.NOT_LOADED),
        ("https://mydrive.google.com.example.org/a.png", Display.SHOWN),
    ],
)
def test_addresses_show_what_github_loads(url: str, display: Display, files: Files) -> None:
    assert files.display(url) is display


def test_without_a_folder_every_local_picture_counts() -> None:
    files = Files(None, None)
    assert files.shows("figures/a.png")
    assert not files.shows("figures/a.pdf")
