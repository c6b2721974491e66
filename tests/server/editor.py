"""An editor as its user sees it: opens a file, types, asks; it speaks the real protocol to the real server.

The client runs in a thread of its own, since the browser of other tests has an event loop in this one.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

Value = TypeVar("Value")
_SECONDS = 60


@contextmanager
def running_editor(folder: Path) -> Iterator[Editor]:
    """An editor with the report of a folder, and its server in a process of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    client = make_test_lsp_client()
    editor = Editor(client, folder / "reports" / "README.md", loop)
    editor.wait(client.start_io(sys.executable, "-m", "mkdocs_mlops_report", "server", "--stdio"))
    root = folder.as_uri()
    editor.wait(
        client.initialize_session(
            types.InitializeParams(
                client_capabilities("visual-studio-code"),
                root_uri=root,
                workspace_folders=[types.WorkspaceFolder(root, "project")],
            )
        )
    )
    yield editor
    editor.wait(client.shutdown_session())
    editor.wait(client.stop())
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


class Editor:
    """One file in an editor. Columns are counted in UTF-16, as the protocol does by default."""

    def __init__(self, client: LanguageClient, file: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.client = client
        self.loop = loop
        self.file = file
        self.uri = file.as_uri()
        self.text = ""
        self.version = 0

    def wait(self, coroutine: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(_SECONDS)

    def other(self, file: Path) -> Editor:
        """Another file in the same editor."""
        return Editor(self.client, file, self.loop)

    def open(self, text: str | None = None, language: str = "markdown") -> list[types.Diagnostic]:
        self.text = self.file.read_bytes().decode() if text is None else text
        self.version = 1
        return self.tell(
            types.TEXT_DOCUMENT_DID_OPEN,
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri, language, self.version, self.text)),
        )

    def type(self, start: int, end: int, text: str) -> list[types.Diagnostic]:
        """Replace what is between two offsets of UTF-16."""
        change = types.TextDocumentContentChangePartial(self.range(start, end), text)
        units = self.text.encode("utf-16-le", "surrogatepass")
        changed = units[: 2 * start] + text.encode("utf-16-le", "surrogatepass") + units[2 * end :]
        self.text = changed.decode("utf-16-le", "surrogatepass")
        return self.send(change)

    def replace(self, text: str) -> list[types.Diagnostic]:
        self.text = text
        return self.send(types.TextDocumentContentChangeWholeDocument(text))

    def send(self, change: types.TextDocumentContentChangeEvent) -> list[types.Diagnostic]:
        self.version += 1
        identifier = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        return self.tell(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(identifier, [change]))

    def tell(self, method: str, params: object) -> list[types.Diagnostic]:
        """Send a notification, and return the diagnostics that the server then publishes."""

        async def told() -> list[types.Diagnostic]:
            published = asyncio.ensure_future(
                self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
            )
            await asyncio.sleep(0)
            self.client.protocol.notify(method, params)
            await published
            return list(self.client.diagnostics[self.uri])

        return self.wait(told())

    def ask(self, method: str, params: object) -> Any:
        return self.wait(self.client.protocol.send_request_async(method, params))

    def hover(self, position: types.Position) -> str:
        """The text that a hover shows; empty without one."""
        found = self.ask(types.TEXT_DOCUMENT_HOVER, types.HoverParams(self.document, position))
        return found.contents.value if found else ""

    def completions(self, position: types.Position) -> dict[str, types.TextEdit]:
        found = self.ask(types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams(self.document, position))
        return {one.label: one.text_edit for one in found.items}

    def actions(self, wanted: types.Range, only: list[str] | None = None) -> list[types.CodeAction]:
        params = types.CodeActionParams(self.document, wanted, types.CodeActionContext([], only=only))
        return [*self.ask(types.TEXT_DOCUMENT_CODE_ACTION, params)]

    @property
    def document(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    def range(self, start: int, end: int) -> types.Range:
        return types.Range(self.position(start), self.position(end))

    def splits_ending(self, offset: int) -> bool:
        """Whether an offset of UTF-16 is between a carriage return and its line feed."""
        units = self.text.encode("utf-16-le", "surrogatepass")
        return units[2 * offset - 2 : 2 * offset + 2] == b"\r\0\n\0"

    def position(self, offset: int) -> types.Position:
        """The position of an offset of UTF-16, counted independently of the server."""
        before = self.text.encode("utf-16-le", "surrogatepass")[: 2 * offset].decode("utf-16-le", "surrogatepass")
        lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return types.Position(len(lines) - 1, len(lines[-1].encode("utf-16-le", "surrogatepass")) // 2)

    def offset(self, position: types.Position) -> int:
        """The offset of UTF-16 of a position."""
        start = 0
        for _ in range(position.line):
            start = self.text.index("\n", start) + 1
        return len(self.text[:start].encode("utf-16-le", "surrogatepass")) // 2 + position.character

    def with_edits(self, action: types.CodeAction) -> str:
        """The text after an action, as the editor applies it."""
        assert action.edit is not None
        (change,) = action.edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        assert (change.text_document.uri, change.text_document.version) == (self.uri, self.version)
        units = self.text.encode("utf-16-le")
        edits = [one for one in change.edits if isinstance(one, types.TextEdit)]
        for one in sorted(edits, key=lambda one: -self.offset(one.range.start)):
            start, end = self.offset(one.range.start), self.offset(one.range.end)
            units = units[: 2 * start] + one.new_text.encode("utf-16-le") + units[2 * end :]
        return units.decode("utf-16-le")
