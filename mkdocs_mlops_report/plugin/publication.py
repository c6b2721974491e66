"""Second step of a build: the files that a report needs in the site."""

from __future__ import annotations

import os
import posixpath
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.page.elements import element, start_tag
from mkdocs_mlops_report.page.fragments import asset
from mkdocs_mlops_report.page.links import local_figures
from mkdocs_mlops_report.plugin.discovery import Discovery
from mkdocs_mlops_report.reporters import badge, json
from mkdocs_mlops_report.rules.engine import CheckedReport

_FALLBACK_URI = "exam-report/README.md"
_FOLDERS = {"report.css": "stylesheets", "report.js": "javascripts"}


class Site(NamedTuple):
    """What the files of a build depend on."""

    files: Files
    config: MkDocsConfig
    options: Options
    discovery: Discovery
    own: dict[Path, File]
    """The site's own files by their resolved path."""

    @property
    def zoom(self) -> bool:
        """Whether our script enlarges figures; the plugin glightbox does it otherwise."""
        return "glightbox" not in self.config.plugins


def site_of(files: Files, config: MkDocsConfig, options: Options, discovery: Discovery) -> Site:
    """Return a site before anything is added to it."""
    own = {Path(file.abs_src_path).resolve(): file for file in files if file.abs_src_path}
    return Site(files, config, options, discovery, own)


def add_report(site: Site, report: Path) -> tuple[File, str]:
    """Add a report as a page; return its file, and a note if it does not have the usual URL."""
    existing = site.own.get(report.resolve())
    if existing is not None:
        return existing, ""
    taken = {file.dest_uri for file in site.files.documentation_pages()}
    file = File.generated(site.config, _uri_of(site.discovery, report), abs_src_path=str(report))
    note = ""
    if file.dest_uri in taken:
        file = File.generated(site.config, _FALLBACK_URI, abs_src_path=str(report))
        note = f"{site.discovery.shown(report)} is published at {file.url}, because another page has the usual URL."
    file.generated_by = None
    file.edit_uri = Path(os.path.relpath(report, site.config.docs_dir)).as_posix()
    site.files.append(file)
    add_to_nav(site, file, site.options.nav_title)
    return file, note


def add_notice(site: Site, uri: str, text: str) -> None:
    """Add a page in place of a report that was deleted, where an open browser waits for its return."""
    title = site.options.nav_title
    file = File.generated(site.config, uri, content=f"# {title}\n\n{text}\n")
    add_to_nav(site, file, title)
    site.files.append(file)


def add_progress(site: Site, report: File) -> File | None:
    """Add a page for the dashboard beside a report's; None if the site has a page there."""
    uri = posixpath.join(posixpath.dirname(report.src_uri), "progress.md")
    if uri in site.files.src_uris:
        return None
    file = File.generated(site.config, uri, content="# Progress\n")
    add_to_nav(site, file, "Progress")
    site.files.append(file)
    return file


def add_to_nav(site: Site, file: File, title: str) -> None:
    """Add a page to the end of `nav`, unless the config names it or excludes it."""
    nav = site.config.nav
    named = _names(nav, file.src_uri)
    if nav is not None and site.options.nav and not named:
        nav.append({title: file.src_uri})
    file.inclusion = InclusionLevel.INCLUDED if site.options.nav or named else InclusionLevel.NOT_IN_NAV


def add_assets(site: Site) -> list[File]:
    """Add the style sheet and the script, under names that change with their content."""
    added = []
    for name, folder in _FOLDERS.items():
        if name.endswith(".js") and not site.zoom:
            continue
        content = asset(name)
        stem, extension = name.split(".")
        uri = f"assets/{folder}/mlops-{stem}.{_short_hash(content)}.{extension}"
        added.append(File.generated(site.config, uri, content=content, inclusion=InclusionLevel.INCLUDED))
        site.files.append(added[-1])
    return added


def asset_elements(assets: list[File], page: File) -> Markup:
    """Return the elements that load style sheet and script on a page."""
    elements = []
    for file in assets:
        url = file.url_relative_to(page)
        if url.endswith(".js"):
            elements.append(element("script", {"src": url, "defer": ""}, ""))
        else:
            elements.append(start_tag("link", {"rel": "stylesheet", "href": url}))
    return Markup("").join(elements)


def add_data(site: Site, page: File, checked: CheckedReport) -> None:
    """Add the JSON of `check` and a badge for a README beside a page."""
    folder, name = posixpath.split(page.dest_uri)
    prefix = "" if name == "index.html" else f"{name.removesuffix('.html')}."
    data = {"report.json": json.render_short([checked]), "badge.json": badge.render(checked)}
    for ending, content in data.items():
        uri = posixpath.join(folder, prefix + ending)
        if uri not in site.files.src_uris:
            file = File.generated(site.config, uri, content=content + "\n", inclusion=InclusionLevel.INCLUDED)
            site.files.append(file)


def add_figures(site: Site, page: File, checked: CheckedReport) -> dict[Path, File]:
    """Add the files of a report's figures; return all of them by path."""
    report, found = checked.report, {}
    for path in local_figures(report, site.discovery.forge):
        file = site.own.get(path.resolve())
        if file is None:
            if report.folder and path.is_relative_to(report.folder):
                uri = posixpath.join(posixpath.dirname(page.src_uri), path.relative_to(report.folder).as_posix())
            else:
                uri = path.relative_to(report.root or site.discovery.root).as_posix()
            if uri in site.files.src_uris:
                uri = f"assets/figures/{_short_hash(str(path))}-{path.name}"
            file = File.generated(site.config, uri, abs_src_path=str(path), inclusion=InclusionLevel.INCLUDED)
            site.files.append(file)
            site.own[path.resolve()] = file
        found[path] = file
    return found


def _uri_of(discovery: Discovery, report: Path) -> str:
    """Return the path of a report in the site: `reports/README.md` for one in the usual place."""
    folder, name = report.parent.name, report.name
    if folder.lower() == "reports" and name.lower() == "readme.md" and not discovery.named:
        return "reports/README.md"
    inside = report.relative_to(discovery.root) if report.is_relative_to(discovery.root) else Path(folder, name)
    # MkDocs takes a README for the index of its folder only in this spelling.
    return inside.with_name("README.md" if name.lower() == "readme.md" else name).as_posix()


def _names(nav: object, uri: str) -> bool:
    """Return whether a `nav` names a page, at any depth."""
    if isinstance(nav, list):
        return any(_names(entry, uri) for entry in nav)
    if isinstance(nav, dict):
        return any(_names(entry, uri) for entry in nav.values())
    return nav == uri


def _short_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
