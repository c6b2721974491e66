"""What the group wrote and drew: its pages, its README, its diagrams."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_mlops_report.evidence.reading.sources import Sources

_PAGE = re.compile(r"(?:^|/)docs/(?:.*/)?[^/]+\.(?:md|rst)$", re.IGNORECASE)
_README = re.compile(r"^README(?:\.md|\.rst|\.txt)?$", re.IGNORECASE)
_PAGE_WORDS, _LONG_README, _DESCRIPTION = 60, 400, 200
"""Words that make a page, a long README, a description of a project."""
_DIAGRAM = re.compile(
    r"(?i)(?:^|/)[^/]*(?:architect|overview|diagram|flow_?chart|pipeline|infrastructure|system)[^/]*\.(?:png|jpe?g|svg|webp|pdf)$|\.drawio(?:\.png|\.svg)?$"
)
_MERMAID = re.compile(r"```\s*\{?\.?mermaid")


def written_docs(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield pages of the documentation that are the group's own: with some text, or made from docstrings."""
    for path, text in sources.prose.items():
        if _PAGE.search(path) and (len(text.split()) >= _PAGE_WORDS or re.search(r"^::: \w", text, re.MULTILINE)):
            yield path, 0


def long_readme(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield a README that is long enough to be documentation."""
    yield from _readme(sources, _LONG_README)


def described(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield a README that is long enough to describe the project."""
    yield from _readme(sources, _DESCRIPTION)


def _readme(sources: Sources, words: int) -> Iterator[tuple[str, int]]:
    for path, text in sources.prose.items():
        if _README.match(path) and len(text.split()) >= words:
            yield path, 0


def diagram_files(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield diagrams: pictures of the report that are named for it, and diagrams as text in the documentation."""
    for file in sources.files:
        if _DIAGRAM.search(file.path) and file.path.startswith(("reports/", "docs/", "assets/", "images/", "figures/")):
            yield file.path, 0
    for path, text in sources.prose.items():
        match = _MERMAID.search(text)
        if match:
            yield path, text.count("\n", 0, match.start()) + 1


def pages_branch(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the repository if it has the branch of a published site."""
    if sources.history is not None and "gh-pages" in sources.history.branches:
        yield "", 0
