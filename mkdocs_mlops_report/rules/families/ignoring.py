"""IGN: entries of the option `ignore`."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Severity, rule


@rule(
    "IGN001",
    "unused-ignore",
    Severity.WARNING,
    why="An unused entry may hide a new finding later.",
    example="""\
plugins:
  - mlops-report:
      ignore:
        - {rule: LEN002, questions: [12], reason: it was too long once}
""",
    instead="""\
plugins:
  - mlops-report
""",
)
def unused_ignore(context: Context) -> Iterator[Finding]:
    """Checks for entries of the option `ignore` that match no finding."""
    # The engine itself reports them, when it knows what all other rules have found.
    yield from ()
