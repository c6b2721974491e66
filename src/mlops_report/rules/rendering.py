"""REN: text that GitHub shows as something else than was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from mlops_report.report import Question, Source, Span
from mlops_report.report.blocks import top_blocks
from mlops_report.report.swallowed import swallows_headings
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.garbled import BEGINNINGS, GARBLED, ungarbled
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import and_joined, number_of, shortened

_NAMES = {"bullet_list": "list", "ordered_list": "list", "table": "table"}
_SENTENCE = 6
"""From so many words on a line that ends with a stop is prose, not code."""
_PROMPT = """\
### Question 4
> **How did you manage dependencies?**
>
> Answer:

"""


@rule(
    "REN001",
    "answer-in-quote",
    Severity.WARNING,
    why="What stands in the quote of the prompt shows as a part of the question: a grader who looks for the answer"
    " sees none.",
    mend="Leave an empty line below `> Answer:`, and write the answer there without `>`.",
    fires=_PROMPT.rstrip() + " {120 words}\n",
    silent=_PROMPT + "{120 words}\n",
    fix="safe",
)
def answer_in_quote(readings: Readings) -> Iterator[Finding]:
    """An answer stands inside the quote of its prompt."""
    for question, inside in quoted_answer(readings):
        lazy = not readings.report.source.line(inside.line).lstrip().startswith(">")
        yield Finding(
            inside,
            "The answer stands in the quote of the prompt, and shows as a part of the question.",
            "Leave an empty line between `> Answer:` and the text: else Markdown goes on with the quote."
            if lazy
            else "Leave an empty line below `> Answer:`, and write the answer there without `>`.",
            question.number,
        )


@rule(
    "REN002",
    "unintended-heading",
    Severity.WARNING,
    why="A line of dashes under text makes a heading of the text, and so does a `#` in front of it. Comments of code"
    " that stands outside of a fence are shown larger than the title of the report.",
    mend="Leave an empty line above the dashes; put code between two lines of three backticks.",
    fires=_PROMPT + "{120 words}\n---\n",
    silent=_PROMPT + "{120 words}\n\n```bash\n# a comment\nmake train\n```\n",
    fix="safe",
)
def unintended_heading(readings: Readings) -> Iterator[Finding]:
    """A paragraph is shown as a heading: dashes stand under it, or a `#` before it."""
    source = readings.report.source
    for question in readings.report.questions:
        hashes: list[Token] = []
        for token in question.answer.tokens:
            line = (token.map or [0])[0] + 1
            if token.type != "heading_open" or readings.swallowed(line) or readings.in_conflict(_line(source, line)):
                continue
            if token.markup in {"-", "="}:
                last = (token.map or [0, line])[1]
                yield Finding(
                    source.span(last, last),
                    f"`{shortened(source.line(last).strip(), 12)}` makes a heading of the text above it.",
                    "Leave an empty line above it, or take it away.",
                    question.number,
                    by_hand=token.markup == "=",
                )
            elif token.markup == "#":
                hashes.append(token)
        if hashes:
            line = (hashes[0].map or [0])[0] + 1
            more = f", and so {_does(len(hashes) - 1)}" if len(hashes) > 1 else ""
            yield Finding(
                source.span(line, line),
                f"`{shortened(source.line(line), 40)}` shows as a heading of the size of the report's title{more}.",
                "If it is code, put three backticks on a line above and below it; set a heading of your own in bold.",
                question.number,
                by_hand=True,
            )


@rule(
    "REN003",
    "unclosed-fence",
    Severity.ERROR,
    why="A code fence or a comment that is not closed takes in what follows: questions and answers show as code, or"
    " not at all. The official tool does not mind.",
    mend="Close the fence with a line of as many backticks, as far to the right as the one that opens it.",
    fires=_PROMPT + "{120 words}\n\n```bash\nmake train\n",
    silent=_PROMPT + "{120 words}\n\n```bash\nmake train\n```\n",
)
def unclosed_fence(readings: Readings) -> Iterator[Finding]:
    """A code fence or a comment is never closed, or only behind other questions."""
    report = readings.report
    if not report.swallows:
        yield from _fences_in_fences(readings)
        return
    # Where one is left open the next ones open and close the wrong way round; the first is the cause.
    first = report.swallows[0]
    opening = report.source.line(first.line).lstrip()
    what = "comment" if opening.startswith("<") else "code fence"
    inner = _open_in_list(report.questions, first, report.source)
    hidden = _hidden(first, report.source)
    others = _fence_lines(report.questions, first, report.source)
    line = inner or _without_partner(others, report.source) or first.line
    effect = f"takes in {number_of(hidden, 'question')}" if hidden else "goes on to the end of the file"
    question = readings.question_at(line)
    yield Finding(
        report.source.span(line, line),
        f"This {what} is not closed where it should be: it {effect}.",
        _closing(first, inner, opening, others),
        question.number if question else None,
    )


@rule(
    "REN004",
    "list-right-under-text",
    Severity.INFO,
    why="GitHub shows a list or a table that stands right under a line of text. The course's own `html` command and"
    " many other renderers show it as a part of the text.",
    mend="Leave an empty line above it.",
    fires=_PROMPT + "{120 words} We use:\n- one thing\n- another\n",
    silent=_PROMPT + "{120 words} We use:\n\n- one thing\n- another\n",
    fix="safe",
    enabled=False,
)
def list_right_under_text(readings: Readings) -> Iterator[Finding]:
    """A list or a table stands right under a line of text, without an empty line between."""
    source = readings.report.source
    for question in readings.report.questions:
        for line, kind in lists_under_text(question):
            yield Finding(
                source.span(line, line),
                f"A {kind} stands right under a line of text: many renderers show it as text.",
                "Leave an empty line above it.",
                question.number,
            )


def lists_under_text(question: Question) -> Iterator[tuple[int, str]]:
    """Yield the first lines (from 1) of lists and tables of an answer that stand right under a paragraph."""
    before = None
    for block in top_blocks(question.answer.tokens):
        if before and block.kind in _NAMES and before.kind == "paragraph" and before.end == block.start:
            yield block.start + 1, _NAMES[block.kind]
        before = block


@rule(
    "REN005",
    "wrong-encoding",
    Severity.INFO,
    why="A file that was once read in another encoding than it was written in has two or three strange signs in the"
    " place of each letter that is not English. GitHub shows them as they are.",
    mend="Write the letters again, and keep the file in UTF-8 from then on.",
    fires=_PROMPT + "{120 words} S\u00c3\u00b8ren did it.\n",
    silent=_PROMPT + "{120 words} S\u00f8ren did it.\n",
)
def wrong_encoding(readings: Readings) -> Iterator[Finding]:
    """Letters were garbled when the file was read in the wrong encoding."""
    source = readings.report.source
    if not any(sign in source.text for sign in BEGINNINGS):
        return
    found = [(match, meant) for match in GARBLED.finditer(source.text) if (meant := ungarbled(match[0]))]
    if found:
        match, meant = found[0]
        span = source.span_of(match.start(), match.end())
        question = readings.question_at(span.line)
        more = f" There {_are(len(found) - 1)} like it." if len(found) > 1 else ""
        yield Finding(
            span,
            f"`{match[0]}` was probably `{meant}`: the file was once read in the wrong encoding.{more}",
            "Write the letter again, and keep the file in UTF-8.",
            question.number if question else None,
        )


def _fences_in_fences(readings: Readings) -> Iterator[Finding]:
    """A fence with its language inside an open fence of the same kind: the first one was to be closed above it."""
    for question in readings.report.questions:
        for token in question.answer.tokens:
            if token.type != "fence" or token.map is None:
                continue
            sign = re.compile(rf"^\s{{0,3}}{re.escape(token.markup[0])}{{{len(token.markup)},}}\w")
            lines = token.content.split("\n")
            inner = next((number for number, line in enumerate(lines, start=2) if sign.match(line)), None)
            if inner is not None:
                line = token.map[0] + 1
                yield Finding(
                    readings.report.source.span(line, line),
                    f"This code fence is not closed where it should be: another one begins in it, at line"
                    f" {token.map[0] + inner}.",
                    f"Close it above that line with a line of {_signs(token.markup)}.",
                    question.number,
                )


def quoted_answer(readings: Readings) -> Iterator[tuple[Question, Span]]:
    """Yield the questions whose answer stands in the quote of the prompt, with the part that does."""
    for question in readings.report.questions:
        if question.answer.state == "answered" and question.marker is not None:
            inside = _inside(readings, question, question.marker)
            if inside is not None and not readings.in_conflict(inside):
                yield question, inside


def _inside(readings: Readings, question: Question, marker: Span) -> Span | None:
    """Return the part of an answer that stands in a quote as the prompt does."""
    source, answer = readings.report.source, question.answer
    if question.quote is not None:
        below = (
            span
            for span in answer.spans
            if span.line <= question.quote.end_line
            and span.end_line >= marker.line
            and not span.end_line < marker.line
        )
        held = next(below, None)
        if held is not None:
            line = max(held.line, marker.line)
            column = marker.end_column + 1 if line == marker.line else 1
            return source.span(line, min(held.end_line, question.quote.end_line), column)
    blocks = list(top_blocks(answer.tokens))
    if not blocks or any(block.kind != "blockquote" for block in blocks) or blocks[0].start < marker.line:
        return None
    # Two quotes with a blank line between them look like one.
    between = range(marker.line + 1, blocks[0].start + 1)
    if any(_has_text(source, number) for number in between):
        return None
    return source.span(blocks[0].start + 1, blocks[-1].end)


def _has_text(source: Source, number: int) -> bool:
    return bool(source.line(number).strip("> \t"))


def _line(source: Source, number: int) -> Span:
    return source.span(number, number)


def _are(count: int) -> str:
    return "is 1 more" if count == 1 else f"are {count} more"


def _does(count: int) -> str:
    return "does 1 line more" if count == 1 else f"do {count} lines more"


def _hidden(span: Span, source: Source) -> int:
    if not swallows_headings(span, source):
        return 0
    return sum(
        source.line(number).lstrip().lower().startswith(("## question", "### question", "#### question"))
        for number in range(span.line + 1, span.end_line + 1)
    )


def _open_in_list(questions: Sequence[Question], swallow: Span, source: Source) -> int | None:
    """Return the line of a fence in a list or quote right above, which the swallowing line was meant to close."""
    for question in questions:
        if not question.span.line <= swallow.line <= question.span.end_line:
            continue
        nested = [token for token in question.answer.tokens if token.type == "fence" and token.level and token.map]
        for token in nested:
            start, end = token.map or (0, 0)
            if end <= swallow.line - 1 and not any(_has_text(source, n) for n in range(end + 1, swallow.line)):
                last = source.line(end).strip("> \t")
                if not last.startswith(token.markup) or end == start + 1:
                    return start + 1
    return None


def _closing(first: Span, inner: int | None, opening: str, others: list[int]) -> str:
    if inner:
        return f"The line that should close it, line {first.line}, opens another one: indent it like this one."
    if opening.startswith("<"):
        return "Close it with `-->`."
    if len(others) > 1:
        return f"One of the fences at lines {and_joined(others)} has no partner: close it, or take it away."
    return f"Close it with a line of {_signs(opening)}."


def _fence_lines(questions: Sequence[Question], swallow: Span, source: Source) -> list[int]:
    """Return the lines of fences in an answer up to the one that swallows what follows: an odd number of them."""
    holder = next((one for one in questions if one.span.line <= swallow.line <= one.span.end_line), None)
    sign = source.line(swallow.line).lstrip()[:3]
    if holder is None:
        return []
    return [
        number
        for number in range(holder.span.line, swallow.line + 1)
        if source.line(number).lstrip()[:3] == sign
        and sign in {"```", "~~~"}
        and source.line(number).count(sign) == 1
    ]


def _without_partner(lines: Sequence[int], source: Source) -> int | None:
    """Return the fence that was most likely left open: without it, the least prose stands between the others."""
    if len(lines) < 3 or len(lines) % 2 == 0:
        return None

    def prose(left_out: int) -> int:
        rest = [line for line in lines if line != left_out]
        pairs = zip(rest[::2], rest[1::2], strict=True)
        inside = (source.line(number) for opened, closed in pairs for number in range(opened + 1, closed))
        return sum(len(text.split()) >= _SENTENCE and text.rstrip()[-1:] in ".,:;!?" for text in inside)

    return min(reversed(lines), key=prose)


def _signs(opening: str) -> str:
    count = len(opening) - len(opening.lstrip(opening[:1]))
    kind = "tildes" if opening.startswith("~") else "backticks"
    return f"{'three' if count == 3 else count} {kind}"
