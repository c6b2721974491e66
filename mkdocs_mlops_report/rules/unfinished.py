"""What in an answer is not finished: notes to do something, and sentences of the template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.exam import all_editions, fingerprint
from mkdocs_mlops_report.exam.template_wording import is_like
from mkdocs_mlops_report.report.model import Question, contents
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.raw_html import read_html
from mkdocs_mlops_report.text.source import Source, Span

_VERB = (
    r"add|answer|ask|check|complete|describe|discuss|elaborate|explain|expand|fill|finish|fix|include|insert|mention"
    r"|move|put|rewrite|shorten|state|talk|think|update|upload|verify|write"
)
_ABOUT = r"(?!\s*(?:and|or|comments?|notes?|items?|markers?|tags?|lists?|annotations?)\b)"
"""Words that do not follow the keyword in a note; a sentence with them is about notes."""
_TODO = lazy_pattern(
    rf"""
      ^\W{{0,6}}(?:TO-?DO|FIXME|TBD|TBA|(?i:to-?\s?do(?=\s?:)))\s{{0,2}}(?:\([^)\n]{{1,30}}\))?\s{{0,2}}
          (?: :{_ABOUT} | [-\u2013\u2014]\s(?!\s*(?i:trunk)) | \W{{0,4}}$ | (?<=\s)@\w | (?<=\s)(?:{_VERB})\b(?!-)
            | (?<=TBD\s)(?:by|after|later|when)\b )                      # a line: TODO: say more
    | ^\W{{0,6}}(?i:todo|tbd|to\sdo)\W{{0,4}}$                            # a line: todo
    | (?<=[.!?]\s)(?:TO-?DO|FIXME|TBD)(?: :{_ABOUT} | \W{{0,3}}$ | \s(?:{_VERB})\b(?!-))
    | [\[(<*]{{1,2}}\s?(?:TO-?DO|FIXME|TBD|TBA)(?: \s?:[^\])>*\n]{{0,200}} | \s[a-z][^,\])>*\n]{{0,200}} )?
          [\])>*]{{1,2}}
          (?=\W{{0,3}}$|\s[A-Z]|[.,;])                                     # [TODO: say more]
    | \b(?:is|are|was|were|still|[=:])\s(?:TBD|TODO|TBA)\s?(?:[.!]|$)   # the coverage is TBD.
    """,
    re.VERBOSE | re.MULTILINE,
)
_NOTE = lazy_pattern(
    r"""
      [\[(<{]\s{0,3}(?:USER\ INPUT\ NEEDED|INPUT\ NEEDED|(?i:citation\ needed)) \b [^\[\]<>{}]{0,2000} [\])>}]
        (?!\()
    | ^\W{0,4}[\[(<{]\s{0,3}(?i:(?:\w+\s){0,2}(?:missing|placeholder|incomplete|not\ done(?:\ yet)?|work\ in\ progress
        |to\ be\ (?:added|done|filled(?:\ in|\ out)?|written|completed)))\s{0,3}[\])>}]\W{0,4}$
    | ^\W{0,4}(?:MISSING|PLACEHOLDER|XXX)\W{0,4}$
    | [\[<{(]\s{0,3}(?i:please\ )?(?i:insert|fill\ in|add|put|paste|write|enter)\b
        [^\])>}\n]{0,60}?\b(?i:here|names?|numbers?|links?|urls?|figures?|images?|text|answer)\s{0,3}[\]>})](?=\W{0,3}$)
    | ^\W{0,4}(?i:(?:your\s)?(?:answer|text)\s(?:goes\s)?here|fill\s(?:in|out|here)|insert\s\w+\shere)\W{0,4}$
    | <(?i:weblink|weburl|insert\ link(?:\ here)?)>
    | \b(?i:lorem\ ipsum\ dolor\ sit)\b
    | \b(?i:coverage|accuracy)\b[^.\n]{0,40}\b(?:is|was)\s(?:about\s)?X{1,3}\s?%
    | (?<![\w.-])X{2,3}\s?% | (?<![\w.-])\$?XX(?![\w.-]) | \bsX{6}\b
    | ^\W{0,4}(?i:(?:\w+\s){0,3}to\ be\ (?:added|done|filled(?:\ in|\ out)?|written|completed|continued|determined
        |decided))\W{0,4}$
    | ^(?i:this\ section\ will\ be\ (?:written|added|completed)\ later)
    | ^\s{0,4}(?:\.{3,}|…|\?{2,})\s{0,4}$
    """,
    re.VERBOSE | re.MULTILINE,
)
_ENDS = (*")]>}*_!?.:…-\\\n", " \n", " )", " ]", " >", " }")
"""What may follow the last word of a note."""
# Hardly any answer contains one of these words; the patterns above are slow.
_TODO_HINTS = {
    "to": ("todo", "to-do", "to do :", *(f"to do{end}" for end in _ENDS)),
    "tb": ("tbd", "tba"),
    "fixme": ("fixme",),
}
_DONE = ("added", "done", "filled", "written", "completed", "continued", "determined", "decided")
_NOTE_HINTS = {
    "to be ": tuple(f"to be {done}" for done in _DONE),
    "here": tuple(f"{word} here" for word in ("answer", "text", "goes", "fill")),
    "insert ": (" here",),
    "later": ("written later", "added later", "completed later"),
    "fill ": ("fill in", "fill out"),
    "needed": ("input needed", "citation needed"),
    **{word: tuple(word + end for end in _ENDS) for word in ("missing", "placeholder", "incomplete")},
    **{word: (word,) for word in ("not done", "work in progress")},
    **{word: (word,) for word in ("<web", "<insert", "lorem ipsum dolor sit", "xx", "x%", "x %")},
}
_BRACKET = lazy_pattern(r"[\[(<{]\s{0,3}(?:please|insert|fill|add|put|paste|write|enter)\b", re.IGNORECASE)
_DOTS = lazy_pattern(r"^\s{0,4}(?:\.{3,}|…|\?{2,})\s{0,4}$", re.MULTILINE)
_BLANK = lazy_pattern(r"\.{3}|…")
_UNFILLED = lazy_pattern(r"sX{6}")
_ALMOST = 0.9
_SHORTEST_COPY = 40
"""Characters; a shorter paragraph is not compared with the examples."""
_SHORTEST_ANSWER = 5
"""Words that an answer must have in addition to its notes."""
_MANY_WORDS = 150
"""An answer with more words says something besides its notes."""


class Leftover(NamedTuple):
    """A place that waits for its author: its text and its span."""

    text: str
    span: Span


def todos(question: Question, source: Source) -> Iterator[Leftover]:
    """Yield the notes to do something in an answer; a note in code is code."""
    patterns = _patterns(source.text_at(question.answer.spans))
    for token in question.answer.tokens if patterns else ():
        if token.type not in {"inline", "html_block"}:
            continue
        lines = token.map or [0, 1]
        prose = _prose(token) if token.type == "inline" else read_html(token.content)[0].strip()
        for match in _matches(patterns, prose):
            text = match[0].strip(" \n")
            if _UNFILLED.fullmatch(text) and _asks_for_numbers(question.number):
                continue  # the rule about study numbers reports it
            yield Leftover(text, _place(source, lines[0], lines[1], text))


@lru_cache(maxsize=64)
def _patterns(text: str) -> list[re.Pattern[str]]:
    """Return the patterns that may match in an answer; mostly none."""
    lower = "{}\n".format(text.lower().replace("\r\n", "\n").replace("\r", "\n"))
    found = [_TODO] if _hinted(lower, _TODO_HINTS) else []
    if _hinted(lower, _NOTE_HINTS) or _BRACKET.search(text) or _DOTS.search(text):
        found.append(_NOTE)
    return found


def _hinted(lower: str, hints: Mapping[str, tuple[str, ...]]) -> bool:
    return any(word in lower and any(form in lower for form in forms) for word, forms in hints.items())


def copied_examples(question: Question, source: Source) -> Iterator[Leftover]:
    """Yield the paragraphs of an answer that are the template's example for it, or almost."""
    examples = _examples(question.number)
    if not examples or _blanks_are_filled(question, examples):
        return
    inlines = [token for token in question.answer.tokens if token.type == "inline" and token.content]
    if len(inlines) > 1 and is_like("\n".join(token.content for token in inlines), examples, _ALMOST):
        yield _leftover(inlines, source)
        return
    for token in inlines:
        if len(token.content) >= _SHORTEST_COPY and is_like(token.content, examples, _ALMOST):
            yield _leftover([token], source)


def _blanks_are_filled(question: Question, examples: frozenset[str]) -> bool:
    """Return whether an answer can be the example with its blanks filled, which says what the group did."""
    example, answer = contents(question.example.raw), contents(question.answer.tokens)
    return fingerprint(example) in examples and bool(_BLANK.search(example)) and not _BLANK.search(answer)


@cache
def _asks_for_numbers(number: int) -> bool:
    specs = (edition.question(number) for edition in all_editions())
    return any(spec and "study-numbers" in spec.asks for spec in specs)


@cache
def _examples(number: int) -> frozenset[str]:
    """Return the fingerprints of the examples that a question has had in the editions."""
    specs = (edition.question(number) for edition in all_editions())
    return frozenset(spec.example for spec in specs if spec and spec.example)


def says_nothing(question: Question, source: Source) -> bool:
    """Return whether an answer contains nothing but notes to do something or the template's example."""
    if question.answer.words > _MANY_WORDS or question.answer.figures:
        return False
    left = [*todos(question, source), *copied_examples(question, source)]
    unfinished = sum(len(one.text.split()) for one in left)
    return bool(left) and question.answer.words - unfinished < _SHORTEST_ANSWER


def _matches(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    end = 0
    found = sorted((match for one in patterns for match in one.finditer(text)), key=lambda match: match.start())
    for match in found:
        if match.start() >= end:
            yield match
            end = match.end()


def _prose(inline: Token) -> str:
    """Return the visible text of a paragraph without code and figures."""
    pieces = []
    for child in inline.children or []:
        if child.type in {"softbreak", "hardbreak"} or _is_line_break(child):
            pieces.append("\n")
        elif child.type in {"text", "text_special", "html_inline"}:
            pieces.append(child.content)
        elif child.type == "code_inline":
            pieces.append("`")
    return "".join(pieces)


def _is_line_break(token: Token) -> bool:
    return token.type == "html_inline" and token.content.lower().startswith("<br")


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
