"""Which packages a workflow has to install: this one, with the place to install it from, and those of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, entry_points
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from mkdocs_mlops_report.repository.forge import forge_of
from mkdocs_mlops_report.repository.git.dot_git import head_commit, is_commit

PACKAGE = "mkdocs-mlops-report"
_BUILT_IN = frozenset({"mkdocs", "markdown", PACKAGE})
"""What is installed together with this package."""
_MATERIAL = "mkdocs-material"
_BROUGHT = {_MATERIAL: {"pymdown-extensions"}}
"""What a package brings."""
_EXTRAS = {"mkdocstrings": "mkdocstrings[python]"}
"""Packages that are of use only with an extra."""
_ON_GITHUB = re.compile(r"(?:https://|ssh://git@|git@)github\.com[/:](?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?$")
_GROUPS = ("mkdocs.themes", "mkdocs.plugins", "markdown.extensions")
_KNOWN = {
    "material": _MATERIAL,
    "pymdownx": "pymdown-extensions",
    "mkdocstrings": "mkdocstrings",
    "autorefs": "mkdocs-autorefs",
    "awesome-nav": "mkdocs-awesome-nav",
    "awesome-pages": "mkdocs-awesome-pages-plugin",
    "gen-files": "mkdocs-gen-files",
    "git-revision-date-localized": "mkdocs-git-revision-date-localized-plugin",
    "glightbox": "mkdocs-glightbox",
    "include-markdown": "mkdocs-include-markdown-plugin",
    "literate-nav": "mkdocs-literate-nav",
    "macros": "mkdocs-macros-plugin",
    "mermaid2": "mkdocs-mermaid2-plugin",
    "minify": "mkdocs-minify-plugin",
    "mkdocs-jupyter": "mkdocs-jupyter",
    "redirects": "mkdocs-redirects",
    "section-index": "mkdocs-section-index",
}
"""The packages of names that are not installed here; a dot or a slash and what follows is not part of a name."""


def own_requirement(extra: str = "") -> str:
    """Return what pip installs this package from: its name, or the repository that it was installed from.

    While the package is not on the index, only the second form works in a workflow. pip records it (PEP 610).
    """
    name = f"{PACKAGE}[{extra}]" if extra else PACKAGE
    url, commit = _origin()
    if not url:
        return name
    return f"{name} @ git+{url}" + (f"@{commit}" if commit else "")


def own_action() -> str:
    """Return how a workflow uses our action, pinned to the installed code; empty if it is not known to be on GitHub."""
    url, commit = _origin()
    if not url:
        url, commit = _released()
    match = _ON_GITHUB.match(url)
    return f"{match['name']}@{commit}" if match and is_commit(commit) else ""


def _origin() -> tuple[str, str]:
    """Return the URL of the repository that this package was installed from, and its commit; empty if unknown."""
    try:
        record = json.loads(distribution(PACKAGE).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return "", ""
    url, vcs = str(record.get("url", "")), record.get("vcs_info")
    if isinstance(vcs, dict):
        return url, str(vcs.get("commit_id", ""))
    folder = _folder(url)
    forge = forge_of(folder, environment={}) if folder else None
    if folder is None or forge is None:
        return "", ""
    return forge.url, head_commit(folder)


def _released() -> tuple[str, str]:
    """Return the URL of the repository and the commit that a release was made from; empty if it does not say so."""
    try:
        urls = distribution(PACKAGE).metadata.get_all("Project-URL") or []
    except PackageNotFoundError:
        return "", ""
    revision = next((url for name, _, url in (one.partition(", ") for one in urls) if name == "Revision"), "")
    address, _, commit = revision.partition("/tree/")
    return address, commit


def is_from_a_folder() -> bool:
    """Return whether this package was installed from a folder that no workflow can reach."""
    try:
        record = json.loads(distribution(PACKAGE).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return False
    return _folder(str(record.get("url", ""))) is not None and own_requirement() == PACKAGE


def needed_by(site: dict[str, Any]) -> list[str]:
    """Return the packages that a site needs, as requirements, from its config: theme, plugins, Markdown extensions.

    A name that is neither installed here nor well known is left out.
    """
    found: dict[str, None] = {}
    for group, names in zip(
        _GROUPS, (_theme(site), _names(site, "plugins"), _names(site, "markdown_extensions")), strict=True
    ):
        for name in names:
            package = _package(group, name)
            if package and package not in _BUILT_IN:
                found[package] = None
    brought = {one for package in found for one in _BROUGHT.get(package, ())}
    return [_EXTRAS.get(package, package) for package in found if package not in brought]


def _folder(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" and Path(unquote(parts.path)).is_dir() else None


def _package(group: str, name: str) -> str:
    """Return the package that provides a name, empty if it is neither installed nor well known."""
    for point in entry_points(group=group):
        if point.name == name and point.dist is not None:
            return canonicalize_name(point.dist.name)
    return _KNOWN.get(name.split("/", maxsplit=1)[0].split(".", maxsplit=1)[0], "")


def _theme(site: dict[str, Any]) -> Iterator[str]:
    theme = site.get("theme")
    name = theme.get("name") if isinstance(theme, dict) else theme
    if isinstance(name, str):
        yield name


def _names(site: dict[str, Any], key: str) -> Iterator[str]:
    """Yield the names in a list of the config, whose entries may have options, or in a mapping."""
    listed = site.get(key)
    for entry in listed if isinstance(listed, list | dict) else ():
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            yield from (str(name) for name in entry)
