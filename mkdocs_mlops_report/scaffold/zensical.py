"""A site of Zensical, which runs our Markdown extension: its config and the page that shows the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

CONFIG = "zensical.toml"
EXTENSION = "mkdocs_mlops_report"
PAGE = "<!-- mlops-report -->\n"
"""The page; the extension puts the report in the place of this line."""
_PAGE_NAME = "report.md"


class CannotAddError(ValueError):
    """The extension cannot be added; the message says why."""


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
    if extensions is not None and EXTENSION in extensions:
        return None
    nav = project.get("nav")
    if isinstance(nav, Array):
        _add_to_nav(nav)
    if extensions is None:
        breaks = "" if text.endswith("\n") else "\n"
        changed = f"{tomlkit.dumps(document)}{breaks}\n{defaults}"
    else:
        extensions[EXTENSION] = tomlkit.table()
        changed = tomlkit.dumps(document)
    if EXTENSION not in _project(_parsed(changed)).get("markdown_extensions", {}):
        message = "its extensions are written in an unusual way"
        raise CannotAddError(message)
    return changed


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


def exists(root: Path) -> bool:
    """Tell whether a repository has a site of Zensical."""
    return (root / CONFIG).is_file()
