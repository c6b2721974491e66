"""One build of a site: which reports it has, which files they need, where their links lead."""

from __future__ import annotations

import hashlib
import os
import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as SitePage

from mlops_report.page import Page, PageContext, compose, stylesheet
from mlops_report.report import Place, is_report, locate, read_report
from mlops_report.report.discover import find_report, search_path
from mlops_report.report.figures import FIGURE_TYPES
from mlops_report.report.reader import repository_of
from mlops_report.rules import CheckedReport, examine

_MARK = "mlops-report-page"
_FALLBACK_URI = "exam-report/README.md"


class MissingReportError(Exception):
    """The option `report` names a file that is not there."""


@dataclass(frozen=True, slots=True)
class _Published:
    file: File
    checked: CheckedReport


@dataclass
class Site:
    """State of one build, made new for each.

    Args:
        found_before: a report was there in an earlier build of the same server; when it is gone now the
            server has to live on until it is back.
    """

    found_before: bool
    found: bool = False
    watched: list[Path] = field(default_factory=list)
    nothing_found: str = ""
    _report: Path | None = None
    _root: Path = field(default_factory=Path)
    _published: dict[str, _Published] = field(default_factory=dict)
    _assets: dict[Path, File] = field(default_factory=dict)
    _stylesheet: File | None = None
    _files: Files | None = None
    _repo_url: str = ""
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
        self._repo_url = (config.repo_url or "").rstrip("/")
        if option:
            report = Path(os.path.normpath(start.resolve() / option))
            self._root = repository_of(report.parent) if not report.is_relative_to(self._root) else self._root
            if report.is_file():
                self._report = report
            elif not self.found_before:
                message = f"plugin mlops-report: the option `report` names {report.as_posix()}, which does not exist."
                raise MissingReportError(message)
            places = [report]
        else:
            self._report = find_report(start)
            places = [folder / "reports" / "README.md" for folder in search_path(start)]
        shown = ", ".join(self._shown(place) for place in places)
        self.nothing_found = f"No exam report was found. Looked for: {shown}, and among the pages of the site."
        self.found = self.found_before or self._report is not None
        folders = {self._report.parent} if self._report else {place.parent for place in places}
        self.watched = sorted(folder for folder in folders if folder.is_dir())

    def add_files(self, files: Files, config: MkDocsConfig, *, nav_title: str, in_nav: bool) -> None:
        """Bring in the report and what belongs to it; find the reports among the site's own pages."""
        self._files = files
        own = {Path(file.abs_src_path).resolve(): file for file in files if file.abs_src_path}
        if self._report is not None and is_report(self._report.read_bytes()):
            file = own.get(self._report.resolve())
            if file is None:
                file = self._bring_in(files, config, nav_title=nav_title, in_nav=in_nav)
            self._publish(file, self._report)
        for path, file in own.items():
            if (
                file.is_documentation_page()
                and not file.inclusion.is_excluded()
                and file.src_uri not in self._published
                and is_report(path.read_bytes())
            ):
                self._publish(file, path)
        if self._published:
            self._add_stylesheet(files, config)
        for published in self._published.values():
            self._add_figures(published.checked, files, config, own)

    def enter(self, page: SitePage) -> str | None:
        """Return the text that stands for a report until our Markdown extension composes it."""
        self._current = page if page.file.src_uri in self._published else None
        return _MARK if self._current else None

    def compose(self, text: str) -> Page | None:
        """Return the composed page that is being rendered, for the Markdown extension."""
        if self._current is None or text.strip() != _MARK:
            return None
        published = self._published[self._current.file.src_uri]
        return compose(published.checked, self._context(published))

    def _bring_in(self, files: Files, config: MkDocsConfig, *, nav_title: str, in_nav: bool) -> File:
        report = self._report
        assert report is not None
        inside = report.resolve().is_relative_to(self._root.resolve())
        uri = report.relative_to(self._root).as_posix() if inside and report.is_relative_to(self._root) else ""
        taken = {file.dest_uri for file in files.documentation_pages()}
        file = None
        for candidate in (uri, _FALLBACK_URI):
            file = File.generated(config, candidate or _FALLBACK_URI, abs_src_path=str(report))
            if file.dest_uri not in taken and file.src_uri not in files.src_uris:
                break
        assert file is not None
        file.generated_by = None
        file.edit_uri = Path(os.path.relpath(report, config.docs_dir)).as_posix()
        named = _names(config.nav, file.src_uri)
        if config.nav is not None and in_nav and not named:
            config.nav.append({nav_title: file.src_uri})
        file.inclusion = InclusionLevel.INCLUDED if in_nav or named else InclusionLevel.NOT_IN_NAV
        files.append(file)
        return file

    def _publish(self, file: File, path: Path) -> None:
        root = self._root if path.resolve().is_relative_to(self._root.resolve()) else repository_of(path.parent)
        report = read_report(path, root=root, path=self._shown(path))
        self._published[file.src_uri] = _Published(file, examine(report))
        self.found = True

    def _shown(self, path: Path) -> str:
        absolute = path if path.is_absolute() else path.resolve()
        return absolute.relative_to(self._root).as_posix() if absolute.is_relative_to(self._root) else str(absolute)

    def _add_stylesheet(self, files: Files, config: MkDocsConfig) -> None:
        css = stylesheet()
        name = f"assets/stylesheets/mlops-report.{hashlib.sha256(css.encode()).hexdigest()[:8]}.css"
        self._stylesheet = File.generated(config, name, content=css, inclusion=InclusionLevel.INCLUDED)
        files.append(self._stylesheet)

    def _add_figures(self, checked: CheckedReport, files: Files, config: MkDocsConfig, own: dict[Path, File]) -> None:
        report = checked.report
        assert report.folder is not None
        for path in _local_figures(checked):
            file = own.get(path.resolve())
            if file is None:
                base = self._root if path.is_relative_to(self._root) else report.folder
                uri = Path(os.path.relpath(path, base)).as_posix()
                if uri.startswith("..") or uri in files.src_uris:
                    uri = f"assets/figures/{hashlib.sha256(str(path).encode()).hexdigest()[:8]}-{path.name}"
                file = File.generated(config, uri, abs_src_path=str(path), inclusion=InclusionLevel.INCLUDED)
                files.append(file)
            self._assets[path] = file

    def _context(self, published: _Published) -> PageContext:
        page, report = published.file, published.checked.report

        def link(url: str) -> str | None:
            return self._link(url, published)

        def figure(url: str) -> str | None:
            located = locate(url, report.folder, report.root)
            if located.place is Place.REMOTE:
                return url
            asset = self._assets.get(located.file) if located.file else None
            return asset.url_relative_to(page) if asset else None

        css = self._stylesheet.url_relative_to(page) if self._stylesheet else None
        return PageContext(link=link, figure=figure, stylesheet=css)

    def _link(self, url: str, published: _Published) -> str | None:
        page, report = published.file, published.checked.report
        if url.startswith("#"):
            return url
        located = locate(url, report.folder, report.root)
        if located.place is Place.REMOTE:
            return url
        if located.file is None:
            return None
        fragment = urlsplit(url).fragment
        behind = f"#{fragment}" if fragment else ""
        asset = self._assets.get(located.file)
        if asset is not None:
            return asset.url_relative_to(page)
        for file in self._files or ():
            if file.abs_src_path and Path(file.abs_src_path) == located.file:
                return file.url_relative_to(page) + behind
        if not self._repo_url or report.root is None:
            return None
        path = quote(posixpath.normpath(located.file.relative_to(report.root).as_posix()))
        gitlab = "gitlab" in (urlsplit(self._repo_url).hostname or "")
        return f"{self._repo_url}/{'-/' if gitlab else ''}blob/HEAD/{path}{behind}"


def _local_figures(checked: CheckedReport) -> list[Path]:
    """Return the files of figures that answers show or that any text of the report links to."""
    report = checked.report
    parts = [part for question in report.questions for part in (question.answer.tokens, question.prompt)]
    urls = {figure.url for question in report.questions for figure in question.answer.figures}
    for tokens in (*parts, report.instructions, *(section.intro for section in report.sections)):
        for token in tokens:
            for child in token.children or ():
                url = child.attrs.get("href") if child.type == "link_open" else child.attrs.get("src")
                if url and Path(unquote(urlsplit(str(url)).path)).suffix.lower() in FIGURE_TYPES:
                    urls.add(str(url))
    located = (locate(url, report.folder, report.root) for url in sorted(urls))
    return [
        place.file
        for place in located
        if place.file is not None and place.file.is_file() and place.file.suffix.lower() in FIGURE_TYPES
    ]


def _names(nav: object, uri: str) -> bool:
    """Tell whether a `nav` names a page, at any depth."""
    if isinstance(nav, list):
        return any(_names(entry, uri) for entry in nav)
    if isinstance(nav, dict):
        return any(_names(entry, uri) for entry in nav.values())
    return nav == uri
