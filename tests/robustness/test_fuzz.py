"""Any content of a file gives a result or one of our errors, in bounded time, with no finding outside the text.

The seeds are fixed and the budget is a number of texts, so that a run can be repeated; more of both:
`FUZZ_SEED=7 FUZZ_TEXTS=5000 pytest -m fuzz`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.fix.promise import FIXABLE
from mkdocs_mlops_report.official import official_check
from mkdocs_mlops_report.page.compose import compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.page.standalone import standalone
from mkdocs_mlops_report.report.reader import NotAReportError, read_text
from mkdocs_mlops_report.reporters.formats import FORMATS, render
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import report
from tests.conftest import SHARED

pytestmark = pytest.mark.fuzz
SEED = int(os.environ.get("FUZZ_SEED", "20261121"))
TEXTS = int(os.environ.get("FUZZ_TEXTS", "240"))
EXAMPLE = Path(__file__).parents[2] / "example_site" / "reports" / "README.md"
REAL = sorted(SHARED.glob("reports/*/reports/README.md"))
PIECES = (
    *"` ``` ~~~ * ** _ ~~ [ ] ( ) ![ ]( < > <!-- --> | # ## ### - 1. \\ --- *** $x$ :smile:".split(),
    *"[^1] a@b.c //[ ]]> ![a](b.png) <img src=b.png> <details> </div> <script> https://a.b www.a.b".split(),
    *("> ", "- ", "* [x] ", "* [ ] ", "![a](b c.png)", "[a]: b", "[^1]: a", "{% raw %}", "\U0001f600", "\u202e", "é"),
    *("\n", "\n\n", "\r\n", "\r", "\t", "    ", "\u2028", "\x85", "\x0c", "\x0b", "\x00", "\x1b[31m", "\ufeff"),
    *("Answer:", "> Answer:", "Example:", "### Question 4", "## Coding environment", "--- question 4 fill here ---"),
    *("<<<<<<< a", "=======", ">>>>>>> b", "\x02", "\x03", "| a | b |\n| - | - |\n| c | d |", "> [!NOTE]\n> a"),
    *("```mermaid\ngraph\n```", "\ufffd", "Ã¸", "&amp;", "&#0;", "{{ x }}", "%0A::error::"),
)


def examined(data: str | bytes) -> CheckedReport | None:
    """Read and check a text, and hold what comes out against the promises."""
    try:
        read = read_text(data)
    except NotAReportError as error:
        assert len(str(error).splitlines()) == 1
        return None
    checked = check(read)
    source = read.source
    for one in (*checked.findings, *(gone.finding for gone in checked.ignored)):
        span = one.span
        assert 0 <= span.offset <= span.end_offset <= len(source.text), one
        assert 1 <= span.line <= span.end_line <= source.line_count, one
        assert 1 <= span.column <= span.offset + 1, one
        assert (span.end_line, span.end_column) >= (span.line, span.column), one
        assert source.span_of(span.offset, span.offset)[:2] == (span.line, span.column), one
    verdict = official_check(source, read.checker)
    assert (verdict.error is None) == (len(verdict.answers) == verdict.expected)
    return checked


def gone_through(data: str | bytes) -> None:
    """Read, check, show and fix a text."""
    checked = examined(data)
    if checked is None:
        return
    page = compose(checked, beside_report(checked.report))
    assert sum(getattr(piece, "level", 0) == 1 for piece in page.pieces) == 1
    for form in FORMATS:
        shown = render(form, [checked])
        assert not any(sign in shown for sign in "\x1b\x00\x08"), form
    text = checked.report.source.text
    if checked.report.source.decoding_error is None:
        fixed = apply_fixes(text, lambda changed: check(read_text(changed), FIXABLE))
        again = apply_fixes(fixed.text, lambda changed: check(read_text(changed), FIXABLE))
        assert again.text == fixed.text


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    gone_through(data)
    start = report().encode()
    gone_through(start[:3000] + data + start[3000:])


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25), st.integers(1, 31))
def test_any_answer(pieces: list[str], number: int) -> None:
    gone_through(report(answers={number: "".join(pieces)}))


def _line(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    change: Callable[[], list[str]] = rng.choice(
        (
            list,
            lambda: [lines[at], lines[at]],
            lambda: [lines[rng.randrange(len(lines))]],
            lambda: [lines[at][: rng.randrange(len(lines[at]) + 1)]],
            lambda: ["> " + lines[at]],
            lambda: ["    " + lines[at]],
            lambda: [lines[at].lstrip("> #*-")],
            lambda: [lines[at] + rng.choice(PIECES)],
            lambda: [rng.choice(PIECES), lines[at]],
        )
    )
    return "\n".join([*lines[:at], *change(), *lines[at + 1 :]])


def _sign(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(PIECES) + text[at + rng.choice((0, 0, 1, 20)) :]


def _block(text: str, rng: random.Random) -> str:
    start, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    end = min(end, start + 4000)
    to = rng.randrange(len(text) + 1)
    return rng.choice((text[:start] + text[end:], text[:to] + text[start:end] + text[to:], text[:end] or text))


def mutated(text: str, rng: random.Random) -> str:
    """Return a text with one to eight changes of the kind that people, editors and merges make, and worse ones."""
    for _ in range(rng.randrange(1, 9)):
        text = rng.choice((_line, _line, _sign, _block))(text, rng) or text
    return text


@pytest.mark.parametrize("part", range(8))
def test_any_change_of_a_report(part: int) -> None:
    texts = [file.read_bytes().decode("utf-8", "replace") for file in (EXAMPLE, *REAL)]
    for number in range(TEXTS // 8):
        rng = random.Random(f"{SEED}/{part}/{number}")
        text = mutated(rng.choice(texts), rng)
        wrong = rng.choice(("latin-1", "utf-16", "cp1252")) if rng.random() < 0.1 else None
        try:
            gone_through(text.encode(wrong, "replace") if wrong else text)
        except Exception as error:
            message = f"seed {SEED}/{part}/{number}"
            raise AssertionError(message) from error


@pytest.mark.parametrize("part", range(2))
def test_any_change_of_bytes(part: int) -> None:
    whole = EXAMPLE.read_bytes()
    for number in range(TEXTS // 8):
        rng = random.Random(f"{SEED}/bytes/{part}/{number}")
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 30)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        examined(bytes(data))


def test_one_file_of_a_changed_report() -> None:
    rng = random.Random(SEED)
    for _ in range(10):
        with suppress(NotAReportError):
            document = standalone(check(read_text(mutated(EXAMPLE.read_text("utf-8"), rng))))
            assert document.count("<main") == document.count("</main>") == 1
