"""How each finding that can be mended is mended: one function a rule, from both readings to repairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias
from urllib.parse import quote

from mlops_report.fix.edits import Edit, Repair, in_line, line_break, without_line
from mlops_report.pattern import lazy
from mlops_report.report import Place, Question, Source
from mlops_report.rules.checklist import box_of
from mlops_report.rules.figures import backticked_figures, picture_links, spaced_figures
from mlops_report.rules.links import meant_from_root
from mlops_report.rules.readings import Readings
from mlops_report.rules.rendering import lists_under_text, quoted_answer

Fixer: TypeAlias = Callable[[Readings], Iterator[Repair]]

_ONLY_SIGNS = lazy(r"[\s>*_`\\|+-]*(?:\d{1,3}[.)])?[\s>*_`\\|]*")
_FENCE = lazy(r"^\s*(?:`{3,}|~{3,})\s*\w*\s*$")
_LEADING_DASHES = lazy(r"^(\s*(?:>\s?)*)[-\u2010-\u2015\u2212]{1,9}\s+")
_TRAILING_DASHES = lazy(r"\s*[-\u2010-\u2015\u2212]{2,9}\s*$|\s*[\u2013\u2014]\s*$")
_LOOSE = lazy(
    r"^[ \t]{0,3}(?:>[ \t]?){0,3}[*_]{0,3}answers?[*_]{0,3}[ \t]*[:;\uff1a]?[*_]{0,3}[ \t]*$", re.IGNORECASE
)
_HEADING = lazy(r"^(?P<before>[ \t]{0,3}(?:>[ \t]?)*)(?P<sign>#{2,6})[ \t]+(?P<text>.*?)[ \t#]*$")
_CONFLICT = lazy(r"^(?:<{7}|={7}|>{7}|\|{7})(?:\s.*)?$")


def placeholders(readings: Readings) -> Iterator[Repair]:
    """PLH002: take a placeholder away that stands beside an answer."""
    source = readings.report.source
    for question in _answered(readings):
        for span in question.answer.placeholders:
            line = source.line(span.line)
            before, behind = line[: span.column - 1], line[span.end_column - 1 :].lstrip()
            gap = " " if behind and not _ONLY_SIGNS.fullmatch(before) else ""
            edits = [_rest_or_nothing(source, span.line, (before.rstrip() + gap if gap else before) + behind)]
            around = (span.line - 1, span.line + 1)
            if all(_FENCE.match(source.line(number)) for number in around):  # a fence with nothing else in it
                edits += [without_line(source, number) for number in around]
            yield Repair("PLH002", span.line, question.number, "took the placeholder away", tuple(edits))


def dashes(readings: Readings) -> Iterator[Repair]:
    """PLH005: take the placeholder's dashes away that were kept around an answer."""
    source = readings.report.source
    for question in _answered(readings):
        lines = sorted({span.line for span in question.answer.dashes})
        edits = []
        for number in lines:
            line = source.line(number)
            bare = _LEADING_DASHES.sub(r"\1", line) if number == lines[0] else line
            if bare == line or number == lines[-1]:
                bare = _TRAILING_DASHES.sub("", bare)
            edits.append(_rest_or_nothing(source, number, bare))
        if edits:
            yield Repair("PLH005", lines[0], question.number, "took the placeholder's dashes away", tuple(edits))


def underlines(readings: Readings) -> Iterator[Repair]:
    """REN002: put an empty line between a paragraph and the dashes that make a heading of it."""
    source = readings.report.source
    for question in _answered(readings):
        for token in question.answer.tokens:
            if token.type == "heading_open" and token.markup == "-" and token.map:
                last = token.map[1]
                start = source.span(last, last).offset
                edit = Edit(start, start, line_break(source))
                yield Repair("REN002", last, question.number, "put an empty line above the dashes", (edit,))


def lists(readings: Readings) -> Iterator[Repair]:
    """REN004: put an empty line between a line of text and the list or table under it."""
    source = readings.report.source
    for question in _answered(readings):
        for number, kind in lists_under_text(question):
            start = source.span(number, number).offset
            edit = Edit(start, start, line_break(source))
            yield Repair("REN004", number, question.number, f"put an empty line above the {kind}", (edit,))


def boxes(readings: Readings) -> Iterator[Repair]:
    """CHK001: write boxes as GitHub reads them; what is half done is left, for it would become all or nothing."""
    source = readings.report.source
    marks = {"done": "[x]", "open": "[ ]"}
    for group in readings.report.checklist.groups:
        for item in group.items:
            if item.shown or item.state not in marks:
                continue
            number, line = item.span.line, source.line(item.span.line)
            start, end = box_of(line)
            if start == end:
                continue  # without any box nobody knows what was meant
            behind = "" if line[end : end + 1].isspace() else " "
            text = line[:start] + marks[item.state] + behind + line[end:]
            yield Repair("CHK001", number, None, "wrote the box as GitHub reads it", (in_line(source, number, text),))


def paths(readings: Readings) -> Iterator[Repair]:
    """FIG006: write the path of a figure as GitHub follows it."""
    source = readings.report.source
    for question in readings.report.questions:
        for figure in question.answer.figures:
            if readings.shows(figure) or readings.places[figure.url].place is Place.REMOTE:
                continue
            meant = readings.meant(figure.url)
            if meant is not None:
                edit = Edit(figure.span.offset, figure.span.end_offset, quote(meant))
                yield Repair("FIG006", figure.span.line, question.number, f"wrote the path `{quote(meant)}`", (edit,))
        for span, url in spaced_figures(readings, question):
            meant = readings.meant(url)
            at = source.text.find(url, span.offset, span.end_offset)
            if meant is not None and at >= 0:
                edit = Edit(at, at + len(url), quote(meant))
                yield Repair("FIG006", span.line, question.number, f"wrote the path `{quote(meant)}`", (edit,))


def links_to_pictures(readings: Readings) -> Iterator[Repair]:
    """FIG005: show a picture that is only linked to, where the answer shows too few."""
    text = readings.report.source.text
    for question in _answered(readings):
        missing = (question.figures.min if question.figures else 0) - readings.visible_figures(question)
        for link in picture_links(readings, question):
            opening = _opening(text, link.span.offset, question.span.offset)
            if missing <= 0 or opening < 0 or readings.places[link.url].place is not Place.LOCAL:
                continue
            missing -= 1
            edit = Edit(opening, opening, "!")
            yield Repair("FIG005", link.span.line, question.number, "made the link a figure", (edit,))


def figures_in_backticks(readings: Readings) -> Iterator[Repair]:
    """FIG009: take a figure out of its backticks."""
    text = readings.report.source.text
    for question in _answered(readings):
        for span in backticked_figures(readings, question):
            start, end = span.offset, span.end_offset
            while text[start - 1 : start] == "`" and text[end : end + 1] == "`":
                start, end = start - 1, end + 1
            if start < span.offset:
                line = readings.report.source.span_of(start, end).line
                edits = (Edit(start, span.offset, ""), Edit(span.end_offset, end, ""))
                yield Repair("FIG009", line, question.number, "took the figure out of the backticks", edits)


def links_from_root(readings: Readings) -> Iterator[Repair]:
    """LNK002: write a link from the report's folder on."""
    for question, link, meant in meant_from_root(readings):
        edit = Edit(link.span.offset, link.span.end_offset, meant)
        yield Repair("LNK002", link.span.line, question.number, f"wrote the link as `{meant}`", (edit,))


def answers_in_quotes(readings: Readings) -> Iterator[Repair]:
    """REN001: move an answer out of the quote of its prompt, below `> Answer:` and an empty line."""
    source = readings.report.source
    for question, span in quoted_answer(readings):
        marker = question.marker
        if marker is None:
            continue
        end_of_line = line_break(source)
        lines = []
        last = span.end_line
        if question.quote is not None and span.line <= question.quote.end_line:
            last = max(last, question.quote.end_line)  # all that stands in the quote behind the marker goes out of it
        for number in range(span.line, last + 1):
            line = source.line(number)
            lines.append(line[marker.end_column - 1 :].strip() if number == marker.line else _unquoted(line))
        head = source.line(marker.line)[: marker.end_column - 1] if span.line == marker.line else None
        first = span.line
        while head is None and first > marker.line + 1 and not source.line(first - 1).strip("> \t"):
            first -= 1  # a `>` with nothing behind it, between the marker and the answer
        body = [*([head] if head is not None else []), "", *lines]
        while body and not body[-1].strip():
            body.pop()
        if last < source.line_count and source.line(last + 1).strip():
            body.append("")
        start, end = source.span(first, first).offset, source.span(last, last).end_offset
        edit = Edit(start, end, end_of_line.join(body))
        yield Repair("REN001", span.line, question.number, "moved the answer out of the prompt's quote", (edit,))


def markers(readings: Readings) -> Iterator[Repair]:
    """STR004: restore `> Answer:` where only one place is possible: a misspelled one, or the end of the prompt."""
    source = readings.report.source
    for question in readings.report.questions:
        if question.marker is not None or readings.report.edition.question(question.number) is None:
            continue
        lines = range(question.heading_span.line + 1, readings.end(question).end_line + 1)
        loose = [number for number in lines if _LOOSE.match(source.line(number))]
        if len(loose) == 1:
            edit = in_line(source, loose[0], "> Answer:")
            yield Repair("STR004", loose[0], question.number, "wrote `> Answer:`", (edit,))
            continue
        last = _end_of_first_quote(source, lines)
        above = [span for span in question.answer.spans if span.line <= last]
        if loose or not last or above:
            continue
        end = source.span(last, last).end_offset
        breaks = line_break(source)
        after = breaks if last < source.line_count and source.line(last + 1).strip() else ""
        # The template has an empty line of the quote above the marker; often it has stayed.
        empty = "" if source.line(last).strip() == ">" else f"{breaks}>"
        edit = Edit(end, end, f"{empty}{breaks}> Answer:{after}")
        yield Repair("STR004", last, question.number, "put `> Answer:` below the prompt", (edit,))


def headings(readings: Readings) -> Iterator[Repair]:
    """STR006: write a heading inside an answer in bold, a comment of code with one `#`."""
    source = readings.report.source
    for question in _answered(readings):
        code = {
            number + 1
            for token in question.answer.tokens
            if token.type in {"fence", "code_block"} and token.map
            for number in range(*token.map)
        }
        for span in question.answer.spans:
            for number in range(span.line, span.end_line + 1):
                match = _HEADING.match(source.line(number))
                if match is None or readings.cut(question) is None:
                    continue
                text = match["text"].strip()
                inside = f"# {text}" if number in code else f"**{text.strip('*')}**"
                if text:
                    edit = in_line(source, number, match["before"] + inside)
                    what = "wrote the comment with one `#`" if number in code else "wrote the heading in bold"
                    yield Repair("STR006", number, question.number, what, (edit,))


def second_markers(readings: Readings) -> Iterator[Repair]:
    """STR007: reword a second `Answer:`."""
    report = readings.report
    owners = {(question.marker.line, question.marker.column) for question in report.questions if question.marker}
    for span in readings.verdict.markers:
        question = readings.question_at(span.line)
        if (span.line, span.column) in owners or question is None or question.marker is None:
            continue
        if span.line < question.marker.line:
            continue
        line = report.source.line(span.line)
        begins = not line[: span.column - 1].strip("> *_\t")
        edit = Edit(span.offset, span.end_offset, "The answer:" if begins else "the answer:")
        yield Repair("STR007", span.line, question.number, "reworded `Answer:`", (edit,))


def conflicts(readings: Readings) -> Iterator[Repair]:
    """STR010: take the markers of a merge away; both versions stay."""
    source = readings.report.source
    for conflict in readings.conflicts:
        lines = [n for n in range(conflict.line, conflict.end_line + 1) if _CONFLICT.match(source.line(n))]
        edits = tuple(without_line(source, number) for number in lines)
        yield Repair("STR010", conflict.line, None, "took the markers of a merge away and kept both versions", edits)


SAFE: dict[str, Fixer] = {
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
    "LNK002": links_from_root,
}
"""In the order in which they are tried."""
UNSAFE: dict[str, Fixer] = {"STR010": conflicts, "STR006": headings, "STR007": second_markers}
"""What changes what somebody reads, or what the official tool counts."""


def _answered(readings: Readings) -> Iterator[Question]:
    return (question for question in readings.report.questions if question.answer.state == "answered")


def _rest_or_nothing(source: Source, number: int, rest: str) -> Edit:
    """Keep what is left of a line; a line of which only signs are left goes."""
    return without_line(source, number) if _ONLY_SIGNS.fullmatch(rest) else in_line(source, number, rest.rstrip())


def _opening(text: str, url: int, least: int) -> int:
    """Return the offset of the `[` of the link whose address begins at `url`, or -1."""
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
    """Return the last line of the quote that a question begins with, 0 where it begins with something else."""
    last = 0
    for number in lines:
        line = source.line(number).strip()
        if line.startswith(">"):
            last = number
        elif line or last:
            break
    return last
