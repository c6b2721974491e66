"""The parser returns the tokens of the library, although it tries fewer rules."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm import gfm_plugin

from mkdocs_mlops_report.text.parser import new_parser
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


@settings(max_examples=800)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_tokens_are_those_of_the_library(text: str) -> None:
    assert [token.as_dict() for token in OURS.parse(text)] == [token.as_dict() for token in PLAIN.parse(text)]


def test_tokens_of_a_report_are_those_of_the_library() -> None:
    text = report(answers={4: "A *word* in `code`,  \na [link](https://a.b) and\n\n- a list\n\n| a |\n| - |\n| b |"})
    assert [token.as_dict() for token in OURS.parse(text)] == [token.as_dict() for token in PLAIN.parse(text)]
