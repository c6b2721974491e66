from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.page.compose import Heading, Html, compose
from mkdocs_mlops_report.page.context import Image, PageContext, beside_report
from mkdocs_mlops_report.page.links import link_to_forge, locate_figure
from mkdocs_mlops_report.page.slugs import Slugger
from mkdocs_mlops_report.page.standalone import code_style, html_of, standalone
from mkdocs_mlops_report.page.views.findings import finding_list
from mkdocs_mlops_report.page.views.numbers import Badge, Tile, cell, headline
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.repository.forge import forge_of
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import PICTURE, chunk, report, settings_, words
from tests.github import of_github, structure


def checked(text: str) -> CheckedReport:
    return check(read_text(text))


def page(text: str, context: PageContext | None = None) -> BeautifulSoup:
    composed = compose(checked(text), context or beside_report(read_text(text)))
    parts = []
    for piece in composed.pieces:
        if isinstance(piece, Heading):
            parts.append(f'<h{piece.level} id="{piece.anchor}">{piece.text}</h{piece.level}>')
        else:
            parts.append(piece.html)
    return BeautifulSoup("\n".join(parts), "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def answer(text: str, number: int = 4) -> Tag:
    return one(page(report(answers={number: text})), f'.mlr-answer[data-question="{number}"]')


def test_dashboard_says_how_things_stand() -> None:
    soup = page(report(answers={4: words(71), 9: "--- question 9 fill here ---"}))
    board = one(soup, ".mlr-dashboard")
    attributes = {name: value for name, value in board.attrs.items() if name.startswith("data-")}
    assert attributes == {
        "data-answered": "30",
        "data-questions": "31",
        "data-official-passed": "29",
        "data-checklist-done": "53",
        "data-checklist-total": "53",
    }
    assert one(board, ".mlr-headline").text == "2 problems to fix before hand-in"
    states = {cell["data-question"]: cell["data-state"] for cell in board.select("a.mlr-cell")}
    assert len(states) == 31
    assert [number for number, state in states.items() if state != "ok"] == ["4", "9"]
    assert (states["4"], states["9"]) == ("look", "unanswered")
    assert [cell["href"] for cell in board.select("a.mlr-cell")][:2] == ["#question-1", "#question-2"]


def test_report_in_order_is_ready() -> None:
    soup = page(report())
    assert one(soup, ".mlr-headline").text == "Ready to hand in"
    assert soup.select(".mlr-diagnostic") == []


def test_ignored_failures_are_not_ready() -> None:
    report_of = read_text(report(answers={4: words(71)}))
    page_of = compose(check(report_of, settings_({"LEN001": "off"})), beside_report(report_of))
    html = "".join(getattr(piece, "html", "") for piece in page_of.pieces)
    assert "No problems left, but the official check passes only 30 of 31 questions" in html
    assert "Ready to hand in" not in html


def test_a_headline_says_that_the_official_check_stops() -> None:
    made = read_text(report(chunks={4: chunk(4, words(120), marker="\n")}))
    assert headline(check(made, settings_({"STR": "off"}))) == (
        "No problems left, but the official check stops with an error"
    )


def test_a_cell_says_that_the_official_check_fails() -> None:
    found = check(read_text(report(answers={4: words(71)})), settings_({"LEN001": "off"}))
    shown = cell(found, found.report.questions[3], "")
    assert (shown.state, shown.reason) == ("look", "The official check fails this answer.")


def test_every_finding_leads_to_its_question() -> None:
    soup = page(report(answers={4: words(71), 9: ""}))
    rows = soup.select(".mlr-diagnostic")
    assert [(row["data-code"], row["data-question"]) for row in rows] == [("LEN001", "4"), ("PLH001", "9")]
    for row in rows:
        target = one(row, "a.mlr-where")["href"]
        assert soup.find(id=str(target).removeprefix("#")) is not None


def test_page_shows_that_the_official_check_stops() -> None:
    soup = page(report(chunks={4: ""}))
    assert "expected 31" in one(soup, ".mlr-stop").text
    assert one(soup, ".mlr-dashboard")["data-official-passed"] == "0"


@pytest.mark.parametrize(
    ("number", "text", "kind", "expected"),
    [
        (4, words(162), "words", ("ok", "162", "100", "200", "162 words")),
        (4, words(71), "words", ("low", "71", "100", "200", "29 short")),
        (4, words(230), "words", ("high", "230", "100", "200", "30 over")),
        (1, "42", "words", ("none", "1", "", "", "1 word")),
        (9, "--- question 9 fill here ---", "words", ("low", "0", "100", "200", "100 short")),
        (19, "nothing", "figures", ("low", "0", "1", "2", "1 short")),
        (29, words(250), "figures", ("low", "0", "1", "1", "0 figures")),
    ],
)
def test_badges_show_count_range_and_state(
    number: int, text: str, kind: str, expected: tuple[str, str, str, str, str]
) -> None:
    soup = page(report(answers={number: text}))
    badge = one(soup, f'.mlr-badge[data-question="{number}"][data-kind="{kind}"]')
    attributes = tuple(str(badge[f"data-{name}"]) for name in ("state", "value", "min", "max"))
    assert attributes == expected[:4]
    assert re.search(rf"(?<!\w){expected[4]}\b", " ".join(badge.text.split()))
    assert badge["data-tone"]


def test_a_badge_says_what_a_reader_sees() -> None:
    badge = one(page(report(answers={4: "* a\n" * 60})), '.mlr-badge[data-question="4"]')
    assert "120 words" in badge.text
    assert "readers see 60" in badge.text


def test_answer_box_contains_only_the_answer() -> None:
    soup = page(report(chunks={4: chunk(4, "We use **uv**.\n\n--- question 4 fill here ---")}))
    box = one(soup, '.mlr-answer[data-question="4"]')
    assert box["data-state"] == "answered"
    assert str(box.decode_contents()).strip() == "<p>We use <strong>uv</strong>.</p>"
    question = one(soup, '.mlr-question[data-question="4"]')
    assert "Made-up prompt number 4" in one(question, ".mlr-prompt").text
    assert "An example of ours" in one(question, "details.mlr-example").text
    assert one(question, "details.mlr-example").get("open") is None
    assert "Answer:" not in question.text
    assert "Recommended" not in question.text


def test_an_unanswered_question_cannot_be_overlooked() -> None:
    soup = page(report(answers={4: "---"}))
    question = one(soup, '.mlr-question[data-question="4"]')
    assert one(question, ".mlr-unanswered-word").text == "Not answered"
    assert "Write 100–200 words at line" in question.text
    box = one(question, ".mlr-answer")
    assert (box["data-state"], box.text.strip()) == ("unanswered", "")


def test_checklist_shows_progress_items_modules_and_notes() -> None:
    text = report().replace("* [x] Item 2 of Week 1 (M5)", "* [ ] Item 2 of Week 1 (M5) **skipped**")
    soup = page(text)
    bars = {str(bar["data-group"]): (bar["data-done"], bar["data-total"]) for bar in soup.select(".mlr-group-bar")}
    assert bars["Week 1"] == ("19", "20")
    item = soup.select('.mlr-group[data-group="Week 1"] .mlr-item')[1]
    assert item["data-state"] == "open"
    assert one(item, ".mlr-note").text.strip() == "skipped"
    assert one(item, ".mlr-module").text == "M5"
    assert one(item, ".mlr-box")["aria-label"] == "open"


def test_only_template_instructions_are_folded() -> None:
    template = report().replace("# Exam report", "# Exam template for 02476 Machine Learning Operations", 1)
    fold = one(page(template), ".mlr-instructions details")
    assert fold.get("open") is None
    assert "Instructions of ours." in fold.text
    own = page(report())
    assert not own.select(".mlr-instructions")
    assert "Instructions of ours." in one(own, ".mlr-introduction").text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("# Exam template for 02476 Machine Learning Operations", "Exam report"),
        ("", "Exam report"),
        ("# Birds", "Birds"),
        ("# `code` & <b>", "`code` & <b>"),
    ],
)
def test_page_has_one_top_heading(title: str, expected: str) -> None:
    composed = compose(checked(report(title=title, answers={4: "# mine\n\ntext"})), beside_report(read_text(report())))
    assert composed.title == expected
    headings = [piece for piece in composed.pieces if isinstance(piece, Heading)]
    assert [heading.level for heading in headings].count(1) == 1
    assert headings[0].anchor
    assert not any("<h1" in piece.html for piece in composed.pieces if isinstance(piece, Html))


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


def test_anchors_are_those_of_github() -> None:
    slugger = Slugger()
    texts = ("Question 4", "Question 4", "Ünder-score_d & more!", "日本", "Question 4", "Question 4 1", "")
    slugs = [slugger.slug(text) for text in texts]
    taken = ["question-4", "question-4-1", "ünder-score_d--more", "日本", "question-4-2"]
    assert slugs == [*taken, "question-4-1-1", "heading"]


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


@pytest.mark.parametrize(
    ("count", "track"),
    [
        (0, "42%;--mlr-to:83%;--mlr-at:0%"),
        (150, "42%;--mlr-to:83%;--mlr-at:62%"),
        (900, "42%;--mlr-to:83%;--mlr-at:100%"),
    ],
)
def test_track_is_in_percent_of_its_length(count: int, track: str) -> None:
    badge = one(page(report(answers={4: words(count)})), '.mlr-badge[data-question="4"][data-kind="words"]')
    assert one(badge, ".mlr-track")["style"] == f"--mlr-from:{track}"


def test_track_of_no_words_has_a_length() -> None:
    assert Badge(4, "words", 1, Limit(0, 0), "").track == (0, 0, 100)


def test_a_tile_of_nothing_has_no_share() -> None:
    tiles = [Tile("Words", value, total, "words", "") for value, total in ((0, 0), (1, 3), (3, 3))]
    assert [tile.percent for tile in tiles] == [0, 33, 100]


def test_tiles_show_their_share() -> None:
    text = report(answers={4: words(71), 9: "", 29: words(250)}).replace("* [x] Item 1 of", "* [ ] Item 1 of")
    tiles = {one(tile, ".mlr-tile-name").text: tile for tile in page(text).select(".mlr-tile")}
    shown = {
        name: (
            " ".join(one(tile, ".mlr-tile-value").text.split()),
            one(tile, ".mlr-bar span")["style"],
            tile["data-tone"],
        )
        for name, tile in tiles.items()
    }
    assert shown == {
        "Official check": ("28 of 31 pass", "width:90%", "look"),
        "Answered": ("30 of 31", "width:97%", "look"),
        "Figures": ("4 of 5 expected", "width:80%", "look"),
        "Checklist": ("49 of 53", "width:92%", "info"),
    }


def test_dashboard_omits_what_the_edition_lacks() -> None:
    names = [tile.text for tile in page(report("2022-12-29")).select(".mlr-tile-name")]
    assert "Checklist" not in names
    assert names[:2] == ["Official check", "Answered"]


def test_unanswered_question_has_no_words() -> None:
    badge = one(page(report(answers={4: "--- question 4 fill here ---"})), '.mlr-badge[data-question="4"]')
    assert (badge["data-value"], badge["data-state"]) == ("0", "low")


def test_headings_in_answers_have_anchors() -> None:
    box = answer("# Our pipeline\n\ntext\n\n### In detail\n\nmore")
    assert [(heading.name, heading["id"]) for heading in box.select("h4, h5")] == [
        ("h4", "our-pipeline"),
        ("h5", "in-detail"),
    ]


def test_cell_label_has_no_backticks() -> None:
    soup = page(report(answers={4: f"{words(60)}\n\n### Setup\n\n{words(60)}"}))
    label = str(one(soup, 'a.mlr-cell[data-question="4"]')["title"])
    assert label.startswith("Question 4: Dependencies, needs attention. ### ends the answer")
    assert "`" not in label


def test_a_single_file_has_its_dashboard_on_top() -> None:
    soup = BeautifulSoup(standalone(checked(report()), parse_options({"dashboard": "page"})), "html.parser")
    assert one(soup, ".mlr-dashboard")


def test_a_heading_is_followed_by_its_title() -> None:
    shown = html_of(Heading(3, "Question 4", "question-4", "Tools & tests"))
    title = '<span class="mlr-title">Tools &amp; tests</span>'
    assert shown == f'<h3 id="question-4">Question 4 {title}</h3>'


def test_code_has_other_colours_in_the_dark() -> None:
    before, _, after = code_style().partition("@media screen and (prefers-color-scheme: dark) {\n")
    assert (before.count("{") - before.count("}"), after.count("{") - after.count("}")) == (0, -1)
    assert after.endswith("\n}\n.highlight { background: none; }")
    light, dark = re.findall(r"\.highlight \.k {.*?color: (\S+?);? ", code_style())
    assert light != dark


def test_a_single_file_needs_no_sections() -> None:
    text = "\n".join(line for line in report(checklist=False).split("\n") if not line.startswith("## "))
    soup = BeautifulSoup(standalone(checked(text)), "html.parser")
    assert len(soup.select(".mlr-question")) == 31


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


def test_extra_figures_hide_no_missing_ones() -> None:
    three = "\n\n".join(["![What it shows](figures/bucket.png)"] * 3)
    text = report(answers={14: words(250), 20: f"{three} {words(60)}"})
    figures = next(tile for tile in one(page(text), ".mlr-tiles").select(".mlr-tile") if "Figures" in tile.text)
    value, total = re.findall(r"\d+", one(figures, ".mlr-tile-value").text)
    assert int(value) < int(total)


def test_an_item_without_a_box_is_unclear() -> None:
    text = report().replace("* [x] Item 3 of Week 1", "* Item 3 of Week 1")
    text = text.replace("* [x] Item 4 of Week 1", "* [-] Item 4 of Week 1")
    assert [box.text for box in page(text).select('[data-state="unreadable"] .mlr-box')] == ["?", "-"]


def test_a_row_names_its_only_question() -> None:
    one_question = page(report(answers={4: words(71)}))
    two_questions = page(report(answers={4: words(71), 9: words(72)}))
    assert one(one_question, ".mlr-diagnostic .mlr-where").text == "4 Dependencies"
    assert one(two_questions, ".mlr-diagnostic .mlr-where").text == "4, 9"


def test_places_say_what_tells_them_apart() -> None:
    soup = page(report(answers={4: f"{words(120)}\n\nTODO: one", 9: f"{words(120)}\n\nFIXME: two"}))
    places = [" ".join(place.text.split()) for place in soup.select('[data-code="PLH003"] .mlr-places [role=listitem]')]
    assert [place.split("line")[0] for place in places] == ["4 ", "9 "]
    assert [place.split()[-1] for place in places] == ["TODO:", "FIXME:"]


def test_a_partly_fixable_row_says_so() -> None:
    checked = check(read_text(report(answers={19: "![my_image](https://example.org/a.png)"})), settings_())
    (row,) = finding_list(checked, lambda line: "").folded
    assert not row.fixable
    last = checked.findings[-1]
    assert last.code != row.code
    fixable = checked._replace(findings=(*checked.findings[:-1], last._replace(fixable=True)))
    assert finding_list(fixable, lambda line: "").folded[0].fixable


def test_only_optional_questions_say_so() -> None:
    twice = page(report(chunks={9: "### Question 9\n\n" + chunk(9, words(120))}, answers={28: ""}))
    assert [one.text for one in twice.select(".mlr-optional")] == ["No answer; none is required."]
    assert twice.select('.mlr-question[data-question="28"] .mlr-optional')
