"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    """Compiles its pattern when a method is first looked up, and keeps the method."""

    def __init__(self, pattern: str, flags: re.RegexFlag) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(self._pattern, self._flags), name)
        setattr(self, name, value)
        return value


def lazy_pattern(pattern: str, flags: re.RegexFlag = re.RegexFlag.NOFLAG) -> re.Pattern[str]:
    """Return what behaves like the compiled `pattern`.

    Most patterns of the rules are not needed for most reports; compiling all of them takes 8 % of a check (see
    benchmarks/README.md).
    """
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))
