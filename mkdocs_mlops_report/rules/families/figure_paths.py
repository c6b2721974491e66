"""FIG: the paths of the figures: whether they lead to a file, and whether a clone has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from mkdocs_mlops_report.report.model import Figure, Question
from mkdocs_mlops_report.repository.pictures import Display, is_own_computer
from mkdocs_mlops_report.repository.suggestions import typed, typed_url
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.figure_forms import (
    figure_of,
    figures_of,
    invalid_figures,
    spaced_figures,
    unclosed_figures,
)
from mkdocs_mlops_report.rules.families.figures import FIGURE, PROMPT
from mkdocs_mlops_report.rules.families.meant_paths import (
    git_add,
    meant_file,
    similar_images,
    unused_images,
    why_not_found,
)
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import shortened, shown_url
from mkdocs_mlops_report.text.source import Source, Span

_COPY_ALL = "Copy them into `figures/` and show the copies."
_SAVE = "Save the image in `figures/` and show the file."
_SAVE_ALL = "Save the images in `figures/` and show the files."
_ABSENT = {
    Display.MISSING: (
        "{is} missing",
        "Commit the file, or correct the path.",
        "Commit the files, or correct the paths.",
    ),
    Display.OUTSIDE: ("{is} outside the repository", "Copy it into `figures/` and show the copy.", _COPY_ALL),
    Display.NOT_LOADED: ("{is} not loaded by GitHub", _SAVE, _SAVE_ALL),
}
"""Why readers see no image, what to do, and what to do about several."""
_LEADING_SLASH = Several(
    "Only GitHub finds {n} figures: their paths start with `/`.", "Write each path relative to the report's folder."
)
_SAMPLE = "Write `![what it shows](figures/name.png)`."
_SPACES = Several(
    "{n} paths contain a space, so GitHub shows text instead of figures.",
    "Write `%20` instead of each space.",
)
_UNCLOSED = Several("{n} figures lack the `)`, or have a space between `]` and `(`, so they show as text.")
_ELSEWHERE = {"blob": "your browser", "cid": "an email", "attachment": "a notebook"}
"""Where what a URL of some schemes names is."""
_INVALID = Several("The official check counts {n} figures that GitHub shows as text.")


@rule(
    "FIG003",
    "figure-missing",
    Severity.ERROR,
    why="The official check counts the figure, but readers see a broken image.",
    example=PROMPT + "![Our bucket](figures/no-such-file.png)\n",
    instead=PROMPT + FIGURE,
    see=("FIG006",),
)
def figure_missing(context: Context) -> Iterator[Finding]:
    """Checks for figures whose file does not exist, is outside the repository, or is not loaded by GitHub."""
    absent = [
        (question, figure, reason)
        for question, figure in figures_of(context)
        if (reason := context.files.display(figure.url)) in _ABSENT and not meant_file(context, figure.url)
    ]
    similar = _similar(context, [figure for _, figure, reason in absent if reason is Display.MISSING])
    for question, figure, reason in absent:
        shown = shown_url(figure.url)
        near = similar.get(figure.url)
        state, hint, advice = _ABSENT[reason]
        if reason is Display.NOT_LOADED:
            state, hint, advice = _not_loaded(figure.url)
        advice = "Write the names of files that exist." if near else advice
        yield Finding(
            figure.span,
            f"Figure `{shown}` {state.replace('{is}', 'is')}.",
            f"Did you mean `{typed(near)}`?" if near else hint,
            question.number,
            about=figure_of(question, figure.url),
            detail=f"`{shown}`" + (f" → `{typed(near)}`" if near else ""),
            several=Several(f"{{n}} figures {state.replace('{is}', 'are')}.", advice),
        )


@rule(
    "FIG006",
    "path-case-or-form",
    Severity.WARNING,
    why="On GitHub, a path is relative to the report's folder, uses `/`, contains no spaces and is case-sensitive."
    " Your own computer may be less strict. The severity is info if GitHub finds the figure, or if only the"
    " official check counts it and the question requires none.",
    example=PROMPT + "![Our bucket](Figures/Bucket.PNG)\n",
    instead=PROMPT + FIGURE,
    fix="safe",
    fix_note="Writes the path in the form that GitHub resolves, if exactly one file matches.",
    see=("FIG003",),
)
def path_case_or_form(context: Context) -> Iterator[Finding]:
    """Checks for figures that GitHub or other tools do not show because of how they or their paths are written."""
    for question, figure in figures_of(context):
        meant = meant_file(context, figure.url)
        if meant is not None:
            why, advice = why_not_found(figure.url, meant)
            yield Finding(
                figure.span,
                f"GitHub does not find `{shown_url(figure.url)}`: {why}.",
                f"Write `{typed(meant)}`.",
                question.number,
                about=figure_of(question, figure.url),
                detail=f"`{shown_url(figure.url)}` → `{typed(meant)}`",
                several=Several(f"GitHub does not find {{n}} figures: {why}.", advice),
            )
        elif (
            figure.url.startswith("/")
            and not figure.url.startswith("//")
            and context.files.shows(figure.url)
            and (near := context.files.same(figure.url))
        ):
            yield Finding(
                figure.span,
                f"Only GitHub finds `{shown_url(figure.url)}`: the path starts with `/`.",
                f"Write `{typed(near)}`.",
                question.number,
                severity=Severity.INFO,
                fixable=False,
                about=figure_of(question, figure.url),
                several=_LEADING_SLASH,
            )
    for question in context.report.questions:
        yield from _malformed(context, question)


@rule(
    "FIG015",
    "figure-not-in-git",
    Severity.INFO,
    why="The course reads a clone of the repository, which contains only the files that are in git. A figure that"
    " `.gitignore` excludes, or that was never added, exists only on your own computer.",
    example="""\
.gitignore             (contains *.png)
reports/
  README.md            (shows figures/bucket.png)
  figures/
    bucket.png         (not in git)
""",
    instead="""\
reports/
  README.md            (shows figures/bucket.png)
  figures/
    bucket.png         (added with `git add -f`)
""",
    several=Several(
        "{n} figures are on your disk, but not in git.", "Run `git add -f` for each file, then commit and push."
    ),
)
def figure_not_in_git(context: Context) -> Iterator[Finding]:
    """Checks for figures whose file exists only on your own computer."""
    for question, figure in figures_of(context):
        file = context.files.target(figure.url).file
        if file is not None and context.files.shows(figure.url) and not context.files.is_tracked(file):
            yield Finding(
                figure.span,
                f"Figure `{shown_url(figure.url)}` is on your disk, but not in git.",
                git_add(context, file),
                question.number,
                about=figure_of(question, figure.url),
                detail=f"`{shown_url(figure.url)}`",
            )


def _malformed(context: Context, question: Question) -> Iterator[Finding]:
    """Yield findings for text that was meant as a figure: with a space, without a parenthesis, or invalid otherwise."""
    for span, url in spaced_figures(context, question):
        meant = context.files.same(url)
        written = typed(meant) if meant else typed_url(url)
        exists = context.files.shows(written)
        yield Finding(
            span,
            f"`{shown_url(url)}` contains a space, so GitHub shows text instead of a figure.",
            f"Write `{written}`." if exists else "Save the image in `figures/` under a name without spaces.",
            question.number,
            fixable=meant is not None,
            detail=f"`{shown_url(url)}`" + (f" → `{written}`" if exists else ""),
            several=_SPACES,
        )
    for span in unclosed_figures(context, question):
        yield Finding(
            span,
            "Not a figure: `)` is missing, or there is a space between `]` and `(`.",
            _SAMPLE,
            question.number,
            fixable=False,
            several=_UNCLOSED,
        )
    for span, url in invalid_figures(context, question):
        message, hint = _why_text(context.report.source, span, url)
        yield Finding(
            span,
            message,
            hint,
            question.number,
            severity=Severity.WARNING if question.figures else Severity.INFO,
            fixable=False,
            several=_INVALID,
        )


def _why_text(source: Source, span: Span, url: str) -> tuple[str, str]:
    """Return why GitHub shows what looks like a figure as text, and what to write instead."""
    if url.startswith("<") and ">" not in url:
        return "The path starts with `<`, which nothing closes, so GitHub shows text.", "Delete the `<`."
    rest = source.line(span.end_line)[span.end_column - 1 :]
    opened = url.count("(") - rest.count(")")
    if "(" in url and opened > 0:
        return (
            "The path contains a `(` that nothing closes, so GitHub shows text.",
            "Write `%28` and `%29` instead of the parentheses in the path.",
        )
    return "The official check counts this as a figure, but GitHub shows text.", _SAMPLE


def _not_loaded(url: str) -> tuple[str, str, str]:
    """Return why GitHub does not load a figure from a URL, what to do, and what to do about several."""
    parts = urlsplit(url)
    scheme = parts.scheme
    if scheme == "data":
        return "{is} embedded in the report as data, which GitHub does not show", _SAVE, _SAVE_ALL
    if scheme in {"file", "content"} or len(scheme) == 1 or is_own_computer(parts.hostname or ""):
        return "{is} on your own computer", "Copy the file into `figures/` and show the copy.", _COPY_ALL
    if scheme in {"http", "https"}:
        return "{is} served as HTML, not as image data", _SAVE, _SAVE_ALL
    if scheme in _ELSEWHERE:
        return f"{{is}} only in {_ELSEWHERE[scheme]}", _SAVE, _SAVE_ALL
    return f"{{is}} at a URL that GitHub does not load (`{shortened(scheme, 20)}:`)", _SAVE, _SAVE_ALL


def _similar(context: Context, missing: Sequence[Figure]) -> dict[str, str]:
    return similar_images(context, missing, unused_images(context)) if missing else {}
