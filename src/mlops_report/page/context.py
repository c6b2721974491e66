"""What the page has to be told by whoever publishes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlops_report.report import Place, Report, locate


@dataclass(frozen=True, slots=True)
class PageContext:
    """Where links lead in the place where the page will stand.

    Args:
        link: an address in a text to the address on the page; None shows the link as plain text.
        figure: the same for a figure; None shows a box that says what is missing.
        line: from a line of the source (from 1) to its address on the forge, empty where that is not known.
        stylesheet: address of the style sheet, or None where the page's frame brings it.
    """

    link: Callable[[str], str | None]
    figure: Callable[[str], str | None]
    line: Callable[[int], str] = lambda number: ""
    stylesheet: str | None = None


def plain_context(report: Report, stylesheet: str | None = None) -> PageContext:
    """Return a context for a page that stands beside its report: addresses stay as they are."""

    def figure(url: str) -> str | None:
        place = locate(url, report.folder, report.root).place
        return url if place in {Place.LOCAL, Place.REMOTE} else None

    return PageContext(link=lambda url: url, figure=figure, stylesheet=stylesheet)
