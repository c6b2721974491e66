"""What `mlops-report init` has done, what is left to do by hand, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlops_report.reporters.fixes import diff
from mlops_report.reporters.lines import paint


class Step(NamedTuple):
    """One file: its text before and after (None where it stays), what is said of it, lines to add by hand."""

    file: str
    before: str
    after: str | None
    what: str
    by_hand: Sequence[str] = ()


def render(steps: Sequence[Step], *, report: bool = True, dry_run: bool = False, color: bool = False) -> str:
    """Return a line for each file, what is to be added by hand, and three lines about what comes next.

    Args:
        steps: the files.
        report: whether there is a report already.
        dry_run: whether nothing was written.
        color: whether a terminal shows colours.
    """
    return "\n".join(_lines(steps, report=report, dry_run=dry_run, color=color))


def _lines(steps: Sequence[Step], *, report: bool, dry_run: bool, color: bool) -> Iterator[str]:
    for step in steps:
        yield f"{paint(step.file, 'bold', color=color)} {step.what}{':' if step.by_hand else '.'}"
        yield from (f"    {line}" for line in step.by_hand)
        if dry_run and step.after is not None:
            yield diff(step.file, step.before, step.after, color=color)
    if not report:
        yield f"{paint('reports/README.md', 'bold', color=color)} is not there yet: put the course's template there."
    if dry_run:
        yield "Nothing was written."
        return
    config = steps[0].file
    yield ""
    yield "1. Commit this, and choose `GitHub Actions` as the source under Settings, Pages."
    yield f"2. See the page: `mkdocs serve -f {config}`, then open /reports/."
    yield "3. See what is left: `mlops-report check`; what can be mended, `mlops-report fix` mends."
