"""The files that the links and figures of one report lead to, each looked up once."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS
from mkdocs_mlops_report.repository.links import Target, cached_listing, locate, shows, suggestion


class Files:
    """The files around a report; valid for one check, since files change.

    Args:
        folder: the folder of the report, None for a report that is only a text.
        root: the root of its repository.
    """

    def __init__(self, folder: Path | None, root: Path | None) -> None:
        self.folder = folder
        self.root = root
        self._names = cached_listing()
        self._targets: dict[str, Target] = {}
        self._suggestions: dict[str, str | None] = {}

    def target(self, url: str) -> Target:
        """Return where the URL of a link or a figure leads."""
        if url not in self._targets:
            self._targets[url] = locate(url, self.folder, self.root, self._names)
        return self._targets[url]

    def shows(self, url: str) -> bool:
        """Tell whether a browser shows the figure with this URL: its file exists, or it is remote."""
        return shows(self.target(url))

    def suggestion(self, url: str) -> str | None:
        """Return the path of the file that a URL was probably meant for, relative to the report; None without one."""
        if self.folder is None or self.root is None:
            return None
        if url not in self._suggestions:
            self._suggestions[url] = suggestion(url, self.folder, self.root, self._names)
        return self._suggestions[url]

    @cached_property
    def images(self) -> tuple[str, ...]:
        """The image files below `figures/` as paths relative to the report, in alphabetical order."""
        if self.folder is None:
            return ()
        folder = self.folder
        try:
            found = sorted(file for file in (folder / "figures").rglob("*") if file.suffix.lower() in IMAGE_EXTENSIONS)
            return tuple(file.relative_to(folder).as_posix() for file in found if file.is_file())
        except OSError:
            return ()

    @cached_property
    def only_report(self) -> bool:
        """Whether the report's folder is there without its repository, so that other files cannot be known."""
        folder, root = self.folder, self.root
        if folder is None or root is None or folder == root or (root / ".git").exists():
            return False
        return not any(entry.is_dir() and entry != folder for entry in root.iterdir())
