"""FIG: how many figures an answer has, and how it shows them; `figure_files` has the rules about the files."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.report.model import Figure, Link, Question
from mkdocs_mlops_report.report.visible import says_something
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS
from mkdocs_mlops_report.repository.links import Place
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Severity, rule
from mkdocs_mlops_report.rules.phrases import number_of, shortened
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source, Span

PROMPT = """\
### Question 19
> **Show your bucket in 1-2 images.**
>
> Answer:

"""
FIGURE = "![Our bucket](figures/bucket.png)\n"
_MOST_INVISIBLE = 100
"""Invisible figures of one answer that are reported."""
_TITLE = lazy_pattern(r"""\s+(?:"[^"]*"|'[^']*')\s*$""")
_UNCLOSED = lazy_pattern(r"!\[[^\]\n]{0,300}\](?:\([^)\s]+\s*$|\s+\([^)\s]+\.\w{3,4}\))")
_SPACED = lazy_pattern(r"[^\s<>]\s+[^\s\"']")
_Where: TypeAlias = Literal["backticks", "code", "comment", "invalid"]
_INSIDE: dict[_Where, str] = {"backticks": "backticks", "code": "code", "comment": "an HTML comment"}


class _Exceeded(NamedTuple):
    """A question, the official count of its figures, and the limit that it is not within."""

    question: Question
    figures: int
    limit: Limit


class Invisible(NamedTuple):
    """A figure that the official check counts and no reader sees, and what hides it."""

    span: Span
    where: _Where
    """`invalid` for text that is not quite a figure."""


@rule(
    "FIG001",
    "too-few-figures",
    Severity.WARNING,
    why="Some questions require a figure; without one, the official check fails.",
    example=PROMPT + "{20 words}\n",
    instead=PROMPT + FIGURE,
    see=("FIG005", "FIG010"),
)
def too_few_figures(context: Context) -> Iterator[Finding]:
    """Checks for answers with fewer figures than required."""
    for question, count, limit in _out_of_limit(context):
        # If the figures are there in a form that is not counted, another rule says how to have them counted.
        if count < limit.min and count + len(_uncounted(context, question)) < limit.min:
            yield Finding(
                question.answer_span,
                f"{_number(count)}; {limit} expected.",
                "Add `![what it shows](figures/name.png)`.",
                question.number,
            )


@rule(
    "FIG002",
    "too-many-figures",
    Severity.WARNING,
    why="More figures than expected fail the official check.",
    example=PROMPT + FIGURE * 3,
    instead=PROMPT + FIGURE * 2,
)
def too_many_figures(context: Context) -> Iterator[Finding]:
    """Checks for answers with more figures than expected."""
    for question, count, limit in _out_of_limit(context):
        if count > limit.max:
            over = count - limit.max
            yield Finding(
                question.answer_span,
                f"{_number(count)}; {limit} expected.",
                f"Remove {number_of(over, 'figure')}, or combine several into one.",
                question.number,
            )


@rule(
    "FIG005",
    "link-instead-of-figure",
    Severity.WARNING,
    why="A grader does not see a picture that is only linked, and the official check does not count it.",
    example=PROMPT + "[Our bucket](figures/bucket.png)\n",
    instead=PROMPT + FIGURE,
    fix="safe",
    fix_note="Adds the `!`, if the answer needs the figure and the file exists.",
)
def link_instead_of_figure(context: Context) -> Iterator[Finding]:
    """Checks for links to a picture that is not shown anywhere in the report."""
    for question in context.report.questions:
        for link in picture_links(context, question):
            missing = context.files.target(link.url).place is Place.MISSING
            fact = "is only linked, not shown" + (", and the file is missing" if missing else "")
            figure = f"![{shortened(link.text, 30) or 'what it shows'}]({shortened(link.url)})"
            yield Finding(
                link.span,
                f"`{shortened(unquote(link.url))}` {fact}.",
                f"Write `{figure}`" + (" and add the file." if missing else "."),
                question.number,
                severity=Severity.WARNING if question.figures else Severity.INFO,
                fixable=bool(question.figures) and not missing,
            )


@rule(
    "FIG008",
    "alt-text-missing",
    Severity.INFO,
    why="The alternative text is the caption on the page, and the only description for readers who cannot see the"
    " figure.",
    example=PROMPT + "![my_image](figures/bucket.png)\n",
    instead=PROMPT + FIGURE,
)
def alt_text_missing(context: Context) -> Iterator[Finding]:
    """Checks for figures without alternative text, or with text that says nothing, such as `my_image`."""
    for question in context.report.questions:
        for figure in question.answer.figures:
            if says_something(figure.alt, figure.url):
                continue
            text = figure.alt.strip().strip("<>[](){}.")
            yield Finding(
                figure.span,
                f"Alternative text `{shortened(text)}` does not describe the figure."
                if text
                else "Figure has no alternative text.",
                "Describe what it shows in a few words: `![the stages of our pipeline](…)`.",
                question.number,
            )


@rule(
    "FIG009",
    "counted-but-invisible",
    Severity.WARNING,
    why="The official check counts `![…](…)` wherever it is. In code and in comments, nobody sees a figure.",
    example=PROMPT + "`![Our bucket](figures/bucket.png)`\n",
    instead=PROMPT + FIGURE,
    fix="safe",
    fix_note="Removes backticks around a figure.",
)
def counted_but_invisible(context: Context) -> Iterator[Finding]:
    """Checks for figures in code or in HTML comments, which the official check counts and nobody sees."""
    source = context.report.source
    for question in context.report.questions:
        for span, where in invisible_figures(context, question):
            # If no figure is expected, code may be about Markdown, and a comment does not matter.
            if where == "invalid" or (question.figures is None and where != "backticks"):
                continue
            fact = f"Figure is inside {_INSIDE[where]}"
            yield Finding(
                span,
                f"{fact}: the official check counts it, but readers do not see it."
                if question.figures
                else f"{fact}: readers do not see it.",
                _way_out(question, url_in(source, span), where),
                question.number,
                severity=Severity.WARNING if question.figures else Severity.INFO,
                fixable=where == "backticks",
            )


@rule(
    "FIG010",
    "visible-but-not-counted",
    Severity.WARNING,
    why="The official check counts only `![…](…)` on one line: no `<img>` and no `![…][name]`.",
    example=PROMPT + '<img src="figures/bucket.png" alt="Our bucket">\n',
    instead=PROMPT + FIGURE,
)
def visible_but_not_counted(context: Context) -> Iterator[Finding]:
    """Checks for figures in a form that the official check does not count."""
    for question in context.report.questions:
        for figure in _visible_only(context, question) if question.figures else ():
            yield Finding(
                figure.span,
                "Figure is visible, but the official check does not count it.",
                f"Write `![{shortened(figure.alt, 30) or 'what it shows'}]({shortened(figure.url)})` on one line.",
                question.number,
            )


@rule(
    "FIG011",
    "remote-figure",
    Severity.INFO,
    why="A file on another server may be deleted, changed or private on the day of the exam.",
    example=PROMPT + "![Our bucket](https://example.org/bucket.png)\n",
    instead=PROMPT + FIGURE,
)
def remote_figure(context: Context) -> Iterator[Finding]:
    """Checks for figures that are loaded from another server."""
    for question in context.report.questions:
        for figure in question.answer.figures:
            if context.files.target(figure.url).place is Place.REMOTE:
                host = urlsplit(figure.url).hostname or urlsplit(figure.url).scheme
                yield Finding(
                    figure.span,
                    f"Figure is loaded from `{shortened(host)}`.",
                    "Save the file in `figures/` and show the copy.",
                    question.number,
                )


def url_in(source: Source, figure: Span) -> str:
    """Return the URL in a figure as the official check reads it: from the first `](` to the `)` at its end."""
    text = source.text[figure.offset : figure.end_offset]
    return text[text.index("](", 2) + 2 : -1]


def spaced_figures(context: Context, question: Question) -> Iterator[tuple[Span, str]]:
    """Yield what is not a figure only because of a space in its URL, with the URL."""
    for span, where in invisible_figures(context, question):
        if where == "invalid":
            url = _TITLE.sub("", url_in(context.report.source, span)).strip()
            if _SPACED.search(url):
                yield span, url


def backticked_figures(context: Context, question: Question) -> Iterator[Span]:
    """Yield the figures in backticks that the answer does not show elsewhere."""
    shown = {figure.url for figure in question.answer.figures}
    for span, where in invisible_figures(context, question):
        url = url_in(context.report.source, span)
        if where == "backticks" and "<" not in url and url.strip() not in shown:
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
        if link.around_figure or not is_picture(link.url) or target.place is Place.OUTSIDE:
            continue
        if target.place is not Place.LOCAL and question.figures is None:
            continue  # a remote picture that the answer does not need, or a link that LNK reports
        if (target.file or link.url) not in shown:
            shown.add(target.file or link.url)
            found.append(link)
    return found


def is_picture(url: str) -> bool:
    """Tell whether a URL has the file extension of an image."""
    try:
        path = urlsplit(url).path
    except ValueError:  # an invalid URL
        return False
    return PurePosixPath(unquote(path)).suffix.lower() in IMAGE_EXTENSIONS


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


def _out_of_limit(context: Context) -> Iterator[_Exceeded]:
    for question in context.answered:
        count = context.official.figure_count(question)
        limit = next((one for one in context.official.figure_limits(question) if count not in one), None)
        if limit is not None:
            yield _Exceeded(question, count, limit)


def _number(count: int) -> str:
    return number_of(count, "figure") if count else "No figure"


def _uncounted(context: Context, question: Question) -> list[Figure | Link | Span]:
    """Return what the official check would count if it were written as a figure."""
    return [
        *_visible_only(context, question),
        *picture_links(context, question),
        *unclosed_figures(context, question),
    ]


def _visible_only(context: Context, question: Question) -> list[Figure]:
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
    """Tell whether an offset is in one of the ranges, which are in order and do not overlap."""
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < ends[at]


def _where(context: Context, question: Question, text: str, line: int) -> _Where:
    """Return what hides a figure at a line."""
    for token in question.answer.tokens:
        if token.map is None or not token.map[0] < line <= token.map[1]:
            continue
        if token.type in {"fence", "code_block"}:
            return "code"
        if token.type == "html_block" and text in token.content:
            return "comment"
        for child in token.children or ():
            if child.type == "code_inline" and text in child.content:
                return "backticks"
            if child.type == "html_inline" and text in child.content:
                return "comment"
    source = context.report.source.text
    at = source.find(text, question.span.offset, question.span.end_offset)
    opened = source.rfind("<!--", question.span.offset, at)
    return "comment" if opened > source.rfind("-->", question.span.offset, at) else "invalid"


def _way_out(question: Question, url: str, where: _Where) -> str:
    """Return what to do with a figure that nobody sees."""
    if "<" in url:
        return "Delete it; it is the template's sample line."
    twin = next((figure for figure in question.answer.figures if figure.url == url.strip()), None)
    if twin is not None:
        return f"Delete it, and write the same figure at line {twin.span.line} as `![…](…)`."
    return f"Move it out of {'the comment' if where == 'comment' else f'the {where}'}."
