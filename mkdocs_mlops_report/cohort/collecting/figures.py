"""The figures of all groups, each once under the hash of its content, and smaller ones for the pages of questions."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from mkdocs_mlops_report.page.context import Image
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS, size_of

FOLDER = "figures"
_LARGEST = 10 * 1024 * 1024
"""Bytes; heavier figures are scaled, or shown as a link without Pillow."""
_LARGEST_TOTAL = 60 * 1024 * 1024
"""Bytes of all figures of a group."""
_MOST_PIXELS = 60_000_000
"""A picture with more is not opened: a small file can claim to have billions."""
_WIDEST, _NARROW = 1600, 720
"""Pixels of a figure on the page of a group, and of a question."""
_SCALED = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_RUNS = frozenset(
    (
        "script iframe object embed foreignobject handler listener set animate html body head base meta link img"
        " picture form video audio source frame frameset"
    ).split()
)
"""Elements of an SVG that run code, load something, or can change what a link does."""
_LOADS = re.compile(r"@import|url\(\s*['\"]?\s*(?!#|data:image/)", re.IGNORECASE)
"""What loads something in a style."""


class Figures:
    """The figures of one group.

    Args:
        folder: where the files of all groups are written; its name in the site is `figures`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._done: dict[tuple[Path, int], Image | None] = {}
        self._left = _LARGEST_TOTAL
        self.names: set[str] = set()
        """The files that the group's pages show."""

    def image(self, file: Path, *, small: bool = False) -> Image | None:
        """Return a figure as a page one folder below the site shows it; None if it must not be shown.

        Raises:
            OSError: it cannot be read or written.
        """
        width = _NARROW if small else _WIDEST
        key = (file, width)
        if key not in self._done:
            self._done[key] = self._written(file, width, small=small)
        return self._done[key]

    def _written(self, file: Path, width: int, *, small: bool) -> Image | None:
        ending = file.suffix.lower()
        if ending not in IMAGE_EXTENSIONS or file.stat().st_size > _LARGEST_TOTAL:
            return None
        data, size = file.read_bytes(), size_of(file)
        if ending == ".svg" and not is_inert(data):
            return None
        if len(data) > _LARGEST or (small and size is not None and size[0] > width):
            scaled = _scaled(data, ending, width, size)
            if scaled is None and len(data) > _LARGEST:
                return None
            data, size = scaled or (data, size)
        name = sha256(data).hexdigest()[:20] + ending
        if name not in self.names:
            if len(data) > self._left:
                return None
            self._left -= len(data)
        path = self._folder / name
        if not path.exists():
            part = path.with_name(f"{name}.{id(self)}.part")
            part.write_bytes(data)
            part.replace(path)
        self.names.add(name)
        return Image(f"../{FOLDER}/{name}", size, zoom=False)


def is_inert(data: bytes) -> bool:
    """Return whether an SVG can run nothing and load nothing, even if it is opened by itself."""
    found = False
    texts: list[str] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal found
        found = found or name.rpartition(":")[2].lower() in _RUNS
        for key, value in attributes.items():
            local, target = key.rpartition(":")[2].lower(), value.strip().lower()
            loads = local in {"href", "src"} and not target.startswith(("#", "data:image/"))
            runs = local.startswith("on") or "javascript:" in target or _LOADS.search(value) is not None
            found = found or loads or runs

    def characters(text: str) -> None:
        texts.append(text)

    def forbidden(*_: object) -> None:
        nonlocal found
        found = True

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = forbidden  # entities can grow without end, or name files
    parser.ProcessingInstructionHandler = forbidden  # a style sheet
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return False
    return not found and not _LOADS.search("".join(texts))


def _scaled(
    data: bytes, ending: str, width: int, size: tuple[int, int] | None
) -> tuple[bytes, tuple[int, int] | None] | None:
    """Return a smaller picture with its size, None if it cannot be made."""
    form = _SCALED.get(ending)
    if form is None or size is None or size[0] * size[1] > _MOST_PIXELS:
        return None
    try:
        from PIL import Image as Picture  # noqa: PLC0415 - an extra
        from PIL import ImageOps  # noqa: PLC0415
    except ImportError:
        return None
    try:
        with Picture.open(BytesIO(data), formats=[form]) as image:
            if getattr(image, "n_frames", 1) > 1:
                return None
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((width, width * 4))
            out = BytesIO()
            upright.save(out, form, optimize=form != "WEBP")
    except (OSError, ValueError, SyntaxError, MemoryError, Picture.DecompressionBombError):
        return None
    return (out.getvalue(), upright.size) if out.tell() < len(data) else None
