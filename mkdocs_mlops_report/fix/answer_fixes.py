"""Fixes inside answers: leftovers of the template, figures, links and lists."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_mlops_report.fix.edits import Edit, Fix, line_ending, replaced_line, without_line
from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.repository.links import Place
from mkdocs_mlops_report.repository.suggestions import typed
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.checklist import box_in
from mkdocs_mlops_report.rules.families.figure_forms import backticked_figures, picture_links, spaced_figures
from mkdocs_mlops_report.rules.families.links import meant_links, root_links
from mkdocs_mlops_report.rules.families.meant_paths import meant_file
from mkdocs_mlops_report.rules.families.rendering import tight_lists
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source

_ONLY_MARKUP = lazy_pattern(r"[\s>*_`\\|+-]*(?:\d{1,3}[.)])?[\s>*_`\\|]*")
_FENCE = lazy_pattern(r"^\s*(?:`{3,}|~{3,})\s*\w*\s*$")
_LEADING_DASHES = lazy_pattern(r"^(\s*(?:>\s?)*)[-\u2010-\u2015\u2212]{1,9}\s+")
_TRAILING_DASHES = lazy_pattern(r"\s*[-\u2010-\u2015\u2212]{2,9}\s*$|\s*[\u2013\u2014]\s*$")


def answered(context: Context) -> Iterator[Question]:
    """Yield the questions with an answer of any kind."""
    return (question for question in context.report.questions if question.answer.state == "answered")


def placeholders(context: Context) -> Iterator[Fix]:
    """PLH002: delete a placeholder beside an answer."""
    source = context.report.source
    for question in answered(context):
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
    for question in answered(context):
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
    for question in answered(context):
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
    for question in answered(context):
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
    for question in answered(context):
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
    for question in answered(context):
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
