"""FIG: the files of the figures: their types, what they contain, and which are not shown."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from pathlib import Path

from mkdocs_mlops_report.exam import sample_figures
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS, Kind, kind_of_extension, sha256_of_file
from mkdocs_mlops_report.repository.links import extension_of
from mkdocs_mlops_report.repository.pictures import Display
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.figure_forms import figure_of, figures_of
from mkdocs_mlops_report.rules.families.figures import FIGURE, PROMPT
from mkdocs_mlops_report.rules.families.meant_paths import similar_images, unused_images
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import joined, number_of, shortened, shown_url

_ALLOWED = frozenset({".png", ".jpg", ".jpeg"})
_HEAVY = 2 * 1024 * 1024
"""Bytes; a larger image is slow to load. A screenshot has about a tenth of it."""
_LARGEST_SAMPLE = 4 * 1024 * 1024
"""Bytes; no sample of the template is larger, so larger files are not read."""
_MOST_NAMES = 3
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
_EXTENSIONS: dict[Kind, str] = {"png": ".png", "jpeg": ".jpg"}
"""Those of the types that the template allows."""
_SAVE: dict[Kind, str] = {
    "lfs": "Commit the image itself, without Git LFS.",
    "empty": "Save the image again.",
    "": "Save the image again, as PNG.",
    "html": "Save the image itself, not the page around it.",
}
_INVISIBLE_TYPES = Several(
    "{n} figures are of a type that most browsers do not show.", "Save them as `.png`, `.jpg` or `.jpeg`."
)


@rule(
    "FIG004",
    "type-not-allowed",
    Severity.WARNING,
    why="The template allows only `.png`, `.jpg` and `.jpeg`. Browsers also show some other types, but for"
    " `.pdf` or `.heic` readers see a broken image.",
    example=PROMPT + "![Our bucket](figures/bucket.svg)\n",
    instead=PROMPT + FIGURE,
    several=Several("{n} figures are of a type that is not allowed.", "Save them as `.png`, `.jpg` or `.jpeg`."),
)
def type_not_allowed(context: Context) -> Iterator[Finding]:
    """Checks for figures of a type that the template does not allow."""
    for question, figure in figures_of(context):
        extension, display = extension_of(figure.url), context.files.display(figure.url)
        hidden = display is Display.NOT_A_PICTURE and extension not in IMAGE_EXTENSIONS
        if not hidden and (extension not in IMAGE_EXTENSIONS - _ALLOWED or display is not Display.SHOWN):
            continue
        message = f"Figures of type `{shortened(extension, 20)}` are not allowed."
        if hidden:
            message = f"Most browsers do not show figures of type `{shortened(extension, 20)}`."
        yield Finding(
            figure.span,
            message if extension else "Figures without a file extension are not allowed.",
            "Save it as `.png`, `.jpg` or `.jpeg`.",
            question.number,
            about=figure_of(question, figure.url),
            detail=f"`{shown_url(figure.url)}`",
            several=_INVISIBLE_TYPES if hidden else None,
        )


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
    for question, figure in figures_of(context):
        file = context.files.target(figure.url).file
        if file is not None and _sha256(file) in samples:
            yield Finding(
                figure.span,
                f"`{shown_url(figure.url)}` is the template's own image.",
                "Replace it with an image from your own project.",
                question.number,
                about=figure_of(question, figure.url),
                detail=f"`{shown_url(figure.url)}`",
            )


@rule(
    "FIG012",
    "content-is-not-type",
    Severity.WARNING,
    why="Some browsers show a file whose content does not match its extension; a tool that prints the report may not. A"
    " Git LFS pointer, an empty file or a truncated one is never shown.",
    example=PROMPT + "![Our bucket](figures/pointer.png)\n\n(where `pointer.png` is a Git LFS pointer)\n",
    instead=PROMPT + FIGURE,
    several=Several(
        "{n} image files do not contain what their extensions say.",
        "Save them again in the right format.",
    ),
)
def content_is_not_type(context: Context) -> Iterator[Finding]:
    """Checks for image files whose content does not match their extension."""
    for question, figure in figures_of(context):
        file = context.files.target(figure.url).file
        content = context.files.content(file) if file is not None else None
        expected = kind_of_extension(file.name) if file is not None else ""
        if file is None or content is None or not expected:
            continue
        url = shown_url(figure.url)
        if content.kind != expected:
            yield Finding(
                figure.span,
                f"`{url}` {_CONTAINS.get(content.kind, 'does not contain an image')}.",
                _SAVE.get(content.kind) or _right_format(file, content.kind, expected),
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
    several=Several("{n} images are larger than 2 MB.", "Scale them down, for instance to a width of 1600 pixels."),
)
def figure_too_heavy(context: Context) -> Iterator[Finding]:
    """Checks for image files of more than 2 MB."""
    for question, figure in figures_of(context):
        file = context.files.target(figure.url).file
        content = context.files.content(file) if file is not None else None
        if content is not None and content.size > _HEAVY:
            yield Finding(
                figure.span,
                f"`{shown_url(figure.url)}` is {_megabytes(content.size)} MB; at most 2 MB is recommended.",
                "Scale it down, for instance to a width of 1600 pixels.",
                question.number,
                about=figure_of(question, figure.url),
                detail=f"{_megabytes(content.size)} MB",
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
    all_unused = unused_images(context)
    unused = [path for path in all_unused if folder and _sha256(folder / path) not in samples]
    missing = [figure for _, figure in figures_of(context) if context.files.display(figure.url) is Display.MISSING]
    suggested = set(similar_images(context, missing, all_unused).values()) if unused else set()
    names = [name for name in unused if name not in suggested]
    if names:
        some = [f"`{shown_url(name, 40)}`" for name in names[:_MOST_NAMES]]
        more = [number_of(len(names) - _MOST_NAMES, "other")] if len(names) > _MOST_NAMES else []
        yield Finding(
            context.report.source.span(1, 1),
            f"{number_of(len(names), 'image')} in `figures/` {'is' if len(names) == 1 else 'are'} not shown:"
            f" {joined([*some, *more])}.",
            f"If {'it' if len(names) == 1 else 'one'} was meant for an answer, show it there.",
        )


def _megabytes(size: int) -> float:
    """Return a size with one decimal, rounded up, so that more than 2 MB is not called 2.0."""
    return ceil(size / 1024 / 1024 * 10) / 10


def _right_format(file: Path, kind: Kind, expected: Kind) -> str:
    """Return how to make content and extension match, in a type that the template allows."""
    save = f"Save it as {expected.upper() if expected in _EXTENSIONS else 'PNG'}"
    renamed = file.with_suffix(_EXTENSIONS.get(kind, file.suffix))
    if renamed.exists():  # also a file that keeps its name
        return f"{save}."
    name = shortened(renamed.name)
    if expected in _EXTENSIONS:
        return f"{save}, or rename it to `{name}` and change the path here."
    return f"Rename it to `{name}` and change the path here."


def _sha256(file: Path) -> str:
    try:
        return sha256_of_file(file) if file.stat().st_size <= _LARGEST_SAMPLE else ""
    except OSError:
        return ""
