"""The checklist: its groups, boxes of any form, modules and notes; and what rules say of it."""

from __future__ import annotations

import pytest

from mkdocs_mlops_report.exam import fingerprint
from mkdocs_mlops_report.report import checklist
from mkdocs_mlops_report.report.checklist import box_state
from mkdocs_mlops_report.report.model import contents
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.rules.engine import check
from tests.builders import edition, in_edition_of, report, settings_

BOXES = {
    "done": ["x", "X", "X ", " x", "✅", "✔", "√", "v", "y", "(X)"],
    "open": ["", " ", "NO", "TODO", "n"],
    "unreadable": ["50%", "%", "/", "-", "..", ".", "?", "x-", "maybe"],
}


@pytest.mark.parametrize(("state", "box"), [(state, box) for state, boxes in BOXES.items() for box in boxes])
def test_a_box_of_any_form_is_understood(state: str, box: str) -> None:
    assert box_state(box) == state
    text = report().replace("* [x] Item 3 of Week 1", f"* [{box}] Item 3 of Week 1")
    item = read_text(text).checklist.groups[0].items[2]
    assert (item.state, " ".join(text_of(item.tokens).split())) == (state, "Item 3 of Week 1")


@pytest.mark.parametrize("item", ["* \\[x\\] Item 3", "* **[x]** Item 3", "1. [x] Item 3", "* ✅ Item 3"])
def test_formatted_box_is_a_box(item: str) -> None:
    text = report().replace("* [x] Item 3 of Week 1", f"{item} of Week 1")
    checklist = read_text(text).checklist
    assert checklist.total == 53
    assert checklist.done == 53


def test_checklist_has_groups_modules_and_notes() -> None:
    text = report().replace("* [x] Item 3 of Week 1 (M2)", "- [ ] Item 3\n    of Week 1 (M2+M6) **skip** [link](a.md)")
    checklist = read_text(text).checklist
    sizes = [("Week 1", 20), ("Week 2", 18), ("Week 3", 9), ("Extra", 6)]
    assert [(group.name, len(group.items)) for group in checklist.groups] == sizes
    items = [item for group in checklist.groups for item in group.items]
    changed = items[2]
    assert changed.modules == ("M2", "M6")
    assert " ".join(text_of(changed.note).split()) == "skip link"
    assert (checklist.done, checklist.total) == (52, 53)


@pytest.mark.parametrize(
    ("written", "text", "note"),
    [
        ("~~Item 3 of Week 1 (M2)~~", "~~Item 3 of Week 1~~", ""),
        ("~~Item 3 of Week 1 (M2)~~ not needed", "~~Item 3 of Week 1~~", "not needed"),
        ("[Item 3 of Week 1 (M2)](a.md)", "[Item 3 of Week 1](a.md)", ""),
        ("<del>Item 3 of Week 1 (M2)</del>", "<del>Item 3 of Week 1</del>", ""),
        ("Item 3 of Week 1 (M2) ~~soon~~ never", "Item 3 of Week 1", "~~soon~~ never"),
    ],
)
def test_markup_around_a_whole_item_stays(written: str, text: str, note: str) -> None:
    checklist = read_text(report().replace("Item 3 of Week 1 (M2)", written)).checklist
    item = checklist.groups[0].items[2]
    assert (contents(item.tokens.raw), contents(item.note.raw), item.modules) == (text, note, ("M2",))


def test_an_item_indented_by_accident_is_an_item() -> None:
    text = report().replace("* [x] Item 4 of Week 1", "  * [x] Item 4 of Week 1")
    assert read_text(text).checklist.total == 53


def test_a_deleted_checklist_is_no_error() -> None:
    assert read_text(report(checklist=False)).checklist.total == 0


def test_a_checklist_under_another_name_is_found() -> None:
    text = report().replace("## Overall project checklist", "## What we did")
    assert read_text(text).checklist.name == "What we did"


CHECKLIST = "## Overall project checklist\n\n### Week 1\n\n* [x] One (M5)\n{}\n* [ ] Three\n* [ ] Four\n"


def test_items_that_are_gone_or_changed_are_information() -> None:
    made = read_text(report(checklist=CHECKLIST.format("* [x] Two")))
    known = made._replace(recognition=in_edition_of(made, made).recognition._replace(edition=edition()))
    missing = [one for one in check(known, settings_({"STR005": "off"})).findings if one.code == "CHK002"]
    assert [one.message for one in missing] == [
        "Checklist differs from the template's 53 items: 4 edited and 49 missing."
    ]
    gone = known._replace(checklist=known.checklist._replace(groups=()))
    messages = [one.message for one in check(gone).findings if one.code == "CHK002"]
    assert messages == ["Checklist is missing; the template has 53 items."]


def test_an_item_is_the_longest_known_start(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {fingerprint(text): (module,) for text, module in (("Write a fable", "M1"), ("Write a fable twice", "M2"))}
    monkeypatch.setattr(checklist, "_known_items", lambda: known)
    text = report(checklist="## Overall project checklist\n\n### Week 1\n\n* [x] Write a **fable** twice, on a boat\n")
    (item,) = read_text(text).checklist.groups[0].items
    assert item.modules == ("M1",)
    text = text.replace("twice,", "twice :")
    (item,) = read_text(text).checklist.groups[0].items
    assert (item.modules, text_of(item.note).strip()) == (("M2",), ": on a boat")
