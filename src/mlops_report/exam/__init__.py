"""What the course asks: the editions of the template, as data, and how to tell them apart."""

from mlops_report.exam.editions import (
    Ask,
    Edition,
    ItemSpec,
    Limit,
    QuestionSpec,
    SectionSpec,
    all_editions,
)
from mlops_report.exam.facts import SAMPLE_FIGURES
from mlops_report.exam.fingerprint import fingerprint
from mlops_report.exam.recognise import Evidence, Recognition, recognise
from mlops_report.exam.script import edition_of_script

__all__ = [
    "SAMPLE_FIGURES",
    "Ask",
    "Edition",
    "Evidence",
    "ItemSpec",
    "Limit",
    "QuestionSpec",
    "Recognition",
    "SectionSpec",
    "all_editions",
    "edition_of_script",
    "fingerprint",
    "recognise",
]
