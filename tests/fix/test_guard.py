"""Why a fix is refused: a word that is lost, an answer that would fail, a finding that stays or appears."""

from __future__ import annotations

import pytest

from mkdocs_mlops_report.fix.guard import objection
from mkdocs_mlops_report.fix.promise import FIXABLE
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.registry import rules_by_code
from tests.builders import report, words

LEFT = "--- question 4 fill here ---"
ITEM = "* [x] Item 1 of"


def refused(before: str, after: str, *codes: str) -> str:
    """Return why fixes of some rules are refused that turn one text into another."""
    rules = [rules_by_code()[code] for code in codes]
    return objection(checked(before), checked(after), *rules)


def checked(text: str) -> CheckedReport:
    return check(read_text(text), FIXABLE)


def answered(text: str, *, left: bool = True) -> str:
    return report(answers={4: f"{words(120)} {text}" + (f"\n\n{LEFT}" if left else "")})


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("", "", ""),
        ("one two", "one", "lose `two`"),
        ("one", "one two", "gain `two`"),
        ("one two", "one three", "lose `two` and gain `three`"),
        ("one two", "two one", "have its words in a different order"),
        ("one two three four five", "", "lose `one`, `two`, `three` and 2 other words"),
        ("one --- two", "one two", ""),
        ("![one two](a.png)", "`![one two](a.png)`", ""),
        ("[one](a.md)", "[one](b.md)", ""),
    ],
)
def test_no_fix_changes_the_words_of_an_answer(before: str, after: str, why: str) -> None:
    expected = f"the answer to question 4 would {why}" if why else ""
    assert refused(answered(before), answered(after, left=False), "PLH002") == expected


def test_an_answer_that_nobody_saw_may_appear() -> None:
    hidden, shown = report(answers={4: LEFT}), report(answers={4: words(120)})
    assert refused(hidden, shown, "PLH002") == "the finding would remain"


def test_an_unsafe_fix_may_change_words() -> None:
    assert rules_by_code()["STR013"].fix == "unsafe"
    assert refused(answered("one"), answered("two"), "STR013") == "the finding would remain"
    assert refused(answered("one"), answered("two", left=False), "PLH002", "STR013") == "the finding would remain"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ITEM, "* [ ] Item 1 of"),
        (ITEM, "* [x] Item 2 of"),
        (ITEM, f"{ITEM}\n{ITEM}"),
        ("* [x] Item 1 [of][ref]", "* [x] Item 1 [of] [ref]"),
    ],
)
def test_no_fix_changes_an_item(old: str, new: str) -> None:
    text = answered("").replace(ITEM, old, 1)
    fixed = answered("", left=False).replace(ITEM, new, 1)
    assert refused(text, fixed, "PLH002") == "the text or state of a checklist item would change"


def test_no_fix_removes_an_item() -> None:
    lines = answered("", left=False).split("\n")
    last = max(number for number, line in enumerate(lines) if line.startswith("* [x]"))
    assert refused(answered(""), "\n".join(lines[:last] + lines[last + 1 :]), "PLH002") == (
        "the text or state of a checklist item would change"
    )


def test_no_fix_breaks_the_link_of_an_item() -> None:
    item = "* [x] Item 1 [of][ref]"
    text = answered("\n\n[ref]: https://a.b\n").replace(ITEM, item, 1)
    fixed = answered("", left=False).replace(ITEM, item, 1)
    assert refused(text, fixed, "PLH002") == "the text or state of a checklist item would change"


def test_no_fix_changes_the_number_of_a_question() -> None:
    fixed = answered("", left=False).replace("### Question 31", "### Question 32")
    assert refused(answered(""), fixed, "PLH002") == "the report's questions would change"


def test_no_fix_makes_a_passing_answer_fail() -> None:
    short = report(answers={4: f"{words(95)}\n\n{LEFT}"})
    assert refused(short, report(answers={4: words(95)}), "PLH002") == (
        "question 4 would have 95 words; the limit is 100–200"
    )
    figure = report(answers={19: f"{words(60)}\n\n![a](a.png)\n\n{LEFT}"})
    without = report(answers={19: f"{words(60)}\n\n[a](a.png)"})
    assert refused(figure, without, "PLH002") == "question 19 would fail the official check"
    assert refused(answered(""), answered("").replace("Answer:", "Reply:", 1), "PLH002") == (
        "the official check would stop"
    )


def test_limits_count_while_the_official_check_stops() -> None:
    dashes, without = report(answers={4: f"--- {words(99)} ---"}), report(answers={4: words(99)})
    before, after = (text.replace("> Answer:", "> Reply:", 1) for text in (dashes, without))
    assert checked(before).verdict.error is not None
    assert refused(before, after, "PLH005") == "question 4 would have 99 words; the limit is 100–200"


def test_a_fix_removes_its_finding() -> None:
    assert refused(answered(""), answered(""), "PLH002") == "the finding would remain"
    assert refused(answered(""), answered("", left=False), "PLH002", "REN004") == "the finding would remain"


def test_a_fix_causes_no_finding_as_serious() -> None:
    left = report(answers={4: f"{words(120)}\n\none\n\n{LEFT}"})
    heading = report(answers={4: f"{words(120)}\n\none\n---"})
    assert refused(left, heading, "PLH002") == (
        "it would cause REN002 in question 4: `---` turns the text above it into a heading"
    )
    loose = report(answers={4: f"{words(120)}\n\n- one\n- two\n\n{LEFT}"})
    tight = report(answers={4: f"{words(120)}\n- one\n- two"})
    assert refused(loose, tight, "PLH002") == ""  # REN004 is only info


def test_fixes_of_two_rules_remove_a_finding_each() -> None:
    plain, heading = f"{words(120)}\n\none", f"{words(120)}\n\none\n---"
    both = report(answers={4: heading, 9: f"{words(120)}\n\n{LEFT}", 10: plain})
    fixed = report(answers={4: plain, 9: words(120), 10: plain})
    assert refused(both, fixed, "PLH002", "REN002") == ""
    other = report(answers={4: plain, 9: words(120), 10: heading})
    assert refused(both, other, "PLH002", "REN002") == "the finding would remain"
