"""The fragments of the page: Jinja templates and the style sheet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from mlops_report.rules.settings import did_you_mean

_FRAGMENTS = ("checklist", "dashboard", "group", "instructions", "question", "section", "standalone")
"""What a user may replace."""


_STOPS = tuple(".,;:)")


def code_marked(text: str) -> Markup:
    """Return a message as HTML: what stands in backticks becomes code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    pieces = [escape(parts[0])]
    for code, behind in zip(parts[1::2], parts[2::2], strict=True):
        # The stop behind a piece of code does not begin the next line alone.
        stop = behind[:1] if behind[:1] in _STOPS else ""
        form = '<span class="mlr-nobreak"><code>{}</code>{}</span>' if stop else "<code>{}</code>{}"
        pieces += [Markup(form).format(code, stop), escape(behind[len(stop) :])]
    return Markup("").join(pieces)


@cache
def _environment(folder: str) -> Environment:
    own = PackageLoader(__package__ or "mlops_report.page")
    environment = Environment(
        # A fragment of the user may `extends "own/question.html"` and change one block.
        loader=ChoiceLoader([FileSystemLoader(folder), PrefixLoader({"own": own}), own]) if folder else own,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=bool(folder),  # ours do not change; to look takes longer than to fill them in
    )
    environment.filters["code"] = code_marked
    return environment


def mistyped_fragments(folder: Path) -> Iterator[str]:
    """Yield a sentence for each file that was probably meant for a fragment; others may be what those include."""
    for file in sorted(folder.glob("*.html")):
        meant = "." if file.stem in _FRAGMENTS else did_you_mean(file.stem, _FRAGMENTS)
        if meant != ".":
            yield f"{file.as_posix()} takes the place of nothing{meant}"


def render_fragment(name: str, folder: str = "", **values: Any) -> str:
    """Return the fragment `name` (without `.html`) as HTML; a file of its name in `folder` takes its place.

    Raises:
        jinja2.TemplateError: a file in `folder` is no template, or uses what is not there.
    """
    return _environment(folder).get_template(f"{name}.html").render(**values)


@cache
def asset(name: str) -> str:
    """Return a file that belongs to the page: `report.css` or `report.js`."""
    return (resources.files(__package__ or "mlops_report.page") / "assets" / name).read_text("utf-8")
