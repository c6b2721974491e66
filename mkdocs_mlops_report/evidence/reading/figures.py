"""The figures that a report shows, as evidence: an alert, a dashboard or a diagram leaves no other trace."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.exam import sample_figures
from mkdocs_mlops_report.report.model import Question, Report
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.repository.links import Place


class ShownFigure(NamedTuple):
    """A figure that an answer shows and that is not the template's sample."""

    question: str
    """Our short title of the question, which says what it is about."""
    path: str
    """Relative to the root of the project; empty for a file on another server."""
    line: int
    """The line of the report that shows it."""
    words: str
    """Its text and the name of its file."""
    answer: str
    """The text of the answer around it."""


def shown_figures(report: Report, files: Files) -> tuple[ShownFigure, ...]:
    """Return the figures that the answers of a report show."""
    return tuple(figure for question in report.questions if question.title for figure in _figures(question, files))


def _figures(question: Question, files: Files) -> Iterator[ShownFigure]:
    if not question.answer.figures:
        return
    answer = text_of(question.answer.tokens)
    for figure in question.answer.figures:
        target = files.target(figure.url)
        path = ""
        if target.place is Place.LOCAL and target.file is not None and files.root is not None:
            content = files.content(target.file)
            if content is None or _is_sample(target.file) or not files.shows(figure.url):
                continue
            if not target.file.is_relative_to(files.root):
                continue
            path = target.file.relative_to(files.root).as_posix()
        elif target.place is not Place.REMOTE:
            continue
        yield ShownFigure(question.title, path, figure.span.line, f"{figure.alt} {figure.url}", answer)


def _is_sample(file: Path) -> bool:
    try:
        return sha256(file.read_bytes()).hexdigest() in sample_figures()
    except OSError:
        return False
