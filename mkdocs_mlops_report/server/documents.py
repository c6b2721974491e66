"""The documents that an editor has open: their texts as typed, checked as if they were saved."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import NamedTuple, TypeAlias

from lsprotocol import types
from pygls.uris import to_fs_path

from mkdocs_mlops_report.evidence.gather import Project, read_project
from mkdocs_mlops_report.evidence.where import project_of
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import NotAReportError, read_report, read_text
from mkdocs_mlops_report.repository.discovery import find_report
from mkdocs_mlops_report.repository.snapshot import state_of
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.settings import Settings
from mkdocs_mlops_report.server.positions import Encoding, offset_of
from mkdocs_mlops_report.text.source import Source

SettingsAt: TypeAlias = Callable[[Path], Settings]
"""From a folder to the settings of the site that it belongs to; `ValueError` if its config is wrong."""

_SECONDS = 2.0
"""Seconds after which the files of a project are looked at again."""


@dataclass(slots=True)
class Document:
    """An open document."""

    uri: str
    file: Path | None
    """None for a document that was never saved."""
    text: str
    version: int
    checked: CheckedReport | None = None
    """None for a document that is not a report."""
    problem: str = ""
    """Why a document that should be a report cannot be checked, as a sentence."""

    @property
    def source(self) -> Source:
        """The text with its positions, with the halves of a character that were typed one by one joined."""
        return self.checked.report.source if self.checked else Source(_joined(self.text))


class Documents:
    """The open documents by URI.

    Args:
        settings_at: finds the settings of a site.
    """

    def __init__(self, settings_at: SettingsAt) -> None:
        self.encoding: Encoding = types.PositionEncodingKind.Utf16
        self._settings_at = settings_at
        self._documents: dict[str, Document] = {}
        self._projects: dict[Path, _ReadProject] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents.values())

    def get(self, uri: str) -> Document | None:
        """Return an open document, None for any other."""
        return self._documents.get(uri)

    def open(self, uri: str, text: str, version: int) -> Document:
        """Add a document and check it."""
        document = Document(uri, _path_of(uri), text, version)
        self._documents[uri] = document
        return self._check(document)

    def change(
        self, uri: str, changes: Iterable[types.TextDocumentContentChangeEvent], version: int
    ) -> Document | None:
        """Change the text of a document and check it; None for one that is not open."""
        document = self._documents.get(uri)
        if document is None:
            return None
        for change in changes:
            document.text = _changed(document.text, change, self.encoding)
        document.version = version
        return self._check(document)

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._documents.pop(uri, None)

    def refresh(self) -> Iterator[Document]:
        """Yield all documents, checked again, since files have changed; projects are read anew if theirs have."""
        for folder, project in list(self._projects.items()):
            if _state(folder) != project.state:
                del self._projects[folder]
        for document in self:
            yield self._check(document)

    def renew(self) -> Iterator[Document]:
        """Yield documents, checked again, if the files of their projects have changed since they were read.

        Not every editor tells which files change. So this looks itself, every two seconds at most while somebody types.
        """
        now = monotonic()
        for folder, project in list(self._projects.items()):
            if now - project.looked < _SECONDS:
                continue
            state = _state(folder)
            if state == project.state:
                self._projects[folder] = project._replace(looked=monotonic())
                continue
            del self._projects[folder]
            for document in self:
                if document.checked and project_of(document.checked.report) == folder:
                    yield self._check(document)

    def _check(self, document: Document) -> Document:
        document.checked, document.problem = None, ""
        text = _joined(document.text)
        try:
            self._check_file(document, text)
        except NotAReportError as error:
            document.problem = str(error) if _should_be_a_report(document.file) else ""
        except (OSError, RuntimeError, ValueError):  # its folder is missing, unreadable, or not a path of this system
            with suppress(NotAReportError):
                document.checked = check(read_text(text))
        return document

    def _check_file(self, document: Document, text: str) -> None:
        report = _read(document.file, text)
        settings = Settings()
        if report.folder is not None:
            try:
                settings = self._settings_at(report.folder)
            except ValueError as error:
                document.problem = str(error)
        document.checked = check(report, settings, project=self._project(report, settings))

    def _project(self, report: Report, settings: Settings) -> Project | None:
        """Return the project of a report, which is read only once: that takes longer than all else."""
        folder = project_of(report) if settings.evidence != "off" else None
        if folder is None:
            return None
        if folder not in self._projects:
            self._projects[folder] = _ReadProject(read_project(folder, report), _state(folder), monotonic())
        return self._projects[folder].project


class _ReadProject(NamedTuple):
    """A project, what its files were like when it was read, and when that was last looked at."""

    project: Project
    state: object
    looked: float


def _path_of(uri: str) -> Path | None:
    try:
        path = to_fs_path(uri) if uri.startswith("file:") else None
    except ValueError:
        return None
    return Path(path) if path and "\0" not in path else None


def _read(file: Path | None, text: str) -> Report:
    """Read a report as it is typed; an editor knows its path, so findings show only the name of the file."""
    return read_report(file, path=file.name, text=text) if file else read_text(text)


def _should_be_a_report(file: Path | None) -> bool:
    try:
        if file is None or not file.parent.is_dir():
            return False
        report = find_report(file.parent)
        return report is not None and os.path.normpath(report) == os.path.normpath(file.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _state(folder: Path) -> object:
    """Return what tells whether the files of a project have changed; nothing for a folder that no longer exists."""
    try:
        return state_of(folder)
    except OSError:
        return None


def _changed(text: str, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> str:
    """Return a text after a change: a new text, or one for a range."""
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return change.text
    source = Source(text)
    start, end = (offset_of(source, place, encoding) for place in (change.range.start, change.range.end))
    return text[:start] + change.text + text[max(start, end) :]


def _joined(text: str) -> str:
    """Return a text in which two halves of a character are one."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
