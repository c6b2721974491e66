"""Completion of the paths of figures, as GitHub resolves them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS
from mkdocs_mlops_report.repository.suggestions import typed
from mkdocs_mlops_report.server.documents import Document
from mkdocs_mlops_report.server.positions import Encoding, offset_of, range_between

TRIGGERS = ["(", "/", '"']
_STARTED = re.compile(r"""(?:!\[[^\]\n]*\]\(\s*<?|<img\b[^>\n]*\bsrc\s*=\s*["'])(?P<path>[^)"'>\s]*)$""")
_MOST = 500
"""Figures that are offered."""
_DEEPEST = 6
"""Folders in each other that are searched."""


def completions_of(document: Document, position: types.Position, encoding: Encoding) -> list[types.CompletionItem]:
    """Return the figures beside the report that a path which has been started may become."""
    checked = document.checked
    folder = checked.report.folder if checked else None
    if checked is None or folder is None:
        return []
    source = checked.report.source
    offset = offset_of(source, position, encoding)
    line = source.span(position.line + 1, position.line + 1)
    started = _STARTED.search(source.text[line.offset : offset])
    if started is None:
        return []
    place = range_between(source, line.offset + started.start("path"), offset, encoding)
    return [
        types.CompletionItem(
            path,
            kind=types.CompletionItemKind.File,
            text_edit=types.TextEdit(place, typed(path)),
            filter_text=typed(path),
        )
        for path in sorted(_figures(folder))[:_MOST]
    ]


def _figures(folder: Path) -> Iterator[str]:
    """Yield the images below a folder; links are not followed, so that nothing from outside the repository shows."""
    for above, folders, files in os.walk(folder):
        depth = len(Path(above).relative_to(folder).parts)
        folders[:] = [name for name in folders if not name.startswith(".") and depth < _DEEPEST]
        for name in files:
            file = Path(above) / name
            if file.suffix.lower() in IMAGE_EXTENSIONS and not file.is_symlink():
                yield file.relative_to(folder).as_posix()
