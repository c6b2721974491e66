"""Groups read at a deadline, in processes of their own, only where something changed, in parts and together."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mkdocs_mlops_report.cohort.collecting import collect as collecting
from mkdocs_mlops_report.cohort.collecting.collect import (
    Collected,
    CollectError,
    Request,
    collect,
    merge,
    read_collected,
    rows_of,
)
from mkdocs_mlops_report.cohort.collecting.read import Outcome, Task
from mkdocs_mlops_report.cohort.collecting.workers import Failure, run_all
from mkdocs_mlops_report.cohort.lists.groups import read_groups
from mkdocs_mlops_report.cohort.records import Record, Store
from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.repository.git.revision import parse_time
from tests import repositories
from tests.builders import report
from tests.cohort.groups import AFTER, DEADLINE, course, plain


def collected(folder: Path, at: str = DEADLINE, name: str = "store", **values: Any) -> tuple[Store, Collected]:
    store = Store(folder / name)
    when = parse_time(at)[0] if at else None
    request = Request(read_groups(folder / "groups.csv"), when, Options(), hidden=False, processes=2, **values)
    return store, collect(request, store, folder / "clones-of-urls")


def records(store: Store, found: Collected) -> dict[str, Record | None]:
    return {row.name: row.record for row in rows_of(store, found)}


def read(record: Record | None) -> Record:
    assert record is not None
    return record


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return course(tmp_path_factory.mktemp("course")).parent


def test_each_group_is_read_at_the_deadline(folder: Path) -> None:
    found = records(*collected(folder))
    birds, flowers, trams = (read(found[name]) for name in "123")
    assert (birds.passed, birds.expected, birds.since) == (31, 31, 0)
    assert flowers.project == "Flowers"
    assert [answer.number for answer in flowers.answers if answer.state == "unanswered"] == [15]
    assert flowers.with_evidence is None
    assert [answer.number for answer in trams.answers if answer.state == "short"] == [8]
    assert trams.since == 1
    assert trams.time.startswith("2026-01-20T12:00")
    assert [claim.id for claim in trams.claims if claim.without_trace] == ["data-version-control", "data-trigger"]
    assert [(row.name, row.problem) for row in rows_of(*collected(folder)) if not row.record] == [
        ("4", "There is no reports/README.md.")
    ]


def test_a_missing_question_counts_as_unanswered(tmp_path: Path) -> None:
    plain(tmp_path / "clones" / "a", report(answers={15: "```\nnever closed"}, chunks={20: ""}))
    (tmp_path / "groups.csv").write_text("group,repository\n1,clones/a\n", "utf-8")
    (row,) = rows_of(*collected(tmp_path, at=""))
    answers = {answer.number: answer for answer in read(row.record).answers}
    assert sorted(answers) == list(range(1, 32))
    gone = [number for number, answer in answers.items() if answer.remark == "question not found in the report"]
    assert 20 in gone
    assert {answers[number].state for number in gone if answers[number].words_limit != (0, 200)} == {"unanswered"}
    assert {answers[number].anchor for number in gone} == {""}


def test_without_a_deadline_the_newest_commit_counts(folder: Path) -> None:
    trams = read(records(*collected(folder, at="", name="newest"))["3"])
    assert trams.since == 0
    assert datetime.fromisoformat(trams.time) == datetime.fromisoformat(AFTER)


def test_a_deadline_before_the_first_commit_says_so(folder: Path) -> None:
    store, found = collected(folder, at="2020-01-01 00:00 +01:00", name="early")
    assert {row.problem for row in rows_of(store, found)} == {
        "`HEAD` has no commit at or before 2020-01-01 00:00 +0100."
    }


def test_a_second_run_reads_no_group_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, first = collected(folder, name="twice")
    tasks: list[Task] = []

    def none(work: object, given: list[Task], processes: int, *, seconds: float) -> Iterator[tuple[int, Outcome]]:
        tasks.extend(given)
        return iter(())

    monkeypatch.setattr(collecting, "run_all", none)
    assert collected(folder, name="twice")[1].entries[:3] == first.entries[:3]
    assert [task.folder for task in tasks] == [(folder / "clones" / "lost").as_posix()]
    assert store.list.is_file()


def test_a_repository_of_two_rows_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course(tmp_path)
    (tmp_path / "groups.csv").write_text("group,repository\nAda,clones/birds\nMio,clones/birds\n", "utf-8")
    tasks: list[Task] = []

    def counted(work: Any, given: list[Task], processes: int, *, seconds: float) -> Iterator[tuple[int, Any]]:
        tasks.extend(given)
        return run_all(work, given, processes, seconds=seconds)

    monkeypatch.setattr(collecting, "run_all", counted)
    done: list[tuple[str, int, int]] = []
    options = Options(rules={"LEN002": "info"}, ignore=[{"rule": "LEN004", "reason": "Agreed."}])
    request = Request(read_groups(tmp_path / "groups.csv"), None, options, hidden=False)
    found = collect(request, Store(tmp_path / "store"), tmp_path, lambda *step: done.append(step))
    assert len(tasks) == 1
    assert [(entry.name, entry.problem) for entry in found.entries] == [("Ada", ""), ("Mio", "")]
    assert found.entries[0].key == found.entries[1].key != ""
    assert done == [("Reading", 0, 2), ("Reading", 2, 2)]


def test_only_the_group_that_changed_is_read_again(tmp_path: Path) -> None:
    course(tmp_path)
    store, first = collected(tmp_path)
    before = {file.name: file.stat().st_mtime_ns for file in (store.folder / "records").iterdir()}
    repositories.commit(
        tmp_path / "clones" / "flowers", {"reports/README.md": report()}, time="2026-01-21T12:00:00+01:00"
    )
    _, second = collected(tmp_path)
    changed = [one.name for one, other in zip(first.entries, second.entries, strict=True) if one.key != other.key]
    assert changed == ["2"]
    kept = {file.name: file.stat().st_mtime_ns for file in (store.folder / "records").iterdir()}
    assert {name: kept[name] for name in kept if name in before} == {
        name: before[name] for name in before if name in kept
    }
    assert len(kept) == len(before)


@pytest.mark.parametrize("shards", [1, pytest.param(7, marks=pytest.mark.slow)])
def test_parts_make_the_same_whole(shards: int, folder: Path, tmp_path: Path) -> None:
    parts = [collected(folder, name=f"{shards}-{number}", shard=(number, shards))[0] for number in range(1, shards + 1)]
    whole, found = collected(folder, name="whole")
    together = Store(tmp_path / "together")
    assert merge(reversed(parts), together) == found
    assert together.list.read_bytes() == whole.list.read_bytes()
    for kind in ("records", "figures"):
        ours, theirs = (
            {file.name: file.read_bytes() for file in (one.folder / kind).iterdir()} for one in (whole, together)
        )
        assert ours == theirs


def test_a_missing_or_repeated_part_is_an_error(folder: Path, tmp_path: Path) -> None:
    first, _ = collected(folder, name="1-of-3", shard=(1, 3))
    with pytest.raises(CollectError, match="missing shards: 2, 3 \\(of 3\\)"):
        merge([first], Store(tmp_path / "a"))
    with pytest.raises(CollectError, match="is a second copy of shard 1"):
        merge([first, first], Store(tmp_path / "b"))
    other, _ = collected(folder, at="", name="other", shard=(2, 3))
    with pytest.raises(CollectError, match="with a different list or different options"):
        merge([first, other], Store(tmp_path / "c"))


def test_a_damaged_record_says_what_to_do(folder: Path) -> None:
    store, found = collected(folder, name="damaged")
    store.record(found.entries[0].key).write_text("[", "utf-8")
    with pytest.raises(CollectError, match="missing or damaged; run `mlops-report cohort` again"):
        rows_of(store, found)
    assert read(records(*collected(folder, name="damaged"))["1"]).passed == 31
    store.list.write_text("{}", "utf-8")
    with pytest.raises(CollectError, match="missing or damaged"):
        read_collected(store)


def test_groups_over_a_url_are_cloned_and_read(tmp_path: Path) -> None:
    source = plain(tmp_path / "flowers", report(answers={19: "![Bucket](figures/bucket.png)"}))
    repositories.git(source, "config", "uploadpack.allowFilter", "true")
    (tmp_path / "groups.csv").write_text(f"group,repository\n1,{source.as_uri()}\n2,file:///nowhere\n", "utf-8")
    store, found = collected(tmp_path)
    one, two = rows_of(store, found)
    assert read(one.record).passed == 31
    assert len(read(one.record).figure_files) == 1
    assert (two.record, two.problem) == (None, "There is no git repository at this path or URL.")


def test_a_misplaced_report_is_shown_with_a_note(tmp_path: Path) -> None:
    for name, paths in {"one": ["proj/reports/README.md"], "two": ["a/README.md", "b/README.md"]}.items():
        repositories.commit(tmp_path / "clones" / name, dict.fromkeys(paths, report()))
    (tmp_path / "groups.csv").write_text("group,repository\n1,clones/one\n2,clones/two\n", "utf-8")
    for _ in range(2):  # also if it was read before
        one, two = rows_of(*collected(tmp_path, at=""))
        assert read(one.record).path == "proj/reports/README.md"
        assert one.problem == "There is no reports/README.md; proj/reports/README.md is shown instead."
        assert (two.record, two.problem) == (
            None,
            "There is no reports/README.md. a/README.md and b/README.md are exam reports.",
        )


def test_a_folder_is_read_without_git(tmp_path: Path) -> None:
    (tmp_path / "clones" / "flowers" / "reports").mkdir(parents=True)
    (tmp_path / "clones" / "flowers" / "reports" / "README.md").write_text(report(), "utf-8")
    (tmp_path / "groups.csv").write_text("group,repository\n1,clones/flowers\n2,clones/none\n", "utf-8")
    (tmp_path / "clones" / ".git").mkdir()  # the list of a course may be in a repository itself
    one, two = rows_of(*collected(tmp_path, at=""))
    assert read(one.record).commit == ""
    assert two.problem == "The folder of the repository does not exist."
    one, _ = rows_of(*collected(tmp_path, name="late"))
    assert one.problem == "It is not a git repository, so its state at the deadline is not known."


def work(task: str) -> str:
    """What a worker does in the tests below."""
    if task == "exit":
        os._exit(3)
    if task == "hang":
        time.sleep(60)
    if task == "memory":
        return str(len(bytearray(8 * 1024**3)))
    if task == "raise":
        message = "two\nlines"
        raise ValueError(message)
    if task == "deep":
        return work("deep")
    return task.upper()


@pytest.mark.slow
def test_a_failing_task_does_not_stop_the_others() -> None:
    tasks = ["a", "exit", "b", "hang", "c", "memory", "raise", "deep", "d"]
    found = dict(run_all(work, tasks, 2, seconds=5))
    assert {tasks[index] for index in found} == set(tasks)
    assert [found[tasks.index(name)] for name in "abcd"] == ["A", "B", "C", "D"]
    reasons = {tasks[index]: result.reason for index, result in found.items() if isinstance(result, Failure)}
    assert reasons == {
        "exit": "the process ended while reading the report, probably because it needed too much memory",
        "hang": "reading the report takes more than 5 seconds",
        "memory": "reading the report needs too much memory",
        "raise": "the report cannot be read: ValueError: two lines",
        "deep": "its text is nested too deeply",
    }


def test_without_tasks_no_process_starts() -> None:
    assert list(run_all(work, [], 4)) == []
