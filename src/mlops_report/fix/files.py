"""Puts a text into the place of a file: whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def write_text(file: Path, text: str) -> None:
    """Replace a file's text, line endings as they are in `text`; its mode stays, and so does a link to it.

    Whoever stops in between leaves the old file.

    Raises:
        OSError: it cannot be written.
    """
    target = file.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        temporary = Path(name)
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
