"""What the search index of a site reads of a report: what the group wrote, without badges and the template's words.

The prompts are the same in every report, and a grader who searches a hundred of them for `bucket` wants the answers.
MkDocs has no event between a page and the index, so the method of the index is given a page with less text; Material
and MkDocs call it in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from typing import Protocol, TypeAlias

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.contrib.search.search_index import SearchIndex as MkDocsIndex
from mkdocs.structure.pages import Page as SitePage

from mkdocs_mlops_report.page.compose import Heading, Page
from mkdocs_mlops_report.page.elements import element

PageOf: TypeAlias = Callable[[SitePage], Page | None]
"""From a page of the site to its composed page, None for a page that is not a report."""

_OUR_PAGE = 'class="mlr-question"'
_REST = r'\b[^>"]*(?:"[^"]*"[^>"]*)*>'
_IN_A_WORD = "a|abbr|b|code|del|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|tt|u"
_HEADINGS = "h[1-6]"


class SearchIndex(Protocol):
    """The part of a search plugin's index that MkDocs calls once for every page."""

    add_entry_from_context: Callable[[SitePage], None]


class DroppedTags:
    """The tags that an index drops; parsing them takes most of its time.

    Args:
        kept: a regular expression for the names of those that it needs.
    """

    def __init__(self, kept: str) -> None:
        self._in_a_word = re.compile(rf"</?(?!(?:{kept})\b)(?:{_IN_A_WORD}){_REST}")
        self._between_words = re.compile(rf"</?(?!(?:{kept})\b)[a-z][a-z0-9]*{_REST}")

    def removed(self, html: Markup) -> Markup:
        """Return HTML without these tags; words that one of them separates stay separated."""
        return Markup(self._between_words.sub(" ", self._in_a_word.sub("", html)))  # only removes tags from HTML


BY_MKDOCS = DroppedTags(_HEADINGS)
BY_MATERIAL = DroppedTags(f"p|li|ol|ul|pre|code|sub|sup|{_HEADINGS}")


def index_answers_only(config: MkDocsConfig, page_of: PageOf) -> None:
    """Have the search indexes of a site read only a report's own text; they read every other page as before.

    Args:
        config: the config of the site.
        page_of: returns the composed page of a page of the site.
    """
    for plugin in config.plugins.values():
        index: SearchIndex | None = getattr(plugin, "search_index", None)
        if index is not None and hasattr(index, "add_entry_from_context"):
            _wrap(index, page_of)


def searched(page: Page, dropped: DroppedTags) -> Markup:
    """Return the headings of a page and the searched text between them."""
    return Markup("\n").join(
        _heading(piece) if isinstance(piece, Heading) else dropped.removed(piece.searched) for piece in page.pieces
    )


def _wrap(index: SearchIndex, page_of: PageOf) -> None:
    read = index.add_entry_from_context
    dropped = BY_MKDOCS if isinstance(index, MkDocsIndex) else BY_MATERIAL

    def read_less(page: SitePage) -> None:
        composed = page_of(page)
        # Another plugin may have replaced the page, for instance by one that asks for a password.
        if composed is not None and _OUR_PAGE in (page.content or ""):
            page = copy(page)
            page.content = str(searched(composed, dropped))
        read(page)

    index.add_entry_from_context = read_less


def _heading(heading: Heading) -> Markup:
    text = f"{heading.text} {heading.title}".rstrip()
    return element(f"h{heading.level}", {"id": heading.anchor}, text)
