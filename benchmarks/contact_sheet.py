"""Pictures of the page: reports × themes × screens, light, dark and as printed, on one sheet to look at.

    python benchmarks/contact_sheet.py OUT REPORT [REPORT ...]

Needs a Chromium (Debian: apt-get install chromium). OUT gets one picture for each, `sheet.html` and `sheet.png`.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PALETTE = "  palette: [{scheme: default}, {scheme: slate}]\n"
THEMES = {
    "material": f"  name: material\n  font: false\n{PALETTE}",
    "mkdocs": "  name: mkdocs\n  user_color_mode_toggle: true\n",
    "readthedocs": "  name: readthedocs\n",
}


class View(NamedTuple):
    """A screen, and how it is lit."""

    name: str
    width: int
    height: int
    dark: bool = False
    paper: bool = False


VIEWS = (
    View("desktop", 1280, 1600),
    View("dark", 1280, 1600, dark=True),
    View("phone", 360, 1200),
    View("dark phone", 360, 1200, dark=True),
    View("print", 794, 1123, paper=True),
)


def chromium() -> str | None:
    """Return the path of a Chromium, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def site_of(report: Path, theme: str, folder: Path, head: str = "site_name: Contact sheet") -> Path:
    """Build a site around a report in a fresh repository; return the report's page."""
    (folder / "docs").mkdir(parents=True)
    (folder / ".git").mkdir()
    shutil.copytree(report.parent, folder / "reports")
    (folder / "docs" / "index.md").write_text("# Home\n", "utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(f"{head}\ntheme:\n{THEMES[theme]}plugins: [mlops-report]\n", "utf-8")
    build(load_config(str(config), site_dir=str(folder / "site"), use_directory_urls=False))
    return folder / "site" / "reports" / "index.html"


def take(browser: Browser, page: Path, view: View, out: Path) -> None:
    """Take one picture of a page."""
    scheme = "dark" if view.dark else "light"
    tab = browser.new_page(viewport={"width": view.width, "height": view.height}, color_scheme=scheme)
    tab.route("http*://**", lambda route: route.abort())
    tab.goto(page.as_uri())
    if view.paper:
        tab.emulate_media(media="print")
        tab.pdf(path=out.with_suffix(".pdf"), format="A4", print_background=True)
    name = "slate" if view.dark else "default"
    tab.evaluate(
        "([material, bootstrap]) => { document.body.setAttribute('data-md-color-scheme', material);"
        " document.documentElement.setAttribute('data-bs-theme', bootstrap); }",
        [name, scheme],
    )
    tab.wait_for_timeout(300)
    tab.screenshot(path=out)
    tab.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("reports", nargs="+", type=Path)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    options.out.mkdir(parents=True, exist_ok=True)
    cells = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        for number, report in enumerate(options.reports, start=1):
            for theme in THEMES:
                page = site_of(report, theme, Path(name) / f"{number}-{theme}")
                for view in VIEWS:
                    picture = options.out / f"{number}-{theme}-{view.name.replace(' ', '-')}.png"
                    take(browser, page, view, picture)
                    title = escape(f"{number} {theme}, {view.name}")
                    cells.append(f'<figure><img src="{picture.name}"><figcaption>{title}</figcaption></figure>')
        style = "body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:12px}figure{margin:0}img{height:420px}"
        sheet = options.out / "sheet.html"
        head = f"<!DOCTYPE html><title>Contact sheet</title><style>{style}</style>"
        sheet.write_text(head + "".join(cells), "utf-8")
        tab = browser.new_page(viewport={"width": 1800, "height": 1000})
        tab.goto(sheet.resolve().as_uri())
        tab.screenshot(path=options.out / "sheet.png", full_page=True)
        browser.close()
    print(sheet)


if __name__ == "__main__":
    main()
