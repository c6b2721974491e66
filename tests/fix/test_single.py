from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.fix.edits import applied
from mkdocs_mlops_report.fix.promise import FIXABLE, checked_with_promises
from mkdocs_mlops_report.fix.single import as_one_edit, single_fixes
from mkdocs_mlops_report.report.reader import read_again, read_report, read_text
from mkdocs_mlops_report.reporters import rdjson
from mkdocs_mlops_report.rules.engine import check
from mkdocs_mlops_report.rules.registry import all_rules, rules_by_code
from tests.builders import report, words
from tests.rules.reading import Case, all_cases, on_disk

WITH_FIX = [
    case
    for case in all_cases()
    if {"fixed", "fixed unsafely"} & {*case.given} and rules_by_code()[case.code].fix and case.given.get("findings")
]


@pytest.mark.parametrize("case", WITH_FIX, ids=str)
def test_single_fixes_are_those_of_the_command(case: Case, tmp_path: Path) -> None:
    file = on_disk(case, tmp_path)
    read = read_report(file, root=tmp_path)
    codes = {case.code}
    together = apply_fixes(
        read.source.text, lambda text: check(read_again(read, text), FIXABLE), codes=codes, unsafe=True
    )
    report_, seen = read, set()
    for _ in range(50):
        found = [one for one in check(report_, FIXABLE).findings if one.code == case.code]
        single = next(single_fixes(report_, found, unsafe=True), None)
        if single is None or report_.source.text in seen:
            break
        seen.add(report_.source.text)
        report_ = read_again(report_, applied(report_.source.text, single.fix.edits))
    assert report_.source.text == together.text


def test_most_rules_with_a_fix_have_a_case() -> None:
    assert {case.code for case in WITH_FIX} == {rule.code for rule in all_rules() if rule.fix}


def test_a_failing_fix_is_not_offered() -> None:
    text = report(answers={4: f"{words(98)}\n--- question 4 fill here ---"})
    read = read_text(text)
    found = check(read).findings
    assert "PLH002" in {one.code for one in found}
    assert list(single_fixes(read, found)) == []


def test_unsafe_fix_is_marked() -> None:
    read = read_text(report(answers={4: f"{words(60)}\n\n## Set up\n\n{words(60)}"}))
    found = check(read).findings
    assert list(single_fixes(read, found)) == []
    (one,) = single_fixes(read, found, unsafe=True)
    assert (one.finding.code, one.safe) == ("STR006", False)


def test_file_that_is_not_utf8_gets_no_fix() -> None:
    text = report(answers={4: f"{words(150)}\n--- question 4 fill here --- \u00e9"})
    read = read_text(text.encode("latin-1"))
    assert list(single_fixes(read, check(read).findings)) == []


def test_suggested_change_is_the_fix_by_bytes() -> None:
    answer = f"{words(120)}\r\n\r\n\u00fcber \U0001f680: --- question 4 fill here ---\r\n"
    text = report(answers={4: answer}).replace("\r\n", "\n").replace("\n", "\r\n")
    checked = checked_with_promises(lambda given: read_text(text if given is None else given), FIXABLE)
    document = json.loads(rdjson.render([checked]))
    (found,) = [one for one in document["diagnostics"] if "suggestions" in one and one["code"]["value"] == "PLH002"]
    (suggestion,) = found["suggestions"]
    data = text.encode()
    start, end = (offset_of(data, suggestion["range"][key]) for key in ("start", "end"))
    after = (data[:start] + suggestion["text"].encode() + data[end:]).decode()
    (fix,) = single_fixes(checked.report, [one for one in checked.findings if one.code == "PLH002"])
    assert after == applied(text, fix.fix.edits)
    first, last = (offset_of(data, found["location"]["range"][key]) for key in ("start", "end"))
    assert data[first:last].decode() == "--- question 4 fill here ---"


def offset_of(data: bytes, position: dict[str, Any]) -> int:
    lines = data.split(b"\n")
    line, column = int(position["line"]), int(position["column"])
    return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1


def test_several_edits_as_one() -> None:
    read = read_text(report(answers={4: f"{words(120)}\n\n--- question 4 fill here ---\n"}))
    (one,) = single_fixes(read, [one for one in check(read).findings if one.code == "PLH002"])
    text = read.source.text
    edit = as_one_edit(text, (*one.fix.edits, one.fix.edits[0]._replace(offset=5, end=6, text="X")))
    assert applied(text, [edit]) == applied(text, [*one.fix.edits, edit._replace(offset=5, end=6, text="X")])
