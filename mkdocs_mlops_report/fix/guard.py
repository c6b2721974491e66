"""What a fix may never do: lose a word that a reader sees, or make a passing answer fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding, Rule
from mkdocs_mlops_report.rules.phrases import number_of, shortened
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.raw_html import read_html

_NO_WORD = lazy_pattern(r"[-\u2010-\u2015\u2212|:]+")
_GLUED = lazy_pattern(r"^[-\u2010-\u2015\u2212]{2,}|[-\u2010-\u2015\u2212]{2,}$")
"""The template's dashes without a space between them and a word."""
_MOST_WORDS = 3
_FIGURE = lazy_pattern(r"!\[([^\]]*)\]\([^)]*\)")


class Content(NamedTuple):
    """What must not change in a report."""

    answers: tuple[tuple[int, tuple[str, ...]], ...]
    """Number of the question and words of its answer, in the order of the text."""
    items: tuple[tuple[str, str], ...]
    """Text and state of each item of the checklist."""


def content_of(checked: CheckedReport) -> Content:
    """Return what a reader sees; a figure counts with its text, whether it is shown, linked or written as code."""
    report = checked.report
    return Content(
        tuple((question.number, _words(question.answer.tokens)) for question in report.questions),
        tuple(
            ("".join(_pieces((*item.tokens, *item.note))), item.state)
            for group in report.checklist.groups
            for item in group.items
        ),
    )


def objection(before: CheckedReport, after: CheckedReport, rule: Rule) -> str:
    """Return why a fix is not applied; empty if nothing is wrong with it.

    Args:
        before: the report as it is.
        after: the report as it would be.
        rule: the rule whose finding is fixed; an unsafe fix may change the words of answers.
    """
    lost = _lost_verdict(before, after)
    if lost:
        return lost
    unsafe = rule.fix == "unsafe"
    changed = "" if unsafe else _changed(content_of(before), content_of(after))
    if changed:
        return changed
    if _count(after, rule) >= _count(before, rule):
        return "the finding would remain"
    if unsafe:
        return ""
    # A less serious finding in the place of this one is better than this one: a figure without a description instead
    # of a link. One finding for many places is still there if one of them is fixed.
    least = max((one.severity.weight for one in before.findings if one.code == rule.code), default=1)
    old, new = ([one for one in checked.findings if one.severity.weight >= least] for checked in (before, after))
    return _new_finding(old, new) if len(new) > len(old) - (rule.places is None) else ""


def _changed(before: Content, after: Content) -> str:
    """Return what a reader would see differently; empty if nothing."""
    if before == after:
        return ""
    for (number, old), (_, new) in zip(before.answers, after.answers, strict=False):
        if old != new and old:  # an answer that nobody could see may appear
            lost, added = list((Counter(old) - Counter(new)).elements()), list((Counter(new) - Counter(old)).elements())
            parts = [f"lose {_quoted(lost)}"] * bool(lost) + [f"gain {_quoted(added)}"] * bool(added)
            return (
                f"the answer to question {number} would {' and '.join(parts) or 'have its words in a different order'}"
            )
    if before.items != after.items:
        return "the text or state of a checklist item would change"
    if [number for number, _ in before.answers] != [number for number, _ in after.answers]:
        return "the report's questions would change"
    return ""


def _quoted(words: Sequence[str]) -> str:
    shown = ", ".join(f"`{shortened(word, 20)}`" for word in words[:_MOST_WORDS])
    return f"{shown} and {number_of(len(words) - _MOST_WORDS, 'other word')}" if len(words) > _MOST_WORDS else shown


def _new_finding(before: Sequence[Finding], after: Sequence[Finding]) -> str:
    """Return which finding a fix would cause."""
    known = Counter((one.code, one.question, one.message) for one in before)
    for one in after:
        if known[one.code, one.question, one.message] <= 0:
            where = f" at question {one.question}" if one.question is not None else ""
            return f"it would cause {one.code}{where}: {one.message.removesuffix('.')}"
        known[one.code, one.question, one.message] -= 1
    return "it would cause a new finding"


def _lost_verdict(before: CheckedReport, after: CheckedReport) -> str:
    """Return how the official verdict would get worse; empty if it would not."""
    if before.verdict.error is not None:
        return _lost_limits(before, after)
    if after.verdict.error is not None:
        return "the official check would stop"
    for old, new in zip(before.verdict.answers, after.verdict.answers, strict=False):
        if not old.passed or new.passed:
            continue
        if old.words != new.words and new.words_limit is not None and not new.words_passed:
            return f"question {old.number} would have {number_of(new.words, 'word')}; the limit is {new.words_limit}"
        return f"question {old.number} would fail the official check"
    return ""


def _lost_limits(before: CheckedReport, after: CheckedReport) -> str:
    """Return which answer would no longer be within its limits, if the official check says nothing yet."""
    for old, new in zip(before.report.questions, after.report.questions, strict=False):
        limit = before.official.word_limit(old)
        words = after.official.word_count(new)
        if limit and before.official.word_count(old) in limit and words not in limit:
            return f"question {old.number} would have {number_of(words, 'word')}; the limit is {limit}"
        figures = after.official.figure_count(new)
        for one in before.official.figure_limits(old):
            if before.official.figure_count(old) in one and figures not in one:
                return f"question {old.number} would have {number_of(figures, 'figure')}; {one} expected"
    return ""


def _count(checked: CheckedReport, rule: Rule) -> int:
    """Return the number of places that a rule finds wrong, ignored ones included."""
    if rule.places is not None:
        return rule.places(checked.context)
    found = sum(finding.code == rule.code for finding in checked.findings)
    return found + sum(ignored.finding.code == rule.code for ignored in checked.ignored)


def _words(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the words of an answer; a figure that shows as text or as code has the words of its text.

    Dashes, and the lines of a table that shows as text, are not words.
    """
    words = _FIGURE.sub(r"\1", "".join(_pieces(tokens))).split()
    return tuple(_GLUED.sub("", word) for word in words if not _NO_WORD.fullmatch(word))


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
