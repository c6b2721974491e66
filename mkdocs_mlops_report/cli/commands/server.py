"""`mlops-report server`: the language server, over standard input and output."""

from __future__ import annotations

import gc
import logging
from pathlib import Path
from typing import Any

from mkdocs_mlops_report.cli.inputs import InputError, options_for
from mkdocs_mlops_report.cli.output import complain
from mkdocs_mlops_report.rules.settings import Settings
from mkdocs_mlops_report.scaffold.packages import own_requirement


def run(options: Any) -> int:
    """Serve an editor until it leaves; return the exit code: 2 without the extra, 1 if it left without a shutdown."""
    try:
        from mkdocs_mlops_report.server.server import make_server
    except ImportError as error:
        if (error.name or "").split(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        return complain(f'the language server needs pygls 2 or newer: pip install "{own_requirement("lsp")}".')
    # Unlike one check, an editor runs for hours. With Python's own thresholds, each tenth change of a large report
    # takes 25 ms longer, as long as the check itself.
    gc.enable()
    gc.set_threshold(200_000, 10, 100)
    logging.basicConfig(level=logging.ERROR)  # on standard error, which editors show as the server's log
    server = make_server(_settings_at)
    server.start_io()
    return int(server.left_early)  # as the protocol says


def _settings_at(folder: Path) -> Settings:
    """Return the settings of the site that a folder belongs to.

    Raises:
        ValueError: its config is wrong; the message says where and why.
    """
    try:
        return options_for(folder)[1]
    except InputError as error:
        raise ValueError(str(error)) from error
