"""What the config of a site says about the report, read without MkDocs: the command and the plugin never disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from mlops_report.pageoptions import OPTIONS as PAGE_OPTIONS
from mlops_report.pageoptions import PageOptions, parse_page_options
from mlops_report.rules.settings import Settings, SettingsError, did_you_mean, parse_settings

PLUGIN = "mlops-report"
OPTIONS = ("report", "nav_title", "nav", "rules", "ignore", "fail_on", *PAGE_OPTIONS)
"""All options of the plugin."""
_HAS_OPTIONS = re.compile(rb"mlops-report['\"]?(?: #\d+)?['\"]?\s*:|\bINHERIT\b")
_MOST_PARENTS = 10


class SiteConfigError(Exception):
    """The config of a site cannot be used; the message says what is wrong with it, without its name."""


class SiteConfig(NamedTuple):
    """The part of a site's config that is about reports."""

    file: Path
    docs: Path
    report: str | None = None
    settings: Settings = Settings()
    page: PageOptions = PageOptions()


def read_config(file: Path) -> SiteConfig:
    """Read a site's config, whatever tags of other plugins are in it.

    Raises:
        OSError: it, or a config that it inherits from, cannot be read.
        SiteConfigError: it is not valid YAML, or an option of ours has a value that means nothing.
    """
    data = _load(file)
    options = _options(data.get("plugins"))
    unknown = unknown_options(options)
    wrong = [unknown] if unknown else list(wrong_types(options).values())
    if wrong:
        raise SiteConfigError(wrong[0])
    try:
        settings = parse_settings(options.get("rules"), options.get("ignore"), options.get("fail_on"))
        page = parse_page_options(options)
    except SettingsError as error:
        raise SiteConfigError(str(error)) from error
    report = options.get("report")
    docs = file.parent / str(data.get("docs_dir") or "docs")
    return SiteConfig(file, docs, str(report) if report else None, settings, page)


def read_settings(file: Path) -> Settings:
    """Read only the settings of a site; a config without any is not parsed, which takes longer than checking.

    Raises:
        OSError, SiteConfigError: as `read_config` does.
    """
    content = file.read_bytes()
    if not _HAS_OPTIONS.search(content):
        return Settings()
    return _settings(file, content)


@lru_cache(maxsize=64)
def _settings(file: Path, content: bytes) -> Settings:
    """Return the settings of a config; a hundred reports of one site have it parsed once."""
    return read_config(file).settings


def unknown_options(names: Iterable[object]) -> str:
    """Return the sentence that says which option does not exist, empty where all do."""
    for name in names:
        if name not in {*OPTIONS, "enabled"}:  # that one is MkDocs' own, for every plugin
            return f"`{PLUGIN}` has no option `{name}`{did_you_mean(str(name), OPTIONS)}"
    return ""


def wrong_types(values: Mapping[str, Any]) -> dict[str, str]:
    """Return a sentence for each option whose value is of another kind than it should be."""
    texts = {name: f"`{name}` is a text." for name in ("report", "nav_title")}
    wrong = {name: text for name, text in texts.items() if not isinstance(values.get(name), str | None)}
    if not isinstance(values.get("nav"), bool | None):
        wrong["nav"] = f"`nav`: `{values['nav']}` is none of true, false."
    return wrong


def _load(file: Path, inherited: int = 0) -> dict[str, Any]:
    """Read a config and those that it inherits from, as MkDocs does: mappings are merged, lists are replaced."""
    import yaml  # noqa: PLC0415 - takes longer than checking, and most configs need no parsing

    try:
        data = yaml.load(file.read_bytes().decode("utf-8-sig"), Loader=_loader())
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        message = f"it is not valid YAML: {' '.join(str(error).split())}"
        raise SiteConfigError(message) from error
    data = data if isinstance(data, dict) else {}
    parent = data.pop("INHERIT", None)
    if isinstance(parent, str) and inherited < _MOST_PARENTS:
        return _merged(_load(file.parent / parent, inherited + 1), data)
    return data


@cache
def _loader() -> Any:
    """Return a YAML loader that leaves tags alone which only MkDocs or a plugin understands."""
    import yaml  # noqa: PLC0415
    from yaml_env_tag import construct_env_tag  # noqa: PLC0415 - what MkDocs itself reads `!ENV` with

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        pass

    def plain(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return loader.construct_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else None

    Loader.add_multi_constructor("!", plain)
    Loader.add_constructor("!ENV", construct_env_tag)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", plain)
    return Loader


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _options(plugins: object) -> Mapping[str, Any]:
    """Return what stands under our name in `plugins`, which is a list or a mapping."""
    entries: list[Any] = plugins if isinstance(plugins, list) else [plugins]
    for entry in entries:
        for name, options in entry.items() if isinstance(entry, dict) else ():
            # `mlops-report #2` is how MkDocs tells a second one of the same name.
            if str(name).split(" #")[0] != PLUGIN:
                continue
            beside = [key for key in entry if key in OPTIONS] if isinstance(plugins, list) else []
            if beside:
                message = f"`{beside[0]}` stands beside `{PLUGIN}` and not under it: indent it further."
                raise SiteConfigError(message)
            if isinstance(options, dict):
                return options
            if options is not None:
                message = f"the options of `{PLUGIN}` are a mapping, for instance `fail_on: error` on a line below."
                raise SiteConfigError(message)
    return {}
