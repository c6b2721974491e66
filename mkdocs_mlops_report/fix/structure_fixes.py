"""Fixes of the structure: headings, markers, block quotes and merge conflicts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_mlops_report.fix.answer_fixes import answered
from mkdocs_mlops_report.fix.edits import Edit, Fix, line_ending, replaced_line, without_line
from mkdocs_mlops_report.report.loose_headings import heading_line
from mkdocs_mlops_report.report.template_words import ANSWER
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.markers import misspelled_marker, stray_markers
from mkdocs_mlops_report.rules.families.rendering import quoted_answers
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source

_LOOSE = lazy_pattern(
    r"^[ \t]{0,3}(?:>[ \t]?){0,3}[*_]{0,3}answers?[*_]{0,3}[ \t]*[:;\uff1a]?[*_]{0,3}[ \t]*$", re.IGNORECASE
)
_HEADING = lazy_pattern(r"^(?P<before>[ \t]{0,3}(?:>[ \t]?)*)(?P<sign>#{2,6})[ \t]+(?P<text>.*?)[ \t#]*$")
_CONFLICT = lazy_pattern(r"^(?:<{7}|={7}|>{7}|\|{7})(?:\s.*)?$")


_UNDERLINE = lazy_pattern(r"^\s{0,3}(?:-{2,}|=+)\s*$")


def question_headings(context: Context) -> Iterator[Fix]:
    """STR013: write the heading of a question as the template has it."""
    source = context.report.source
    for question in context.report.questions:
        if not question.heading_form:
            continue
        number = question.heading_span.line
        read = heading_line(source.line(number), marked=True)
        prompt = read.prompt if read else ""
        if prompt and ANSWER not in prompt:
            prompt = f"**{prompt}**"
        elif prompt.count("**") % 2:  # what was bold together with the heading
            prompt = f"**{prompt}"
        title = f": {read.title}" if read and read.title else ""
        below = f"{line_ending(source) * 2}{prompt}" if prompt else ""
        edits = [replaced_line(source, number, f"### Question {question.number}{title}{below}")]
        if number < source.line_count and _UNDERLINE.match(source.line(number + 1)):
            edits.append(without_line(source, number + 1))
        yield Fix("STR013", number, question.number, "write the heading as in the template", tuple(edits))


def answers_in_quotes(context: Context) -> Iterator[Fix]:
    """REN001: move an answer out of the prompt's block quote, below `> Answer:` and a blank line."""
    source = context.report.source
    for question, span in quoted_answers(context):
        marker = question.marker
        if marker is None:
            continue
        end_of_line = line_ending(source)
        lines = []
        last = span.end_line
        if question.quote is not None and span.line <= question.quote.end_line:
            last = max(last, question.quote.end_line)  # all of the quote after the marker
        for number in range(span.line, last + 1):
            line = source.line(number)
            lines.append(line[marker.end_column - 1 :].strip() if number == marker.line else _unquoted(line))
        head = source.line(marker.line)[: marker.end_column - 1] if span.line == marker.line else None
        first = span.line
        while head is None and first > marker.line + 1 and not source.line(first - 1).strip("> \t"):
            first -= 1  # an empty `>` between marker and answer
        body = [*([head] if head is not None else []), "", *_apart(lines)]
        while body and not body[-1].strip():
            body.pop()
        if last < source.line_count and source.line(last + 1).strip():
            body.append("")
        start, end = source.span(first, first).offset, source.span(last, last).end_offset
        edit = Edit(start, end, end_of_line.join(body))
        yield Fix("REN001", span.line, question.number, "move the answer out of the block quote", (edit,))


def _apart(lines: list[str]) -> list[str]:
    """Return lines with a blank one after each table, whose last row would otherwise be the text below it."""
    apart: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if before.lstrip().startswith("|") and line.strip() and not line.lstrip().startswith("|"):
            apart.append("")
        apart.append(line)
    return apart


def markers(context: Context) -> Iterator[Fix]:
    """STR004: write `> Answer:` if only one place is possible: a misspelled one, or the end of the prompt."""
    source = context.report.source
    for question in context.report.questions:
        if question.marker is not None or context.report.edition.question(question.number) is None:
            continue
        lines = range(question.heading_span.line + 1, context.report.end_of(question).end_line + 1)
        misspelled = misspelled_marker(context.report, question)
        if misspelled is not None:
            if any(span.line < misspelled.line for span in question.answer.spans):
                continue  # the official check would not count what is above
            line = source.line(misspelled.line)
            rest = line[misspelled.end_column - 1 :].strip("*_ \t")
            edit = replaced_line(source, misspelled.line, f"> Answer: {rest}".rstrip())
            yield Fix("STR004", misspelled.line, question.number, "write `> Answer:` instead", (edit,))
            continue
        loose = [number for number in lines if _LOOSE.match(source.line(number))]
        if len(loose) == 1:
            edit = replaced_line(source, loose[0], "> Answer:")
            yield Fix("STR004", loose[0], question.number, "write `> Answer:` instead", (edit,))
            continue
        last = _end_of_first_quote(source, lines)
        above = [span for span in question.answer.spans if span.line <= last]
        if loose or not last or above:
            continue
        end = source.span(last, last).end_offset
        breaks = line_ending(source)
        after = breaks if last < source.line_count and source.line(last + 1).strip() else ""
        # The template has an empty `>` above the marker, which is often still there.
        empty = "" if source.line(last).strip() == ">" else f"{breaks}>"
        edit = Edit(end, end, f"{empty}{breaks}> Answer:{after}")
        yield Fix("STR004", last, question.number, "write `> Answer:` below the prompt", (edit,))


def headings(context: Context) -> Iterator[Fix]:
    """STR006: write a heading inside an answer in bold, and a comment in code with one `#`."""
    source = context.report.source
    for question in answered(context):
        code = {
            number + 1
            for token in question.answer.tokens
            if token.type in {"fence", "code_block"} and token.map
            for number in range(*token.map)
        }
        for span in question.answer.spans:
            for number in range(span.line, span.end_line + 1):
                match = _HEADING.match(source.line(number))
                if match is None or context.official.lost(question) is None:
                    continue
                text = match["text"].strip()
                inside = f"# {text}" if number in code else f"**{text.strip('*')}**"
                if text:
                    edit = replaced_line(source, number, match["before"] + inside)
                    what = "write the comment with one `#`" if number in code else "write the heading in bold"
                    yield Fix("STR006", number, question.number, what, (edit,))


def second_markers(context: Context) -> Iterator[Fix]:
    """STR007: reword a second `Answer:`."""
    for question, place in stray_markers(context):
        if question is None or question.marker is None or place.line < question.marker.line:
            continue
        begins = not context.report.source.line(place.line)[: place.column - 1].strip("> *_\t")
        edit = Edit(place.offset, place.end_offset, "The answer:" if begins else "answer:")
        yield Fix("STR007", place.line, question.number, "reword `Answer:`", (edit,))


def conflicts(context: Context) -> Iterator[Fix]:
    """STR010: delete the markers of a merge conflict and keep both versions, and git's `diff3` the third one."""
    source = context.report.source
    for conflict in context.damage.conflicts:
        lines = [n for n in range(conflict.line, conflict.end_line + 1) if _CONFLICT.match(source.line(n))]
        edits = tuple(without_line(source, number) for number in lines)
        kept = "all three versions" if any(source.line(n).startswith("|") for n in lines) else "both versions"
        yield Fix("STR010", conflict.line, None, f"delete the markers and keep {kept}", edits)


def _end_of_first_quote(source: Source, lines: range) -> int:
    """Return the last line of the block quote at the start of a question, 0 without one."""
    last = 0
    for number in lines:
        line = source.line(number).strip()
        if line.startswith(">"):
            last = number
        elif line or last:
            break
    return last


def _unquoted(line: str) -> str:
    return re.sub(r"^\s{0,3}>\s?", "", line)
