"""Letters that were decoded with the wrong encoding: UTF-8 that was read as Windows-1252."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mkdocs_mlops_report.text.pattern import lazy_pattern

_BYTES = {
    (bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte  # five bytes are undefined in Windows-1252
    for byte in range(0x80, 0x100)
}
_CONTINUATION = "".join(character for character, byte in _BYTES.items() if byte < 0xC0)
_LEADING = "\u00c2\u00c3\u00e2\u00f0"
"""Characters that each garbled letter starts with; a text without them needs no search."""
_GARBLED = lazy_pattern(f"[\u00c2\u00c3][{_CONTINUATION}]|\u00e2[{_CONTINUATION}]{{2}}|\u00f0[{_CONTINUATION}]{{3}}")


class Garbled(NamedTuple):
    """A garbled letter: its offsets in the text, and the character that was meant."""

    start: int
    end: int
    meant: str


def garbled_letters(text: str) -> Iterator[Garbled]:
    """Yield the garbled letters of a text: western European letters, punctuation and emoji."""
    if not any(character in text for character in _LEADING):
        return
    for match in _GARBLED.finditer(text):
        try:
            meant = bytes(_BYTES[character] for character in match[0]).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            continue
        if meant.isprintable():
            yield Garbled(match.start(), match.end(), meant)
