"""The page inside Python-Markdown: it renders the headings, everything else goes through its stash of raw HTML.

In MkDocs, the plugin provides the pages. On its own (`markdown_extensions: [mkdocs_mlops_report]`, for a site generator
without MkDocs plugins), the extension composes every text that is a report.
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
from markupsafe import Markup

from mkdocs_mlops_report.config.options import Options, all_options, parse_options
from mkdocs_mlops_report.page.compose import Heading, Page, Piece, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.page.elements import element
from mkdocs_mlops_report.page.fragments import asset
from mkdocs_mlops_report.page.views.findings import listing
from mkdocs_mlops_report.report.reader import NotAReportError, read_text
from mkdocs_mlops_report.rules.engine import check
from mkdocs_mlops_report.rules.settings import settings_of

Composer: TypeAlias = Callable[[str], Page | None]
"""From the Markdown of a page to its composed page; None leaves the Markdown as it is."""

_AFTER_NORMALIZE = 28
"""Priority after `normalize` (30), which removes the markers of the stash from the text."""
_FIRST = 200
_MARK = "mlops-report-composed"


class ReportExtension(Extension):
    """Shows exam reports as composed pages and leaves every other page as it is.

    Args:
        composer: provides the pages; without it, every report is composed with the options in `kwargs`.
        kwargs: the options of the table that an extension has.

    Raises:
        ConfigError: an option has a wrong value.
    """

    def __init__(self, composer: Composer | None = None, **kwargs: Any) -> None:
        self.config = {one.name: [one.default, one.documentation] for one in all_options() if one.extension}
        super().__init__(**kwargs)
        options = parse_options(self.getConfigs())
        self.composer = composer or (lambda text: compose_alone(text, options))

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register both processors with Python-Markdown."""
        pieces: list[Piece] = []
        md.preprocessors.register(_Compose(md, self, pieces), "mkdocs_mlops_report", _AFTER_NORMALIZE)
        md.parser.blockprocessors.register(_Build(md, pieces), "mkdocs_mlops_report", _FIRST)


def compose_alone(text: str, options: Options | None = None) -> Page | None:
    """Compose a report from its text alone, with its style sheet inside; None for any other text."""
    options = options or Options()
    try:
        checked = check(read_text(text), settings_of(options))
    except NotAReportError:
        return None
    style = element("style", None, Markup(asset("report.css")))  # our own style sheet
    context = beside_report(checked.report)._replace(assets=style, options=options)
    return compose(checked, context._replace(findings=listing(options.diagnostics)))


class _Compose(Preprocessor):
    """Replaces the text of a report by one word."""

    def __init__(self, md: Markdown, extension: ReportExtension, pieces: list[Piece]) -> None:
        super().__init__(md)
        self.extension = extension
        self.pieces = pieces

    def run(self, lines: list[str]) -> list[str]:
        page = self.extension.composer("\n".join(lines))
        self.pieces[:] = page.pieces if page else ()
        return [_MARK] if page else lines


class _Build(BlockProcessor):
    """Replaces that word by the elements of the page, which are not parsed again."""

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
        # The table of contents shows the label; the heading keeps both parts apart.
        element.set("data-toc-label", f"{heading.text} {heading.title}")
        element.text = AtomicString(heading.text + " ")
        SubElement(element, "span", {"class": "mlr-title"}).text = AtomicString(heading.title)


def makeExtension(**kwargs: Any) -> ReportExtension:  # noqa: N802 - Python-Markdown's name
    """Return the extension; Python-Markdown calls this if the module is named instead of the entry point."""
    return ReportExtension(**kwargs)
