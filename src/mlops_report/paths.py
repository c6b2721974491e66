"""Which reports a path means: for a folder the same that its MkDocs site publishes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from mlops_report.report.discover import MissingReportError, find_report, named_report, reports_below, search_path

_CONFIGS = ("mkdocs.yml", "mkdocs.yaml", "docs/mkdocs.yml", "docs/mkdocs.yaml")
_PLUGIN = "mlops-report"


class LocateError(Exception):
    """No report is where one was looked for; the message says where that was."""


def find_reports(path: Path) -> list[tuple[Path, str]]:
    """Return the reports that `path` means, each with the name that diagnostics give it.

    Raises:
        LocateError: there is nothing at `path`, or no report in the folder.
    """
    if path.is_file():
        return [(path, shown_path(path, path))]
    if not path.is_dir():
        message = f"{path.as_posix()} does not exist."
        raise LocateError(message)
    found: list[Path] = []
    config = find_config(path)
    explicit = None
    if config is not None:
        option, docs = _site(config)
        try:
            explicit = named_report(config.parent, option) if option else None
        except MissingReportError as error:
            message = f"{shown_path(config)}: {error}"
            raise LocateError(message) from error
        found += reports_below(docs) if docs.is_dir() else []
    report = explicit or find_report(config.parent if config else path)
    if report is not None and not any(report.samefile(other) for other in found):
        found.insert(0, report)
    if not found:
        places = ", ".join(shown_path(folder / "reports" / "README.md", path) for folder in search_path(path))
        message = f"No exam report was found. Looked for: {places}."
        raise LocateError(message)
    return [(file, shown_path(file, path)) for file in found]


def find_config(folder: Path) -> Path | None:
    """Return the MkDocs config of the course's layout in `folder`, or None."""
    return next((folder / name for name in _CONFIGS if (folder / name).is_file()), None)


def shown_path(file: Path, given: Path = Path()) -> str:
    """Return a path as diagnostics show it and a terminal opens it, in POSIX form.

    It is relative to the working folder, but absolute where it is outside and `given` was absolute.
    """
    absolute, here = file.absolute(), Path.cwd()
    if given.is_absolute() and not absolute.is_relative_to(here):
        return absolute.as_posix()
    return Path(os.path.relpath(absolute, here)).as_posix()


class _Loader(yaml.SafeLoader):
    """Reads a site's config and leaves tags alone that only MkDocs or a plugin understands."""


def _ignore_tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None


_Loader.add_multi_constructor("!", _ignore_tag)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _ignore_tag)


def _site(config: Path) -> tuple[str | None, Path]:
    """Return the plugin's option `report`, if it is set, and the site's docs folder."""
    try:
        data = yaml.load(config.read_text("utf-8"), Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"{shown_path(config)} is not valid YAML: {' '.join(str(error).split())}"
        raise LocateError(message) from error
    data = data if isinstance(data, dict) else {}
    docs = config.parent / str(data.get("docs_dir") or "docs")
    plugins = data.get("plugins") or []
    pairs = (
        plugins.items()
        if isinstance(plugins, dict)
        else [pair for entry in plugins if isinstance(entry, dict) for pair in entry.items()]
    )
    for name, options in pairs:
        if name == _PLUGIN and isinstance(options, dict) and options.get("report"):
            return str(options["report"]), docs
    return None, docs
