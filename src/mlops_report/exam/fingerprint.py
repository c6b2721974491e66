"""Fingerprints stand for the template's sentences, so that none of them has to be kept here."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# `hashlib` loads OpenSSL, which takes a fortieth of the time of a whole check; Python's own `random` avoids it alike.
try:
    from _sha2 import sha256  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from hashlib import sha256

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
    return sha256_of(normalise(text))[:16]


def sha256_of(content: str | bytes) -> str:
    """Return the SHA-256 of a text in UTF-8 or of bytes, in 64 hexadecimal digits."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return str(sha256(data).hexdigest())
