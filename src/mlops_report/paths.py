"""Which reports a path means: for a folder the same that its MkDocs site publishes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mlops_report.report.discover import (
    MissingReportError,
    find_config,
    find_report,
    named_report,
    reports_below,
    search_path,
)
from mlops_report.rules import Settings

if TYPE_CHECKING:
    from mlops_report.pageoptions import PageOptions
    from mlops_report.siteconfig import SiteConfig

Read = TypeVar("Read")


class LocateError(Exception):
    """No report is where one was looked for; the message says where that was."""


class Located(NamedTuple):
    """A report's file, the name that diagnostics give it, and the settings of the site that it belongs to."""

    file: Path
    shown: str
    settings: Settings


def find_reports(path: Path) -> list[Located]:
    """Return the reports that `path` means.

    Raises:
        LocateError: there is nothing at `path`, no report in the folder, or the site's config is broken.
    """
    if path.is_file():
        return [Located(path, shown_path(path, path), settings_of(path.parent))]
    if not path.is_dir():
        raise LocateError(_why_unusable(path))
    found: list[Path] = []
    site = _site_of(path)
    explicit = None
    if site is not None:
        try:
            explicit = named_report(site.file.parent, site.report) if site.report else None
        except MissingReportError as error:
            message = f"{shown_path(site.file)}: {error}"
            raise LocateError(message) from error
        found += reports_below(site.docs) if site.docs.is_dir() else []
    report = explicit or find_report(site.file.parent if site else path)
    if report is not None and not any(report.samefile(other) for other in found):
        found.insert(0, report)
    if not found:
        looked = [folder / "reports" / "README.md" for folder in search_path(path)]
        places = ", ".join(shown_path(place, path) + " (a folder)" * place.is_dir() for place in looked)
        message = f"No exam report was found. Looked for: {places}."
        raise LocateError(message)
    settings = site.settings if site else Settings()
    return [Located(file, shown_path(file, path), settings) for file in found]


def has_report(folder: Path) -> bool:
    """Tell whether a repository has a report: in its usual place, where its site says, or among the site's pages."""
    if find_report(folder) is not None:
        return True
    try:
        return bool(find_reports(folder))
    except (LocateError, OSError):
        return False


def _why_unusable(path: Path) -> str:
    """Say why a path is neither a file nor a folder."""
    if not os.path.lexists(path):
        return f"{path.as_posix()} does not exist."
    if path.is_symlink() and not os.path.exists(path):  # noqa: PTH110 - no error for a loop
        return f"{path.as_posix()} is a link that leads nowhere."
    return f"{path.as_posix()} is no regular file; to check what another program writes, give `-` and a pipe."


def settings_of(folder: Path) -> Settings:
    """Return the settings of the site that a folder belongs to: its own, or one above up to the repository's.

    Raises:
        LocateError: the site's config is broken.
    """
    config = _config_above(folder)
    if config is None:
        return Settings()
    from mlops_report.siteconfig import read_settings  # noqa: PLC0415 - only where there is a config

    return _understood(config, read_settings)


def page_options_of(folder: Path) -> PageOptions:
    """Return what the site that a folder belongs to has chosen for its page.

    Raises:
        LocateError: the site's config is broken, or names a folder of templates that is not there.
    """
    from mlops_report.pageoptions import PageOptions  # noqa: PLC0415 - a check does not need it

    site = _site_of(folder)
    if site is None or not site.page.templates:
        return site.page if site else PageOptions()
    templates = site.file.parent / site.page.templates
    if not templates.is_dir():
        message = f"{shown_path(site.file)}: `templates`: there is no folder {shown_path(templates)}."
        raise LocateError(message)
    return site.page._replace(templates=str(templates))


def _site_of(folder: Path) -> SiteConfig | None:
    config = _config_above(folder)
    if config is None:
        return None
    from mlops_report.siteconfig import read_config  # noqa: PLC0415 - only where there is a config

    return _understood(config, read_config)


def _config_above(folder: Path) -> Path | None:
    return next((found for above in search_path(folder) if (found := find_config(above))), None)


def _understood(config: Path, read: Callable[[Path], Read]) -> Read:
    from mlops_report.siteconfig import SiteConfigError  # noqa: PLC0415 - loaded by whoever calls this

    try:
        return read(config)
    except SiteConfigError as error:
        message = f"{shown_path(config)}: {error}"
        raise LocateError(message) from error
    except OSError as error:
        message = f"{shown_path(Path(error.filename or config))} cannot be read: {error.strerror}."
        raise LocateError(message) from error


def shown_path(file: Path, given: Path = Path()) -> str:
    """Return a path as diagnostics show it and a terminal opens it, in POSIX form.

    It is relative to the working folder, but absolute where it is outside and `given` was absolute.
    """
    absolute, here = file.absolute(), Path.cwd()
    if given.is_absolute() and not absolute.is_relative_to(here):
        return absolute.as_posix()
    return Path(os.path.relpath(absolute, here)).as_posix()
