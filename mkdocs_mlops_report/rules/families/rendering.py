"""REN: text that GitHub shows differently from what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule
from mkdocs_mlops_report.rules.phrases import joined, number_of, shortened
from mkdocs_mlops_report.text.blocks import top_blocks
from mkdocs_mlops_report.text.encodings import garbled_letters
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Source, Span

_UNTIL_CLOSED = lazy_pattern(r"(?i)<(?P<name>pre|script|style|textarea)(?=[\s>]|$)")
"""Elements that a blank line does not end."""
_UNTIL_MARK = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
"""Other HTML that a blank line does not end, with what ends it."""
_NAMES = {"bullet_list": "list", "ordered_list": "list", "table": "table"}
_SENTENCE = 6
"""Words; a line with as many that ends with a full stop is prose, not code."""
_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

"""
_UNDERLINED = Several(
    "{n} lines turn the text above them into a heading.", "Add a blank line above each, or delete it."
)
_LARGE = Several("Text in {n} answers shows as a heading as large as the report's title.")


class Tight(NamedTuple):
    """A list or table directly below a paragraph: its first line (from 1), and `list` or `table`."""

    line: int
    kind: str


@rule(
    "REN001",
    "answer-in-quote",
    Severity.WARNING,
    why="An answer inside the prompt's block quote shows as part of the question, so a grader sees no answer.",
    example=_PROMPT.rstrip() + " {120 words}\n",
    instead=_PROMPT + "{120 words}\n",
    fix="safe",
    fix_note="Moves the answer out of the block quote, below `> Answer:` and a blank line.",
    several=Several(
        "{n} answers are inside their prompts' block quotes, so GitHub shows them as part of the questions.",
    ),
)
def answer_in_quote(context: Context) -> Iterator[Finding]:
    """Checks for answers inside the block quote of their prompt."""
    for question, inside in quoted_answers(context):
        unmarked = not context.report.source.line(inside.line).lstrip().startswith(">")
        yield Finding(
            inside,
            "Answer is inside the prompt's block quote, so GitHub shows it as part of the question.",
            "Add a blank line after `> Answer:`."
            if unmarked
            else "Add a blank line after `> Answer:`, and write the answer below it without `>`.",
            question.number,
        )


@rule(
    "REN002",
    "unintended-heading",
    Severity.WARNING,
    why="A line of dashes below text turns the text into a heading, and so does a `#` before it. Comments in code"
    " without a code fence are shown as headings as large as the report's title.",
    example=_PROMPT + "{120 words}\n---\n",
    instead=_PROMPT + "{120 words}\n\n---\n",
    fix="safe",
    fix_note="Adds a blank line above the dashes, or deletes them if they are the placeholder's.",
    see=("PLH005",),
)
def unintended_heading(context: Context) -> Iterator[Finding]:
    """Checks for text that becomes a heading because of dashes below it or a `#` before it."""
    source = context.report.source
    for question in context.report.questions:
        hashes: list[int] = []
        for token in question.answer.tokens:
            if token.type != "heading_open" or token.map is None:
                continue
            first, last = token.map[0] + 1, token.map[1]
            if token.markup in {"-", "="}:
                yield Finding(
                    source.span(last, last),
                    f"`{shortened(source.line(last), 12)}` turns the text above it into a heading.",
                    "Add a blank line above it, or delete it.",
                    question.number,
                    fixable=token.markup == "-",
                    several=_UNDERLINED,
                )
            elif token.markup == "#":
                hashes.append(first)
        if hashes:
            more = f", and so {_do(len(hashes) - 1)}" if len(hashes) > 1 else ""
            yield Finding(
                source.span(hashes[0], hashes[0]),
                f"`{shortened(source.line(hashes[0]), 40)}` shows as a heading as large as the report's title{more}.",
                "Put code between two lines of three backticks, or use bold text instead of a heading.",
                question.number,
                fixable=False,
                several=_LARGE,
            )


@rule(
    "REN003",
    "unclosed-fence",
    Severity.ERROR,
    why="An unclosed code fence or comment swallows the text after it: questions and answers appear as code or not at"
    " all. The official check does not notice.",
    example=_PROMPT + "{120 words}\n\n```bash\nmake train\n",
    instead=_PROMPT + "{120 words}\n\n```bash\nmake train\n```\n",
    in_damage=True,
    blocks=1,
)
def unclosed_fence(context: Context) -> Iterator[Finding]:
    """Checks for code fences and comments that are never closed, or only after other questions."""
    report, unclosed = context.report, context.damage.unclosed
    if not unclosed:
        yield from _nested_fences(context)
        return
    # After an open fence, the next ones open and close the wrong way round; the first is the cause.
    first = unclosed[0]
    opening = report.source.line(first.line).lstrip()
    nested = _open_in_list(report.questions, first, report.source)
    fences = _fences_above(report.questions, first, report.source)
    line = nested or _without_partner(fences, report.source) or first.line
    hidden = [one for one in report.hidden_headings if first.line < one.line <= first.end_line and one.number > 0]
    effect = f"hides {number_of(len(hidden), 'question')}" if hidden else "runs to the end of the file"
    question = report.question_at(line)
    if opening.startswith("<"):
        heading = shortened(report.source.line(hidden[0].line), 40) if hidden else ""
        problem, hint = _open_html(opening, heading)
    else:
        problem, hint = "Code fence is not closed", _how_to_close(first, nested, opening, fences)
    yield Finding(
        report.source.span(line, line), f"{problem}; it {effect}.", hint, question.number if question else None
    )


@rule(
    "REN004",
    "list-right-under-text",
    Severity.INFO,
    why="GitHub shows a list or a table that directly follows a line of text. The course's own `html` command and many"
    " other renderers show it as part of the text.",
    example=_PROMPT + "{120 words} We use:\n- one thing\n- another\n",
    instead=_PROMPT + "{120 words} We use:\n\n- one thing\n- another\n",
    fix="safe",
    fix_note="Adds a blank line above the list or table.",
    enabled=False,
    several=Several(
        "No blank line above {n} lists or tables; many renderers show them as text.", "Add a blank line above each."
    ),
)
def list_right_under_text(context: Context) -> Iterator[Finding]:
    """Checks for lists and tables without a blank line above them."""
    source = context.report.source
    for question in context.report.questions:
        for line, kind in tight_lists(question):
            yield Finding(
                source.span(line, line),
                f"No blank line above this {kind}; many renderers show it as text.",
                "Add a blank line above it.",
                question.number,
            )


@rule(
    "REN005",
    "wrong-encoding",
    Severity.INFO,
    why="If a file is read in a different encoding from the one it was written in, each non-English letter turns into"
    " two or three strange characters.",
    example=_PROMPT + "{120 words} S\u00c3\u00b8ren did it.\n",
    instead=_PROMPT + "{120 words} S\u00f8ren did it.\n",
)
def wrong_encoding(context: Context) -> Iterator[Finding]:
    """Checks for letters that were garbled by a wrong encoding."""
    source = context.report.source
    found = list(garbled_letters(source.text))
    if found:
        start, end, meant = found[0]
        span = source.span_of(start, end)
        question = context.report.question_at(span.line)
        more = f" ({number_of(len(found), 'place')})" if len(found) > 1 else ""
        yield Finding(
            span,
            f"`{source.text[start:end]}` is probably a garbled `{meant}`{more}.",
            f"Write `{meant}`, and keep the file in UTF-8.",
            question.number if question else None,
        )


def tight_lists(question: Question) -> Iterator[Tight]:
    """Yield the lists and tables of an answer that directly follow a paragraph."""
    before = None
    for block in top_blocks(question.answer.tokens):
        if before and block.kind in _NAMES and before.kind == "paragraph" and before.end == block.start:
            yield Tight(block.start + 1, _NAMES[block.kind])
        before = block


def quoted_answers(context: Context) -> Iterator[tuple[Question, Span]]:
    """Yield the questions whose answer is inside the block quote of the prompt, with the part that is."""
    for question in context.report.questions:
        if question.answer.state == "answered" and question.marker is not None:
            inside = _inside_quote(context.report.source, question, question.marker)
            if inside is not None and not context.damage.in_conflict(inside):
                yield question, inside


def _inside_quote(source: Source, question: Question, marker: Span) -> Span | None:
    """Return the part of an answer that is in the block quote of the prompt, or in one right below it."""
    answer = question.answer
    if question.quote is not None:
        end = question.quote.end_line
        part = next((span for span in answer.spans if span.line <= end and span.end_line >= marker.line), None)
        if part is not None:
            line = max(part.line, marker.line)
            column = marker.end_column + 1 if line == marker.line else 1
            return source.span(line, min(part.end_line, end), column)
    if answer.tokens[0].type != "blockquote_open":  # true of nearly all
        return None
    blocks = list(top_blocks(answer.tokens))
    if any(block.kind != "blockquote" for block in blocks) or blocks[0].start < marker.line:
        return None
    # Two block quotes with a blank line between them look like one.
    if any(_has_text(source, number) for number in range(marker.line + 1, blocks[0].start + 1)):
        return None
    return source.span(blocks[0].start + 1, blocks[-1].end)


def _nested_fences(context: Context) -> Iterator[Finding]:
    """Yield findings for fences with a language inside an open fence of the same kind."""
    for question in context.report.questions:
        for token in question.answer.tokens:
            inner = _inner_fence(token) if token.type == "fence" and token.map else 0
            if token.map and inner:
                line = token.map[0] + 1
                yield Finding(
                    context.report.source.span(line, line),
                    f"Code fence is not closed; another one starts inside it at line {token.map[0] + inner}.",
                    f"Close it above that line with {_fence_line(token.markup)}.",
                    question.number,
                )


def _inner_fence(token: Token) -> int:
    """Return the line, counted from a fence's own (1), at which another fence opens inside it; 0 without one."""
    opening = lazy_pattern(rf"^\s{{0,3}}{re.escape(token.markup[0])}{{{len(token.markup)},}}\w")
    lines = token.content.split("\n")
    return next((number for number, line in enumerate(lines, start=2) if opening.match(line)), 0)


def _has_text(source: Source, number: int) -> bool:
    return bool(source.line(number).strip("> \t"))


def _do(count: int) -> str:
    return "does 1 more line" if count == 1 else f"do {count} more lines"


def _open_in_list(questions: Sequence[Question], fence: Span, source: Source) -> int | None:
    """Return the line of a fence in a list or quote right above, which the open fence was meant to close."""
    for question in questions:
        nested = [token for token in question.answer.tokens if token.type == "fence" and token.level and token.map]
        for token in nested:
            start, end = token.map or (0, 0)
            if end <= fence.line - 1 and not any(_has_text(source, n) for n in range(end + 1, fence.line)):
                last = source.line(end).strip("> \t")
                if not last.startswith(token.markup) or end == start + 1:
                    return start + 1
    return None


def _open_html(opening: str, heading: str) -> tuple[str, str]:
    """Return why HTML goes on, and how to end it: most elements end at a blank line.

    Args:
        opening: its first line.
        heading: the first heading that it hides; empty if it hides none.
    """
    tag = _UNTIL_CLOSED.match(opening)
    if tag:
        return f"`<{tag['name']}>` is not closed", f"Close it with `</{tag['name']}>`."
    start = next((start for start in _UNTIL_MARK if opening.startswith(start)), "" if heading else "<!--")
    if start:
        what = "Comment" if start == "<!--" else f"`{start}`"
        return f"{what} is not closed", f"Close it with `{_UNTIL_MARK[start]}`."
    return "This HTML has no blank line after it", f"Add a blank line above `{heading}`."


def _how_to_close(fence: Span, nested: int | None, opening: str, fences: list[int]) -> str:
    if nested:
        return f"Indent line {fence.line} as far as this line, so that it closes the fence."
    if len(fences) > 1:
        return f"Close or delete the fence that has no partner: line {joined(fences, 'or')}."
    return f"Close it with {_fence_line(opening)}."


def _fences_above(questions: Sequence[Question], fence: Span, source: Source) -> list[int]:
    """Return the lines of fences in an answer up to the one that is open: an odd number of them."""
    holder = next((one for one in questions if one.span.line <= fence.line <= one.span.end_line), None)
    mark = source.line(fence.line).lstrip()[:3]
    if holder is None or mark not in {"```", "~~~"}:
        return []
    return [
        number
        for number in range(holder.span.line, fence.line + 1)
        if source.line(number).lstrip()[:3] == mark and source.line(number).count(mark) == 1
    ]


def _without_partner(lines: Sequence[int], source: Source) -> int | None:
    """Return the fence that was most likely left open: without it, the least prose is inside the others."""
    if len(lines) % 2 == 0:
        return None

    def prose(left_out: int) -> int:
        rest = [line for line in lines if line != left_out]
        pairs = zip(rest[::2], rest[1::2], strict=True)
        inside = (source.line(number) for opened, closed in pairs for number in range(opened + 1, closed))
        return sum(len(text.split()) >= _SENTENCE and text.rstrip()[-1:] in ".,:;!?" for text in inside)

    return min(reversed(lines), key=prose)


def _fence_line(opening: str) -> str:
    """Return `a line of three backticks` for what opens a fence."""
    count = len(opening) - len(opening.lstrip(opening[:1]))
    kind = "tildes" if opening.startswith("~") else "backticks"
    return f"a line of {'three' if count == 3 else count} {kind}"
