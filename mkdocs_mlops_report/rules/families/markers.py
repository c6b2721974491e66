"""STR: the `Answer:` and the `##` of a report, at which the official check splits it."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_mlops_report.official import count_words
from mkdocs_mlops_report.report.model import Question, Report
from mkdocs_mlops_report.report.template_words import ANSWER, is_like_answer, label_of
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.lost_headings import damaged_headings
from mkdocs_mlops_report.rules.families.structure import at_line
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import number_of, shortened
from mkdocs_mlops_report.text.source import Source, Span

LOOSE_HEADINGS = "headings that are not `###`"
"""What the findings about them are about."""
QUESTION = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

{150 words}
"""


@rule(
    "STR004",
    "answer-marker-missing",
    Severity.ERROR,
    why="The official check finds an answer only by the line `> Answer:` above it.",
    example="""\
### Question 4
> **How did you manage dependencies?**

{150 words}
""",
    instead=QUESTION,
    fix="safe",
    fix_note="Writes `> Answer:` below the prompt, or in place of a misspelled one.",
    in_damage=True,
    see=("STR008",),
    several=Several(
        "`> Answer:` is missing from {n} questions, so the official check does not find the answers.",
        "Write `> Answer:` below each prompt, then a blank line, then the answer.",
    ),
)
def answer_marker_missing(context: Context) -> Iterator[Finding]:
    """Checks for questions without a line `> Answer:`."""
    report = context.report
    marked = {span.line for span in context.official.verdict.markers}
    for question in report.questions:
        if report.edition.question(question.number) is None:
            continue  # a question of the group's own, which the official check does not expect
        if question.heading_span.line in context.damage.doubled:
            continue  # STR002 reports it
        last = report.end_of(question).end_line
        # STR007 reports a marker in the middle of the answer.
        if question.marker is not None or any(question.span.line <= line <= last for line in marked):
            continue
        misspelled = misspelled_marker(report, question)
        if misspelled is not None:
            line, end = report.source.line(misspelled.line), misspelled.end_column - 1
            end += len(line[end:]) - len(line[end:].lstrip("*_"))  # with the end of bold text
            word = shortened(line[:end].lstrip("> \t"))
            yield Finding(
                misspelled,
                f"`{word}` instead of `Answer:`, so the official check does not find this answer.",
                "Write `> Answer:`.",
                question.number,
                about=marker_of(question),
                several=Several(
                    f"`{word}` instead of `Answer:` in {{n}} questions; the official check does not find the answers.",
                    "Write `> Answer:` instead.",
                ),
            )
        else:
            yield Finding(
                question.heading_span,
                "`> Answer:` is missing, so the official check does not find this answer.",
                "Write `> Answer:` below the prompt, then a blank line, then the answer.",
                question.number,
                about=marker_of(question),
            )


@rule(
    "STR006",
    "heading-cuts-answer",
    Severity.ERROR,
    why="The official check ends an answer at the first `##`, whether it is a heading or a comment in code, and does"
    " not count what follows.",
    example=QUESTION.replace("{150 words}", "{110 words}\n\n### Installation\n\n{40 words}"),
    instead=QUESTION.replace("{150 words}", "{110 words}\n\n**Installation**\n\n{40 words}"),
    fix="unsafe",
    fix_note="Writes the heading in bold; in code, writes the comment with one `#`.",
    several=Several("`##` ends {n} answers for the official check; the text after it is not counted."),
)
def heading_cuts_answer(context: Context) -> Iterator[Finding]:
    """Checks for `##` inside an answer, which ends it for the official check."""
    source = context.report.source
    damaged = damaged_headings(context.report)  # STR001 reports them
    for question in context.report.questions:
        lost = context.official.lost(question)
        if lost is None or source.line_at(lost.start) in damaged:
            continue
        mark = source.text[lost.start : lost.end].split()[0]
        words = count_words(source.text[lost.start : lost.end])
        if source.text.find(ANSWER, lost.end) < 0 and context.official.verdict.error:
            effect = "makes the official check count the last answer twice"
        else:
            are = "is" if words == 1 else "are"
            effect = f"ends the answer for the official check: {number_of(words, 'word')} after it {are} not counted"
        yield Finding(
            source.span_of(lost.start, lost.start + len(mark)),
            f"`{mark}` {effect}.",
            "Use bold text instead of a heading, or a single `#` for a comment in code.",
            question.number,
            about=at_line(question.heading_span),
        )


@rule(
    "STR007",
    "marker-in-answer",
    Severity.ERROR,
    why="The official check splits the text at every `Answer:`. It drops the text before a second one, and an answer"
    " above the first one.",
    example=QUESTION.replace("{150 words}", "{75 words}\n\nAnswer: {75 words}"),
    instead=QUESTION.replace("{150 words}", "{75 words}\n\nOur answer is: {75 words}"),
    fix="unsafe",
    fix_note="Writes `The answer:` instead of a second `Answer:`, and `answer:` within a line.",
    see=("STR008", "STR012"),
    several=Several(
        "`Answer:` occurs {n} times where the official check does not expect it.",
        "Reword each, for instance as `Our answer is`.",
    ),
)
def marker_in_answer(context: Context) -> Iterator[Finding]:
    """Checks for an `Answer:` inside or below an answer, or outside any question."""
    for question, place in stray_markers(context):
        where = "outside any question"
        if question:
            where = "again in this answer" if question.marker else "in the middle of this answer"
        yield Finding(
            place,
            f"`Answer:` occurs {where}; the official check splits the text there.",
            "Reword it, for instance as `Our answer is`.",
            question.number if question else None,
            about=at_line(place),
        )
    for question in context.report.questions:
        yield from _above_marker(context, question)


def stray_markers(context: Context) -> Iterator[tuple[Question | None, Span]]:
    """Yield each `Answer:` that the official check finds and no question owns, with the question that it is in."""
    report = context.report
    owners = {(question.marker.line, question.marker.column) for question in report.questions if question.marker}
    for span in context.official.verdict.markers:
        if (span.line, span.column) in owners:
            continue
        # The span of the verdict counts from the start of a text with other line endings.
        place = report.source.span(span.line, span.line, span.column, span.end_column)
        question = report.question_at(place.line)
        if not _belongs_elsewhere(context, question, place):
            yield question, place


@rule(
    "STR013",
    "heading-not-in-markdown",
    Severity.ERROR,
    why="The official check finds an answer only if a `###` follows it before the next `Answer:`. A word processor"
    " may export headings as bold text or HTML. Then there is no `###`, and the check finds too few answers. If the"
    " heading has its `###`, the severity is info.",
    example="""\
**Question 4**

> **How did you manage dependencies?**
>
> Answer:

{150 words}
""",
    instead=QUESTION,
    fix="unsafe",
    fix_note="Writes `### Question N`.",
    in_damage=True,
    see=("STR001", "STR008"),
    blocks=1,
)
def heading_not_in_markdown(context: Context) -> Iterator[Finding]:
    """Checks for questions whose heading is bold or plain text, HTML, or another kind of Markdown heading."""
    source = context.report.source
    loose = [question for question in context.report.questions if question.heading_form]
    forms = {question.heading_form for question in loose}
    form = forms.pop() if len(forms) == 1 else "in several other forms"
    for question in loose:
        counted = "###" in source.line(question.heading_span.line)
        yield Finding(
            question.heading_span,
            f"Heading is {question.heading_form}; the official check needs `###`."
            if not counted
            else f"Heading is {question.heading_form}; the template has `### Question {question.number}`.",
            f"Write `### Question {question.number}`.",
            question.number,
            severity=Severity.INFO if counted else Severity.ERROR,
            about="" if counted else LOOSE_HEADINGS,
            several=Several(
                f"{{n}} question headings are {form}.",
                "Write each as `### Question N`, or run `mlops-report fix --unsafe-fixes`.",
            ),
        )


def misspelled_marker(report: Report, question: Question) -> Span | None:
    """Return the word that stands for `Answer:` in a question without a marker; None without one, or with several.

    That is a misspelled one, one in another language, or a single word with a colon at the end of the prompt's quote.
    """
    source = report.source
    lines = range(question.heading_span.line + 1, report.end_of(question).end_line + 1)
    matches = [(number, match) for number in lines if (match := label_of(source.line(number)))]
    known = [
        (number, match)
        for number, match in matches
        if is_like_answer(match["word"]) and (match["quote"] or not match["rest"].strip())  # not a sentence
    ]
    if not known:
        # The line below is not quoted: the quote of the prompt ends here.
        known = [
            (number, match)
            for number, match in matches
            if match["quote"] and not match["rest"].strip() and not _is_quoted(source, number + 1)
        ][:1]
    if len(known) != 1:
        return None
    number, match = known[0]
    return source.span(number, number, match.start("word") + 1, match.end("colon") + 1)


def _is_quoted(source: Source, number: int) -> bool:
    return number <= source.line_count and source.line(number).lstrip().startswith(">")


def marker_of(question: Question) -> str:
    """Return what the findings about the `Answer:` of a question are about."""
    return f"marker of {question.number}"


def _belongs_elsewhere(context: Context, question: Question | None, place: Span) -> bool:
    """Return whether another rule reports what is wrong with a marker that no question owns."""
    report, damage = context.report, context.damage
    hidden = any(fence.line < place.line <= fence.end_line for fence in damage.unclosed)  # REN003
    after_hidden = question is not None and place.line > report.end_of(question).end_line
    if hidden or after_hidden or damage.in_conflict(place):  # STR010
        return True
    return _belongs_to_missing(context, question, place.line)  # STR001


def _belongs_to_missing(context: Context, question: Question | None, line: int) -> bool:
    """Return whether a marker is that of a question whose heading is missing or elsewhere.

    In a question, such a marker is in a block quote, and the next number is missing. Below the heading of a section,
    the numbers of the questions before and after it do not follow each other.
    """
    report = context.report
    if question is not None:
        following = question.number + 1
        quoted = report.source.line(line).lstrip().startswith(">")
        missing = following not in {one.number for one in report.questions}
        return quoted and missing and report.edition.question(following) is not None
    earlier = [one.number for one in report.questions if one.span.line <= line]
    later = [one.number for one in report.questions if one.span.line > line]
    return bool(later) and later[0] - 1 != (earlier[-1] if earlier else 0)


def _above_marker(context: Context, question: Question) -> Iterator[Finding]:
    """Yield a finding if a part of the answer is above its marker."""
    above = question.above_marker
    if above and question.marker and not context.damage.in_conflict(above[0]):
        text = context.report.source.text
        parts = [text[span.offset : min(span.end_offset, question.marker.offset)] for span in above]
        words = sum(count_words(part.rstrip("> \t")) for part in parts)  # without the `>` of the marker
        yield Finding(
            above[0],
            f"{number_of(words, 'word')} of the answer {'is' if words == 1 else 'are'} above `> Answer:`;"
            f" the official check does not count {'it' if words == 1 else 'them'}.",
            f"Move this text below the `> Answer:` at line {question.marker.line}.",
            question.number,
            fixable=False,
        )
