"""Regular expressions that are compiled when they are first used.

A command has to start at once, and most patterns are for what most reports do not have: to compile all of them takes
as long as to read a report.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a pattern; its methods are those of the compiled one."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        method = getattr(re.compile(self._pattern, self._flags), name)
        setattr(self, name, method)
        return method


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when one of its methods is first asked for.

    An error in the pattern shows only then, so every pattern needs a test that uses it.
    """
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
