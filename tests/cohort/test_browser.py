"""A cohort in a real Chromium, opened from disk: what a grader asks, keys, a hostile group, access for everybody."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.builders import report, words
from tests.cohort.groups import DEADLINE, Made, course, made, plain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = report(
    answers={
        15: "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'><a href='javascript:window.ran=3'>x</a>"
        "<style>* { display: none }</style><iframe src='https://evil.example'></iframe>",
        19: "![Pixel](https://evil.example/pixel.png)\n\n![Script](figures/evil.svg)",
    },
    title="# <img src=x onerror=window.ran=4>",
)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>window.ran = 5</script></svg>"
KINDS = [
    *("index.html", "questions.html", "checklist.html", "statistics.html", "search.html"),
    *("questions/15.html", "items/data-version-control.html", "groups/1.html", "about.html"),
]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("course")
    table = course(folder)
    plain(folder / "clones" / "evil", EVIL, {"reports/figures/evil.svg": SVG})
    with table.open("a", encoding="utf-8") as file:
        file.write('"<b onclick=""window.ran=6"">6",clones/evil,"<script>window.ran = 7</script>"\n')
    (folder / "notes.csv").write_text(
        "group,question,note,grade\n1,,talk about drift,10\n5,15,short but good,\n", "utf-8"
    )
    return made(folder, "groups.csv", "--at", DEADLINE, "--notes", "notes.csv")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that has no network and counts what goes wrong."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    wrong: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            wrong.append(message.text)

    page.route("http*://**", refuse)
    page.on("console", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    page.close()
    assert asked == []
    assert wrong == []


def shown(page: Page, selector: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        selector, "all => all.filter(one => one.offsetParent).map(one => one.innerText.trim())"
    )
    return found


def opened(page: Page, cohort: Made, path: str) -> Page:
    page.goto((cohort.site / path).as_uri() if "?" not in path else f"{cohort.site.as_uri()}/{path}")
    return page


def test_who_changed_the_report_after_the_deadline(page: Page, cohort: Made) -> None:
    opened(page, cohort, "index.html").get_by_role("button", name="Changed after the deadline").click()
    assert shown(page, ".mlc-groups tbody th") == ["3"]
    assert page.locator(".mlc-shown").inner_text() == "1 of 6 shown"
    page.get_by_role("button", name="All").click()
    assert len(shown(page, ".mlc-groups tbody th")) == 6


def test_who_has_no_answer_to_a_question(page: Page, cohort: Made) -> None:
    opened(page, cohort, "questions.html").get_by_role("link", name="15", exact=True).click()
    page.get_by_role("button", name="Not answered").click()
    assert shown(page, ".mlc-one h2 a") == ["2"]


def test_who_ticked_dvc_without_a_trace(page: Page, cohort: Made) -> None:
    opened(page, cohort, "checklist.html").get_by_role("link", name="Data version control").click()
    page.get_by_role("button", name="No trace").click()
    assert shown(page, ".mlc-claims tbody th") == ["3"]


def test_words_filter_the_groups(page: Page, cohort: Made) -> None:
    opened(page, cohort, "index.html").keyboard.press("/")
    page.keyboard.type("FLOW room")
    assert shown(page, ".mlc-groups tbody th") == ["2"]
    page.keyboard.press("Escape")
    assert len(shown(page, ".mlc-groups tbody th")) == 6


def test_a_column_sorts_both_ways(page: Page, cohort: Made) -> None:
    opened(page, cohort, "index.html")
    findings = page.get_by_role("columnheader", name="Errors, warnings")
    findings.get_by_role("button").click()
    numbers = [int(text) for text in shown(page, ".mlc-groups tbody td:nth-child(7)") if text]
    assert numbers == sorted(numbers, reverse=True)
    assert findings.get_attribute("aria-sort") == "descending"
    findings.get_by_role("button").click()
    assert [int(text) for text in shown(page, ".mlc-groups tbody td:nth-child(7)") if text] == sorted(numbers)
    # Groups without a report come last either way.
    assert shown(page, ".mlc-groups tbody th")[-1] == "4"


def test_a_filter_is_still_there_after_going_back(page: Page, cohort: Made) -> None:
    opened(page, cohort, "index.html").get_by_role("button", name="Too short").click()
    page.locator(".mlc-filter").fill("bird")
    assert shown(page, ".mlc-groups tbody th") == ["3"]
    page.get_by_role("link", name="3", exact=True).click()
    page.wait_for_url("**/groups/3.html")
    page.go_back()
    assert shown(page, ".mlc-groups tbody th") == ["3"]
    assert page.locator(".mlc-filter").input_value() == "bird"
    page.keyboard.press("Escape")
    assert len(shown(page, ".mlc-groups tbody th")) == 6


def test_a_number_finds_the_group_only(page: Page, cohort: Made) -> None:
    opened(page, cohort, "index.html").locator(".mlc-filter").fill("5")
    assert shown(page, ".mlc-groups tbody th") == ["5"]


def test_a_linked_answer_is_shown_despite_the_filter(page: Page, cohort: Made) -> None:
    opened(page, cohort, "questions/15.html?show=s").locator(".mlc-lists").get_by_role("link", name="2").click()
    assert page.locator(".mlc-one.at").get_attribute("id") == "g-2"
    assert page.locator("#g-2").is_visible()
    page.keyboard.press("j")
    assert page.locator(".mlc-one.at").get_attribute("id") == "g-3"


def test_a_matrix_shows_only_groups_with_a_state(page: Page, cohort: Made) -> None:
    opened(page, cohort, "questions.html").get_by_role("button", name="not answered").click()
    assert shown(page, ".mlc-matrix tbody th a") == ["2"]
    page.get_by_role("button", name="All").click()
    page.locator(".mlc-filter").fill("cloud")
    assert shown(page, ".mlc-matrix tbody th a") == ["5"]


def test_a_question_leads_to_its_page(page: Page, cohort: Made) -> None:
    opened(page, cohort, "groups/1.html").locator('.mlc-all[href$="questions/15.html"]').click()
    page.wait_for_url("**/questions/15.html")


def test_words_filter_the_answers(page: Page, cohort: Made) -> None:
    opened(page, cohort, "questions/15.html").keyboard.press("/")
    page.keyboard.type("word7")
    assert "5" in shown(page, ".mlc-one h2 a")
    assert "1" not in shown(page, ".mlc-one h2 a")


def test_keys_walk_through_groups_at_a_question(page: Page, cohort: Made) -> None:
    opened(page, cohort, "questions.html").locator('a[href="groups/1.html#question-15"]').click()
    page.wait_for_url("**/groups/1.html#question-15")
    page.keyboard.press("j")
    page.wait_for_url("**/groups/2.html#question-15")


def test_heads_of_long_tables_stay_in_sight(page: Page, cohort: Made) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    opened(page, cohort, "checklist.html").locator(".mlc-matrix tbody tr").last.scroll_into_view_if_needed()
    top = page.locator(".mlc-matrix thead th").nth(1).bounding_box()
    box = page.locator(".mlc-scroll").bounding_box()
    assert top is not None
    assert box is not None
    assert top["y"] >= box["y"] - 1


def test_keys_walk_through_groups_and_open_one(page: Page, cohort: Made) -> None:
    opened(page, cohort, "index.html")
    for key in "jjjk":
        page.keyboard.press(key)
    assert page.locator("tr.at th").inner_text() == "2"
    page.keyboard.press("Enter")
    page.wait_for_url("**/groups/2.html")
    assert "Flowers" in page.locator("h1").inner_text()


def test_keys_walk_through_answers(page: Page, cohort: Made) -> None:
    opened(page, cohort, "questions/15.html")
    for key in "jjj":
        page.keyboard.press(key)
    assert page.locator(".mlc-one.at h2 a").inner_text() == "3"
    page.keyboard.press("g")
    page.wait_for_url("**/groups/3.html#question-15")


def test_arrows_walk_through_a_matrix(page: Page, cohort: Made) -> None:
    opened(page, cohort, "questions.html")
    first = page.locator(".mlc-matrix tbody td a").first
    first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.getAttribute('href')") == "questions/2.html"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "groups/1.html#question-31"
    assert page.locator('.mlc-matrix a[tabindex="0"]').count() == 1


def test_a_filter_stays_on_the_next_page(page: Page, cohort: Made) -> None:
    opened(page, cohort, "questions/15.html?show=u")
    assert shown(page, ".mlc-one h2 a") == ["2"]
    assert page.get_by_role("button", name="Not answered").get_attribute("aria-pressed") == "true"


def test_a_hostile_group_runs_nothing_anywhere(page: Page, cohort: Made) -> None:
    for path in (
        "index.html",
        "questions.html",
        "questions/15.html",
        "questions/19.html",
        "groups/b-onclick-window-ran-6-6.html",
    ):
        opened(page, cohort, path).wait_for_timeout(200)
        assert page.evaluate("window.ran") is None, path
        assert page.locator("h1").is_visible()
    assert page.locator("iframe, .mlr-answer script, img[src*=evil]").count() == 0
    assert not list((cohort.site / "figures").glob("*.svg"))


def test_every_page_is_complete_without_javascript(browser: Browser, cohort: Made) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in KINDS:
        page.goto((cohort.site / path).as_uri())
        assert page.locator("h1").is_visible(), path
    page.goto((cohort.site / "index.html").as_uri())
    assert page.locator(".mlc-groups tbody tr").count() == 6
    assert not page.locator(".mlc-tools").is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", KINDS)
def test_no_page_scrolls_sideways(path: str, width: int, page: Page, cohort: Made) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, cohort, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing(path: str, scheme: Any, browser: Browser, cohort: Made) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe is a script of ours
    page = context.new_page()
    page.goto((cohort.site / path).as_uri())
    found = Axe().run(page).response["violations"]
    context.close()
    assert Counter({one["id"]: one["nodes"][0]["html"][:120] for one in found}) == {}


def test_the_search_finds_answers_and_nothing_shared(browser: Browser, cohort: Made) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(cohort.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/search.html")
        page.locator("#mlc-search input").fill("recorder")
        page.locator("#mlc-search .pagefind-ui__result").first.wait_for(timeout=10_000)
        links = page.locator("#mlc-search a").evaluate_all("all => all.map(one => new URL(one.href).pathname)")
        assert set(links) <= {"/groups/1.html", "/groups/3.html"}
        page.locator("#mlc-search input").fill("Recommended")
        page.locator("#mlc-search .pagefind-ui__message").get_by_text("No results").wait_for(timeout=10_000)
    finally:
        page.close()
        server.shutdown()


def test_print_has_all_groups_and_no_tools(page: Page, cohort: Made) -> None:
    opened(page, cohort, "index.html").emulate_media(media="print")
    assert len(shown(page, ".mlc-groups tbody th")) == 6
    assert shown(page, ".mlc-tools, .mlc-tabs") == []


def test_other_pages_of_a_list_name_their_part(browser: Browser, tmp_path: Path) -> None:
    for name, answer in {"a": words(19_000), "b": words(19_000), "c": "Short.", "d": "Too short, too."}.items():
        plain(tmp_path / "clones" / name, report(answers={15: answer}))
    cohort = made(tmp_path, "clones")
    page = browser.new_page()
    page.goto((cohort.site / "questions" / "15.html").as_uri())
    assert shown(page, ".mlc-parts:nth-of-type(3) a") == ["1–1", "2–4"]
    page.get_by_role("button", name="Too short").click()
    assert page.locator(".mlc-shown").inner_text() == "None of 1 shown, 2 on page 2"
    page.locator(".mlc-shown a").click()
    page.wait_for_url("**/15-2.html?show=s")
    assert shown(page, ".mlc-one h2 a") == ["c", "d"]
    page.close()
