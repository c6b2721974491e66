"""The command `mlops-report`: from its arguments to an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import SimpleNamespace
from typing import NoReturn

from mlops_report.commands import CHECK_DEFAULTS, COMMANDS


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; leaves with `SystemExit`.

    Args:
        arguments: in the place of those of the process.
    """
    if arguments is not None:
        sys.exit(_run(arguments))
    # A process of our own. Reading makes many objects and no circles of them: to look for some takes a fifth of the
    # time, and to take everything down at the end takes as long again.
    gc.disable()
    try:
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    _leave(code)


def _run(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["check"] and not any(argument.startswith("-") for argument in arguments):
        # What runs at every commit has nothing to parse, and to load the parser takes a tenth of the time.
        return COMMANDS["check"](SimpleNamespace(**CHECK_DEFAULTS, paths=list(arguments[1:])))
    from mlops_report.arguments import make_parser

    parser = make_parser()
    if not arguments:
        parser.print_help(sys.stderr)
        return 2
    options = parser.parse_args(arguments)
    return COMMANDS[options.command](options)


def _leave(code: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # nobody reads on, or the stream is closed
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
