"""How long MkDocs takes for a hundred reports with us, against the same files as plain pages.

Side by side in one run, in alternation, as a ratio: seconds of one machine say little about another.

    python benchmarks/build.py [REPORT] [--copies 100] [--rounds 3]
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
import time
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

from mlops_report.report import reader

EXAMPLE = Path(__file__).parents[1] / "example_site" / "reports" / "README.md"


def seconds(folder: Path, plugin: bool) -> float:
    config = folder / "mkdocs.yml"
    plugins = "[mlops-report]" if plugin else "[]"
    config.write_text(f"site_name: Benchmark\ntheme: {{name: mkdocs}}\nplugins: {plugins}\n", "utf-8")
    loaded = load_config(str(config), site_dir=str(folder / "site"))
    reader._read.cache_clear()
    start = time.perf_counter()
    build(loaded)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("report", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    text = options.report.read_text("utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "docs").mkdir()
        for number in range(options.copies):
            # Every copy differs, so that nothing is read from a cache.
            (folder / "docs" / f"report-{number}.md").write_text(f"{text}\n{number}\n", "utf-8")
        seconds(folder, plugin=True)
        pairs = [(seconds(folder, plugin=True), seconds(folder, plugin=False)) for _ in range(options.rounds)]
    ratios = [ours / plain for ours, plain in pairs]
    for ours, plain in pairs:
        print(f"with mlops-report {ours:6.2f} s   plain pages {plain:6.2f} s   ratio {ours / plain:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f} for {options.copies} reports of {len(text) // 1024} KB")


if __name__ == "__main__":
    main()
