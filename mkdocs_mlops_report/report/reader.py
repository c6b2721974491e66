"""From a text to a `Report`: parse it once, find the headings of the template, read what is under each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from mkdocs_mlops_report.exam import Edition, Traces, all_editions, edition_of_script, recognise
from mkdocs_mlops_report.report.assembly import Draft, draft_of, report_of, traces_of
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.outline import FEWEST_QUESTIONS, never_closed
from mkdocs_mlops_report.report.template_words import ANSWER
from mkdocs_mlops_report.repository.images import kind_of
from mkdocs_mlops_report.repository.project import project_root
from mkdocs_mlops_report.text.source import Source

_LARGEST_SCRIPT = 1_000_000
"""Bytes; the course's script has about 10,000."""


_OTHER_FILES: dict[str, str] = {
    **dict.fromkeys(("png", "jpeg", "gif", "webp", "bmp", "avif", "heic"), "an image"),
    "pdf": "a PDF document",
    "html": "a web page",
}


class NotAReportError(ValueError):
    """The text does not have the structure of an exam report; the message says why, and what to do."""


def read_report(
    file: Path, *, root: Path | None = None, path: str | None = None, text: str | bytes | None = None
) -> Report:
    """Read a report from a file.

    Args:
        file: the Markdown file.
        root: the root of the repository, which figures and links may not leave. Without it, that of its project, see
            `project_root`.
        path: the path that findings show; by default `file` as given.
        text: a text to read instead of the content of the file.

    Raises:
        OSError: the file cannot be read.
        NotAReportError: it is not an exam report.
    """
    folder = file.resolve().parent
    data = file.read_bytes() if text is None else text
    report = _checked(_read(data, _edition_beside(folder)), data, path if path is not None else file.as_posix())
    return report._replace(folder=folder, root=root.resolve() if root else project_root(folder))


def read_text(text: str | bytes, *, path: str = "README.md", script: str = "") -> Report:
    """Read a report from its text alone; every local figure counts as existing.

    Args:
        text: the content of the file.
        path: the path that findings show.
        script: the content of the `report.py` beside it, which tells the edition; empty without one.

    Raises:
        NotAReportError: it is not an exam report.
    """
    edition = _edition_of_script(script) if script else None
    return _checked(_read(text, edition.id if edition else None), text, path)


def read_again(report: Report, text: str) -> Report:
    """Read another text as if it were in the file of a report.

    Raises:
        NotAReportError: it is not an exam report.
    """
    beside = _edition_beside(report.folder) if report.folder else None
    read = _checked(_read(text, beside), text, report.path)
    return read._replace(folder=report.folder, root=report.root, revision=report.revision)


def is_report(text: str | bytes) -> bool:
    """Return whether a text has the structure of an exam report."""
    return _read(text) is not None


def _checked(report: Report | None, text: str | bytes, path: str) -> Report:
    if report is None:
        raise NotAReportError(_why_not(text, path))
    return report._replace(path=path)


def _why_not(text: str | bytes, path: str) -> str:
    """Return the sentences that say why a text is not a report, and what to do."""
    source = _source(text)
    if not source.text.strip("\ufeff \t\r\n"):
        return f"{path} is empty. Copy the course's template into it."
    kind = kind_of(text) if isinstance(text, bytes) else ""
    if kind in _OTHER_FILES:
        return f"{path} is {_OTHER_FILES[kind]}, not a Markdown file."
    if source.decoding_error or "\0" in source.text:
        return f"{path} is not a UTF-8 text file. Save it as UTF-8."
    return (
        f"{path} is not an exam report: it has fewer than {FEWEST_QUESTIONS} headings like `### Question 1`"
        " that are followed by a prompt."
    )


def _source(text: str | bytes) -> Source:
    return Source(text) if isinstance(text, str) else Source.from_bytes(text)


@lru_cache(maxsize=2)
def _read(text: str | bytes, checker: str | None = None) -> Report | None:
    """Return the report in a text, None for any other text.

    Args:
        text: the content of the file.
        checker: the id of the edition of the `report.py` beside it, if known.
    """
    source = _source(text)
    # Most pages of a site are not reports, and need no parsing to know that.
    if source.markdown.count("##") < FEWEST_QUESTIONS and source.markdown.count(ANSWER) < FEWEST_QUESTIONS:
        return None
    draft = draft_of(source)
    if len(draft.outline.numbers) < FEWEST_QUESTIONS:
        return None
    if not draft.questions and not (draft.blocks and never_closed(draft.blocks[-1], source)):
        return None  # a page that shows a report in a code fence
    if not draft.has_form:
        return None
    script = next((edition for edition in all_editions() if edition.id == checker), None)
    return report_of(draft, recognise(_traces(draft), script))


def _traces(draft: Draft) -> Traces:
    """Return the traces of the template, also from questions that a fence that is not closed has taken in."""
    lines = {heading.line for heading in draft.outline.hidden if heading.number}
    for fence in draft.outline.unclosed:
        if any(fence.line < line <= fence.end_line for line in lines):
            return traces_of(draft_of(_without_line(draft.source, fence.line)))
    return traces_of(draft)


def _without_line(source: Source, number: int) -> Source:
    line = source.span(number, number)
    return Source(source.text[: line.offset] + source.text[line.end_offset :])


def _edition_beside(folder: Path) -> str | None:
    """Return the id of the edition whose `report.py` is in `folder`, None without one."""
    file = folder / "report.py"
    try:
        # A pipe or a device may be endless, and a file of this name may be anything.
        if not file.is_file() or file.stat().st_size > _LARGEST_SCRIPT:
            return None
        edition = _edition_of_script(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return edition.id if edition else None


@lru_cache(maxsize=2)
def _edition_of_script(script: str) -> Edition | None:
    return edition_of_script(script)
