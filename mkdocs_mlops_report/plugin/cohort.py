"""The pages of a cohort in a MkDocs site: composed by `cohort.pages`, framed by the theme of the site.

Each page is put into the theme when it is written and dropped right after, so that a thousand reports are never in
memory together.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from markupsafe import escape
from mkdocs.config.base import LegacyConfig
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError, PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from mkdocs_mlops_report.cohort.cohort import Cohort
from mkdocs_mlops_report.cohort.collecting.collect import CollectError, Request, collect, read_collected
from mkdocs_mlops_report.cohort.lists.groups import read_groups
from mkdocs_mlops_report.cohort.lists.tabular import TableError
from mkdocs_mlops_report.cohort.pages.fragments import assets
from mkdocs_mlops_report.cohort.pages.model import CohortPage
from mkdocs_mlops_report.cohort.pages.search import INDEXED, NOT_SEARCHED, index_folder
from mkdocs_mlops_report.cohort.pages.site import site_pages
from mkdocs_mlops_report.cohort.tables import TABLES
from mkdocs_mlops_report.cohort.workspace import Workspace, reading_options
from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.page.fragments import asset
from mkdocs_mlops_report.plugin.hooks import files_hook
from mkdocs_mlops_report.repository.git.revision import RevisionError, parse_time

THEME = "mlops-report-cohort"
_NAME = "mlops-report/cohort"
_WORKSPACE = ".mlops-report-cohort"
_ROBOTS = '<meta name="robots" content="noindex, nofollow, noarchive">'
_POLICY = (
    "default-src 'none'; img-src 'self' file: data:; style-src 'self' file: 'unsafe-inline'; script-src 'self' file:; "
    "form-action 'none'; base-uri 'none'"
)
"""A page runs no code from a report, and loads nothing from other servers."""
_SEARCH_POLICY = _POLICY.replace("script-src 'self'", "connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'")
_PUBLIC = (
    "the site contains the answers of %d groups: publish it only where nobody but the graders can open it, for "
    "instance on a private GitHub Pages site."
)
_log = get_plugin_logger("mlops-report")


def add_cohort(config: MkDocsConfig, options: Options, *, serving: bool, publishing: bool) -> None:
    """Add the plugin of a cohort to a site with the option `cohort`; warn if all answers are about to be published.

    Raises:
        ConfigurationError: see `CohortPlugin.read`.
    """
    if not options.cohort:
        return
    plugin = config.plugins.get(_NAME)
    if not isinstance(plugin, CohortPlugin):  # there already if a plugin for languages builds a site twice
        plugin = CohortPlugin()
        config.plugins[_NAME] = plugin
    plugin.read(config, options, serving=serving)
    if publishing:
        _log.warning(_PUBLIC, len(plugin.cohort.read))


class CohortPlugin(BasePlugin[LegacyConfig]):
    """Publishes a cohort; a config cannot name it as a plugin."""

    cohort: Cohort
    workspace: Workspace
    searchable = False
    own_theme = False
    prefix = ""
    """Before the path of each page; `cohort/` in a site that has other pages."""

    def __init__(self) -> None:
        self.pages: dict[str, CohortPage] = {}

    def read(self, config: MkDocsConfig, options: Options, *, serving: bool) -> None:
        """Read a cohort, collected before if need be.

        Args:
            config: the config of the site; the list of groups and the notes are added to its `watch`.
            options: our options, with `cohort` set.
            serving: whether `mkdocs serve` runs.

        Raises:
            ConfigurationError: the list of groups, the notes or an option cannot be used.
        """
        folder = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        source = folder / options.cohort
        notes = folder / options.cohort_notes if options.cohort_notes else None
        self.searchable = not serving and importlib.util.find_spec("pagefind") is not None
        self.own_theme = config.theme.name == THEME
        try:
            self.workspace, cohort = _cohort(source, notes, options, config.site_name or "Cohort")
            self.workspace.write_tables(cohort)
            self.cohort = cohort.without_texts()
        except (TableError, CollectError, RevisionError) as error:
            message = f"plugin mlops-report: `cohort`: {error}"
            raise ConfigurationError(message) from error
        except OSError as error:
            message = f"plugin mlops-report: `cohort`: cannot read or write {error.filename}: {error.strerror}."
            raise ConfigurationError(message) from error
        config.watch.extend(path.as_posix() for path in (source, notes) if path and path.is_file())
        unknown = self.cohort.notes.unknown(member.row.name for member in self.cohort.members)
        if unknown:
            _log.info("notes for groups that are not in the list: %s.", ", ".join(unknown[:5]))
        left = self.cohort.notes.without_answer({one.row.name: one.row.numbers for one in self.cohort.members})
        if left:
            _log.info("notes for answers that do not exist: %s.", ", ".join(left[:5]))

    def _add_pages(self, files: Files, config: MkDocsConfig) -> None:
        """Add all pages, figures and tables; at the root of a site without a home page, else in `cohort/`."""
        has_home = any(file.dest_uri == "index.html" for file in files.documentation_pages())
        self.prefix = "cohort/" if has_home else ""
        self.pages = {}
        for page in site_pages(self.cohort, self.workspace.body, searchable=self.searchable):
            uri = f"{self.prefix}{page.path.removesuffix('.html')}.md"
            file = File.generated(config, uri, content=_front_matter(page.title))
            file.use_directory_urls = False  # links that also work from disk
            file.inclusion = InclusionLevel.NOT_IN_NAV
            if not self.pages:  # the overview
                file.inclusion = InclusionLevel.INCLUDED
                if has_home and config.nav is not None:
                    config.nav.append({"Cohort": uri})
            existing = files.get_file_from_path(uri)
            if existing is not None:
                files.remove(existing)
            files.append(file)
            self.pages[uri] = page
        if self.own_theme:
            _add(files, config, "css/base.css", content=asset("base.css"))
        for path, content in assets().items():
            _add(files, config, self.prefix + path, content=content)
        _add(files, config, "robots.txt", content=f"User-agent: *\nDisallow: /{self.prefix}\n")
        for name in TABLES:
            _add(files, config, self.prefix + name, abs_src_path=str(self.workspace.tables / name))
        used = {name for member in self.cohort.read if member.record for name in member.record.figure_files}
        for name in sorted(used):
            source = self.workspace.store.figures / name
            _add(files, config, f"{self.prefix}figures/{name}", abs_src_path=str(source))

    on_files = files_hook(_add_pages)

    def on_page_context(self, context: object, *, page: Page, config: MkDocsConfig, nav: object) -> None:
        """Put the content into a page, just before the theme is put around it."""
        composed = self.pages.get(page.file.src_uri)
        if composed is not None:
            try:
                page.content = str(composed.html())
            except CollectError as error:
                message = f"plugin mlops-report: `cohort`: {error}"
                raise PluginError(message) from error

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Return the HTML of a page with its robots tag and content security policy."""
        composed = self.pages.get(page.file.src_uri)
        if composed is None:
            return output
        page.content = ""
        head = "" if 'name="robots"' in output else _ROBOTS
        if self.own_theme:
            policy = _SEARCH_POLICY if composed.path == "search.html" else _POLICY
            head += f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        return output.replace("<head>", f"<head>\n{head}", 1)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make the search index of the built site, if Pagefind is installed."""
        if not self.searchable:
            return
        site = Path(config.site_dir) / self.prefix
        slugs = [member.slug for member in self.cohort.read]
        for number, start in enumerate(range(0, len(slugs), INDEXED), start=1):
            pages = f"groups/{{{','.join(slugs[start : start + INDEXED])}}}.html"
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "pagefind", "--quiet", "--site", str(site), "--glob", pages),
                    *("--output-subdir", index_folder(number), "--exclude-selectors", NOT_SEARCHED),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                last = (done.stderr or done.stdout).strip().splitlines()[-1:]
                _log.warning("Pagefind cannot build the search index: %s", " ".join(last))
                return


def _cohort(source: Path, notes: Path | None, options: Options, title: str) -> tuple[Workspace, Cohort]:
    given = Workspace(source)
    if source.is_dir() and given.is_collected:
        if options.cohort_pseudonyms and not read_collected(given.store).hidden:
            message = f"{source.name} was collected with names; run `mlops-report cohort` again with `--pseudonyms`."
            raise CollectError(message)
        return given, given.cohort(title, notes)
    workspace = Workspace(source.parent / _WORKSPACE)
    workspace.folder.mkdir(exist_ok=True)
    (workspace.folder / ".gitignore").write_text("*\n", "utf-8")
    time = parse_time(options.cohort_at)[0] if options.cohort_at else None
    groups = read_groups(source)
    request = Request(groups, time, reading_options(options), options.cohort_pseudonyms)
    collected = collect(request, workspace.store, workspace.clones)
    for entry in collected.failed:
        _log.info("group %s: %s", entry.name, entry.problem)
    for note in groups.notes:
        _log.info(note)
    return workspace, workspace.cohort(title, notes, collected)


def _front_matter(title: str) -> str:
    # Themes do not escape titles.
    return f"---\ntitle: {json.dumps(str(escape(title)))}\nsearch: {{exclude: true}}\n---\n"


def _add(
    files: Files, config: MkDocsConfig, uri: str, *, content: str | None = None, abs_src_path: str | None = None
) -> None:
    if uri in files.src_uris:
        return
    if abs_src_path is not None:
        file = File.generated(config, uri, abs_src_path=abs_src_path)
    else:
        file = File.generated(config, uri, content=content or "")
    file.inclusion = InclusionLevel.INCLUDED
    files.append(file)
