"""Mends what can be mended without a person's judgement; see `mend`."""

from mlops_report.fix.edits import Edit, Repair
from mlops_report.fix.files import write_text
from mlops_report.fix.mend import Mended, Refused, mend

__all__ = ["Edit", "Mended", "Refused", "Repair", "mend", "write_text"]
