"""`mlops-report rules`: list all rules with their one-line summaries."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from mkdocs_mlops_report.cli.commands.rule import level_of
from mkdocs_mlops_report.cli.output import colored, write
from mkdocs_mlops_report.reporters.lines import COLORS, paint
from mkdocs_mlops_report.rules.model import FAMILIES
from mkdocs_mlops_report.rules.registry import all_rules


def run(options: Any) -> int:
    """List all rules and return the exit code."""
    return 0 if write("\n".join(_lines(color=colored(sys.stdout))).strip("\n")) else 2


def _lines(*, color: bool) -> Iterator[str]:
    for family, what in FAMILIES.items():
        yield from ("", paint(f"{family}  {what}", "bold", color=color))
        for rule in all_rules():
            if rule.family == family:
                code = paint(rule.code, COLORS[rule.severity], color=color)
                fix = f", {rule.fix} fix" if rule.fix else ""
                yield f"  {code}  {rule.name} ({level_of(rule)}{fix})"
                yield f"          {rule.summary}"
