"""Standard output and standard error: writing, colours, the width of the terminal, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

if TYPE_CHECKING:
    pass

Thing = TypeVar("Thing")

_MANY = 10
"""Number of reports from which a terminal shows a progress bar."""


def complain(message: str) -> int:
    """Print a message to standard error and return the exit code 2."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in message)
    if sys.stderr is not None:
        with suppress(OSError):
            print(f"mlops-report: {shown}", file=sys.stderr)
    return 2


def say(text: str) -> None:
    """Write to standard output.

    Raises:
        OSError: it cannot be written, for instance because nobody reads it (`BrokenPipeError`).
    """
    if sys.stdout is not None:
        # A terminal that cannot show a character shows its number.
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        print(text, flush=True)


def write(text: str, file: str | None = None) -> bool:
    """Write a text to a file or to standard output; if that fails, complain and return False."""
    if file is not None and is_report_file(file):
        complain(f"{file} is an exam report; choose another file.")
        return False
    try:
        if file is not None:
            Path(file).write_text(text + "\n" if text else "", "utf-8", "backslashreplace", "\n")
        elif text:
            say(text)
    except BrokenPipeError:
        # Nobody reads on, for instance with `| head`. Without this, Python would complain when it leaves.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        complain(f"cannot write {file or 'the output'}: {error.strerror}.")
        return False
    return True


def finish(options: Any, render: Callable[..., str], found: Sequence[Any], errors: Sequence[str]) -> int:
    """Print the errors and what was found, and return the exit code: 2 with an error, 0 without."""
    for message in errors:
        complain(message)
    if found or options.output_format == "json":
        text = render(options.output_format, found, color=colored(sys.stdout) and options.output_file is None)
        if not write(text, options.output_file):
            return 2
    return 2 if errors else 0


def width() -> int:
    """Return the number of columns of the terminal, 100 for a file or a pipe."""
    try:
        return os.get_terminal_size().columns
    except OSError:
        return 100


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a person reads a stream on a terminal."""
    return stream is not None and stream.isatty()


def colored(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal whose user wants colours (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or stream is None:
        return False
    if os.environ.get("FORCE_COLOR", "0") != "0":
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def progress(things: Sequence[Thing]) -> Iterator[Thing]:
    """Yield things; if there are many, show a progress bar on a terminal."""
    if len(things) < _MANY or not is_terminal(sys.stderr):
        yield from things
        return
    from click import progressbar

    with progressbar(things, label="Checking", file=sys.stderr) as bar:
        yield from bar


def is_report_file(name: str) -> bool:
    """Return whether an output file is there already and is an exam report, whichever way leads to it."""
    from mkdocs_mlops_report.report.reader import is_report

    try:
        return Path(name).is_file() and is_report(Path(name).read_bytes())
    except OSError:  # writing it will tell
        return False
