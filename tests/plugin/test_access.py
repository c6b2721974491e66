"""Everybody can read the page: axe-core in a real Chromium, and a parser that tells what is no HTML."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe

from benchmarks.example import SITE
from tests.builders import course_site, report, words
from tests.conftest import SHARED
from tests.plugin.test_plugin import PLAIN, built
from tests.repositories import commit

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from playwright.sync_api import Browser

THEME = "  name: material\n  font: false\n  palette: [{scheme: default}, {scheme: slate}]\n"
OURS = report(
    answers={4: words(71), 9: "--- question 9 fill here ---", 19: "![Our bucket](figures/bucket.png)", 28: ""}
)
REPORTS = ["ours", "group-05", "group-20", "seed-2"]


def site_of(folder: Path, name: str, *, plugin: bool) -> Path:
    """Build a report as a page of the docs, with us or as a plain page; return the page."""
    config = PLAIN.replace("  name: mkdocs\n", THEME)
    config = config if plugin else config.replace("  - mlops-report\n", "")
    file = course_site(folder, OURS, config)
    pages = folder / "docs" / "source" / "reports"
    if name == "ours":
        shutil.copytree(folder / "reports", pages)
    else:
        source = SHARED / "reports" / name / "reports"
        if not source.is_dir():
            pytest.skip(f"no real report at {source}")
        shutil.copytree(source, pages)
    shutil.rmtree(folder / "reports")
    return built(file, use_directory_urls=False) / "reports" / "index.html"


@pytest.fixture(scope="module", params=REPORTS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The page with us and the same file as a plain page."""
    folder = tmp_path_factory.mktemp("access")
    ours = site_of(folder / "with", request.param, plugin=True)
    return ours, site_of(folder / "plain", request.param, plugin=False)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_axe_finds_nothing_beyond_the_theme(scheme: str, pair: tuple[Path, Path], browser: Browser) -> None:
    ours, plain = (violations(browser, page, scheme) for page in pair)
    assert ours - plain == Counter()


def violations(browser: Browser, file: Path, scheme: str) -> Counter[str]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.route("http*://**", lambda route: route.abort())
    page.goto(file.as_uri())
    page.evaluate(f"document.body.setAttribute('data-md-color-scheme', '{scheme}')")
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    page.close()
    return Counter({violation["id"]: len(violation["nodes"]) for violation in found})


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example project with all that evidence can say, as a page of its site."""
    folder = tmp_path_factory.mktemp("evidence") / "birds"
    shutil.copytree(SITE, folder)
    report_ = folder / "reports" / "README.md"
    report_.write_text(report_.read_text("utf-8").replace("* [ ] The network", "* [x] The network"), "utf-8")
    options = "plugins: [search, {mlops-report: {evidence: full}}]\n"
    (folder / "mkdocs.yml").write_text(f"site_name: Birds\ndocs_dir: docs/source\ntheme:\n{THEME}{options}", "utf-8")
    commit(folder)
    return built(folder / "mkdocs.yml", use_directory_urls=False) / "reports" / "index.html"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_evidence_can_be_read(scheme: str, evidence: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(evidence.as_uri())
    page.evaluate(f"document.body.setAttribute('data-md-color-scheme', '{scheme}')")
    page.wait_for_timeout(300)
    assert page.locator(".mlr-evidence").count() > 40
    context = [[".mlr-checklist"], [".mlr-group"], [".mlr-repository"]]
    found = Axe().run(page, context={"include": context}).response["violations"]
    assert [violation["id"] for violation in found] == []
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.mlr-box')).backgroundColor") == "rgb(18, 107, 64)"
    page.close()


def test_page_is_valid_html_beyond_the_theme(pair: tuple[Path, Path]) -> None:
    ours, plain = (errors(page) for page in pair)
    assert ours - plain == Counter()


def errors(file: Path) -> Counter[str]:
    parser = html5lib.HTMLParser()
    parser.parse(file.read_text("utf-8"))
    return Counter(f"{code} {data}" for _, code, data in parser.errors)
