"""Letters that were decoded with the wrong encoding: UTF-8 that was read as Windows-1252."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_LEADING = "\u00c2\u00c3\u00e2\u00f0"
"""Characters that each garbled letter starts with; a text without them needs no search."""


class Garbled(NamedTuple):
    """A garbled letter: its offsets in the text, and the character that was meant."""

    start: int
    end: int
    meant: str


def garbled_letters(text: str) -> Iterator[Garbled]:
    """Yield the garbled letters of a text: western European letters, punctuation and emoji."""
    if not any(character in text for character in _LEADING):
        return
    read_as = _bytes()
    for match in _garbled().finditer(text):
        try:
            meant = bytes(read_as[character] for character in match[0]).decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            continue
        if meant.isprintable():
            yield Garbled(match.start(), match.end(), meant)


@cache
def _bytes() -> dict[str, int]:
    """Return the byte that each character above ASCII was read from."""
    return {
        (bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte  # five bytes are undefined in Windows-1252
        for byte in range(0x80, 0x100)
    }


@cache
def _garbled() -> re.Pattern[str]:
    following = "".join(character for character, byte in _bytes().items() if byte < 0xC0)
    return re.compile(f"[\u00c2\u00c3][{following}]|\u00e2[{following}]{{2}}|\u00f0[{following}]{{3}}")
