"""What a page makes of the text of an answer, and what it shows beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.page.compose import Html, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.page.views.numbers import Badge, cell
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.rules.engine import check
from tests.builders import course_site, report, settings_, words


def question_4(text: str, *, linked: bool = True, **options: object) -> Tag:
    """Return what the page shows below the heading of question 4.

    Args:
        linked: whether links lead anywhere.
        options: the options that are set.
    """
    made = read_text(text)
    context = beside_report(made)
    context = context if linked else context._replace(link=lambda url: None)
    page = compose(check(made), context._replace(options=parse_options(options)))
    html = "".join(str(piece.html) for piece in page.pieces if isinstance(piece, Html))
    shown = BeautifulSoup(html, "html.parser").select_one('.mlr-question[data-question="4"]')
    assert shown is not None
    return shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Done :tada:", "Done 🎉"),
        ("at 10:30:00, as said", "at 10:30:00, as said"),
        ("the host:port:path", "the host:port:path"),
        ("`:tada:`", ":tada:"),
    ],
)
def test_emoji_codes_are_emoji(written: str, shown: str) -> None:
    paragraph = question_4(report(answers={4: written})).select_one(".mlr-answer p")
    assert paragraph is not None
    assert paragraph.text == shown


def test_headings_of_an_answer_are_below_its_own() -> None:
    answer = "> quoted\n\n# one\n\n#### two\n\n##### three\n\n###### four\n\n# one more\n\n##### two more"
    found = question_4(report(answers={4: answer})).select(".mlr-answer :is(h1, h2, h3, h4, h5, h6, h7)")
    assert [(one.name, one.text) for one in found] == [
        ("h4", "one"),
        ("h5", "two"),
        ("h6", "three"),
        ("h6", "four"),
        ("h4", "one more"),
        ("h5", "two more"),
    ]


@pytest.mark.parametrize(
    ("prompts", "examples", "shown"),
    [
        ("show", "show", ["Ours", "An example"]),
        ("show", "hide", ["Ours"]),
        ("hide", "show", []),
        ("hide", "hide", []),
    ],
)
def test_an_example_is_shown_with_its_prompt(prompts: str, examples: str, shown: list[str]) -> None:
    written = "### Question 4\n\n> Ours\n>\n> Example:\n> *An example*\n>\n> Answer:\n\n{120 words}\n\n"
    found = question_4(report(chunks={4: written}), prompts=prompts, examples=examples)
    assert [text for text in ("Ours", "An example") if text in found.text] == shown


@pytest.mark.parametrize(
    ("limit", "value", "expected"),
    [
        (Limit(100, 200), 120, (42, 83, 50)),
        (Limit(250, 300), 299, (69, 83, 83)),
        (Limit(50, 100), 150, (42, 83, 100)),
        (Limit(0, 0), 0, (0, 0, 0)),
        (None, 3, None),
    ],
)
def test_a_track_ends_beyond_its_limit(limit: Limit | None, value: int, expected: tuple[int, ...] | None) -> None:
    assert Badge(4, "words", value, limit, "").track == expected
    assert Badge(4, "figures", value, limit, "").track is None


@pytest.mark.parametrize(("length", "whole"), [(120, True), (121, False)])
def test_a_long_url_is_cut_in_the_title(length: int, whole: bool) -> None:
    url = "missing/".ljust(length - 3, "x") + ".md"
    link = question_4(report(answers={4: f"[there]({url})"}), linked=False).select_one(".mlr-answer .mlr-nolink")
    assert link is not None
    assert (link["title"] == url, "…" in link["title"]) == (whole, not whole)


def test_html_without_its_usual_attributes_is_shown() -> None:
    shown = question_4(report(answers={4: 'Here <a id="x">an anchor</a> and <b href="y">bold</b>'}))
    assert "Here an anchor and bold" in shown.text


def test_a_cell_says_why_it_is_ignored() -> None:
    text = report(answers={4: words(20), 9: words(20), 10: words(20)})
    ignore = [{"rule": "LEN001", "questions": [number], "reason": f"Agreed on {number}."} for number in (4, 9)]
    checked = check(read_text(text), settings_(ignore=ignore))
    cells = [cell(checked, question, "") for question in checked.report.questions if question.number in {4, 9, 10}]
    reasons = ["Ignored: Agreed on 4.", "Ignored: Agreed on 9.", "20 words; the limit is 100–200 (80 short)."]
    assert [one.reason for one in cells] == reasons


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("`![A](a.png)`", "1 figure · readers see 0"),
        ('<img src="https://example.org/a.png">', "0 figures · readers see 1"),
    ],
)
def test_a_badge_names_both_counts_of_figures(figure: str, expected: str) -> None:
    badge = question_4(report(answers={4: f"{words(120)}\n\n{figure}"})).select('.mlr-badge[data-kind="figures"]')
    assert [" ".join(one.text.split()) for one in badge] == [expected]


def test_an_empty_link_is_no_row_of_figures() -> None:
    assert not question_4(report(answers={4: f"{words(120)}\n\n[](https://example.org)"})).select(".mlr-figures")


def test_a_badge_names_the_limit_of_the_text() -> None:
    prompt = "### Question 4\n\n> Ours\n>\n> Recommended answer length: 50-99 words.\n>\n> Answer:\n\n"
    badge = question_4(report(chunks={4: f"{prompt}{words(120)}\n\n"})).select_one('.mlr-badge[data-kind="words"]')
    assert badge is not None
    assert badge.text.endswith(" · the prompt says 50–99")


def test_a_badge_names_all_that_is_odd() -> None:
    prompt = "### Question 4\n\n> Ours\n>\n> Recommended answer length: 50-99 words.\n>\n> Answer:\n\n"
    badge = question_4(report(chunks={4: prompt + "* one\n" * 60})).select_one('.mlr-badge[data-kind="words"]')
    assert badge is not None
    assert badge.text.endswith(" · readers see 60, the prompt says 50–99")


def test_a_box_says_why_no_figure_is_shown() -> None:
    shown = question_4(report(answers={4: "![A](https://example.org/a.pdf) ![B](data:image/png;base64,aWNvbg==)"}))
    assert [one.text for one in shown.select(".mlr-missing")] == [
        "Figure not shown by most browsers: https://example.org/a.pdf",
        "Figure not loaded by GitHub: data:image/png;base64,…",
    ]


def test_a_box_says_where_a_figure_is(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={4: "![A](../../a.png) ![B](figures/b.png)"}))
    made = read_report(tmp_path / "reports" / "README.md")
    html = "".join(str(one.html) for one in compose(check(made), beside_report(made)).pieces if isinstance(one, Html))
    assert [one.text for one in BeautifulSoup(html, "html.parser").select(".mlr-missing")] == [
        "Figure outside the repository: ../../a.png",
        "Figure missing: figures/b.png",
    ]


def test_a_box_names_an_unavailable_figure() -> None:
    made = read_text(report(answers={4: "![A](https://example.org/a.png)"}))
    pieces = compose(check(made), beside_report(made)._replace(figure=lambda url: None)).pieces
    html = "".join(str(one.html) for one in pieces if isinstance(one, Html))
    box = BeautifulSoup(html, "html.parser").select_one('.mlr-answer[data-question="4"] .mlr-missing')
    assert box is not None
    assert box.text == "Figure not shown here: https://example.org/a.png"


def test_a_figure_after_a_row_has_no_caption() -> None:
    shown = question_4(report(answers={4: "![A](https://example.org/a.png)\n\n#### ![B](https://example.org/b.png)"}))
    assert [one.text for one in shown.select("figcaption")] == ["A"]
    assert len(shown.select("img")) == 2


def test_a_caption_is_the_trimmed_alternative_text() -> None:
    shown = question_4(report(answers={4: "![ Our bucket ](https://example.org/a.png)"}))
    assert [one.text for one in shown.select("figcaption")] == ["Our bucket"]


def test_a_figure_in_a_list_is_no_row() -> None:
    assert not question_4(report(answers={4: "* ![A](https://example.org/a.png)"})).select(".mlr-figures")


def test_a_question_with_figures_requires_an_answer() -> None:
    prompt = "### Question 4\n\n> Recommended answer length: 0-200 words + 1-3 images.\n>\n> Answer:\n\n"
    shown = question_4(report(chunks={4: f"{prompt}--- question 4 fill here ---\n\n"}))
    assert "No answer is required" not in shown.text


def test_names_of_elements_have_no_case() -> None:
    shown = question_4(report(answers={4: f'{words(120)}\n\n<IMG src="C:/a.png">'}))
    assert [one.text for one in shown.select(".mlr-missing code")] == ["C:/a.png"]


def test_a_question_without_an_answer_says_where() -> None:
    text = report(answers={4: ""})
    line = text[: text.index("> Answer:", text.index("### Question 4"))].count("\n") + 1
    assert f"at line {line}." in question_4(text).text
