"""What leaves as a list: findings as lines of text or as JSON."""

from mlops_report.reporters.json import report_as_json, to_json
from mlops_report.reporters.rules import rules_page
from mlops_report.reporters.text import diagnostic_line, summary, to_text

__all__ = ["diagnostic_line", "report_as_json", "rules_page", "summary", "to_json", "to_text"]
