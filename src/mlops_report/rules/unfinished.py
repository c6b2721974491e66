"""What in an answer is not the group's own: notes of things to do, and sentences of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from mlops_report.exam import all_editions, fingerprint
from mlops_report.exam.wording import similarity, words_of
from mlops_report.report import Question, Source, Span
from mlops_report.report.visible import text_of

_WORD = r"TODO|TO-DO|TO DO|TBD|TBA|TBC|FIXME|WIP|XXX"
_VERB = (
    r"add|answer|ask|check|complete|describe|discuss|elaborate|explain|expand|fill|finish|fix|include|insert|mention"
    r"|move|put|rewrite|shorten|state|talk|think|update|upload|verify|write"
)
_TODO = re.compile(
    rf"""
    (?<![\w`'"/.-])(?:
        (?P<word>{_WORD})\b\s{{0,3}}(?:[:=](?!//)|[-\u2013\u2014]\s|\((?=\w))      # TODO: say more
      | (?<=[\[(<*_]) \s?(?:{_WORD})\b [^\])>\n]{{0,80}} [\])>*_]                  # [TODO say more]
      | ^\W{{0,6}}(?:{_WORD})\b\W{{0,4}}$                                          # TODO
      | ^\W{{0,6}}(?:{_WORD})\s+(?:{_VERB})\b                                      # TODO add a figure
      | (?<=\bis\ )(?:{_WORD})\b | (?<=\bare\ )(?:{_WORD})\b | (?<=\bwas\ )(?:{_WORD})\b
      | (?<=[.!?]\ )(?:TODO|TBD|FIXME)\W{{0,3}}$
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_NOTE = re.compile(
    r"""
      [\[(<{]\s{0,3}(?:USER\ INPUT\ NEEDED|INPUT\ NEEDED|MISSING|NOT\ DONE(?:\ YET)?|PLACEHOLDER|INCOMPLETE
        |TO\ BE\ (?:ADDED|DONE|FILLED|WRITTEN|COMPLETED)) \b [^\[\]<>{}]{0,2000} [\])>}] (?!\()
    | [\[<{(]\s{0,3}(?i:please\ )?(?i:insert|fill\ in|add|put|paste|write|enter|your|replace)\b
        [^\])>}\n]{0,60}?\b(?i:here|name|number|link|url|figure|image|text|answer)s? \s{0,3}[\]>})](?!\()
    | <(?i:weblink|weburl|insert\ link)>
    | \b(?i:lorem\ ipsum\ dolor)\b
    | \bX{2,3}\s?%
    | ^\W{0,4}(?i:to\ be\ (?:added|done|filled(?:\ in|\ out)?|written|completed|continued|determined|decided))\W{0,4}$
    """,
    re.VERBOSE | re.MULTILINE,
)
_QUICK = re.compile(
    rf"{_WORD}|(?i:lorem ipsum|to be |here|<[a-z]|\[|\(|XX)",
)
_ALMOST = 0.9
_SHORTEST_COPY = 6
_SHORTEST_ANSWER = 5


@dataclass(frozen=True, slots=True)
class Leftover:
    """A place that waits for its author: what stands there, and the lines (from 1) of its paragraph."""

    text: str
    span: Span


def todos(question: Question, source: Source) -> Iterator[Leftover]:
    """Yield the notes of things to do in an answer; those in code are code."""
    for token in question.answer.tokens:
        if token.type != "inline" or not _QUICK.search(token.content):
            continue
        lines = token.map or [0, 1]
        for match in _matches(_prose(token)):
            text = match[0].strip(" \n")
            yield Leftover(text, _place(source, lines[0], lines[1], text))


def copied_examples(question: Question, source: Source) -> Iterator[Leftover]:
    """Yield the paragraphs of an answer that are the template's example for it, or nearly so."""
    specs = (edition.question(question.number) for edition in all_editions())
    examples = {spec.example for spec in specs if spec and spec.example}
    if not examples:
        return
    inlines = [token for token in question.answer.tokens if token.type == "inline" and token.content.strip()]
    whole = "\n".join(token.content for token in inlines)
    if fingerprint(whole) in examples:
        yield _leftover(inlines, source)
        return
    for token in inlines:
        words = len(words_of(token.content))
        if fingerprint(token.content) in examples or (
            words >= _SHORTEST_COPY and any(similarity(token.content, print_) >= _ALMOST for print_ in examples)
        ):
            yield _leftover([token], source)


def says_nothing(question: Question, source: Source) -> bool:
    """Tell whether an answer holds nothing but notes of things to do or the template's example."""
    left = list(todos(question, source)) if question.answer.words < _FEW_WORDS else []
    left += copied_examples(question, source)
    if not left or question.answer.figures:
        return False
    taken = sum(len(one.text.split()) for one in left)
    return question.answer.words - taken < _SHORTEST_ANSWER


_FEW_WORDS = 60
"""An answer of more words than this says something beside its notes."""


def _matches(text: str) -> Iterator[re.Match[str]]:
    end = 0
    found = sorted([*_TODO.finditer(text), *_NOTE.finditer(text)], key=lambda match: match.start())
    for match in found:
        if match.start() >= end:
            yield match
            end = match.end()


def _prose(inline: Token) -> str:
    """Return the text of a paragraph as a reader sees it, without code and figures."""
    pieces = []
    for child in inline.children or []:
        if child.type in {"text", "text_special", "html_inline"}:
            pieces.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif child.type == "code_inline":
            pieces.append("`")
    return "".join(pieces)


def _leftover(inlines: list[Token], source: Source) -> Leftover:
    first, last = inlines[0].map or [0, 1], inlines[-1].map or [0, 1]
    return Leftover(text_of(inlines), source.span(first[0] + 1, last[1]))


def _place(source: Source, start: int, end: int, text: str) -> Span:
    first = text.split("\n", maxsplit=1)[0]
    for number in range(start + 1, end + 1):
        column = source.line(number).find(first)
        if column >= 0:
            return source.span(number, number, column + 1, column + 1 + len(first))
    return source.span(start + 1, start + 1)
