"""Files that are made from others are up to date; `python -m tools.make` makes them."""

from __future__ import annotations

import re

from mkdocs_mlops_report.rules.registry import all_rules
from tests.project.documents import ROOT
from tools.make import outdated


def test_made_files_are_up_to_date() -> None:
    assert outdated() == [], "run `python -m tools.make`"


def test_each_rule_has_a_page() -> None:
    pages = {file.stem for file in (ROOT / "docs" / "rules").glob("*.md")}
    assert pages == {"index", *(rule.code for rule in all_rules())}


def test_the_changelog_names_each_rule() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert {rule.code for rule in all_rules()} <= set(re.findall(r"[A-Z]{3}\d{3}", text))


def test_the_readme_has_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"<!-- command: (\w+) -->\n```bash\n[^\n]+\n```", text) == ["serve", "test"]
