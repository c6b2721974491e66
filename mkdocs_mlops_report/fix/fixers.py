"""How findings are fixed: one function for each rule that has a fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from mkdocs_mlops_report.fix import answer_fixes, structure_fixes
from mkdocs_mlops_report.fix.edits import Fix
from mkdocs_mlops_report.rules.context import Context

Fixer: TypeAlias = Callable[[Context], Iterator[Fix]]

FIXERS: dict[str, Fixer] = {
    "STR013": structure_fixes.question_headings,
    "STR010": structure_fixes.conflicts,
    "STR006": structure_fixes.headings,
    "STR007": structure_fixes.second_markers,
    "STR004": structure_fixes.markers,
    "REN001": structure_fixes.answers_in_quotes,
    "PLH002": answer_fixes.placeholders,
    "REN002": answer_fixes.underlines,
    "REN004": answer_fixes.lists,
    "PLH005": answer_fixes.dashes,
    "CHK001": answer_fixes.boxes,
    "FIG006": answer_fixes.paths,
    "FIG009": answer_fixes.figures_in_backticks,
    "FIG005": answer_fixes.links_to_pictures,
    "LNK001": answer_fixes.misspelled_links,
    "LNK002": answer_fixes.links_from_root,
}
"""The function for each rule with a fix, in the order in which they are applied."""
