"""What a fix may never do: lose a word that a reader sees, or make a passing answer fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from mkdocs_mlops_report.official import Verdict
from mkdocs_mlops_report.report.model import Answer, Checklist, Item, Report
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


def objection(before: CheckedReport, after: CheckedReport, *rules: Rule) -> str:
    """Return why fixes are not applied; empty if nothing is wrong with them.

    Args:
        before: the report as it is.
        after: the report as it would be.
        rules: the rules whose findings are fixed; an unsafe fix may change the words of answers.
    """
    if before.verdict.error is None:
        lost = next(iter(lost_answers(before.verdict, after.verdict).values()), "")
    else:
        lost = _lost_limits(before, after)
    if lost:
        return lost
    unsafe = any(rule.fix == "unsafe" for rule in rules)
    changed = "" if unsafe else _changed(before.report, after.report)
    if changed:
        return changed
    if any(_count(after, rule) >= _count(before, rule) for rule in rules):
        return "the finding would remain"
    return "" if unsafe else _caused(before, after, rules)


def lost_answers(before: Verdict, after: Verdict) -> dict[int, str]:
    """Return what the official check would no longer pass, and why, by number of the question.

    Args:
        before: a verdict without an error.
        after: that on the text with fixes; if it has an error, the number is 0.
    """
    if after.error is not None:
        return {0: "the official check would stop"}
    lost = {}
    for old, new in zip(before.answers, after.answers, strict=False):
        if not old.passed or new.passed:
            continue
        if old.words != new.words and new.words_limit is not None and not new.words_passed:
            why = f"question {old.number} would have {number_of(new.words, 'word')}; the limit is {new.words_limit}"
        else:
            why = f"question {old.number} would fail the official check"
        lost[old.number] = why
    return lost


def _caused(before: CheckedReport, after: CheckedReport, rules: Sequence[Rule]) -> str:
    """Return which finding fixes would cause; empty if none.

    A less serious finding in the place of another one is better than that one: a figure without a description instead
    of a link. One finding for many places is still there if one of them is fixed.
    """
    least = {
        rule.code: max((one.severity.weight for one in before.findings if one.code == rule.code), default=1)
        for rule in rules
    }
    for weight in set(least.values()):
        old, new = ([one for one in checked.findings if one.severity.weight >= weight] for checked in (before, after))
        removed = sum(least[rule.code] == weight and rule.places is None for rule in rules)
        if len(new) > len(old) - removed:
            return _new_finding(old, new)
    return ""


def _changed(before: Report, after: Report) -> str:
    """Return what a reader would see differently; empty if nothing."""
    for one, other in zip(before.questions, after.questions, strict=False):
        change = _changed_words(one.answer, other.answer)
        if change:
            return f"the answer to question {one.number} would {change}"
    if not _show_the_same(before.checklist, after.checklist):
        return "the text or state of a checklist item would change"
    if [question.number for question in before.questions] != [question.number for question in after.questions]:
        return "the report's questions would change"
    return ""


def _changed_words(before: Answer, after: Answer) -> str:
    """Return which words an answer would lose or gain; empty if none. An answer that nobody could see may appear.

    A figure counts with its text, whether it is shown, linked or written as code.
    """
    texts = ["".join(_pieces(answer.tokens)) for answer in (before, after)]
    if texts[0] == texts[1]:  # the usual case; comparing words is slow
        return ""
    old, new = map(_words, texts)
    if old == new or not old:
        return ""
    lost, added = list((Counter(old) - Counter(new)).elements()), list((Counter(new) - Counter(old)).elements())
    parts = [f"lose {_quoted(lost)}"] * bool(lost) + [f"gain {_quoted(added)}"] * bool(added)
    return " and ".join(parts) or "have its words in a different order"


def _show_the_same(before: Checklist, after: Checklist) -> bool:
    """Return whether the items of two checklists have the same texts and states."""
    old, new = ([item for group in checklist.groups for item in group.items] for checklist in (before, after))
    return len(old) == len(new) and all(
        one.state == other.state and _show_the_same_text(one, other) for one, other in zip(old, new, strict=True)
    )


def _show_the_same_text(before: Item, after: Item) -> bool:
    """Return whether a reader sees the same text in two items."""
    sources = [
        [(token.type, token.content) for token in (*item.tokens.raw, *item.note.raw)] for item in (before, after)
    ]
    # Without a link or a footnote, equal Markdown shows equal text; parsing the inlines of every item is slow.
    if sources[0] == sources[1] and not any("[" in content for _, content in sources[0]):
        return True
    texts = ["".join(_pieces((*item.tokens, *item.note))) for item in (before, after)]
    return texts[0] == texts[1]


def _quoted(words: Sequence[str]) -> str:
    shown = ", ".join(f"`{shortened(word, 20)}`" for word in words[:_MOST_WORDS])
    return f"{shown} and {number_of(len(words) - _MOST_WORDS, 'other word')}" if len(words) > _MOST_WORDS else shown


def _new_finding(before: Sequence[Finding], after: Sequence[Finding]) -> str:
    """Return which finding a fix would cause."""
    known = Counter((one.code, one.question, one.message) for one in before)
    for one in after:
        if known[one.code, one.question, one.message] <= 0:
            where = f" in question {one.question}" if one.question is not None else ""
            return f"it would cause {one.code}{where}: {one.message.removesuffix('.')}"
        known[one.code, one.question, one.message] -= 1
    return "it would cause a new finding"


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


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text; a figure that shows as text or as code has the words of its text.

    Dashes, and the lines of a table that shows as text, are not words.
    """
    words = _FIGURE.sub(r"\1", text).split()
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
