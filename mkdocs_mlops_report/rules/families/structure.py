"""STR: the structure that the template gave; `markers` has the rules about what the official check makes of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from mkdocs_mlops_report.exam import all_editions, fingerprint
from mkdocs_mlops_report.exam.template_wording import is_reworded
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.lost_headings import lost_heading, meant_number, wrong_numbers
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import questions, runs
from mkdocs_mlops_report.text.source import Span

_NO_PROMPT = Several("{n} prompts are missing.", "Copy each from the template.")
_QUESTION_4 = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

{150 words}
"""
_QUESTION_5 = """\
### Question 5
> **What is the structure of your code?**
>
> Answer:

{150 words}
"""


@rule(
    "STR001",
    "question-missing",
    Severity.ERROR,
    why="The official check knows answers only by their order. If a question is missing, it applies the wrong limits to"
    " all later answers, or stops with an error.",
    example="""\
### Question 7
> **How many unit tests did you write?**
>
> Answer:

We wrote 14 of them.

### Question 9
""",
    instead="""\
### Question 7
> **How many unit tests did you write?**
>
> Answer:

We wrote 14 of them.

### Question 8
> **What is the code coverage of your project?**
>
> Answer:

### Question 9
""",
    in_damage=True,
    see=("STR008", "STR012"),
)
def question_missing(context: Context) -> Iterator[Finding]:
    """Checks for questions of the template that have no heading in the report."""
    report = context.report
    present = {question.number for question in report.questions if question.heading}
    if context.damage.unclosed:
        present |= {heading.number for heading in report.hidden_headings}  # REN003 says where they are
    implied = {question.number: question for question in report.questions if not question.heading}
    wrong = wrong_numbers(report)
    missing: list[int] = []
    for number in (spec.number for spec in report.edition.questions if spec.number not in present):
        if number in implied:
            lost = lost_heading(report, implied[number])
            yield Finding(lost.span, lost.message, lost.hint, number, about=missing_questions([number]))
        elif number in wrong:
            yield Finding(
                wrong[number].heading_span,
                f"Heading has the number {wrong[number].number}, but its prompt is that of question {number}.",
                f"Write `### Question {number}`.",
                number,
                about=at_line(wrong[number].heading_span),
            )
        else:
            missing.append(number)
    for run in runs(missing, number=lambda number: number):
        before = [question for question in report.questions if question.number < run[0]]
        top = report.questions[0] if report.questions else None
        nearest = max(before, key=lambda question: question.number) if before else top
        more = f", and so {'are' if len(run) > 2 else 'is'} {questions(run[1:])}" if len(run) > 1 else ""
        yield Finding(
            nearest.heading_span if nearest else report.source.span(1, 1),
            f"Missing{more}." if more else "Heading is missing.",
            f"Copy {questions(run)} from the template."
            if more
            else f"Add `### Question {run[0]}` with its prompt and `> Answer:`.",
            run[0],
            about=missing_questions(run),
        )


@rule(
    "STR002",
    "question-duplicate",
    Severity.ERROR,
    why="The official check finds one answer too many, and a reader does not know which of the two counts. If there is"
    " nothing between the two headings, the severity is warning.",
    example=f"{_QUESTION_4}\n{_QUESTION_4}",
    instead=_QUESTION_4,
    in_damage=True,
    see=("STR010",),
)
def question_duplicate(context: Context) -> Iterator[Finding]:
    """Checks for questions whose heading occurs more than once."""
    first: dict[int, Question] = {}
    doubled = context.damage.doubled
    whole = [question for question in context.report.questions if question.heading_span.line not in doubled]
    again = [question for question in whole if first.setdefault(question.number, question) is not question]
    for run in runs(again, number=lambda question: question.number):
        question = run[0]
        if context.damage.in_conflict(question.heading_span):
            continue
        rest = [one.number for one in run[1:]]
        more = f", and so {'do' if len(rest) > 1 else 'does'} {questions(rest)}" if rest else ""
        meant = meant_number(context.report, question)
        yield Finding(
            question.heading_span,
            f"Occurs a second time{more}; the first is at line {first[question.number].heading_span.line}.",
            f"Write `### Question {meant}`."
            if meant
            else "Merge both answers under the first heading, then delete the second heading, prompt and `> Answer:`.",
            question.number,
            about=at_line(question.heading_span),
        )
    for question in context.report.questions:
        if question.heading_span.line in doubled:
            yield Finding(
                question.heading_span,
                "Heading occurs twice in a row.",
                "Delete one of the two lines.",
                question.number,
                severity=Severity.WARNING,
                about=at_line(question.heading_span),
            )


@rule(
    "STR003",
    "question-out-of-order",
    Severity.WARNING,
    why="The official check knows answers only by their order, not by the number in the heading. It applies the limits"
    " of other questions to answers that are out of order.",
    example=f"{_QUESTION_5}\n{_QUESTION_4}",
    instead=f"{_QUESTION_4}\n{_QUESTION_5}",
    in_damage=True,
    see=("STR012",),
    several=Several("{n} questions are out of order.", "Move each to its place."),
)
def question_out_of_order(context: Context) -> Iterator[Finding]:
    """Checks for questions that come after one with a higher number."""
    seen: dict[int, Question] = {}
    for question in context.report.questions:
        if context.report.edition.question(question.number) or meant_number(context.report, question):
            seen.setdefault(question.number, question)
    found = list(seen.values())
    in_order = _longest_rise([question.number for question in found])
    for index, question in enumerate(found):
        if index not in in_order:
            meant = meant_number(context.report, question)
            yield Finding(
                question.heading_span,
                f"Out of order: it is {_place_of(context.report.questions, question)}.",
                f"Write `### Question {meant}`." if meant else f"Move it {_right_place(seen, question.number)}.",
                question.number,
                "The official check treats the n-th answer as the answer to question n.",
                about=at_line(question.heading_span) if meant else "",
            )


@rule(
    "STR005",
    "prompt-edited",
    Severity.INFO,
    why="A grader reads the answer to the question that the course asked. Corrected typos, changed URLs and"
    " reformatting are not reported.",
    example="""\
### Question 4
> **Why did you like the course and all of its teachers?**
>
> Answer:
""",
    instead="""\
### Question 4
> **How did you manage dependencies?**
>
> Answer:
""",
    several=Several("{n} prompts differ from the template's."),
)
def prompt_edited(context: Context) -> Iterator[Finding]:
    """Checks for prompts that differ from the template's, or are missing."""
    report = context.report
    if report.recognition.by != "fingerprints":
        return  # a translation, or another template
    for question in report.questions:
        known = {spec.prompt for edition in all_editions() if (spec := edition.question(question.number))}
        spec = report.edition.question(question.number)
        if spec is None or fingerprint(question.asked) in known | {spec.prompt}:
            continue
        if question.prompt_span is None:
            yield Finding(
                question.heading_span,
                "Prompt is missing.",
                "Copy the prompt from the template.",
                question.number,
                several=_NO_PROMPT,
            )
        elif is_reworded(question.asked, {*known, spec.prompt}) is not False:
            yield Finding(
                question.prompt_span,
                "Prompt differs from the template's.",
                "Restore the template's words, unless your teacher knows about the change.",
                question.number,
            )


@rule(
    "STR010",
    "merge-conflict-marker",
    Severity.ERROR,
    why="A merge conflict was committed without being resolved: both versions are shown, and the official check counts"
    " both.",
    example="""\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

{150 words}

<<<<<<< HEAD
We use uv.
=======
We use pip.
>>>>>>> main
""",
    instead="""\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

{150 words}

We use uv.
""",
    fix="unsafe",
    fix_note="Removes the markers and keeps both versions.",
    in_damage=True,
    several=Several("{n} unresolved merge conflicts, or markers left from one."),
    blocks=1,
)
def merge_conflict_marker(context: Context) -> Iterator[Finding]:
    """Checks for conflict markers left by an unresolved git merge."""
    report = context.report
    for conflict in context.damage.conflicts:
        question = report.question_at(conflict.line)
        lines = [report.source.line(line) for line in range(conflict.line, conflict.end_line + 1)]
        base = "`|||||||`, " if any(line.startswith("|" * 7) for line in lines) else ""
        hint = f"Keep the lines you want, and delete the lines `<<<<<<<`, {base}`=======` and `>>>>>>>`."
        if conflict.end_line > conflict.line:
            message = f"Unresolved merge conflict, up to line {conflict.end_line}."
        elif report.source.line(conflict.line).startswith("<" * 7):
            message = "Unresolved merge conflict."
        else:
            message, hint = "Leftover marker of a merge conflict.", "Delete this line."
        yield Finding(
            report.source.span(conflict.line, conflict.line),
            message,
            hint,
            question.number if question else None,
            about=at_line(conflict),
        )


def at_line(span: Span) -> str:
    """Return what the findings about one line are about."""
    return f"line {span.line}"


def missing_questions(numbers: Sequence[int]) -> str:
    """Return what the findings about missing questions are about."""
    return f"missing: {numbers[0]}"


def _place_of(found: Sequence[Question], question: Question) -> str:
    """Return where a question is, for instance `between questions 7 and 9`."""
    index = next(index for index, one in enumerate(found) if one is question)
    if index in {0, len(found) - 1}:
        return "last" if index else "first"
    return f"between questions {found[index - 1].number} and {found[index + 1].number}"


def _right_place(numbers: Iterable[int], number: int) -> str:
    """Return where a question belongs, for instance `below question 8`."""
    lower = [other for other in numbers if other < number]
    return f"below question {max(lower)}" if lower else f"above question {min(set(numbers) - {number})}"


def _longest_rise(numbers: list[int]) -> set[int]:
    """Return the indices of a longest rising subsequence; all other numbers have been moved."""
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
