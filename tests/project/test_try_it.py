"""The page *Try it* in a real Chromium that reaches no other server: Python runs in it, as it does for a visitor."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.rules.engine import check
from tests.builders import PICTURE, report, words
from tests.conftest import CHROMIUM_OPTIONS, IN_CI, chromium
from tests.project.documents import ROOT
from tools.browser import hook, in_browser

SHARED = ROOT.parent / "shared" / "reports"
LOADING = 90_000
"""Milliseconds that Python may need to start on a busy machine."""
expect.set_options(timeout=LOADING)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The built documentation on a server of this computer."""
    if which("npm") is None:
        message = "no npm on this machine, which brings Python for the browser"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/try-it/"
    server.shutdown()
    server.server_close()


class Visitor:
    """A page of the browser, and what it asked other servers for."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.asked: list[str] = []
        self.problems: list[str] = []
        context = browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
        context.route("**/*", self._only_here)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.set_default_timeout(LOADING)
        self.page.goto(url)
        self.page.locator(".mlr-try-drop").wait_for()

    def _only_here(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1" or route.request.url.startswith(("blob:", "data:")):
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()

    def choose(self, file: Path, kind: str = "file") -> None:
        self.page.set_input_files(f"[data-input={kind}]", str(file))

    def result(self) -> tuple[str, list[str]]:
        """The numbers and the findings, as soon as they are there."""
        self.page.locator(".mlr-try-tile").first.wait_for()
        tiles = " ".join(self.page.locator(".mlr-try-tiles").inner_text().split())
        return tiles, [" ".join(one.split()) for one in self.page.locator(".mlr-try-row").all_inner_texts()]

    def status(self) -> str:
        return self.page.locator(".mlr-try-status").inner_text()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site)
    yield visitor
    visitor.page.context.close()
    assert visitor.problems == []


def written(folder: Path, text: str) -> Path:
    (folder / "reports" / "figures").mkdir(parents=True)
    (folder / "reports" / "figures" / "bucket.png").write_bytes(PICTURE)
    file = folder / "reports" / "README.md"
    file.write_text(text, "utf-8", newline="")
    return file


@pytest.mark.slow
def test_file_is_checked_without_any_network(visitor: Visitor, tmp_path: Path) -> None:
    text = report(
        answers={
            4: words(71),
            9: f"\U0001f680 {words(120)} --- question 9 fill here ---",
            19: "![Ours](figures/no.png)",
        }
    )
    visitor.choose(written(tmp_path, text))
    tiles, rows = visitor.result()
    checked = check(read_text(text))
    assert f"Official check {checked.verdict.passed} of 31" in tiles
    assert "Checklist 53 of 53" in tiles
    (short,) = [row for row in rows if "71 words" in row]
    assert "4 Dependencies 71 words; the limit is 100–200 (29 short)." in short
    line = text[: text.index("\n" + words(71) + "\n") + 1].count("\n") + 1
    assert f":{line}" in short
    assert not any("FIG003" in row for row in rows)  # of a single file, all figures count as existing
    assert visitor.status().startswith("Official check ")
    assert visitor.asked == []


@pytest.mark.slow
def test_folder_has_its_figures_checked(visitor: Visitor, tmp_path: Path) -> None:
    text = report(answers={19: "![Ours](figures/no.png)", 20: "![Ours](figures/bucket.png)"})
    written(tmp_path, text)
    (tmp_path / "reports" / "report.py").write_text("# the course's script\n", "utf-8")
    visitor.choose(tmp_path / "reports", "folder")
    _, rows = visitor.result()
    (missing,) = [row for row in rows if "FIG003" in row]
    assert "19 Buckets" in missing or missing.startswith("error 19 ")
    assert visitor.page.locator("[data-name]").inner_text() == "reports/README.md"


@pytest.mark.slow
def test_config_in_the_folder_applies(visitor: Visitor, tmp_path: Path) -> None:
    written(tmp_path / "birds", report(answers={4: words(71)}))
    config = "site_name: x\nplugins:\n  - mlops-report:\n      rules: {LEN001: off}\n"
    (tmp_path / "birds" / "mkdocs.yml").write_text(config, "utf-8")
    visitor.choose(tmp_path / "birds", "folder")
    _, rows = visitor.result()
    assert not any("LEN001" in row for row in rows)


@pytest.mark.slow
def test_findings_are_made_again_while_typing(visitor: Visitor, tmp_path: Path) -> None:
    visitor.choose(written(tmp_path, report()))
    visitor.result()
    expect(visitor.page.locator(".mlr-try-ready")).to_have_text("Ready to hand in")
    editor = visitor.page.locator("textarea")
    editor.evaluate("area => { const at = area.value.indexOf('### Question 9'); area.setSelectionRange(at, at); }")
    editor.focus()
    visitor.page.keyboard.type("TODO: more\n\n")
    expect(visitor.page.locator(".mlr-try-row", has_text="PLH003")).to_be_visible()
    expect(visitor.page.locator(".mlr-try-marks mark").first).to_have_text("TODO:")
    visitor.page.keyboard.press("Control+z")
    for _ in range(12):
        visitor.page.keyboard.press("Control+z")
    expect(visitor.page.locator(".mlr-try-ready")).to_be_visible()


@pytest.mark.slow
def test_line_of_a_finding_selects_its_text(visitor: Visitor, tmp_path: Path) -> None:
    answer = f"\U0001f680\U0001f680 {words(120)} --- question 9 fill here ---"
    visitor.choose(written(tmp_path, report(answers={9: answer})))
    visitor.result()
    visitor.page.locator(".mlr-try-row", has_text="PLH002").get_by_role("button").click()
    selected = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    editor = visitor.page.locator("textarea")
    assert editor.evaluate(selected) == "--- question 9 fill here ---"
    box = editor.bounding_box()
    mark = visitor.page.locator(".mlr-try-marks mark").first.bounding_box()
    assert box is not None
    assert mark is not None
    assert box["y"] < mark["y"] < box["y"] + box["height"]


@pytest.mark.slow
def test_safe_fixes_are_applied(visitor: Visitor, tmp_path: Path) -> None:
    text = report(answers={9: f"{words(120)}\n\n--- question 9 fill here ---\n"})
    visitor.choose(written(tmp_path, text))
    visitor.result()
    visitor.page.get_by_role("button", name="safe fix").click()
    expect(visitor.page.locator(".mlr-try-ready")).to_be_visible()
    assert visitor.page.locator("textarea").input_value() == in_browser.fixed(text)
    visitor.page.keyboard.press("Control+z")
    expect(visitor.page.locator("textarea")).to_have_value(text)


@pytest.mark.slow
def test_page_is_shown_and_can_be_kept(visitor: Visitor, tmp_path: Path) -> None:
    text = report(answers={4: f"<b>bold</b> <img src=x onerror=alert(1)> {words(120)}"})
    visitor.choose(written(tmp_path, text))
    visitor.result()
    visitor.page.locator(".mlr-try-page summary").click()
    frame = visitor.page.frame_locator("iframe")
    expect(frame.locator(".mlr-question")).to_have_count(31)
    frame.locator("a.mlr-cell[data-question='14']").click()
    expect(frame.locator(".mlr-question")).to_have_count(31)  # the link stays in the page
    expect(frame.locator(".mlr-answer[data-question='4']")).to_contain_text("<b>bold</b> <img src=x onerror=alert(1)>")
    with visitor.page.expect_download() as waited:
        visitor.page.get_by_role("button", name="Download the page as one file").click()
    kept = tmp_path / "kept.html"
    waited.value.save_as(kept)
    html = kept.read_text("utf-8")
    assert html.count('class="mlr-question"') == 31
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert visitor.asked == []


@pytest.mark.slow
def test_page_stays_alive_while_python_loads(visitor: Visitor, tmp_path: Path) -> None:
    visitor.page.evaluate(
        "() => { window.longest = 0; let last = performance.now();"
        " const tick = (now) => { window.longest = Math.max(window.longest, now - last); last = now;"
        " requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"
    )
    seen: set[str] = set()
    visitor.page.expose_function("saw", lambda text: seen.add(str(text)))
    visitor.page.evaluate(
        "() => new MutationObserver(() => saw(document.querySelector('.mlr-try-status').textContent))"
        ".observe(document.querySelector('.mlr-try-status'), {childList: true, characterData: true, subtree: true})"
    )
    visitor.page.get_by_role("button", name="Try the example").click()
    tiles, rows = visitor.result()
    assert "Official check 29 of 31" in tiles
    assert {code for row in rows for code in ("LEN001", "PLH001", "PLH002") if code in row} == {
        "LEN001",
        "PLH001",
        "PLH002",
    }
    assert visitor.page.evaluate("() => window.longest") < 1000
    assert any(text.startswith("Python is loading (") and text.endswith(" MB) · the first time only") for text in seen)


TREE = {
    "tree": [
        {"path": "reports", "type": "tree"},
        {"path": "reports/README.md", "type": "blob", "size": 40_000},
        {"path": "reports/figures/bucket.png", "type": "blob", "size": 100},
        {"path": "src/train.py", "type": "blob", "size": 100},
    ]
}


@pytest.mark.slow
def test_repository_is_read_from_its_address(visitor: Visitor) -> None:
    text = report(answers={4: words(71), 19: "![Ours](figures/bucket.png) [code](../src/train.py)"})
    answers: dict[str, Any] = {
        "https://api.github.com/repos/ada/birds/git/trees/HEAD?recursive=1": json.dumps(TREE),
        "https://raw.githubusercontent.com/ada/birds/HEAD/reports/README.md": text,
        "https://raw.githubusercontent.com/ada/birds/HEAD/reports/figures/bucket.png": PICTURE,
    }
    asked = []

    def github(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=answers[route.request.url], headers={"Access-Control-Allow-Origin": "*"})

    visitor.page.context.route("https://*.github*.com/**", github)
    visitor.page.get_by_label("URL of a public repository").fill("https://github.com/ada/birds")
    visitor.page.get_by_role("button", name="Check", exact=True).click()
    tiles, rows = visitor.result()
    assert "Official check 30 of 31" in tiles
    assert {row.split()[-1] for row in rows if "FIG" in row or "LNK" in row} == set()
    assert set(asked) == set(answers)
    assert visitor.asked == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("https://gitlab.com/ada/birds", 200, "Only GitHub URLs work here"),
        ("https://github.com/ada/nothing", 404, "Public repository or branch not found."),
        ("https://github.com/ada/birds", 403, "GitHub's request limit is reached."),
        ("https://github.com/ada/birds", 0, "GitHub cannot be reached."),
        ("https://github.com/ada/birds", 200, "ada/birds has no reports/README.md."),
    ],
)
def test_what_cannot_be_read_is_one_sentence(visitor: Visitor, address: str, status: int, sentence: str) -> None:
    if status:
        visitor.page.context.route(
            "https://api.github.com/**",
            lambda route: route.fulfill(
                status=status, body='{"tree": []}', headers={"Access-Control-Allow-Origin": "*"}
            ),
        )
    visitor.page.get_by_label("URL of a public repository").fill(address)
    visitor.page.get_by_role("button", name="Check", exact=True).click()
    expect(visitor.page.locator(".mlr-try-problem")).to_contain_text(sentence)


@pytest.mark.slow
def test_file_that_is_no_report_is_one_sentence(visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("# Birds\n", "utf-8")
    visitor.choose(file)
    expect(visitor.page.locator(".mlr-try-problem")).to_contain_text("README.md is not an exam report")
    (tmp_path / "birds").mkdir()
    (tmp_path / "birds" / "notes.md").write_text("# Notes\n", "utf-8")
    file.rename(tmp_path / "birds" / "README.md")
    visitor.choose(tmp_path / "birds", "folder")
    expect(visitor.page.locator(".mlr-try-problem")).to_contain_text("No report found in this folder.")


def test_copy_without_python_says_so(visitor: Visitor, tmp_path: Path) -> None:
    visitor.page.context.route("**/files.json", lambda route: route.fulfill(status=404))
    visitor.choose(written(tmp_path, report()))
    expect(visitor.page.locator(".mlr-try-problem")).to_contain_text("was built without Python for the browser")


def test_browser_without_webassembly_says_so(browser: Browser, site: str, tmp_path: Path) -> None:
    options = [*CHROMIUM_OPTIONS, "--js-flags=--jitless"]
    other = browser.browser_type.launch(executable_path=chromium(), args=options)
    visitor = Visitor(other, site)
    visitor.choose(written(tmp_path, report()))
    expect(visitor.page.locator(".mlr-try-problem")).to_contain_text("WebAssembly is missing or switched off")
    other.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_is_accessible(visitor: Visitor, tmp_path: Path, scheme: Any) -> None:
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.page.reload()
    visitor.choose(written(tmp_path, report(answers={4: words(71), 9: words(20)})))
    visitor.result()
    found = Axe().run(visitor.page, context="#mlr-try", options={"iframes": False})
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real reports are not here")
def test_real_reports_have_the_official_verdict(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Try the example").click()
    visitor.result()
    official = json.loads((SHARED / "official.json").read_text("utf-8"))
    files = sorted(SHARED.glob("*/reports/README.md"))
    assert len(files) == 30 <= len(official)
    for file in files:
        visitor.choose(file)
        expect(visitor.page.locator("textarea")).to_have_value(file.read_bytes().decode().replace("\r\n", "\n"))
        verdict = check(read_report(file)).verdict
        expected = f"{verdict.passed} of {verdict.expected}"
        tile = visitor.page.locator(".mlr-try-tile").first
        expect(tile).to_contain_text(f"Official check{expected}", use_inner_text=False)


def test_site_is_built_without_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr(hook, "CACHE", tmp_path)
    monkeypatch.setenv("PATH", "")
    hook.pyodide.cache_clear()
    with caplog.at_level(logging.INFO, "mkdocs.plugins.try_it"):
        assert hook.on_files([], {}) == []  # type: ignore[arg-type, comparison-overlap]
    assert "The page Try it is without Python: npm, which downloads Pyodide, is not installed." in caplog.text


def test_other_pyodide_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "CACHE", tmp_path)
    hook.pyodide.cache_clear()
    package = tmp_path / f"pyodide-{hook.VERSION}.tgz"
    package.write_bytes(b"something else")
    with pytest.raises(hook.UnavailableError, match="does not have the expected hash"):
        hook.pyodide()
    assert not package.exists()
