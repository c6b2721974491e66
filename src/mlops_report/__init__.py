"""Read, check and publish the exam report of a machine-learning-operations project.

The core knows reports and no MkDocs:

    from pathlib import Path
    from mlops_report import check, read_report

    for diagnostic in check(read_report(Path("reports/README.md"))):
        print(diagnostic.span.line, diagnostic.code, diagnostic.message)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlops_report.report import NotAReportError, Report, read_report, read_text
    from mlops_report.rules import Diagnostic, Severity, check, examine

__version__ = "0.1.0"

__all__ = [
    "Diagnostic",
    "NotAReportError",
    "Report",
    "Severity",
    "__version__",
    "check",
    "examine",
    "read_report",
    "read_text",
]


def __getattr__(name: str) -> Any:
    """Load the parser when it is first needed: `mlops-report --help` does not need it."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from mlops_report import report, rules  # noqa: PLC0415

    return getattr(rules if hasattr(rules, name) else report, name)
