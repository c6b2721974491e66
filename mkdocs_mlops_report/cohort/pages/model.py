"""What a page of the site is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup

from mkdocs_mlops_report.cohort.pages.fragments import asset_elements, render

TABS = (
    ("Overview", "index.html"),
    ("Questions", "questions.html"),
    ("Checklist", "checklist.html"),
    ("Statistics", "statistics.html"),
)
SEARCH = ("Search", "search.html")


class CohortPage(NamedTuple):
    """A page, whose HTML is made when it is needed: a cohort of a thousand groups does not fit into memory."""

    path: str
    """In the site, with at most one folder: `questions/15.html`."""
    title: str
    html: Callable[[], Markup]


class Frame(NamedTuple):
    """What all pages of a site share."""

    searchable: bool
    """Whether the site has a page for searching."""
    evidence: bool
    """Whether evidence was looked for."""

    def page(self, template: str, path: str, tab: str, assets: tuple[str, ...] = (), **values: Any) -> Markup:
        """Return the content of a page.

        Args:
            template: its template.
            path: of the page in the site.
            tab: the part of the site to which it belongs.
            assets: what it loads besides the style sheet and the script of all pages.
            values: what the template shows.
        """
        base = "../" if "/" in path else ""
        return render(
            template,
            base=base,
            kind=template,
            tab=tab,
            tabs=(*TABS, SEARCH) if self.searchable else TABS,
            assets=asset_elements(base, *assets, "cohort.css", "cohort.js"),
            **values,
        )


Thing = TypeVar("Thing")


def with_neighbours(things: Sequence[Thing]) -> Iterator[tuple[Thing | None, Thing, Thing | None]]:
    """Yield each thing with the one before and the one after it, None at the ends."""
    around = [None, *things, None]
    yield from zip(around, things, around[2:], strict=False)


def titled(title: str, number: int) -> str:
    """Return the title of a page of a long list."""
    return title if number == 1 else f"{title}, page {number}"


def numbered(name: object, number: int) -> str:
    """Return the path of a page of a long list, without the ending: `15`, `15-2`."""
    return str(name) if number == 1 else f"{name}-{number}"
