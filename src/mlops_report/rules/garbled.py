"""Letters that were read in the wrong encoding: what UTF-8 looks like when it is taken for that of Windows."""

from __future__ import annotations

from mlops_report.pattern import lazy

_HIGH = {
    (bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte  # five bytes stand for nothing there
    for byte in range(0x80, 0x100)
}
_NEXT = "".join(sign for sign, byte in _HIGH.items() if byte < 0xC0)
GARBLED = lazy(f"[\u00c2\u00c3][{_NEXT}]|\u00e2[{_NEXT}]{{2}}|\u00f0[{_NEXT}]{{3}}")
"""A letter of western Europe, a sign of punctuation or an emoji in such a text."""
BEGINNINGS = "\u00c2\u00c3\u00e2\u00f0"
"""The signs with which each of them begins: a text without any has no such piece, and needs no search."""


def ungarbled(text: str) -> str:
    """Return the sign that a piece of garbled text was before; empty where it is no such thing."""
    try:
        sign = bytes(_HIGH[one] for one in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return ""
    return sign if sign.isprintable() else ""
