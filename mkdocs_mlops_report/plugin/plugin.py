"""The MkDocs plugin: each hook calls one step of a build."""

from __future__ import annotations

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mkdocs_mlops_report.plugin.build import NO_BUILD, Setup, build, set_up
from mkdocs_mlops_report.plugin.cohort import add_cohort
from mkdocs_mlops_report.plugin.extension import ReportExtension
from mkdocs_mlops_report.plugin.hooks import ServedPlugin, files_hook
from mkdocs_mlops_report.plugin.log import fail_strict_build, log_build, log_setup
from mkdocs_mlops_report.plugin.options import SCHEME
from mkdocs_mlops_report.plugin.rendering import PageCache, placeholder, set_tab_title, uri_in, with_tab_title
from mkdocs_mlops_report.plugin.search_index import index_answers_only


class ReportPlugin(ServedPlugin):
    """Publishes exam reports; `setup` and `build` are values that each build replaces."""

    config_class = SCHEME
    setup: Setup
    build = NO_BUILD

    def __init__(self) -> None:
        self.cache: PageCache = {}

    def on_config(self, config: MkDocsConfig) -> None:
        """Look for the report and the cohort, and have the extension take the page of a report."""
        options = self.config.options
        self.setup = set_up(config, options, self.watch, may_be_missing=self.serving and bool(self.build.uri))
        log_setup(self.setup)
        add_cohort(config, options, serving=self.serving, publishing=self.publishing)
        config.markdown_extensions.append(ReportExtension(lambda text: self.build.pages.get(uri_in(text))))  # type: ignore[arg-type]

    def _add_reports(self, files: Files, config: MkDocsConfig) -> None:
        earlier = self.build if self.serving else NO_BUILD
        self.build = build(files, config, self.setup, self.cache, earlier_uri=earlier.uri, serving=self.serving)
        log_build(self.build, earlier, serving=self.serving, repo_url=config.repo_url or "")

    on_files = files_hook(_add_reports)

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Return the text of a report; MkDocs itself stops with an error if it is not UTF-8."""
        return self.build.source_of(page.file.src_uri)

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str | None:
        """Replace the text of a report before another plugin can take it for a template or a snippet."""
        return placeholder(page.file.src_uri) if self.build.page_of(page) else None

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:
        """Give the page of a report its title for the browser's tab."""
        set_tab_title(page, self.build.page_of(page))

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Show that title where a theme does not."""
        return with_tab_title(output, page, self.build.page_of(page))

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Have the search index read what the group wrote, without our badges."""
        index_answers_only(config, self.build.page_of)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Fail a strict build with findings."""
        if config.strict and not self.serving:
            fail_strict_build(self.build)
