"""A site of Zensical, which runs our Markdown extension: its config and the page that shows the report."""

from __future__ import annotations

from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, InlineTable

from mkdocs_mlops_report.config.site_file import EXTENSION_NAMES
from mkdocs_mlops_report.scaffold.errors import CannotAddError

CONFIG = "zensical.toml"
EXTENSION = EXTENSION_NAMES[0]
PAGE = "<!-- mlops-report -->\n"
"""The page; the extension puts the report in the place of this line."""
_PAGE_NAME = "report.md"
_UNUSUAL = "its extensions are written in an unusual way"


def page_of(text: str) -> str:
    """Return the path of the page that shows the report, relative to the config.

    Raises:
        CannotAddError: `text` is not a config of Zensical.
    """
    return f"{_project(_parsed(text)).get('docs_dir', 'docs')}/{_PAGE_NAME}"


def site_folder(text: str) -> str:
    """Return the folder that the site is built in, relative to the config.

    Raises:
        CannotAddError: `text` is not a config of Zensical.
    """
    return str(_project(_parsed(text)).get("site_dir", "site"))


def with_extension(text: str, defaults: str) -> str | None:
    """Return a config with our extension and the page in `nav`; None if the extension is there.

    Args:
        text: the config.
        defaults: the extensions that Zensical uses without a list; with one, it uses only those that are listed.

    Raises:
        CannotAddError: `text` is not a config of Zensical, or is written in a way that does not allow it.
    """
    document = _parsed(text)
    project = _project(document)
    extensions = project.get("markdown_extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise CannotAddError(_UNUSUAL)
    if extensions is not None and any(name in extensions for name in EXTENSION_NAMES):
        return None
    try:
        if isinstance(project.get("nav"), Array):
            _add_to_nav(project["nav"])
        if extensions is None:
            breaks = "" if text.endswith("\n") else "\n"
            changed = f"{tomlkit.dumps(document)}{breaks}\n{defaults}"
        else:
            inline = isinstance(extensions, InlineTable)
            extensions[EXTENSION] = tomlkit.inline_table() if inline else tomlkit.table()
            changed = tomlkit.dumps(document)
        added = EXTENSION in _project(_parsed(changed)).get("markdown_extensions", {})
    except (CannotAddError, TOMLKitError, ValueError, TypeError) as error:
        raise CannotAddError(_UNUSUAL) from error
    if not added:
        raise CannotAddError(_UNUSUAL)
    return changed.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else changed


def shows_page(text: str) -> bool:
    """Return whether `nav` has the page of the report, or lists nothing, so that Zensical finds the page.

    Raises:
        CannotAddError: `text` is not a config of Zensical.
    """
    nav = _project(_parsed(text)).get("nav")
    return nav is None or _PAGE_NAME in str(nav)


def _add_to_nav(nav: Array) -> None:
    entry = tomlkit.inline_table()
    entry["Exam report"] = _PAGE_NAME
    if "\n" in nav.as_string():
        nav.add_line(entry, indent="  ")
    else:
        nav.append(entry)


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        message = f"it is not valid TOML ({error})"
        raise CannotAddError(message) from error


def _project(document: tomlkit.TOMLDocument) -> Any:
    project = document.get("project")
    if not isinstance(project, dict):
        message = "it has no table `project`"
        raise CannotAddError(message)
    return project
