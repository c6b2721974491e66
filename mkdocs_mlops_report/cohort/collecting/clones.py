"""Clones of the groups' repositories, made in parallel and kept from run to run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path
from time import sleep

from mkdocs_mlops_report.cohort.lists.groups import Group
from mkdocs_mlops_report.repository.git.command import GitError
from mkdocs_mlops_report.repository.git.remote import clone, update

_AT_ONCE = 8
"""Repositories that are cloned at the same time; forges slow down those who ask for more."""
_TRIES = 3
_FIRST_PAUSE = 1.0
"""Seconds before the second try; each further pause is twice as long."""
_LASTING = ("does not exist", "no access", "access is denied", "there is no git", "is not installed", "must not")
"""Reasons that another try does not change."""
_NO_NAME = re.compile(r"[^\w.-]+")


def clone_all(
    groups: list[Group], folder: Path, *, pause: float = _FIRST_PAUSE
) -> Iterator[tuple[Group, Path | None, str]]:
    """Yield each group with its clone, in the order in which they are done.

    An error yields no clone and the reason. If an earlier run has cloned a repository that cannot be reached now, the
    old clone is yielded with the reason.

    Args:
        groups: those whose repository is a URL.
        folder: the folder of all clones; it is made if it does not exist.
        pause: seconds before the second try.

    Raises:
        OSError: the folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # Several rows may name one repository.
        urls = dict.fromkeys(group.repository for group in groups)
        jobs = {pool.submit(_brought, url, folder, pause): url for url in urls}
        for job in as_completed(jobs):
            path, problem = job.result()
            for group in groups:
                if group.repository == jobs[job]:
                    yield group, path, problem


def clone_folder(url: str, folder: Path) -> Path:
    """Return where the clone of a URL is: readable, and different for each URL."""
    name = _NO_NAME.sub("-", url.rstrip("/").removesuffix(".git").rpartition("/")[2])[:40].strip("-.") or "repository"
    return folder / f"{name}-{sha256(url.encode()).hexdigest()[:10]}.git"


def _brought(url: str, folder: Path, pause: float) -> tuple[Path | None, str]:
    path = clone_folder(url, folder)
    existed = path.exists()
    problem = _tried(lambda: update(path) if existed else clone(url, path), pause)
    if problem and existed:
        return path, f"{problem}; using the clone of an earlier run"
    return (None, problem) if problem else (path, "")


def _tried(action: Callable[[], object], pause: float) -> str:
    """Return why an action fails after several tries; empty if it succeeds."""
    problem = ""
    for number in range(_TRIES):
        if number:
            sleep(pause * 2 ** (number - 1))
        try:
            action()
        except (GitError, OSError) as error:
            problem = str(error) if isinstance(error, GitError) else f"the clone cannot be read: {error.strerror}"
            if any(words in problem for words in _LASTING):
                break
        else:
            return ""
    return problem
