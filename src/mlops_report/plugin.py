"""The MkDocs plugin: brings the report and its figures into the site, and its findings into the log."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as SitePage

from mlops_report.extension import ReportExtension
from mlops_report.options import ReportOptions
from mlops_report.page.fragments import mistyped_fragments
from mlops_report.pageoptions import PageOptions, parse_page_options
from mlops_report.report.discover import MissingReportError
from mlops_report.reporters.github import announce
from mlops_report.reporters.lines import diagnostic_line, summary
from mlops_report.rules import CheckedReport, SettingsError, parse_settings
from mlops_report.search import SearchIndex, read_answers_only
from mlops_report.site import Site
from mlops_report.watch import FolderWatch

# Below `mkdocs`, so that strict mode counts; without a prefix, so that a line begins with its place.
log = logging.getLogger("mkdocs.plugins.mlops_report")
_LATE = {"i18n"}
"""Plugins after which our files have to come."""


class ReportPlugin(BasePlugin[ReportOptions]):
    """Publishes exam reports."""

    def __init__(self) -> None:
        self.serving = False
        self.site = Site()
        self.watch: FolderWatch | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether a person is watching: then findings are news, not failures."""
        self.serving = command == "serve"
        self.watch = FolderWatch() if self.serving else None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Look for the report, and have its folder watched."""
        before = self.site if self.serving else Site()
        self.site = Site(uri_before=before.uri, serving=self.serving, made=before.made)
        try:
            self.site.settings = parse_settings(self.config.rules, self.config.ignore, self.config.fail_on)
            self.site.options = self._page_options(config)
            self.site.find(config, self.config.report)
        except (MissingReportError, SettingsError) as error:
            raise ConfigurationError(f"plugin mlops-report: {error}") from error
        # MkDocs dies of a folder that is not there.
        config.watch.extend(folder.as_posix() for folder in self.site.watched if folder.is_dir())
        if self.watch:
            config.watch.append(self.watch.signal_folder.as_posix())
        config.markdown_extensions.append(ReportExtension(self.site.compose))  # type: ignore[arg-type]
        return config

    def _page_options(self, config: MkDocsConfig) -> PageOptions:
        options = parse_page_options(self.config)
        if not options.templates:
            return options
        folder = Path(config.config_file_path).parent / options.templates
        if not folder.is_dir():
            message = f"`templates`: there is no folder {folder.as_posix()}."
            raise SettingsError(message)
        for sentence in mistyped_fragments(folder):
            log.warning(f"`templates`: {sentence}")
        config.watch.append(folder.as_posix())
        return options._replace(templates=str(folder))

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Look after the report's folder while it comes and goes."""
        if self.watch:
            self.watch.start(server, self.site.watched)
        return server

    def on_shutdown(self) -> None:
        """Stop looking."""
        if self.watch:
            self.watch.close()
            self.watch = None

    def _add_files(self, files: Files, config: MkDocsConfig) -> None:
        self.site.add_files(files, config, nav_title=self.config.nav_title, in_nav=self.config.nav)
        for note in self.site.notes:
            log.info(note)
        for checked in self.site.checked:
            self._log(checked)
        if not self.serving:
            for line in announce(self.site.checked, repo_url=config.repo_url or ""):
                print(line, file=sys.stderr)
        if not self.site.checked:
            log.log(self._level, self.site.nothing_found)

    def _on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Bring in the report, its figures and the style sheet; check every report of the site."""
        if not _LATE.intersection(config.plugins):
            self._add_files(files, config)
        return files

    @event_priority(-200)
    def _on_files_late(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Do the same, where a plugin wants files of the docs folder only, and sorts them at -100."""
        if _LATE.intersection(config.plugins):
            self._add_files(files, config)
        return files

    on_files = CombinedEvent(_on_files, _on_files_late)

    def on_page_read_source(self, *, page: SitePage, config: MkDocsConfig) -> str | None:
        """Give the text of a report as the reader has decoded it: MkDocs itself stops where it is no UTF-8."""
        return self.site.source_of(page)

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: SitePage, config: MkDocsConfig, files: Files) -> str | None:
        """Replace the text of a report by a word that only our extension knows.

        First of all plugins: what a student wrote is no template of `mkdocs-macros` and no snippet.
        """
        return self.site.enter(page)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Let the site's search read what the group wrote, and not our badges."""
        for plugin in config.plugins.values():
            index: SearchIndex | None = getattr(plugin, "search_index", None)
            if index is not None and hasattr(index, "add_entry_from_context"):
                read_answers_only(index, self.site.composed)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Fail a strict build, also under `--quiet`, where MkDocs counts no warnings."""
        self.site.close()
        if self.serving or not config.strict:
            return
        failing = [checked for checked in self.site.checked if checked.fails]
        if failing:
            message = "The exam report breaks constraints, and the build is strict."
            raise PluginError("\n".join([message, *(self._details(checked) for checked in failing)]))
        if not self.site.checked:
            raise PluginError(self.site.nothing_found)

    def on_build_error(self, *, error: Exception) -> None:
        """Clean up after a build that did not reach its end."""
        self.site.close()

    @property
    def _level(self) -> int:
        return logging.INFO if self.serving else logging.WARNING

    def _log(self, checked: CheckedReport) -> None:
        path = checked.report.path
        for diagnostic in checked.diagnostics:
            level = self._level if checked.settings.fails(diagnostic.severity) else logging.INFO
            log.log(level, diagnostic_line(path, diagnostic))
        for gone in checked.ignored:
            log.info(f"{diagnostic_line(path, gone.diagnostic, hint=False)} Ignored: {gone.reason}")
        log.info(summary(checked))

    def _details(self, checked: CheckedReport) -> str:
        """Under `--quiet` nothing of the list was shown before: then it belongs into the error."""
        lines = [summary(checked)]
        if not log.isEnabledFor(logging.WARNING):
            lines = [*(diagnostic_line(checked.report.path, one) for one in checked.failing), *lines]
        return "\n".join(lines)
