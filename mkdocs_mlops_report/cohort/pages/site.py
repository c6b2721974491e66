"""All pages of a cohort's site."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mkdocs_mlops_report.cohort.cohort import Cohort
from mkdocs_mlops_report.cohort.pages.groups import group_pages
from mkdocs_mlops_report.cohort.pages.items import item_pages
from mkdocs_mlops_report.cohort.pages.matrix import item_matrix, question_matrix
from mkdocs_mlops_report.cohort.pages.model import CohortPage, Frame
from mkdocs_mlops_report.cohort.pages.overview import overview
from mkdocs_mlops_report.cohort.pages.questions import question_pages
from mkdocs_mlops_report.cohort.pages.search import search_page
from mkdocs_mlops_report.cohort.pages.statistics import statistics


def site_pages(cohort: Cohort, body: Callable[[str], str], *, searchable: bool) -> Iterator[CohortPage]:
    """Yield the pages; the first one is the overview.

    Args:
        cohort: the groups.
        body: from the key of a record to the HTML of its report.
        searchable: whether Pagefind makes an index of the built site.
    """
    frame = Frame(searchable, cohort.has_evidence)
    yield overview(cohort, frame)
    yield from question_matrix(cohort, frame)
    yield from item_matrix(cohort, frame)
    yield statistics(cohort, frame)
    yield from question_pages(cohort, frame)
    yield from item_pages(cohort, frame)
    yield from group_pages(cohort, frame, body)
    if searchable:
        yield search_page(cohort, frame)
