"""`mlops-report rule`: explain a rule, or all rules of a family."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from typing import Any

from mkdocs_mlops_report.cli.output import colored, complain, write
from mkdocs_mlops_report.config.options import ConfigError
from mkdocs_mlops_report.reporters.lines import COLORS, paint
from mkdocs_mlops_report.rules.model import Rule
from mkdocs_mlops_report.rules.registry import rules_by_code
from mkdocs_mlops_report.rules.settings import codes_of

_WIDTH = 96


def run(options: Any) -> int:
    """Explain a rule and return the exit code: 2 if there is no such rule."""
    try:
        codes = codes_of(options.rule)
    except ConfigError as error:
        return complain(str(error))
    rules = rules_by_code()
    color = colored(sys.stdout)
    return 0 if write("\n\n".join("\n".join(_lines(rules[code], color=color)) for code in codes)) else 2


def level_of(rule: Rule) -> str:
    """Return the default severity of a rule: `warning`, or `info, off by default`."""
    return rule.severity.value + ("" if rule.enabled else ", off by default")


def fix_of(rule: Rule) -> str:
    """Return what `mlops-report fix` does for a rule, in a sentence."""
    if not rule.fix:
        return "None."
    return f"{rule.fix.capitalize()}{', with `--unsafe-fixes`' if rule.fix == 'unsafe' else ''}. {rule.fix_note}"


def _lines(rule: Rule, *, color: bool) -> Iterator[str]:
    yield f"{paint(rule.code, 'bold', COLORS[rule.severity], color=color)} {rule.name}  ({level_of(rule)})"
    for title, text in (("What it does", rule.what), ("Why it matters", rule.why), ("Fix", fix_of(rule))):
        yield from ("", paint(title, "bold", color=color), textwrap.fill(text, _WIDTH))
    for title, example in (("Example", rule.example), ("Use instead", rule.instead)):
        yield from ("", paint(title, "bold", color=color), textwrap.indent(example.strip(), "    "))
