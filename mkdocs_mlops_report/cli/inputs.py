"""Which reports the paths on the command line stand for, and the options of their sites."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from mkdocs_mlops_report.config.options import ConfigError, Options
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import NotAReportError, is_report, read_report
from mkdocs_mlops_report.repository.discovery import (
    MissingReportError,
    find_config,
    find_report,
    markdown_files,
    named_report,
    search_path,
)
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.settings import Settings, settings_of

Value = TypeVar("Value")


class InputError(Exception):
    """A path does not lead to a report; the message says why, and where a report was looked for."""


class NoReportError(InputError):
    """There is no report at a path, which is not an error where one may be new."""


class NoReport(str):
    """The sentence of a `NoReportError` among other sentences."""

    __slots__ = ()


class Input(NamedTuple):
    """A report's file, the path that findings show, and the options of the site that it belongs to."""

    file: Path
    path: str
    options: Options
    settings: Settings
    commit: tuple[Path, str] | None = None
    """For `--rev` and `--at`: the repository and the full hash; the file is then in a folder made from it."""

    def checked(self, text: str | None = None, settings: Settings | None = None) -> CheckedReport:
        """Check the report.

        Args:
            text: read instead of the content of the file.
            settings: used instead of those of the site.

        Raises:
            OSError, NotAReportError: it cannot be read, or is not a report.
        """
        return check(self.read(text), self.settings if settings is None else settings)

    def read(self, text: str | None = None) -> Report:
        """Read the report, or a text as if it were in its file.

        Raises:
            OSError, NotAReportError: it cannot be read, or is not a report.
        """
        return read_report(self.file, path=self.path, text=text)._replace(revision=self.commit)


def find_inputs(paths: Sequence[str], errors: list[str]) -> Iterator[Input]:
    """Yield the reports that paths stand for, each once; add a sentence to `errors` for each path without one."""
    seen: set[Path] = set()
    for path in paths:
        with collected(errors, path):
            for one in inputs_at(Path(path)):
                if one.file.resolve() not in seen:
                    seen.add(one.file.resolve())
                    yield one


@contextmanager
def collected(errors: list[str], name: str, does: str = "read") -> Iterator[None]:
    """Turn what prevents a report from being read, or from what else is done, into a sentence in `errors`."""
    try:
        yield
    except NoReportError as error:
        errors.append(NoReport(error))
    except (InputError, NotAReportError) as error:
        errors.append(str(error))
    except UnicodeDecodeError as error:
        errors.append(f"{name} is not valid UTF-8 (byte {error.start + 1}). Save it as UTF-8 first.")
    except OSError as error:
        errors.append(f"cannot {does} {error.filename or name}: {error.strerror}.")


def inputs_at(path: Path) -> list[Input]:
    """Return the reports that a path stands for; for a folder, those that its MkDocs site publishes.

    Raises:
        InputError: the path does not exist, there is no report in the folder, or the site's config is wrong.
    """
    if path.is_file():
        options, settings = options_for(path.parent)
        return [Input(path, shown_path(path, path), options, settings)]
    if not path.is_dir():
        raise (InputError if os.path.lexists(path) else NoReportError)(_why_unusable(path))
    config = _config_above(path)
    options, files = Options(), []
    if config is not None:
        from mkdocs_mlops_report.config.site_file import read_site_file

        site = _read(config, read_site_file)
        options = site.options
        pages = _reports_among_pages(site.docs, path) if _is_ours(site.docs, config) else ()
        files = _read(config, lambda _: [file for file in pages if site.publishes(file)])
    report = _main_report(config, options, path)
    if report is not None:
        files = list(_without_copies(files, report))
        if not any(report.samefile(other) for other in files):
            files.insert(0, report)
    if not files:
        raise NoReportError(_why_not_found(path, config))
    settings = _settings(config, options)
    return [Input(file, shown_path(file, path), options, settings) for file in files]


def _is_ours(folder: Path, config: Path) -> bool:
    """Return whether a folder is one of the repository of a site: a stranger's config may name any folder."""
    root = search_path(config.parent)[-1]
    return folder.is_dir() and (folder.resolve().is_relative_to(root) or not (root / ".git").exists())


def has_report(folder: Path) -> bool:
    """Return whether a repository has a report: in its usual place, where its site says, or among the site's pages."""
    if find_report(folder) is not None:
        return True
    try:
        return bool(inputs_at(folder))
    except (InputError, OSError):
        return False


def options_for(folder: Path) -> tuple[Options, Settings]:
    """Return the options of the site that a folder belongs to: its own, or one above up to the repository's.

    Raises:
        InputError: the site's config is wrong.
    """
    config = _config_above(folder)
    if config is None:
        return Options(), Settings()
    from mkdocs_mlops_report.config.site_file import read_options

    options = _read(config, read_options)
    return options, _settings(config, options)


def shown_path(file: Path, given: Path = Path()) -> str:
    """Return the POSIX path of a file relative to the working folder, as findings show it and a terminal opens it.

    A path outside the working folder is absolute if `given` was.
    """
    absolute, here = file.absolute(), Path.cwd()
    if given.is_absolute() and not absolute.is_relative_to(here):
        return absolute.as_posix()
    return Path(os.path.relpath(absolute, here)).as_posix()


def _reports_among_pages(docs: Path, given: Path) -> Iterator[Path]:
    for file in markdown_files(docs):
        try:
            if is_report(file.read_bytes()):
                yield file
        except OSError as error:
            message = f"cannot read {shown_path(file, given)}: {error.strerror}."
            raise InputError(message) from error


def _without_copies(files: Sequence[Path], report: Path) -> Iterator[Path]:
    """Yield reports among the pages of a site without generated copies of the one from outside the docs folder."""
    from mkdocs_mlops_report.report.elsewhere import is_copy

    main = read_report(report) if files and is_report(report.read_bytes()) else None
    for file in files:
        if main is None or report.samefile(file) or not is_copy(read_report(file), main):
            yield file


def _main_report(config: Path | None, options: Options, folder: Path) -> Path | None:
    """Return the report that the option `report` names, else the one in its usual place."""
    if config is None:
        return find_report(folder)
    if not options.report:
        return find_report(config.parent)
    try:
        return named_report(config.parent, options.report)
    except MissingReportError as error:
        message = f"{shown_path(config)}: {error}"
        raise NoReportError(message) from error


def _why_not_found(folder: Path, config: Path | None) -> str:
    from mkdocs_mlops_report.report.elsewhere import found_instead

    looked = [above / "reports" / "README.md" for above in search_path(folder)]
    places = ", ".join(shown_path(place, folder) + (" (a folder)" if place.is_dir() else "") for place in looked)
    root = search_path(folder)[-1]
    # Without a repository, the folder above may be a teacher's, with other groups beside this one.
    root = root if (root / ".git").exists() else folder.resolve()
    found = found_instead(root, config, lambda file: shown_path(file, folder))
    found = found or "Copy the course's template to reports/README.md, or name the file of your report."
    return f"No exam report found. Looked for: {places}. {found}"


def _why_unusable(path: Path) -> str:
    """Return why a path is neither a file nor a folder."""
    if not os.path.lexists(path):
        return f"{path.as_posix()} does not exist."
    if path.is_symlink() and not os.path.exists(path):  # noqa: PTH110 - no error for a loop
        return f"{path.as_posix()} is a symbolic link that leads nowhere."
    return f"{path.as_posix()} is not a regular file; use `-` to read standard input."


def _config_above(folder: Path) -> Path | None:
    return next((found for above in search_path(folder) if (found := find_config(above))), None)


def _settings(config: Path | None, options: Options) -> Settings:
    if config is not None and options.templates and not _is_ours(Path(options.templates), config):
        message = f"{shown_path(config)}: `templates` is outside the repository."
        raise InputError(message)
    return _read(config, lambda _: settings_of(options)) if config else Settings()


def _read(config: Path, read: Callable[[Path], Value]) -> Value:
    """Return what `read` makes of a config; what is wrong with the config names its file."""
    try:
        return read(config)
    except ConfigError as error:
        message = f"{shown_path(config)}: {error}"
        raise InputError(message) from error
    except OSError as error:
        message = f"cannot read {shown_path(Path(error.filename or config))}: {error.strerror}."
        raise InputError(message) from error


def selectors(option: str, values: Sequence[str] | None) -> list[str]:
    """Return the selectors in the values of an option, for instance `LEN` and `FIG001` in `LEN,FIG001`.

    Raises:
        ConfigError: the option is given without any.
    """
    parts = [part.strip() for value in values or () for part in value.split(",") if part.strip()]
    if values and not parts:
        message = f"`{option}` needs the code, name or family of a rule."
        raise ConfigError(message)
    return parts
