"""How large a picture is, told from its header: nothing is decoded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import imagesize

_LARGEST = 100_000
"""Pixels of a side; a header that claims more is not believed."""


def size_of(file: Path) -> tuple[int, int] | None:
    """Return width and height in pixels; None where the file does not tell."""
    try:
        status = file.stat()
    except OSError:
        return None
    return _size(file, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1024)
def _size(file: Path, size: int, modified: int) -> tuple[int, int] | None:
    try:
        width, height = imagesize.get(file)
    except Exception:
        return None
    return (int(width), int(height)) if 0 < width <= _LARGEST and 0 < height <= _LARGEST else None
