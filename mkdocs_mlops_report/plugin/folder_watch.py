"""Watches folders with `mkdocs serve` that are deleted and created again, as by a change of branch.

MkDocs stops watching a folder that was deleted, and does not notice a new one. So a thread checks whether the folders
are still the same, watches them again if not, and triggers a build in the only way that MkDocs offers to plugins: by a
change in a watched folder.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

_SECONDS = 0.4


class FolderWatch:
    """Watches `folders`, which may not exist yet; it must be closed."""

    def __init__(self) -> None:
        self.folders: Sequence[Path] = ()
        self._signal = tempfile.TemporaryDirectory(prefix="mlops-report-")
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def signal_folder(self) -> Path:
        """The folder that MkDocs must watch."""
        return Path(self._signal.name)

    def start(self, server: LiveReloadServer) -> None:
        """Check the folders until `close` is called; MkDocs itself watches those that exist now."""
        self._thread = threading.Thread(target=self._run, args=(server, self.folders), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop checking, and delete the signal folder."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self._signal.cleanup()

    def _run(self, server: LiveReloadServer, folders: Sequence[Path]) -> None:
        known = {folder: _identity(folder) for folder in folders}
        count = 0
        while not self._stopped.wait(_SECONDS):
            for folder, before in known.items():
                now = _identity(folder)
                if now == before:
                    continue
                known[folder] = now
                with contextlib.suppress(KeyError):
                    server.unwatch(str(folder))
                if now is not None:
                    with contextlib.suppress(OSError):  # deleted again; the next check will notice
                        server.watch(str(folder))
                count += 1
                (self.signal_folder / "changed").write_text(str(count), "utf-8")


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
