"""The page as one file that needs no network: style, figures and colours of code are inside it."""

from __future__ import annotations

import base64
import mimetypes
from html import escape
from pathlib import Path

from mlops_report.page.compose import Heading, Html, Page, compose
from mlops_report.page.context import Built, PageContext, Picture
from mlops_report.page.fragments import asset, render_fragment
from mlops_report.page.sizes import size_of
from mlops_report.pageoptions import PageOptions
from mlops_report.report import Place, Report, locate
from mlops_report.report.built import build_date, commit_of
from mlops_report.report.figures import FIGURE_TYPES, fragment_of
from mlops_report.report.forge import Forge, forge_of
from mlops_report.reporters.places import line_url
from mlops_report.rules import CheckedReport


def standalone(checked: CheckedReport, options: PageOptions | None = None, *, repo_url: str = "") -> str:
    """Return a whole HTML document.

    Args:
        checked: the report.
        options: what the site has chosen; `dashboard: page` counts as `top`, as there is one page only.
        repo_url: where the repository is published; without it that of its git remote.

    Raises:
        jinja2.TemplateError: a template of the user cannot be used.
    """
    options = options or PageOptions()
    if options.dashboard == "page":
        options = options._replace(dashboard="top")
    report = checked.report
    forge = forge_of(report.root, repo_url)
    commit = commit_of(report.root)
    page = compose(
        checked,
        PageContext(
            link=lambda url: _link(url, report, forge),
            figure=lambda url: _figure(url, report),
            line=lambda number: line_url(checked, number, forge=forge) if forge else "",
            options=options,
            findings=options.diagnostics == "always",
            built=Built(commit[:7], build_date(), forge.commit(commit) if forge else "") if commit else None,
        ),
    )
    style = "\n".join((asset("standalone.css"), _code_style(), asset("report.css")))
    body = "\n".join(_html(piece) for piece in page.pieces)
    return render_fragment(
        "standalone", options.templates, title=page.title, style=style, body=body, contents=_contents(page)
    )


def _html(piece: Heading | Html) -> str:
    if isinstance(piece, Html):
        return piece.html
    title = f' <span class="mlr-title">{escape(piece.title)}</span>' if piece.title else ""
    return f'<h{piece.level} id="{escape(piece.anchor)}">{escape(piece.text)}{title}</h{piece.level}>'


def _contents(page: Page) -> list[tuple[Heading, list[Heading]]]:
    """Return the headings of the second rank, each with those below it."""
    contents: list[tuple[Heading, list[Heading]]] = []
    for piece in page.pieces:
        if isinstance(piece, Heading) and piece.level == 2:
            contents.append((piece, []))
        elif isinstance(piece, Heading) and piece.level == 3 and contents:
            contents[-1][1].append(piece)
    return contents


def _code_style() -> str:
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415 - slow to load

    def rules(style: str) -> str:
        return str(HtmlFormatter(style=style).get_style_defs(".highlight"))  # type: ignore[no-untyped-call]

    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{rules('github-dark')}\n}}"
    return "\n".join((rules("default"), dark, ".highlight { background: none; }"))


def _figure(url: str, report: Report) -> Picture | None:
    located = locate(url, report.folder, report.root)
    if located.place is Place.REMOTE:
        return Picture("")
    file = located.file
    if file is None or not file.is_file() or file.suffix.lower() not in FIGURE_TYPES:
        return None
    return Picture(_data(file), size_of(file))


def _data(file: Path) -> str:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"


def _link(url: str, report: Report, forge: Forge | None) -> str | None:
    if url.startswith("#"):
        return url
    located = locate(url, report.folder, report.root)
    if located.place is Place.REMOTE:
        return url
    if located.file is None or forge is None or report.root is None:
        return None
    return forge.file(located.file.relative_to(report.root).as_posix()) + fragment_of(url)
