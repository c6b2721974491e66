"""Fingerprints stand for the template's sentences, so that none of them has to be kept here."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

_MARKUP = str.maketrans("", "", "*_`\\>")


def normalise(text: str) -> str:
    """Return `text` without markup characters, in lower case, white space folded.

    A formatter that joins lines, escapes an underscore or turns `*` into `_` leaves this unchanged.
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join(composed.translate(_MARKUP).split()).lower()


@lru_cache(maxsize=2048)
def fingerprint(text: str) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of the normalised `text`."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:16]
