"""The fragments of the page: Jinja templates and the style sheet."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


def code_marked(text: str) -> Markup:
    """Return a message as HTML: what stands in backticks becomes code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    pieces = (
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part) for index, part in enumerate(parts)
    )
    return Markup("").join(pieces)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__ or "mlops_report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["code"] = code_marked
    return environment


def render_fragment(name: str, **values: Any) -> str:
    """Return the fragment `name` (without `.html`) as HTML."""
    return _environment().get_template(f"{name}.html").render(**values)


@cache
def stylesheet() -> str:
    """Return the style sheet of the page."""
    return (resources.files(__package__ or "mlops_report.page") / "assets" / "report.css").read_text("utf-8")
