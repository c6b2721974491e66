"""What a site may choose about its page. In a module of its own: the command reads it without loading the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mlops_report.rules.settings import SettingsError, did_you_mean

FOLDS = ("show", "fold", "hide")
"""How the template's own words stand on the page."""
CHOICES: dict[str, tuple[str, ...]] = {
    "instructions": FOLDS,
    "examples": FOLDS,
    "prompts": FOLDS,
    "diagnostics": ("always", "serve", "never"),
    "dashboard": ("top", "page", "off"),
}
TEXTS = ("title", "templates")


class PageOptions(NamedTuple):
    """The options of the plugin that change what the page shows."""

    title: str = ""
    """In the place of the report's own title."""
    instructions: str = "fold"
    prompts: str = "show"
    examples: str = "fold"
    diagnostics: str = "always"
    """When the page lists the findings: `serve` is while a person writes."""
    dashboard: str = "top"
    """`page` gives it a page of its own."""
    templates: str = ""
    """A folder whose files replace fragments of the page, relative to the config file."""


OPTIONS = PageOptions._fields


def parse_page_options(values: Mapping[str, Any]) -> PageOptions:
    """Return the options among `values`, which may hold others and None for those that are not given.

    Raises:
        SettingsError: an option has a value that means nothing.
    """
    given = {name: values[name] for name in OPTIONS if values.get(name) is not None}
    for name, value in given.items():
        if name in TEXTS:
            if not isinstance(value, str):
                message = f"`{name}` is a text."
                raise SettingsError(message)
            continue
        # YAML reads a bare `off` as false.
        word = "off" if value is False else str(value).lower()
        if word not in CHOICES[name]:
            words = ", ".join(CHOICES[name])
            message = f"`{name}`: `{value}` is none of {words}{did_you_mean(word, CHOICES[name])}"
            raise SettingsError(message)
        given[name] = word
    return PageOptions(**given)
