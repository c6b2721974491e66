"""Detectors that no single pattern can express, each a short function from the sources to places.

A place is a path and a line, 0 for a whole file; an empty path stands for the repository as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TypeAlias

from mkdocs_mlops_report.evidence.computed import api, code, documents, integration, project, tests
from mkdocs_mlops_report.evidence.reading.sources import Sources

Place: TypeAlias = tuple[str, int]
Function: TypeAlias = Callable[[Sources], Iterator[Place]]

_MODULES: tuple[ModuleType, ...] = (project, code, tests, integration, api, documents)


def computed(name: str) -> Function:
    """Return the function that a detector names.

    Raises:
        KeyError: there is none.
    """
    for module in _MODULES:
        if not name.startswith("_") and callable(function := vars(module).get(name)):
            found: Function = function
            return found
    raise KeyError(name)
