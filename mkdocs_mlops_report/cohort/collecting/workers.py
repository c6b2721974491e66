"""Work in processes that may fail: one that crashes, hangs or takes too much memory costs only its own task."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any, NamedTuple

SECONDS = 300
"""Longest time for one task; a usual one takes less than a second."""
_MEMORY = 2 * 1024**3
"""Bytes that a process may use, where the system can limit it."""
_TASKS = 50
"""Number of tasks after which a process is replaced, since its memory grows."""


class Failure(NamedTuple):
    """A task that did not end well."""

    reason: str


class _Worker:
    """A process that does one task after another."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(work, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.task: int | None = None
        self.until = 0.0
        self.done = 0

    def give(self, number: int, task: object, seconds: float) -> None:
        self.task, self.until = number, monotonic() + seconds
        with suppress(OSError):  # a process that has ended is noticed when its answer is read
            self.pipe.send(task)

    def take(self) -> Any:
        """Return the answer to the current task, or why there is none."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(1)
            return Failure("the process ended while reading the report, probably because it needed too much memory")

    def close(self) -> None:
        self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


def run_all(
    work: Callable[[Any], Any], tasks: Sequence[Any], processes: int, *, seconds: float = SECONDS
) -> Iterator[tuple[int, Any]]:
    """Do tasks in several processes; yield the index of each and its result, in the order in which they are done.

    Args:
        work: a function of a module; what it raises is a `Failure`.
        tasks: its arguments, which must be picklable.
        processes: how many run at the same time, at least 1.
        seconds: the longest time for one task.
    """
    waiting = list(enumerate(tasks))[::-1]
    workers: list[_Worker] = []
    try:
        while waiting or any(worker.task is not None for worker in workers):
            for worker in [one for one in workers if one.task is None]:
                if not waiting or worker.done >= _TASKS:
                    worker.close()
                    workers.remove(worker)
                else:
                    worker.give(*waiting.pop(), seconds)
            while waiting and len(workers) < max(1, processes):
                workers.append(_Worker(work))
                workers[-1].give(*waiting.pop(), seconds)
            yield from _answers(workers, seconds)
    finally:
        for worker in workers:
            worker.close()


def _answers(workers: list[_Worker], seconds: float) -> Iterator[tuple[int, Any]]:
    """Wait until something happens, and yield what is done; processes that end or take too long are removed."""
    busy = [worker for worker in workers if worker.task is not None]
    pause = max(0.0, min((worker.until for worker in busy), default=0.0) - monotonic())
    ready: list[Any] = wait([worker.pipe for worker in busy], pause)
    for worker in busy:
        number = worker.task
        if number is None:
            continue
        if worker.pipe in ready:
            result = worker.take()
            worker.task, worker.done = None, worker.done + 1
            if not worker.process.is_alive():
                worker.close()
                workers.remove(worker)
            yield number, result
        elif monotonic() >= worker.until:
            worker.close()
            workers.remove(worker)
            yield number, Failure(f"reading the report takes more than {seconds:.0f} seconds")


def _serve(work: Callable[[Any], Any], pipe: Connection) -> None:
    """Answer tasks until nobody asks."""
    _limit_memory()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            result = work(task)
        except MemoryError:
            result = Failure("reading the report needs too much memory")
        except RecursionError:
            result = Failure("its text is nested too deeply")
        except Exception as error:
            result = Failure(f"the report cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
        pipe.send(result)


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
