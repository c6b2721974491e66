"""How findings are fixed: one function for each rule that has a fix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from mkdocs_mlops_report.fix.edits import Edit, Fix, line_ending, replaced_line, without_line
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.repository.links import Place
from mkdocs_mlops_report.repository.suggestions import typed
from mkdocs_mlops_report.rules.checklist import box_in
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.figure_forms import backticked_figures, picture_links, spaced_figures
from mkdocs_mlops_report.rules.links import meant_links, root_links
from mkdocs_mlops_report.rules.markers import misspelled_marker
from mkdocs_mlops_report.rules.meant_paths import meant_file
from mkdocs_mlops_report.rules.rendering import quoted_answers, tight_lists
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source

Fixer: TypeAlias = Callable[[Context], Iterator[Fix]]

_ONLY_MARKUP = lazy_pattern(r"[\s>*_`\\|+-]*(?:\d{1,3}[.)])?[\s>*_`\\|]*")
_FENCE = lazy_pattern(r"^\s*(?:`{3,}|~{3,})\s*\w*\s*$")
_LEADING_DASHES = lazy_pattern(r"^(\s*(?:>\s?)*)[-\u2010-\u2015\u2212]{1,9}\s+")
_TRAILING_DASHES = lazy_pattern(r"\s*[-\u2010-\u2015\u2212]{2,9}\s*$|\s*[\u2013\u2014]\s*$")
_LOOSE = lazy_pattern(
    r"^[ \t]{0,3}(?:>[ \t]?){0,3}[*_]{0,3}answers?[*_]{0,3}[ \t]*[:;\uff1a]?[*_]{0,3}[ \t]*$", re.IGNORECASE
)
_HEADING = lazy_pattern(r"^(?P<before>[ \t]{0,3}(?:>[ \t]?)*)(?P<sign>#{2,6})[ \t]+(?P<text>.*?)[ \t#]*$")
_CONFLICT = lazy_pattern(r"^(?:<{7}|={7}|>{7}|\|{7})(?:\s.*)?$")


def placeholders(context: Context) -> Iterator[Fix]:
    """PLH002: delete a placeholder beside an answer."""
    source = context.report.source
    for question in _answered(context):
        for span in question.answer.placeholders:
            line = source.line(span.line)
            before, after = line[: span.column - 1], line[span.end_column - 1 :].lstrip()
            gap = " " if after and not _ONLY_MARKUP.fullmatch(before) else ""
            edits = [_kept_or_deleted(source, span.line, (before.rstrip() + gap if gap else before) + after)]
            around = (span.line - 1, span.line + 1)
            if all(_FENCE.match(source.line(number)) for number in around):  # a fence with nothing else inside
                edits += [without_line(source, number) for number in around]
            yield Fix("PLH002", span.line, question.number, "delete the placeholder", tuple(edits))


def dashes(context: Context) -> Iterator[Fix]:
    """PLH005: delete the placeholder's dashes around an answer."""
    source = context.report.source
    for question in _answered(context):
        lines = sorted({span.line for span in question.answer.dashes})
        edits = []
        for number in lines:
            line = source.line(number)
            bare = _LEADING_DASHES.sub(r"\1", line) if number == lines[0] else line
            if bare == line or number == lines[-1]:
                bare = _TRAILING_DASHES.sub("", bare)
            edits.append(_kept_or_deleted(source, number, bare))
        if edits:
            yield Fix("PLH005", lines[0], question.number, "delete the dashes of the placeholder", tuple(edits))


def underlines(context: Context) -> Iterator[Fix]:
    """REN002: add a blank line between a paragraph and the dashes that turn it into a heading."""
    source = context.report.source
    for question in _answered(context):
        for token in question.answer.tokens:
            if token.type == "heading_open" and token.markup == "-" and token.map:
                first, last = token.map[0] + 1, token.map[1]
                bare = _LEADING_DASHES.sub(r"\1", source.line(first))
                if bare != source.line(first) and len(source.line(first)) > len(bare) + 2:  # the template's dashes
                    edits = (replaced_line(source, first, bare), without_line(source, last))
                    yield Fix("REN002", last, question.number, "delete the dashes of the placeholder", edits)
                    continue
                start = source.span(last, last).offset
                edit = Edit(start, start, line_ending(source))
                yield Fix("REN002", last, question.number, "add a blank line above the dashes", (edit,))


def lists(context: Context) -> Iterator[Fix]:
    """REN004: add a blank line above a list or table that directly follows text."""
    source = context.report.source
    for question in _answered(context):
        for number, kind in tight_lists(question):
            start = source.span(number, number).offset
            edit = Edit(start, start, line_ending(source))
            yield Fix("REN004", number, question.number, f"add a blank line above the {kind}", (edit,))


def boxes(context: Context) -> Iterator[Fix]:
    """CHK001: write boxes as GitHub renders them, except those that mean neither done nor open."""
    source = context.report.source
    marks = {"done": "[x]", "open": "[ ]"}
    for group in context.report.checklist.groups:
        for item in group.items:
            if item.shown or item.state not in marks:
                continue
            number, line = item.span.line, source.line(item.span.line)
            start, end = box_in(line)
            if start == end:
                continue  # without a box, nobody knows what was meant
            after = "" if line[end : end + 1].isspace() else " "
            text = line[:start] + marks[item.state] + after + line[end:]
            yield Fix(
                "CHK001",
                number,
                None,
                f"write the box as `{marks[item.state]}`",
                (replaced_line(source, number, text),),
            )


def paths(context: Context) -> Iterator[Fix]:
    """FIG006: write the path of a figure as GitHub follows it."""
    source = context.report.source
    for question in context.report.questions:
        for figure in question.answer.figures:
            meant = meant_file(context, figure.url)
            if meant is not None:
                edit = Edit(figure.span.offset, figure.span.end_offset, typed(meant))
                yield Fix("FIG006", figure.span.line, question.number, f"write the path as `{typed(meant)}`", (edit,))
        for span, url in spaced_figures(context, question):
            meant = context.files.same(url)
            at = source.text.find(url, span.offset, span.end_offset)
            if meant is not None and at >= 0:
                edit = Edit(at, at + len(url), typed(meant))
                yield Fix("FIG006", span.line, question.number, f"write the path as `{typed(meant)}`", (edit,))


def links_to_pictures(context: Context) -> Iterator[Fix]:
    """FIG005: show a picture that is only linked, as far as the answer may show more figures."""
    text = context.report.source.text
    for question in _answered(context):
        room = (question.figures.max if question.figures else 0) - context.visible_figures(question)
        for link in picture_links(context, question):
            opening = _opening(text, link.span.offset, question.span.offset)
            if room <= 0 or opening < 0 or context.files.target(link.url).place is not Place.LOCAL:
                continue
            room -= 1
            edit = Edit(opening, opening, "!")
            yield Fix("FIG005", link.span.line, question.number, "turn the link into a figure", (edit,))


def figures_in_backticks(context: Context) -> Iterator[Fix]:
    """FIG009: remove backticks around a figure."""
    text = context.report.source.text
    for question in _answered(context):
        for span in backticked_figures(context, question):
            start, end = span.offset, span.end_offset
            while text[start - 1 : start] == "`" and text[end : end + 1] == "`":
                start, end = start - 1, end + 1
            if start < span.offset:
                line = context.report.source.span_of(start, end).line
                edits = (Edit(start, span.offset, ""), Edit(span.end_offset, end, ""))
                yield Fix("FIG009", line, question.number, "remove the backticks around the figure", edits)


def misspelled_links(context: Context) -> Iterator[Fix]:
    """LNK001: write the path of a link as GitHub follows it."""
    for question, link, path in meant_links(context):
        edit = Edit(link.span.offset, link.span.end_offset, path)
        yield Fix("LNK001", link.span.line, question.number, f"write the link as `{path}`", (edit,))


def links_from_root(context: Context) -> Iterator[Fix]:
    """LNK002: write a link relative to the report."""
    for question, link, path in root_links(context):
        edit = Edit(link.span.offset, link.span.end_offset, path)
        yield Fix("LNK002", link.span.line, question.number, f"write the link as `{path}`", (edit,))


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
    for question in _answered(context):
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
    report = context.report
    owners = {(question.marker.line, question.marker.column) for question in report.questions if question.marker}
    for span in context.official.verdict.markers:
        question = report.question_at(span.line)
        if (span.line, span.column) in owners or question is None or question.marker is None:
            continue
        if span.line < question.marker.line:
            continue
        line = report.source.line(span.line)
        begins = not line[: span.column - 1].strip("> *_\t")
        edit = Edit(span.offset, span.end_offset, "The answer:" if begins else "the answer:")
        yield Fix("STR007", span.line, question.number, "reword `Answer:`", (edit,))


def conflicts(context: Context) -> Iterator[Fix]:
    """STR010: delete the markers of a merge conflict and keep both versions."""
    source = context.report.source
    for conflict in context.damage.conflicts:
        lines = [n for n in range(conflict.line, conflict.end_line + 1) if _CONFLICT.match(source.line(n))]
        edits = tuple(without_line(source, number) for number in lines)
        yield Fix("STR010", conflict.line, None, "delete the markers and keep both versions", edits)


FIXERS: dict[str, Fixer] = {
    "STR010": conflicts,
    "STR006": headings,
    "STR007": second_markers,
    "STR004": markers,
    "REN001": answers_in_quotes,
    "PLH002": placeholders,
    "REN002": underlines,
    "REN004": lists,
    "PLH005": dashes,
    "CHK001": boxes,
    "FIG006": paths,
    "FIG009": figures_in_backticks,
    "FIG005": links_to_pictures,
    "LNK001": misspelled_links,
    "LNK002": links_from_root,
}
"""The function for each rule with a fix, in the order in which they are applied."""


def _answered(context: Context) -> Iterator[Question]:
    return (question for question in context.report.questions if question.answer.state == "answered")


def _kept_or_deleted(source: Source, number: int, rest: str) -> Edit:
    """Return the edit that keeps the rest of a line, or deletes the line if only markup is left."""
    return (
        without_line(source, number) if _ONLY_MARKUP.fullmatch(rest) else replaced_line(source, number, rest.rstrip())
    )


def _opening(text: str, url: int, least: int) -> int:
    """Return the offset of the `[` of the link whose URL starts at `url`, or -1."""
    at = text.rfind("](", least, url)
    depth = 0
    for offset in range(at - 1, least - 1, -1) if at >= 0 else ():
        if text[offset] == "]":
            depth += 1
        elif text[offset] == "[":
            if not depth:
                return -1 if text[offset - 1 : offset] == "!" else offset
            depth -= 1
    return -1


def _unquoted(line: str) -> str:
    return re.sub(r"^\s{0,3}>\s?", "", line)


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
