"""One build of a site: discovery, then publication and rendering of each report."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as SitePage

from mkdocs_mlops_report.config.options import ConfigError, Options
from mkdocs_mlops_report.config.site_file import with_templates
from mkdocs_mlops_report.fix.promise import checked_with_promises
from mkdocs_mlops_report.page.compose import Page
from mkdocs_mlops_report.page.fragments import misnamed_fragments
from mkdocs_mlops_report.page.views.evidence import as_published, shows_absence
from mkdocs_mlops_report.plugin.discovery import Discovery, discover
from mkdocs_mlops_report.plugin.folder_watch import FolderWatch
from mkdocs_mlops_report.plugin.publication import (
    Site,
    add_assets,
    add_data,
    add_figures,
    add_notice,
    add_progress,
    add_report,
    site_of,
)
from mkdocs_mlops_report.plugin.rendering import PageCache, Published, render, render_progress
from mkdocs_mlops_report.report.elsewhere import is_copy
from mkdocs_mlops_report.report.reader import NotAReportError, read_report
from mkdocs_mlops_report.repository.discovery import MissingReportError
from mkdocs_mlops_report.repository.git.dot_git import root_of
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.settings import Settings, settings_of


class Setup(NamedTuple):
    """What a build starts from."""

    options: Options
    settings: Settings
    discovery: Discovery
    misnamed: tuple[str, ...] = ()
    """Sentences about files in the folder of templates that replace nothing."""


class Build(NamedTuple):
    """The outcome of a build: the reports of a site, and their pages."""

    reports: dict[str, CheckedReport]
    """By path in the site, the one from outside the docs folder first; only what lists of findings need."""
    pages: dict[str, Page]
    """By path in the site: those of reports, and that of a dashboard."""
    uri: str
    """The path of the report from outside the docs folder, empty without one."""
    notes: list[str]
    """What somebody who built the site should know."""
    problem: str
    """Why there is no report; empty if there is one."""

    def source_of(self, uri: str) -> str | None:
        """Return the decoded text of the report at a path in the site, None without one."""
        checked = self.reports.get(uri)
        return checked.report.source.text.removeprefix("\ufeff") if checked else None

    def page_of(self, page: SitePage) -> Page | None:
        """Return the composed page that a page of the site shows, None for a page that is not ours."""
        return self.pages.get(page.file.src_uri)


NO_BUILD = Build({}, {}, "", [], "")


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause Python's garbage collector, and leave it as it was.

    The tokens of a report are thousands of objects without reference cycles, which the collector would visit again
    and again. For a site of a hundred reports, this saves 11 % of the build; see benchmarks/README.md.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_collector_paused()
def build(
    files: Files,
    config: MkDocsConfig,
    setup: Setup,
    cache: PageCache,
    *,
    earlier_uri: str = "",
    serving: bool = False,
) -> Build:
    """Add all reports of a site to its files, and compose their pages.

    A report is composed right after it has been checked, and then gives up its content, so that the memory of a build
    does not grow with the number of reports.

    Args:
        files: the files of the site.
        config: its config; the report is added to its `nav`.
        setup: options, settings, and where the report outside the docs folder is.
        cache: composed pages of earlier builds.
        earlier_uri: where an earlier build of the same server published the report. If the report was deleted, a notice
            takes its place when serving.
        serving: whether somebody is writing, with `mkdocs serve`.

    Raises:
        PluginError: a template of the user cannot be used.
    """
    options, settings, discovery = setup.options, setup.settings, setup.discovery
    site = site_of(files, config, options, discovery)
    assets: list[File] = []
    done = Build({}, {}, "", [], "")
    sources = [file for file in files if file.is_documentation_page() and _is_built(file, serving=serving)]
    main, problem = _main_report(site, settings)
    for file, checked in _reports(site, settings, main, sources, done.notes):
        uri = file.src_uri
        assets = assets or add_assets(site)
        published = Published(file, checked, add_figures(site, file, checked))
        add_data(site, file, checked if shows_absence(options.evidence, serving=serving) else as_published(checked))
        done.pages[uri] = render(site, published, assets, cache, serving=serving)
        if options.dashboard == "page" and not done.reports:
            _add_dashboard(site, published, assets, done, serving=serving)
        done.reports[uri] = checked.without_content()
    main_uri = next(iter(done.reports), "") if main is not None else ""
    if serving and not done.reports and earlier_uri and earlier_uri not in files.src_uris:
        add_notice(site, earlier_uri, problem or discovery.not_found())
        main_uri = earlier_uri
    return done._replace(uri=main_uri, problem="" if done.reports else problem or discovery.not_found())


def set_up(
    config: MkDocsConfig, options: Options, watch: FolderWatch | None = None, *, may_be_missing: bool = False
) -> Setup:
    """Look for the report outside the docs folder, and have its folder watched.

    Args:
        config: the config of the site; folders are added to its `watch`.
        options: our options.
        watch: what watches folders that do not exist yet.
        may_be_missing: whether the report that the option `report` names may be missing, since it was there before.

    Raises:
        ConfigurationError: an option has a wrong value.
    """
    try:
        options = with_templates(options, Path(config.config_file_path).parent)
        settings = settings_of(options)
        discovery = discover(config, options.report, may_be_missing=may_be_missing, required=not options.cohort)
    except (MissingReportError, ConfigError) as error:
        message = f"plugin mlops-report: {error}"
        raise ConfigurationError(message) from error
    # MkDocs stops with an error if a watched folder does not exist.
    config.watch.extend(folder.as_posix() for folder in discovery.watched if folder.is_dir())
    config.watch.extend([options.templates] if options.templates else [])
    if watch:
        watch.folders = discovery.watched
        config.watch.append(watch.signal_folder.as_posix())
    misnamed = tuple(misnamed_fragments(Path(options.templates))) if options.templates else ()
    return Setup(options, settings, discovery, misnamed)


def _is_built(file: File, *, serving: bool) -> bool:
    """Return whether a page is in the site; those that `draft_docs` names are only served."""
    inclusion = file.inclusion
    return bool(inclusion.is_in_serve() if serving else inclusion.is_included())


def _main_report(site: Site, settings: Settings) -> tuple[CheckedReport | None, str]:
    """Return the report from outside the docs folder, or why it cannot be read."""
    path = site.discovery.report
    if path is None:
        return None, ""
    try:
        return _checked(site, path, settings), ""
    except NotAReportError as error:
        return None, str(error)
    except OSError as error:
        return None, f"Cannot read {site.discovery.shown(path)}: {error.strerror}."


def _reports(
    site: Site, settings: Settings, main: CheckedReport | None, sources: list[File], notes: list[str]
) -> Iterator[tuple[File, CheckedReport]]:
    """Yield the report from outside the docs folder, then those among the pages of the site, each with its page."""
    main_uri = ""
    if main is not None and site.discovery.report is not None:
        file, note = add_report(site, site.discovery.report)
        notes += [note] if note else []
        main_uri = file.src_uri
        site.own.setdefault(site.discovery.report.resolve(), file)
        yield file, main
    for file in sources:
        if file.src_uri == main_uri or not file.abs_src_path:
            continue
        try:
            checked = _checked(site, Path(file.abs_src_path).resolve(), settings)
        except NotAReportError:
            continue
        if main is not None and is_copy(checked.report, main.report):
            notes.append(f"{file.src_uri} is a copy of {main.report.path} and remains an ordinary page.")
        else:
            yield file, checked


def _checked(site: Site, path: Path, settings: Settings) -> CheckedReport:
    root = site.discovery.root
    if not path.resolve().is_relative_to(root.resolve()):
        root = root_of(path.parent)
    shown = site.discovery.shown(path)
    return checked_with_promises(lambda text: read_report(path, root=root, path=shown, text=text), settings)


def _add_dashboard(site: Site, published: Published, assets: list[File], done: Build, *, serving: bool) -> None:
    """Put the dashboard of a report on a separate page."""
    file = add_progress(site, published.file)
    if file is None:
        done.notes.append("The dashboard has no separate page, because `progress.md` is already a page of the site.")
    else:
        done.pages[file.src_uri] = render_progress(site, published, file, assets, serving=serving)
