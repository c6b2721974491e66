"""The entry point of `mlops-report`: from the arguments to an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import SimpleNamespace
from typing import NoReturn

from mkdocs_mlops_report.cli.defaults import CHECK_DEFAULTS


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with `SystemExit`.

    Args:
        arguments: used instead of those of the process.
    """
    if arguments is not None:
        sys.exit(_run(arguments))
    # Reading a report makes many objects and no reference cycles. Without the collector a check takes 2 % less time, a
    # hundred reports 14 % less; leaving without freeing all objects saves 7 % (see benchmarks/README.md).
    gc.disable()
    try:
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    _leave(code)


def _run(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["check"] and not any(argument.startswith("-") for argument in arguments):
        # A hook runs this at every commit; without options, argparse would take 5 % of the time.
        return _command("check", SimpleNamespace(**CHECK_DEFAULTS, paths=list(arguments[1:])))
    from mkdocs_mlops_report.cli.parser import make_parser

    parser = make_parser()
    if not arguments:
        parser.print_help(sys.stderr)
        return 2
    options = parser.parse_args(arguments)
    return _command(options.command, options)


def _command(name: str, options: object) -> int:
    """Run the function `run` of a command's module, which alone is imported."""
    code: int = import_module(f"mkdocs_mlops_report.cli.commands.{name}").run(options)
    return code


def _leave(code: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or nobody reads it
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
