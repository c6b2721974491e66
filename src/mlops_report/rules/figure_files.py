"""FIG: the files behind the figures: whether they are there, what they hold, and which nobody shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from mlops_report.exam import SAMPLE_FIGURES
from mlops_report.report import Figure, Place, Question
from mlops_report.report.figures import FIGURE_TYPES, ending_of
from mlops_report.report.pictures import Content, content_of, digest, kind_of_ending
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.figures import spaced_figures, unclosed_figures
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import and_joined, number_of, shortened

_PROMPT = """\
### Question 19
> **Show your bucket in 1-2 images.**
>
> Answer:

"""
_FIGURE = "![Our bucket](figures/bucket.png)\n"
_ALLOWED = frozenset({".png", ".jpg", ".jpeg"})
_HEAVY = 2 * 1024 * 1024
"""Bytes above which a picture is slow to load; a screenshot has a tenth of it."""
_LARGEST_SAMPLE = 4 * 1024 * 1024
"""Bytes; no sample of the template has as many, and so the rest need not be read."""


@rule(
    "FIG003",
    "figure-missing",
    Severity.ERROR,
    why="The official tool counts the figure, but a reader sees a broken picture.",
    mend="Put the file where the answer says, or correct the path.",
    fires=_PROMPT + "![Our bucket](figures/no-such-file.png)\n",
    silent=_PROMPT + _FIGURE,
)
def figure_missing(readings: Readings) -> Iterator[Finding]:
    """A figure's file is not where the answer says, or lies outside of the repository."""
    for question, figure in _figures(readings):
        located = readings.places[figure.url]
        if readings.shows(figure) or _meant(readings, figure):
            continue
        shown = shortened(unquote(figure.url))
        if located.place is Place.OUTSIDE:
            message = f"Figure `{shown}` lies outside of the repository."
            hint = "Copy it into `figures/` and show it from there."
        else:
            alike = _alike(readings, figure)
            message = f"Figure `{shown}` is missing."
            hint = f"Did you mean `{alike}`?" if alike else "Put the file there and commit it, or correct the path."
        yield Finding(figure.span, message, hint, question.number)


@rule(
    "FIG004",
    "type-not-allowed",
    Severity.WARNING,
    why="The template allows `.png`, `.jpg` and `.jpeg`; the course collects nothing else.",
    mend="Save the picture as PNG or JPEG and show that file.",
    fires=_PROMPT + "![Our bucket](figures/bucket.svg)\n",
    silent=_PROMPT + _FIGURE,
)
def type_not_allowed(readings: Readings) -> Iterator[Finding]:
    """A figure is of a type that the template does not allow."""
    for question, figure in _figures(readings):
        ending = ending_of(figure.url)
        if ending in FIGURE_TYPES and ending not in _ALLOWED and readings.shows(figure):
            yield Finding(
                figure.span,
                f"A figure of the type `{ending}`; only `.png`, `.jpg` and `.jpeg` are allowed.",
                "Save it as PNG and show that file.",
                question.number,
            )


@rule(
    "FIG006",
    "path-case-or-form",
    Severity.WARNING,
    why="On GitHub a path begins at the report's folder, is written with `/` and without spaces, and upper and lower"
    " case differ. Your own system may be more patient.",
    mend="Write the path as the message says.",
    fires=_PROMPT + "![Our bucket](Figures/Bucket.PNG)\n",
    silent=_PROMPT + _FIGURE,
    fix="safe",
)
def path_case_or_form(readings: Readings) -> Iterator[Finding]:
    """A figure's file is there, but its path is written in a way that GitHub does not follow."""
    report = readings.report
    for question, figure in _figures(readings):
        meant = None if readings.shows(figure) else _meant(readings, figure)
        if meant is not None:
            yield Finding(
                figure.span,
                f"Figure `{shortened(unquote(figure.url))}` is not found on GitHub: {_why(figure, meant)}.",
                f"Write `{quote(meant)}`.",
                question.number,
            )
        elif figure.url.startswith("/") and readings.shows(figure) and report.folder:
            near = readings.meant(figure.url)
            yield Finding(
                figure.span,
                f"Figure `{shortened(unquote(figure.url))}` is found on GitHub, but nowhere else: the path begins"
                " with `/`.",
                f"Write `{quote(near)}`." if near else "Write it from the report's folder on.",
                question.number,
                Severity.INFO,
                by_hand=True,
            )
    for question in report.questions:
        for span, url in spaced_figures(readings, question):
            meant = readings.meant(url)
            yield Finding(
                span,
                f"`{shortened(url)}` has a space in it: GitHub shows no picture there, but text.",
                f"Write `{quote(meant or url)}`, or better rename the file.",
                question.number,
                by_hand=meant is None,
            )
        for span in unclosed_figures(readings, question):
            yield Finding(
                span,
                "This is not quite a figure: GitHub shows text there, and no picture.",
                "Write `![what it shows](figures/name.png)`, with both parentheses and no space before them.",
                question.number,
                by_hand=True,
            )


@rule(
    "FIG007",
    "sample-figure",
    Severity.WARNING,
    why="The template brings pictures that show how an answer may look. A grader knows them.",
    mend="Show a picture of your own project.",
    fires="",
    silent=_PROMPT + _FIGURE,
)
def sample_figure(readings: Readings) -> Iterator[Finding]:
    """A figure is one of the template's own samples."""
    samples = SAMPLE_FIGURES
    for question, figure in _figures(readings):
        file = readings.places[figure.url].file
        if file is not None and _digest(file) in samples:
            yield Finding(
                figure.span,
                f"`{shortened(unquote(figure.url))}` is the template's own picture.",
                "Show one of your project.",
                question.number,
            )


@rule(
    "FIG012",
    "content-is-not-type",
    Severity.WARNING,
    why="A browser may show a file whose content is not what its name says; a tool that prints the report may not."
    " A git-lfs pointer, an empty or a cut file is shown by none.",
    mend="Save the picture anew in the type that its name says.",
    fires=_PROMPT + "![Our bucket](figures/pointer.png)\n",
    silent=_PROMPT + _FIGURE,
)
def content_is_not_type(readings: Readings) -> Iterator[Finding]:
    """A picture file holds something else than its name says."""
    for question, figure in _figures(readings):
        file = readings.places[figure.url].file
        content = _content(file) if file is not None else None
        wanted = kind_of_ending(file.name) if file is not None else ""
        if content is None or not wanted:
            continue
        if content.kind != wanted:
            yield Finding(
                figure.span,
                f"`{shortened(unquote(figure.url))}` {_HOLDS.get(content.kind, 'holds no picture')}.",
                _SAVE.get(content.kind, f"Save it as {wanted.upper()}, or give it the name of what it is."),
                question.number,
            )
        elif not content.whole:
            yield Finding(
                figure.span,
                f"`{shortened(unquote(figure.url))}` is cut off.",
                "Save it again.",
                question.number,
            )


@rule(
    "FIG013",
    "figure-too-heavy",
    Severity.INFO,
    why="A page with pictures of many megabytes is slow to open, most of all for somebody with a hundred of them.",
    mend="Save the picture smaller, or as JPEG.",
    fires=_PROMPT + "![Our bucket](figures/heavy.png)\n",
    silent=_PROMPT + _FIGURE,
)
def figure_too_heavy(readings: Readings) -> Iterator[Finding]:
    """A picture file has more than two megabytes."""
    for question, figure in _figures(readings):
        file = readings.places[figure.url].file
        content = _content(file) if file is not None else None
        if content is not None and content.size > _HEAVY:
            yield Finding(
                figure.span,
                f"`{shortened(unquote(figure.url))}` has {content.size / 1024 / 1024:.1f} MB.",
                "Save it smaller: 1600 pixels of width are enough.",
                question.number,
            )


@rule(
    "FIG014",
    "figure-unused",
    Severity.INFO,
    why="A picture that was made for the report and is shown nowhere was perhaps forgotten in an answer.",
    mend="Show it in the answer that it belongs to, or delete it.",
    fires="",
    silent=_PROMPT + _FIGURE,
)
def figure_unused(readings: Readings) -> Iterator[Finding]:
    """A picture in `figures/` is shown nowhere in the report; the template's own samples do not count."""
    unused = _unused(readings)
    missing = [figure for _, figure in _figures(readings) if not readings.shows(figure)]
    named = {_alike(readings, figure) for figure in missing} if unused else set()
    names = [name for name in unused if name not in named]
    if names:
        some = [f"`{name}`" for name in names[:5]]
        more = [number_of(len(names) - 5, "other")] if len(names) > 5 else []
        yield Finding(
            readings.report.source.span(1, 1),
            f"{number_of(len(names), 'picture')} of `figures/` {'is' if len(names) == 1 else 'are'} shown nowhere:"
            f" {and_joined([*some, *more])}.",
            "If one was forgotten, show it in its answer; else nothing has to be done.",
        )


_HOLDS = {
    "png": "holds a PNG",
    "jpeg": "holds a JPEG",
    "gif": "holds a GIF",
    "webp": "holds a WebP picture",
    "bmp": "holds a BMP",
    "svg": "holds an SVG",
    "avif": "holds an AVIF picture",
    "heic": "holds a HEIC picture",
    "pdf": "holds a PDF",
    "html": "holds a web page",
    "lfs": "is a pointer of git-lfs, not the picture",
    "empty": "is empty",
}
_SAVE = {
    "lfs": "Commit the picture itself, without git-lfs: GitHub pages and graders get only the pointer.",
    "empty": "Save the picture anew.",
    "html": "Save the picture itself, not the page around it.",
}


def _figures(readings: Readings) -> Iterator[tuple[Question, Figure]]:
    for question in readings.report.questions:
        for figure in question.answer.figures:
            yield question, figure


def _meant(readings: Readings, figure: Figure) -> str | None:
    return None if readings.places[figure.url].place is Place.REMOTE else readings.meant(figure.url)


def _why(figure: Figure, meant: str) -> str:
    url = unquote(figure.url)
    if "\\" in url:
        return "a path is written with `/`"
    if url.startswith("/"):
        return "a path that begins with `/` begins at the repository's root"
    if url.lower().endswith(meant.lower()) and len(url) > len(meant):
        return "a path begins at the folder of the report"
    if url.strip().lower() == meant.lower():
        return "upper and lower case differ there"
    return "the file has another path"


def _content(file: Path) -> Content | None:
    try:
        return content_of(file)
    except OSError:
        return None


def _digest(file: Path) -> str:
    try:
        return digest(file) if file.stat().st_size <= _LARGEST_SAMPLE else ""
    except OSError:
        return ""


def _unused(readings: Readings) -> list[str]:
    """Return the unused pictures that are not the course's samples under another name."""
    folder, samples = readings.report.folder, SAMPLE_FIGURES
    return [path for path in readings.unused_pictures if folder and _digest(folder / path) not in samples]


def _alike(readings: Readings, figure: Figure) -> str | None:
    """Return the picture that was probably meant: of the same name, of a like name, or the only unused one."""
    path = unquote(urlsplit(figure.url).path).replace("\\", "/") if ending_of(figure.url) else ""
    name = PurePosixPath(path).name.lower()
    same = next((path for path in readings.pictures if PurePosixPath(path).name.lower() == name), None)
    if same is not None:
        return same
    from difflib import get_close_matches  # noqa: PLC0415 - only for figures that are missing

    unused = readings.unused_pictures
    names = {PurePosixPath(path).name: path for path in unused}
    close = get_close_matches(name, names, n=1, cutoff=0.6) if name else []
    return names[close[0]] if close else (unused[0] if len(unused) == 1 else None)
