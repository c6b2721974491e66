"""First step of a build: where the report is, and which folders to watch for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig

from mkdocs_mlops_report.report.elsewhere import found_instead
from mkdocs_mlops_report.repository.discovery import MissingReportError, find_report, named_report, search_path
from mkdocs_mlops_report.repository.forge import Forge, forge_of
from mkdocs_mlops_report.repository.git.dot_git import root_of

_NOT_FOUND = "Copy the course's template to reports/README.md, or set the option `report` in the site's config."


class Discovery(NamedTuple):
    """Where the report is that a site publishes from outside its docs folder."""

    report: Path | None
    """None if there is none; reports among the pages of the site are found later."""
    named: bool
    """Whether the option `report` names it."""
    root: Path
    """The root of the repository."""
    forge: Forge | None
    watched: tuple[Path, ...]
    """The folders in which the report may appear."""
    looked_for: tuple[Path, ...] = ()
    """Where a report was looked for in vain, outside the docs folder."""
    config: Path | None = None
    """The config of the site."""

    def not_found(self) -> str:
        """Return the sentences that say where a report was looked for, and which file is one instead."""
        if not self.looked_for:
            return ""
        looked = ", ".join(self.shown(place) for place in self.looked_for)
        sentence = f"No exam report found. Looked for: {looked}, and among the pages of the site."
        found = found_instead(self.root, self.config, self.shown)
        return f"{sentence} {found or _NOT_FOUND}"

    def shown(self, path: Path) -> str:
        """Return a path relative to the root of the repository, as the log shows it."""
        absolute = path if path.is_absolute() else path.resolve()
        return (absolute.relative_to(self.root) if absolute.is_relative_to(self.root) else absolute).as_posix()


def discover(config: MkDocsConfig, option: str, *, may_be_missing: bool = False, required: bool = True) -> Discovery:
    """Look for the report outside the docs folder.

    Args:
        config: the config of the site.
        option: the value of the option `report`, empty for the usual place.
        may_be_missing: whether a report that `option` names may be missing, since it was there before.
        required: whether to look for one that `option` does not name; the site of a cohort needs none.

    Raises:
        MissingReportError: the report that `option` names does not exist, or is outside the repository.
    """
    start = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
    root = search_path(start)[-1]
    report = None
    if not option and not required:
        return Discovery(None, False, root, forge_of(root, config.repo_url or ""), ())
    if option:
        try:
            report = named_report(start, option)
        except MissingReportError:
            if not may_be_missing:
                raise
        places = [Path(os.path.normpath(start.resolve() / option))]
        root = root if places[0].is_relative_to(root) else root_of(places[0].parent)
    else:
        report = find_report(start)
        places = [folder / "reports" / "README.md" for folder in search_path(start)]
    watched = tuple(sorted({report.parent} if report else {place.parent for place in places}))
    return Discovery(
        report,
        bool(option),
        root,
        forge_of(root, config.repo_url or ""),
        watched,
        looked_for=() if report else tuple(places),
        config=Path(config.config_file_path) if config.config_file_path else None,
    )
