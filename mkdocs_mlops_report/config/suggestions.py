"""Suggestions for mistyped words."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown word: `; did you mean X?`, or a full stop."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for mistyped words

    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean `{by_lower[close[0]]}`?" if close else "."
