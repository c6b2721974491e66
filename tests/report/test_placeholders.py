"""Placeholders and dashes of the template: what goes from an answer, and what is an answer however short."""

from __future__ import annotations

import pytest

from mkdocs_mlops_report.exam import fingerprint
from tests.builders import edition, report
from tests.report.test_reader import ANSWER, PLACEMENTS, SECOND, answer_text, question, with_chunk


@pytest.mark.parametrize("placement", [name for name in PLACEMENTS if name != "in the place of the example"])
def test_placeholder_is_not_part_of_the_answer(placement: str) -> None:
    text = with_chunk(PLACEMENTS[placement] + "\n\n--- question 4 fill here ---")
    assert answer_text(text) == ANSWER
    assert len(question(text).answer.placeholders) == 1


PLACEHOLDERS = [
    "--- question 4 fill here ---",
    "---question 4 fill here---",
    "-- question 4 fill here --",
    "— question 4 fill here —",
    "--- question 4 fill here",
    "question 4 fill here ---",
    "--- Question 4 Fill here ---",
    "--- question 4 fill here Ada ---",
    "```--- question 4 fill here ---```",
    "`--- question 4 fill here ---`",
    "**--- question 4 fill here ---**",
    "```\n--- question 4 fill here ---\n```",
    "    --- question 4 fill here ---",
    "> --- question 4 fill here ---",
    "--- question 4 fill ---",
    "--- question 4 fill her",
    "--- question 4 ---",
    "– question 4",
    "**-- question 4 --**",
    "--- fill here ---",
    "-- fill in here",
    "--- question 4\nfill here ---",
    "--- question 4 fill out here ---",
    "--- Anna question 4 fill here ---",
    "--- question 4 fill here: Anna ---",
    "--- question 4 fill here (Anna) ---",
    "<p>--- question 4 fill here ---</p>",
    "1. --- question 4 fill here ---",
]


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_a_placeholder_alone_is_no_answer(placeholder: str) -> None:
    found = question(report(answers={4: placeholder}))
    assert found.answer.state == "unanswered"
    assert found.answer.tokens == ()
    assert len(found.answer.placeholders) == 1


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
@pytest.mark.parametrize("where", ["before", "after"])
def test_placeholder_in_any_form_is_removed(placeholder: str, where: str) -> None:
    both = [ANSWER, placeholder] if where == "after" else [placeholder, ANSWER]
    assert answer_text(report(answers={4: "\n\n".join(both)})) == ANSWER


@pytest.mark.parametrize(
    "line",
    [
        f"{ANSWER} --- question 4 fill here ---",
        f"--- question 4 fill here --- {ANSWER}",
        f"--- question 4 --- {ANSWER}",
        f"--- question 4 ---\n{ANSWER}",
    ],
)
def test_a_placeholder_on_the_answers_line_goes(line: str) -> None:
    assert answer_text(report(answers={4: line})) == ANSWER


def test_placeholder_in_a_table_cell_is_removed() -> None:
    assert answer_text(report(answers={4: "| a | b |\n|---|---|\n| c | --- question 4 fill here --- |"})) == "a b c"


@pytest.mark.parametrize(
    "sentence",
    [
        "In question 3 we asked users to fill here and there.",
        "As question 5 fill here is what the form said.",
        "See question 9 - we fill in the gaps there.",
        "Our answer: question 4 was hard.",
        "We explain this later — question 12 — in more detail.",
        "See below -- question 19",
        "Part of another answer – question 8",
        "The form said -- fill here -- and we did.",
        "We come back to this\n-- question 19\nand to that.",
    ],
)
def test_sentence_like_a_placeholder_stays(sentence: str) -> None:
    found = question(report(answers={4: sentence}))
    assert (answer_text(report(answers={4: sentence})), found.answer.placeholders) == (" ".join(sentence.split()), ())


@pytest.mark.parametrize("short", ["42", "s000001, s000002", "MLOps 42"])
def test_number_inside_the_placeholder_is_an_answer(short: str) -> None:
    assert answer_text(report(answers={1: f"--- question 1 fill here {short} ---"}), 1) == short


def test_two_placeholders_on_one_line_have_two_places() -> None:
    line = f"--- question 4 fill here --- {ANSWER} --- question 4 fill here ---"
    spans = question(report(answers={4: line})).answer.placeholders
    assert [(span.column, span.end_column) for span in spans] == [(1, 29), (len(line) - 27, len(line) + 1)]


def test_the_span_of_a_placeholder_is_exact() -> None:
    text = report(answers={4: f"{ANSWER}\n--- question 4 fill here ---"})
    span = question(text).answer.placeholders[0]
    assert text[span.offset : span.end_offset] == "--- question 4 fill here ---"
    assert (span.column, text.split("\n")[span.line - 1]) == (1, "--- question 4 fill here ---")


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        "---",
        "---\n\n---",
        "--",
        "—",
        "\u00a0",
        "<!-- later -->",
        "- ",
        "***",
        "\ufeff",
        "────",
        "--- − ---",
        "→",
        "□",
        "\ufffd",
    ],
)
def test_dashes_and_blanks_are_no_answer(nothing: str) -> None:
    assert question(report(answers={4: nothing})).answer.state == "unanswered"


@pytest.mark.parametrize("something", ["No.", "79", "👍", "![](https://example.org/a.png)", "`x`", "<img src='a.png'>"])
def test_little_is_an_answer_all_the_same(something: str) -> None:
    assert question(report(answers={4: something})).answer.state == "answered"


@pytest.mark.parametrize(
    "kept",
    [
        f"--- {ANSWER} ---",
        f"---\n\n{ANSWER}\n\n---",
        f"---\n{ANSWER}\n\n ---",
        f"— {ANSWER} —",
    ],
)
def test_the_templates_dashes_around_an_answer_go(kept: str) -> None:
    assert answer_text(report(answers={4: kept})) == ANSWER


def test_a_rule_between_two_paragraphs_stays() -> None:
    found = question(report(answers={4: f"{ANSWER}\n\n---\n\n{SECOND}"}))
    assert "hr" in [token.type for token in found.answer.tokens]


def test_filler_of_an_edition_is_not_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = next(spec.filler for spec in edition("2025-01-24").questions if spec.filler)
    assert shipped is not None
    assert not [spec for spec in edition("2026-01-22").questions if spec.filler]
    # The words are the course's; words of ours stand in for them.
    monkeypatch.setattr(
        "mkdocs_mlops_report.report.question._known_fillers", lambda number: {fingerprint("asdf jklö\nasdf")}
    )
    alone = question(report(answers={31: "asdf jklö\n  asdf"}), 31)
    assert (alone.answer.state, len(alone.answer.placeholders)) == ("unanswered", 1)
    assert answer_text(report(answers={31: f"{ANSWER}\n\nasdf jklö\n  asdf"}), 31) == ANSWER
