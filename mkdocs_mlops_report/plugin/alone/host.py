"""What the Markdown extension knows of a site generator that runs no MkDocs plugins."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NamedTuple

from markdown import Markdown

from mkdocs_mlops_report.repository.discovery import find_config

_CONTEXT = "rendering_context"
"""The preprocessor by which Zensical says which page is rendered."""


class Host(NamedTuple):
    """The site that is built."""

    folder: Path
    """That of its config; other paths are relative to it."""
    page: Path | None
    """The file of the page that is rendered; None if that is not known."""
    repo_url: str = ""


def host_of(md: Markdown) -> Host:
    """Return what is known while a page is rendered; without Zensical, the config is looked for."""
    here = Path.cwd()
    config = _zensical_config()
    if config is None:
        found = find_config(here)
        return Host(found.parent if found else here, None)
    folder = Path(str(config.get("root_dir") or here))
    page = getattr(md.preprocessors[_CONTEXT], "page", None) if _CONTEXT in md.preprocessors else None
    path = getattr(page, "path", "")
    docs = folder / str(config.get("docs_dir") or "docs")
    return Host(folder, docs / str(path) if path else None, str(config.get("repo_url") or ""))


def _zensical_config() -> dict[str, Any] | None:
    """Return Zensical's config if it is what runs; it passes none to an extension."""
    module = sys.modules.get("zensical.config")
    config = module.get_config() if module is not None and hasattr(module, "get_config") else None
    return config if isinstance(config, dict) else None
