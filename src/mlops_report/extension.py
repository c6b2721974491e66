"""The page inside Python-Markdown: headings are left to it, all else goes through its stash.

MkDocs gives the extension its pages through the plugin. On its own (`markdown_extensions:
[mlops_report]`, for a site generator without MkDocs plugins) it composes every text that is a report.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from mlops_report.page import Heading, Page, asset, compose, plain_context
from mlops_report.report import NotAReportError, read_text
from mlops_report.rules import examine

Composer: TypeAlias = Callable[[str], Page | None]
"""From a page's Markdown to its composed page; None leaves the Markdown as it is."""

_AFTER_NORMALIZE = 28
"""`normalize` (30) strips the marks of the stash from the text, so what is stashed must come after it."""
_BEFORE_TOC = 7
"""`toc` (5) makes the anchors and the table of contents from the headings as they then are."""
_MARK = "mlrheading"


class ReportExtension(Extension):
    """Shows exam reports as composed pages and leaves every other page alone, to the byte."""

    def __init__(self, composer: Composer | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.composer = composer or compose_alone

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register both processors with Python-Markdown."""
        headings: list[Heading] = []
        md.preprocessors.register(_Compose(md, self, headings), "mlops_report", _AFTER_NORMALIZE)
        md.treeprocessors.register(_Headings(md, headings), "mlops_report_headings", _BEFORE_TOC)


def compose_alone(text: str) -> Page | None:
    """Compose a report from nothing but its text, with its style sheet inside."""
    try:
        checked = examine(read_text(text))
    except NotAReportError:
        return None
    assets = f"<style>{asset('report.css')}</style>"
    return compose(checked, plain_context(checked.report)._replace(assets=assets))


class _Compose(Preprocessor):
    def __init__(self, md: Markdown, extension: ReportExtension, headings: list[Heading]) -> None:
        super().__init__(md)
        self.extension = extension
        self.headings = headings

    def run(self, lines: list[str]) -> list[str]:
        self.headings.clear()
        page = self.extension.composer("\n".join(lines))
        if page is None:
            return lines
        composed: list[str] = []
        for piece in page.pieces:
            if isinstance(piece, Heading):
                composed.append(f"{'#' * piece.level} {_MARK}{len(self.headings)}")
                self.headings.append(piece)
            else:
                composed.append(self.md.htmlStash.store(piece.html))
            composed.append("")
        return composed


class _Headings(Treeprocessor):
    """Puts the real text, anchor and short title into the headings that stand for ours."""

    def __init__(self, md: Markdown, headings: list[Heading]) -> None:
        super().__init__(md)
        self.headings = headings

    def run(self, root: ElementTree.Element) -> None:
        if not self.headings:
            return
        for element in root.iter():
            text = element.text or ""
            if len(element.tag) == 2 and element.tag[0] == "h" and text.startswith(_MARK):
                heading = self.headings[int(text.removeprefix(_MARK))]
                element.text = heading.text
                element.set("id", heading.anchor)
                if heading.title:
                    # The label is what the table of contents shows; the heading keeps both parts apart.
                    element.set("data-toc-label", f"{heading.text} {heading.title}")
                    element.text = heading.text + " "
                    ElementTree.SubElement(element, "span", {"class": "mlr-title"}).text = heading.title


def makeExtension(**kwargs: Any) -> ReportExtension:  # noqa: N802 - Python-Markdown's name
    """Make the extension from its module's name."""
    return ReportExtension(**kwargs)
