"""The pictures of the documentation: the example report three things before its hand-in, in Material.

    python benchmarks/pictures.py [--out docs/images]

Needs a Chromium (Debian: apt-get install chromium).
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from contact_sheet import OPTIONS, THEMES, chromium, site_of
from example import SHORT, SITE, with_answer
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import sync_playwright

from cohort import DEADLINE, make_groups

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
HEAD = "site_name: Bird song\nnav: [{Home: index.md}]"
UNANSWERED = "--- question 25 fill here ---"


def nearly_finished(folder: Path) -> Path:
    """Copy the example with a short answer, one that is missing, and a link to a file that is not copied."""
    report = folder / "reports" / "README.md"
    shutil.copytree(SITE / "reports", report.parent)
    text = with_answer(report.read_text("utf-8"), 8, lambda _: SHORT.rstrip())
    report.write_text(with_answer(text, 25, lambda _: UNANSWERED), "utf-8")
    return report


def with_evidence(folder: Path) -> Path:
    """Build the site of the whole example project, with a claim that nothing shows and one box left open."""
    shutil.copytree(SITE, folder)
    report = folder / "reports" / "README.md"
    text = report.read_text("utf-8").replace("* [ ] A job that starts", "* [x] A job that starts")
    report.write_text(text.replace("* [x] Hooks that run", "* [ ] Hooks that run"), "utf-8")
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Our report"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True)
    remote = "https://github.com/example/bird-song.git"
    subprocess.run(["git", "remote", "add", "origin", remote], cwd=folder, check=True)
    config = folder / "mkdocs.yml"
    theme = f"docs_dir: docs/source\ntheme:\n{THEMES['material']}"
    config.write_text(f"{HEAD}\n{theme}plugins: [{{mlops-report: {{evidence: full}}}}]\n", "utf-8")
    build(load_config(str(config), site_dir=str(folder / "site"), use_directory_urls=False))
    return folder / "site" / "reports" / "index.html"


def cohort(folder: Path) -> Path:
    """Build the site of two dozen made-up groups."""
    table = make_groups(folder, 24)
    (folder / "notes.csv").write_text("group,note\n3,talk about drift\n8,read\n11,read\n", "utf-8")
    command = [str(Path(sys.executable).with_name("mlops-report")), "cohort", str(table), "--at", DEADLINE]
    command += ["--notes", str(folder / "notes.csv"), "-o", str(folder / "cohort")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "cohort" / "site"


def element(page: Page, first: str, last: str, out: Path) -> None:
    """Take the part of a page from one element to another, with some air around it."""
    page.locator(last).scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    begin, end = page.locator(first).bounding_box(), page.locator(last).bounding_box()
    if begin is None or end is None:
        message = f"{out.name}: {first} or {last} is not on the page"
        raise SystemExit(message)
    scrolled = float(page.evaluate("window.scrollY"))
    top, bottom = begin["y"] + scrolled - 12, end["y"] + end["height"] + scrolled + 12
    clip = {"x": end["x"] - 12, "y": top, "width": end["width"] + 24, "height": bottom - top}
    page.screenshot(path=out, full_page=True, clip=clip)  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    out: Path = parser.parse_args().out
    logging.disable(logging.CRITICAL)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        site = site_of(nearly_finished(Path(name)), "material", Path(name) / "site", HEAD)
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        page = browser.new_page(viewport={"width": 1240, "height": 900})
        page.route("http*://**", lambda route: route.abort())
        page.goto(site.as_uri())
        page.wait_for_timeout(300)
        page.screenshot(path=out / "page.png")
        page.evaluate("document.querySelector('.md-header').style.display = 'none'")
        element(page, "#question-8", ".mlr-answer[data-question='8']", out / "answer.png")
        page.goto(with_evidence(Path(name) / "birds").as_uri())
        page.evaluate("document.querySelector('.md-header').style.display = 'none'")
        element(page, "#week-2", ".mlr-group[data-group='Week 2']", out / "evidence.png")
        site = cohort(Path(name) / "groups")
        page.goto((site / "index.html").as_uri())
        page.wait_for_timeout(300)
        page.screenshot(path=out / "cohort.png")
        page.goto((site / "questions.html").as_uri())
        page.screenshot(path=out / "questions.png")
        browser.close()
    names = ("page.png", "answer.png", "evidence.png", "cohort.png", "questions.png")
    print(*(out / name for name in names), sep="\n")


if __name__ == "__main__":
    main()
