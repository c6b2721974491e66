"""The floors of the house, and what its documents promise."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import mlops_report
from mlops_report.exam.compile import compiled
from mlops_report.reference import counted_words, options_section, schema
from mlops_report.reporters.rules import rule_page, rules_page
from mlops_report.rules import all_rules

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "mlops_report"
FLOORS = [
    *("pattern", "exam", "report", "official", "rules", "pageoptions", "page", "reporters", "fix"),
    *(
        "addresses",
        "siteconfig",
        "paths",
        "checking",
        "mending",
        "scaffold",
        "search",
        "site",
        "watch",
        "extension",
        "options",
        "reference",
        "plugin",
        "commands",
        "arguments",
        "cli",
    ),
]
"""From the ground up; `report` and `official` share a floor, as do `page` and `reporters`."""
SAME = {"official": "report", "reporters": "page", "fix": "page"}
CORE = ("exam", "report", "official", "rules", "fix")
STRANGERS = {"mkdocs", "properdocs", "markdown", "jinja2", "click", "pygments", "nh3"}


COUNTED = """\
We trained on **two** machines:

- `make train` on a laptop,
- Vertex AI, see [our notes](https://example.org/notes).

| data | hours |
| --- | --- |
| all | 3 |

--- question 12 fill here ---"""


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def files_of(floor: str) -> list[Path]:
    return [*(SOURCE / floor).glob("*.py"), *SOURCE.glob(f"{floor}.py")]


def level(floor: str) -> int:
    return FLOORS.index(SAME.get(floor, floor))


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_only_go_down(floor: str) -> None:
    files = files_of(floor)
    assert files
    for file in files:
        for module in imports(file):
            parts = module.split(".")
            if parts[0] == "mlops_report" and len(parts) > 1 and parts[1] != floor:
                assert level(parts[1]) <= level(floor), f"{file.name} imports {module}"


@pytest.mark.parametrize("floor", CORE)
def test_the_core_knows_no_site(floor: str) -> None:
    for file in files_of(floor):
        assert not {module.split(".")[0] for module in imports(file)} & STRANGERS, file


def test_the_core_runs_without_mkdocs() -> None:
    code = (
        "import sys; from mlops_report import read_text, check;"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'mkdocs', 'markdown', 'jinja2', 'click'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _length(file: Path) -> int:
    made_by_a_program = file.name == "facts.py"
    return 0 if made_by_a_program else len(file.read_text("utf-8").splitlines())


def test_no_file_is_too_long_to_read() -> None:
    assert [file.name for file in SOURCE.rglob("*.py") if _length(file) > 400] == []


def test_the_public_names_are_these() -> None:
    assert mlops_report.__all__ == [
        *("Diagnostic", "NotAReportError", "Report", "Severity", "__version__"),
        *("check", "examine", "read_report", "read_text"),
    ]
    assert all(hasattr(mlops_report, name) for name in mlops_report.__all__)


def test_the_changelog_names_every_rule() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert {rule.code for rule in all_rules()} <= set(re.findall(r"[A-Z]{3}\d{3}", text))


def test_the_page_of_the_rules_is_made_from_the_rules(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/rules/index.md", rules_page())
    for rule in all_rules():
        golden(f"../../docs/rules/{rule.code}.md", rule_page(rule))
    there = {file.stem for file in (ROOT / "docs" / "rules").glob("*.md")}
    assert there == {"index", *(rule.code for rule in all_rules())}


def test_the_options_in_the_documentation_are_made_from_the_typed_ones(golden: Callable[[str, str], None]) -> None:
    _hold(golden, "configuration.md", "made from the typed options", options_section())


def test_the_counted_words_in_the_documentation_are_counted(golden: Callable[[str, str], None]) -> None:
    _hold(golden, "writing.md", "made by counting", counted_words(COUNTED))


def _hold(golden: Callable[[str, str], None], name: str, what: str, made: str) -> None:
    """Hold the part of a page that a program makes against what it makes now."""
    begin, end = f"<!-- {what} -->\n", "<!-- until here -->\n"
    before, rest = (ROOT / "docs" / name).read_text("utf-8").split(begin)
    golden(f"../../docs/{name}", f"{before}{begin}{made}{end}{rest.split(end)[1]}")


def test_the_schema_is_made_from_the_typed_options(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/schema.json", json.dumps(schema(), indent=2) + "\n")


def test_the_facts_of_the_editions_are_compiled(golden: Callable[[str, str], None]) -> None:
    golden("../../src/mlops_report/exam/facts.py", compiled())


def test_the_readme_has_exactly_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"<!-- command: (\w+) -->\n```bash\n[^\n]+\n```", text) == ["serve", "test"]


def test_the_command_starts_without_the_parser() -> None:
    code = "import sys, mlops_report.cli; print('markdown_it' in sys.modules, 'yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
