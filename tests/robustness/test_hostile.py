"""What a student may write, in a real Chromium: nothing runs, nothing leaves its answer's box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_mlops_report.cli.main import main
from tests.builders import course_site, report
from tests.plugin.test_plugin import PLAIN, built

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

RUN = "window.ran=(window.ran||0)+1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<SCRIPT SRC=data:text/javascript,{RUN}></SCRIPT>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg onload='{RUN}'><animate onbegin='{RUN}' attributeName='x' dur='1s'></svg>",
    f"<svg><use href=\"data:image/svg+xml,<svg id='x' onload='{RUN}'/>#x\"/></svg>",
    "<math><mtext><table><mglyph><style><!--</style>"
    f"<img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'></table></math>",
    f"<img src=nothing onerror='{RUN}'>",
    f"<img src=nothing onerror={RUN}//",
    f'<img src="nothing" alt="a" title="x" onerror="{RUN}" style="position:fixed;top:0;left:0;width:100vw">',
    f"![a](nothing\"onerror=\"{RUN})",
    f"![\"onerror=\"{RUN}](nothing.png '\"onerror=\"{RUN}')",
    f"<iframe src='javascript:parent.{RUN}'></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data='javascript:{RUN}'></object><embed src='javascript:{RUN}'>",
    f"<details open ontoggle='{RUN}'><summary>more</summary>text</details>",
    f"<video autoplay onloadstart='{RUN}'><source onerror='{RUN}'></video>",
    f"<input autofocus onfocus='{RUN}'><select autofocus onfocus='{RUN}'></select>",
    f"<form action='javascript:{RUN}'><button>send</button></form>",
    f"<button formaction='javascript:{RUN}' onclick='{RUN}'>press</button>",
    f"<a href='javascript:{RUN}'>one</a> [two](javascript:{RUN}) <javascript:{RUN}>",
    f"[three](JaVaScRiPt:{RUN}) [four](java&#115;cript:{RUN}) [five](&#1;javascript:{RUN})",
    f"[six](java&Tab;script:{RUN}) [seven](\x01javascript:{RUN})",
    f"<a href='java\tscript:{RUN}'>eight</a> <a href=' javascript:{RUN}'>nine</a> [ten]\n\n[ten]: javascript:{RUN}",
    f"[eleven](data:text/html,<script>{RUN}</script>) [twelve](vbscript:{RUN}) [more](file:///etc/passwd)",
    f"<div onmouseover='{RUN}' style='position:fixed;inset:0;z-index:9999;background:red'>cover</div>",
    "<base href='https://evil.example/'><meta http-equiv='refresh' content='0;url=https://evil.example/'>",
    "<link rel='stylesheet' href='data:text/css,*{display:none}'><style>*{display:none!important}</style>",
    "</div></section></article></main></body></html>",
    "<plaintext>", "<noscript>", "<title>", "<xmp>", "<table><tr><td>", "<template>",
    f"```mermaid\ngraph TD; a-->b; click a \"javascript:{RUN}\"\n```",
    f"```\"><script>{RUN}</script>\ncode\n```",
    f"`<script>{RUN}</script>` <span class='mlr-answer' id='question-1' data-question='1'>forged</span>",
    f"# </h1><script>{RUN}</script>\n\n## <img src=x onerror='{RUN}'> {{ onclick={RUN} }}",
    f"| <script>{RUN}</script> | b |\n| - | - |\n| <img src=x onerror={RUN}> | {{: onclick='{RUN}' }} |",
    f"[^1]: <script>{RUN}</script>\n\nA note.[^1]",
    f"&lt;script&gt;{RUN}&lt;/script&gt; &#60;img src=x onerror={RUN}&#62;",
    "\x02wzxhzdk:0\x03 \x02stx\x03 klzzwxh:0001 \x02amp\x03",
    "{{ 7*7 }} {% include 'x' %} {# #} ${7*7} <%= 7*7 %>",
)  # fmt: skip
"""Much of it leaves open what it opens, as somebody does who wants to reach beyond the answer."""
TO_THE_END = ("<textarea>", "<!--", "<![CDATA[", "<?php", "<!DOCTYPE html", "```", "~~~")
"""What hides all that follows, also on GitHub, so it is in the last answer."""
HALVES = {"the first half": PAYLOADS[:30], "the second half": PAYLOADS[30:]}
BAD = f"<script>{RUN}</script><img src=x onerror='{RUN}'>"


def hostile(payloads: tuple[str, ...]) -> str:
    """Return a report with a payload in each answer, and some in every other place that is shown."""
    answers = {
        number: f"Before {number}.\n\n{payload}\n\nAfter {number}." for number, payload in enumerate(payloads, 1)
    }
    answers[31] = "Before 31.\n\n" + "\n\n".join(TO_THE_END)
    items = "\n".join(f"* [x] {piece.splitlines()[0]} (M{number})" for number, piece in enumerate(payloads))
    checklist = f"## Overall project checklist\n\n### Week 1 {BAD}\n\n{items}\n"
    text = report(answers=answers, title=f"# Birds {BAD} [link](javascript:{RUN})", checklist=checklist)
    return text.replace("> An introduction of ours.", f"> An introduction of ours. {BAD}").replace(
        "Instructions of ours.", f"Instructions of ours. {BAD}"
    )


@pytest.fixture(scope="module", params=HALVES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    built(course_site(folder, hostile(HALVES[request.param]), PLAIN.replace("name: mkdocs", "name: material")))
    with pytest.raises(SystemExit):
        main(["html", str(folder), "-o", str(folder / "report.html")])
    return folder


@pytest.fixture(params=["docs/built/reports/index.html", "report.html"], ids=["site", "one file"])
def page(request: pytest.FixtureRequest, browser: Browser, folder: Path) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("http*://**", lambda route: route.abort())
    page.goto((folder / request.param).as_uri())
    yield page
    assert [url for url in asked if "evil" in url] == []
    page.close()


def test_the_payloads_would_run_where_nobody_filters_them(browser: Browser) -> None:
    """What the other tests do not see has to be something that can be seen."""
    page = browser.new_page()
    page.set_content("\n".join(PAYLOADS[:12]))
    page.wait_for_function("window.ran > 3")
    page.close()


def test_nothing_runs(page: Page) -> None:
    address = page.url
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    for answer in page.locator(".mlr-answer").all():
        answer.hover()
    links = page.locator(".mlr-answer a[href], h1 a[href], .mlr-introduction a[href], .mlr-intro a[href]")
    assert set(links.evaluate_all("all => all.map(one => one.protocol)")) <= {"file:", "http:", "https:", "mailto:"}
    page.mouse.click(640, 450)
    page.keyboard.press("Tab")
    assert page.evaluate("window.ran") is None
    assert page.url.partition("#")[0] == address


FORBIDDEN = (
    "script, style, link, meta, base, iframe, object, embed, form, button, input:not([disabled]), select, textarea,"
    " svg, math, video, template"
)


def test_nothing_is_there_that_github_filters(page: Page) -> None:
    assert page.locator(".mlr-answer").locator(FORBIDDEN).evaluate_all("all => all.map(one => one.outerHTML)") == []
    attributes = page.locator(".mlr-answer *").evaluate_all(
        "all => all.flatMap(one => one.getAttributeNames()).filter(name => /^on|^style$/.test(name))"
    )
    assert attributes == []


def test_every_answer_stays_in_its_box(page: Page) -> None:
    assert page.locator(".mlr-answer[data-state]").count() == 31
    for number in range(1, 32):
        box = page.locator(f".mlr-answer[data-state][data-question='{number}']")
        text = box.text_content() or ""
        assert set(re.findall(r"(?:Before|After) (\d+)\.", text)) <= {str(number)}
    outside = page.evaluate(
        # Material lets a table begin a little to the left of the text.
        """() => [...document.querySelectorAll('.mlr-answer *')].filter(one => {
            const inner = one.getBoundingClientRect();
            const box = one.closest('.mlr-answer[data-state]').getBoundingClientRect();
            return ['fixed', 'absolute', 'sticky'].includes(getComputedStyle(one).position)
                || inner.width && inner.left < box.left - 20
                || inner.width && (inner.top < box.top - 2 || inner.bottom > box.bottom + 2);
        }).map(one => one.outerHTML.slice(0, 120))"""
    )
    assert outside == []


def test_what_stands_around_the_payload_is_read(page: Page, folder: Path) -> None:
    text = (folder / "reports" / "README.md").read_text("utf-8")
    for number in range(1, 32):
        shown = page.locator(f".mlr-answer[data-state][data-question='{number}']").inner_text()
        for word in (f"Before {number}.", f"After {number}."):
            assert word not in text or word in shown, (number, word)
