"""Read, check and publish the exam report of a machine-learning-operations project.

The core knows reports and no MkDocs:

>>> from pathlib import Path
>>> from mlops_report import check, read_report
>>> report = read_report(Path("reports/README.md"))          # doctest: +SKIP
>>> [diagnostic.code for diagnostic in check(report)]        # doctest: +SKIP
['LEN001', 'PLH001']
"""

from mlops_report.report import NotAReportError, Report, read_report, read_text
from mlops_report.rules import Diagnostic, Severity, check

__version__ = "0.1.0"

__all__ = [
    "Diagnostic",
    "NotAReportError",
    "Report",
    "Severity",
    "__version__",
    "check",
    "read_report",
    "read_text",
]
