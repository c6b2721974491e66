"""When an answer counts as unfinished as a whole: its notes and copies leave fewer than five words."""

from __future__ import annotations

import pytest

from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.unfinished import says_nothing
from tests.builders import FIGURE, report


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("TODO", True),
        ("TODO: one two three four", True),
        ("TODO: one two three four five", False),
        ("TODO\n\nOne two three four", True),
        ("TODO\n\nOne two three four five", False),
        ("One two", False),
        (f"TODO\n\n{FIGURE}", False),
        ("TODO\n\n" * 150, True),
        ("TODO\n\n" * 151, False),
    ],
)
def test_five_words_beside_the_notes_say_something(answer: str, expected: bool) -> None:
    made = read_text(report(answers={4: answer}))
    question = next(one for one in made.questions if one.number == 4)
    assert says_nothing(question, made.source) is expected
