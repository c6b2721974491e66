"""What a picture file really holds, told from its first and last bytes; nothing is decoded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from mlops_report.exam.fingerprint import sha256_of

Kind: TypeAlias = Literal[
    "png", "jpeg", "gif", "webp", "bmp", "svg", "avif", "heic", "pdf", "lfs", "html", "empty", ""
]

_HEAD, _TAIL = 512, 4096
_FEW_BYTES = 512 * 1024
"""What is hashed before the fast library pays."""
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
_ENDINGS: dict[str, Kind] = {
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
"""What the last bytes of a whole file have; a JPEG may have some more behind it."""


class Content(NamedTuple):
    """What was read of a file."""

    kind: Kind
    """Empty where nothing known was found."""
    whole: bool
    """False for a file that ends before its picture does."""
    size: int
    """In bytes."""


def kind_of_ending(name: str) -> Kind:
    """Return what a file's ending promises; empty for one that is no picture's."""
    return _ENDINGS.get(Path(name).suffix.lower(), "")


def content_of(file: Path) -> Content:
    """Return what a file holds.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read(_TAIL)
    kind = _kind(head)
    trailer = _TRAILERS.get(kind)
    return Content(kind, trailer is None or trailer in tail, size)


@lru_cache(maxsize=256)
def _digest(file: Path, size: int, modified: int) -> str:
    return _hash(file.read_bytes())


class _Hash:
    """Loads the fast library when there is enough to be hashed: it is slow to load."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, data: bytes) -> str:
        self.done += len(data)
        if self.done <= _FEW_BYTES:
            return sha256_of(data)
        import hashlib  # noqa: PLC0415

        return hashlib.sha256(data).hexdigest()


_hash = _Hash()


def digest(file: Path) -> str:
    """Return the SHA-256 of a file; one that did not change is read once.

    Raises:
        OSError: it cannot be read.
    """
    status = file.stat()
    return _digest(file, status.st_size, status.st_mtime_ns)


def _kind(head: bytes) -> Kind:
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
