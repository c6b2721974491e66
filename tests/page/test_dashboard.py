"""What the dashboard says: headline, tiles, cells, badges."""

from __future__ import annotations

import re

import pytest

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.page.compose import compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.page.views.numbers import Badge, Tile, cell, headline
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import check
from tests.builders import chunk, report, settings_, words
from tests.page.shown import one, page


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


def test_cell_label_has_no_backticks() -> None:
    soup = page(report(answers={4: f"{words(60)}\n\n### Setup\n\n{words(60)}"}))
    label = str(one(soup, 'a.mlr-cell[data-question="4"]')["title"])
    assert label.startswith("Question 4: Dependencies, needs attention. ### ends the answer")
    assert "`" not in label


def test_extra_figures_hide_no_missing_ones() -> None:
    three = "\n\n".join(["![What it shows](figures/bucket.png)"] * 3)
    text = report(answers={14: words(250), 20: f"{three} {words(60)}"})
    figures = next(tile for tile in one(page(text), ".mlr-tiles").select(".mlr-tile") if "Figures" in tile.text)
    value, total = re.findall(r"\d+", one(figures, ".mlr-tile-value").text)
    assert int(value) < int(total)
