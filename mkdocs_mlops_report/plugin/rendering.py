"""Third step of a build: the pages of reports, composed and handed to the Markdown extension."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from jinja2 import TemplateError
from markupsafe import escape
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as SitePage

from mkdocs_mlops_report.page.compose import Page, compose, compose_progress
from mkdocs_mlops_report.page.context import Image, PageContext
from mkdocs_mlops_report.page.embedded import build_of
from mkdocs_mlops_report.page.links import locate_figure
from mkdocs_mlops_report.page.views.evidence import file_urls, shows_absence
from mkdocs_mlops_report.page.views.findings import listing
from mkdocs_mlops_report.plugin.publication import Site, asset_elements
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.reporters.locations import line_url
from mkdocs_mlops_report.repository.forge import Forge
from mkdocs_mlops_report.repository.git.dot_git import head_commit
from mkdocs_mlops_report.repository.images import size_of
from mkdocs_mlops_report.repository.links import Place, fragment_of, locate
from mkdocs_mlops_report.rules.engine import CheckedReport

PageCache: TypeAlias = dict[str, tuple[object, Page]]
"""Composed pages by path, each with all that it depends on; a server keeps it from build to build."""
_MARK = f"mlops-report-page-{secrets.token_hex(8)} "
"""Starts the text that stands for a report until the extension composes it; no page can contain it by accident."""


class Published(NamedTuple):
    """A report with its files in the site."""

    file: File
    checked: CheckedReport
    figures: Mapping[Path, File]


class PageLinks:
    """Turns the URLs in a report into those on the page that shows it.

    Args:
        page: the file of the page.
        report: the report.
        figures: the files of its figures in the site, by path.
        pages: all files of the site, by resolved path.
        forge: where the repository is published, None if that is not known.
        zoom: whether our script enlarges figures.
    """

    def __init__(
        self,
        page: File,
        report: Report,
        figures: Mapping[Path, File],
        pages: Mapping[Path, File],
        forge: Forge | None,
        *,
        zoom: bool = True,
    ) -> None:
        self.page = page
        self.report = report
        self.figures = figures
        self.pages = pages
        self.forge = forge
        self.zoom = zoom

    def figure(self, url: str) -> Image | None:
        """Return the image of a figure, None if its file does not exist."""
        target = locate_figure(url, self.report, self.forge)
        if target.place is Place.REMOTE:
            return Image(url)
        file = self.figures.get(target.file) if target.file else None
        if target.file is None or file is None:
            return None
        # An SVG that is opened by itself can run scripts.
        zoom = self.zoom and target.file.suffix.lower() != ".svg"
        return Image(file.url_relative_to(self.page), size_of(target.file), zoom=zoom)

    def link(self, url: str) -> str | None:
        """Return the URL of a link: into the site, else to the forge; None if it leads nowhere."""
        report = self.report
        if url.startswith("#"):
            return url
        target = locate(url, report.folder, report.root)
        if target.place is Place.REMOTE:
            return url
        if target.file is None:
            return None
        svg = target.file.suffix.lower() == ".svg"
        figure = self.figures.get(target.file)
        if figure is not None and not svg:
            return figure.url_relative_to(self.page)
        page = self.pages.get(target.file.resolve())
        if page is not None and not svg:
            return page.url_relative_to(self.page) + fragment_of(url)
        if self.forge is None or report.root is None:
            return None
        return self.forge.file(target.file.relative_to(report.root).as_posix()) + fragment_of(url)


def placeholder(uri: str) -> str:
    """Return the text that stands for a composed page in Markdown."""
    return _MARK + uri


def uri_in(text: str) -> str:
    """Return the path of the page that a text stands for, nothing for any other text."""
    text = text.strip()
    return text.removeprefix(_MARK) if text.startswith(_MARK) else ""


def render(site: Site, published: Published, assets: list[File], cache: PageCache, *, serving: bool) -> Page:
    """Return the page of a report; one that did not change is taken from the cache.

    Raises:
        PluginError: a template of the user cannot be used.
    """
    uri = published.file.src_uri
    key = _dependencies(site, published)
    cached = cache.get(uri)
    if cached is not None and cached[0] == key:
        return cached[1]
    context = _context(site, published, published.file, assets, serving=serving)
    try:
        page = compose(published.checked, context)
    except TemplateError as error:
        raise PluginError(str(error)) from error
    cache[uri] = (key, page)
    return page


def render_progress(site: Site, published: Published, file: File, assets: list[File], *, serving: bool) -> Page:
    """Return the separate page of a dashboard.

    Raises:
        PluginError: a template of the user cannot be used.
    """
    context = _context(site, published, file, assets, serving=serving)
    context = context._replace(base=published.file.url_relative_to(file))
    try:
        return compose_progress(published.checked, context, "Progress")
    except TemplateError as error:
        raise PluginError(str(error)) from error


def set_tab_title(page: SitePage, composed: Page | None) -> None:
    """Give a page its title for the browser's tab; the navigation keeps the one on the page."""
    if composed is not None and composed.document_title:
        page.title = page.title  # otherwise MkDocs would look for it again, in `meta`
        page.meta.setdefault("title", str(escape(composed.document_title)))  # themes do not escape it


def with_tab_title(html: str, page: SitePage, composed: Page | None) -> str:
    """Return a page with this title where MkDocs' own themes show the one in the navigation."""
    if composed is None or not composed.document_title:
        return html
    return html.replace(f"<title>{page.title} - ", f"<title>{page.meta['title']} - ", 1)


def _context(site: Site, published: Published, page: File, assets: list[File], *, serving: bool) -> PageContext:
    checked, forge = published.checked, site.discovery.forge
    links = PageLinks(page, checked.report, published.figures, site.own, forge, zoom=site.zoom)
    return PageContext(
        link=links.link,
        figure=links.figure,
        line=lambda number: line_url(checked, number, forge=forge),
        assets=asset_elements(assets, page),
        options=site.options,
        findings=listing(site.options.diagnostics, serving=serving),
        build=build_of(checked.report, forge),
        file=file_urls(forge, head_commit(checked.report.root)),
        absence=shows_absence(site.options.evidence, serving=serving),
    )


def _dependencies(site: Site, published: Published) -> object:
    """Return everything that a page depends on, except the time."""
    checked = published.checked
    figures = frozenset((path, file.url, size_of(path)) for path, file in published.figures.items())
    pages = frozenset(file.src_uri for file in site.own.values())
    findings = (checked.findings, checked.ignored, checked.settings, checked.context.evidence)
    commit, options = head_commit(checked.report.root), site.options
    templates = frozenset(map(_version, Path(options.templates).glob("*.html"))) if options.templates else ()
    text = checked.report.source.text
    return (text, commit, *findings, repr(options), templates, figures, pages, site.discovery.forge)


def _version(file: Path) -> tuple[str, int, int]:
    """Return what changes if somebody saves a file."""
    status = file.stat()
    return file.name, status.st_mtime_ns, status.st_size
