"""Whether readers see a figure: on GitHub, and on our page, which shows what GitHub shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS, Content, Kind, kind_of_extension
from mkdocs_mlops_report.repository.links import Place, Target, extension_of
from mkdocs_mlops_report.text.pattern import lazy_pattern

_RASTER: frozenset[Kind] = frozenset({"png", "jpeg", "gif", "webp", "bmp", "avif"})
"""What a browser recognises by its content, whichever of their extensions a file has."""
_NOT_PICTURES = frozenset(
    {
        *(
            ".pdf",
            ".heic",
            ".heif",
            ".tif",
            ".tiff",
            ".svgz",
            ".eps",
            ".psd",
            ".xcf",
            ".drawio",
            ".fig",
            ".pptx",
            ".docx",
        ),
        *(".mp4", ".mov", ".webm", ".avi", ".mkv", ".zip", ".html", ".htm", ".ipynb", ".csv", ".txt", ".md"),
    }
)
"""File extensions of what an `<img>` does not show, on any server."""


_OWN_HOST = lazy_pattern(r"^(?:localhost|.*\.local|127\.|10\.|192\.168\.|0\.0\.0\.0$|::1$)")


class Display(Enum):
    """What readers see in the place of a figure."""

    SHOWN = "shown"
    MISSING = "missing"
    OUTSIDE = "outside the repository"
    NOT_A_PICTURE = "not a picture"
    """The file is there, but no browser shows it in a page."""
    NOT_LOADED = "not loaded"
    """GitHub loads nothing from such a URL."""


class _Viewer(NamedTuple):
    """A site whose pages show a picture among other things; `direct` are its URLs of a picture itself."""

    host: re.Pattern[str]
    direct: re.Pattern[str]


_VIEWERS = tuple(
    _Viewer(lazy_pattern(rf"(?:.*\.)?(?:{host})$"), lazy_pattern(direct))
    for host, direct in (
        (r"drive\.google\.com", r"^/(?:uc|thumbnail)\b"),
        (r"docs\.google\.com", r"^/uc\b|^/drawings/.*/(?:pub|export)\b"),
        (r"photos\.google\.com|photos\.app\.goo\.gl|icloud\.com|1drv\.ms|mega\.nz|wetransfer\.com", r"$^"),
        (r"(?:www\.)?dropbox\.com", r"[?&](?:raw=1|dl=1)\b"),
        (r"onedrive\.live\.com", r"^/download\b"),
        (r"sharepoint\.com", r"[?&]download=1\b|/_layouts/15/download\.aspx"),
        (r"(?:www\.)?box\.com|app\.box\.com", r"^/shared/static/"),
        (
            r"imgur\.com|gyazo\.com|prnt\.sc|wandb\.ai|figma\.com|miro\.com|lucid\.app",
            r"\.(?:png|jpe?g|gif|webp|svg)\?",
        ),
    )
)
"""Cloud drives and the like, by the URL that their share button gives."""


def display(url: str, target: Target, content: Callable[[Path], Content | None]) -> Display:
    """Return what readers see in the place of a figure.

    Args:
        url: as it is written in the report.
        target: where it leads, see `links.locate`.
        content: from a file to its content, None if it cannot be read.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # an invalid URL, for instance `http://[`
        return Display.MISSING
    if parts.scheme not in {"", "http", "https"}:
        return Display.NOT_LOADED
    if target.place is Place.OUTSIDE:
        return Display.OUTSIDE
    if target.place is Place.MISSING:
        return Display.MISSING
    if target.place is Place.REMOTE:
        return _remote(parts, extension_of(url))
    if extension_of(url) not in IMAGE_EXTENSIONS:
        return Display.NOT_A_PICTURE
    if target.file is None:  # nothing is known about files
        return Display.SHOWN
    if not target.file.is_file():
        return Display.MISSING
    return Display.SHOWN if is_picture(target.file, content(target.file)) else Display.NOT_A_PICTURE


def is_picture(file: Path, content: Content | None) -> bool:
    """Return whether a browser shows a file with this content in an `<img>`."""
    expected = kind_of_extension(file.name)
    if content is None or not expected:  # not readable, or `.ico`, whose content is not looked at
        return content is not None
    return content.kind in _RASTER if expected in _RASTER else content.kind == expected


def is_own_computer(host: str) -> bool:
    """Return whether the name of a host means the reader's own computer or network."""
    return _OWN_HOST.match(host) is not None


def _remote(parts: SplitResult, extension: str) -> Display:
    if extension in _NOT_PICTURES:
        return Display.NOT_A_PICTURE
    host, rest = (parts.hostname or "").lower(), f"{parts.path}?{parts.query}"
    if is_own_computer(host):
        return Display.NOT_LOADED
    viewer = next((one for one in _VIEWERS if one.host.match(host)), None)
    return Display.NOT_LOADED if viewer is not None and not viewer.direct.search(rest) else Display.SHOWN
