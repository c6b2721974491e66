"""Which reports a path means: for a folder the same that its MkDocs site publishes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mlops_report.report.discover import MissingReportError, find_report, named_report, reports_below, search_path
from mlops_report.siteconfig import SiteConfig, SiteConfigError, find_config, read_config


class LocateError(Exception):
    """No report is where one was looked for; the message says where that was."""


@dataclass(frozen=True, slots=True)
class Located:
    """A report's file, the name that diagnostics give it, and the site that it belongs to."""

    file: Path
    shown: str
    site: SiteConfig | None


def find_reports(path: Path) -> list[Located]:
    """Return the reports that `path` means.

    Raises:
        LocateError: there is nothing at `path`, no report in the folder, or the site's config is broken.
    """
    if path.is_file():
        return [Located(path, shown_path(path, path), site_of(path.parent))]
    if not path.is_dir():
        message = f"{path.as_posix()} does not exist."
        raise LocateError(message)
    found: list[Path] = []
    site = site_of(path)
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
        places = ", ".join(shown_path(folder / "reports" / "README.md", path) for folder in search_path(path))
        message = f"No exam report was found. Looked for: {places}."
        raise LocateError(message)
    return [Located(file, shown_path(file, path), site) for file in found]


def site_of(folder: Path) -> SiteConfig | None:
    """Return the config of the site that a folder belongs to: its own, or one above up to the repository's.

    Raises:
        LocateError: the config is broken.
    """
    config = next((found for above in search_path(folder) if (found := find_config(above))), None)
    if config is None:
        return None
    try:
        return read_config(config)
    except SiteConfigError as error:
        message = f"{shown_path(config)}: {error}"
        raise LocateError(message) from error
    except OSError as error:
        message = f"{shown_path(config)} cannot be read: {error.strerror}."
        raise LocateError(message) from error


def shown_path(file: Path, given: Path = Path()) -> str:
    """Return a path as diagnostics show it and a terminal opens it, in POSIX form.

    It is relative to the working folder, but absolute where it is outside and `given` was absolute.
    """
    absolute, here = file.absolute(), Path.cwd()
    if given.is_absolute() and not absolute.is_relative_to(here):
        return absolute.as_posix()
    return Path(os.path.relpath(absolute, here)).as_posix()
