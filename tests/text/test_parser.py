"""The parser returns the tokens of the library, although it tries fewer rules; a plain line break is text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.gfm import gfm_plugin

from mkdocs_mlops_report.text.parser import new_parser, parse_blocks
from tests.builders import report

PIECES = (
    *("\n", "\n\n", " ", "  ", "\t", "    ", "a", "w", "www.a.b", "https://a.b", "mailto:a@b.c", "xmpp:a@b.c"),
    *("a@b.c", "`", "``", "```", "~~~", "*", "**", "_", "~~", "[", "]", "(", ")", "](b)", "![", "[^1]", "[^1]: "),
    *("[a]: b", "<b>", "<https://a.b>", "<!--", "-->", "<div>", "&amp;", "&", "\\", "!", ":", "-", "---", "===", "="),
    *("> ", "- ", "+ ", "1. ", "2) ", "# ", "###", "|", "|-|", "a|b\n-|-", "$", "{", "}", "é", "\u00a0", "\x0c"),
)


def plain_parser() -> MarkdownIt:
    """The library's parser with our options, but all rules."""
    parser = MarkdownIt("commonmark").use(gfm_plugin)
    parser.options["maxNesting"] = 60
    parser.normalizeLink = new_parser().normalizeLink  # type: ignore[method-assign]
    return parser


OURS, PLAIN = new_parser(), plain_parser()


def described(tokens: Sequence[Token]) -> list[dict[str, Any]]:
    """Return tokens as plain data, with line breaks as text and adjacent texts joined."""
    found: list[dict[str, Any]] = []
    for token in tokens:
        one = {**token.as_dict(children=False), "children": described(token.children or ())}
        if token.type == "softbreak":
            one |= {"type": "text", "tag": "", "content": "\n"}
        if found and one["type"] == found[-1]["type"] == "text":
            found[-1]["content"] += one["content"]
        else:
            found.append(one)
    return found


@settings(max_examples=800)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_tokens_are_those_of_the_library(text: str) -> None:
    assert described(OURS.parse(text)) == described(PLAIN.parse(text))
    assert OURS.render(text) == PLAIN.render(text)


def test_a_whole_report_has_the_same_tokens() -> None:
    text = report(answers={4: "A *word* in `code`,  \na [link](https://a.b) and\n\n- a list\n\n| a |\n| - |\n| b |"})
    assert described(OURS.parse(text)) == described(PLAIN.parse(text))


def test_line_ends_and_nulls_are_normalised() -> None:
    blocks, _ = parse_blocks("a\0b\r\nc\rd\n\r\n# e\r")
    assert [(token.content, token.map) for token in blocks if token.content] == [
        ("a\ufffdb\nc\nd", [0, 3]),
        ("e", [4, 5]),
    ]
