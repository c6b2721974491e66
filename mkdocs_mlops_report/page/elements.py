"""HTML elements whose attributes and texts are escaped by default; only `Markup` is taken as it is."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup


def start_tag(name: str, attributes: Mapping[str, str | int | None] | None = None) -> Markup:
    """Return a start tag; attributes with the value None are left out."""
    given = ((key, value) for key, value in (attributes or {}).items() if value is not None)
    return Markup("<{}{}>").format(name, Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in given))


def element(name: str, attributes: Mapping[str, str | int | None] | None, content: str) -> Markup:
    """Return an element; a content that is not `Markup` is escaped."""
    return start_tag(name, attributes) + content + Markup("</{}>").format(name)
