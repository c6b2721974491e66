"""Rules: what is held against a report. One function a rule, one module a family."""

from mlops_report.rules import figures, length, placeholders, structure
from mlops_report.rules.base import CheckedReport, Diagnostic, Rule, Severity, all_rules, check, examine

__all__ = [
    "CheckedReport",
    "Diagnostic",
    "Rule",
    "Severity",
    "all_rules",
    "check",
    "examine",
    "figures",
    "length",
    "placeholders",
    "structure",
]
