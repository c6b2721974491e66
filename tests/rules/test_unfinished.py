"""What counts as a note to do something, and when an answer counts as unfinished as a whole."""

from __future__ import annotations

import pytest

from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.unfinished import says_nothing, todos
from tests.builders import FIGURE, report

NOTES = """
TODO: say more
TO-DO: say more
To do: say more
to do : say more
FIXME: the numbers
FIXME (Ada): the numbers
FIXME @ada
FIXME add the numbers
FIXME - the numbers
TBD
TBA
TBD by Ada
to do
to do.
**to do**
tbd
todo
The rest is clear. FIXME: the numbers
The rest is clear. TBD
The rest is clear. TODO add it
(FIXME)
[TBA: the bucket]
<TODO add a link>
The coverage is TBD.
Bucket: TBA
[CITATION NEEDED]
[USER INPUT NEEDED: the bucket]
(INPUT NEEDED)
[figure missing]
\\[figure missing\\]
(missing)
*[incomplete]*
<placeholder>
[not done yet]
(not done)
[work in progress]
{to be filled in}
[text to be written]
(to be added)
(to be done)
(to be completed)
MISSING
**PLACEHOLDER**
MISSING!
MISSING?
MISSING.
MISSING...
MISSING:
[figure missing ]
__MISSING__
{missing}
[placeholder]
(incomplete)
XXX
[insert figure here]
<your answer here>
(please add the names here)
[fill in the numbers]
{put link}
[paste the text here]
<write answer>
(enter your answer)
Your answer here
your text goes here
fill in
Fill out
fill here
insert figure here
<weblink>
<weburl>
<insert link here>
Lorem ipsum dolor sit amet
The coverage is XX%
The accuracy was about X %
It ran on XX machines
sXXXXXX
to be determined
The rest to be continued
Names to be decided
To be filled out
This section will be written later
This section will be added later
This section will be completed later
...
…
??
"""
"""A note on each line, in the forms that reports have."""


@pytest.mark.parametrize("note", NOTES.strip().split("\n"))
def test_a_note_is_found_in_each_form(note: str) -> None:
    made = read_text(report(answers={4: f"We did all of it.\n\n{note}"}))
    question = next(one for one in made.questions if one.number == 4)
    assert len(list(todos(question, made.source))) == 1


@pytest.mark.parametrize("text", ["TODO lists helped us.", "TODO: comments became issues.", "We had to do more."])
def test_text_about_notes_is_no_note(text: str) -> None:
    made = read_text(report(answers={4: text}))
    question = next(one for one in made.questions if one.number == 4)
    assert not list(todos(question, made.source))


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
