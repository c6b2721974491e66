"""What a rule is given: a report, the official reading of it, and the files around it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from mkdocs_mlops_report.evidence.where import project_of
from mkdocs_mlops_report.exam import Ask, Edition, Limit
from mkdocs_mlops_report.official import OfficialReading
from mkdocs_mlops_report.report.model import Damage, Question, Report
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.rules.unfinished import says_nothing

if TYPE_CHECKING:
    from mkdocs_mlops_report.evidence.gather import Project
    from mkdocs_mlops_report.evidence.model import Evidence


class Context:
    """A report with all that rules need to judge it."""

    def __init__(
        self,
        report: Report,
        official: OfficialReading | None = None,
        files: Files | None = None,
        edition: Edition | None = None,
        *,
        with_evidence: bool = False,
        project: Project | None = None,
    ) -> None:
        self.report = report
        self.course_edition = edition or _edition_of_script(report)
        """The edition that the course uses, None if that is not known."""
        self.official = official or OfficialReading(report)
        self.files = files or Files(report.folder, report.root)
        self._with_evidence = with_evidence
        self._project = project

    @property
    def damage(self) -> Damage:
        """What has mixed the texts of several questions."""
        return self.report.damage

    @cached_property
    def evidence(self) -> Evidence | None:
        """What the repository shows of the claims; None if that is switched off, or there is no repository."""
        if not self._with_evidence or project_of(self.report) is None:
            return None
        from mkdocs_mlops_report.evidence.gather import gather  # noqa: PLC0415 - only who wants evidence waits for it

        return gather(self.report, self.files, self._project)

    @cached_property
    def answered(self) -> tuple[Question, ...]:
        """The questions with an answer; to-do notes and the template's example are not answers."""
        source = self.report.source
        return tuple(
            question
            for question in self.report.questions
            if question.answer.state == "answered" and not says_nothing(question, source)
        )

    def asking(self, ask: Ask) -> Iterator[Question]:
        """Yield the answered questions whose prompt asks for something in particular."""
        for question in self.answered:
            spec = self.report.edition.question(question.number)
            if spec is not None and ask in spec.asks:
                yield question

    def visible_figures(self, question: Question) -> int:
        """Return the visible count of figures in an answer: a missing file is not visible."""
        return sum(self.files.shows(figure.url) for figure in question.answer.figures)

    def showing(self, evidence: Evidence | None) -> Context:
        """Return the same context with other evidence."""
        other = copy(self)
        other.evidence = evidence
        return other

    def reduced(self, report: Report) -> Context:
        """Return the context of the same report with fewer of its parts."""
        reduced = Context(report, OfficialReading(report, self.official.verdict), self.files, self.course_edition)
        if "evidence" in vars(self):  # found with the whole report, since it needs the answers
            reduced.evidence = self.evidence
        return reduced


def _edition_of_script(report: Report) -> Edition | None:
    """Return the edition of the `report.py` beside a report; editions with the same limits have the same script."""
    script = report.recognition.script
    if script is None:
        return None
    return report.edition if _limits(script) == _limits(report.edition) else script


def _limits(edition: Edition) -> list[tuple[Limit | None, Limit | None]]:
    return [(question.words, question.figures) for question in edition.questions]
