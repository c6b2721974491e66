"""The page inside Python-Markdown: headings are left to it, all else goes through its stash.

MkDocs gives the extension its pages through the plugin. On its own (`markdown_extensions:
[mlops_report]`, for a site generator without MkDocs plugins) it composes every text that is a report.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from mlops_report.page import Heading, Page, Piece, asset, compose, plain_context
from mlops_report.report import NotAReportError, read_text
from mlops_report.rules import examine

Composer: TypeAlias = Callable[[str], Page | None]
"""From a page's Markdown to its composed page; None leaves the Markdown as it is."""

_AFTER_NORMALIZE = 28
"""`normalize` (30) strips the marks of the stash from the text, so what is stashed must come after it."""
_FIRST = 200
_MARK = "mlops-report-composed"


class ReportExtension(Extension):
    """Shows exam reports as composed pages and leaves every other page alone, to the byte."""

    def __init__(self, composer: Composer | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.composer = composer or compose_alone

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register both processors with Python-Markdown."""
        pieces: list[Piece] = []
        md.preprocessors.register(_Compose(md, self, pieces), "mlops_report", _AFTER_NORMALIZE)
        md.parser.blockprocessors.register(_Build(md, pieces), "mlops_report", _FIRST)


def compose_alone(text: str) -> Page | None:
    """Compose a report from nothing but its text, with its style sheet inside."""
    try:
        checked = examine(read_text(text))
    except NotAReportError:
        return None
    assets = f"<style>{asset('report.css')}</style>"
    return compose(checked, plain_context(checked.report)._replace(assets=assets))


class _Compose(Preprocessor):
    """Puts one word into the place of a report's text."""

    def __init__(self, md: Markdown, extension: ReportExtension, pieces: list[Piece]) -> None:
        super().__init__(md)
        self.extension = extension
        self.pieces = pieces

    def run(self, lines: list[str]) -> list[str]:
        page = self.extension.composer("\n".join(lines))
        self.pieces[:] = page.pieces if page else ()
        return [_MARK] if page else lines


class _Build(BlockProcessor):
    """Makes the elements of the page where that word stands: nothing in them is parsed again."""

    def __init__(self, md: Markdown, pieces: list[Piece]) -> None:
        super().__init__(md.parser)
        self.stash = md.htmlStash
        self.pieces = pieces

    def test(self, parent: Element, block: str) -> bool:
        return bool(self.pieces) and block.strip() == _MARK

    def run(self, parent: Element, blocks: list[str]) -> None:
        blocks.pop(0)
        for piece in self.pieces:
            if isinstance(piece, Heading):
                _add_heading(parent, piece)
            else:
                SubElement(parent, "p").text = AtomicString(self.stash.store(piece.html))
        self.pieces.clear()


def _add_heading(parent: Element, heading: Heading) -> None:
    element = SubElement(parent, f"h{heading.level}", {"id": heading.anchor})
    element.text = AtomicString(heading.text)
    if heading.title:
        # The label is what the table of contents shows; the heading keeps both parts apart.
        element.set("data-toc-label", f"{heading.text} {heading.title}")
        element.text = AtomicString(heading.text + " ")
        SubElement(element, "span", {"class": "mlr-title"}).text = AtomicString(heading.title)


def makeExtension(**kwargs: Any) -> ReportExtension:  # noqa: N802 - Python-Markdown's name
    """Make the extension from its module's name."""
    return ReportExtension(**kwargs)
