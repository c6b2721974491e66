"""Read, check and publish the exam report of an MLOps project.

The core does not need MkDocs:

    from pathlib import Path
    from mkdocs_mlops_report import check, read_report

    for finding in check(read_report(Path("reports/README.md"))).findings:
        print(finding.span.line, finding.code, finding.message)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs_mlops_report.report.model import Report
    from mkdocs_mlops_report.report.reader import NotAReportError, read_report, read_text
    from mkdocs_mlops_report.rules.engine import CheckedReport, check
    from mkdocs_mlops_report.rules.model import Finding, Severity
    from mkdocs_mlops_report.rules.settings import Settings

__version__ = "0.1.0"

_HOMES = {
    "CheckedReport": "rules.engine",
    "Finding": "rules.model",
    "NotAReportError": "report.reader",
    "Report": "report.model",
    "Settings": "rules.settings",
    "Severity": "rules.model",
    "check": "rules.engine",
    "read_report": "report.reader",
    "read_text": "report.reader",
}
"""The modules of the public names, loaded on first use: `mlops-report --help` needs none of them."""

__all__ = [
    "CheckedReport",
    "Finding",
    "NotAReportError",
    "Report",
    "Settings",
    "Severity",
    "__version__",
    "check",
    "read_report",
    "read_text",
]


def __getattr__(name: str) -> Any:
    """Return a public name from its module."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
