"""Where the template's fixed words are in a question: `Answer:`, `Example:` and the recommended length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.exam import Limit
from mkdocs_mlops_report.text.blocks import closed, unwrapped, with_content, without_empty_blocks
from mkdocs_mlops_report.text.pattern import lazy_pattern

ANSWER = "Answer:"
"""The marker that the official check looks for."""

# Every repetition is limited: a line of a hundred thousand dashes must not take a minute.
# A formatter may have joined the lines of a quote: "**prompt** > > Answer:". HTML tags may precede the word.
_START = r"(?:^[ \t]{0,9}|(?<=\s)>[ \t]{0,9})(?:>[ \t]{0,9}){0,9}(?:<[^<>]{1,99}>\s{0,9}){0,3}(?P<mark>[*_`]{0,3})"
_ANSWER = lazy_pattern(_START + rf"{ANSWER}(?P=mark)")
_ANSWER_LOOSE = lazy_pattern(
    r"^[ \t>]{0,19}[*_]{0,3}answers?[*_]{0,3}\s{0,9}(?:[:;\uff1a][*_]{0,3}|[-\u2013\u2014]|$)(?P<rest>.*)$",
    re.IGNORECASE,
)
_EXAMPLE = lazy_pattern(
    _START + r"Examples?(?:(?P=mark)\s{0,9}:(?P=mark)|:(?P=mark)|(?P=mark)\s{0,9}$)(?:\s{0,9}>){0,9}", re.IGNORECASE
)
_LENGTH = lazy_pattern(
    _START + r"[^:>]{3,60}:\s{0,9}(?P<min>\d{1,5})\s{0,9}(?:-|–|to)\s{0,9}(?P<max>\d{1,5})\s{1,9}[^\W\d]{1,30}"
    r"(?:\s{0,9}\+\s{0,9}(?P<figures_min>\d{1,3})(?:\s{0,9}(?:-|–|to)\s{0,9}(?P<figures_max>\d{1,3}))?"
    r"\s{1,9}[^\W\d]{1,30})?\s{0,9}\.?(?P=mark)\s{0,9}$"
)
_PROMPT_BEFORE = lazy_pattern(r"\*\*\s{0,9}(?:>\s{0,9}){0,9}$|__\s{0,9}$|\bExamples?:|\bRecommended answer length:")
_WORD = "answer"
_FEWEST_LETTERS = 4
"""A word that shares fewer letters with `answer` cannot reach `_CLOSE`."""
_CLOSE = 0.72
"""How similar a word must be to `answer`, from 0 to 1: `anwser` has 0.83, `answr` 0.91, `example` 0.15."""
_TRANSLATIONS = frozenset(
    "answers svar svaret antwort antworten antwoord respuesta resposta risposta réponse reponse vastaus odpověď"
    " odpowiedź odpoveď válasz răspuns odgovor cevap yanıt jawaban ответ відповідь απάντηση"
    " 回答 答え 答案 答 답변 답 उत्तर الإجابة إجابة جواب תשובה".split()
)
_LABEL = lazy_pattern(
    r"^[ \t]{0,3}(?P<quote>(?:>[ \t]?){0,3})[*_]{0,3}(?P<word>[^\W\d_][\w'’-]{0,24})[*_]{0,3}[ \t]?"
    r"(?P<colon>[:\uff1a])[*_]{0,3}(?P<rest>.*)$"
)
_LONGEST_LENGTH_LINE = 2000
"""Characters; a longer line is not searched for a recommended length."""


class Cut(NamedTuple):
    """A place in the tokens of a question: the token, the line of its content, the characters."""

    token: int
    line: int
    start: int
    end: int
    source_line: int
    """Line of the source, from 1."""
    exact: bool = True
    """False for a marker that the official check does not find, for instance `answer :`."""


def find_marker(tokens: Sequence[Token], *, anywhere: bool = False) -> Cut | None:
    """Return the first `Answer:` at the start of a line, else one that is spelled in another way.

    Args:
        tokens: those of a question.
        anywhere: whether it may be after other words: an online editor joins lines.
    """
    return _exact_marker(tokens, anywhere=anywhere) or _misspelled_marker(tokens) or _last_label(tokens)


def _exact_marker(tokens: Sequence[Token], *, anywhere: bool) -> Cut | None:
    for index, quoted in _paragraph_texts(tokens):
        if ANSWER not in tokens[index].content:
            continue
        for number, line in enumerate(tokens[index].content.split("\n")):
            match = _ANSWER.search(line) if ANSWER in line else None
            start = line.find(ANSWER) if anywhere else -1
            if start >= 0:
                return Cut(index, number, start, start + len(ANSWER), _source_line(tokens[index], number))
            if match and (match.start() == 0 or quoted):
                return Cut(index, number, match.start(), match.end(), _source_line(tokens[index], number))
    return None


def _misspelled_marker(tokens: Sequence[Token]) -> Cut | None:
    for index, quoted in _paragraph_texts(tokens):
        for number, line in enumerate(tokens[index].content.split("\n")):
            match = _loose_marker(line)
            if match and (quoted or not match["rest"].strip()):
                return Cut(index, number, 0, match.start("rest"), _source_line(tokens[index], number), exact=False)
    return None


def _paragraph_texts(tokens: Sequence[Token]) -> Iterator[tuple[int, bool]]:
    """Yield the index of the text of each paragraph, and whether it is in a block quote."""
    quotes = 0
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            quotes += 1
        elif token.type == "blockquote_close":
            quotes -= 1
        elif is_paragraph_text(tokens, index):
            yield index, quotes > 0


def _source_line(token: Token, number: int) -> int:
    """Return the line of the source, from 1, of a line of a paragraph's text, from 0."""
    return (token.map or [0])[0] + number + 1


def find_marker_after_prompt(tokens: Sequence[Token]) -> Cut | None:
    """Return the first `Answer:` after a prompt in bold, a length or an example on its line: an editor joined them."""
    for index, token in enumerate(tokens):
        if is_paragraph_text(tokens, index) and ANSWER in token.content:
            for number, line in enumerate(token.content.split("\n")):
                at = line.find(ANSWER)
                if at > 0 and _PROMPT_BEFORE.search(line[:at]):
                    return Cut(index, number, at, at + len(ANSWER), _source_line(token, number))
    return None


def is_like_answer(word: str) -> bool:
    """Return whether a word is `Answer` in another form: misspelled by a letter or two, or in another language."""
    word = word.strip("*_ ").lower()
    if word in _TRANSLATIONS:
        return True
    if abs(len(word) - len(_WORD)) > 2 or len({*word} & {*_WORD}) < _FEWEST_LETTERS:
        return False
    from difflib import SequenceMatcher  # noqa: PLC0415 - hardly any report needs it

    return SequenceMatcher(None, word, _WORD).ratio() >= _CLOSE


def label_of(line: str) -> re.Match[str] | None:
    """Return a word with a colon at the start of a line, with the groups `quote`, `word`, `colon` and `rest`."""
    return _LABEL.match(line)


def _loose_marker(line: str) -> re.Match[str] | None:
    """Return a marker that is spelled in another way, with the group `rest`."""
    if line.lstrip(" \t>*_")[:6].lower() == "answer":
        found = _ANSWER_LOOSE.match(line)
        if found:
            return found
    label = _LABEL.match(line)
    return label if label and is_like_answer(label["word"]) else None


def _last_label(tokens: Sequence[Token]) -> Cut | None:
    """Return a single word with a colon at the end of the first block quote: a marker in whatever language."""
    depth = 0
    last: Cut | None = None
    for index, token in enumerate(tokens):
        depth += token.nesting if token.type.startswith("blockquote") else 0
        if depth and is_paragraph_text(tokens, index):
            lines = token.content.split("\n")
            label = _LABEL.match(lines[-1])
            found = label is not None and not label["rest"].strip("*_ \t")
            number = len(lines) - 1
            last = Cut(index, number, 0, len(lines[-1]), _source_line(token, number), exact=False) if found else None
        if not depth and token.type == "blockquote_close":
            return last
    return None


def find_example(tokens: Sequence[Token]) -> Cut | None:
    """Return the `Example:` of a prompt."""
    for index, token in enumerate(tokens):
        if is_paragraph_text(tokens, index):
            for number, line in enumerate(token.content.split("\n")):
                match = _EXAMPLE.search(line) if "example" in line.lower() else None
                if match:
                    return Cut(index, number, match.start(), match.end(), _source_line(token, number))
    return None


def before(tokens: Sequence[Token], cut: Cut) -> list[Token]:
    """Return the tokens before a cut with all blocks closed; the words at the cut are in neither part."""
    opening, inline, closing = tokens[cut.token - 1 : cut.token + 2]
    lines = inline.content.split("\n")
    start = (inline.map or [0])[0]
    place = (start, start + cut.line + 1)
    head = _part(opening, inline, closing, [*lines[: cut.line], lines[cut.line][: cut.start]], place)
    return without_empty_blocks(closed([*tokens[: cut.token - 1], *head]))


def after(tokens: Sequence[Token], cut: Cut) -> list[Token]:
    """Return the tokens after a cut without blocks that were opened before it."""
    opening, inline, closing = tokens[cut.token - 1 : cut.token + 2]
    lines = inline.content.split("\n")
    start, end = inline.map or [0, 0]
    at = start + cut.line
    rest = [lines[cut.line][cut.end :], *lines[cut.line + 1 :]]
    tail = _part(opening, inline, closing, rest, (at, max(end, at + 1)))
    return unwrapped([*tail, *tokens[cut.token + 2 :]])


def without_length(tokens: Sequence[Token]) -> tuple[list[Token], Limit | None, Limit | None]:
    """Return a prompt without the line of the recommended length, and its limits of words and figures."""
    for index, token in enumerate(tokens):
        if not is_paragraph_text(tokens, index):
            continue
        lines = token.content.split("\n")
        for number, line in enumerate(lines):
            match = _LENGTH.search(line) if ":" in line and len(line) <= _LONGEST_LENGTH_LINE else None
            if match and int(match["min"]) <= int(match["max"]):
                shorter = "\n".join([*lines[:number], line[: match.start()], *lines[number + 1 :]])
                kept = [*tokens[:index], with_content(token, shorter), *tokens[index + 1 :]]
                return without_empty_blocks(kept), _words(match), _figures(match)
    return without_empty_blocks(tokens), None, None


def _words(length: re.Match[str]) -> Limit:
    return Limit(int(length["min"]), int(length["max"]))


def _figures(length: re.Match[str]) -> Limit | None:
    if not length["figures_min"]:
        return None
    least = int(length["figures_min"])
    return Limit(least, max(least, int(length["figures_max"] or least)))


def is_paragraph_text(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a token is the text of a paragraph or of a heading."""
    return tokens[index].type == "inline" and tokens[index - 1].type in {"paragraph_open", "heading_open"}


def _part(opening: Token, inline: Token, closing: Token, lines: Sequence[str], place: tuple[int, int]) -> list[Token]:
    content = "\n".join(lines)
    # Only blanks at the cut are removed, so that the map still points at the line of the first word.
    skipped = len(content) - len(content.lstrip("\n \t"))
    start = place[0] + content[:skipped].count("\n")
    content = content.strip()
    if not content:
        return []
    lines_of = [min(start, place[1]), place[1]]
    return [
        Token(opening.type, opening.tag, 1, map=lines_of, level=opening.level, markup=opening.markup, block=True),
        Token("inline", "", 0, map=lines_of, level=inline.level, content=content, children=[], block=True),
        Token(closing.type, closing.tag, -1, level=closing.level, markup=closing.markup, block=True),
    ]
