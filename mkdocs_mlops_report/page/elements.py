"""HTML elements whose attributes and texts are escaped by default; only `Markup` is taken as it is."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape


def start_tag(name: str, attributes: Mapping[str, str | int | None] | None = None) -> Markup:
    """Return a start tag; attributes with the value None are left out."""
    given = [f' {key}="{escape(value)}"' for key, value in (attributes or {}).items() if value is not None]
    return Markup(f"<{name}{''.join(given)}>")


def element(name: str, attributes: Mapping[str, str | int | None] | None, content: str) -> Markup:
    """Return an element; a content that is not `Markup` is escaped."""
    return Markup(f"{start_tag(name, attributes)}{escape(content)}</{name}>")
