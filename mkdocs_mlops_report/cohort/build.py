"""The site and the tables of a cohort, built by MkDocs from a config that a teacher may change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report import __version__
from mkdocs_mlops_report.cohort.tables import TABLES
from mkdocs_mlops_report.cohort.workspace import Workspace
from mkdocs_mlops_report.config.site_file import load


class BuildError(Exception):
    """The site cannot be built; `log` is what MkDocs says."""

    def __init__(self, message: str, log: list[str]) -> None:
        super().__init__(message)
        self.log = log


class Built(NamedTuple):
    """A site."""

    page: Path
    """Its first page."""
    built: bool
    """False if nothing has changed since it was built."""


def build_site(workspace: Workspace) -> Built:
    """Build the site of a cohort, unless nothing has changed.

    Args:
        workspace: the folder of the cohort; its config and its pages in `docs` are written if they do not exist.

    Raises:
        BuildError: MkDocs fails, or warns about something.
        OSError: a file cannot be written.
    """
    folder = workspace.folder
    config = folder / "mkdocs.yml"
    _write_once(config, "mkdocs.yml")
    _write_once(folder / "docs" / "about.md", "about.md")
    site, stamp = folder / "site", workspace.store.folder / "site.txt"
    for path, kind in ((config, "file"), (site, "folder")):
        if path.exists() and path.is_file() != (kind == "file"):
            message = f"{path.as_posix()} is not a {kind}; move it away."
            raise BuildError(message, [])
    if stamp.is_file() and stamp.read_text("utf-8") == _state(workspace):
        return Built(site / "index.html", False)
    stamp.unlink(missing_ok=True)
    # A separate process, so that the memory of this one is free, and with MkDocs' own log if something fails.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean", "--config-file", str(config)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, env=environment)
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if not line.startswith("INFO")]
        message = f"`mkdocs build --strict -f {config.as_posix()}` fails:"
        raise BuildError(message, said[-20:])
    for name in TABLES:
        shutil.copyfile(workspace.tables / name, folder / name)
    stamp.write_text(_state(workspace), "utf-8")
    return Built(site / "index.html", True)


def _write_once(file: Path, starter: str) -> None:
    """Write a file that belongs to the teacher from then on."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        text = (resources.files("mkdocs_mlops_report.cohort") / "starter" / starter).read_text("utf-8")
        file.write_text(text, "utf-8")


def _state(workspace: Workspace) -> str:
    """Return a hash of all that the site depends on, and of what was made of it."""
    folder, notes = workspace.folder, workspace.notes_of_run()
    state = sha256(__version__.encode())
    config = load(folder / "mkdocs.yml")  # with the configs that it inherits from
    state.update(repr(config).encode("utf-8", "replace"))
    theme = config.get("theme")
    custom = folder / str(theme.get("custom_dir") or "docs") if isinstance(theme, dict) else folder / "docs"
    own = {*(folder / "docs").rglob("*"), *custom.rglob("*"), folder / "mkdocs.yml", workspace.pseudonyms}
    for file in [*sorted(own), workspace.store.list, *(folder / name for name in TABLES), *([notes] if notes else [])]:
        state.update(f"\0{file.as_posix()}\0".encode("utf-8", "surrogateescape"))
        if file.is_file():
            state.update(file.read_bytes())
    made = sorted(
        f"{file.relative_to(folder).as_posix()} {file.stat().st_size}" for file in (folder / "site").rglob("*")
    )
    state.update("\0".join(made).encode("utf-8", "surrogateescape"))
    return state.hexdigest()
