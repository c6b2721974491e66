"""The options of `check` that are not given."""

from __future__ import annotations

from typing import Any

CHECK_DEFAULTS: dict[str, Any] = {
    "output_format": None,
    "output_file": None,
    "official": False,
    "statistics": False,
    "select": None,
    "ignore": None,
    "severity": None,
    "fail_on": None,
    "min_severity": None,
    "exit_zero": False,
    "watch": False,
    "stdin_filename": None,
    "rev": None,
    "at": None,
}
