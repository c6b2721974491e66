"""One build of a site: which reports it has, which files they need, where their links lead."""

from __future__ import annotations

import contextlib
import gc
import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as SitePage

from mlops_report.addresses import Addresses, local_figures
from mlops_report.exam.fingerprint import sha256_of
from mlops_report.page import Built, Page, PageContext, asset, compose, compose_progress
from mlops_report.page.sizes import size_of
from mlops_report.pageoptions import PageOptions
from mlops_report.report import NotAReportError, read_report
from mlops_report.report.built import build_date, commit_of
from mlops_report.report.discover import MissingReportError, find_report, named_report, search_path
from mlops_report.report.forge import Forge, forge_of
from mlops_report.report.reader import repository_of
from mlops_report.reporters import badge, json
from mlops_report.reporters.places import line_url
from mlops_report.rules import CheckedReport, Settings, examine

_MARK = "mlops-report-page"
_FALLBACK_URI = "exam-report/README.md"
_PROGRESS = "Progress"


@dataclass(frozen=True, slots=True)
class _Published:
    file: File
    checked: CheckedReport


@dataclass
class Site:
    """State of one build, made new for each.

    Args:
        uri_before: where an earlier build of the same server published the report, else empty. When the
            report is gone now, a notice takes its place: the browser that shows it waits there for the
            report's return.
    """

    uri_before: str = ""
    settings: Settings = field(default_factory=Settings)
    options: PageOptions = field(default_factory=PageOptions)
    serving: bool = False
    zoom: bool = True
    made: dict[str, tuple[tuple[object, ...], Page]] = field(default_factory=dict)
    """Composed pages, kept from build to build by a server: those that did not change are used again."""
    uri: str = ""
    watched: list[Path] = field(default_factory=list)
    nothing_found: str = ""
    notes: list[str] = field(default_factory=list)
    _report: Path | None = None
    _named: bool = False
    _root: Path = field(default_factory=Path)
    _published: dict[str, _Published] = field(default_factory=dict)
    _figures: dict[Path, File] = field(default_factory=dict)
    _progress: dict[str, tuple[File, _Published]] = field(default_factory=dict)
    _shared: list[File] = field(default_factory=list)
    _own: dict[Path, File] = field(default_factory=dict)
    _forge: Forge | None = None
    _current: SitePage | None = None

    @property
    def checked(self) -> list[CheckedReport]:
        """The checked reports of the site, the one outside of its docs folder first."""
        return [published.checked for published in self._published.values()]

    def find(self, config: MkDocsConfig, option: str | None) -> None:
        """Look for the report outside of the docs folder.

        Raises:
            MissingReportError: the report that `option` names does not exist.
        """
        start = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        self._root = search_path(start)[-1]
        self._named = option is not None
        if option is not None:
            try:
                self._report = named_report(start, option)
            except MissingReportError:
                if not self.uri_before:
                    raise
            places = [Path(os.path.normpath(start.resolve() / option))]
            if not places[0].is_relative_to(self._root):
                self._root = repository_of(places[0].parent)
        else:
            self._report = find_report(start)
            places = [folder / "reports" / "README.md" for folder in search_path(start)]
        self._forge = forge_of(self._root, config.repo_url or "")
        shown = ", ".join(self._shown(place) for place in places)
        self.nothing_found = f"No exam report was found. Looked for: {shown}, and among the pages of the site."
        self.watched = sorted({self._report.parent} if self._report else {place.parent for place in places})

    def add_files(self, files: Files, config: MkDocsConfig, *, nav_title: str, in_nav: bool) -> None:
        """Bring in the report and what belongs to it; find the reports among the site's own pages."""
        own = {Path(file.abs_src_path).resolve(): file for file in files if file.abs_src_path}
        self._own = own
        checked = self._checked_report()
        if self._report is not None and checked is not None:
            file = own.get(self._report.resolve())
            if file is None:
                file = self._bring_in(self._report, files, config)
                self._show(file, config, nav_title=nav_title, in_nav=in_nav)
            self.uri = file.src_uri
            self._published[file.src_uri] = _Published(file, checked)
        for path, file in own.items():
            page = file.is_documentation_page() and not file.inclusion.is_excluded()
            if page and file.src_uri not in self._published:
                with contextlib.suppress(NotAReportError):
                    self._published[file.src_uri] = _Published(file, self._examined(path))
        if self.uri_before and not self._published and self.uri_before not in files.src_uris:
            notice = f"# {nav_title}\n\n{self.nothing_found}\n"
            file = File.generated(config, self.uri_before, content=notice)
            self._show(file, config, nav_title=nav_title, in_nav=in_nav)
            files.append(file)
            self.uri = self.uri_before
        self.zoom = "glightbox" not in config.plugins
        if self._published:
            self._add_shared(files, config)
        for published in self._published.values():
            self._add_figures(published, files, config, own)
            self._add_data(published, files, config)
        if self.options.dashboard == "page" and self._published:
            self._add_progress(next(iter(self._published.values())), files, config, in_nav=in_nav)

    def _checked_report(self) -> CheckedReport | None:
        """Return the report that was looked for; where it cannot be read, `nothing_found` says why."""
        if self._report is None:
            return None
        try:
            return self._examined(self._report)
        except NotAReportError as error:
            self.nothing_found = str(error)
        except OSError as error:
            self.nothing_found = f"{self._shown(self._report)} cannot be read: {error.strerror}."
        return None

    def _examined(self, path: Path) -> CheckedReport:
        root = self._root if path.resolve().is_relative_to(self._root.resolve()) else repository_of(path.parent)
        with _without_collector():
            checked = examine(read_report(path, root=root, path=self._shown(path)), self.settings)
        # It lives until its page is written: the collector need not look through it again. `close` takes this back.
        gc.freeze()
        return checked

    def close(self) -> None:
        """Give back what a build has taken from the rest of the process."""
        gc.unfreeze()

    def source_of(self, page: SitePage) -> str | None:
        """Return the text of a page that is a report, without its byte order mark; None for every other page."""
        published = self._published.get(page.file.src_uri)
        return published.checked.report.source.text.removeprefix("\ufeff") if published else None

    def enter(self, page: SitePage) -> str | None:
        """Return the text that stands for a report until our Markdown extension composes it."""
        uri = page.file.src_uri
        self._current = page if uri in self._published or uri in self._progress else None
        return _MARK if self._current else None

    def compose(self, text: str) -> Page | None:
        """Return the composed page that is being rendered, for the Markdown extension."""
        if self._current is None or text.strip() != _MARK:
            return None
        try:
            return self._composed(self._current.file.src_uri)
        except TemplateError as error:
            where = f"{error.filename}:{error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
            message = f"A template in {self.options.templates} cannot be used: {where} {error.message}"
            raise PluginError(" ".join(message.split())) from error

    def composed(self, page: SitePage) -> Page | None:
        """Return what a page of the site was composed of, None for one that is no report."""
        made = self.made.get(page.file.src_uri) if page.file.src_uri in self._published else None
        return made[1] if made else None

    def _composed(self, uri: str) -> Page:
        if uri in self._progress:
            file, published = self._progress[uri]
            base = published.file.url_relative_to(file)
            return compose_progress(published.checked, self._context(published, page=file, base=base), _PROGRESS)
        published = self._published[uri]
        key = self._key(published)
        made = self.made.get(uri)
        if made is None or made[0] != key:
            with _without_collector():
                made = self.made[uri] = (key, compose(published.checked, self._context(published)))
        return made[1]

    def _key(self, published: _Published) -> tuple[object, ...]:
        """Return all that a page depends on, beside the time: while it stays the same the page does."""
        checked = published.checked
        sizes = ((path, file.url, size_of(path)) for path, file in self._figures.items())
        pages = frozenset(file.src_uri for file in self._own.values())
        found = (checked.diagnostics, checked.ignored, checked.settings)
        return (checked.report.source.text, *found, self.options, frozenset(sizes), pages, self._forge)

    def _bring_in(self, report: Path, files: Files, config: MkDocsConfig) -> File:
        taken = {file.dest_uri for file in files.documentation_pages()}
        file = File.generated(config, self._uri_of(report), abs_src_path=str(report))
        if file.dest_uri in taken:
            file = File.generated(config, _FALLBACK_URI, abs_src_path=str(report))
            self.notes.append(
                f"{self._shown(report)} is published at {file.url}: a page of the site has the usual address."
            )
        file.generated_by = None
        file.edit_uri = Path(os.path.relpath(report, config.docs_dir)).as_posix()
        files.append(file)
        return file

    def _uri_of(self, report: Path) -> str:
        """Return where the report stands in the site: `reports/` for a report in its usual place."""
        folder, name = report.parent.name, report.name
        if folder.lower() == "reports" and name.lower() == "readme.md" and not self._named:
            return "reports/README.md"
        inside = report.relative_to(self._root) if report.is_relative_to(self._root) else Path(folder, name)
        # MkDocs takes a README for the index of its folder in this spelling only.
        return inside.with_name("README.md" if name.lower() == "readme.md" else name).as_posix()

    def _show(self, file: File, config: MkDocsConfig, *, nav_title: str, in_nav: bool) -> None:
        """Let a page join the navigation at its end, unless the config names it or wants it left out."""
        named = _names(config.nav, file.src_uri)
        if config.nav is not None and in_nav and not named:
            config.nav.append({nav_title: file.src_uri})
        file.inclusion = InclusionLevel.INCLUDED if in_nav or named else InclusionLevel.NOT_IN_NAV

    def _shown(self, path: Path) -> str:
        absolute = path if path.is_absolute() else path.resolve()
        shown = absolute.relative_to(self._root) if absolute.is_relative_to(self._root) else absolute
        return shown.as_posix()

    def _add_shared(self, files: Files, config: MkDocsConfig) -> None:
        """Bring in the style sheet and the script, under names that change when they do."""
        kinds = {"report.css": "stylesheets", "report.js": "javascripts"}
        for name, folder in kinds.items():
            if name.endswith(".js") and not self.zoom:
                continue
            content = asset(name)
            uri = f"assets/{folder}/mlops-{name.replace('.', f'.{sha256_of(content)[:8]}.')}"
            file = File.generated(config, uri, content=content, inclusion=InclusionLevel.INCLUDED)
            files.append(file)
            self._shared.append(file)

    def _add_data(self, published: _Published, files: Files, config: MkDocsConfig) -> None:
        """Put what `check` says beside the page, as JSON, and a badge for a README."""
        folder, name = posixpath.split(published.file.dest_uri)
        before = "" if name == "index.html" else f"{name.removesuffix('.html')}."
        data = {"report.json": json.render_short([published.checked]), "badge.json": badge.render(published.checked)}
        for ending, content in data.items():
            uri = posixpath.join(folder, before + ending)
            if uri not in files.src_uris:
                files.append(File.generated(config, uri, content=content + "\n", inclusion=InclusionLevel.INCLUDED))

    def _add_progress(self, published: _Published, files: Files, config: MkDocsConfig, *, in_nav: bool) -> None:
        """Give the dashboard of the report a page of its own, after the report's."""
        folder = posixpath.dirname(published.file.src_uri)
        file = File.generated(config, posixpath.join(folder, "progress.md"), content="# Progress\n")
        if file.src_uri in files.src_uris:
            self.notes.append(f"The dashboard has no page of its own: `{file.src_uri}` is a page of the site.")
            return
        self._show(file, config, nav_title=_PROGRESS, in_nav=in_nav)
        files.append(file)
        self._progress[file.src_uri] = (file, published)

    def _add_figures(self, published: _Published, files: Files, config: MkDocsConfig, own: dict[Path, File]) -> None:
        report = published.checked.report
        for path in local_figures(published.checked, self._forge):
            file = own.get(path.resolve()) or self._figures.get(path)
            if file is None:
                if report.folder and path.is_relative_to(report.folder):
                    beside = posixpath.dirname(published.file.src_uri)
                    uri = posixpath.join(beside, path.relative_to(report.folder).as_posix())
                else:
                    uri = path.relative_to(report.root or self._root).as_posix()
                if uri in files.src_uris:
                    uri = f"assets/figures/{sha256_of(str(path))[:8]}-{path.name}"
                file = File.generated(config, uri, abs_src_path=str(path), inclusion=InclusionLevel.INCLUDED)
                files.append(file)
            self._figures[path] = file

    def _context(self, published: _Published, *, page: File | None = None, base: str = "") -> PageContext:
        page, checked = page or published.file, published.checked
        addresses = Addresses(page, checked.report, self._figures, self._own, self._forge, zoom=self.zoom)

        def line(number: int) -> str:
            return line_url(checked, number, forge=self._forge)

        return PageContext(
            link=addresses.link,
            figure=addresses.figure,
            line=line,
            assets="".join(_element(file.url_relative_to(page)) for file in self._shared),
            options=self.options,
            findings=self.options.diagnostics == "always" or (self.serving and self.options.diagnostics == "serve"),
            built=self._built(checked.report.root),
            base=base,
        )

    def _built(self, root: Path | None) -> Built | None:
        commit = commit_of(root)
        if not commit:
            return None
        url = self._forge.commit(commit) if self._forge else ""
        return Built(commit[:7], build_date(), url)


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the collector of circles: reports have none, and to look for them takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _element(url: str) -> str:
    if url.endswith(".js"):
        return f'<script src="{url}" defer></script>'
    return f'<link rel="stylesheet" href="{url}">'


def _names(nav: object, uri: str) -> bool:
    """Tell whether a `nav` names a page, at any depth."""
    if isinstance(nav, list):
        return any(_names(entry, uri) for entry in nav)
    if isinstance(nav, dict):
        return any(_names(entry, uri) for entry in nav.values())
    return nav == uri
