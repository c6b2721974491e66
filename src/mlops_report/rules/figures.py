"""FIG: how many figures an answer has and how it shows them; the files behind them are in `figure_files`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from mlops_report.exam import Limit
from mlops_report.official import count_figures
from mlops_report.pattern import lazy
from mlops_report.report import Figure, Link, Place, Question, Source, Span
from mlops_report.report.figures import FIGURE_TYPES, says_something
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import number_of, shortened

_PROMPT = """\
### Question 19
> **Show your bucket in 1-2 images.**
>
> Answer:

"""
_FIGURE = "![Our bucket](figures/bucket.png)\n"
_MOST_UNSEEN = 100
"""Figures of one answer that nobody sees and of which each is told; there are never as many."""
_TITLE = lazy(r"""\s+(?:"[^"]*"|'[^']*')\s*$""")
_UNCLOSED = lazy(r"!\[[^\]\n]{0,300}\](?:\([^)\s]+\s*$|\s+\([^)\s]+\.\w{3,4}\))")
_SPACED = lazy(r"[^\s<>]\s+[^\s\"']")


@rule(
    "FIG001",
    "too-few-figures",
    Severity.WARNING,
    why="Some questions are answered by a figure; without one the official check fails.",
    mend="Put the picture into `figures/` and show it: `![What it shows](figures/name.png)`.",
    fires=_PROMPT + "{20 words}\n",
    silent=_PROMPT + _FIGURE,
)
def too_few_figures(readings: Readings) -> Iterator[Finding]:
    """An answer shows fewer figures than asked for."""
    for question, count, limit in _out_of_limit(readings):
        # Where the figures are there in a form that is not counted, another rule says how to have them counted.
        if count < limit.min and count + len(_uncounted(readings, question)) < limit.min:
            yield Finding(
                question.place,
                f"{number_of(count, 'figure')}, {limit.min - count} too few;"
                f" {limit} {'is' if limit.max == 1 else 'are'} asked for.",
                "Show the picture with `![what it shows](figures/name.png)`.",
                question.number,
            )


@rule(
    "FIG002",
    "too-many-figures",
    Severity.WARNING,
    why="More figures than asked for fail the official check.",
    mend="Keep those that say most, or join two pictures into one.",
    fires=_PROMPT + _FIGURE * 3,
    silent=_PROMPT + _FIGURE * 2,
)
def too_many_figures(readings: Readings) -> Iterator[Finding]:
    """An answer shows more figures than asked for."""
    for question, count, limit in _out_of_limit(readings):
        if count > limit.max:
            yield Finding(
                question.place,
                f"{number_of(count, 'figure')}, {count - limit.max} too many;"
                f" {limit} {'is' if limit.max == 1 else 'are'} asked for.",
                "Keep those that say most, or join pictures into one.",
                question.number,
            )


@rule(
    "FIG005",
    "link-instead-of-figure",
    Severity.WARNING,
    why="A link is a click away: the grader does not see the picture in its place, and the official tool counts"
    " none.",
    mend="Put an exclamation mark in front of the link: `![what it shows](figures/name.png)`.",
    fires=_PROMPT + "[Our bucket](figures/plot.png)\n",
    silent=_PROMPT + _FIGURE,
    fix="safe",
)
def link_instead_of_figure(readings: Readings) -> Iterator[Finding]:
    """An answer links to a picture and does not show it."""
    for question in readings.report.questions:
        for link in picture_links(readings, question):
            missing = readings.places[link.url].place is Place.MISSING
            stands = "stands in the place of the figure" if question.figures else "shows no figure"
            yield Finding(
                link.span,
                f"A link to the picture `{shortened(unquote(link.url))}` {stands}"
                f"{', and the file is missing' * missing}.",
                f"Write `![{shortened(link.text, 30) or 'what it shows'}]({shortened(link.url)})`, with the"
                f" exclamation mark{', and put the file there' * missing}.",
                question.number,
                None if question.figures else Severity.INFO,
                by_hand=missing or not question.figures,
            )


@rule(
    "FIG008",
    "alt-text-missing",
    Severity.INFO,
    why="The text of a figure is its caption on the page, and all that somebody has who cannot see it.",
    mend="Say in a few words what the figure shows.",
    fires=_PROMPT + "![my_image](figures/bucket.png)\n",
    silent=_PROMPT + _FIGURE,
)
def alt_text_missing(readings: Readings) -> Iterator[Finding]:
    """A figure has no text, or one that says nothing: `my_image`."""
    for question in readings.report.questions:
        for figure in question.answer.figures:
            if says_something(figure.alt, figure.url):
                continue
            text = figure.alt.strip().strip("<>[](){}.")
            yield Finding(
                figure.span,
                f"The figure's text is `{shortened(text)}`, which says nothing."
                if text
                else "The figure has no text.",
                "Say in a few words what it shows: `![the three stages of our pipeline](…)`.",
                question.number,
            )


@rule(
    "FIG009",
    "counted-but-invisible",
    Severity.WARNING,
    why="The official tool counts `![…](…)` wherever it stands. In code and comments nobody sees a picture.",
    mend="Take the figure out of the backticks, the code or the comment.",
    fires=_PROMPT + "`![Our bucket](figures/bucket.png)`\n",
    silent=_PROMPT + _FIGURE,
    fix="safe",
)
def counted_but_invisible(readings: Readings) -> Iterator[Finding]:
    """A figure stands in code or in a comment, where the official tool counts it and nobody sees it."""
    source = readings.report.source
    for question in readings.report.questions:
        for span, where in _invisible(readings, question):
            # Where no figure is asked for, code may be about Markdown, and a comment is nobody's business.
            if where == "form" or (question.figures is None and where != "backticks"):
                continue
            counted = "The official tool counts this figure, but it" if question.figures else "This figure"
            yield Finding(
                span,
                f"{counted} stands in {_WHERE[where]}: nobody sees it.",
                _way_out(question, _address(source, span), where),
                question.number,
                None if question.figures else Severity.INFO,
                by_hand=where != "backticks",
            )


@rule(
    "FIG010",
    "visible-but-not-counted",
    Severity.WARNING,
    why="The official tool counts `![…](…)` on one line and nothing else: no `<img>`, no `![…][name]`.",
    mend="Write the figure as `![what it shows](figures/name.png)`.",
    fires=_PROMPT + '<img src="figures/bucket.png" alt="Our bucket">\n',
    silent=_PROMPT + _FIGURE,
)
def visible_but_not_counted(readings: Readings) -> Iterator[Finding]:
    """A figure is shown in a form that the official tool does not count."""
    for question in readings.report.questions:
        for figure in _visible_only(readings, question) if question.figures else ():
            yield Finding(
                figure.span,
                "A reader sees this figure, but the official tool does not count it.",
                f"Write `![{shortened(figure.alt, 30) or 'what it shows'}]({shortened(figure.url)})`, on one line.",
                question.number,
            )


@rule(
    "FIG011",
    "remote-figure",
    Severity.INFO,
    why="What lies on another server may be gone, changed or shut to the grader on the day of the exam.",
    mend="Save the picture to `figures/` and show it from there.",
    fires=_PROMPT + "![Our bucket](https://example.org/bucket.png)\n",
    silent=_PROMPT + _FIGURE,
)
def remote_figure(readings: Readings) -> Iterator[Finding]:
    """A figure is loaded from another server."""
    for question in readings.report.questions:
        for figure in question.answer.figures:
            if readings.places[figure.url].place is Place.REMOTE:
                host = urlsplit(figure.url).hostname or urlsplit(figure.url).scheme
                yield Finding(
                    figure.span,
                    f"The figure is loaded from `{host}`.",
                    "Save it to `figures/` and show it from there.",
                    question.number,
                )


_WHERE = {"backticks": "backticks", "code": "code", "comment": "a comment", "form": ""}


def _address(source: Source, figure: Span) -> str:
    """Return the address in a figure as the official tool reads it: from the first `](` to the `)` that ends it."""
    text = source.text[figure.offset : figure.end_offset]
    return text[text.index("](", 2) + 2 : -1]


def _way_out(question: Question, address: str, where: str) -> str:
    """Say what to do with a figure that nobody sees."""
    url = address.strip()
    if "<" in url:
        return "Delete it: it is the sample line of the template."
    twin = next((figure for figure in question.answer.figures if figure.url == url), None)
    if twin is not None:
        return f"The figure at line {twin.span.line} is the same: write that one as `![…](…)`, and delete this."
    return f"Take it out of the {where}."


def spaced_figures(readings: Readings, question: Question) -> Iterator[tuple[Span, str]]:
    """Yield what is no figure because of a blank in its address, with the address."""
    for span, where in _invisible(readings, question):
        if where == "form":
            url = _TITLE.sub("", _address(readings.report.source, span)).strip()
            if _SPACED.search(url):
                yield span, url


def backticked_figures(readings: Readings, question: Question) -> Iterator[Span]:
    """Yield the figures that stand in backticks, and are shown nowhere else in the answer."""
    shown = {figure.url for figure in question.answer.figures}
    for span, where in _invisible(readings, question):
        address = _address(readings.report.source, span)
        if where == "backticks" and "<" not in address and address.strip() not in shown:
            yield span


def unclosed_figures(readings: Readings, question: Question) -> Iterator[Span]:
    """Yield the places of figures whose closing parenthesis is missing: they show as text, and nobody counts them."""
    source = readings.report.source
    written = "![" in source.text_at(question.answer.spans)
    for token in question.answer.tokens if written else ():
        for child in token.children or ():
            text = child.content if child.type == "text" and "![" in child.content else ""
            match = _UNCLOSED.search(text)
            if match and token.map:
                numbers = range(token.map[0] + 1, token.map[1] + 1)
                found = (number for number in numbers if match[0] in source.line(number))
                number = next(found, token.map[0] + 1)
                column = source.line(number).find(match[0]) + 1
                yield source.span(number, number, max(column, 1))


def _out_of_limit(readings: Readings) -> Iterator[tuple[Question, int, Limit]]:
    for question in readings.answered:
        count = readings.count(question, count_figures, lambda official: official.figures)
        limit = next((one for one in readings.limit_of(question, figures=True) if count not in one), None)
        if limit is not None:
            yield question, count, limit


def _uncounted(readings: Readings, question: Question) -> list[Figure | Link | Span]:
    """Return what would be a figure to the official tool if it were written as one."""
    found: list[Figure | Link | Span] = [*_visible_only(readings, question), *picture_links(readings, question)]
    return [*found, *unclosed_figures(readings, question)]


def _visible_only(readings: Readings, question: Question) -> list[Figure]:
    counted = readings.counted_figures(question)
    starts, ends = [span.offset for span in counted], [span.end_offset for span in counted]
    cut = readings.cut(question)
    return [
        figure
        for figure in question.answer.figures
        if not _within(figure.span.offset, starts, ends)
        and not any(figure.span.line < span.end_line for span in readings.above_marker(question))
        and not (cut and figure.span.offset > cut[1])
        and question.marker is not None
        and readings.shows(figure)
    ]


def _within(offset: int, starts: list[int], ends: list[int]) -> bool:
    """Tell whether an offset lies in one of the stretches, which do not overlap and stand in order."""
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < ends[at]


def _invisible(readings: Readings, question: Question) -> Iterator[tuple[Span, str]]:
    """Yield what the official tool counts and no reader sees, each with where it stands."""
    shown = sorted(figure.span.offset for figure in question.answer.figures)
    unseen = (
        span
        for span in readings.counted_figures(question)
        if bisect_left(shown, span.offset) == bisect_left(shown, span.end_offset)
        and not readings.swallowed(span.line)
    )
    for span in islice(unseen, _MOST_UNSEEN):
        text = readings.report.source.text[span.offset : span.end_offset]
        yield span, _where(readings, question, text, span.line)


def _where(readings: Readings, question: Question, text: str, line: int) -> str:
    for token in question.answer.tokens:
        inside = token.map is not None and token.map[0] < line <= token.map[1]
        if inside and token.type in {"fence", "code_block"}:
            return "code"
        if inside and token.type == "html_block" and text in token.content:
            return "comment"
        if inside and token.type == "inline":
            for child in token.children or []:
                if child.type == "code_inline" and child.content.strip() in text + child.content:
                    if text in child.content:
                        return "backticks"
                elif child.type == "html_inline" and text in child.content:
                    return "comment"
    before = readings.report.source.text.rfind("<!--", question.span.offset, question.span.end_offset)
    return "comment" if before >= 0 and _in_comment(readings, text, question) else "form"


def _in_comment(readings: Readings, text: str, question: Question) -> bool:
    whole = readings.report.source.text[question.span.offset : question.span.end_offset]
    at = whole.find(text)
    return whole.rfind("<!--", 0, at) > whole.rfind("-->", 0, at)


def picture_links(readings: Readings, question: Question) -> list[Link]:
    """Return the links of an answer that lead to a picture which the report shows nowhere."""
    shown = {
        readings.places[figure.url].file or figure.url
        for other in readings.report.questions
        for figure in other.answer.figures
    }
    found: list[Link] = []
    for link in question.answer.links:
        located = readings.places[link.url]
        if link.around_figure or not is_picture(link.url) or located.place is Place.OUTSIDE:
            continue
        if located.place is not Place.LOCAL and question.figures is None:
            continue  # a picture of somewhere else in an answer that needs none, or what LNK tells
        target = located.file or link.url
        if target not in shown:
            shown.add(target)
            found.append(link)
    return found


def is_picture(url: str) -> bool:
    """Tell whether an address ends like a picture's."""
    return _is_path(url) and PurePosixPath(unquote(urlsplit(url).path)).suffix.lower() in FIGURE_TYPES


def _is_path(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True
