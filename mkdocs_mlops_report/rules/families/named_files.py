"""The files that answers name in backticks, and which of them the repository does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mkdocs_mlops_report.report.model import Question, Tokens
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Span

_FILE = lazy_pattern(
    r"^(?:\./)?(?P<path>(?:[\w.-]+/)+[\w.-]+\.(?:py|ipynb|ya?ml|toml|sh|dockerfile|cfg|tf)|[\w-]+\.(?:py|ipynb))$"
)
_NOT_TRACKED = lazy_pattern(
    r"(?i)^(?:outputs?|wandb|multirun|data|models?|logs?|checkpoints|\.venv|venv|site|build|dist|path/to|gs|tmp|home|app|usr|root)/"
    r"|example|your|my_|<|(?:^|/)__\w+__\.py$"
)
"""Paths that a repository need not have: generated, in an image, or made up."""
_GENERIC = frozenset(
    {"setup.py", "main.py", "app.py", "test.py", "script.py", "file.py", "conftest.py", "report.py", "make_dataset.py"}
    | {"tasks.py", "data.py", "model.py", "train.py", "evaluate.py", "visualize.py", "api.py", "predict_model.py"}
    | {"train_model.py", "test_data.py", "test_model.py", "test_api.py"}
)
"""Names that an answer uses for a kind of file, or for one of the template that the group removed."""
_CLOSE = 0.8
_MOST_SEARCHED, _MOST_NAMES = 20, 2000
"""Missing files for which a similar name is looked for, and names that are compared."""


class MissingName(NamedTuple):
    """A file that an answer names and that the repository does not have."""

    name: str
    question: int
    span: Span
    near: str
    """The path that was most probably meant, empty without one."""


def missing_names(context: Context) -> Iterator[MissingName]:
    """Yield the missing files, each once per answer; none if the files of the repository are not known."""
    if context.evidence is None or not context.evidence.all_files:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - only needed with evidence

    known = context.evidence.paths
    names = {path.rpartition("/")[2] for path in known}
    candidates = sorted(names)[:_MOST_NAMES]
    searched = 0
    for question in context.report.questions:
        for name in dict.fromkeys(_named(question.answer.tokens)):
            if _is_known(name, known, names):
                continue
            span = _span(context, question, name)
            if span is not None:
                searched += 1
                compared = candidates if searched <= _MOST_SEARCHED else []
                near = get_close_matches(name.rpartition("/")[2], compared, n=1, cutoff=_CLOSE)
                meant = [path for path in known if near and path.rpartition("/")[2] == near[0]]
                yield MissingName(name, question.number, span, meant[0] if len(meant) == 1 else "")


def _named(tokens: Tokens) -> Iterator[str]:
    for token in tokens:
        if token.children:
            yield from _named(token.children)
        elif token.type == "code_inline":
            match = _FILE.match(token.content)
            if match and not _NOT_TRACKED.search(match["path"]) and match["path"] not in _GENERIC:
                yield match["path"]


def _is_known(name: str, known: frozenset[str], names: set[str]) -> bool:
    """Return whether a repository has a file of this name; the start of a path may be left out."""
    if "/" not in name:
        return name in names
    return name in known or any(path.endswith(f"/{name}") for path in known)


def _span(context: Context, question: Question, name: str) -> Span | None:
    """Return where an answer names a file, None if that cannot be told."""
    source = context.report.source
    for part in question.answer.spans:
        for line in range(part.line, part.end_line + 1):
            at = source.line(line).find(name)
            if at >= 0:
                return source.span(line, line, at + 1, at + 1 + len(name))
    return None
