"""The pages of the rules, made from the documentation beside each rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_mlops_report.cli.commands.rule import fix_of, level_of
from mkdocs_mlops_report.rules.model import FAMILIES, Rule
from mkdocs_mlops_report.rules.registry import all_rules

_INTRODUCTION = """\
# Rules

By default, errors and warnings fail a strict build and `mlops-report check`; info findings do not. Findings
with one cause are listed together.

`mlops-report rule LEN001` explains a rule in the terminal. [Configuration](../configuration.md) says how to change the
severity of a rule, and how to ignore a finding with a reason.
"""
_WORDS = re.compile(r"\{\d+ words\}")


def rules_page() -> str:
    """Return the list of all rules, family by family."""
    lines = [_INTRODUCTION]
    for family, what in FAMILIES.items():
        lines.append(f"## {family}\n\n{what}.\n\n| Rule | Severity | Fix | Finds |\n| --- | --- | --- | --- |")
        lines += [
            f"| [{rule.code}]({rule.code}.md) {rule.name} | {level_of(rule)} | {rule.fix} | {rule.summary} |"
            for rule in all_rules()
            if rule.family == family
        ]
        lines.append("")
    return "\n".join(lines)


def rule_page(rule: Rule) -> str:
    """Return the page of one rule."""
    return "\n".join(_sections(rule))


def _sections(rule: Rule) -> Iterator[str]:
    yield f"# {rule.code} {rule.name}\n"
    yield f"Severity: {level_of(rule)}.\n"
    yield f"## What it does\n\n{rule.what}\n"
    yield f"## Why it matters\n\n{rule.why}\n"
    yield f"## Example\n\n{_block(rule.example)}"
    yield f"## Use instead\n\n{_block(rule.instead)}"
    words = _WORDS.search(rule.example + rule.instead)
    if words:
        yield f"`{words[0]}` stands for a text of that length.\n"
    yield f"## Fix\n\n{fix_of(rule)}\n"
    yield (
        f"## Options\n\n[`rules`](../configuration.md) sets the severity of this rule, under `{rule.code}`"
        f" or `{rule.name}`. [`ignore`](../configuration.md) ignores its findings in some or all questions.\n"
    )
    if rule.see:
        links = ", ".join(f"[{code}]({code}.md)" for code in rule.see)
        yield f"## See also\n\n{links}\n"


def _block(example: str) -> str:
    language = "markdown"
    if example.startswith("plugins:"):
        language = "yaml"
    elif example.startswith(("report/", "reports/")):
        language = "text"
    return f"````{language}\n{example.strip()}\n````\n"
