"""What the page has to be told by whoever publishes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mlops_report.page.sizes import size_of
from mlops_report.pageoptions import PageOptions
from mlops_report.report import Place, Report, locate


class Picture(NamedTuple):
    """A figure as the page shows it: its address, its width and height in pixels, and whether it can be enlarged.

    An empty address is that of a figure on another server, on a page that may load nothing from there.
    """

    src: str
    size: tuple[int, int] | None = None
    zoom: bool = False


class Built(NamedTuple):
    """What the page was made from: the commit, and when (UTC, as a reader writes it)."""

    commit: str
    date: str
    url: str = ""


class PageContext(NamedTuple):
    """Where links lead in the place where the page will stand, and what of it is wanted there.

    Args:
        link: an address in a text to the address on the page; None shows the link as plain text.
        figure: the same for a figure; None shows a box that says what is missing.
        line: from a line of the source (from 1) to its address on the forge, empty where that is not known.
        assets: addresses of the style sheet and the script, or HTML elements with them inside; empty where the
            page's frame brings them.
        options: what the site has chosen.
        findings: whether the findings are listed.
        built: None where that is not known.
        base: address of the page with the questions, empty on that page itself.
    """

    link: Callable[[str], str | None]
    figure: Callable[[str], Picture | None]
    line: Callable[[int], str] = lambda number: ""
    assets: str = ""
    options: PageOptions = PageOptions()
    findings: bool = True
    built: Built | None = None
    base: str = ""


def plain_context(report: Report) -> PageContext:
    """Return a context for a page that stands beside its report: addresses stay as they are."""

    def figure(url: str) -> Picture | None:
        located = locate(url, report.folder, report.root)
        if located.place not in {Place.LOCAL, Place.REMOTE}:
            return None
        return Picture(url, size_of(located.file) if located.file else None)

    return PageContext(link=lambda url: url, figure=figure)
