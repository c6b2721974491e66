"""The rooms of the package: which one may import which, without circles; and what names and files are like."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import mkdocs_mlops_report

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "mkdocs_mlops_report"
ROOMS = (
    *(
        "text",
        "config",
        "exam",
        "repository",
        "report",
        "official",
        "growth",
        "evidence",
        "rules",
        "fix",
        "reporters",
        "page",
        "scaffold",
    ),
    *("cohort", "plugin", "server", "cli"),
)
"""From the ground up."""
CORE = ("exam", "text", "report", "repository", "official", "evidence", "rules")
OUTSIDERS = {"mkdocs", "properdocs", "markdown", "jinja2", "click", "pygments", "nh3"}
MODULES = sorted(file for file in PACKAGE.rglob("*.py"))
NAMES = {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in MODULES}


def imports(file: Path, *, lazy: bool = True) -> set[str]:
    """Return the modules that a file imports; those in functions and for type checkers only if `lazy`."""
    tree = ast.parse(file.read_text("utf-8"))
    nodes = ast.walk(tree) if lazy else iter(tree.body)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in NAMES else node.module for name in inner}
    return found


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_imports_only_go_down(file: Path) -> None:
    room = file.relative_to(PACKAGE).with_suffix("").parts[0]
    if room in {"__init__", "__main__"}:
        return
    below = ROOMS[: ROOMS.index(room) + 1]
    ours = {room_of(module) for module in imports(file) if module.startswith("mkdocs_mlops_report.")}
    assert ours <= set(below)
    assert not {"plugin", "cli"} & (ours - {room})


def test_there_is_no_import_circle() -> None:
    graph = {
        name: {module for module in imports(file) if module in NAMES and module != name}
        for name, file in NAMES.items()
        if name != "mkdocs_mlops_report"
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("room", CORE)
def test_the_core_imports_no_site_generator(room: str) -> None:
    files = [file for file in MODULES if file.relative_to(PACKAGE).with_suffix("").parts[0] == room]
    assert files
    for file in files:
        assert not {module.split(".")[0] for module in imports(file)} & OUTSIDERS, file


def test_the_core_runs_without_mkdocs() -> None:
    code = (
        "import sys; from mkdocs_mlops_report import read_text, check;"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'mkdocs', 'markdown', 'jinja2', 'click'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_starts_without_the_parser() -> None:
    code = "import sys, mkdocs_mlops_report.cli.main; print('markdown_it' in sys.modules, 'yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_no_file_is_too_long() -> None:
    files = [*MODULES, *(ROOT / "tools").glob("*.py")]
    assert [file.name for file in files if len(file.read_text("utf-8").splitlines()) > 400] == []


def test_no_room_is_crowded() -> None:
    rooms = {file.parent for file in MODULES if file.parent != PACKAGE}
    crowded = {room.name: len(list(room.glob("*.py"))) - 1 for room in rooms if len(list(room.glob("*.py"))) > 13}
    # One module per family, and one per output format.
    assert set(crowded) <= {"families", "reporters"}, crowded


def test_tests_have_short_names() -> None:
    trees = (ast.parse(file.read_text("utf-8")) for file in (ROOT / "tests").rglob("test_*.py"))
    nodes = (node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    names = [node.name for node in nodes if node.name.startswith("test_")]
    assert len(names) > 500
    assert [name for name in names if name.count("_") > 8] == []  # `test` and eight words


def test_the_public_names() -> None:
    assert mkdocs_mlops_report.__all__ == [
        *("CheckedReport", "Finding", "NotAReportError", "Report", "Settings", "Severity", "__version__"),
        *("check", "read_report", "read_text"),
    ]
    assert all(hasattr(mkdocs_mlops_report, name) for name in mkdocs_mlops_report.__all__)
