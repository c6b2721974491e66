"""The page inside Python-Markdown: it renders the headings; our HTML is put in at the end.

In MkDocs, the plugin provides the pages. On its own (`markdown_extensions: [mkdocs_mlops_report]`, for a site generator
without MkDocs plugins), the extension composes every text that is a report, and brings in the report from outside the
docs folder where a page has the line `<!-- mlops-report -->`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from mkdocs_mlops_report.config.options import all_options, check_name, parse_options
from mkdocs_mlops_report.page.compose import Heading, Page, Piece
from mkdocs_mlops_report.page.standalone import html_of
from mkdocs_mlops_report.plugin.alone.pages import Alone

Composer: TypeAlias = Callable[[str], Page | None]
"""From the Markdown of a page to its composed page; None leaves the Markdown as it is."""

_AFTER_NORMALIZE = 28
"""Priority after `normalize` (30), which removes the markers of the stash from the text."""
_FIRST = 200
_AFTER_RAW_HTML = 29
"""Priority after `raw_html` (30), so that other extensions process our HTML like any finished HTML."""
_MARK = "mlops-report-composed"
_STANDS_FOR_HTML = re.compile("<p>\x02mlops-report:([0-9]+)\x03</p>")
"""No text can contain it: Python-Markdown removes these two characters."""
_STANDS_FOR_REPORT = re.compile(r" {0,3}<!--\s*mlops-report\s*-->\s*")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)")


class ReportExtension(Extension):
    """Shows exam reports as composed pages and leaves every other page as it is.

    Args:
        composer: provides the pages; without it, the extension finds and composes reports itself.
        kwargs: the options of the table that an extension has. A report that fails stops the build only if `fail_on` is
            among them.

    Raises:
        ConfigError: an option does not exist, or has a wrong value.
    """

    def __init__(self, composer: Composer | None = None, **kwargs: Any) -> None:
        self.config = {one.name: [one.default, one.documentation] for one in all_options() if one.extension}
        for name in kwargs:
            check_name(name, [*self.config])
        # Not given to Python-Markdown, which takes what has no default for a truth value.
        super().__init__()
        self.composer = composer
        self.alone = Alone(parse_options(kwargs), raises="fail_on" in kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register both processors with Python-Markdown."""
        pieces: list[Piece] = []
        html: dict[int, str] = {}
        md.preprocessors.register(_Compose(md, self, pieces), "mkdocs_mlops_report", _AFTER_NORMALIZE)
        md.parser.blockprocessors.register(_Build(md, pieces, html), "mkdocs_mlops_report", _FIRST)
        md.postprocessors.register(_Finish(md, pieces, html), "mkdocs_mlops_report", _AFTER_RAW_HTML)


class _Compose(Preprocessor):
    """Replaces the text of a report, or the line that stands for it, by one word."""

    def __init__(self, md: Markdown, extension: ReportExtension, pieces: list[Piece]) -> None:
        super().__init__(md)
        self.host = md
        self.extension = extension
        self.pieces = pieces

    def run(self, lines: list[str]) -> list[str]:
        text, composer, alone = "\n".join(lines), self.extension.composer, self.extension.alone
        page = composer(text) if composer else alone.page_of(text, self.host)
        line = None if page or composer else _place(lines)
        if line is not None:
            page = alone.report(self.host)
        self.pieces[:] = page.pieces if page else ()
        if page is None:
            return lines
        return [_MARK] if line is None else [*lines[:line], "", _MARK, "", *lines[line + 1 :]]


def _place(lines: list[str]) -> int | None:
    """Return the index of the line that stands for the report, None without one; an example in a fence is not one."""
    end = -1
    for index, line in enumerate(lines):
        if index <= end:
            continue
        mark = _FENCE.match(line)
        if mark:
            end = _end_of_fence(lines, index, mark[1])
        elif _STANDS_FOR_REPORT.fullmatch(line):
            return index
    return None


def _end_of_fence(lines: list[str], start: int, fence: str) -> int:
    """Return the index of the line that closes a fence; without one, Python-Markdown takes it for text."""
    for index, line in enumerate(lines[start + 1 :], start=start + 1):
        mark = _FENCE.match(line)
        if mark and mark[1].startswith(fence) and not mark[2].strip():
            return index
    return start


class _Build(BlockProcessor):
    """Replaces that word by the headings of the page, and by what stands for the HTML between them."""

    def __init__(self, md: Markdown, pieces: list[Piece], html: dict[int, str]) -> None:
        super().__init__(md.parser)
        self.pieces = pieces
        self.html = html
        self.numbers = count()

    def test(self, parent: Element, block: str) -> bool:
        return bool(self.pieces) and block.strip() == _MARK

    def run(self, parent: Element, blocks: list[str]) -> None:
        blocks.pop(0)
        for piece in self.pieces:
            if isinstance(piece, Heading):
                _add_heading(parent, piece)
            else:
                number = next(self.numbers)
                self.html[number] = piece.html
                SubElement(parent, "p").text = AtomicString(f"\x02mlops-report:{number}\x03")
        self.pieces.clear()


class _Finish(Postprocessor):
    """Puts the HTML in its place; and the whole page, where no block was parsed, as inside of raw HTML."""

    def __init__(self, md: Markdown, pieces: list[Piece], html: dict[int, str]) -> None:
        super().__init__(md)
        self.pieces = pieces
        self.html = html

    def run(self, text: str) -> str:
        # Python-Markdown calls this for each entry of a table of contents, too.
        text = _STANDS_FOR_HTML.sub(lambda match: self.html.pop(int(match[1]), ""), text)
        if not self.pieces or _MARK not in text:
            return text
        html = "\n".join(html_of(piece) for piece in self.pieces)
        self.pieces.clear()
        return text.replace(_MARK, html, 1)


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
