"""How an answer shows figures, and what only looks like one: to readers, to the official check, or to neither."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple, TypeAlias

from mkdocs_mlops_report.report.model import Figure, Link, Question
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS
from mkdocs_mlops_report.repository.links import Place, extension_of
from mkdocs_mlops_report.repository.suggestions import typed_url
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.phrases import shortened
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source, Span

Where: TypeAlias = Literal["backticks", "code", "comment", "html", "invalid"]
_MOST_INVISIBLE = 100
"""Invisible figures of one answer that are reported."""
_TITLE = lazy_pattern(r"""\s+(?:"[^"]*"|'[^']*')\s*$""")
_NO_BRACKETS = str.maketrans(dict.fromkeys("[]!`", " "))
_UNCLOSED = lazy_pattern(r"!\[[^\]\n]{0,300}\](?:\([^)\s]+\s*$|\s+\([^)\s]+\.\w{3,4}\))")
_SPACED = lazy_pattern(r"[^\s<>]\s+[^\s\"']")


class Invisible(NamedTuple):
    """A figure that the official check counts and no reader sees, and what hides it."""

    span: Span
    where: Where
    """`html` for HTML that no blank line ends, `invalid` for text that is not quite a figure."""


def figures_of(context: Context) -> Iterator[tuple[Question, Figure]]:
    """Yield the figures that answers show, each with its question."""
    for question in context.report.questions:
        for figure in question.answer.figures:
            yield question, figure


def figure_of(question: Question, url: str) -> str:
    """Return what the findings about one figure of an answer are about."""
    return f"figure of {question.number}: {url}"


def figure_text(alt: str, url: str) -> str:
    """Return the Markdown of a figure, to be typed as it is."""
    words = " ".join(alt.translate(_NO_BRACKETS).split())
    return f"![{shortened(words, 40) or 'what it shows'}]({typed_url(url)})"


def is_sample(url: str) -> bool:
    """Return whether a URL is that of the template's sample line, `figures/<image>.<extension>`."""
    return "<" in url.strip().removeprefix("<")  # Markdown also allows `<figures/our plot.png>`


def url_in(source: Source, figure: Span) -> str:
    """Return the URL in a figure as the official check reads it: from the first `](` to the `)` at its end."""
    text = source.text[figure.offset : figure.end_offset]
    return text[text.index("](", 2) + 2 : -1]


def spaced_figures(context: Context, question: Question) -> Iterator[tuple[Span, str]]:
    """Yield what is not a figure only because of a space in its URL, with the URL."""
    return ((span, url) for span, url in _invalid(context, question) if _SPACED.search(url))


def invalid_figures(context: Context, question: Question) -> Iterator[tuple[Span, str]]:
    """Yield what is not a figure for another reason than a space, with the URL."""
    links = [link.span.offset for link in question.answer.links]  # an escaped `!` before a link
    for span, url in _invalid(context, question):
        if not _SPACED.search(url) and not any(span.offset <= at < span.end_offset for at in links):
            yield span, url


def _invalid(context: Context, question: Question) -> Iterator[tuple[Span, str]]:
    for span, where in invisible_figures(context, question):
        if where == "invalid":
            yield span, _TITLE.sub("", url_in(context.report.source, span)).strip()


def backticked_figures(context: Context, question: Question) -> Iterator[Span]:
    """Yield the figures in backticks that the answer does not show elsewhere."""
    shown = {figure.url for figure in question.answer.figures}
    for span, where in invisible_figures(context, question):
        url = url_in(context.report.source, span)
        if where == "backticks" and not is_sample(url) and url.strip() not in shown:
            yield span


def unclosed_figures(context: Context, question: Question) -> Iterator[Span]:
    """Yield the places of figures with a missing parenthesis, which show as text and are not counted."""
    source = context.report.source
    if "![" not in source.text_at(question.answer.spans):
        return
    for token in question.answer.tokens:
        for child in token.children or ():
            text = child.content if child.type == "text" and "![" in child.content else ""
            match = _UNCLOSED.search(text)
            if match and token.map:
                numbers = range(token.map[0] + 1, token.map[1] + 1)
                number = next((one for one in numbers if match[0] in source.line(one)), token.map[0] + 1)
                column = source.line(number).find(match[0]) + 1
                yield source.span(number, number, max(column, 1))


def picture_links(context: Context, question: Question) -> list[Link]:
    """Return the links of an answer to a picture that the report does not show anywhere."""
    files = context.files
    shown = {
        files.target(figure.url).file or figure.url
        for other in context.report.questions
        for figure in other.answer.figures
    }
    found: list[Link] = []
    for link in question.answer.links:
        target = files.target(link.url)
        if link.around_figure or extension_of(link.url) not in IMAGE_EXTENSIONS or target.place is Place.OUTSIDE:
            continue
        if target.place is not Place.LOCAL and question.figures is None:
            continue  # a remote picture that the answer does not need, or a link that LNK reports
        if (target.file or link.url) not in shown:
            shown.add(target.file or link.url)
            found.append(link)
    return found


def invisible_figures(context: Context, question: Question) -> Iterator[Invisible]:
    """Yield what the official check counts as a figure and no reader sees."""
    shown = sorted(figure.span.offset for figure in question.answer.figures)
    unseen = (
        span
        for span in context.official.figures(question)
        if bisect_left(shown, span.offset) == bisect_left(shown, span.end_offset)
        and not context.damage.in_unclosed(span.line)
    )
    for span in islice(unseen, _MOST_INVISIBLE):
        text = context.report.source.text[span.offset : span.end_offset]
        yield Invisible(span, _where(context, question, text, span.line))


def visible_only_figures(context: Context, question: Question) -> list[Figure]:
    """Return the visible figures that the official check would count if they were written in another form."""
    counted = context.official.figures(question)
    starts, ends = [span.offset for span in counted], [span.end_offset for span in counted]
    lost = context.official.lost(question)
    return [
        figure
        for figure in question.answer.figures
        if not _is_within(figure.span.offset, starts, ends)
        and not any(figure.span.line < span.end_line for span in question.above_marker)
        and not (lost and figure.span.offset > lost.start)
        and question.marker is not None
        and context.files.shows(figure.url)
    ]


def _is_within(offset: int, starts: list[int], ends: list[int]) -> bool:
    """Return whether an offset is in one of the ranges, which are in order and do not overlap."""
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < ends[at]


def _where(context: Context, question: Question, text: str, line: int) -> Where:
    """Return what hides a figure at a line."""
    for token in question.answer.tokens:
        if token.map is None or not token.map[0] < line <= token.map[1]:
            continue
        if token.type in {"fence", "code_block"}:
            return "code"
        if token.type == "html_block" and text in token.content:
            before = token.content.partition(text)[0]
            return "comment" if before.rfind("<!--") > before.rfind("-->") else "html"
        for child in token.children or ():
            if child.type == "code_inline" and text in child.content:
                return "backticks"
            if child.type == "html_inline" and text in child.content:
                return "comment"
    source = context.report.source.text
    at = source.find(text, question.span.offset, question.span.end_offset)
    opened = source.rfind("<!--", question.span.offset, at)
    return "comment" if opened > source.rfind("-->", question.span.offset, at) else "invalid"
