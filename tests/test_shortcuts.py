"""The parser's shortcuts: fewer steps, and the same tokens as without them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.gfm import gfm_plugin

from mlops_report.report.markdown import new_parser
from tests.builders import report

SIGNS = (
    *("\n", "\n\n", " ", "  ", "\t", "    ", "a", "w", "www.a.b", "https://a.b", "mailto:a@b.c", "xmpp:a@b.c"),
    *("a@b.c", "`", "``", "```", "*", "**", "_", "~~", "[", "]", "(", ")", "](b)", "![", "[^1]", "[^1]: "),
    *("[a]: b", "<b>", "<https://a.b>", "<!--", "-->", "&amp;", "&", "\\", "!", ":", "-", "---", "===", "="),
    *("> ", "- ", "1. ", "# ", "|", "|-|", "$", "{", "}", "+", "é", "\u00a0"),
)


def without_shortcuts() -> MarkdownIt:
    parser = MarkdownIt("commonmark").use(gfm_plugin)
    parser.options["maxNesting"] = 60
    parser.normalizeLink = new_parser().normalizeLink  # type: ignore[method-assign]
    return parser


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=30).map("".join) | st.text(max_size=60))
def test_the_tokens_are_those_of_the_library(text: str) -> None:
    assert [one.as_dict() for one in new_parser().parse(text)] == [
        one.as_dict() for one in without_shortcuts().parse(text)
    ]


def test_so_they_are_for_a_whole_report() -> None:
    text = report(answers={4: "A *word* in `code`,  \na [link](https://a.b) and\n\n- a list"})
    assert [one.as_dict() for one in new_parser().parse(text)] == [
        one.as_dict() for one in without_shortcuts().parse(text)
    ]
