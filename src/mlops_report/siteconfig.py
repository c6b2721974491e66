"""What the config of a site says about the report, read without MkDocs: the command and the plugin never disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from mlops_report.rules.settings import Settings, SettingsError, did_you_mean, parse_settings

PLUGIN = "mlops-report"
OPTIONS = ("report", "nav_title", "nav", "rules", "ignore", "fail_on")
"""All options of the plugin."""
_CONFIGS = ("mkdocs.yml", "mkdocs.yaml", "docs/mkdocs.yml", "docs/mkdocs.yaml")


class SiteConfigError(Exception):
    """The config of a site cannot be used; the message says what is wrong with it, without its name."""


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """The part of a site's config that is about reports."""

    file: Path
    docs: Path
    report: str | None = None
    repo_url: str = ""
    settings: Settings = field(default_factory=Settings)


def find_config(folder: Path) -> Path | None:
    """Return the MkDocs config of the course's layout in `folder`, or None."""
    return next((folder / name for name in _CONFIGS if (folder / name).is_file()), None)


def read_config(file: Path) -> SiteConfig:
    """Read a site's config, whatever tags of other plugins are in it.

    Raises:
        OSError: it cannot be read.
        SiteConfigError: it is not valid YAML, or an option of ours has a value that means nothing.
    """
    return _parsed(file, file.read_bytes())


@lru_cache(maxsize=64)
def _parsed(file: Path, content: bytes) -> SiteConfig:
    """Return what a config says; a hundred reports of one site have it parsed once."""
    data = _load(content)
    docs = file.parent / str(data.get("docs_dir") or "docs")
    options = _options(data.get("plugins"))
    unknown = unknown_options(options)
    if unknown:
        raise SiteConfigError(unknown)
    try:
        settings = parse_settings(options.get("rules"), options.get("ignore"), options.get("fail_on"))
    except SettingsError as error:
        raise SiteConfigError(str(error)) from error
    report, repo_url = options.get("report"), data.get("repo_url")
    return SiteConfig(
        file,
        docs,
        str(report) if report else None,
        repo_url if isinstance(repo_url, str) else "",
        settings,
    )


def unknown_options(names: Iterable[object]) -> str:
    """Return the sentence that says which option does not exist, empty where all do."""
    for name in names:
        if name not in OPTIONS:
            return f"`{PLUGIN}` has no option `{name}`{did_you_mean(str(name), OPTIONS)}"
    return ""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads a config and leaves tags alone that only MkDocs or a plugin understands."""


def _plain(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None


_Loader.add_multi_constructor("!", _plain)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _plain)


def _load(content: bytes) -> dict[str, Any]:
    try:
        data = yaml.load(content.decode("utf-8-sig"), Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        message = f"it is not valid YAML: {' '.join(str(error).split())}"
        raise SiteConfigError(message) from error
    return data if isinstance(data, dict) else {}


def _options(plugins: object) -> Mapping[str, Any]:
    """Return what stands under our name in `plugins`, which is a list or a mapping."""
    listed = plugins if isinstance(plugins, list) else [plugins]
    for name, options in (pair for entry in listed if isinstance(entry, dict) for pair in entry.items()):
        # `mlops-report #2` is how MkDocs tells a second one of the same name.
        if str(name).split(" #")[0] == PLUGIN and isinstance(options, dict):
            return options
    return {}
