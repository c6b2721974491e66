"""The MkDocs plugin: each hook calls one step of a build."""

from __future__ import annotations

from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mkdocs_mlops_report.plugin import collector
from mkdocs_mlops_report.plugin.build import NO_BUILD, Setup, build, set_up
from mkdocs_mlops_report.plugin.cohort import CohortSite, cohort_site
from mkdocs_mlops_report.plugin.extension import ReportExtension
from mkdocs_mlops_report.plugin.folder_watch import FolderWatch
from mkdocs_mlops_report.plugin.log import fail_strict_build, log_build, log_setup
from mkdocs_mlops_report.plugin.options import SCHEME, PluginConfig
from mkdocs_mlops_report.plugin.rendering import PageCache, placeholder, set_tab_title, uri_in, with_tab_title
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
        self.cohort = cohort_site(config, options, serving=serving, publishing=self.publishes)
        self.setup = set_up(config, options, self.watch, may_be_missing=serving and bool(self.build.uri))
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
        """Give the page of a report its title for the browser's tab."""
        set_tab_title(page, self.build.pages.get(page.file.src_uri))

    def on_page_context(self, context: object, *, page: Page, config: MkDocsConfig, nav: object) -> None:
        """Fill the page of a cohort."""
        if self.cohort:
            self.cohort.fill(page)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Add what themes omit: the title of a report, and the security policy of a cohort's page."""
        output = with_tab_title(output, page, self.build.pages.get(page.file.src_uri))
        return self.cohort.finish(page, output) if self.cohort else output

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Have the search index read what the group wrote, without our badges."""
        index_answers_only(config, lambda page: self.build.pages.get(page.file.src_uri))

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make the index of a cohort, and fail a strict build with findings."""
        if self.cohort:
            self.cohort.index(config)
        if config.strict and self.watch is None:
            fail_strict_build(self.build)
