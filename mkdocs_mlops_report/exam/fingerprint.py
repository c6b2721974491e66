"""Fingerprints of the template's sentences, which are not stored here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256

_MARKUP = str.maketrans("", "", "*_`\\>")


def normalise(text: str) -> str:
    """Return `text` in lower case, without markup characters and with single spaces.

    The result stays the same if a formatter joins lines, escapes an underscore or turns `*` into `_`.
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join(composed.translate(_MARKUP).split()).lower()


@lru_cache(maxsize=2048)
def fingerprint(text: str) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of the normalised `text`."""
    return sha256_of(normalise(text))[:16]


def fingerprints_of_starts(words: Iterable[str]) -> Iterator[str]:
    """Yield the fingerprint of the first of some words, of the first two, and so on."""
    digest = sha256()
    space = b""
    for word in words:
        normal = normalise(word).encode("utf-8", "replace")
        if normal:  # nothing is left of a word that is only markup
            digest.update(space + normal)
            space = b" "
        yield digest.hexdigest()[:16]


def sha256_of(content: str | bytes) -> str:
    """Return the SHA-256 of a text in UTF-8 or of bytes, in 64 hexadecimal digits."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return sha256(data).hexdigest()
