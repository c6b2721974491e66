"""A built page in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.builders import course_site, report, words
from tests.plugin.test_plugin import PLAIN, PNG, built

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TEXT = report(answers={4: words(71), 9: "--- question 9 fill here ---", 19: "![Our bucket](figures/bucket.png)"})


@pytest.fixture(scope="module", params=["material", "mkdocs", "readthedocs"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    config = course_site(folder, TEXT, PLAIN.replace("name: mkdocs", f"name: {request.param}"))
    (folder / "reports" / "figures" / "bucket.png").write_bytes(PNG)
    return built(config)


@pytest.fixture(params=[(1280, 900), (360, 740)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[Page]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    # The page has to stand without any network.
    page.route("http*://**", lambda route: route.abort())
    page.goto((site / "reports" / "index.html").as_uri())
    yield page
    page.close()


def test_dashboard_badges_and_figures_are_seen(page: Page) -> None:
    assert page.locator(".mlr-headline").inner_text() == "30 of 31 questions answered"
    assert page.locator(".mlr-badge[data-kind=words]").count() == 31
    badge = page.locator(".mlr-badge[data-question='4'][data-kind=words]")
    badge.scroll_into_view_if_needed()
    assert badge.is_visible()
    assert "71 words" in badge.inner_text()
    assert "29 short" in badge.inner_text()
    image = page.locator(".mlr-answer[data-question='19'] img")
    image.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.mlr-answer[data-question=\"19\"] img').naturalWidth > 0")
    assert page.locator(".mlr-unanswered").count() == 1


def test_strip_cell_links_to_its_question(page: Page) -> None:
    page.locator("a.mlr-cell[data-question='9']").click()
    page.wait_for_url("**#question-9")
    assert page.locator("#question-9").is_visible()
    # A theme may scroll smoothly: wait until it is there.
    page.wait_for_function(
        "() => { const top = document.getElementById('question-9').getBoundingClientRect().top;"
        " return top > -5 && top < innerHeight; }"
    )


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.mlr-dashboard, .mlr-question, .mlr-checklist, .mlr-group')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.className)"
    )
    assert wide == []


def test_the_style_sheet_is_in_force(page: Page) -> None:
    assert page.locator(".mlr-tiles").evaluate("e => getComputedStyle(e).display") == "grid"
    assert page.locator("a.mlr-cell[data-question='9']").evaluate("e => getComputedStyle(e).outlineStyle") == "dashed"


def test_states_do_not_need_colours(page: Page) -> None:
    labels = page.locator("a.mlr-cell").evaluate_all("cells => cells.map(cell => cell.getAttribute('aria-label'))")
    assert labels[3] == "Question 4: Dependencies, needs attention. 71 words; the limit is 100–200 (29 short)."
    assert labels[8] == "Question 9: Branches and pull requests, not answered"


def test_each_state_has_a_sign_of_its_own(page: Page) -> None:
    signs = {
        name: page.locator(selector).first.evaluate(
            "e => { const style = getComputedStyle(e, '::before');"
            " return parseFloat(style.width) > 8 && style.content !== 'none' ? style.maskImage : '' }"
        )
        for name, selector in {
            "ok": ".mlr-badge[data-tone=ok]",
            "low": ".mlr-badge[data-tone=low]",
            "unanswered": ".mlr-badge[data-tone=unanswered]",
            "none": ".mlr-badge[data-tone=none]",
        }.items()
    }
    assert all("svg" in sign for sign in signs.values()), signs
    assert len(set(signs.values())) == 4
    done = page.locator(".mlr-item[data-state=done] .mlr-box").first
    assert done.evaluate("e => getComputedStyle(e, '::before').maskImage") == signs["ok"]


def test_figure_is_enlarged_and_closed_by_keyboard(page: Page) -> None:
    link = page.locator(".mlr-answer[data-question='19'] a.mlr-zoom")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.mlr-lightbox")
    dialog.wait_for()
    assert dialog.locator("img").get_attribute("alt") == "Our bucket"
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.evaluate("() => document.activeElement.matches('a.mlr-zoom')")


def test_page_works_without_scripts(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "reports" / "index.html").as_uri())
    assert page.locator(".mlr-headline").inner_text() == "30 of 31 questions answered"
    page.locator(".mlr-answer[data-question='19'] a.mlr-zoom").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/bucket.png")
    context.close()
