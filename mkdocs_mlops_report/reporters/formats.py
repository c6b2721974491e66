"""The output formats by name."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_mlops_report.rules.engine import CheckedReport

FORMATS = ("full", "concise", "json", "github", "sarif", "junit", "markdown", "rdjson")
"""The names of all formats; each has a module with a function `render`."""
EVIDENCE_FORMATS = ("table", "json", "csv", "markdown")
"""The names of the formats of `evidence`."""
DIFFERENCE_FORMATS = ("text", "markdown", "json")
"""The names of the formats of `diff`."""
GROWTH_FORMATS = ("table", "json")
"""The names of the formats of `history`."""
MACHINE_FORMATS = frozenset({"json", "sarif", "junit", "rdjson"})
"""Formats that are a complete document even without any report."""


def render(name: str, reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of all reports in a format, without a line ending at the end.

    Args:
        name: one of `FORMATS`.
        reports: the checked reports, in the order of the output.
        color: whether a terminal shows the text; only `full` and `concise` use colours.
        width: the number of characters in a line of the terminal; only `full` uses it.
    """
    # Only the module of the format is imported, so that the command starts quickly.
    module = import_module(f"mkdocs_mlops_report.reporters.{name}")
    text: str = module.render(reports, color=color, width=width)
    return text
