"""The page as a single file that needs no network: style, figures and colours of code are inside it."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.page.compose import Heading, Html, Page
from mkdocs_mlops_report.page.elements import element
from mkdocs_mlops_report.page.embedded import compose_embedded
from mkdocs_mlops_report.page.fragments import asset, render_fragment
from mkdocs_mlops_report.rules.engine import CheckedReport


class ContentsEntry(NamedTuple):
    """An entry of the table of contents: a heading of the second rank, and those below it."""

    heading: Heading
    below: list[Heading]


def standalone(
    checked: CheckedReport, options: Options | None = None, *, repo_url: str = "", notes: list[str] | None = None
) -> str:
    """Return a whole HTML document.

    Args:
        checked: the report.
        options: the options of the site.
        repo_url: the URL of the repository; by default that of its remote.
        notes: sentences about images that make the document heavy are added to it.

    Raises:
        jinja2.TemplateError: a template of the user cannot be used.
    """
    options = options or Options()
    page = compose_embedded(checked, options, repo_url=repo_url, notes=notes)
    style = "\n".join((asset("base.css"), asset("standalone.css"), code_style(), asset("report.css")))
    return render_fragment(
        "standalone",
        options.templates,
        title=page.document_title,
        style=Markup(style),  # our own style sheets
        body=Markup("\n").join(html_of(piece) for piece in page.pieces),
        contents=_contents(page),
    )


def html_of(piece: Heading | Html) -> Markup:
    """Return a piece of a page as HTML."""
    if isinstance(piece, Html):
        return piece.html
    title = Markup(" ") + element("span", {"class": "mlr-title"}, piece.title) if piece.title else Markup("")
    return element(f"h{piece.level}", {"id": piece.anchor}, Markup("{}{}").format(piece.text, title))


def _contents(page: Page) -> list[ContentsEntry]:
    contents: list[ContentsEntry] = []
    for piece in page.pieces:
        if isinstance(piece, Heading) and piece.level == 2:
            contents.append(ContentsEntry(piece, []))
        elif isinstance(piece, Heading) and piece.level == 3 and contents:
            contents[-1].below.append(piece)
    return contents


def code_style() -> str:
    """Return the colours of code, light and dark."""
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - slow to import

    def rules(style: str) -> str:
        return str(HtmlFormatter(style=style).get_style_defs(".highlight"))  # type: ignore[no-untyped-call]

    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{rules('github-dark')}\n}}"
    # The light style whose colours all have enough contrast on the background of code.
    return "\n".join((rules("xcode"), dark, ".highlight { background: none; }"))
