"""One question: its prompt, its example, and its answer wherever the group put it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cache
from typing import NamedTuple

from markdown_it.token import Token

from mlops_report.exam import Limit, all_editions, fingerprint
from mlops_report.pattern import lazy
from mlops_report.report.blocks import Block, paragraph, top_blocks, without_empty_blocks
from mlops_report.report.cuts import (
    ANSWER,
    Cut,
    FoundPlaceholder,
    after,
    before,
    find_example,
    find_marker,
    take_dashes,
    take_length,
    take_placeholders,
)
from mlops_report.report.markdown import parse_blocks
from mlops_report.report.model import contents
from mlops_report.report.outline import SWALLOWED_HEADING, Region
from mlops_report.report.source import Source

_HIDDEN_MARKER = lazy(r"^[ \t>|`*_]{0,30}Answer:[`*_|]{0,5}")
_OWN_WORDS = 8
"""An example that is shorter than this is never taken for an answer."""
_WORDS_PER_GAP = 20
_PARAGRAPH = frozenset({"paragraph_open", "inline", "paragraph_close"})
_ELLIPSIS = lazy(r"\.\.\.|…")


class Asked(NamedTuple):
    """What a question asks: its prompt and example without the quote around them, and the limits that it states."""

    prompt: list[Token]
    example: list[Token]
    words: Limit | None
    figures: Limit | None
    prompt_fingerprint: str
    example_fingerprint: str | None
    prompt_line: int
    """Where the prompt begins, from 1; 0 where it is gone."""


class RawQuestion(NamedTuple):
    """A question before its inlines are parsed and its edition is known."""

    asked: Asked
    answer: list[Token]
    marker: Cut | None
    placeholders: list[FoundPlaceholder]
    dashes: tuple[int, ...]


def read_question(region: Region, source: Source) -> RawQuestion:
    """Tell the template's text from the group's in the blocks under a question's heading.

    The group's text is: all that follows `Answer:`, what stands outside the quote before it, lines that
    were put into the quote without a `>`, paragraphs added to a prompt or an example of the template, and
    the text under `Example:` where it is no example and nothing was answered elsewhere.
    """
    tokens = [token for block in region.blocks for token in block.tokens]
    marker = find_marker(tokens)
    hidden = _hidden_marker(region, tokens, source) if marker is None or not marker.exact else None
    key = _key(region, marker, source) if marker is not None and hidden is None else None
    start = region.blocks[0].start if region.blocks else 0
    asked = _ASKED.get(key) if key else None
    above: list[Token] = []
    if asked is not None and marker is not None:
        asked = asked._replace(prompt_line=asked.prompt_line + start)
        below = after(tokens, marker)
    elif hidden is not None:
        marker = hidden
        upper, below = _split_at_line(region, source, hidden)
        asked, above = _asked(upper, source)
    elif marker is not None:
        below = after(tokens, marker)
        asked, above = _asked(before(tokens, marker), source)
        if key and not above and _is_plain(asked):
            _remember(key, asked._replace(prompt_line=asked.prompt_line - start))
    else:
        upper, below = _leading_prompt(region.blocks)
        asked, above = _asked(upper, source)

    answer, placeholders = take_placeholders([*above, *below])
    answer, dashes = take_dashes(answer)
    answer, fillers = _without_fillers(answer, _known_fillers(region.number))
    placeholders += fillers
    if not answer and asked.example and asked.example_fingerprint not in _known_examples():
        if key and marker is not None:
            asked, _ = _asked(before(tokens, marker), source)  # now its places matter
        own, left = take_placeholders([copy(token) for token in asked.example])
        own, dashes = take_dashes(own)
        if _is_own(own) or (left and not own):
            answer, asked = own, asked._replace(example=[], example_fingerprint=None)
            placeholders += left
    return RawQuestion(asked, answer, marker, placeholders, () if placeholders else dashes)


def _asked(tokens: Sequence[Token], source: Source) -> tuple[Asked, list[Token]]:
    """Return what the template asks above the marker, and the group's own text between."""
    asked, above = _without_outside_blocks(tokens)
    asked, lazy = _without_lazy_lines(asked, source)
    above += lazy
    asked, words, figures = take_length(asked)
    cut = find_example(asked)
    prompt, example = (before(asked, cut), after(asked, cut)) if cut else (asked, [])
    prompt, added = _known_part(prompt, _known_prompts())
    above += added
    if example:
        example, added = _known_part(without_empty_blocks(example), _known_examples())
        above += added
    prompt = _out_of_quotes(prompt)
    return Asked(
        prompt=prompt,
        example=_out_of_quotes(example),
        words=words,
        figures=figures,
        prompt_fingerprint=fingerprint(contents(prompt)),
        example_fingerprint=fingerprint(contents(example)) if example else None,
        prompt_line=next((token.map[0] + 1 for token in prompt if token.map), 0),
    ), above


_ASKED: dict[str, Asked] = {}
"""What quotes ask, by their source: a hundred reports, and those of a server from build to build, share them.

Their tokens stand for text only: the lines that they name are those of the first report. `prompt_line` counts from
the quote here.
"""
_MOST_ASKED = 1024


def _key(region: Region, marker: Cut, source: Source) -> str | None:
    """Return what a quote at the top of a question is remembered by; None where more than its lines decides."""
    if not region.blocks or region.blocks[0].kind != "blockquote" or region.blocks[0].end < marker.source_line:
        return None
    first, last = source.span(region.blocks[0].start + 1, region.blocks[0].start + 1), marker.source_line
    text = source.text[first.offset : source.span(last, last).offset] + source.line(last).partition(ANSWER)[0]
    # A bracket may be a reference, which is defined elsewhere in the text.
    return None if "[" in text else text


def _is_plain(asked: Asked) -> bool:
    return bool(asked.prompt) and all(
        token.type in _PARAGRAPH and not token.hidden for token in (*asked.prompt, *asked.example)
    )


def _remember(key: str, asked: Asked) -> None:
    if len(_ASKED) >= _MOST_ASKED:
        _ASKED.clear()
    _ASKED[key] = asked


def _hidden_marker(region: Region, tokens: Sequence[Token], source: Source) -> Cut | None:
    """Return the marker's line where another block took it in: a table or raw HTML above it, an indentation."""
    fenced = {number for token in tokens if token.type == "fence" and token.map for number in range(*token.map)}
    for number in range(region.lines[0] + 2, region.lines[1] + 1):
        line = source.line(number)
        if SWALLOWED_HEADING.match(line):
            return None
        if number - 1 in fenced:
            continue
        match = _HIDDEN_MARKER.match(line)
        if match:
            return Cut(0, 0, match.start(), match.end(), number)
    return None


def _split_at_line(region: Region, source: Source, marker: Cut) -> tuple[list[Token], list[Token]]:
    """Parse what stands before and behind a marker's line apart, on the lines where it stands."""
    first, last = region.lines[0] + 2, region.lines[1]
    above = [source.line(number) for number in range(first, marker.source_line)]
    behind = [source.line(number) for number in range(marker.source_line + 1, last + 1)]
    rest = source.line(marker.source_line)[marker.end :]
    asked, _ = parse_blocks("\n" * (first - 1) + "\n".join(above))
    below, _ = parse_blocks("\n" * (marker.source_line - 1) + "\n".join([rest.strip(), *behind]))
    blocks = list(top_blocks(below))
    if blocks and blocks[0].kind == "blockquote" and blocks[0].start == marker.source_line:
        below = list(blocks[0].tokens[1:-1])
        below += [token for block in blocks[1:] for token in block.tokens]
    return asked, below


def with_implied_questions(regions: Sequence[Region]) -> list[Region]:
    """Part a question from the one behind it whose heading was deleted, where its prompt is still there."""
    present = {region.number for region in regions if region.kind == "question"}
    result: list[Region] = []
    for region in regions:
        current = region
        while current.kind in {"question", "section"}:
            following = current.number + 1 if current.kind == "question" else _first_behind(region, regions)
            if following in present:
                break
            prompts = (index for index, block in enumerate(current.blocks) if following in _prompt_numbers(block))
            at = next(prompts, 0)
            if not at:
                break
            start = current.blocks[at].start
            result.append(current._replace(blocks=current.blocks[:at], lines=(current.lines[0], start)))
            current = Region("question", None, "", following, current.blocks[at:], (start, current.lines[1]))
        result.append(current)
    return result


def _first_behind(section: Region, regions: Sequence[Region]) -> int:
    """Return the number that the first question of a section should have: one less than the next that is there."""
    behind = (region.number for region in regions if region.kind == "question" and region.lines[0] > section.lines[0])
    return next(behind, 0) - 1


def _prompt_numbers(block: Block) -> frozenset[int]:
    """Return the numbers that the prompt in a quote has had in the editions."""
    if block.kind != "blockquote":
        return frozenset()
    inner = _inside_quotes(block.tokens)
    print_ = fingerprint(contents(inner[0].tokens)) if inner else ""
    return frozenset(
        question.number for edition in all_editions() for question in edition.questions if question.prompt == print_
    )


def _leading_prompt(blocks: Sequence[Block]) -> tuple[list[Token], list[Token]]:
    """Without a marker the prompt is the quote at the top, or a first paragraph that is known or bold."""
    end = 0
    while end < len(blocks) and blocks[end].kind == "blockquote":
        end += 1
    if end == 0 and blocks and blocks[0].kind == "paragraph":
        content = blocks[0].tokens[1].content
        end = int(fingerprint(content) in _known_prompts() or content.startswith("**"))
    return (
        [token for block in blocks[:end] for token in block.tokens],
        [token for block in blocks[end:] for token in block.tokens],
    )


def _without_outside_blocks(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Part the quotes from what stands beside them; where there is no quote all of it is the prompt."""
    blocks = list(top_blocks(tokens))
    if not any(block.kind == "blockquote" for block in blocks):
        return list(tokens), []
    # A quote above the one that holds the known prompt is the group's.
    first = next((index for index, block in enumerate(blocks) if _holds_known_prompt(block)), 0)
    asked = [index >= first and block.kind == "blockquote" for index, block in enumerate(blocks)]
    return (
        [token for block, is_asked in zip(blocks, asked, strict=True) if is_asked for token in block.tokens],
        [token for block, is_asked in zip(blocks, asked, strict=True) if not is_asked for token in block.tokens],
    )


def _holds_known_prompt(block: Block) -> bool:
    if block.kind != "blockquote":
        return False
    inner = _inside_quotes(block.tokens)
    return bool(inner) and fingerprint(contents(inner[0].tokens)) in _known_prompts()


def _without_lazy_lines(tokens: list[Token], source: Source) -> tuple[list[Token], list[Token]]:
    """Take the lines out of a quote that have no `>` of their own, unless the template's text needs them."""
    if fingerprint(contents(tokens)) in _known_prompts():
        return tokens, []
    lazy: list[Token] = []
    quotes = 0
    for token in tokens:
        quotes += token.nesting if token.type.startswith("blockquote") else 0
        if token.type != "inline" or not quotes or token.map is None:
            continue
        if "\n" not in token.content or _is_known(token.content):
            continue
        kept: list[str] = []
        taken: list[str] = []
        for number, line in enumerate(token.content.split("\n"), start=token.map[0]):
            own = source.line(number + 1).lstrip().startswith(">")
            (kept if own or not kept else taken).append(line)
        if taken:
            lazy += paragraph("\n".join(taken), (token.map[0] + len(kept), token.map[1]))
            token.content = "\n".join(kept)
    return tokens, lazy


def _is_known(text: str) -> bool:
    """Tell whether a text is one of the template's prompts or examples."""
    return fingerprint(text) in _known_prompts() or fingerprint(text) in _known_examples()


def _known_part(tokens: list[Token], known: frozenset[str]) -> tuple[list[Token], list[Token]]:
    """Part the template's text from paragraphs that were added to it; unknown text is left in one piece."""
    inner = _inside_quotes(tokens)
    for end in range(len(inner), 0, -1):
        head = [token for block in inner[:end] for token in block.tokens]
        if fingerprint(contents(head)) in known:
            tail = [token for block in inner[end:] for token in block.tokens]
            return (head, tail) if tail else (tokens, [])
    return tokens, []


def _inside_quotes(tokens: Sequence[Token]) -> list[Block]:
    blocks: list[Block] = []
    for block in top_blocks(tokens):
        blocks += _inside_quotes(block.tokens[1:-1]) if block.kind == "blockquote" else [block]
    return blocks


def _out_of_quotes(tokens: Sequence[Token]) -> list[Token]:
    """The quote is the template's way to set its words apart from answers; the page has its own."""
    return [token for block in _inside_quotes(tokens) for token in block.tokens]


def _without_fillers(tokens: list[Token], fillers: frozenset[str]) -> tuple[list[Token], list[FoundPlaceholder]]:
    """Take out a paragraph that an edition of the template ships as an answer."""
    if not fillers:
        return tokens, []
    kept: list[Token] = []
    found: list[FoundPlaceholder] = []
    for block in top_blocks(tokens):
        content = contents(block.tokens)
        if block.kind == "paragraph" and fingerprint(content) in fillers:
            found.append(FoundPlaceholder(block.start + 1, content.split("\n")[0]))
        else:
            kept += block.tokens
    return kept, found


def _is_own(example: Sequence[Token]) -> bool:
    """Tell an answer in the place of the example from an example: that one is set in italics and full of gaps."""
    text = contents(example)
    words = len(text.split())
    gaps = len(_ELLIPSIS.findall(text))
    italics = text[:1] in {"*", "_"} and text[:2] not in {"**", "__", "* "} and text[-1:] in {"*", "_"}
    return words >= _OWN_WORDS and not italics and gaps * _WORDS_PER_GAP <= words


@cache
def _known_prompts() -> frozenset[str]:
    return frozenset(question.prompt for edition in all_editions() for question in edition.questions)


@cache
def _known_fillers(number: int) -> frozenset[str]:
    specs = (edition.question(number) for edition in all_editions())
    return frozenset(spec.filler for spec in specs if spec and spec.filler)


@cache
def _known_examples() -> frozenset[str]:
    return frozenset(
        question.example for edition in all_editions() for question in edition.questions if question.example
    )
