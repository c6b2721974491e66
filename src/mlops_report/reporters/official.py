"""What the course's own `report.py check` prints for a report, line for line, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlops_report.official import OfficialAnswer
from mlops_report.reporters.lines import paint, printable
from mlops_report.rules import CheckedReport
from mlops_report.rules.wording import day_of, number_of


def render(reports: Sequence[CheckedReport], *, color: bool = False) -> str:
    """Return the lines of the official tool, below each the reason.

    The time stamps, file names and line numbers of its own code that the tool puts before its messages are left
    out; in its place each line has the level that it is printed with.
    """
    return "\n\n".join("\n".join(_lines(checked, color=color)) for checked in reports)


def passes(checked: CheckedReport) -> bool:
    """Tell whether the official tool has nothing to complain about."""
    return checked.verdict.error is None and checked.verdict.passed == checked.verdict.expected


def _lines(checked: CheckedReport, *, color: bool) -> Iterator[str]:
    verdict, checker = checked.verdict, checked.report.checker
    path = printable(checked.report.path)
    yield paint(f"{path}: `report.py check` of {day_of(checker.id)} prints", "bold", color=color)
    newer = checker.checker == "split-2"
    if verdict.error is not None:
        yield f"  Traceback … {paint(verdict.error, 'red', color=color)}"
        why = next((one for one in checked.diagnostics if one.code == "STR008"), None)
        if why is not None:
            reason = why.hint[:1].lower() + why.hint[1:]
            yield paint(f"    because, at line {why.span.line}: {reason}", "dim", color=color)
        return
    level = "WARNING " if newer else "TeacherWarning:"
    quiet = True
    for answer in verdict.answers:
        for message in _complaints(answer):
            quiet = False
            yield f"  {paint(level, 'yellow', color=color)} {message}"
            line, reason = _reason(checked, answer)
            yield paint(f"    because, at line {line}: {reason}", "dim", color=color)
    if newer:
        yield f"  INFO     Total number of questions passed: {verdict.passed}/{len(verdict.answers)}"
    elif quiet:
        yield "  (nothing: all questions pass)"


def _complaints(answer: OfficialAnswer) -> Iterator[str]:
    begin = f"Question {answer.number} failed check. Expected number of"
    if answer.words_limit and not answer.words_passed:
        limit = answer.words_limit
        yield f"{begin} words to be between {limit.min} and {limit.max} but got {answer.words}"
    if answer.figures_limit and not answer.figures_passed:
        limit = answer.figures_limit
        yield f"{begin} screenshots to be between {limit.min} and {limit.max} but got {answer.figures}"


def _reason(checked: CheckedReport, answer: OfficialAnswer) -> tuple[int, str]:
    """Return a line to look at, and why the tool counts what it counts."""
    line, marker = answer.span.line, answer.marker
    question = next(
        (
            one
            for one in checked.report.questions
            if one.marker and (one.marker.line, one.marker.column) == (marker.line, marker.column)
        ),
        None,
    )
    if question is None:
        return line, f"it takes the text behind the `Answer:` of line {marker.line}, which belongs to no question."
    if question.number != answer.number:
        return line, f"it takes the answer to question {question.number} for this one."
    cut = checked.readings.cut(question)
    if cut is not None and answer.cut is not None:
        return line, f"it stops reading at the `##` of line {answer.cut.line}."
    visible, shown = question.answer.words, checked.readings.visible_figures(question)
    if question.answer.state == "unanswered":
        place = (*question.answer.placeholders, marker)[0]
        return place.line, "there is no answer yet."
    seen = f"{number_of(visible, 'word')} and {number_of(shown, 'figure')}"
    if (visible, shown) == (answer.words, answer.figures):
        return line, f"the answer that begins there has {seen}, for a reader as well."
    return line, f"it counts all that white space separates; a reader sees {seen}."
