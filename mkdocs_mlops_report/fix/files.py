"""Writes a file completely or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path


def write_text(file: Path, text: str) -> None:
    """Replace the text of a file; its mode and a symbolic link to it stay. An interrupted write leaves the old file.

    Args:
        file: an existing file.
        text: the new text with its own line endings.

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
