"""Measure time, memory and page sizes of cohorts of different sizes.

Each group is a git repository with the example project and its report. Some words, answers and boxes differ from group
to group: some answers are left out, some are short, and one group in ten changes its report after the deadline.

    python benchmarks/cohort.py [--groups 100 1000] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from threading import Event, Thread

from example import SITE, with_answer

DEADLINE = "2026-01-23T23:59:00+01:00"
_HEAVY = 300_000
PROJECTS = (
    *("Bird songs", "Leaf diseases", "Tram delays", "Ice on the lake", "Old handwriting", "Dog breeds", "Cloud shapes"),
    *("Sign language", "Bread crusts", "Hedge heights", "Whale calls", "Street noise", "Moth wings", "Chess openings"),
)
"""Made-up projects of made-up groups."""


def make_groups(folder: Path, count: int, seed: int = 7) -> Path:
    """Make git repositories; return the list of groups."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    report = (SITE / "reports" / "README.md").read_text("utf-8")
    lines = ["group,repository,room"]
    for number in range(1, count + 1):
        repository = folder / f"group-{number:04}"
        subprocess.run(["git", "init", "-q", "-b", "main", str(repository)], check=True)
        names = [file.relative_to(SITE).as_posix() for file in sorted(SITE.rglob("*")) if file.is_file()]
        text = changed(report, number, chance)
        commits = [("2026-01-20T12:00:00+01:00", {name: (SITE / name).read_bytes() for name in names})]
        commits[0][1]["reports/README.md"] = text.encode()
        if number % 10 == 0:
            late = text.replace("We ", "In the end we ", 1).encode()
            commits.append(("2026-01-25T12:00:00+01:00", {"reports/README.md": late}))
        subprocess.run(["git", "fast-import", "--quiet"], input=stream(commits), cwd=repository, check=True)
        lines.append(f"{number},{repository.as_posix()},{chance.choice(['A', 'B', 'C'])}")
    table = folder / "groups.csv"
    table.write_text("\n".join(lines) + "\n", "utf-8")
    return table


def changed(report: str, number: int, chance: random.Random) -> str:
    """Return the report of a group: no two are the same."""
    words = re.findall(r"[a-z]{4,}", report)

    def varied(question: int, answer: str) -> str:
        if chance.random() < 0.03:
            return f"--- question {question} fill here ---"
        first = answer.split("\n\n", maxsplit=1)[0]
        kept = first if chance.random() < 0.1 and "```" not in first else answer
        return f"{kept} Group {number} says {' '.join(chance.sample(words, 5))}."

    for question in (*range(4, 7), *range(8, 31)):
        report = with_answer(report, question, partial(varied, question))
    project = PROJECTS[number % len(PROJECTS)]
    report = re.sub(r"\A# .*", f"# Exam report of group {number}: {project}", report)
    return re.sub(r"^\* \[x\]", lambda box: "* [ ]" if chance.random() < 0.15 else box[0], report, flags=re.MULTILINE)


def stream(commits: list[tuple[str, dict[str, bytes]]]) -> bytes:
    """Return commits as `git fast-import` reads them."""
    parts: list[bytes] = []
    for when, files in commits:
        seconds = int(time.mktime(time.strptime(when[:19], "%Y-%m-%dT%H:%M:%S")))
        parts.append(f"commit refs/heads/main\ncommitter Ada <ada@example.org> {seconds} +0100\ndata 1\nx\n".encode())
        for name, data in files.items():
            parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (name.encode(), len(data), data))
    return b"".join(parts)


class Peak(Thread):
    """The largest resident memory of any process below this one, in MB, sampled five times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.done = Event()
        self.largest: dict[str, float] = {}

    def run(self) -> None:
        while not self.done.wait(0.2):
            for status in Path("/proc").glob("[0-9]*/status"):
                try:
                    text = status.read_text()
                    command = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                except OSError:
                    continue
                found = re.search(r"VmHWM:\s+(\d+)", text)
                kind = next((one for one in ("mkdocs build", "spawn_main", "pagefind", "cohort") if one in command), "")
                if found and kind and "benchmarks" not in command:
                    self.largest[kind] = max(self.largest.get(kind, 0), int(found[1]) / 1024)


def timed(command: list[str]) -> tuple[float, float, dict[str, float]]:
    """Return the seconds that a command takes, those of all its processes together, and their memory in MB."""
    peak = Peak()
    peak.start()
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after, seconds = os.times(), time.perf_counter() - start
    peak.done.set()
    peak.join()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used, peak.largest


def sizes(site: Path) -> list[str]:
    """Return what is loaded at most: the largest page, and the largest with all that it loads but figures."""
    pages = {file: file.stat().st_size for file in site.rglob("*.html")}
    loads: dict[Path, int] = {}
    for page, size in pages.items():
        text = page.read_text("utf-8")
        names = set(re.findall(r'<(?:link|script)[^>]*(?:href|src)="([^":]+\.(?:css|js))"', text))
        loads[page] = size + sum((page.parent / name).stat().st_size for name in names)
    worst, heaviest = max(pages, key=lambda one: pages[one]), max(loads, key=lambda one: loads[one])
    total = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    return [
        f"largest page {worst.relative_to(site)} {pages[worst] / 1000:.0f} kB",
        f"largest first load {heaviest.relative_to(site)} {loads[heaviest] / 1000:.0f} kB",
        f"{sum(size > _HEAVY for size in loads.values())} pages load more than {_HEAVY // 1000} kB",
        f"{len(pages)} pages, {total / 1e6:.0f} MB",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--groups", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--keep", type=Path, help="folder to keep the cohorts in")
    options = parser.parse_args()
    ours = str(Path(sys.executable).with_name("mlops-report"))
    with tempfile.TemporaryDirectory() as name:
        for count in options.groups:
            folder = (options.keep or Path(name)) / str(count)
            table = folder / "groups.csv"
            if not table.exists():
                make_groups(folder, count)
            command = [ours, "cohort", str(table), "--at", DEADLINE, "-o", str(folder / "cohort")]
            subprocess.run(["rm", "-rf", str(folder / "cohort")], check=True)
            for what in ("cold", "again"):
                seconds, used, memory = timed(command)
                shown = ", ".join(f"{kind} {value:.0f} MB" for kind, value in sorted(memory.items()))
                print(f"{count} groups, {what}: {seconds:.1f} s, {used:.1f} s of processor time; {shown}", flush=True)
            for line in sizes(folder / "cohort" / "site"):
                print(f"  {line}")


if __name__ == "__main__":
    main()
