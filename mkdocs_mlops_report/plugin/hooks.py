"""Hooks that have nothing to do with reports: when files are added to a site, and what `mkdocs serve` needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files

from mkdocs_mlops_report.plugin.folder_watch import FolderWatch
from mkdocs_mlops_report.plugin.options import PluginConfig

_LATE = frozenset({"i18n"})
"""Plugins that expect only files of the docs folder; our files are added after them."""


def files_hook(add: Callable[[Any, Files, MkDocsConfig], None]) -> CombinedEvent[..., None]:
    """Return the hook `on_files` of a plugin whose files some other plugins must not see.

    Args:
        add: a method of the plugin; it is called once in a build.
    """

    def early(plugin: object, files: Files, *, config: MkDocsConfig) -> None:
        if not _LATE.intersection(config.plugins):
            add(plugin, files, config)

    @event_priority(-200)
    def late(plugin: object, files: Files, *, config: MkDocsConfig) -> None:
        if _LATE.intersection(config.plugins):
            add(plugin, files, config)

    return CombinedEvent(early, late)


class ServedPlugin(BasePlugin[PluginConfig]):
    """A plugin that knows which command runs, and watches folders while somebody writes."""

    watch: FolderWatch | None = None
    """Only with `mkdocs serve`."""
    publishing = False
    """Whether the site is about to be published, with `mkdocs gh-deploy`."""

    @property
    def serving(self) -> bool:
        """Whether somebody is writing, with `mkdocs serve`."""
        return self.watch is not None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Watch folders if somebody is writing."""
        self.watch = FolderWatch() if command == "serve" else None
        self.publishing = command == "gh-deploy"

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> None:
        """Watch folders that are deleted and created again."""
        if self.watch:
            self.watch.start(server)

    def on_shutdown(self) -> None:
        """Stop watching."""
        if self.watch:
            self.watch.close()
