"""One question: its prompt, its example, and its answer wherever the group put it.

Three steps, each a pure function of the one before: `_split` at the marker, `_strip` of the template's words,
`_classify` what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.exam import Limit, all_editions, fingerprint, known_prompts
from mkdocs_mlops_report.report.loose_headings import form_of
from mkdocs_mlops_report.report.model import contents
from mkdocs_mlops_report.report.outline import Region, is_question_heading
from mkdocs_mlops_report.report.placeholders import (
    FoundPlaceholder,
    without_dashes,
    without_fillers,
    without_placeholders,
)
from mkdocs_mlops_report.report.template_words import (
    Cut,
    after,
    before,
    find_example,
    find_marker,
    find_marker_after_prompt,
    without_length,
)
from mkdocs_mlops_report.text.blocks import Block, paragraph, top_blocks, with_content, without_empty_blocks
from mkdocs_mlops_report.text.parser import parse_blocks
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source

_HIDDEN_MARKER = lazy_pattern(r"^[ \t>|`*_]{0,30}Answer:[`*_|]{0,5}")
_OWN_WORDS = 8
"""An example with fewer words is never taken for an answer."""
_WORDS_PER_GAP = 20
"""An example with more gaps (`...`) than one in so many words is the template's."""
_GAP = lazy_pattern(r"\.\.\.|…")


class Asked(NamedTuple):
    """What a question asks: its prompt and example without their block quote, and the limits that it states."""

    prompt: list[Token]
    example: list[Token]
    words: Limit | None
    figures: Limit | None
    prompt_fingerprint: str
    example_fingerprint: str | None
    prompt_line: int
    """The first line of the prompt, from 1; 0 without a prompt."""


class RawQuestion(NamedTuple):
    """A question before its inlines are parsed and its edition is known."""

    asked: Asked
    answer: list[Token]
    marker: Cut | None
    placeholders: list[FoundPlaceholder]
    dashes: tuple[int, ...]
    """Lines (from 1) of the placeholder's dashes that were kept around the answer."""


class _Parts(NamedTuple):
    """The tokens of a question above and below its marker."""

    above: Sequence[Token]
    below: list[Token]
    marker: Cut | None


class _Stripped(NamedTuple):
    """A question without the template's words."""

    asked: Asked
    answer: list[Token]
    placeholders: list[FoundPlaceholder]
    dashes: tuple[int, ...]


def read_question(region: Region, source: Source) -> RawQuestion:
    """Tell the template's text from the group's in the blocks under the heading of a question.

    The group's text is: everything after `Answer:`; what is outside the block quote above it; lines that were put
    into the quote without a `>`; paragraphs added to the template's prompt or example; and the text under `Example:`
    if it is not an example and there is no other answer.
    """
    parts = _split(region, source)
    return _classify(_strip(parts, region.number, source), parts.marker)


def with_implied_questions(regions: Sequence[Region]) -> list[Region]:
    """Separate a question whose heading was deleted from the one above it, if its prompt is still there."""
    present = {region.number for region in regions if region.kind == "question"}
    result: list[Region] = []
    for region in regions:
        current = region
        while current.kind in {"question", "section"}:
            following = current.number + 1 if current.kind == "question" else _first_number(region, regions)
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


# Split


def _split(region: Region, source: Source) -> _Parts:
    """Divide a question at its marker; without one, after the prompt at its top."""
    tokens = [token for block in region.blocks for token in block.tokens]
    marker = find_marker(tokens)
    if marker is None or not marker.exact:
        joined = find_marker_after_prompt(tokens)
        joined = joined or (find_marker(tokens, anywhere=True) if form_of(region.heading) and not marker else None)
        marker = joined or marker
    if marker is None or not marker.exact:
        hidden = _hidden_marker(region, tokens, source)
        if hidden is not None:
            return _split_at_line(region, source, hidden)
    if marker is not None:
        return _Parts(before(tokens, marker), after(tokens, marker), marker)
    return _split_after_prompt(region.blocks)


def _hidden_marker(region: Region, tokens: Sequence[Token], source: Source) -> Cut | None:
    """Return the marker that is part of another block: of a table, raw HTML or indented code above it."""
    fenced = {number for token in tokens if token.type == "fence" and token.map for number in range(*token.map)}
    for number in range(_first_line(region), region.lines[1] + 1):
        line = source.line(number)
        if is_question_heading(line):
            return None
        match = _HIDDEN_MARKER.match(line) if number - 1 not in fenced else None
        if match:
            return Cut(0, 0, match.start(), match.end(), number)
    return None


def _split_at_line(region: Region, source: Source, marker: Cut) -> _Parts:
    """Parse the text above and below a marker's line separately, each on its own lines."""
    first, last = _first_line(region), region.lines[1]
    above = [source.line(number) for number in range(first, marker.source_line)]
    below = [source.line(number) for number in range(marker.source_line + 1, last + 1)]
    rest = source.line(marker.source_line)[marker.end :]
    asked, _ = parse_blocks("\n" * (first - 1) + "\n".join(above))
    answer, _ = parse_blocks("\n" * (marker.source_line - 1) + "\n".join([rest.strip(), *below]))
    blocks = list(top_blocks(answer))
    if blocks and blocks[0].kind == "blockquote" and blocks[0].start == marker.source_line:
        answer = [*blocks[0].tokens[1:-1], *(token for block in blocks[1:] for token in block.tokens)]
    return _Parts(asked, answer, marker)


def _first_line(region: Region) -> int:
    """Return the line below the heading of a question, or its first line if the heading was deleted."""
    return region.lines[0] + (2 if region.heading else 1)


def _split_after_prompt(blocks: Sequence[Block]) -> _Parts:
    """Take the block quotes at the top for the prompt, or a first paragraph that is known or bold."""
    end = 0
    while end < len(blocks) and blocks[end].kind == "blockquote":
        end += 1
    if end == 0 and blocks and blocks[0].kind == "paragraph":
        content = blocks[0].tokens[1].content
        end = int(fingerprint(content) in known_prompts() or content.startswith("**"))
    return _Parts(
        [token for block in blocks[:end] for token in block.tokens],
        [token for block in blocks[end:] for token in block.tokens],
        None,
    )


# Strip


def _strip(parts: _Parts, number: int, source: Source) -> _Stripped:
    """Remove the template's words: length and example from the prompt, placeholders and dashes from the answer."""
    asked, own = _asked(parts.above, source)
    answer, placeholders = without_placeholders([*own, *parts.below])
    answer, dashes = without_dashes(answer)
    answer, fillers = without_fillers(answer, _known_fillers(number))
    return _Stripped(asked, answer, [*placeholders, *fillers], dashes)


def _asked(tokens: Sequence[Token], source: Source) -> tuple[Asked, list[Token]]:
    """Return what the template asks above the marker, and the group's own text there."""
    quoted, outside = _outside_quotes(tokens)
    quoted, unmarked = _unmarked_lines(quoted, source)
    text, words, figures = without_length(_out_of_quotes(quoted))
    cut = find_example(text)
    prompt, example = (before(text, cut), after(text, cut)) if cut else (text, [])
    prompt, added = _known_part(prompt, known_prompts())
    example, added_to_example = _known_part(without_empty_blocks(example), _known_examples())
    asked = Asked(
        prompt=prompt,
        example=example,
        words=words,
        figures=figures,
        prompt_fingerprint=fingerprint(contents(prompt)),
        example_fingerprint=fingerprint(contents(example)) if example else None,
        prompt_line=next((token.map[0] + 1 for token in prompt if token.map), 0),
    )
    return asked, [*outside, *unmarked, *added, *added_to_example]


def _outside_quotes(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Separate the block quotes from what is beside them; without a quote, everything is the prompt."""
    blocks = list(top_blocks(tokens))
    if not any(block.kind == "blockquote" for block in blocks):
        return list(tokens), []
    # A quote above the one with the known prompt is the group's.
    first = next((index for index, block in enumerate(blocks) if _quotes_known_prompt(block)), 0)
    quoted: list[Token] = []
    outside: list[Token] = []
    for index, block in enumerate(blocks):
        (quoted if index >= first and block.kind == "blockquote" else outside).extend(block.tokens)
    return quoted, outside


def _unmarked_lines(tokens: list[Token], source: Source) -> tuple[list[Token], list[Token]]:
    """Separate the lines of a block quote that have no `>`, unless the template's text is complete only with them."""
    if _is_known(contents(tokens), known_prompts()):
        return tokens, []
    kept_tokens: list[Token] = []
    own: list[Token] = []
    quotes = 0
    for token in tokens:
        quotes += token.nesting if token.type.startswith("blockquote") else 0
        kept_tokens.append(token)
        if token.type != "inline" or not quotes or token.map is None or "\n" not in token.content:
            continue
        if _is_known(token.content, known_prompts()) or _is_known(token.content, _known_examples()):
            continue
        kept: list[str] = []
        unmarked: list[str] = []
        for number, line in enumerate(token.content.split("\n"), start=token.map[0]):
            marked = source.line(number + 1).lstrip().startswith(">")
            (kept if marked or not kept else unmarked).append(line)
        if unmarked:
            own += paragraph("\n".join(unmarked), (token.map[0] + len(kept), token.map[1]))
            kept_tokens[-1] = with_content(token, "\n".join(kept))
    return kept_tokens, own


def _known_part(tokens: list[Token], known: frozenset[str]) -> tuple[list[Token], list[Token]]:
    """Separate the template's text from paragraphs that were added to it; unknown text stays in one piece."""
    blocks = list(top_blocks(tokens))
    for end in range(len(blocks), 0, -1):
        head = [token for block in blocks[:end] for token in block.tokens]
        if _is_known(contents(head), known):
            return head, [token for block in blocks[end:] for token in block.tokens]
    return tokens, []


# Classify


def _classify(stripped: _Stripped, marker: Cut | None) -> RawQuestion:
    """Decide what the answer is: what is left of it, or the group's own text where the example was."""
    asked, answer, placeholders, dashes = stripped
    if not answer and asked.example and asked.example_fingerprint not in _known_examples():
        own, left = without_placeholders(asked.example)
        own, own_dashes = without_dashes(own)
        if _is_own_text(own) or (left and not own):
            asked = asked._replace(example=[], example_fingerprint=None)
            answer, placeholders, dashes = own, [*placeholders, *left], own_dashes
    # Dashes beside a placeholder belong to it.
    return RawQuestion(asked, answer, marker, placeholders, () if placeholders else dashes)


def _is_own_text(example: Sequence[Token]) -> bool:
    """Tell an answer in the place of the example from an example, which is in italics and full of gaps."""
    text = contents(example)
    words = len(text.split())
    gaps = len(_GAP.findall(text))
    italics = text[:1] in {"*", "_"} and text[:2] not in {"**", "__", "* "} and text[-1:] in {"*", "_"}
    return words >= _OWN_WORDS and not italics and gaps * _WORDS_PER_GAP <= words


# What is known of the template


def _first_number(section: Region, regions: Sequence[Region]) -> int:
    """Return the number that the first question of a section should have: one less than the next one present."""
    later = (region.number for region in regions if region.kind == "question" and region.lines[0] > section.lines[0])
    return next(later, 0) - 1


def _prompt_numbers(block: Block) -> frozenset[int]:
    """Return the numbers that the prompt in a block quote has had in the editions."""
    if block.kind != "blockquote":
        return frozenset()
    inner = _inside_quotes(block.tokens)
    print_ = fingerprint(contents(inner[0].tokens)) if inner else ""
    return frozenset(
        question.number for edition in all_editions() for question in edition.questions if question.prompt == print_
    )


def _quotes_known_prompt(block: Block) -> bool:
    inner = _inside_quotes(block.tokens) if block.kind == "blockquote" else []
    return bool(inner) and _is_known(contents(inner[0].tokens), known_prompts())


def _inside_quotes(tokens: Sequence[Token]) -> list[Block]:
    """Return the outermost blocks inside block quotes of any depth."""
    blocks: list[Block] = []
    for block in top_blocks(tokens):
        blocks += _inside_quotes(block.tokens[1:-1]) if block.kind == "blockquote" else [block]
    return blocks


def _out_of_quotes(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without block quotes, with which the template sets its words apart from answers."""
    return [token for block in _inside_quotes(tokens) for token in block.tokens]


def _is_known(text: str, known: frozenset[str]) -> bool:
    return fingerprint(text) in known


def is_known_prompt(print_: str) -> bool:
    """Return whether a fingerprint is that of a prompt in any edition."""
    return print_ in known_prompts()


@cache
def _known_fillers(number: int) -> frozenset[str]:
    specs = (edition.question(number) for edition in all_editions())
    return frozenset(spec.filler for spec in specs if spec and spec.filler)


@cache
def _known_examples() -> frozenset[str]:
    return frozenset(
        question.example for edition in all_editions() for question in edition.questions if question.example
    )
