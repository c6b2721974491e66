"""What the course asks: the editions of the template, as data, and how to tell them apart."""

from mkdocs_mlops_report.exam.course_script import edition_of_script
from mkdocs_mlops_report.exam.data import sample_figures
from mkdocs_mlops_report.exam.editions import (
    Ask,
    Edition,
    ItemSpec,
    Limit,
    QuestionSpec,
    SectionSpec,
    all_editions,
    known_prompts,
)
from mkdocs_mlops_report.exam.fingerprint import fingerprint, fingerprints_of_starts
from mkdocs_mlops_report.exam.recognition import Recognition, Traces, recognise

__all__ = [
    "Ask",
    "Edition",
    "ItemSpec",
    "Limit",
    "QuestionSpec",
    "Recognition",
    "SectionSpec",
    "Traces",
    "all_editions",
    "edition_of_script",
    "fingerprint",
    "fingerprints_of_starts",
    "known_prompts",
    "recognise",
    "sample_figures",
]
