"""Rules: what is held against a report. One function a rule; a family has one module, or two where it is large."""

from mlops_report.rules import (
    answers,
    checklist,
    figure_files,
    figures,
    group,
    ignoring,
    length,
    links,
    markers,
    placeholders,
    rendering,
    structure,
)
from mlops_report.rules.base import FAMILIES, Diagnostic, Rule, Severity, all_rules
from mlops_report.rules.examine import CheckedReport, Ignored, check, examine
from mlops_report.rules.readings import Readings
from mlops_report.rules.settings import Settings, SettingsError, parse_settings

__all__ = [
    "FAMILIES",
    "CheckedReport",
    "Diagnostic",
    "Ignored",
    "Readings",
    "Rule",
    "Settings",
    "SettingsError",
    "Severity",
    "all_rules",
    "answers",
    "check",
    "checklist",
    "examine",
    "figure_files",
    "figures",
    "group",
    "ignoring",
    "length",
    "links",
    "markers",
    "parse_settings",
    "placeholders",
    "rendering",
    "structure",
]
