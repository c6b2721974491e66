"""Code fences and comments that are not closed where they should be, and the questions that they swallow."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from mlops_report.report.blocks import Block
from mlops_report.report.outline import SWALLOWED_HEADING
from mlops_report.report.source import Source, Span


def swallows(blocks: Sequence[Block], source: Source) -> tuple[Span, ...]:
    """Return every fence and comment that swallows headings of questions or that nothing closes.

    A fence that was left open ends at the end of the next one, which is no end that anybody meant: so it is the
    heading inside that tells, not the closing line.
    """
    return tuple(
        source.span(block.start + 1, max(block.end, block.start + 1))
        for block in blocks
        if block.kind in {"fence", "html_block"}
        and (_takes_in_headings(block.tokens[0]) or (block is blocks[-1] and never_closed(block, source)))
    )


def swallows_headings(span: Span, source: Source) -> bool:
    """Tell whether a heading of a question stands inside a fence or comment."""
    return any(SWALLOWED_HEADING.match(source.line(number)) for number in range(span.line + 1, span.end_line + 1))


def heading_numbers(source: Source) -> frozenset[int]:
    """Return the numbers in lines that look like headings of questions, also in a fence that was never closed."""
    matches = (SWALLOWED_HEADING.match(line) for line in source.markdown.split("\n") if "##" in line)
    return frozenset(int(match["number"]) for match in matches if match)


def healed(source: Source, swallow: Span) -> Source:
    """Return the text without the line that opens a fence or comment."""
    line = source.span(swallow.line, swallow.line)
    return Source(source.text[: line.offset] + source.text[line.end_offset :])


def _takes_in_headings(token: Token) -> bool:
    if not any(SWALLOWED_HEADING.match(line) for line in token.content.split("\n")):
        return False
    # A comment around a question, opened and closed once, was meant.
    comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
    return not (comment and token.content.count("<!--") == 1 and "-->" in token.content)


def never_closed(block: Block, source: Source) -> bool:
    """Tell whether a fence or comment at the end of a text goes on to its end."""
    token = block.tokens[0]
    if block.kind not in {"fence", "html_block"}:
        return False
    if block.kind == "html_block":
        return token.content.count("<!--") > token.content.count("-->")
    end = next((number for number in range(source.line_count, 0, -1) if source.line(number).strip()), 0)
    return end <= block.start + 1 or not source.line(end).strip().startswith(token.markup)
