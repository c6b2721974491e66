"""Completion of the paths of figures, as GitHub resolves them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lsprotocol import types

from mkdocs_mlops_report.repository.git.dot_git import root_of
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS
from mkdocs_mlops_report.repository.suggestions import typed
from mkdocs_mlops_report.server.documents import Document
from mkdocs_mlops_report.server.positions import Encoding, offset_of, range_between
from mkdocs_mlops_report.text.source import without_surrogates

TRIGGERS = ["(", "/", '"']
_STARTED = re.compile(r"""(?:!\[[^\]\n]*\]\(\s*<?|<img\b[^>\n]*\bsrc\s*=\s*["'])(?P<path>[^)"'>\s]*)$""")
_MOST = 500
"""Figures that are offered."""
_DEEPEST = 6
"""Folders in each other that are searched."""


def completions_of(document: Document, position: types.Position, encoding: Encoding) -> types.CompletionList:
    """Return the figures beside the report that a path which has been started may become."""
    checked, folder = document.checked, _folder_of(document)
    if checked is None or folder is None:
        return types.CompletionList(is_incomplete=False, items=[])
    source = checked.report.source
    offset = offset_of(source, position, encoding)
    line = source.span(position.line + 1, position.line + 1)
    started = _STARTED.search(source.text[line.offset : offset])
    if started is None:
        return types.CompletionList(is_incomplete=False, items=[])
    place = range_between(source, line.offset + started.start("path"), offset, encoding)
    beginning = unquote(started["path"])
    found = sorted(path for path in _figures(folder) if path.startswith(beginning))
    items = [
        types.CompletionItem(
            path,
            kind=types.CompletionItemKind.File,
            text_edit=types.TextEdit(place, typed(path)),
            filter_text=typed(path),
        )
        for path in found[:_MOST]
    ]
    return types.CompletionList(is_incomplete=len(found) > _MOST, items=items)


def _folder_of(document: Document) -> Path | None:
    """Return the folder of a report; None if a link leads out of the repository that it is opened in."""
    folder = document.checked.report.folder if document.checked else None
    if folder is None or document.file is None:
        return None
    root = root_of(document.file.parent).resolve()
    return folder if folder.is_relative_to(root) else None


def _figures(folder: Path) -> Iterator[str]:
    """Yield the images below a folder; links are not followed, so that nothing from outside the repository shows."""
    for above, folders, files in os.walk(folder):
        depth = len(Path(above).relative_to(folder).parts)
        folders[:] = [name for name in folders if not name.startswith(".") and depth < _DEEPEST]
        for name in files:
            file = Path(above) / name
            if file.suffix.lower() in IMAGE_EXTENSIONS and not file.is_symlink() and _is_text(name):
                yield file.relative_to(folder).as_posix()


def _is_text(name: str) -> bool:
    """Return whether the name of a file can be written; some systems allow any bytes."""
    return without_surrogates(name) == name
