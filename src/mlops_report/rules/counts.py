"""What LEN and FIG judge: the official count, unless another rule has said that it is not the whole answer's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mlops_report.exam import Limit
from mlops_report.official import OfficialAnswer
from mlops_report.report import Question
from mlops_report.rules.base import CheckedReport
from mlops_report.rules.structure import above_marker, cut_inside


def out_of_limit(
    checked: CheckedReport,
    count: Callable[[str], int],
    counted: Callable[[OfficialAnswer], int],
    limits: Callable[[Question, OfficialAnswer | None], tuple[Limit | None, ...]],
) -> Iterator[tuple[Question, int, Limit]]:
    """Yield every answered question whose count is out of a limit, with both.

    Where the official tool stops, counts another text under this number, or loses a part of the answer, a
    STR rule says so, and the count is what the tool would find in the whole answer.

    Args:
        checked: the report and the official verdict on it.
        count: counts in a text as the official tool does.
        counted: takes the same count from an official answer.
        limits: the limits that hold for a question, the one stated in the text first.
    """
    for question in checked.report.questions:
        if question.answer.state == "unanswered":
            continue
        official = checked.official(question) if checked.sees(question) else None
        whole = official is not None and not cut_inside(checked, question) and not above_marker(question)
        value = counted(official) if official and whole else _own(checked, question, count)
        for limit in limits(question, official):
            if limit is not None and value not in limit:
                yield question, value, limit
                break


def _own(checked: CheckedReport, question: Question, count: Callable[[str], int]) -> int:
    text = checked.report.source.text
    return sum(count(text[span.offset : span.end_offset]) for span in question.answer.spans)
