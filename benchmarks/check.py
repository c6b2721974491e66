"""How long `mlops-report check` takes, against a program with the imports of the course's own tool.

Both run in turns, and the results are ratios, since seconds differ between machines. The stand-in runs in a separate
environment, which this script makes (it needs a package index). Ours is what is installed
beside the interpreter that runs this script: take a wheel, with its byte code, as users have it.

    python benchmarks/check.py [REPORT] [--rounds 15] [--python PYTHON]
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "example_site" / "reports" / "README.md"
PACKAGES = ["typer", "pydantic", "loguru", "markdown"]


def seconds(command: list[str]) -> tuple[float, float]:
    """Return the seconds that a command takes, and its largest memory in MiB."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return time.perf_counter() - start, usage.ru_maxrss / scale


def stand_in_python(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("report", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--python", help="an interpreter that has the stand-in's packages already")
    options = parser.parse_args()
    ours = str(Path(sys.executable).with_name("mlops-report"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = options.python or stand_in_python(folder / "venv")
        theirs = [python, str(HERE / "standin.py"), "check", str(options.report)]
        copies = []
        for number in range(100):
            # Every copy differs, so that nothing is read from a cache.
            group = folder / f"group-{number}" / "reports"
            shutil.copytree(options.report.parent, group)
            copy = group / options.report.name
            copy.write_bytes(copy.read_bytes() + f"\n{number}\n".encode())
            copies.append(str(copy))
        # The last one has a site with options, which takes a reader of YAML.
        (folder / "group-99" / "mkdocs.yml").write_text("plugins: [{mlops-report: {fail_on: error}}]\n", "utf-8")
        one, set_up, many = ([ours, "check", *paths] for paths in (copies[:1], copies[99:], copies[:99]))
        seconds(one), seconds(set_up), seconds(theirs)
        rounds = [(seconds(one), seconds(set_up), seconds(theirs)) for _ in range(options.rounds)]
        single, configured = (statistics.median(run[index][0] / run[2][0] for run in rounds) for index in (0, 1))
        theirs_once = statistics.median(run[2][0] for run in rounds)
        batches = [seconds(many) for _ in range(3)]
        batch = statistics.median(took for took, _ in batches) / 99
    print(f"one report:            {single:.2f} times the stand-in ({theirs_once * 1000:.0f} ms)")
    print(f"with options in YAML:  {configured:.2f} times the stand-in")
    print(f"99 reports:            {batch / theirs_once:.3f} times 99 stand-ins")
    print(f"memory:                {rounds[-1][0][1]:.0f} MiB for one report, {batches[-1][1]:.0f} MiB for 99")


if __name__ == "__main__":
    main()
