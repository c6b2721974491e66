"""All groups read, in parallel and only where something changed, and kept in one folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs_mlops_report import __version__
from mkdocs_mlops_report.cohort.collecting.clones import clone_all
from mkdocs_mlops_report.cohort.collecting.read import FORMAT, Outcome, Task, read_group
from mkdocs_mlops_report.cohort.collecting.workers import SECONDS, Failure, run_all
from mkdocs_mlops_report.cohort.lists.groups import Group, GroupList
from mkdocs_mlops_report.cohort.records import DAMAGED, GroupRow, Store, from_json
from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.repository.git.dot_git import is_repository, references_state

Progress = Callable[[str, int, int], None]
"""Callback for progress: the step, the groups that are done, and all groups."""


class CollectError(Exception):
    """What was collected cannot be used; the message is a sentence that says why."""


class Request(NamedTuple):
    """What to collect."""

    groups: GroupList
    at: datetime | None
    """The deadline; None for the newest commit."""
    options: Options
    hidden: bool
    """Whether to hide which group a report is from."""
    shard: tuple[int, int] = (1, 1)
    """Which part of the groups to read: the first of one, or for instance the second of four."""
    processes: int = 0
    """How many processes read at the same time; 0 for one per core."""
    seconds: float = SECONDS
    """Longest time for one group."""


class Entry(NamedTuple):
    """A group in the list of what was collected."""

    position: int
    """In the list of groups, from 0."""
    name: str
    given: str
    columns: tuple[tuple[str, str], ...]
    key: str
    """Of its record; empty without one."""
    problem: str
    inputs: str
    """A hash of all inputs of the record; empty if they are known only after reading."""


class Collected(NamedTuple):
    """What was collected, without the records themselves."""

    entries: tuple[Entry, ...]
    at: str
    """The deadline in ISO 8601; empty for the newest commits."""
    columns: tuple[str, ...]
    hidden: bool
    shard: tuple[int, int]
    listed: str
    """A hash of the whole list of groups."""

    @property
    def common(self) -> tuple[object, ...]:
        """What all parts of a cohort have in common."""
        return self.at, self.columns, self.hidden, self.shard[1], self.listed

    @property
    def failed(self) -> list[Entry]:
        """The groups without a report that can be read."""
        return [entry for entry in self.entries if not entry.key]


def collect(
    request: Request, store: Store, clones: Path, progress: Progress = lambda what, done, total: None
) -> Collected:
    """Read all groups that changed since the last time.

    Args:
        request: what to collect.
        store: where it is kept.
        clones: the folder of clones, for groups whose repository is a URL.
        progress: a callback.

    Raises:
        OSError: a folder cannot be made or written.
    """
    store.make()
    number, count = request.shard
    chosen = list(enumerate(request.groups.groups))[number - 1 :: count]
    folders, problems = _folders([group for _, group in chosen], clones, progress)
    tasks = {
        position: _task(folders[group.name], group, request, store)
        for position, group in chosen
        if group.name in folders
    }
    keys = _known(tasks, store)
    waiting = _with_positions({position: task for position, task in tasks.items() if position not in keys})
    done = len(keys)
    progress("Reading", done, len(chosen))
    processes = request.processes or _cores()
    for index, result in run_all(read_group, [task for task, _ in waiting], processes, seconds=request.seconds):
        outcome, positions = _outcome(result), waiting[index][1]
        for position in positions:
            if outcome.key:
                keys[position] = outcome.key
            else:
                problems[request.groups.groups[position].name] = outcome.problem
        done += len(positions)
        progress("Reading", done, len(chosen))
    entries = [
        Entry(
            position=position,
            name=group.name,
            given=group.given,
            columns=group.columns,
            key=keys.get(position, ""),
            problem=problems.get(group.name, ""),
            inputs=_inputs(tasks[position]) if position in keys else "",
        )
        for position, group in chosen
    ]
    collected = Collected(
        tuple(entries),
        request.at.isoformat() if request.at else "",
        request.groups.columns,
        request.hidden,
        request.shard,
        _hash([(group.name, group.given, group.columns) for group in request.groups.groups]),
    )
    write_collected(store, collected)
    _remove_unused(store, collected)
    return collected


def _task(folder: Path, group: Group, request: Request, store: Store) -> Task:
    state = _state_of(folder)
    return Task(str(folder), group.is_remote, request.at, state, request.options, request.hidden, str(store.folder))


def _known(tasks: Mapping[int, Task], store: Store) -> dict[int, str]:
    """Return the keys of groups whose record is there already, by their position."""
    earlier = {entry.inputs: entry.key for entry in _earlier(store) if entry.inputs and entry.key}
    found = {position: earlier.get(_inputs(task), "") for position, task in tasks.items()}
    return {position: key for position, key in found.items() if key and store.has(key)}


def _with_positions(tasks: Mapping[int, Task]) -> list[tuple[Task, list[int]]]:
    """Return one task for each repository, with the positions of its groups.

    Several rows may name one repository, and git cannot fetch into one clone twice at the same time.
    """
    found: dict[str, tuple[Task, list[int]]] = {}
    for position, task in tasks.items():
        found.setdefault(task.folder, (task, []))[1].append(position)
    return list(found.values())


def _outcome(result: Outcome | Failure) -> Outcome:
    if isinstance(result, Failure):
        return Outcome(problem=f"{result.reason[:1].upper()}{result.reason[1:]}.")
    return result


def rows_of(store: Store, collected: Collected) -> list[GroupRow]:
    """Return the groups with their records.

    Raises:
        CollectError: a record is missing or damaged.
    """
    rows = []
    for entry in collected.entries:
        try:
            record = from_json(store.record(entry.key).read_text("utf-8")) if entry.key else None
        except (OSError, *DAMAGED) as error:
            store.record(entry.key).unlink(missing_ok=True)  # so that the next run reads the group again
            message = f"{store.record(entry.key).as_posix()} is missing or damaged; run `mlops-report cohort` again."
            raise CollectError(message) from error
        problem = entry.problem or (record.note if record else "")
        rows.append(GroupRow(entry.name, entry.given, entry.columns, problem, entry.key, record))
    return rows


def write_collected(store: Store, collected: Collected) -> None:
    """Write the list of what was collected.

    Raises:
        OSError: it cannot be written.
    """
    data = {"format": FORMAT, "version": __version__, **collected._asdict()}
    store.list.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8", "replace")


def read_collected(store: Store) -> Collected:
    """Read the list of what was collected.

    Raises:
        CollectError: there is none, or another version wrote it.
    """
    try:
        data: dict[str, Any] = json.loads(store.list.read_text("utf-8"))
        if data["format"] != FORMAT:
            message = f"{store.list.as_posix()} is from another version; run `mlops-report cohort` again."
            raise CollectError(message)
        entries = tuple(
            Entry(position, name, given, tuple((column, cell) for column, cell in columns), key, problem, inputs)
            for position, name, given, columns, key, problem, inputs in data["entries"]
        )
        number, count = data["shard"]
        columns = tuple(data["columns"])
        texts = [*columns, data["at"], data["listed"], *(text for one in entries for text in (*one[1:3], *one[4:]))]
        if {type(text) for text in texts} != {str} or {type(one.position) for one in entries} - {int}:
            raise TypeError
        if data["at"]:
            datetime.fromisoformat(data["at"])
        return Collected(entries, data["at"], columns, bool(data["hidden"]), (int(number), int(count)), data["listed"])
    except (OSError, *DAMAGED) as error:
        message = f"{store.list.as_posix()} is missing or damaged; run `mlops-report cohort` again."
        raise CollectError(message) from error


def merge(parts: Iterable[Store], store: Store) -> Collected:
    """Put the parts of a cohort together.

    Args:
        parts: one for each shard, in any order.
        store: where the whole is kept.

    Raises:
        CollectError: a shard is missing, is there twice, or was collected in another way.
        OSError: a file cannot be copied.
    """
    found: dict[int, tuple[Store, Collected]] = {}
    for part in parts:
        collected = read_collected(part)
        first = next(iter(found.values()))[1] if found else collected
        if collected.common != first.common:
            message = f"{part.folder.as_posix()} was collected with a different list or different options."
            raise CollectError(message)
        if collected.shard[0] in found:
            message = f"{part.folder.as_posix()} is a second copy of shard {collected.shard[0]}; name each shard once."
            raise CollectError(message)
        found[collected.shard[0]] = (part, collected)
    count = next(iter(found.values()))[1].shard[1] if found else 1
    missing = [str(number) for number in range(1, count + 1) if number not in found]
    if missing or not found:
        message = f"missing shards: {', '.join(missing)} (of {count})."
        raise CollectError(message)
    store.make()
    for part, _ in found.values():
        for folder in ("records", "figures"):
            # An artifact of a workflow does not have empty folders.
            for file in (part.folder / folder).iterdir() if (part.folder / folder).is_dir() else ():
                if not (store.folder / folder / file.name).exists():
                    shutil.copyfile(file, store.folder / folder / file.name)
    entries = sorted(entry for _, collected in found.values() for entry in collected.entries)
    whole = next(iter(found.values()))[1]._replace(entries=tuple(entries), shard=(1, 1))
    write_collected(store, whole)
    _remove_unused(store, whole)
    return whole


def _folders(groups: list[Group], clones: Path, progress: Progress) -> tuple[dict[str, Path], dict[str, str]]:
    """Return the folder of each group that has one, and the problems of groups, by name."""
    folders = {group.name: Path(group.repository) for group in groups if not group.is_remote}
    problems: dict[str, str] = {}
    remote = [group for group in groups if group.is_remote]
    for done, (group, folder, problem) in enumerate(clone_all(remote, clones) if remote else (), start=1):
        if folder is not None:
            folders[group.name] = folder
        if problem:
            problems[group.name] = f"{problem[:1].upper()}{problem[1:]}."
        progress("Cloning", done, len(remote))
    return folders, problems


def _state_of(folder: Path) -> str:
    """Return what tells whether a repository has changed; empty if it has to be read to know."""
    with suppress(OSError, ValueError):
        if is_repository(folder):
            return references_state(folder)
    return ""


def _inputs(task: Task) -> str:
    """Return a hash of all inputs of a record; empty if they are known only after reading."""
    if not task.state:
        return ""
    at = task.at.isoformat() if task.at else ""
    return _hash([FORMAT, __version__, task.folder, at, task.state, repr(task.options), task.hidden])


def _hash(what: object) -> str:
    return sha256(json.dumps(what).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _earlier(store: Store) -> tuple[Entry, ...]:
    with suppress(CollectError):
        return read_collected(store).entries
    return ()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _remove_unused(store: Store, collected: Collected) -> None:
    """Delete records and figures that no group uses any more."""
    keys = {entry.key for entry in collected.entries}
    figures: set[str] = set()
    for key in keys - {""}:
        with suppress(OSError, *DAMAGED):
            figures |= set(from_json(store.record(key).read_text("utf-8")).figure_files)
    for file in (store.folder / "records").iterdir():
        if file.stem not in keys:
            file.unlink(missing_ok=True)
    for file in store.figures.iterdir():
        if file.name not in figures:
            file.unlink(missing_ok=True)
