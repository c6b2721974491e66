"""The page that searches all answers, with an index that Pagefind makes of the built pages."""

from __future__ import annotations

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import Cohort
from mkdocs_mlops_report.cohort.pages.model import SEARCH, CohortPage, Frame

INDEXED = 250
"""Groups in one index: Pagefind needs about 1 MB of memory for each."""
NOT_SEARCHED = (
    ".mlr-badges,.mlr-checklist,.mlr-dashboard,.mlr-group,.mlr-instructions,.mlr-intro,.mlr-prompt,.mlr-repository,"
    ".mlr-unanswered,.mlc-all"
)
"""What all reports share, or what is ours: the search finds what groups wrote."""


def index_folder(number: int) -> str:
    """Return the folder of an index in the site, the first one under Pagefind's usual name."""
    return "pagefind" if number == 1 else f"pagefind-{number}"


def search_page(cohort: Cohort, frame: Frame) -> CohortPage:
    """Return the page."""

    def html() -> Markup:
        indexes = range(1, -(-len(cohort.read) // INDEXED) + 1)
        return frame.page("search", SEARCH[1], SEARCH[0], indexes=[index_folder(number) for number in indexes])

    return CohortPage(SEARCH[1], SEARCH[0], html)
