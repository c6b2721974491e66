"""What is different between two states of a report: its numbers, its verdicts and its findings, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mkdocs_mlops_report.growth import State, state_of
from mkdocs_mlops_report.official import OfficialAnswer
from mkdocs_mlops_report.reporters.evidence import as_text
from mkdocs_mlops_report.reporters.json import finding_as_json
from mkdocs_mlops_report.reporters.lines import cause_line, cause_sentence, counts, ignored_too, paint, printable, times
from mkdocs_mlops_report.reporters.markdown import escaped
from mkdocs_mlops_report.rules.causes import Cause, causes_of
from mkdocs_mlops_report.rules.changes import Changes, changes_between
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.phrases import number_of

SCHEMA = 1
_ARROW = "→"


class Difference(NamedTuple):
    """A report before and after."""

    base: str
    """What it is compared with: `commit 3fa9c1e of 2026-01-20 12:00 +0100`."""
    before: CheckedReport | None
    """None if there was no report."""
    after: CheckedReport


class _Question(NamedTuple):
    """A question whose official count or verdict is different."""

    number: int
    title: str
    before: OfficialAnswer | None
    after: OfficialAnswer | None


def render(name: str, differences: Sequence[Difference], *, color: bool = False) -> str:
    """Return differences in one of `DIFFERENCE_FORMATS`."""
    if name == "json":
        return as_text({"schema": SCHEMA, "reports": [_as_json(one) for one in differences]}, indent=2)
    lines = _markdown if name == "markdown" else _text
    return "\n\n".join("\n".join(lines(one, color)) for one in differences)


def _text(one: Difference, color: bool) -> Iterator[str]:
    changes, path = _changes(one), one.after.report.path
    yield paint(f"{printable(path)}, compared with {one.base}", "bold", color=color)
    for name, before, after in _numbers(one):
        yield f"{name}: {after}" if before == after else f"{name}: {before} {_ARROW} {after}"
    for question in _questions(one):
        yield f"Question {question.number}: {_verdict(question.before)} {_ARROW} {_verdict(question.after)}"
    for cause in causes_of(changes.fixed):
        yield paint(f"- {fixed_line(cause)}", "dim", color=color)
    for cause in causes_of(changes.new):
        yield f"+ {cause_line(path, cause)}"
    yield paint(f"{changes.counts}.", "bold", color=color)


def _markdown(one: Difference, color: bool) -> Iterator[str]:
    changes = _changes(one)
    yield f"### {escaped(one.after.report.path)}"
    yield ""
    yield "| | before | now |"
    yield "| --- | ---: | ---: |"
    for name, before, after in _numbers(one):
        yield f"| {name} | {before} | {after if before == after else f'**{after}**'} |"
    questions = list(_questions(one))
    if questions:
        yield ""
        yield "| question | before | now |"
        yield "| --- | --- | --- |"
        for question in questions:
            title = f"{question.number} {question.title}".rstrip()
            yield f"| {escaped(title)} | {_verdict(question.before)} | {_verdict(question.after)} |"
    new = causes_of(changes.new)
    if new:
        yield ""
        yield f"**New** ({len(changes.new)})"
        yield ""
        for cause in new:
            place = f"line {cause.lines[0]}" if len(cause.lines) == 1 else f"lines {', '.join(map(str, cause.lines))}"
            code = f"{cause.severity.value} {cause.first.code}{times(cause)}"
            yield f"- {code}, {place}: {escaped(cause_sentence(cause))}"
    if changes.fixed:
        yield ""
        yield f"**Fixed** ({len(changes.fixed)})"
        yield ""
        yield from (f"- {escaped(fixed_line(cause))}" for cause in causes_of(changes.fixed))
    yield ""
    yield f"{changes.counts}. Compared with {one.base}."


def fixed_line(cause: Cause) -> str:
    """Return a fixed cause, without the lines at which it was: `LEN001 (2×) Questions 4, 9: …`."""
    return printable(f"{cause.first.code}{times(cause)} {cause_sentence(cause)}")


def _as_json(one: Difference) -> dict[str, Any]:
    changes = _changes(one)
    return {
        "path": one.after.report.path,
        "base": one.base,
        "before": _state(one.before)._asdict() if one.before else None,
        "after": _state(one.after)._asdict(),
        "questions": [
            {"number": question.number, "before": _answer(question.before), "after": _answer(question.after)}
            for question in _questions(one)
        ],
        "new": [finding_as_json(finding) for finding in changes.new],
        "fixed": [finding_as_json(finding) for finding in changes.fixed],
        "left": changes.left,
    }


def _answer(answer: OfficialAnswer | None) -> dict[str, Any] | None:
    return answer and {"passed": answer.passed, "words": answer.words, "figures": answer.figures}


def _changes(one: Difference) -> Changes:
    return changes_between(one.before, one.after) if one.before else Changes(one.after.listed, (), 0)


def _state(checked: CheckedReport) -> State:
    return state_of(checked.report, checked.verdict)


def _numbers(one: Difference) -> Iterator[tuple[str, str, str]]:
    """Yield the numbers of the dashboard, each with its name."""
    before, after = _cells(one.before), _cells(one.after)
    yield from ((name, before.get(name, "no report"), text) for name, text in after.items())


def _cells(checked: CheckedReport | None) -> dict[str, str]:
    if checked is None:
        return {}
    state = _state(checked)
    stops = "stops with an error"
    return {
        "Official check": stops if state.passed is None else f"{state.passed} of {state.expected}",
        "Answered": f"{state.answered} of {state.questions}",
        "Words": f"{state.words:,}",
        "Checklist": f"{state.ticked} of {state.items}",
        "Findings": (counts(checked) or "none") + ignored_too(checked),
    }


def _questions(one: Difference) -> Iterator[_Question]:
    before = {} if one.before is None else {question.number: question for question in one.before.report.questions}
    for question in one.after.report.questions:
        old = before.get(question.number)
        then = one.before.official.answer(old) if one.before and old else None
        now = one.after.official.answer(question)
        if _counted(then) != _counted(now):
            yield _Question(question.number, question.title, then, now)


def _counted(answer: OfficialAnswer | None) -> tuple[int, int, bool] | None:
    return answer and (answer.words, answer.figures, answer.passed)


def _verdict(answer: OfficialAnswer | None) -> str:
    """Return `passes (120 words)` or `fails (71 words, 1 figure)`; a dash without an answer."""
    if answer is None:
        return "–"
    figures = f", {number_of(answer.figures, 'figure')}" if answer.figures or answer.figures_limit else ""
    return f"{'passes' if answer.passed else 'fails'} ({number_of(answer.words, 'word')}{figures})"
