"""Anchors of headings, as GitHub makes them."""

from __future__ import annotations

import re

_DROPPED = re.compile(r"[^\w\- ]")


class Slugger:
    """Gives each heading of a page its anchor; repeated ones end in `-1`, `-2` and so on.

    Args:
        prefix: starts each anchor, where a page shows parts of several reports.
    """

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._used: dict[str, int] = {}

    def slug(self, text: str) -> str:
        """Return the anchor of a heading with this text."""
        base = _DROPPED.sub("", text.strip().lower()).replace(" ", "-") or "heading"
        slug, count = base, self._used.get(base, 0)
        while slug in self._used:
            count += 1
            slug = f"{base}-{count}"
        self._used[base] = count
        self._used.setdefault(slug, 0)
        return self._prefix + slug
