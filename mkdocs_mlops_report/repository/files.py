"""The files that the links and figures of one report lead to, each looked up once."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from mkdocs_mlops_report.repository.git.index import tracked_files
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS, Content, content_of
from mkdocs_mlops_report.repository.links import Target, cached_listing, locate
from mkdocs_mlops_report.repository.pictures import Display, display
from mkdocs_mlops_report.repository.suggestions import same_path, similar_path


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
        self._displays: dict[str, Display] = {}
        self._contents: dict[Path, Content | None] = {}
        self._same: dict[tuple[str, bool], str | None] = {}

    def target(self, url: str) -> Target:
        """Return where the URL of a link or a figure leads."""
        if url not in self._targets:
            self._targets[url] = locate(url, self.folder, self.root, self._names)
        return self._targets[url]

    def display(self, url: str) -> Display:
        """Return what readers see in the place of the figure with this URL."""
        if url not in self._displays:
            self._displays[url] = display(url, self.target(url), self.content)
        return self._displays[url]

    def shows(self, url: str) -> bool:
        """Return whether readers see the figure with this URL."""
        return self.display(url) is Display.SHOWN

    def content(self, file: Path) -> Content | None:
        """Return what a file contains, None if it cannot be read."""
        if file not in self._contents:
            try:
                self._contents[file] = content_of(file)
            except OSError:
                self._contents[file] = None
        return self._contents[file]

    def same(self, url: str, *, folders: bool = False) -> str | None:
        """Return the path of the only file that a URL can mean, relative to the report; see `same_path`."""
        if self.folder is None or self.root is None:
            return None
        key = (url, folders)
        if key not in self._same:
            self._same[key] = same_path(url, self.folder, self.root, self._names, folders=folders)
        return self._same[key]

    def similar(self, url: str) -> str | None:
        """Return the path of the file of the repository that a URL most probably means, relative to the report."""
        return similar_path(url, self.paths)

    def is_tracked(self, file: Path) -> bool:
        """Return whether git has a file; True if that is not known."""
        root, tracked = self.root, self._tracked
        if root is None or tracked is None or not file.is_relative_to(root):
            return True
        return file.relative_to(root).as_posix() in tracked

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The files that git has, as paths relative to the report; none if that is not known."""
        if self.folder is None or self.root is None or self._tracked is None:
            return ()
        up = len(self.folder.relative_to(self.root).parts) if self.folder.is_relative_to(self.root) else 0
        inside = self.folder.relative_to(self.root).as_posix() + "/" if up else ""
        return tuple(
            path.removeprefix(inside) if inside and path.startswith(inside) else "../" * up + path
            for path in sorted(self._tracked)
        )

    @cached_property
    def images(self) -> tuple[str, ...]:
        """The image files below `figures/` as paths relative to the report, in alphabetical order."""
        if self.folder is None:
            return ()
        folder = self.folder
        try:
            if self.root is not None and not (folder / "figures").resolve().is_relative_to(self.root.resolve()):
                return ()
            found = sorted(file for file in (folder / "figures").rglob("*") if file.suffix.lower() in IMAGE_EXTENSIONS)
            return tuple(file.relative_to(folder).as_posix() for file in found if file.is_file())
        except (OSError, RuntimeError):  # a loop of links
            return ()

    @cached_property
    def only_report(self) -> bool:
        """Whether the report's folder is there without its repository, so that other files cannot be known."""
        folder, root = self.folder, self.root
        if folder is None or root is None or folder == root or (root / ".git").exists():
            return False
        with os.scandir(root) as entries:  # stops at the first folder; there may be thousands of files
            return not any(entry.is_dir() and Path(entry.path) != folder for entry in entries)

    @cached_property
    def _tracked(self) -> frozenset[str] | None:
        return None if self.root is None else tracked_files(self.root)
