"""Keeps a folder watched under `mkdocs serve` that goes away and comes back, as on a change of branch.

MkDocs stops to watch a folder for good once it is gone, and does not see one that is new. So a thread looks
whether the folders are still the same, watches them anew when they are not, and asks for a build in the
one way that MkDocs offers to plugins: by a change in a folder that is watched.
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
    """Watches folders that may not be there yet. Has to be closed."""

    def __init__(self) -> None:
        self._signal = tempfile.TemporaryDirectory(prefix="mlops-report-")
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def signal_folder(self) -> Path:
        """The folder that has to be among those that MkDocs watches."""
        return Path(self._signal.name)

    def start(self, server: LiveReloadServer, folders: Sequence[Path]) -> None:
        """Look after `folders` until `close` is called; of those that are there now MkDocs takes care."""
        self._thread = threading.Thread(target=self._run, args=(server, folders), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop looking, and take the signal's folder away."""
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
                    with contextlib.suppress(OSError):  # gone again in between; the next look will see that
                        server.watch(str(folder))
                count += 1
                (self.signal_folder / "changed").write_text(str(count), "utf-8")


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
