"""All rules, family by family."""

from __future__ import annotations

from functools import cache

from mkdocs_mlops_report.rules.families import (
    answers,
    checklist,
    evidence,
    figure_files,
    figure_paths,
    figures,
    group,
    ignoring,
    length,
    links,
    markers,
    official_check,
    origin,
    placeholders,
    rendering,
    structure,
)
from mkdocs_mlops_report.rules.model import FAMILIES, REGISTERED, Rule

MODULES = (
    structure,
    origin,
    markers,
    official_check,
    placeholders,
    length,
    figures,
    figure_files,
    figure_paths,
    checklist,
    group,
    answers,
    links,
    rendering,
    evidence,
    ignoring,
)
"""The modules whose import registers the rules; a new module is added here."""


def rules_by_code() -> dict[str, Rule]:
    """Return every rule by its code, in the order of `all_rules`."""
    return {rule.code: rule for rule in all_rules()}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, family by family, in the order of the codes."""
    families = list(FAMILIES)
    return tuple(sorted(REGISTERED.values(), key=lambda rule: (families.index(rule.family), rule.code)))
