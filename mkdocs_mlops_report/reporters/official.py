"""What the course's own `report.py check` prints for a report, line by line, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mkdocs_mlops_report.official import OfficialAnswer
from mkdocs_mlops_report.reporters.lines import paint, printable
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.phrases import day_of, number_of


def render(reports: Sequence[CheckedReport], *, color: bool = False) -> str:
    """Return the lines that the official check prints, each followed by the reason.

    Instead of the time stamps, file names and line numbers of its code, each line starts with its level.
    """
    return "\n\n".join("\n".join(_lines(checked, color=color)) for checked in reports)


def passes(checked: CheckedReport) -> bool:
    """Return whether every question passes the official check."""
    return checked.verdict.passed == checked.verdict.expected


def _lines(checked: CheckedReport, *, color: bool) -> Iterator[str]:
    verdict, checker = checked.verdict, checked.report.checker
    path = printable(checked.report.path)
    yield paint(f"{path}: `report.py check` of {day_of(checker.id)} prints", "bold", color=color)
    newer = checker.checker == "split-2"
    if verdict.error is not None:
        yield f"  Traceback … {paint(verdict.error, 'red', color=color)}"
        why = next((one for one in checked.findings if one.code == "STR008"), None)
        if why is not None:
            yield paint(f"    line {why.span.line}: {printable(f'{why.note} {why.hint}')}", "dim", color=color)
        return
    level = "WARNING " if newer else "TeacherWarning:"
    quiet = True
    for answer in verdict.answers:
        for message in _complaints(answer):
            quiet = False
            yield f"  {paint(level, 'yellow', color=color)} {message}"
            line, reason = _reason(checked, answer)
            yield paint(f"    line {line}: {reason}", "dim", color=color)
    if newer:
        yield f"  INFO     Total number of questions passed: {verdict.passed}/{len(verdict.answers)}"
    elif quiet:
        yield "  (nothing, since all questions pass)"


def _complaints(answer: OfficialAnswer) -> Iterator[str]:
    begin = f"Question {answer.number} failed check. Expected number of"
    if answer.words_limit and not answer.words_passed:
        limit = answer.words_limit
        yield f"{begin} words to be between {limit.min} and {limit.max} but got {answer.words}"
    if answer.figures_limit and not answer.figures_passed:
        limit = answer.figures_limit
        yield f"{begin} screenshots to be between {limit.min} and {limit.max} but got {answer.figures}"


def _reason(checked: CheckedReport, answer: OfficialAnswer) -> tuple[int, str]:
    """Return a line to look at, and why the official count is what it is."""
    line, marker = answer.span.line, answer.marker
    owners = {(one.marker.line, one.marker.column): one for one in checked.report.questions if one.marker}
    question = owners.get((marker.line, marker.column))
    if question is None:
        return line, f"it counts the text after the `Answer:` of line {marker.line}, which belongs to no question."
    if question.number != answer.number:
        return line, f"it takes the answer to question {question.number} for this one."
    if checked.official.lost(question) is not None and answer.cut is not None:
        return line, f"it stops reading at the `##` of line {answer.cut.line}."
    if question.answer.state == "unanswered":
        place = (*question.answer.placeholders, marker)[0]
        return place.line, "there is no answer yet."
    visible = (question.answer.words, checked.context.visible_figures(question))
    seen = f"{number_of(visible[0], 'word')} and {number_of(visible[1], 'figure')}"
    if visible == (answer.words, answer.figures):
        return line, f"the answer has {seen}, as readers see it."
    return line, f"it counts everything between spaces; readers see {seen}."
