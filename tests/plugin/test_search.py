"""What the search of a site finds of a report, with MkDocs' index and with Material's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from mkdocs_mlops_report.page.compose import Html, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.plugin.search_index import BY_MATERIAL, BY_MKDOCS, DroppedTags
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import check
from tests.builders import course_site, report, words
from tests.plugin.test_plugin import PLAIN, built, soup_of


def test_the_search_index_leads_to_questions(tmp_path: Path) -> None:
    site = built(course_site(tmp_path, report(answers={4: "Needle of ours"}), PLAIN))
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    entries = [entry for entry in index["docs"] if "Needle of ours" in entry["text"]]
    assert [entry["location"] for entry in entries if "#" in entry["location"]] == ["reports/#question-4"]


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_search_finds_answers_but_no_badges(tmp_path: Path, theme: str) -> None:
    text = report(answers={4: "Need`le` of ours"}, title="Birds of group 42").replace("Item 1 of", "Haystack of")
    site = built(course_site(tmp_path, text, PLAIN.replace("name: mkdocs", f"name: {theme}")))
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
    shown = soup_of(site / "reports" / "index.html").select_one(".md-content, [role=main]")
    assert shown is not None
    (question,) = (entry for entry in index if entry["location"] == "reports/#question-4")
    assert question["title"] == "Question 4 Dependencies"
    assert re.sub("<[^>]*>", "", question["text"]).split() == ["Needle", "of", "ours"]
    assert ("<code>" in question["text"]) == (theme == "material")
    words_found = " ".join(entry["text"] for entry in index if entry["location"].startswith("reports/"))
    assert "Haystack of" in words_found
    for noise in ("short", "questions answered", "Made-up prompt"):
        assert noise not in words_found
        assert noise in shown.text


@pytest.mark.parametrize("dropped", [BY_MKDOCS, BY_MATERIAL])
def test_search_reads_the_same_words(dropped: DroppedTags) -> None:
    answer = (
        "A **bo**ld `x < y` [link](https://a.b \"1 > 0\") ~~no~~ <b title='a>b'>raw</b> <sub>2</sub> 3 < 4, a > b\n\n"
        "| a | b |\n| - | - |\n| c | d |\n\n- [x] done\n- e\n\n```python\nif a < b > c:\n    pass\n```\n\n"
        "> [!NOTE]\n> f\n\n#### Inner\n\nend\n\n![figure](x.png)"
    )
    checked = check(read_text(report(answers={4: answer, 20: f"{words(60)} <details><summary>s</summary>t</details>"})))
    pieces = [piece for piece in compose(checked, beside_report(checked.report)).pieces if isinstance(piece, Html)]
    for html in (piece.searched for piece in pieces):
        before, after = BeautifulSoup(html, "html.parser"), BeautifulSoup(dropped.removed(html), "html.parser")
        assert "".join(after.text.split()) == "".join(before.text.split())
        kept = {"h1", "h2", "h3", "h4", "h5", "h6"}
        kept |= {"p", "li", "ol", "ul", "pre", "code", "sub", "sup"} if dropped is BY_MATERIAL else set()
        assert [tag.name for tag in after.find_all()] == [tag.name for tag in before.find_all() if tag.name in kept]
    (shown,) = (dropped.removed(piece.searched) for piece in pieces if "Inner" in piece.searched)
    with_code, without = "A bold <code>x &lt; y</code> link no raw <sub>2</sub> 3", "A bold x &lt; y link no raw 2 3"
    assert (with_code if dropped is BY_MATERIAL else without) in shown
    assert re.search(r"c\s+d", shown)[0].split() == ["c", "d"]  # type: ignore[index]


def test_search_skips_pages_that_others_replaced(tmp_path: Path) -> None:
    hook = "def on_page_content(html, page, **rest):\n    return '<p>Locked</p>' if 'reports' in page.url else html\n"
    (tmp_path / "site").mkdir(parents=True)
    config = course_site(tmp_path, report(answers={4: "Secret of ours"}), PLAIN + "hooks: [hook.py]\n")
    (config.parent / "hook.py").write_text(hook, "utf-8")
    index = (built(config) / "search" / "search_index.json").read_text("utf-8")
    assert "Locked" in index
    assert "Secret of ours" not in index
