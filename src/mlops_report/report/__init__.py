"""What the group wrote: the model of a report and the reader that makes it."""

from mlops_report.report.figures import Located, Place, locate
from mlops_report.report.model import (
    Answer,
    Checklist,
    Figure,
    Group,
    Item,
    Link,
    Question,
    Report,
    Section,
)
from mlops_report.report.reader import NotAReportError, is_report, read_report, read_text
from mlops_report.report.source import Source, Span

__all__ = [
    "Answer",
    "Checklist",
    "Figure",
    "Group",
    "Item",
    "Link",
    "Located",
    "NotAReportError",
    "Place",
    "Question",
    "Report",
    "Section",
    "Source",
    "Span",
    "is_report",
    "locate",
    "read_report",
    "read_text",
]
