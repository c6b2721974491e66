"""What a repair may never do: lose a word that a reader sees, or make a passing answer fail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from mlops_report.report.rawhtml import read_html
from mlops_report.rules import CheckedReport
from mlops_report.rules.wording import number_of

_FIGURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")


class Seen(NamedTuple):
    """What of a report must not change."""

    answers: tuple[tuple[int, tuple[str, ...]], ...]
    """Number of the question and the words of its answer, in the order of the text."""
    items: tuple[tuple[str, str], ...]
    """What each item of the checklist says, and whether it is done."""


def seen(checked: CheckedReport) -> Seen:
    """Return what a reader sees; a figure counts with its text, whether it is shown, linked to or written as code."""
    report = checked.report
    return Seen(
        tuple((question.number, _words(question.answer.tokens)) for question in report.questions),
        tuple(
            ("".join(_pieces((*item.tokens, *item.note))), item.state)
            for group in report.checklist.groups
            for item in group.items
        ),
    )


def objection(before: CheckedReport, after: CheckedReport, *, code: str, reworded: bool = False) -> str:
    """Return why a repair is not made, empty where nothing speaks against it.

    Args:
        before: the report as it is.
        after: the report as it would be.
        code: the rule whose finding is mended.
        reworded: whether the words of answers may change.
    """
    lost = _lost_verdict(before, after)
    if lost:
        return lost
    if not reworded and seen(before) != seen(after):
        return "it would change what a reader sees"
    if _count(after, code) >= _count(before, code):
        return "it would not help"
    # Many boxes are one finding: without one of them it is still there.
    most = len(before.diagnostics) - (code != "CHK001")
    if not reworded and len(after.diagnostics) > most:
        return "something else would be found in its place"
    return ""


def _lost_verdict(before: CheckedReport, after: CheckedReport) -> str:
    if before.verdict.error is None and after.verdict.error is not None:
        return "the official check would stop"
    for old, new in zip(before.verdict.answers, after.verdict.answers, strict=False):
        if not old.passed or new.passed:
            continue
        number = old.number
        if old.words != new.words and new.words_limit is not None and new.words not in new.words_limit:
            return (
                f"without the {number_of(old.words - new.words, 'word')} question {number} has"
                f" {number_of(new.words, 'word')}, and {new.words_limit} are asked for"
            )
        return f"the official check would fail question {number}"
    return ""


def _count(checked: CheckedReport, code: str) -> int:
    if code == "CHK001":  # one finding tells of many boxes
        return sum(not item.shown for group in checked.report.checklist.groups for item in group.items)
    found = sum(one.code == code for one in checked.diagnostics)
    return found + sum(gone.diagnostic.code == code for gone in checked.ignored)


def _words(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the words of an answer; a figure that shows as text or as code has the words of its text."""
    return tuple(_FIGURE.sub(r"\1", "".join(_pieces(tokens))).split())


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"inline", "image"}:
            yield from _pieces(token.children or ())
            yield "\n" if token.type == "inline" else ""
        elif token.type in {"text", "text_special"}:
            yield token.content
        elif token.type in {"fence", "code_block", "code_inline"}:
            yield token.content + ("" if token.type == "code_inline" else "\n")
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif token.type in {"html_inline", "html_block"}:
            yield read_html(token.content)[0]
