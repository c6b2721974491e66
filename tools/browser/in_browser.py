"""What the page *Try it* asks Python in the browser: to check a report, and to make its page.

The worker of the page loads this module beside the wheel. Files that were dropped are in a folder of the browser's
memory; nothing leaves it.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs_mlops_report import CheckedReport, NotAReportError, check, read_report, read_text
from mkdocs_mlops_report.config.options import ConfigError, Options
from mkdocs_mlops_report.config.site_file import read_options
from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.fix.promise import FIXABLE, checked_with_promises, fixed_by_default
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import is_report, read_again
from mkdocs_mlops_report.repository.discovery import find_config, find_report
from mkdocs_mlops_report.rules.causes import Cause, causes_of
from mkdocs_mlops_report.rules.phrases import ranges
from mkdocs_mlops_report.rules.settings import Settings, settings_of

_NO_EVIDENCE = "off"
"""There is no git in a browser, so claims are not looked up."""


def find(folder: str) -> str:
    """Return the path of the report in a folder as JSON, with its text, or a sentence that says why there is none."""
    root = Path(folder)
    found = find_report(root) or next(
        (file for file in sorted(root.rglob("*.md")) if is_report(file.read_bytes())), None
    )
    if found is None:
        return json.dumps(
            {"problem": "No report found in this folder. Drop the folder that contains `reports/README.md`."}
        )
    text = found.read_bytes().decode("utf-8", "replace")
    return json.dumps({"file": str(found), "name": found.relative_to(root).as_posix(), "text": text})


def examine(text: str, file: str = "") -> str:
    """Return what is found in a text as JSON: the verdict, the checklist, the causes, or why it cannot be checked.

    Args:
        text: the report as it is in the page.
        file: where its file is in the browser's memory; empty for a text alone, whose figures all count as there.
    """
    try:
        return json.dumps(_examined(_checked(text, file)))
    except (NotAReportError, ConfigError) as error:
        return json.dumps({"problem": str(error)})


def page(text: str, file: str = "") -> str:
    """Return the page of a report as one HTML file.

    Raises:
        NotAReportError, ConfigError: it cannot be made.
    """
    from mkdocs_mlops_report.page.standalone import standalone  # noqa: PLC0415 - only who asks for the page waits

    return standalone(_checked(text, file), _options(file))


def fixed(text: str, file: str = "") -> str:
    """Return a text with all safe fixes.

    Raises:
        NotAReportError, ConfigError: it is not a report, or the config of its site is wrong.
    """
    report, settings = _read(text, file), _settings(file)
    codes = fixed_by_default(settings)
    return apply_fixes(text, lambda given: check(read_again(report, given), FIXABLE), codes=codes).text


def _checked(text: str, file: str) -> CheckedReport:
    return checked_with_promises(lambda given: _read(text if given is None else given, file), _settings(file))


def _read(text: str, file: str) -> Report:
    if not file:
        return read_text(text)
    path = Path(file)
    return read_report(path, path=os.path.relpath(path, _top(path)), text=text)


def _options(file: str) -> Options:
    """Return the options of the site that was dropped together with the report."""
    config = find_config(_top(Path(file))) if file else None
    options = read_options(config) if config else Options()
    return replace(options, evidence=_NO_EVIDENCE, templates="", history=False)


def _settings(file: str) -> Settings:
    return settings_of(_options(file))


def _top(file: Path) -> Path:
    """Return the folder that was dropped, which looks like a repository there."""
    return next((folder for folder in file.parents if (folder / ".git").is_dir()), file.parent)


def _examined(checked: CheckedReport) -> dict[str, Any]:
    report, verdict = checked.report, checked.verdict
    titles = {question.number: question.title for question in report.questions}
    causes = causes_of(checked.listed)
    return {
        "official": {"error": verdict.error, "passed": verdict.passed, "expected": verdict.expected},
        "answered": sum(question.answer.state == "answered" for question in report.questions),
        "questions": len(report.questions),
        "checklist": {"done": report.checklist.done, "total": report.checklist.total},
        "causes": [_cause(cause, titles) for cause in causes if cause.severity.fails],
        "infos": [_cause(cause, titles) for cause in causes if not cause.severity.fails],
        "ignored": len(checked.ignored),
        "fixable": sum(finding.fixable for finding in checked.findings),
    }


def _cause(cause: Cause, titles: dict[int, str]) -> dict[str, Any]:
    questions = cause.questions
    title = titles.get(questions[0], "") if len(questions) == 1 else ""
    return {
        "code": cause.first.code,
        "severity": cause.severity.value,
        "where": " ".join(filter(None, (ranges(questions), title))),
        "message": cause.message,
        "hint": cause.hint,
        "places": [[one.span.line, one.span.offset, one.span.end_offset] for one in cause.places],
    }
