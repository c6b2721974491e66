"""What the Markdown and the HTML of an answer become: GitHub's elements, links and figures, nothing dangerous."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mkdocs_mlops_report.page.context import Image, PageContext
from mkdocs_mlops_report.page.links import link_to_forge, locate_figure
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.repository.forge import forge_of
from tests.builders import PICTURE, report, words
from tests.github import of_github, structure
from tests.page.shown import answer, one, page


def test_open_details_stay_open() -> None:
    found = one(page(report(answers={4: "<details open><summary>a</summary>b</details>"})), ".mlr-answer details")
    assert found.get("open") is not None


def test_a_reversed_list_stays_reversed() -> None:
    found = one(answer("<ol reversed><li>a</li></ol>"), "ol")
    assert found.get("reversed") is not None


def test_attributes_without_a_value_say_nothing() -> None:
    assert one(answer("<p align>a</p>"), "p").attrs == {}
    image = one(answer('<img alt title src="https://example.org/a.png">'), "img")
    assert (image.get("alt"), image.get("title")) == ("", None)


DANGEROUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "<svg onload=alert(1)>",
    "<iframe src='https://example.org'></iframe>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<div class='mlr-dashboard' id='x' onclick='alert(1)'>x",
    "<details open ontoggle=alert(1)>x",
    "<form action='https://example.org'><button>x</button></form>",
    "<!-- comment --> <![CDATA[ x ]]> <?php x ?> <!DOCTYPE html>",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "</div></div></div></article>gone",
    "<div><div><table><tr><td>",
    "\x02wzxhzdk:0\x03",
    "<base href='https://example.org'><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_in_an_answer_leaves_its_box(text: str) -> None:
    soup = page(report(answers={4: f"{text}\n\nafter", 5: words(120)}))
    box = one(soup, '.mlr-answer[data-question="4"]')
    assert "after" in box.text
    names = {element.name for element in box.find_all()}
    assert not names & {
        "script",
        "iframe",
        "style",
        "form",
        "button",
        "svg",
        "base",
        "meta",
        "link",
        "object",
        "embed",
    }
    for element in box.find_all():
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
        for name in ("href", "src"):
            assert not re.match(r"\s*(javascript|vbscript|data:text)", str(element.get(name, "")), re.IGNORECASE)
    assert one(soup, '.mlr-answer[data-question="5"]').find_parent(class_="mlr-answer") is None
    assert one(soup, ".mlr-dashboard")
    assert "\x02" not in str(soup)


def test_unknown_tags_are_shown_as_text() -> None:
    assert "call <weblink> with <name>" in answer("call <weblink> with <name>").text


@pytest.mark.parametrize(
    "written", ["<center>kept words</center>", "<u>kept</u> words", 'kept <FONT color="red">words</FONT>']
)
def test_tags_for_looks_are_dropped_as_on_github(written: str) -> None:
    assert answer(written).text.strip() == "kept words"
    assert read_text(report(answers={4: written})).questions[3].answer.words == 2


def test_an_empty_item_keeps_its_number() -> None:
    assert [item.text.strip() for item in answer("1. a\n2.\n3. c").select("ol > li")] == ["a", "", "c"]


def test_links_follow_the_context() -> None:
    context = PageContext(
        link=lambda url: None if "gone" in url else f"/moved/{url}",
        figure=lambda url: None if "gone" in url else Image(f"/f/{url}"),
    )
    text = report(
        answers={4: "[a](a.md) [b](gone.md) ![c](c.png) ![d](gone.png) <img src='e.png' alt='E'> <a href='x.md'>x</a>"}
    )
    box = one(page(text, context), '.mlr-answer[data-question="4"]')
    assert [link["href"] for link in box.select("a")] == ["/moved/a.md", "/moved/x.md"]
    assert [(image["src"], image["alt"]) for image in box.select("img")] == [("/f/c.png", "c"), ("/f/e.png", "E")]
    assert one(box, ".mlr-nolink").text == "b"
    assert "gone.png" in one(box, ".mlr-missing").text


@pytest.mark.parametrize("text", ["train -> serve", "a 'b' > c", "x < y > z"])
def test_quoted_attributes_may_contain_any_character(text: str) -> None:
    box = answer(f'one <img alt="{text}" src="https://a.b/c.png"> two\n\n<img src="https://a.b/d.png" alt="{text}">')
    assert [image["alt"] for image in box.select("img")] == [text, text]
    assert box.text.split() == ["one", "two"]


def test_code_is_highlighted_with_the_themes_classes() -> None:
    box = answer("```python\nimport torch\n```\n\n```nosuchlanguage\n<x>\n```")
    first, second = box.select("div.highlight > pre > code")
    assert one(first, "span.kn").text == "import"
    assert second.text == "<x>\n"
    assert one(answer("```Python\n\nimport torch\n```"), "code").text == "\nimport torch\n"
    assert answer("```Mermaid\ngraph LR\n```").select("pre.mermaid")


GITHUB = {
    "paragraphs": "one\ntwo  \nthree\n\nfour\\\nfive",
    "a list right under a line": "We used:\n- one\n- two\n  - nested\n\n1. a\n2. b",
    "bare addresses": "See https://example.org/a?b=c, www.example.org and train.py or me@example.org.",
    "emphasis": "*a* **b** ***c*** ~~d~~ ~e~ snake_case_word 2*3*4",
    "table": "| a | b |\n| :- | -: |\n| `x` | y |\n| z |",
    "task list": "- [x] done\n- [ ] open\n- [v] neither",
    "money": "It cost $5 and $20.",
    "hash without blank": "#Name*: said so",
    "code": "`a` ``b ` c``\n\n```\nfence\n```\n\n    indented",
    "quote": "> quoted\nlazily\n\n> - list",
    "heading under dashes": "text\n---\nmore",
    "images": "![a](b.png) [![c](d.png)](e.md) ![f][g]\n\n[g]: h.png",
    "html": 'a<br>b <kbd>c</kbd>\n\n<p align="center">d</p>',
    "entities": "&copy; &amp; &lt;b&gt; \\*",
    "unicode": "a\u00a0b\u200b \u2028 c\ttab",
}


@pytest.mark.parametrize("name", GITHUB)
def test_an_answer_has_githubs_elements(name: str) -> None:
    """Held against GitHub's own parser, element by element.

    What counts as the same although it is not, `structure` says.
    """
    assert structure(answer(GITHUB[name]).decode_contents()) == of_github(GITHUB[name])


def test_footnotes_stay_with_their_answer() -> None:
    noted = "### Question 6\n\n> Ours[^a]\n>\n> Example:\n> *An example*[^a]\n>\n> Answer:\n\nThree[^a].\n\n"
    answers = {4: "One[^a].\n\n[^a]: The note.", 5: "Two[^a] and again[^a]."}
    text = report(answers=answers, chunks={6: noted})
    soup = page(text)
    for number in (4, 5):
        box = one(soup, f'.mlr-answer[data-question="{number}"]')
        assert "The note." in box.text
    identifiers = [element["id"] for element in soup.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))


def test_footnotes_of_all_parts_have_their_own_names() -> None:
    week = "### Week 1\n\nAbove[^a].\n\n* [x] Item 1 of ours[^a] (M1)\n\n  Below it[^a].\n"
    checklist = f"## Our checklist\n\nBefore[^a].\n\n{week}\n{week.replace('1', '2')}"
    text = report(title="# Ours\n\nAn introduction[^a].", checklist=checklist, answers={4: "One[^a].\n\n[^a]: A note."})
    text = text.replace("> An introduction of ours.", "> An introduction of ours[^a].")
    soup = page(text)
    weeks = ["group-1", "item-1-0", "note-1-0", "group-2", "item-2-0", "note-2-0"]
    sections = [f"section-{number}" for number in range(7)]
    names = ["instructions", "checklist", *weeks, *sections[:2], "question-4", *sections[2:]]
    assert [one["id"] for one in soup.select(".footnote-item")] == [f"fn-{name}-1" for name in names]
    identifiers = [element["id"] for element in soup.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))


def test_headings_in_answers_have_anchors() -> None:
    box = answer("# Our pipeline\n\ntext\n\n### In detail\n\nmore")
    assert [(heading.name, heading["id"]) for heading in box.select("h4, h5")] == [
        ("h4", "our-pipeline"),
        ("h5", "in-detail"),
    ]


def test_an_image_keeps_its_own_size() -> None:
    context = PageContext(link=lambda url: url, figure=lambda url: Image(url, (10, 20), zoom=True))
    text = report(answers={4: '<img src="a.png" width="300"> <img src="b.png"> <img src="c.png" height="30">'})
    images = page(text, context).select('.mlr-answer[data-question="4"] img')
    assert [(image.get("width"), image.get("height")) for image in images] == [
        ("300", None),
        ("10", "20"),
        (None, "30"),
    ]


@pytest.mark.parametrize(("alt", "label"), [(" Ours ", "Enlarge: Ours"), (" ", "Enlarge the figure")])
def test_a_button_says_what_it_enlarges(alt: str, label: str) -> None:
    context = PageContext(link=lambda url: url, figure=lambda url: Image(url, zoom=True))
    button = one(page(report(answers={4: f"![{alt}](a.png)"}), context), '.mlr-answer[data-question="4"] a')
    assert button["aria-label"] == label


def test_a_figure_in_a_link_is_not_enlarged() -> None:
    context = PageContext(link=lambda url: url, figure=lambda url: Image(url, zoom=True))
    box = one(
        page(report(answers={4: "[![a](b.png)](https://example.org)"}), context), '.mlr-answer[data-question="4"]'
    )
    assert [link["href"] for link in box.select("a")] == ["https://example.org"]


def test_a_link_to_the_forge_keeps_its_fragment(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# Setup\n", "utf-8")
    (tmp_path / "reports").mkdir()
    file = tmp_path / "reports" / "README.md"
    file.write_text(report(), "utf-8")
    forge = forge_of(tmp_path, "https://github.com/ada/birds", {})
    link = link_to_forge("../docs/a.md#setup", read_report(file), forge)
    assert link == "https://github.com/ada/birds/blob/HEAD/docs/a.md#setup"


def test_a_figure_on_the_forge_is_local(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "plots").mkdir()
    (tmp_path / "plots" / "bucket.png").write_bytes(PICTURE)
    (folder / "README.md").write_text(report(), "utf-8")
    forge = forge_of(tmp_path, "https://github.com/ada/birds", {})
    url = "https://github.com/ada/birds/blob/main/plots/bucket.png"
    found = locate_figure(url, read_report(folder / "README.md"), forge)
    assert found.file == tmp_path / "plots" / "bucket.png"
