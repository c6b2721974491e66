"""How long MkDocs takes for a hundred reports with us, against the same files as plain pages.

Both are built in turns in one run, each build in a separate process, and the result is a ratio, since seconds differ
between machines. Twice: for MkDocs as it comes, and for the theme and the extensions of many courses' sites.

    python benchmarks/build.py [REPORT ...] [--copies 100] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "example_site" / "reports" / "README.md"
SITES = {
    "MkDocs as it comes": "theme: {name: mkdocs}\nplugins: [search, PLUGIN]\n",
    "Material with extensions": (
        "theme: {name: material, font: false}\nplugins: [search, PLUGIN]\n"
        "markdown_extensions: [admonition, attr_list, footnotes, pymdownx.highlight, pymdownx.superfences,"
        " pymdownx.tasklist, pymdownx.magiclink, pymdownx.tilde, {toc: {permalink: true}}]\n"
    ),
}
BUILD = """
import logging, sys, time
logging.disable(logging.CRITICAL)
from mkdocs.commands.build import build
from mkdocs.config import load_config
config = load_config(sys.argv[1], site_dir=sys.argv[2])
start = time.perf_counter()
build(config)
print(time.perf_counter() - start)
"""


def seconds(folder: Path, site: str, plugin: str) -> tuple[float, float]:
    """Return the seconds of the build alone, and of the whole process with its start and end.

    The site is new each time, as in CI: a file system takes longer to make files where some were deleted just before.
    """
    config = folder / "mkdocs.yml"
    config.write_text("site_name: Benchmark\n" + site.replace(", PLUGIN" if not plugin else "PLUGIN", plugin), "utf-8")
    config.write_text(config.read_text("utf-8").replace("PLUGIN", plugin), "utf-8")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    with tempfile.TemporaryDirectory(dir=folder) as built:
        command = [sys.executable, "-c", BUILD, str(config), built]
        start = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return float(done.stdout.split()[-1]), time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("reports", nargs="*", type=Path, default=[EXAMPLE], help="default: the example report")
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = [file.read_text("utf-8", "replace") for file in options.reports]
    with tempfile.TemporaryDirectory() as name:
        # Without a repository, the folder above is looked at, too; it has nothing else in it.
        folder = Path(name) / "project"
        (folder / "docs").mkdir(parents=True)
        for number in range(options.copies):
            # Every copy differs, so that nothing is read from a cache.
            text = f"{texts[number % len(texts)]}\n{number}\n"
            (folder / "docs" / f"report-{number}.md").write_text(text, "utf-8")
        for title, site in SITES.items():
            pairs = [(seconds(folder, site, "mlops-report"), seconds(folder, site, "")) for _ in range(options.rounds)]
            build, process = (
                statistics.median(ours[index] / plain[index] for ours, plain in pairs) for index in (0, 1)
            )
            print(f"{title}: {build:.2f} times the plain pages, {process:.2f} with start and end of the process")


if __name__ == "__main__":
    main()
