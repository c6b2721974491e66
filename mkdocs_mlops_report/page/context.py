"""What the page needs to know from whoever publishes it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.page.views.findings import Listing
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.repository.images import size_of
from mkdocs_mlops_report.repository.links import Place, locate
from mkdocs_mlops_report.rules.phrases import MONTHS


class Image(NamedTuple):
    """The file of a figure as the page shows it.

    Args:
        src: its URL; empty for a file on another server on a page that may load nothing from there.
        size: its width and height in pixels, None if unknown.
        zoom: whether it can be enlarged.
        inside: whether `src` is the whole image, so that a link to it would double the page.
    """

    src: str
    size: tuple[int, int] | None = None
    zoom: bool = False
    inside: bool = False


class BuiltFrom(NamedTuple):
    """What the page was built from: the commit, the date as a reader writes it (UTC), the URL of the commit."""

    commit: str
    date: str
    url: str = ""


class PageContext(NamedTuple):
    """Where links lead from the page, and what is shown on it.

    Args:
        link: from the URL of a link in the report to that on the page; None shows plain text.
        figure: from the URL of a figure in the report to its file on the page; None shows a box with the missing path.
        line: from a line of the source (from 1) to its URL on the forge; empty if that is not known.
        assets: the elements that load style sheet and script; empty if the frame of the page does that.
        options: the options of the site.
        findings: how the list of findings is shown.
        build: None if nothing is known about it.
        base: URL of the page with the questions; empty on that page itself.
        file: from a path in the repository and a line (0 for the whole file) to its URL on the forge.
        absence: whether the page says what is not in the repository.
    """

    link: Callable[[str], str | None]
    figure: Callable[[str], Image | None]
    line: Callable[[int], str] = lambda number: ""
    assets: Markup = Markup("")
    options: Options = Options()
    findings: Listing = "open"
    build: BuiltFrom | None = None
    base: str = ""
    file: Callable[[str, int], str] = lambda path, line: ""
    absence: bool = True


def beside_report(report: Report) -> PageContext:
    """Return the context of a page that is in the folder of its report: URLs stay as they are."""

    def figure(url: str) -> Image | None:
        target = locate(url, report.folder, report.root)
        if target.place not in {Place.LOCAL, Place.REMOTE}:
            return None
        return Image(url, size_of(target.file) if target.file else None)

    return PageContext(link=lambda url: url, figure=figure)


def build_date(environment: Mapping[str, str] | None = None) -> str:
    """Return the time of the build, for instance `22 January 2026, 21:40 UTC`.

    `SOURCE_DATE_EPOCH`, in seconds, replaces the clock (https://reproducible-builds.org).
    """
    environment = os.environ if environment is None else environment
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    now = time.gmtime(int(epoch) if epoch.isdigit() else None)
    return f"{now.tm_mday} {MONTHS[now.tm_mon - 1]} {now.tm_year}, {now.tm_hour:02}:{now.tm_min:02} UTC"
