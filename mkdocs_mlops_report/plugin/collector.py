"""Python's garbage collector, paused while many reports are read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector while our own code runs, and leave it as it was.

    The tokens of a report are thousands of objects without reference cycles, which the collector would visit again
    and again. For a site of a hundred reports, this saves 11 % of the build; see benchmarks/README.md.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
