"""The templates, style sheet and script of a cohort's pages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mkdocs_mlops_report.page import fragments as report_fragments
from mkdocs_mlops_report.page.elements import element, start_tag

_PACKAGE = "mkdocs_mlops_report.cohort.pages"
ASSETS = "assets"
"""The folder of style sheets and scripts in the site."""


def render(template: str, **values: Any) -> Markup:
    """Return a template as HTML; all values are escaped."""
    return Markup(_environment().get_template(f"{template}.html").render(**values))  # Jinja escapes all values


@cache
def assets() -> dict[str, str]:
    """Return the files that the pages load by path in the site; names change with their content."""
    own = resources.files(_PACKAGE) / "assets"
    texts = {
        "cohort.css": (own / "cohort.css").read_text("utf-8"),
        "cohort.js": (own / "cohort.js").read_text("utf-8"),
        "report.css": report_fragments.asset("report.css"),
        "code.css": _code_style(),
    }
    return {_named(name, text): text for name, text in texts.items()}


def asset_elements(base: str, *names: str) -> Markup:
    """Return the elements that load assets on a page.

    Args:
        base: from the page to the root of the cohort, empty or `../`.
        names: for instance `cohort.css`.
    """
    return Markup("").join(_elements(base, names))


def _elements(base: str, names: tuple[str, ...]) -> Iterator[Markup]:
    for path in assets():
        stem, _, ending = path.rpartition("/")[2].split(".")
        if f"{stem}.{ending}" not in names:
            continue
        if ending == "js":
            yield element("script", {"src": base + path, "defer": ""}, "")
        else:
            yield start_tag("link", {"rel": "stylesheet", "href": base + path})


def _named(name: str, text: str) -> str:
    stem, ending = name.split(".")
    return f"{ASSETS}/{stem}.{sha256(text.encode()).hexdigest()[:8]}.{ending}"


def _code_style() -> str:
    from mkdocs_mlops_report.page.standalone import code_style  # noqa: PLC0415 - loads Pygments

    return code_style()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(_PACKAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["code"] = report_fragments.with_code
    return environment
