"""From a text to a `Report`: parse once, find the template's headings, read what stands under each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from mlops_report.exam import Edition, all_editions, edition_of_script, recognise
from mlops_report.report.assemble import Assembly
from mlops_report.report.blocks import top_blocks
from mlops_report.report.markdown import parse_blocks
from mlops_report.report.model import Report
from mlops_report.report.outline import FEWEST_QUESTIONS, outline
from mlops_report.report.source import Source
from mlops_report.report.swallowed import heading_numbers, healed, never_closed, swallows, swallows_headings

_LARGEST_SCRIPT = 1_000_000
"""Bytes; the course's has a hundredth of it."""


class NotAReportError(ValueError):
    """The text has not the structure of an exam report."""


def read_report(file: Path, *, root: Path | None = None, path: str | None = None, text: str | None = None) -> Report:
    """Read a report from a file.

    Args:
        file: the Markdown file.
        root: the repository that figures and links may not leave; without it the nearest folder above
            with a `.git`, else the folder above the report's own.
        path: what diagnostics call the file; without it, `file` as given.
        text: what is read as if it stood in the file.

    Raises:
        OSError: the file cannot be read.
        NotAReportError: it is not an exam report.
    """
    shown = path if path is not None else file.as_posix()
    folder = file.resolve().parent
    data = file.read_bytes() if text is None else text
    report = _report(_read(data, _checker_beside(folder)), data, shown)
    return report._replace(folder=folder, root=root.resolve() if root else repository_of(folder))


def read_text(text: str | bytes, *, path: str = "README.md") -> Report:
    """Read a report from its text; its figures are then taken for present.

    Raises:
        NotAReportError: it is not an exam report.
    """
    return _report(_read(text), text, path)


def _report(report: Report | None, text: str | bytes, path: str) -> Report:
    if report is None:
        raise NotAReportError(_why_no_report(text, path))
    return report._replace(path=path)


def _why_no_report(text: str | bytes, path: str) -> str:
    """Return the sentence that says why a text is no report, and what to do."""
    source = Source(text) if isinstance(text, str) else Source.from_bytes(text)
    if not source.text.strip("\ufeff \t\r\n"):
        return f"{path} is empty. Put the course's template into it."
    if source.decoding_error or "\0" in source.text:
        return f"{path} is no text in UTF-8. Save it as UTF-8."
    return (
        f"{path} is not an exam report: it has fewer than {FEWEST_QUESTIONS} headings such as `### Question 1`"
        " with a prompt."
    )


def is_report(text: str | bytes) -> bool:
    """Tell whether a text has the structure of an exam report."""
    return _read(text) is not None


def repository_of(folder: Path) -> Path:
    """Return the nearest folder at or above `folder` with a `.git`, else the one above `folder`."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder.parent


def _checker_beside(folder: Path) -> str | None:
    """Return the id of the edition whose `report.py` stands in `folder`, or None."""
    file = folder / "report.py"
    try:
        # A pipe or a device may have no end, and a file of another name may be large.
        if not file.is_file() or file.stat().st_size > _LARGEST_SCRIPT:
            return None
        script = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    edition = _edition_of_script(script)
    return edition.id if edition else None


@lru_cache(maxsize=16)
def _edition_of_script(script: str) -> Edition | None:
    return edition_of_script(script)


@lru_cache(maxsize=16)
def _read(text: str | bytes, checker: str | None = None) -> Report | None:
    source = Source(text) if isinstance(text, str) else Source.from_bytes(text)
    # Most pages of a site are no reports: do not parse a text that cannot be one.
    if source.markdown.count("##") < FEWEST_QUESTIONS:
        return None
    tokens, env = parse_blocks(source.markdown)
    blocks = list(top_blocks(tokens))
    regions = outline(blocks, source.line_count)
    numbers = {region.number for region in regions if region.kind == "question"}
    taken = swallows(blocks, source)
    swallowing = next((span for span in taken if swallows_headings(span, source)), None)
    if len(numbers) < FEWEST_QUESTIONS and len(heading_numbers(source)) < FEWEST_QUESTIONS:
        return None
    if not numbers and not never_closed(blocks[-1], source):
        return None  # a page that shows a report in a fence is none itself
    assembly = Assembly(source, env, regions)
    if not assembly.has_form():
        return None
    script = next((edition for edition in all_editions() if edition.id == checker), None)
    evidence = assembly.evidence()
    if swallowing is not None:
        # What was swallowed tells the edition all the same.
        whole = healed(source, swallowing)
        tokens, env = parse_blocks(whole.markdown)
        evidence = Assembly(whole, env, outline(list(top_blocks(tokens)), whole.line_count)).evidence()
    return assembly.report(recognise(evidence, script))._replace(swallows=taken)
