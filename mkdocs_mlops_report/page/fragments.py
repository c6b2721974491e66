"""The fragments of the page: Jinja templates, the style sheet and the script."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from traceback import extract_tb
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from mkdocs_mlops_report.config.suggestions import did_you_mean

_PACKAGE = "mkdocs_mlops_report.page"
_FRAGMENTS = (
    "checklist",
    "dashboard",
    "findings",
    "group",
    "growth",
    "instructions",
    "question",
    "section",
    "standalone",
)
"""The fragments that a user may replace."""
_PUNCTUATION = tuple(".,;:)")


def with_code(text: str) -> Markup:
    """Return a message as HTML; text in backticks becomes code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    pieces = [parts[0]]
    for code, after in zip(parts[1::2], parts[2::2], strict=True):
        # Punctuation after code must not start the next line alone.
        mark = after[:1] if after[:1] in _PUNCTUATION else ""
        form = '<span class="mlr-nobreak"><code>{}</code>{}</span>' if mark else "<code>{}</code>{}"
        pieces += [Markup(form).format(code, mark), after[len(mark) :]]
    return Markup("").join(pieces)  # escapes what is not Markup


def render_fragment(name: str, folder: str = "", **values: Any) -> Markup:
    """Return the fragment `name` as HTML; a file `name.html` in `folder` replaces ours.

    Raises:
        jinja2.TemplateError: a file in `folder` cannot be used; its message says where and why.
    """
    try:
        return Markup(_environment(folder).get_template(f"{name}.html").render(**values))  # Jinja escapes all values
    except Exception as error:  # a template of the user can raise anything
        place = _place_of(error, folder, name)
        if not place:
            raise
        reason = f"there is no template `{error.name}`" if isinstance(error, TemplateNotFound) else str(error)
        message = f"{place}: the template cannot be used: {' '.join(reason.split()).rstrip('.')}."
        raise TemplateError(message) from error


def _place_of(error: Exception, folder: str, name: str) -> str:
    """Return the file and the line of the user's template that caused an error; empty for an error of ours."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename}:{error.lineno}"
    frames = extract_tb(error.__traceback__)
    files = [frame for frame in frames if folder and not frame.filename.endswith(".py")]
    theirs = [frame for frame in files if Path(frame.filename).is_relative_to(folder)]
    if theirs:
        return f"{theirs[-1].filename}:{theirs[-1].lineno}"
    unread = folder and isinstance(error, OSError | UnicodeDecodeError)
    return (Path(folder) / f"{name}.html").as_posix() if unread else ""


def misnamed_fragments(folder: Path) -> Iterator[str]:
    """Yield a sentence for each file whose name is almost that of a fragment; others may be included by those."""
    for file in sorted(folder.glob("*.html")):
        meant = "." if file.stem in _FRAGMENTS else did_you_mean(file.stem, _FRAGMENTS)
        if meant != ".":
            yield f"{file.as_posix()} is not the name of a template{meant}"


@cache
def asset(name: str) -> str:
    """Return the text of a style sheet or a script, for instance `report.css`."""
    return (resources.files(_PACKAGE) / "assets" / name).read_text("utf-8")


@cache
def _environment(folder: str) -> Environment:
    own = PackageLoader(_PACKAGE)
    # `html` also renders the reports of strangers, whose config may name templates of theirs.
    environment = (SandboxedEnvironment if folder else Environment)(
        # A user's fragment may extend "own/question.html" and change one block.
        loader=ChoiceLoader([FileSystemLoader(folder), PrefixLoader({"own": own}), own]) if folder else own,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=bool(folder),
    )
    environment.filters["code"] = with_code
    return environment
