"""What leaves as a list: findings in the forms that people, editors, servers and forges read."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlops_report.rules import CheckedReport

FORMATS = ("full", "concise", "json", "github", "sarif", "junit", "markdown")
"""The names of all forms; each has a module with a function `render`."""


def render(form: str, reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return all findings of all reports in one of `FORMATS`, without a line break at the end.

    Args:
        form: the name of the form.
        reports: in the order in which they are to be shown.
        color: whether a terminal shows the text; only `full` and `concise` have colours.
        width: how many characters a line of a terminal has.
    """
    # Only the module of the form that is asked for is loaded: a command has to start at once.
    module = import_module(f"mlops_report.reporters.{form}")
    text: str = module.render(reports, color=color, width=width)
    return text


__all__ = ["FORMATS", "render"]
