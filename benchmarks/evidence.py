"""How long the evidence of a repository takes, against the check of its report alone, and how it grows with files.

The example project is copied, and its modules are repeated with other names until it has about the given number of
files. Every number is processor time of whole commands, in turns; the results are ratios, and seconds only for scale.

    python benchmarks/evidence.py [--files 77 770] [--rounds 7]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "example_site"


def cpu(command: list[str], folder: Path) -> float:
    """Return the seconds of processor time of a command, with the processes that it starts."""
    before = os.times()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def project(folder: Path, files: int) -> Path:
    """Make a git repository with about so many files."""
    shutil.copytree(EXAMPLE, folder)
    sources = list((folder / "src").rglob("*.py"))
    count = sum(file.is_file() for file in folder.rglob("*"))
    for number in range(max(0, files - count)):
        source = sources[number % len(sources)]
        text = source.read_text("utf-8")
        (source.parent / f"{source.stem}_{number}.py").write_text(f"{text}\nCOPY = {number}\n", "utf-8")
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Project"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, nargs="+", default=[77, 770])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    ours = str(Path(sys.executable).with_name("mlops-report"))
    with tempfile.TemporaryDirectory() as name:
        for files in options.files:
            folder = project(Path(name) / str(files), files)
            commands = {
                "check without evidence": [ours, "check", "reports/README.md", "--ignore", "EVD"],
                "check": [ours, "check", "reports/README.md"],
                "evidence": [ours, "evidence"],
                "start": [ours, "--version"],
            }
            times: dict[str, list[float]] = {what: [] for what in commands}
            for _ in range(options.rounds):
                for what, command in commands.items():
                    times[what].append(cpu(command, folder))
            middle = {what: statistics.median(values) for what, values in times.items()}
            base = middle["check without evidence"]
            print(f"{files} files")
            for what, value in middle.items():
                print(f"  {what:24} {value:6.3f} s, {value / base:5.2f} of a check without evidence")


if __name__ == "__main__":
    main()
