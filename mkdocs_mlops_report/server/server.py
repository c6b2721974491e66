"""The server: which request of an editor is answered by which module."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from mkdocs_mlops_report import __version__
from mkdocs_mlops_report.server.actions import KINDS, actions_of
from mkdocs_mlops_report.server.completion import TRIGGERS, completions_of
from mkdocs_mlops_report.server.diagnostics import diagnostics_of
from mkdocs_mlops_report.server.documents import Document, Documents, SettingsAt
from mkdocs_mlops_report.server.hover import hover_of
from mkdocs_mlops_report.server.lenses import lenses_of
from mkdocs_mlops_report.server.symbols import symbols_of

_PAUSE = 0.5
"""Seconds without typing after which the files of the projects are looked at."""


class _Protocol(LanguageServerProtocol):
    """Leaves the texts to `Documents`.

    pygls keeps them, too, but takes `\u2028` and form feeds for ends of lines, and then moves the positions that it was
    given.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        """Call our handler alone."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        """Call our handler alone."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        """Call our handler alone."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class ReportServer(LanguageServer):
    """A language server for reports."""

    left_early = False
    """Whether the editor left without a shutdown."""


def make_server(settings_at: SettingsAt) -> ReportServer:
    """Return a language server for reports; `start_io` runs it over standard input and output.

    Args:
        settings_at: finds the settings of the site that a folder belongs to.
    """
    server = ReportServer("mlops-report", __version__, protocol_cls=_Protocol)
    documents = Documents(settings_at)
    _add_changes(server, documents)
    _add_answers(server, documents)
    return server


def _add_changes(server: ReportServer, documents: Documents) -> None:
    """Add what happens when texts and files change: diagnostics are published anew."""
    published: dict[str, list[types.Diagnostic]] = {}

    def publish(document: Document, *, always: bool = True) -> None:
        found = diagnostics_of(document, documents.encoding)
        if always or found != published.get(document.uri):
            published[document.uri] = found
            server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(document.uri, found, version=document.version)
            )

    def refresh() -> None:
        for document in documents.refresh():
            publish(document)

    pending: list[asyncio.TimerHandle] = []

    def renew() -> None:
        pending.clear()
        for document in documents.renew():
            publish(document, always=False)

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        documents.encoding = server.workspace.position_encoding or types.PositionEncodingKind.Utf16

    @server.feature(types.EXIT)
    def left(*_: object) -> None:
        server.left_early = not server.protocol._shutdown

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        given = params.text_document
        publish(documents.open(given.uri, given.text, given.version))

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        given = params.text_document
        document = documents.change(given.uri, params.content_changes, given.version)
        if document is None:
            return
        publish(document)
        if pending:
            pending.pop().cancel()
        pending.append(asyncio.get_running_loop().call_later(_PAUSE, renew))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        documents.close(params.text_document.uri)
        published.pop(params.text_document.uri, None)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        refresh()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        refresh()


def _add_answers(server: LanguageServer, documents: Documents) -> None:
    """Add what an editor asks for; a document that is not open, or not a report, has nothing."""

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=KINDS))
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        document = documents.get(params.text_document.uri)
        only = params.context.only
        return list(actions_of(document, params.range, only, documents.encoding)) if document else []

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        document = documents.get(params.text_document.uri)
        return hover_of(document, params.position, documents.encoding) if document else None

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        document = documents.get(params.text_document.uri)
        return list(lenses_of(document, documents.encoding)) if document else []

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document = documents.get(params.text_document.uri)
        return list(symbols_of(document, documents.encoding)) if document else []

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS))
    def completions(params: types.CompletionParams) -> types.CompletionList:
        document = documents.get(params.text_document.uri)
        if document is None:
            return types.CompletionList(is_incomplete=False, items=[])
        return completions_of(document, params.position, documents.encoding)
