"""The modules that come with Python."""

from __future__ import annotations

import sys

_MORE = frozenset({"__future__", "distutils", "imp", "asyncore", "asynchat", "smtpd", "__main__", "typing_extensions"})
"""Modules of older Pythons, and what nearly every package brings."""


def is_standard(name: str) -> bool:
    """Return whether a module needs no declaration."""
    return name in sys.stdlib_module_names or name in _MORE
