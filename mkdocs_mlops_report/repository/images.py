"""What an image file contains, from its first and last bytes; nothing is decoded."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

IMAGE_EXTENSIONS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".apng", ".ico"})
"""File extensions that a browser shows in an `<img>`; the course itself allows only the first three."""
Kind: TypeAlias = Literal["png", "jpeg", "gif", "webp", "bmp", "svg", "avif", "heic", "pdf", "lfs", "html", "empty", ""]

_HEAD, _TAIL = 4096, 4096
_LARGEST_SIDE = 100_000
"""Pixels; a header that states more is not trusted."""
_LFS = b"version https://git-lfs.github.com/spec/"
_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"%PDF-", "pdf"),
    (_LFS, "lfs"),
)
_BRANDS: dict[bytes, Kind] = {b"avif": "avif", b"avis": "avif", b"heic": "heic", b"heix": "heic", b"mif1": "heic"}
_KINDS: dict[str, Kind] = {
    ".png": "png",
    ".apng": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".gif": "gif",
    ".webp": "webp",
    ".bmp": "bmp",
    ".svg": "svg",
    ".avif": "avif",
}
_TRAILERS: dict[Kind, bytes] = {"png": b"IEND\xaeB`\x82", "jpeg": b"\xff\xd9", "gif": b"\x3b"}
"""What is among the last bytes of a complete file; a JPEG may have more data after it."""


class Content(NamedTuple):
    """What a file contains."""

    kind: Kind
    """Empty for an unknown kind."""
    complete: bool
    """False for a file that ends before its image does."""
    size: int
    """In bytes."""


def kind_of_extension(name: str) -> Kind:
    """Return the kind that a file's extension stands for; empty if it is not that of an image."""
    return _KINDS.get(Path(name).suffix.lower(), "")


def content_of(file: Path) -> Content:
    """Return what a file contains.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read(_TAIL)
    kind = kind_of(head)
    trailer = _TRAILERS.get(kind)
    return Content(kind, trailer is None or trailer in tail, size)


def sha256_of_file(file: Path) -> str:
    """Return the SHA-256 of a file in 64 hexadecimal digits; an unchanged file is read once.

    Raises:
        OSError: it cannot be read.
    """
    status = file.stat()
    return _sha256(file, status.st_size, status.st_mtime_ns)


def size_of(file: Path) -> tuple[int, int] | None:
    """Return the width and height of an image in pixels; None if its header does not state them."""
    try:
        status = file.stat()
    except OSError:
        return None
    return _size(file, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=256)
def _sha256(file: Path, size: int, modified: int) -> str:
    return sha256(file.read_bytes()).hexdigest()


@lru_cache(maxsize=1024)
def _size(file: Path, size: int, modified: int) -> tuple[int, int] | None:
    import imagesize  # noqa: PLC0415 - only the page needs it

    try:
        width, height = imagesize.get(file)
    except Exception:
        return None
    return (int(width), int(height)) if 0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE else None


def kind_of(head: bytes) -> Kind:
    """Return the kind of a file from its first bytes; empty for an unknown one."""
    head = head[:_HEAD]
    if not head.strip():
        return "empty"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text:
        return "svg"
    return "html" if text.startswith((b"<!doctype html", b"<html")) else ""
