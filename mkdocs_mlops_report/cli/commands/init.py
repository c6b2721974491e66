"""`mlops-report init`: set up a repository, and show what was done and what is left to do by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mkdocs_mlops_report.cli.commands.fix import diff
from mkdocs_mlops_report.cli.inputs import has_report, shown_path
from mkdocs_mlops_report.cli.output import colored, complain, write
from mkdocs_mlops_report.report.elsewhere import found_instead
from mkdocs_mlops_report.reporters.lines import paint
from mkdocs_mlops_report.repository.discovery import find_config, search_path
from mkdocs_mlops_report.scaffold.errors import NotUtf8Error
from mkdocs_mlops_report.scaffold.packages import PACKAGE, is_from_a_folder
from mkdocs_mlops_report.scaffold.plan import WORKFLOW, Change, plan, write_changes
from mkdocs_mlops_report.scaffold.zensical import CONFIG


def run(options: Any) -> int:
    """Set up a repository and return the exit code: 2 if a file cannot be read or written."""
    folder = Path(options.path)
    if not folder.is_dir():
        return complain(f"{folder.as_posix()} is not a folder.")
    try:
        changes = plan(folder, only_passing=options.publish == "passing", editor=options.editor or "")
        if not options.dry_run:
            write_changes(folder, changes)
    except NotUtf8Error as error:
        return complain(str(error))
    except OSError as error:
        return complain(f"cannot read or write {error.filename or folder}: {error.strerror}.")
    missing = "" if has_report(folder) else _missing(folder)
    lines = _lines(
        changes,
        missing,
        only_passing=options.publish == "passing",
        dry_run=options.dry_run,
        color=colored(sys.stdout),
    )
    return 0 if write("\n".join(lines)) else 2


def _missing(folder: Path) -> str:
    """Return what to do about a report that is not in its place."""
    root = search_path(folder)[-1]
    root = root if (root / ".git").exists() else folder.resolve()
    instead = found_instead(root, find_config(root), lambda file: shown_path(file, folder))
    return instead or "reports/README.md does not exist yet; copy the course's template there."


def _lines(changes: Sequence[Change], missing: str, *, only_passing: bool, dry_run: bool, color: bool) -> Iterator[str]:
    for change in changes:
        file = change.file.as_posix()
        yield f"{paint(file, 'bold', color=color)}: {change.what}{':' if change.by_hand else '.'}"
        yield from (f"    {line}" for line in change.by_hand)
        if dry_run and change.text is not None:
            yield diff(file, change.before, change.text, color=color)
    if missing:
        yield missing
    if dry_run:
        yield "Nothing was written."
        return
    yield ""
    publishes = any(change.file == WORKFLOW for change in changes)
    source = ", and select `GitHub Actions` as the source under Settings > Pages" if publishes else ""
    yield f"1. Commit and push this{source}."
    config = changes[0].file.as_posix()
    serve, page = ("zensical serve", "/report/") if config == CONFIG else (f"mkdocs serve -f {config}", "/reports/")
    yield f"2. Run `{serve}` and open `{page}` on the local site to see the page."
    yield "3. Run `mlops-report check` to see what is left, and `mlops-report fix` to apply safe fixes."
    if publishes:
        yield from _about_workflow(only_passing=only_passing)


def _about_workflow(*, only_passing: bool) -> Iterator[str]:
    yield ""
    yield "The workflow has two jobs. `check` is red while the report has errors or warnings, and shows where they are."
    yield (
        "`publish` puts the site online only if `check` passes."
        if only_passing
        else "`publish` always puts the site online; to make it wait for `check`, use `init --publish passing`."
    )
    if is_from_a_folder():
        yield ""
        yield f"{PACKAGE} was installed from a folder, which the workflow cannot reach. Until it is on the package"
        yield f"index, write `{PACKAGE} @ git+https://…` with the URL of its repository instead of its name."
