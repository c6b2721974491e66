"""FIG: the files of the figures: whether they exist, what they contain, and which are not shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from mkdocs_mlops_report.exam import sample_figures
from mkdocs_mlops_report.report.model import Figure, Question
from mkdocs_mlops_report.repository.images import (
    IMAGE_EXTENSIONS,
    Content,
    Kind,
    content_of,
    kind_of_extension,
    sha256_of_file,
)
from mkdocs_mlops_report.repository.links import Place, extension_of
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.figure_forms import figure_of, spaced_figures, unclosed_figures
from mkdocs_mlops_report.rules.figures import FIGURE, PROMPT
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import joined, number_of, shortened

_ALLOWED = frozenset({".png", ".jpg", ".jpeg"})
_HEAVY = 2 * 1024 * 1024
"""Bytes; a larger image is slow to load. A screenshot has about a tenth of it."""
_LARGEST_SAMPLE = 4 * 1024 * 1024
"""Bytes; no sample of the template is larger, so larger files are not read."""
_MOST_NAMES = 5
_CONTAINS: dict[Kind, str] = {
    "png": "contains a PNG image",
    "jpeg": "contains a JPEG image",
    "gif": "contains a GIF image",
    "webp": "contains a WebP image",
    "bmp": "contains a BMP image",
    "svg": "contains an SVG image",
    "avif": "contains an AVIF image",
    "heic": "contains a HEIC image",
    "pdf": "contains a PDF document",
    "html": "contains a web page",
    "lfs": "is a Git LFS pointer, not the image",
    "empty": "is empty",
}
_SAVE: dict[Kind, str] = {
    "lfs": "Commit the image itself without git-lfs; GitHub Pages and graders get only the pointer.",
    "empty": "Save the image again.",
    "html": "Save the image itself, not the page around it.",
}

_LEADING_SLASH = Several(
    "Only GitHub finds {n} figures: their paths start with `/`.", "Start each at the report's folder."
)
_SPACES = Several(
    "{n} paths contain a space, so GitHub shows text instead of figures.",
    "Write `%20` instead of each space.",
)
_UNCLOSED = Several("{n} figures lack a parenthesis, or have a space before it, so they show as text.")


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
    """Checks for figures whose file does not exist or is outside the repository."""
    missing = [
        (question, figure)
        for question, figure in _figures(context)
        if not context.files.shows(figure.url) and not _meant(context, figure)
    ]
    unused = _unused(context) if missing else []
    for question, figure in missing:
        shown = shortened(unquote(figure.url))
        if context.files.target(figure.url).place is Place.OUTSIDE:
            similar, state = None, "outside the repository"
            hint = "Copy it into `figures/` and show the copy."
        else:
            similar = _similar(context, figure, unused)
            state = "missing"
            hint = f"Did you mean `{similar}`?" if similar else "Commit the file, or correct the path."
        message = f"Figure `{shown}` is {state}."
        yield Finding(
            figure.span,
            message,
            hint,
            question.number,
            about=figure_of(question, figure.url),
            detail=f"`{shown}`" + (f" → `{similar}`" if similar else ""),
            several=Several(
                f"{{n}} figures are {state}.", "Write the name of a file that exists." if similar else hint
            ),
        )


@rule(
    "FIG004",
    "type-not-allowed",
    Severity.WARNING,
    why="The template allows only `.png`, `.jpg` and `.jpeg`.",
    example=PROMPT + "![Our bucket](figures/bucket.svg)\n",
    instead=PROMPT + FIGURE,
    several=Several("{n} figures are of a type that is not allowed."),
)
def type_not_allowed(context: Context) -> Iterator[Finding]:
    """Checks for figures of a type that the template does not allow."""
    for question, figure in _figures(context):
        extension = extension_of(figure.url)
        if extension in IMAGE_EXTENSIONS and extension not in _ALLOWED and context.files.shows(figure.url):
            yield Finding(
                figure.span,
                f"Figures of type `{extension}` are not allowed.",
                "Save it as `.png`, `.jpg` or `.jpeg`.",
                question.number,
                about=figure_of(question, figure.url),
                detail=f"`{extension}`",
            )


@rule(
    "FIG006",
    "path-case-or-form",
    Severity.WARNING,
    why="On GitHub, a path is relative to the report's folder, uses `/`, contains no spaces and is case-sensitive."
    " Your own computer may be less strict.",
    example=PROMPT + "![Our bucket](Figures/Bucket.PNG)\n",
    instead=PROMPT + FIGURE,
    fix="safe",
    fix_note="Writes the path in the form that GitHub resolves, if the file exists.",
    see=("FIG003",),
)
def path_case_or_form(context: Context) -> Iterator[Finding]:
    """Checks for figures whose file exists, but whose path GitHub cannot resolve."""
    for question, figure in _figures(context):
        meant = None if context.files.shows(figure.url) else _meant(context, figure)
        url = shortened(unquote(figure.url))
        if meant is not None:
            why, advice = _why(figure, meant)
            yield Finding(
                figure.span,
                f"GitHub does not find `{url}`: {why}.",
                f"Write `{quote(meant)}`.",
                question.number,
                about=figure_of(question, figure.url),
                detail=f"`{url}` → `{quote(meant)}`",
                several=Several(f"GitHub does not find {{n}} figures: {why}.", advice),
            )
        elif figure.url.startswith("/") and context.files.shows(figure.url) and context.report.folder:
            near = context.files.suggestion(figure.url)
            yield Finding(
                figure.span,
                f"Only GitHub finds `{url}`: the path starts with `/`.",
                f"Write `{quote(near)}`." if near else "Start the path at the report's folder.",
                question.number,
                severity=Severity.INFO,
                fixable=False,
                about=figure_of(question, figure.url),
                several=_LEADING_SLASH,
            )
    for question in context.report.questions:
        yield from _malformed(context, question)


@rule(
    "FIG007",
    "sample-figure",
    Severity.WARNING,
    why="The template contains images that show what an answer may look like, and graders know them.",
    example=PROMPT + "![Our bucket](figures/bucket.png)\n\n(where `bucket.png` is the template's own image)\n",
    instead=PROMPT + FIGURE + "\n(where `bucket.png` is your own screenshot)\n",
    several=Several("{n} figures are the template's own images.", "Replace them with images from your own project."),
)
def sample_figure(context: Context) -> Iterator[Finding]:
    """Checks for figures that are the template's own samples."""
    samples = sample_figures()
    for question, figure in _figures(context):
        file = context.files.target(figure.url).file
        if file is not None and _sha256(file) in samples:
            yield Finding(
                figure.span,
                f"`{shortened(unquote(figure.url))}` is the template's own image.",
                "Replace it with an image from your own project.",
                question.number,
                about=figure_of(question, figure.url),
                detail=f"`{shortened(unquote(figure.url))}`",
            )


@rule(
    "FIG012",
    "content-is-not-type",
    Severity.WARNING,
    why="Some browsers show a file whose content does not match its extension; a tool that prints the report may not. A"
    " git-lfs pointer, an empty file or a truncated one is never shown.",
    example=PROMPT + "![Our bucket](figures/pointer.png)\n\n(where `pointer.png` is a git-lfs pointer)\n",
    instead=PROMPT + FIGURE,
    several=Several(
        "{n} image files do not contain what their extension says.",
        "Save them again in the right format.",
    ),
)
def content_is_not_type(context: Context) -> Iterator[Finding]:
    """Checks for image files whose content does not match their extension."""
    for question, figure in _figures(context):
        file = context.files.target(figure.url).file
        content = _content(file) if file is not None else None
        expected = kind_of_extension(file.name) if file is not None else ""
        if content is None or not expected:
            continue
        url = shortened(unquote(figure.url))
        if content.kind != expected:
            yield Finding(
                figure.span,
                f"`{url}` {_CONTAINS.get(content.kind, 'does not contain an image')}.",
                _SAVE.get(content.kind, f"Save it as {expected.upper()}, or correct the extension."),
                question.number,
                about=figure_of(question, figure.url),
                detail=f"`{url}`",
            )
        elif not content.complete:
            yield Finding(
                figure.span,
                f"`{url}` is truncated.",
                "Save the image again.",
                question.number,
                about=figure_of(question, figure.url),
                several=Several("{n} image files are truncated.", "Save the images again."),
            )


@rule(
    "FIG013",
    "figure-too-heavy",
    Severity.INFO,
    why="A page with large images loads slowly, and a grader may open a hundred such pages.",
    example=PROMPT + "![Our bucket](figures/heavy.png)\n\n(where `heavy.png` is 3 MB)\n",
    instead=PROMPT + FIGURE,
    several=Several("{n} images are larger than 2 MB."),
)
def figure_too_heavy(context: Context) -> Iterator[Finding]:
    """Checks for image files of more than 2 MB."""
    for question, figure in _figures(context):
        file = context.files.target(figure.url).file
        content = _content(file) if file is not None else None
        if content is not None and content.size > _HEAVY:
            yield Finding(
                figure.span,
                f"`{shortened(unquote(figure.url))}` is {content.size / 1024 / 1024:.1f} MB.",
                "Reduce its size; a width of 1600 pixels is enough.",
                question.number,
                about=figure_of(question, figure.url),
                detail=f"{content.size / 1024 / 1024:.1f} MB",
            )


@rule(
    "FIG014",
    "figure-unused",
    Severity.INFO,
    why="You may have made the image for the report and forgotten to show it.",
    example="""\
reports/
  README.md
  figures/
    architecture.png   (not shown in README.md)
""",
    instead="""\
reports/
  README.md            (shows figures/architecture.png)
  figures/
    architecture.png
""",
)
def figure_unused(context: Context) -> Iterator[Finding]:
    """Checks for images in `figures/` that the report does not show; the template's samples do not count."""
    folder, samples = context.report.folder, sample_figures()
    all_unused = _unused(context)
    unused = [path for path in all_unused if folder and _sha256(folder / path) not in samples]
    missing = [figure for _, figure in _figures(context) if not context.files.shows(figure.url)]
    suggested = {_similar(context, figure, all_unused) for figure in missing} if unused else set()
    names = [name for name in unused if name not in suggested]
    if names:
        some = [f"`{shortened(name)}`" for name in names[:_MOST_NAMES]]
        more = [number_of(len(names) - _MOST_NAMES, "other")] if len(names) > _MOST_NAMES else []
        yield Finding(
            context.report.source.span(1, 1),
            f"{number_of(len(names), 'image')} in `figures/` {'is' if len(names) == 1 else 'are'} not shown:"
            f" {joined([*some, *more])}.",
            "If one was forgotten, show it in its answer.",
        )


def _malformed(context: Context, question: Question) -> Iterator[Finding]:
    """Yield findings for text that would be a figure without a space or with a parenthesis."""
    for span, url in spaced_figures(context, question):
        meant = context.files.suggestion(url)
        yield Finding(
            span,
            f"`{shortened(url)}` contains a space, so GitHub shows text instead of a figure.",
            f"Write `{quote(meant or url)}`.",
            question.number,
            fixable=meant is not None,
            detail=f"`{shortened(url)}` → `{quote(meant or url)}`",
            several=_SPACES,
        )
    for span in unclosed_figures(context, question):
        yield Finding(
            span,
            "Not a figure: a parenthesis is missing, or there is a space before it.",
            "Write `![what it shows](figures/name.png)`.",
            question.number,
            fixable=False,
            several=_UNCLOSED,
        )


def _figures(context: Context) -> Iterator[tuple[Question, Figure]]:
    for question in context.report.questions:
        for figure in question.answer.figures:
            yield question, figure


def _meant(context: Context, figure: Figure) -> str | None:
    if context.files.target(figure.url).place is Place.REMOTE:
        return None
    return context.files.suggestion(figure.url)


def _why(figure: Figure, meant: str) -> tuple[str, str]:
    """Return why GitHub does not find a figure whose file exists, and what to do with several such figures."""
    url = unquote(figure.url)
    if "\\" in url:
        return "paths must use `/`", "Write `/` instead of each backslash."
    if url.startswith("/"):
        return "a leading `/` means the root of the repository", "Start each path at the report's folder."
    if url.lower().endswith(meant.lower()) and len(url) > len(meant):
        return "a path starts at the report's folder", f"Remove `{shortened(url[: -len(meant)])}` from each path."
    if url.strip().lower() == meant.lower():
        return "upper and lower case do not match", "Write each name as the file has it."
    return "the file has another path", "Start each path at the report's folder."


def _content(file: Path) -> Content | None:
    try:
        return content_of(file)
    except OSError:
        return None


def _sha256(file: Path) -> str:
    try:
        return sha256_of_file(file) if file.stat().st_size <= _LARGEST_SAMPLE else ""
    except OSError:
        return ""


def _unused(context: Context) -> list[str]:
    """Return the images in `figures/` that the group's text neither shows nor mentions.

    A file with the name of a sample counts as one, since the course may have changed the image.
    """
    folder, source = context.report.folder, context.report.source
    if folder is None or not context.files.images:
        return []
    answers = [question.answer for question in context.report.questions]
    urls = [figure.url for answer in answers for figure in answer.figures]
    urls += [link.url for answer in answers for link in answer.links]
    used = {context.files.target(url).file for url in urls}
    text = unquote(source.text_at(span for answer in answers for span in answer.spans))
    known = {*sample_figures().values()}
    return [
        path
        for path in context.files.images
        if folder / path not in used and PurePosixPath(path).name not in known and PurePosixPath(path).name not in text
    ]


def _similar(context: Context, figure: Figure, unused: Sequence[str]) -> str | None:
    """Return the image that was probably meant: with the same name, a similar unused one, or the only unused one."""
    path = unquote(urlsplit(figure.url).path).replace("\\", "/") if extension_of(figure.url) else ""
    name = PurePosixPath(path).name.lower()
    same = next((path for path in context.files.images if PurePosixPath(path).name.lower() == name), None)
    if same is not None:
        return same
    from difflib import get_close_matches  # noqa: PLC0415 - only for missing figures

    names = {PurePosixPath(path).name: path for path in unused}
    close = get_close_matches(name, names, n=1, cutoff=0.6) if name else []
    return names[close[0]] if close else (unused[0] if len(unused) == 1 else None)
