"""What Python code says: its imports, calls, classes and functions, read with `ast`. Nothing is run or imported."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_LONGEST_TEXT = 200
"""Characters of a string constant that are kept."""
_DEEPEST = 200
"""Brackets or operators in a row; more nesting than that is not read."""
_BRACKET = re.compile(r"[()\[\]{}]")
_LARGEST_NUMBER = 10**18
"""Python refuses to write numbers of thousands of digits."""
_NAMES = re.compile(rf"(?:\.\s*[^\W\d]\w*\s*){{{_DEEPEST},}}")
"""Names in each other, which take memory with the square of their number."""
_MOST_PARTS = 30
"""Parts of a dotted name that are kept."""
_SIGNS = re.compile(rf"(?<![-+~\s])(?:[-+~]\s*|\bnot\s+|\blambda:\s*){{{_DEEPEST},}}")
_MAGIC_LINE = re.compile(r"^(?P<start>[ \t]*+(?:[\w, ]++=[ \t]*+)?)[%!?](?:.*\\\n)*.*$", re.MULTILINE)
"""What starts a line of a notebook that is not Python."""


class Call(NamedTuple):
    """A call, or a decorator without one."""

    name: str
    """Dotted, with the names of imports resolved: `torch.utils.data.DataLoader`."""
    line: int
    keywords: Mapping[str, str]
    """Constants as Python writes them; names as they are; an empty text for anything else."""
    texts: tuple[str, ...] = ()
    """The string constants among its positional arguments."""


class ClassDef(NamedTuple):
    """A class and its bases, with the names of imports resolved."""

    name: str
    line: int
    bases: tuple[str, ...]


class Function(NamedTuple):
    """A function or method."""

    name: str
    line: int
    annotated: bool
    """Whether its return value and all its arguments have annotations."""
    documented: bool
    decorators: tuple[Call, ...]


class Code(NamedTuple):
    """A file of Python, or the code cells of a notebook."""

    imports: tuple[tuple[str, int], ...] = ()
    """Dotted names with their lines; `from a import b` gives `a.b`. A relative import starts with a dot."""
    calls: tuple[Call, ...] = ()
    classes: tuple[ClassDef, ...] = ()
    functions: tuple[Function, ...] = ()
    texts: tuple[tuple[str, int], ...] = ()
    """String constants that are not docstrings."""
    dictionaries: tuple[tuple[Mapping[str, str], int], ...] = ()
    """Dictionaries with constant keys, values as in `Call.keywords`."""
    lines: int = 0
    """Number of lines with code, without comments and docstrings."""
    style_problems: int = 0
    """Number of places that pycodestyle objects to, of those that can be told from the syntax."""

    @property
    def tests(self) -> tuple[Function, ...]:
        """The test functions, by their names."""
        return tuple(one for one in self.functions if one.name.startswith("test"))


NO_CODE = Code()


@lru_cache(maxsize=4096)
def read_python(text: str) -> Code:
    """Return what a file of Python says; `NO_CODE` if it cannot be parsed."""
    tree = _parsed(text)
    return NO_CODE if tree is None else _Reader().read(tree)


@lru_cache(maxsize=256)
def read_notebook(text: str) -> Code:
    """Return what the code cells of a notebook say, all in line 1; `NO_CODE` if it is not a notebook."""
    try:
        notebook: Any = json.loads(text)
    except (ValueError, RecursionError):
        return NO_CODE
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    reader = _Reader()
    before = 0
    for cell in cells if isinstance(cells, list) else ():
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = _source_of(cell)
            tree = _parsed(source)
            if tree is not None:
                reader.visit(ast.increment_lineno(tree, before))
            before += source.count("\n") + 1
    return reader.code(line=1)


def _source_of(cell: Mapping[str, Any]) -> str:
    """Return the code of a cell; a command of the notebook, with the lines that continue it, does nothing."""
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else str(source).splitlines(keepends=True)
    return _MAGIC_LINE.sub(r"\g<start>...", "".join(map(str, lines)))


def _parsed(text: str) -> ast.Module | None:
    if _too_deep(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _too_deep(text: str) -> bool:
    """Return whether a text nests so deeply that a parser may run out of stack."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "([{" else -1
        if depth > _DEEPEST:
            return True
    return _SIGNS.search(text) is not None or _NAMES.search(text) is not None


class _Reader:
    def __init__(self) -> None:
        self.aliases: dict[str, str] = {}
        self.imports: list[tuple[str, int]] = []
        self.calls: list[Call] = []
        self.classes: list[ClassDef] = []
        self.functions: list[Function] = []
        self.texts: list[tuple[str, int]] = []
        self.dictionaries: list[tuple[Mapping[str, str], int]] = []
        self.lines: set[int] = set()
        self.problems = 0
        self.docstrings: set[int] = set()

    def read(self, tree: ast.Module) -> Code:
        self.visit(tree)
        return self.code()

    def code(self, line: int | None = None) -> Code:
        """Return all that was read; `line` replaces the lines of a notebook's cells, which count from each cell."""

        def at(number: int) -> int:
            return number if line is None else line

        return Code(
            tuple((name, at(number)) for name, number in self.imports),
            tuple(call._replace(line=at(call.line)) for call in self.calls),
            tuple(one._replace(line=at(one.line)) for one in self.classes),
            tuple(one._replace(line=at(one.line)) for one in self.functions),
            tuple((text, at(number)) for text, number in self.texts),
            tuple((one, at(number)) for one, number in self.dictionaries),
            len(self.lines),
            self.problems,
        )

    def visit(self, tree: ast.Module) -> None:
        nodes = list(ast.walk(tree))
        self.docstrings.clear()  # nodes of an earlier cell no longer exist, and their ids may be those of new ones
        self.docstrings.add(id(_docstring_of(tree)))
        for node in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node)
        for node in nodes:
            self._node(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        start = "" if isinstance(node, ast.Import) else "." * node.level + (node.module or "")
        between = "." if start and not start.endswith(".") else ""
        for alias in node.names:
            name = start if alias.name == "*" else f"{start}{between}{alias.name}"
            self.imports.append((name, node.lineno))
            local = alias.asname or alias.name
            self.aliases[local] = name if alias.asname or start else local

    def _node(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt):
            self._statement(node)
        if isinstance(node, ast.Call):
            self.calls.append(self._call(node))
        elif isinstance(node, ast.Dict):
            self._dictionary(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in self.docstrings:
            self.texts.append((node.value[:_LONGEST_TEXT], node.lineno))
        elif isinstance(node, ast.Compare):
            self.problems += _compares_badly(node)

    def _statement(self, node: ast.stmt) -> None:
        docstring = _docstring_of(node)
        if docstring is not None:
            self.docstrings.add(id(docstring))
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_text:
            self.problems += node.lineno in self.lines and not isinstance(node, ast.FunctionDef | ast.ClassDef)
            self.lines.add(node.lineno)
        if isinstance(node, ast.ClassDef):
            self.classes.append(ClassDef(node.name[:_LONGEST_TEXT], node.lineno, tuple(map(self.name, node.bases))))
            self.calls += self._bare(node.decorator_list)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._function(node, documented=docstring is not None)
        elif isinstance(node, ast.Assign):
            self.problems += sum(isinstance(one, ast.Name) and one.id in {"l", "O", "I"} for one in node.targets)
        elif isinstance(node, ast.Import):
            self.problems += len(node.names) > 1
        elif isinstance(node, ast.Try):
            self.problems += sum(handler.type is None for handler in node.handlers)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, *, documented: bool) -> None:
        decorators = tuple(
            self._call(one) if isinstance(one, ast.Call) else Call(self.name(one), one.lineno, {})
            for one in node.decorator_list
        )
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        own = [one for one in arguments if one.arg not in {"self", "cls"}]
        annotated = all(one.annotation for one in own) and (node.returns is not None or node.name == "__init__")
        self.functions.append(Function(node.name[:_LONGEST_TEXT], node.lineno, annotated, documented, decorators))
        self.calls += self._bare(node.decorator_list)

    def _bare(self, decorators: Sequence[ast.expr]) -> Iterator[Call]:
        """Yield the decorators that are not calls; the others are found as calls."""
        for one in decorators:
            if not isinstance(one, ast.Call):
                yield Call(self.name(one), one.lineno, {})

    def _call(self, node: ast.Call) -> Call:
        keywords = {one.arg: self._value(one.value) for one in node.keywords if one.arg}
        texts = tuple(
            one.value[:_LONGEST_TEXT]
            for one in node.args
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
        return Call(self.name(node.func), node.lineno, keywords, texts)

    def _dictionary(self, node: ast.Dict) -> None:
        values = {
            key.value: self._value(value)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        if values:
            self.dictionaries.append((values, node.lineno))

    def _value(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            is_short = not isinstance(node.value, int) or abs(node.value) < _LARGEST_NUMBER
            return str(node.value)[:_LONGEST_TEXT] if is_short else ""
        return self.name(node)

    def name(self, node: ast.AST) -> str:
        """Return a dotted name with its import resolved; parts that are not names are left out."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute | ast.Call | ast.Subscript) and len(parts) < _MOST_PARTS:
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            else:
                node = node.func if isinstance(node, ast.Call) else node.value
        parts.append(self.aliases.get(node.id, node.id) if isinstance(node, ast.Name) else "")
        return ".".join(reversed(parts))[:_LONGEST_TEXT]


def _docstring_of(node: ast.AST) -> ast.Constant | None:
    body = getattr(node, "body", None)
    is_scope = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    first = body[0] if is_scope and body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value
    return None


def _compares_badly(node: ast.Compare) -> int:
    """Return the number of comparisons with None, True or False by `==` or `!=`."""
    return sum(
        isinstance(operator, ast.Eq | ast.NotEq)
        and isinstance(other, ast.Constant)
        and (other.value is None or isinstance(other.value, bool))
        for operator, other in zip(node.ops, node.comparators, strict=True)
    )
