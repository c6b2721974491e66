"""Which files that an answer names are missing, and which were probably meant; EVD004 reports them."""

from __future__ import annotations

from mkdocs_mlops_report.evidence.model import Evidence
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import check
from mkdocs_mlops_report.rules.families.named_files import missing_names
from tests.builders import report


def missing(answer: str, *paths: str, all_files: bool = True) -> list[tuple[str, str]]:
    """Return the missing names of an answer with the path that was probably meant."""
    evidence = Evidence("", True, (), (), paths=frozenset(paths), all_files=all_files)
    context = check(read_text(report(answers={4: answer}))).context.showing(evidence)
    found = list(missing_names(context))
    assert all(context.report.source.text[one.span.offset : one.span.end_offset] == one.name for one in found)
    return [(one.name, one.near) for one in found]


def test_a_similar_name_is_suggested() -> None:
    assert missing("See `src/birds/trains.py`.", "src/birds/training.py") == [
        ("src/birds/trains.py", "src/birds/training.py")
    ]
    assert missing("See `birds/plots.py`.", "a/train_it.py") == [("birds/plots.py", "")]
    assert missing("See `birds/plots.py`.", "birds/plotter.py") == [("birds/plots.py", "")]


def test_a_name_in_two_folders_is_no_suggestion() -> None:
    assert missing("See `trainings.py`.", "a/training.py", "b/training.py") == [("trainings.py", "")]


def test_the_start_of_a_path_may_be_missing() -> None:
    assert missing("See `birds/net.py` and `net.py`.", "src/birds/net.py") == []
    assert missing("See `irds/net.py`.", "src/birds/net.py") == [("irds/net.py", "src/birds/net.py")]


def test_usual_names_stand_for_a_kind_of_file() -> None:
    usual = """api app conftest data evaluate file main make_dataset model predict_model report script setup tasks test
        test_api test_data test_model train train_model visualize"""
    assert missing(" ".join(f"`{name}.py`" for name in usual.split())) == []


def test_a_name_is_reported_once_per_answer() -> None:
    assert missing("`birdnet.py` **and `birdnet.py`**\n\n`other_net.py`") == [("birdnet.py", ""), ("other_net.py", "")]


def test_nothing_is_missing_if_files_were_left_out() -> None:
    assert missing("See `birdnet.py`.", all_files=False) == []


def test_twenty_names_get_a_suggestion() -> None:
    names = [f"{'abcdefghijklmnopqrstuvw'[number] * 9}.py" for number in range(21)]
    found = missing(" ".join(f"`{name}`" for name in names), *(f"x{name}" for name in names))
    assert found[:20] == [(name, f"x{name}") for name in names[:20]]
    assert found[20] == (names[20], "")


def test_two_thousand_names_are_compared() -> None:
    others = [f"a{number:04}.md" for number in range(1999)]
    assert missing("`trainings.py`", *others, "training.py") == [("trainings.py", "training.py")]
    assert missing("`trainings.py`", *others, "b.md", "training.py") == [("trainings.py", "")]


def test_a_reduced_report_keeps_its_evidence() -> None:
    """It is found with the whole report, since it needs the answers."""
    checked = check(read_text(report()))
    evidence = Evidence("", True, (), ())
    kept = checked._replace(context=checked.context.showing(evidence))
    assert kept.without_content().context.evidence is evidence
    assert kept.without_tokens().context.evidence is evidence
