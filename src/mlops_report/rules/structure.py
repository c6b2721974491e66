"""STR: the structure that the template gave; what the official tool makes of it is in `markers`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from mlops_report.exam import Edition, all_editions, fingerprint
from mlops_report.exam.wording import is_reworded
from mlops_report.report import Question
from mlops_report.report.swallowed import heading_numbers
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import and_joined, day_of, number_of, run_of, runs

_QUESTION = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

{150 words}
"""
_PLACE = "reports/README.md"


@rule(
    "STR001",
    "question-missing",
    Severity.ERROR,
    why="The official tool counts answers by their order. With a question gone, every later one is held"
    " against the wrong limits, or the tool stops.",
    mend="Put the heading and the prompt back, as the template has them.",
    fires="",
    silent=_QUESTION,
)
def question_missing(readings: Readings) -> Iterator[Finding]:
    """A question of the edition has no heading in the report."""
    report = readings.report
    present = {question.number for question in report.questions if question.heading}
    if report.swallows:
        present |= heading_numbers(report.source)  # REN003 tells where they went
    missing = [spec.number for spec in report.edition.questions if spec.number not in present]
    for run in runs(missing, number=lambda number: number):
        before = [question for question in report.questions if question.number < run[0]]
        top = report.questions[0] if report.questions else None
        nearest = max(before, key=lambda question: question.number) if before else top
        yield Finding(
            nearest.heading_span if nearest else report.source.span(1, 1),
            f"Missing from the report{run_of(run[1:])}.",
            f"Put `### Question {run[0]}` back, with its prompt and `> Answer:`.",
            run[0],
        )


@rule(
    "STR002",
    "question-duplicate",
    Severity.ERROR,
    why="Two headings with one number give the official tool one answer too many, and a reader two answers"
    " to choose from.",
    mend="Bring both answers together under the first heading, and delete the second.",
    fires=_QUESTION + "\n" + _QUESTION,
    silent=_QUESTION,
)
def question_duplicate(readings: Readings) -> Iterator[Finding]:
    """A question's heading stands more than once."""
    first: dict[int, Question] = {}
    again = [
        question
        for question in readings.report.questions
        if first.setdefault(question.number, question) is not question
    ]
    for run in runs(again, number=lambda question: question.number):
        question = run[0]
        if readings.in_conflict(question.heading_span):
            continue
        yield Finding(
            question.heading_span,
            f"Stands a second time{run_of([one.number for one in run[1:]], 'so does', 'so do')};"
            f" the first is at line {first[question.number].heading_span.line}.",
            "Bring both answers together under the first heading, and delete the second.",
            question.number,
        )


@rule(
    "STR003",
    "question-out-of-order",
    Severity.WARNING,
    why="The official tool knows an answer by its place, not by its number: it holds every answer that is out of"
    " place against the limits of another question.",
    mend="Put the questions into the order of their numbers.",
    fires=_QUESTION.replace("Question 4", "Question 5") + "\n" + _QUESTION,
    silent=_QUESTION,
)
def question_out_of_order(readings: Readings) -> Iterator[Finding]:
    """A question stands behind one with a higher number."""
    seen: dict[int, Question] = {}
    for question in readings.report.questions:
        seen.setdefault(question.number, question)
    questions = list(seen.values())
    in_order = _longest_rise([question.number for question in questions])
    for index, question in enumerate(questions):
        if index not in in_order:
            before = questions[index - 1].number if index else None
            place = f"behind question {before}" if before else "first of all"
            yield Finding(
                question.heading_span,
                f"Out of order: it stands {place}.",
                "Move it to its place: the official tool takes the order for the numbers, and holds the answers"
                " against each other's limits.",
                question.number,
            )


@rule(
    "STR005",
    "prompt-edited",
    Severity.INFO,
    why="A grader reads the answer to the question that the course asked. A mended typo, a changed address or the"
    " work of a formatter is no edit.",
    mend="Put the prompt of the template back, unless the teacher knows.",
    fires=_QUESTION.replace("manage dependencies", "like the course and all of its teachers"),
    silent=_QUESTION,
)
def prompt_edited(readings: Readings) -> Iterator[Finding]:
    """A prompt says something else than the template's."""
    if readings.report.recognition.by != "fingerprints":
        return  # a translation, or a template of one's own
    for question in readings.report.questions:
        known = {spec.prompt for edition in all_editions() if (spec := edition.question(question.number))}
        spec = readings.report.edition.question(question.number)
        if spec is None or fingerprint(question.asked) in known | {spec.prompt}:
            continue
        if question.prompt_span is None:
            yield Finding(question.heading_span, "The prompt is gone.", "Put it back.", question.number)
        elif is_reworded(question.asked, {*known, spec.prompt}) is not False:
            yield Finding(
                question.prompt_span,
                "The prompt differs from the template's.",
                "Put the template's words back, unless your teacher knows of the change.",
                question.number,
            )


@rule(
    "STR009",
    "wrong-place",
    Severity.INFO,
    why="On the last day the course collects `reports/README.md` of every repository, and nothing else.",
    mend="Move the report to `reports/README.md`, its figures beside it to `reports/figures/`.",
    fires="",
    silent=_QUESTION,
)
def wrong_place(readings: Readings) -> Iterator[Finding]:
    """The report is not where the course looks for it."""
    report = readings.report
    file, root = report.file, report.root
    if file is None or root is None or not file.is_relative_to(root):
        return
    place = file.relative_to(root).as_posix()
    if place != _PLACE:
        yield Finding(
            report.source.span(1, 1),
            f"The report is `{place}`; the course collects `{_PLACE}`.",
            f"Move it to `{_PLACE}` before the last day.",
        )


@rule(
    "STR010",
    "merge-conflict-marker",
    Severity.ERROR,
    why="A conflict of two branches was committed without being solved: both versions are shown, and the official"
    " tool counts both.",
    mend="Keep the lines that are right and take out `<<<<<<<`, `=======` and `>>>>>>>`.",
    fires=_QUESTION + "\n<<<<<<< HEAD\nOne word more.\n=======\nAnother word.\n>>>>>>> main\n",
    silent=_QUESTION,
    fix="unsafe",
)
def merge_conflict_marker(readings: Readings) -> Iterator[Finding]:
    """A merge has left its markers in the text."""
    source = readings.report.source
    for conflict in readings.conflicts:
        marker = source.line(conflict.line)[:7]
        end = f" that ends at line {conflict.end_line}" if conflict.end_line > conflict.line else ""
        start = (
            "Git left a merge conflict here"
            if end or marker == "<" * 7
            else "A marker of a merge conflict was left here"
        )
        yield Finding(
            source.span(conflict.line, conflict.line),
            f"{start}{end}.",
            "Keep the lines that are right and take the markers out.",
            question.number if (question := readings.question_at(conflict.line)) else None,
        )


@rule(
    "STR011",
    "old-edition",
    Severity.INFO,
    why="The course changes its template from year to year. Last year's file is checked against this year's limits.",
    mend="Take the newest template and move the answers over, if the course runs this year.",
    fires="",
    silent=_QUESTION,
)
def old_edition(readings: Readings) -> Iterator[Finding]:
    """The report is written in an edition that has newer ones."""
    edition, newest = readings.report.edition, all_editions()[-1]
    changes = list(_changes(edition, newest, readings.report.checker)) if edition.id != newest.id else []
    if changes:
        yield Finding(
            readings.report.source.span(1, 1),
            f"The template is that of {day_of(edition.id)}; there is one of {day_of(newest.id)}.",
            f"If your course runs on the newer one, move the answers over. What is new: {'; '.join(changes)}.",
        )


def _changes(old: Edition, new: Edition, checker: Edition) -> Iterator[str]:
    """Yield what a group would notice when it took the newer template."""
    if len(old.questions) != len(new.questions):
        yield f"{len(new.questions)} questions, not {len(old.questions)}"
        return
    for before, after in zip(checker.questions, new.questions, strict=True):
        if before.words != after.words:
            yield f"question {after.number} asks for {after.words or 'any number of'} words, not {before.words}"
        if before.figures != after.figures:
            yield f"question {after.number} asks for {after.figures or 'any number of'} figures, not {before.figures}"
    worded = [a.number for b, a in zip(old.questions, new.questions, strict=True) if b.prompt != a.prompt]
    if worded:
        yield f"another prompt at question{'s' if len(worded) > 1 else ''} {and_joined(worded)}"
    if old.item_count != new.item_count:
        yield f"{number_of(new.item_count, 'item')} on the checklist, not {old.item_count}"


def _longest_rise(numbers: list[int]) -> set[int]:
    """Return the indices of a longest rising subsequence: what is left out is what has moved."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(at[place - 1] if place else None)
        if place == len(tails):
            tails.append(number)
            at.append(index)
        else:
            tails[place], at[place] = number, index
    rise: set[int] = set()
    current = at[-1] if at else None
    while current is not None:
        rise.add(current)
        current = before[current]
    return rise
