"""The MkDocs plugin: each hook calls one step of a build."""

from __future__ import annotations

from typing import Literal

from jinja2 import Environment
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mkdocs_mlops_report.plugin import collector
from mkdocs_mlops_report.plugin.build import NO_BUILD, Setup, build, set_up
from mkdocs_mlops_report.plugin.cohort import CohortSite
from mkdocs_mlops_report.plugin.extension import ReportExtension
from mkdocs_mlops_report.plugin.folder_watch import FolderWatch
from mkdocs_mlops_report.plugin.log import fail_strict_build, log_build, log_setup
from mkdocs_mlops_report.plugin.options import SCHEME, PluginConfig
from mkdocs_mlops_report.plugin.rendering import PageCache, placeholder, uri_in
from mkdocs_mlops_report.plugin.search_index import index_answers_only

_LATE = frozenset({"i18n"})
"""Plugins that expect only files of the docs folder; our files are added after them."""


class ReportPlugin(BasePlugin[PluginConfig]):
    """Publishes exam reports; `setup` and `build` are values that each build replaces."""

    config_class = SCHEME
    setup: Setup
    build = NO_BUILD
    watch: FolderWatch | None = None
    """Only with `mkdocs serve`."""
    cohort: CohortSite | None = None
    publishes = False
    """Whether the site is about to be published, with `mkdocs gh-deploy`."""

    def __init__(self) -> None:
        self.cache: PageCache = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Watch folders if somebody is writing."""
        self.watch = FolderWatch() if command == "serve" else None
        self.publishes = command == "gh-deploy"

    def on_config(self, config: MkDocsConfig) -> None:
        """Look for the report, and have the extension take its page."""
        options, serving = self.config.options, self.watch is not None
        self.cohort = CohortSite(config, options, serving=serving) if options.cohort else None
        if self.cohort and self.publishes:
            self.cohort.warn_before_publishing()
        self.setup = set_up(config, self.config.options, self.watch, may_be_missing=bool(self.watch and self.build.uri))
        log_setup(self.setup)
        extension = ReportExtension(lambda text: self.build.pages.get(uri_in(text)))
        config.markdown_extensions.append(extension)  # type: ignore[arg-type]

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> None:
        """Watch folders that are deleted and created again."""
        if self.watch:
            self.watch.start(server, self.setup.discovery.watched)

    def on_shutdown(self) -> None:
        """Stop watching."""
        if self.watch:
            self.watch.close()

    def _add_reports(self, files: Files, *, config: MkDocsConfig) -> None:
        serving = self.watch is not None
        earlier = self.build if serving else NO_BUILD
        with collector.paused():
            self.build = build(files, config, self.setup, self.cache, earlier_uri=earlier.uri, serving=serving)
        log_build(self.build, earlier, serving=serving, repo_url=config.repo_url or "")
        if self.cohort:
            self.cohort.add_to(files, config)

    def _on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        if not _LATE.intersection(config.plugins):
            self._add_reports(files, config=config)

    @event_priority(-200)
    def _on_files_late(self, files: Files, *, config: MkDocsConfig) -> None:
        if _LATE.intersection(config.plugins):
            self._add_reports(files, config=config)

    on_files = CombinedEvent(_on_files, _on_files_late)

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Return the text of a report; MkDocs itself stops with an error if it is not UTF-8."""
        return self.build.source_of(page.file.src_uri)

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str | None:
        """Replace the text of a report before another plugin can take it for a template or a snippet."""
        return placeholder(page.file.src_uri) if page.file.src_uri in self.build.pages else None

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Give a report a title for the browser's tab; the navigation keeps the one on the page."""
        composed = self.build.pages.get(page.file.src_uri)
        if composed is not None and composed.document_title:
            page.title = page.title  # otherwise MkDocs would look for it again, in `meta`
            page.meta.setdefault("title", str(escape(composed.document_title)))  # themes do not escape it

    def on_page_context(self, context: object, *, page: Page, config: MkDocsConfig, nav: object) -> None:
        """Fill the page of a cohort."""
        if self.cohort:
            self.cohort.fill(page)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Put the same title into pages of MkDocs' own themes, which show there what is in the navigation."""
        if self.cohort and self.cohort.owns(page):
            return self.cohort.finish(page, output)
        composed = self.build.pages.get(page.file.src_uri)
        if composed is None or not composed.document_title:
            return output
        return output.replace(f"<title>{page.title} - ", f"<title>{page.meta['title']} - ", 1)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Have the search index read what the group wrote, without our badges."""
        index_answers_only(config, lambda page: self.build.pages.get(page.file.src_uri))

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make the index of a cohort, and fail a strict build with findings."""
        if self.cohort:
            self.cohort.index(config)
        if config.strict and self.watch is None:
            fail_strict_build(self.build)
