"""FIG: how many figures an answer has, and how it shows them; `figure_files` has the rules about the files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.report.model import Figure, Link, Question
from mkdocs_mlops_report.report.visible import says_something
from mkdocs_mlops_report.repository.links import Place
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.figure_forms import (
    Where,
    figure_of,
    figure_text,
    invisible_figures,
    is_sample,
    picture_links,
    unclosed_figures,
    url_in,
    visible_only_figures,
)
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import number_of, shortened, shown_url
from mkdocs_mlops_report.text.source import Span

PROMPT = """\
### Question 19
> **Show your bucket in 1-2 images.**
>
> Answer:

"""
FIGURE = "![Our bucket](figures/bucket.png)\n"
_LINKED = Several("{n} pictures are only linked, not shown.", "Write `!` before each link.")
_LINKED_MISSING = Several(
    "{n} pictures are only linked, not shown, and the files are missing.",
    "Write `!` before each link, and add the files.",
)
_ALONE = "Put {} on its own line, with a blank line above and below."
_INSIDE: dict[Where, str] = {
    "backticks": "backticks",
    "code": "code",
    "comment": "an HTML comment",
    "html": "an HTML element",
}


class _Exceeded(NamedTuple):
    """A question, the official count of its figures, and the limit that it is not within."""

    question: Question
    figures: int
    limit: Limit


@rule(
    "FIG001",
    "too-few-figures",
    Severity.WARNING,
    why="Some questions require a figure; without one, the official check fails the answer.",
    example=PROMPT + "{20 words}\n",
    instead=PROMPT + FIGURE,
    see=("FIG005", "FIG010"),
    several=Several("{n} answers have too few figures."),
)
def too_few_figures(context: Context) -> Iterator[Finding]:
    """Checks for answers with fewer figures than required."""
    for question, count, limit in _out_of_limit(context):
        # If the figures are there in a form that is not counted, another rule says how to have them counted.
        if count + len(_uncounted(context, question)) < limit.min:
            yield Finding(
                question.answer_span,
                f"{_number(count)}; {limit} expected.",
                "Add `![what it shows](figures/name.png)`.",
                question.number,
                detail=f"{count} of {limit.min}",
            )


@rule(
    "FIG002",
    "too-many-figures",
    Severity.WARNING,
    why="More figures than expected fail the official check.",
    example=PROMPT + FIGURE * 3,
    instead=PROMPT + FIGURE * 2,
    several=Several("{n} answers have more figures than expected.", "Remove figures, or combine several into one."),
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
                detail=f"{count} of {limit.max}",
            )


@rule(
    "FIG005",
    "link-instead-of-figure",
    Severity.WARNING,
    why="A grader does not see a picture that is only linked, and the official check does not count it. If the question"
    " requires no figure, the severity is info.",
    example=PROMPT + "[Our bucket](figures/bucket.png)\n",
    instead=PROMPT + FIGURE,
    fix="safe",
    fix_note="Adds the `!`, if the answer may show one more figure and the file exists.",
)
def link_instead_of_figure(context: Context) -> Iterator[Finding]:
    """Checks for links to a picture that is not shown anywhere in the report."""
    for question in context.report.questions:
        for link in picture_links(context, question):
            missing = context.files.target(link.url).place is Place.MISSING
            fact = "is only linked, not shown" + (", and the file is missing" if missing else "")
            figure = figure_text(link.text, link.url)
            yield Finding(
                link.span,
                f"`{shown_url(link.url)}` {fact}.",
                f"Write `{figure}`" + (" and add the file." if missing else "."),
                question.number,
                severity=Severity.WARNING if question.figures else Severity.INFO,
                fixable=bool(question.figures) and not missing,
                about=figure_of(question, link.url),
                detail=f"`{figure}`",
                several=_LINKED_MISSING if missing else _LINKED,
            )


@rule(
    "FIG008",
    "alt-text-missing",
    Severity.INFO,
    why="The alternative text is the caption on the page, and the only description for readers who cannot see the"
    " figure.",
    example=PROMPT + "![my_image](figures/bucket.png)\n",
    instead=PROMPT + FIGURE,
    several=Several(
        "{n} figures have no alternative text that describes them.",
        "Describe what each shows in a few words: `![the stages of our pipeline](…)`.",
    ),
)
def alt_text_missing(context: Context) -> Iterator[Finding]:
    """Checks for figures without alternative text, or with text that says nothing, such as `my_image`."""
    for question in context.report.questions:
        for figure in question.answer.figures:
            if says_something(figure.alt, figure.url):
                continue
            text = figure.alt.strip("<>[](){}.")
            yield Finding(
                figure.span,
                f"Alternative text `{shortened(text)}` does not describe the figure."
                if text
                else "Figure has no alternative text.",
                "Describe what it shows in a few words: `![the stages of our pipeline](…)`.",
                question.number,
                about=figure_of(question, figure.url),
            )


@rule(
    "FIG009",
    "counted-but-invisible",
    Severity.WARNING,
    why="The official check counts `![…](…)` wherever it is. In code, in comments and in HTML blocks, nobody sees a"
    " figure. If the question requires no figure, the severity is info.",
    example=PROMPT + "`![Our bucket](figures/bucket.png)`\n",
    instead=PROMPT + FIGURE,
    fix="safe",
    fix_note="Removes backticks around a figure.",
)
def counted_but_invisible(context: Context) -> Iterator[Finding]:
    """Checks for `![…](…)` in code, HTML comments or HTML blocks, which the official check counts and nobody sees."""
    source = context.report.source
    for question in context.report.questions:
        for span, where in invisible_figures(context, question):
            # If no figure is expected, code may be about Markdown, and a comment does not matter.
            if where == "invalid" or (question.figures is None and where != "backticks"):
                continue
            fact = f"Figure is inside {_INSIDE[where]}"
            url = url_in(source, span)
            yield Finding(
                span,
                f"{fact}: the official check counts it, but readers do not see it."
                if question.figures
                else f"{fact}: readers do not see it.",
                _way_out(question, url, where),
                question.number,
                severity=Severity.WARNING if question.figures else Severity.INFO,
                fixable=where == "backticks" and not is_sample(url) and _twin(question, url) is None,
                about=figure_of(question, url.strip()),
                several=_several_invisible(question, url, where),
            )


@rule(
    "FIG010",
    "visible-but-not-counted",
    Severity.WARNING,
    why="The official check counts only `![…](…)` on one line: no `<img>` and no `![…][name]`.",
    example=PROMPT + '<img src="figures/bucket.png" alt="Our bucket">\n',
    instead=PROMPT + FIGURE,
    several=Several(
        "{n} figures are visible, but the official check does not count them.",
        "Write each as `![what it shows](figures/name.png)` on one line.",
    ),
)
def visible_but_not_counted(context: Context) -> Iterator[Finding]:
    """Checks for figures in a form that the official check does not count."""
    for question in context.report.questions:
        for figure in visible_only_figures(context, question) if question.figures else ():
            yield Finding(
                figure.span,
                "Figure is visible, but the official check does not count it.",
                f"Write `{figure_text(figure.alt, figure.url)}` on one line.",
                question.number,
                about=figure_of(question, figure.url),
            )


@rule(
    "FIG011",
    "remote-figure",
    Severity.INFO,
    why="A file on another server may be deleted, changed or private on the day of the exam.",
    example=PROMPT + "![Our bucket](https://example.org/bucket.png)\n",
    instead=PROMPT + FIGURE,
    several=Several(
        "{n} figures are loaded from other servers.",
        "Save the files in `figures/` and show the copies.",
    ),
)
def remote_figure(context: Context) -> Iterator[Finding]:
    """Checks for figures that are loaded from another server."""
    for question in context.report.questions:
        for figure in question.answer.figures:
            if context.files.target(figure.url).place is Place.REMOTE and context.files.shows(figure.url):
                host = urlsplit(figure.url).hostname or urlsplit(figure.url).scheme
                yield Finding(
                    figure.span,
                    f"Figure is loaded from `{shortened(host)}`.",
                    "Save the file in `figures/` and show the copy.",
                    question.number,
                    about=figure_of(question, figure.url),
                    detail=f"`{shortened(host)}`",
                )


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
        *visible_only_figures(context, question),
        *picture_links(context, question),
        *unclosed_figures(context, question),
    ]


def _several_invisible(question: Question, url: str, where: Where) -> Several:
    """Return what to say of several figures that nobody sees; see `_way_out`."""
    places = {"comment": "HTML comments", "html": "HTML elements"}.get(where, _INSIDE[where])
    counted = ": the official check counts them, but readers do not see them" if question.figures else ""
    if is_sample(url):
        return Several(f"{{n}} sample lines of the template are inside {places}{counted}.", "Delete them.")
    if _twin(question, url) is not None:
        return Several(
            f"{{n}} figures are inside {places}, and shown in a form that is not counted.",
            "Write each as `![what it shows](figures/name.png)`, and delete the other form.",
        )
    out = f"Move them out of the {places.split()[-1]}." if where != "html" else _ALONE.format("each")
    return Several(f"{{n}} figures are inside {places}{counted}.", out)


def _twin(question: Question, url: str) -> Figure | None:
    """Return the visible figure that an invisible one repeats."""
    return next((figure for figure in question.answer.figures if figure.url == url.strip()), None)


def _way_out(question: Question, url: str, where: Where) -> str:
    """Return what to do with a figure that nobody sees."""
    if is_sample(url):
        return "Delete it; it is the template's sample line."
    twin = _twin(question, url)
    if twin is not None:
        return f"Delete it, and write the same figure at line {twin.span.line} as `![…](…)`."
    return f"Move it out of the {where}." if where != "html" else _ALONE.format("it")
