"""`mlops-report cohort`: the reports of many groups as a static site and tables."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs_mlops_report.cli.output import complain
from mkdocs_mlops_report.cohort.build import BuildError, build_site
from mkdocs_mlops_report.cohort.collecting.collect import (
    Collected,
    CollectError,
    Progress,
    Request,
    collect,
    merge,
    rows_of,
)
from mkdocs_mlops_report.cohort.lists.groups import read_groups
from mkdocs_mlops_report.cohort.lists.notes import read_notes
from mkdocs_mlops_report.cohort.lists.tabular import TableError
from mkdocs_mlops_report.cohort.records import Store
from mkdocs_mlops_report.cohort.workspace import Workspace, reading_options
from mkdocs_mlops_report.config.options import ConfigError, Options
from mkdocs_mlops_report.config.site_file import read_site_file
from mkdocs_mlops_report.repository.git.revision import RevisionError, parse_time

_SHARD = re.compile(r"(\d{1,4})/(\d{1,4})")


def run(options: Any) -> int:
    """Collect all groups and build the site; return the exit code: 0, or 2 if that is not possible."""
    if not options.groups and not options.merge:
        return complain("name the GROUPS (a CSV file or a folder of clones), or use `--merge`.")
    if options.groups and options.merge:
        return complain("give either GROUPS (a CSV file or a folder of clones) or `--merge`, not both.")
    if options.merge and (options.pseudonyms or options.at is not None or options.shard):
        return complain("`--merge` takes `--pseudonyms`, `--at` and `--shard` from the shards; leave them out.")
    shard = _SHARD.fullmatch(options.shard or "1/1")
    if shard is None or not 1 <= int(shard[1]) <= int(shard[2]):
        return complain(f"`--shard` must be K/N, for instance 1/4, not `{options.shard}`.")
    workspace = Workspace(Path(options.output))
    try:
        notes = Path(options.notes) if options.notes else None
        known = read_notes(notes)  # report errors in the notes before an hour of cloning
        if options.merge:
            collected = merge(map(_store_of, options.merge), workspace.store)
        else:
            collected = _collected(options, workspace, (int(shard[1]), int(shard[2])))
        workspace.write_run(notes)
        unknown = known.unknown(entry.name for entry in collected.entries)
        if unknown and collected.shard == (1, 1):
            complain(f"{options.notes} has notes for groups that are not in the list: {', '.join(unknown[:5])}.")
        rows = rows_of(workspace.store, collected) if known and collected.shard == (1, 1) else ()
        left = known.without_answer({row.name: row.numbers for row in rows})
        if left:
            complain(f"{options.notes} has notes for answers that do not exist: {', '.join(left[:5])}.")
        if collected.shard != (1, 1):
            print(f"{len(collected.entries)} groups collected in {workspace.store.folder.as_posix()}.")
            return 0
        return _built(workspace, collected)
    except (TableError, CollectError) as error:
        return complain(str(error))
    except BuildError as error:
        code = complain(str(error))
        print(*error.log, sep="\n", file=sys.stderr)
        return code
    except ConfigError as error:
        return complain(f"{(workspace.folder / 'mkdocs.yml').as_posix()}: {error}")
    except RevisionError as error:
        return complain(f"`--at`: {error}")
    except BrokenPipeError:
        return 0  # nobody reads what is printed, for instance with `| head`
    except OSError as error:
        return complain(f"cannot read or write {error.filename or options.output}: {error.strerror}.")


def _store_of(folder: str) -> Store:
    """Return what a shard has collected; an artifact of a workflow has the content of that folder alone."""
    if not Path(folder).is_dir():
        message = f"{folder} is not a folder; name the folders of all shards."
        raise CollectError(message)
    inside = Store(Path(folder) / "collected")
    return inside if inside.list.is_file() else Store(Path(folder))


def _collected(options: Any, workspace: Workspace, shard: tuple[int, int]) -> Collected:
    time, stated = parse_time(options.at) if options.at is not None else (None, True)
    if time is not None and not stated:
        complain(f"`--at` has no offset; it is read in the time zone of this machine: {time:%Y-%m-%d %H:%M %z}.")
    groups = read_groups(Path(options.groups))
    for note in groups.notes:
        complain(note)
    clones = Path(options.clones) if options.clones else workspace.clones
    request = Request(groups, time, _options_of(workspace), options.pseudonyms, shard, max(options.jobs, 0))
    with _progress() as progress:
        collected = collect(request, workspace.store, clones, progress)
    for entry in collected.entries:
        if entry.problem:
            complain(f"group {entry.name}: {entry.problem}")
    return collected


def _options_of(workspace: Workspace) -> Options:
    """Return the options of an earlier run's site, which a teacher may have edited.

    Raises:
        ConfigError: they cannot be used.
    """
    config = workspace.folder / "mkdocs.yml"
    if not config.is_file():
        return reading_options(Options())
    return reading_options(read_site_file(config).options)


def _built(workspace: Workspace, collected: Collected) -> int:
    done = build_site(workspace)
    failed = len(collected.failed)
    print(f"{len(collected.entries) - failed} of {len(collected.entries)} reports read.")
    print(f"{done.page.as_posix()}: {'built' if done.built else 'nothing has changed'}.")
    if done.built:
        print("It contains the answers of all groups: publish it only where nobody but the graders can open it.")
    return 0


@contextmanager
def _progress() -> Iterator[Progress]:
    """Yield a function that shows progress, as a bar on a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from click import progressbar

    bars: dict[str, Any] = {}

    def show(what: str, done: int, total: int) -> None:
        if what not in bars:
            for bar in bars.values():
                bar.render_finish()
            bars[what] = progressbar(length=total, label=what, file=sys.stderr)
            bars[what].render_progress()
        bars[what].update(done - bars[what].pos)

    yield show
    for bar in list(bars.values())[-1:]:
        bar.render_finish()
