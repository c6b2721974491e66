"""What prevents a change of a user's file."""

from __future__ import annotations

from pathlib import Path


class CannotAddError(ValueError):
    """Something cannot be added to a file; the message says why."""


class NotUtf8Error(Exception):
    """A file of the repository cannot be read as text; the message is a sentence that names it."""


def read_utf8(file: Path) -> str:
    """Return the text of a file of the repository.

    Raises:
        OSError: it cannot be read.
        NotUtf8Error: it is not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{file.as_posix()} is not valid UTF-8 (byte {error.start + 1}). Save it as UTF-8 first."
        raise NotUtf8Error(message) from error
