"""Images as `data:` URLs, for a page that loads nothing; heavy ones are scaled if Pillow is installed."""

from __future__ import annotations

import base64
import mimetypes
from io import BytesIO
from pathlib import Path

_HEAVY = 2 * 1024 * 1024
"""Bytes; as in FIG013. A screenshot has about a tenth of it."""
_WIDEST = 1600
"""Pixels; a figure on the page has half of it, and a screen with two pixels per point shows all."""
_SCALED = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


class Images:
    """The images of one document, each read once.

    Args:
        notes: a sentence is added to it for each image that stays heavy.
    """

    def __init__(self, notes: list[str]) -> None:
        self.notes = notes
        self._urls: dict[Path, str] = {}

    def url(self, file: Path) -> str:
        """Return an image as a URL.

        Raises:
            OSError: it cannot be read.
        """
        if file not in self._urls:
            self._urls[file] = self._read(file)
        return self._urls[file]

    def _read(self, file: Path) -> str:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        data = file.read_bytes()
        if len(data) > _HEAVY:
            smaller, why = _scaled(file, data)
            if smaller is None:
                self.notes.append(f"{file.name} is {len(data) / 1024 / 1024:.1f} MB and makes the page heavy; {why}.")
            else:
                data = smaller
        return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _scaled(file: Path, data: bytes) -> tuple[bytes | None, str]:
    """Return an image with at most `_WIDEST` pixels a side, or None and why it is not scaled."""
    form = _SCALED.get(file.suffix.lower())
    if form is None:
        return None, "save it as a smaller image"
    try:
        from PIL import Image, ImageOps  # noqa: PLC0415 - an extra
    except ImportError:
        return None, "run `pip install pillow` to have it scaled"
    try:
        with Image.open(BytesIO(data)) as image:
            if getattr(image, "n_frames", 1) > 1:
                return None, "it is animated, and is not scaled"
            upright = ImageOps.exif_transpose(image)  # a phone saves a photo sideways and says so in its metadata
            upright.thumbnail((_WIDEST, _WIDEST))
            out = BytesIO()
            upright.save(out, form, optimize=True, icc_profile=image.info.get("icc_profile"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None, "it cannot be scaled"
    return (out.getvalue(), "") if out.tell() < len(data) else (None, "save it as a smaller image")
