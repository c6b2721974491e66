"""Which official checker a group has: the limits in the `report.py` beside its report.

The file is parsed, never run. The report and `report.py` may have been copied on different days and belong to
different editions; the limits of the script are the ones that fail an answer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mkdocs_mlops_report.exam.editions import Edition, Limit, all_editions

_Limits = tuple[Limit | None, Limit | None]
"""Limits of words and of figures for one question."""


def edition_of_script(script: str) -> Edition | None:
    """Return the newest edition whose limits are those in a `report.py`; None for any other script."""
    try:
        tree = ast.parse(script)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # half a file, a NUL character, a nesting bomb
        return None
    for node in ast.walk(tree):
        entries = _entries(node)
        if entries:
            limits = [_limits(entry) for entry in entries]
            for edition in reversed(all_editions()):
                if [(question.words, question.figures) for question in edition.questions] == limits:
                    return edition
    return None


def _entries(node: ast.AST) -> list[ast.expr]:
    """Return the constraints of all questions: the values of a dictionary, or the elements of a list."""
    if isinstance(node, ast.Dict):
        return node.values
    return node.elts if isinstance(node, ast.List) else []


def _limits(entry: ast.expr) -> _Limits:
    words = figures = None
    for call in _calls(entry):
        numbers = {
            (keyword.arg or "").split("_")[0]: keyword.value.value
            for keyword in call.keywords
            if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, int)
        }
        if numbers.keys() == {"min", "max"}:
            limit = Limit(numbers["min"], numbers["max"])
            if "image" in ast.dump(call.func if not call.args else call.args[0]).lower():
                figures = limit
            else:
                words = limit
    return words, figures


def _calls(entry: ast.expr) -> Iterator[ast.Call]:
    return (node for node in ast.walk(entry) if isinstance(node, ast.Call))
