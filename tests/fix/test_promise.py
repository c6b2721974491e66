"""`fixable` in the output of `check` holds: `fix` does it, or does not promise it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.fix.promise import FIXABLE, checked_with_promises, fixed_by_default
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.settings import Settings, settings_of
from tests.builders import PICTURE, chunk, report, words
from tests.conftest import SHARED

LEFT = "--- question 4 fill here ---"


def promised(text: str, settings: Settings | None = None) -> CheckedReport:
    return checked_with_promises(
        lambda changed: read_text(text if changed is None else changed), settings or Settings()
    )


def fixable(checked: CheckedReport) -> list[tuple[str, int | None]]:
    return [(one.code, one.question) for one in checked.findings if one.fixable]


def test_a_fix_that_is_allowed_is_promised() -> None:
    assert fixable(promised(report(answers={4: f"{words(120)}\n\n{LEFT}"}))) == [("PLH002", 4)]


def test_a_failing_fix_is_not_promised() -> None:
    checked = promised(report(answers={4: f"{words(96)}\n\n{LEFT}", 9: f"{words(120)}\n\n{LEFT}"}))
    assert [(one.code, one.question) for one in checked.findings] == [("LEN004", 4), ("PLH002", 4), ("PLH002", 9)]
    assert fixable(checked) == [("PLH002", 9)]


def test_what_a_site_switches_off_is_not_promised() -> None:
    text = report(answers={4: f"{words(120)}\n\n{LEFT}", 9: f"{words(120)}\n\n{LEFT}"})
    for questions, left in (([9], [("PLH002", 4)]), ([], [])):
        ignore = [{"rule": "PLH002", "questions": questions, "reason": "later"}]
        assert fixable(promised(text, settings_of(parse_options({"ignore": ignore})))) == left
    assert fixable(promised(text, settings_of(parse_options({"rules": {"PLH002": "off"}})))) == []


def test_a_file_in_another_encoding_promises_nothing(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_bytes(report(answers={4: f"{words(120)} \u00e9\n\n{LEFT}"}).encode("latin-1"))
    checked = checked_with_promises(lambda text: read_report(file, text=text), Settings())
    assert "PLH002" in {one.code for one in checked.findings}
    assert fixable(checked) == []


def kept(read_as: Path) -> None:
    """Every promise is kept, nothing else is, and a second run does nothing."""

    def checked(text: str) -> CheckedReport:
        return check(read_report(read_as, text=text), FIXABLE)

    promise = checked_with_promises(lambda text: read_report(read_as, text=text), Settings())
    text = promise.report.source.text
    fixed = apply_fixes(text, checked, codes=fixed_by_default(Settings()))
    after = check(read_report(read_as, text=fixed.text))
    gone = Counter((one.code, one.question) for one in promise.findings)
    gone -= Counter((one.code, one.question) for one in after.findings)
    assert Counter(fixable(promise)) <= gone
    again = checked_with_promises(
        lambda other: read_report(read_as, text=fixed.text if other is None else other), Settings()
    )
    assert fixable(again) == []
    assert apply_fixes(fixed.text, checked).done == ()
    refused = {(one.fix.code, one.fix.question) for one in fixed.skipped}
    for finding in check(read_report(read_as)).findings:  # what the rules alone would promise
        if finding.fixable and (finding.code, finding.question) not in fixable(promise):
            assert (finding.code, finding.question) in refused, f"no reason for {finding.code} at {finding.span.line}"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(file.parents[1].name for file in SHARED.glob("reports/*/reports/README.md")))
def test_promises_are_kept_in_real_reports(name: str) -> None:
    kept(SHARED / "reports" / name / "reports" / "README.md")


FORMS = {
    "dashes around a paragraph that they turn into a heading": {4: "--- {120 words}\n---"},
    "closing dashes that are indented": {4: "We use {120 words}\n      ---"},
    "closing em dash on a line of its own": {4: "--- We use {120 words}\n\u2014"},
    "a figure above the opening dashes": {29: "![our cloud](figures/a.png)\n\n--- We drew {250 words} ---"},
    "a link more than the answer needs": {19: "[our bucket](figures/a.png)\n[our data](figures/b.png)"},
    "links more than the answer may show": {20: "[one](figures/a.png)\n[two](figures/b.png)\n[three](figures/c.png)"},
    "the template's sample line": {19: "![ours](figures/a.png)\n`![my_image](figures/<image>.<extension>)`"},
}


@pytest.mark.parametrize("form", FORMS)
def test_promises_are_kept_in_odd_forms(form: str, tmp_path: Path) -> None:
    kept(_written(tmp_path, report(answers=FORMS[form])))


def test_promises_are_kept_for_all_odd_forms_together(tmp_path: Path) -> None:
    answers = {number: answer for form in FORMS.values() for number, answer in form.items()}
    kept(_written(tmp_path, report(answers=answers)))


def test_a_table_in_a_lazy_quote_moves_out(tmp_path: Path) -> None:
    answer = "We measured {120 words}\n  | Users | Latency |\n  |-------|---------|\n  | 10 | 54ms |\nIt did not crash."
    file = _written(tmp_path, report(chunks={18: chunk(18, answer, marker="> Answer:\n")}))
    kept(file)
    fixed = apply_fixes(file.read_text("utf-8"), lambda text: check(read_report(file, text=text), FIXABLE))
    assert "REN001" in {one.code for one in fixed.done}
    assert "54ms |\n\nIt did not crash." in fixed.text


def _written(folder: Path, text: str) -> Path:
    figures = folder / "reports" / "figures"
    figures.mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("a", "b", "c", "bucket"):
        (figures / f"{name}.png").write_bytes(PICTURE)
    file = figures.parent / "README.md"
    file.write_text(text, "utf-8")
    return file
