"""Change one thing at a time in the code, and list the changes that no test notices.

    python -m tools.mutate [--sample 200] [--seed 1] [PATH ...]

A change is a comparison, operator or function replaced by its counterpart, a number that is one greater, a string
emptied, a condition negated, `and` for `or`, or something removed: an operand of `and` or `or`, a filter, a limit of a
slice, a call of `strip()` or its like, a keyword argument, a statement without a result, or an escape, also in the
templates. Each runs in a copy of the repository, with the tests that usually notice first: a few seconds for a change
that they notice, minutes for one that nothing notices. A sample is repeatable by its seed.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeAlias

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "mkdocs_mlops_report"
DEFAULT = ("rules", "official.py", "reporters", "page")
TESTS = (
    "tests/test_goldens.py",
    "tests/rules",
    *(f"tests/page/test_{name}.py" for name in ("dashboard", "escaping", "images", "markup", "page")),
    "tests/official/test_official.py",
    "tests/reporters",
)
"""The tests that run for each change."""
MORE_TESTS = (
    *("tests/fix", "tests/config", "tests/report", "tests/growth", "tests/page/test_evidence.py"),
    "tests/page/test_sanitizer.py",
    *(f"tests/cli/test_{name}.py" for name in ("handin", "check", "diff", "evidence")),
)
"""Run only for changes that the others do not notice."""
COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult}
FUNCTIONS = {"any": "all", "all": "any", "min": "max", "max": "min"}
TRIMMING = frozenset({"strip", "lstrip", "rstrip", "lower", "casefold", "removesuffix", "removeprefix"})
ESCAPES = frozenset({"escape", "quote", "escaped", "escape_property", "printable"})


Place: TypeAlias = tuple[ast.AST, Callable[[Any], None], str]
"""A node, what changes it, and the change in words."""


class Mutant(NamedTuple):
    """A changed file: where, what was changed, and its new text."""

    file: Path
    line: int
    what: str
    text: str


def mutants(file: Path) -> Iterator[Mutant]:
    """Yield all changes of a file, in the order of its lines."""
    text = file.read_text("utf-8")
    if file.suffix == ".html":
        for match in re.finditer(r"{{ (.+?) }}", text):
            unescaped = f"{text[: match.start()]}{{{{ ({match[1]}) | safe }}}}{text[match.end() :]}"
            yield Mutant(file, text.count("\n", 0, match.start()) + 1, f"{match[1]} not escaped", unescaped)
        return
    count = len(list(_places(ast.parse(text))))
    for index in range(count):
        tree = ast.parse(text)
        node, change, what = list(_places(tree))[index]
        line = getattr(node, "lineno", 0)  # a node that becomes another one loses it
        change(node)
        yield Mutant(file, line, what, ast.unparse(ast.fix_missing_locations(tree)))


def _places(tree: ast.AST) -> Iterator[Place]:
    documented = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    annotations = {id(inner) for node in ast.walk(tree) for inner in _annotations(node)}
    for node in ast.walk(tree):
        if id(node) in documented or id(node) in annotations:
            continue
        yield from _changes(node)


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("annotation", "returns"):
        annotation = getattr(node, name, None)
        if annotation is not None:
            yield from ast.walk(annotation)
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias" and node.value:
        yield from ast.walk(node.value)
    for decorator in getattr(node, "decorator_list", ()):
        yield from ast.walk(decorator)


def _changes(node: ast.AST) -> Iterator[Place]:
    if isinstance(node, ast.expr):
        yield from _changed_expressions(node)
    if isinstance(node, ast.Call):
        yield from _changed_calls(node)
    if isinstance(node, ast.If | ast.IfExp):
        yield node, lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test)), "condition negated"
    elif isinstance(node, ast.comprehension):
        for index, test in enumerate(node.ifs):
            yield test, partial(_become, other=ast.Constant(True)), f"filter {index + 1} removed"
    elif isinstance(node, ast.Continue | ast.Break) or (isinstance(node, ast.Expr) and _has_effect(node.value)):
        yield node, partial(_become, other=ast.Pass()), f"`{_shown(node)}` removed"


def _changed_expressions(node: ast.expr) -> Iterator[Place]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]
        yield node, lambda n: n.ops.__setitem__(0, other()), f"{type(node.ops[0]).__name__} -> {other.__name__}"
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        replaced = OPERATORS[type(node.op)]
        yield node, lambda n: setattr(n, "op", replaced()), f"{type(node.op).__name__} -> {replaced.__name__}"
    elif isinstance(node, ast.BoolOp):
        swapped = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield node, lambda n: setattr(n, "op", swapped()), f"-> {swapped.__name__}"
        for operand in node.values:
            neutral = ast.Constant(isinstance(node.op, ast.And))
            yield operand, partial(_become, other=neutral), f"`{_shown(operand)}` removed"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, partial(_become, other=node.operand), "`not` removed"
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        yield node, partial(_become, other=node.value), f"[{_shown(node.slice)}] removed"
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield node, lambda n: setattr(n, "value", n.value + 1), f"{node.value} -> {node.value + 1}"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
        yield node, lambda n: setattr(n, "value", ""), f"{node.value[:30]!r} -> ''"


def _changed_calls(node: ast.Call) -> Iterator[Place]:
    function = node.func
    if isinstance(function, ast.Name) and function.id in ESCAPES and node.args:
        yield node, lambda n: setattr(n, "func", ast.Name("str", ast.Load())), f"{function.id}() removed"
    elif isinstance(function, ast.Name) and function.id in FUNCTIONS:
        other = FUNCTIONS[function.id]
        yield node, lambda n: setattr(n, "func", ast.Name(other, ast.Load())), f"{function.id} -> {other}"
    elif isinstance(function, ast.Attribute) and function.attr in TRIMMING:
        yield node, partial(_become, other=function.value), f".{function.attr}() removed"
    for index, keyword in enumerate(node.keywords):
        yield node, partial(_drop_keyword, index=index), f"{keyword.arg}= removed"


def _has_effect(value: ast.expr) -> bool:
    return isinstance(value, ast.Call | ast.Yield | ast.YieldFrom)


def _drop_keyword(node: ast.Call, index: int) -> None:
    node.keywords.pop(index)


def _become(node: ast.AST, other: ast.AST) -> None:
    """Make a node another one in its place in the tree."""
    fields = dict(vars(other))
    node.__class__ = type(other)
    vars(node).clear()
    vars(node).update(fields)


def _shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:60]


def survives(mutant: Mutant, copy: Path) -> bool:
    """Return whether the tests pass with a change, in a copy of the repository."""
    target = copy / mutant.file.relative_to(ROOT)
    original = target.read_text("utf-8")
    target.write_text(mutant.text, "utf-8")
    try:
        return all(_passes(tests, copy) for tests in (TESTS, MORE_TESTS))
    finally:
        target.write_text(original, "utf-8")


def _passes(tests: tuple[str, ...], copy: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    """Print each change that survives, and the count."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="*", default=DEFAULT, metavar="PATH", help="in the package")
    parser.add_argument("--sample", type=int, help="change only so many places, chosen at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    files = [file for path in options.paths for file in _files(PACKAGE / path)]
    found = [mutant for file in files for mutant in mutants(file)]
    if options.sample:
        found = random.Random(options.seed).sample(found, min(options.sample, len(found)))
    with tempfile.TemporaryDirectory() as name:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.jobs):
            copy = Path(name) / str(number) / "main"
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "site", "__pycache__"))
            if (ROOT.parent / "shared").is_dir():
                (copy.parent / "shared").symlink_to(ROOT.parent / "shared")
            copies.put(copy)

        def run(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                alive = survives(mutant, copy)
            finally:
                copies.put(copy)
            if alive:
                print(f"{mutant.file.relative_to(ROOT)}:{mutant.line}: {mutant.what}", flush=True)
            return alive

        with ThreadPoolExecutor(options.jobs) as pool:
            alive = sum(pool.map(run, found))
    print(f"{alive} of {len(found)} changes survived.")


def _files(path: Path) -> list[Path]:
    return sorted([*path.rglob("*.py"), *path.rglob("*.html")]) if path.is_dir() else [path]


if __name__ == "__main__":
    main()
