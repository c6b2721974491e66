"""The config of a site, of MkDocs or Zensical, read without either, so that command, plugin and extension agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple

from mkdocs_mlops_report.config.options import PLUGIN, ConfigError, Options, all_options, check_name, parse_options

_HAS_OPTIONS = re.compile(rb"mlops[-_]report['\"]?(?: #\d+)?['\"]?\s*[:\]={.]|\bINHERIT\b")
EXTENSION_NAMES = ("mkdocs_mlops_report", "mlops_report", "mkdocs_mlops_report.plugin.extension")
"""The names of the Markdown extension, the usual one first; its options count on a site without the plugin."""
_NEVER_PUBLISHED = ".*\n/templates/\n"
"""What MkDocs leaves out of every site, unless `exclude_docs` includes it again with `!`."""
_MOST_PARENTS = 10
_LARGEST = 1024 * 1024
"""Bytes of a config."""


class SiteFile(NamedTuple):
    """The part of a site's config that is about reports."""

    file: Path
    docs: Path
    options: Options
    unpublished: tuple[str, ...] = ()
    """Two lists of patterns in the form of a `.gitignore`, either of which leaves pages out of the site."""

    def publishes(self, file: Path) -> bool:
        """Return whether a Markdown file in the folder of the docs is a page of the site.

        Raises:
            ConfigError: `exclude_docs` or `draft_docs` contains what is not a pattern.
        """
        from pathspec.gitignore import GitIgnoreSpec  # noqa: PLC0415 - only for reports among the pages of a site

        path = file.relative_to(self.docs).as_posix()
        try:
            return not any(GitIgnoreSpec.from_lines(lines.splitlines()).match_file(path) for lines in self.unpublished)
        except ValueError as error:
            message = f"a pattern in `exclude_docs` or `draft_docs` is not valid: {' '.join(str(error).split())}"
            raise ConfigError(message) from error


def read_site_file(file: Path) -> SiteFile:
    """Read a site's config; tags of other plugins are left alone.

    Raises:
        OSError: the file, or a config that it inherits from, cannot be read.
        ConfigError: it is not valid YAML, or one of our options has a wrong value.
    """
    data = load(file)
    given = _our_options(data.get("plugins"))
    given = _of_extension(data.get("markdown_extensions")) if given is None else given
    options = with_templates(parse_options(given or {}), file.parent)
    excluded, drafts = (str(data.get(key) or "") for key in ("exclude_docs", "draft_docs"))
    docs = file.parent / str(data.get("docs_dir") or "docs")
    return SiteFile(file, docs, options, (_NEVER_PUBLISHED + excluded, drafts))


def with_templates(options: Options, folder: Path) -> Options:
    """Return the options with the folder of templates, which is relative to a config in `folder`, as an absolute path.

    Raises:
        ConfigError: the folder does not exist.
    """
    if not options.templates:
        return options
    try:
        templates = (folder / options.templates).resolve()
        is_there = templates.is_dir()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that is too long, a null byte
        templates, is_there = folder, False
    if not is_there:
        message = f"`templates`: folder `{options.templates}` does not exist."
        raise ConfigError(message)
    return replace(options, templates=str(templates))


def read_options(file: Path) -> Options:
    """Read only our options; a config without any is not parsed, since YAML takes a fifth of the time of a check.

    Raises:
        OSError, ConfigError: as for `read_site_file`.
    """
    content = file.read_bytes()
    if b"INHERIT" in content:  # a parent may change while the config does not
        return read_site_file(file).options
    return _options(file, content) if _HAS_OPTIONS.search(content) else Options()


@lru_cache(maxsize=64)
def _options(file: Path, content: bytes) -> Options:
    """Return the options of a config; it is parsed once for a hundred reports of one site."""
    return read_site_file(file).options


def load(file: Path, inherited: int = 0) -> dict[str, Any]:
    """Read a config and its parents as MkDocs does: mappings are merged, lists are replaced.

    Raises:
        OSError: the file, or a config that it inherits from, cannot be read.
        ConfigError: it is not valid YAML.
    """
    if file.suffix == ".toml":
        return _toml(file)
    import yaml  # noqa: PLC0415 - slow to import, and most configs have no options of ours

    try:
        data = yaml.load(_content(file).decode("utf-8-sig"), Loader=_loader())
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        message = f"the file is not valid YAML: {' '.join(str(error).split())}"
        raise ConfigError(message) from error
    data = data if isinstance(data, dict) else {}
    parent = data.pop("INHERIT", None)
    if isinstance(parent, str) and inherited < _MOST_PARENTS:
        return _merged(load(file.parent / parent, inherited + 1), data)
    return data


def _toml(file: Path) -> dict[str, Any]:
    """Read a config of Zensical, which has the names of MkDocs under `project`."""
    import tomllib  # noqa: PLC0415

    try:
        data = tomllib.loads(_content(file).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        message = f"the file is not valid TOML: {' '.join(str(error).split())}"
        raise ConfigError(message) from error
    project = data.get("project", data)
    return project if isinstance(project, dict) else {}


def _content(file: Path) -> bytes:
    """Return the content of a config, which the config of a stranger may name: a device has no end.

    Raises:
        ConfigError: it is not a regular file, or much longer than any config.
        OSError: it cannot be read.
    """
    status = file.stat()
    if not S_ISREG(status.st_mode) or status.st_size > _LARGEST:
        message = f"{file.as_posix()} is not a config that can be read."
        raise ConfigError(message)
    return file.read_bytes()


@cache
def _loader() -> Any:
    """Return a YAML loader that accepts tags which only MkDocs or a plugin understands."""
    import yaml  # noqa: PLC0415
    from yaml_env_tag import construct_env_tag  # noqa: PLC0415 - MkDocs reads `!ENV` with it

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


def _our_options(plugins: object) -> Mapping[str, Any] | None:
    """Return what is under our name in `plugins`, which may be a list or a mapping; None if it is not there."""
    entries: list[Any] = plugins if isinstance(plugins, list) else [plugins]
    names = {option.name for option in all_options()}
    found: Mapping[str, Any] | None = None
    for entry in entries:
        if isinstance(entry, str) and entry.split(" #")[0] == PLUGIN:
            found = {}
        for name, options in entry.items() if isinstance(entry, dict) else ():
            # MkDocs calls a second plugin of the same name `mlops-report #2`.
            if str(name).split(" #")[0] != PLUGIN:
                continue
            misplaced = [key for key in entry if key in names] if isinstance(plugins, list) else []
            if misplaced:
                message = f"`{misplaced[0]}` is beside `{PLUGIN}` instead of under it; indent it further."
                raise ConfigError(message)
            if isinstance(options, dict):
                return options
            if options is not None:
                message = f"`{PLUGIN}` must map options to values, for instance `fail_on: error` on the line below."
                raise ConfigError(message)
            found = {}
    return found


def _of_extension(extensions: object) -> Mapping[str, Any] | None:
    """Return the options of the Markdown extension in a list or a mapping of extensions."""
    entries: list[Any] = extensions if isinstance(extensions, list) else [extensions]
    for entry in entries:
        for name, options in entry.items() if isinstance(entry, dict) else ():
            if name not in EXTENSION_NAMES:
                continue
            if options is not None and not isinstance(options, dict):
                message = f"`{name}` must map options to values."
                raise ConfigError(message)
            for option in options or {}:
                check_name(str(option), [one.name for one in all_options() if one.extension])
            return options
    return None
