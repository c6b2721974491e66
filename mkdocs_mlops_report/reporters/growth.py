"""How reports grew, as a table or as JSON (schema 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mkdocs_mlops_report.growth import Growth, State, Step
from mkdocs_mlops_report.reporters.evidence import as_text
from mkdocs_mlops_report.reporters.lines import paint, printable

SCHEMA = 1
_COLUMNS = ("day", "commit", "answered", "official check", "words", "checklist")


def render(name: str, growths: Sequence[Growth], *, color: bool = False) -> str:
    """Return how reports grew in one of `GROWTH_FORMATS`."""
    if name == "json":
        return as_text({"schema": SCHEMA, "reports": [_as_json(one) for one in growths]}, indent=2)
    return "\n\n".join("\n".join(_table(one, color=color)) for one in growths)


def _as_json(growth: Growth) -> dict[str, Any]:
    return {
        "path": growth.path,
        "shallow": growth.shallow,
        "commits": [
            {"commit": step.commit, "day": step.day, "state": step.state._asdict() if step.state else None}
            for step in growth.steps
        ],
    }


def _table(growth: Growth, *, color: bool) -> Iterator[str]:
    rows = [_COLUMNS, *(_row(step) for step in growth.steps)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield paint(printable(growth.path), "bold", color=color)
    for number, row in enumerate(rows):
        aligned = [
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield paint("  ".join(aligned).rstrip(), "bold" if number == 0 else "", color=color and number == 0)


def _row(step: Step) -> tuple[str, ...]:
    cells = _cells(step.state) if step.state else ("no report", "", "", "")
    return step.day or "unknown", step.commit[:7], *cells


def _cells(state: State) -> tuple[str, ...]:
    passed = "stops" if state.passed is None else f"{state.passed} of {state.expected}"
    return (
        f"{state.answered} of {state.questions}",
        passed,
        f"{state.words:,}",
        f"{state.ticked} of {state.items}",
    )
