"""Every text and attribute that reaches the page, with characters that would end it."""

from __future__ import annotations

import html as html_module
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.page.compose import Heading, compose
from mkdocs_mlops_report.page.context import BuiltFrom, Image, PageContext
from mkdocs_mlops_report.page.elements import element, start_tag
from mkdocs_mlops_report.page.fragments import with_code
from mkdocs_mlops_report.page.standalone import standalone
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import report, settings_, words

NASTY = "n\"><i x='y'>&amp;"
"""Ends an attribute and a tag, opens an element, and is a character reference."""
ANSWER = ".mlr-answer[data-question='4']"
MARKDOWN = NASTY.replace("<", "\\<").replace(">", "\\>").replace("&", "\\&").replace('"', '\\"')
"""The same text in Markdown."""
HEADING = "n\"><i x='y'>"
"""A heading is shown as it is written."""


def checked(answer: str = "", path: str = "r.md", reason: str = "", **changes: str) -> CheckedReport:
    checklist = changes.pop("checklist", "")
    text = report(answers={4: answer or words(120)}, checklist=checklist or True, title=changes.get("title", "# Birds"))
    for before, after in changes.items():
        if before != "title":
            text = text.replace(before.replace("_", " "), after)
    ignore = [{"rule": "LEN001", "reason": reason}] if reason else None
    return check(read_text(text, path=path), settings_(ignore=ignore))


def page_of(
    of: CheckedReport,
    *,
    link: Callable[[str], str | None] = lambda url: url,
    figure: Callable[[str], Image | None] = lambda url: Image(url, zoom=True),
    line: str = "",
    build: BuiltFrom | None = None,
    base: str = "",
) -> BeautifulSoup:
    context = PageContext(link=link, figure=figure, line=lambda number: line, build=build, base=base)
    pieces = [piece.html for piece in compose(of, context).pieces if not isinstance(piece, Heading)]
    return BeautifulSoup("\n".join(pieces), "html.parser")


def answer_of(text: str, **options: object) -> BeautifulSoup:
    return page_of(checked(f"{words(100)}\n\n{text}"), **options)  # type: ignore[arg-type]


CHECKLIST = "## Overall project checklist\n\n### {group}\n\n* [x] {item} ({module})\n* [ ] b\n* [{box}] c\n"


def checklist(**texts: str) -> BeautifulSoup:
    known = {"group": "Week 1", "item": "a", "module": "M5", "box": "x"}
    return page_of(checked(checklist=CHECKLIST.format(**{**known, **texts})))


ATTRIBUTES: dict[str, tuple[Callable[[], BeautifulSoup], str, str, str]] = {
    "the target of a link": (lambda: answer_of("[a](b.md)", link=lambda url: NASTY), ANSWER + " a", "href", NASTY),
    "the title of a link": (lambda: answer_of(f'[a](b.md "{MARKDOWN}")'), ANSWER + " a", "title", NASTY),
    "a link that leads nowhere": (
        lambda: answer_of(f"[a](<{MARKDOWN}>)", link=lambda url: None),
        ANSWER + " .mlr-nolink", "title", NASTY,
    ),
    "the file of a figure": (lambda: answer_of("![a](b.png)", figure=lambda url: Image(NASTY)), "img", "src", NASTY),
    "the text of a figure": (lambda: answer_of(f"![{MARKDOWN}](b.png)"), "img", "alt", NASTY),
    "the title of a figure": (lambda: answer_of(f'![a](b.png "{MARKDOWN}")'), "img", "title", NASTY),
    "the link that enlarges": (
        lambda: answer_of("![a](b.png)", figure=lambda url: Image(NASTY, zoom=True)), ".mlr-zoom", "href", NASTY,
    ),
    "the label of the link that enlarges": (
        lambda: answer_of(f"![{MARKDOWN}](b.png)"), ".mlr-zoom", "aria-label", f"Enlarge: {NASTY}",
    ),
    "a figure on another server": (
        lambda: answer_of(f"![a](<https://a.b/{MARKDOWN}>)", figure=lambda url: Image("")),
        ANSWER + " .mlr-missing a", "href", "https://a.b/n%22%3E%3Ci%20x='y'%3E&amp;",
    ),
    "a raw figure": (
        lambda: answer_of(f'<img src="b.png" alt="{html_module.escape(NASTY)}">'), "img", "alt", NASTY,
    ),
    "a raw link": (lambda: answer_of('<a href="b.md">a</a>', link=lambda url: NASTY), ANSWER + " a", "href", NASTY),
    "the name of a group": (lambda: checklist(group=HEADING), ".mlr-group", "data-group", HEADING),
    "the name of a group in the bars": (lambda: checklist(group=HEADING), ".mlr-group-bar", "data-group", HEADING),
    "the line of a finding": (
        lambda: page_of(checked("short"), line=NASTY), ".mlr-code a", "href", NASTY,
    ),
    "the title of a finding's line": (
        lambda: page_of(checked("short", path=NASTY), line="u"), ".mlr-code a", "title", f"line 130 of {NASTY}",
    ),
    "the title of a line without URL": (
        lambda: page_of(checked("short", path=NASTY)), ".mlr-code span", "title", f"line 130 of {NASTY}",
    ),
    "the commit's URL": (
        lambda: page_of(checked(), build=BuiltFrom("c", "d", NASTY)), ".mlr-facts a", "href", NASTY,
    ),
    "the page of the questions": (lambda: page_of(checked(), base=NASTY), "a.mlr-cell", "href", f"{NASTY}#question-1"),
    "a question in the list": (
        lambda: page_of(checked("short"), base=NASTY), ".mlr-where", "href", f"{NASTY}#question-4",
    ),
    "the label of a cell": (
        lambda: page_of(checked(f"{words(120)}\n\n# {NASTY}")),
        *("a.mlr-cell[data-question='4']", "title"),
        f"Question 4: Dependencies, needs attention. # {NASTY} shows as a heading as large as the report's title.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", ATTRIBUTES)
def test_attribute_is_escaped(place: str) -> None:
    make, selector, name, expected = ATTRIBUTES[place]
    soup = make()
    found = soup.select(selector)
    assert found
    assert found[0].get(name) == expected
    assert not soup.select("i[x]")


TEXTS: dict[str, tuple[Callable[[], BeautifulSoup], str]] = {
    "an answer": (lambda: answer_of(MARKDOWN), ".mlr-answer[data-question='4']"),
    "code": (lambda: answer_of(f"`{NASTY}`"), ".mlr-answer code"),
    "a block of code": (lambda: answer_of(f"```\n{NASTY}\n```"), ".mlr-answer pre"),
    "coloured code": (lambda: answer_of(f"```python\n{NASTY}\n```"), ".mlr-answer pre"),
    "a diagram": (lambda: answer_of(f"```mermaid\n{NASTY}\n```"), "pre.mermaid code"),
    "a caption": (lambda: answer_of(f"![{MARKDOWN}](b.png)"), "figcaption"),
    "a missing figure": (lambda: answer_of(f"![a](<{MARKDOWN}>)", figure=lambda url: None), ".mlr-missing code"),
    "an item": (lambda: checklist(item=MARKDOWN), ".mlr-item-text"),
    "a box": (lambda: checklist(box='"><i x>'), ".mlr-item:last-child .mlr-box"),
    "the name of a group": (lambda: checklist(group=HEADING), ".mlr-group-name"),
    "the message of a finding": (
        lambda: page_of(checked(f"{words(120)}\n\n# {NASTY}")), ".mlr-what",
    ),
    "the reason of an ignored finding": (lambda: page_of(checked("short", reason=NASTY)), ".mlr-ignored .mlr-hint"),
    "the path": (lambda: page_of(checked(path=NASTY)), ".mlr-facts"),
    "the commit": (lambda: page_of(checked(), build=BuiltFrom(NASTY, "d")), ".mlr-facts code"),
    "the linked commit": (lambda: page_of(checked(), build=BuiltFrom(NASTY, "d", "u")), ".mlr-facts a"),
    "the date": (lambda: page_of(checked(), build=BuiltFrom("c", NASTY)), ".mlr-facts"),
    "an introduction": (lambda: page_of(checked(An_introduction_of_ours=MARKDOWN)), ".mlr-section, .mlr-intro"),
    "the instructions": (lambda: page_of(checked(Instructions_of_ours=MARKDOWN)), ".mlr-introduction"),
    "a prompt": (lambda: page_of(checked(of_our_own=MARKDOWN)), ".mlr-prompt"),
    "an example": (lambda: page_of(checked(An_example_of_ours=MARKDOWN)), ".mlr-example"),
}  # fmt: skip


@pytest.mark.parametrize("place", TEXTS)
def test_text_is_escaped(place: str) -> None:
    make, selector = TEXTS[place]
    soup = make()
    shown = {"a box": '"><i x>', "the name of a group": HEADING}
    assert any(shown.get(place, NASTY) in " ".join(one.text.split()) for one in soup.select(selector))
    assert not soup.select("i[x]")


def test_title_of_the_single_file_is_escaped() -> None:
    document = standalone(checked(title=f"# {MARKDOWN}"), Options(title=NASTY))
    soup = BeautifulSoup(document, "html.parser")
    assert soup.title is not None
    assert NASTY in soup.title.text
    assert soup.h1 is not None
    assert NASTY in soup.h1.text
    assert not soup.select("i[x]")


def test_elements_escape_by_default() -> None:
    assert (
        start_tag("a", {"href": NASTY, "title": None})
        == f'<a href="{html_module.escape(NASTY).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")}">'
    )
    assert element("b", None, "<i>") == "<b>&lt;i&gt;</b>"
    assert element("b", None, start_tag("i")) == "<b><i></b>"


def test_templates_of_users_escape_by_default(tmp_path: Path) -> None:
    (tmp_path / "question.html").write_text(
        "<p>{{ question.heading }}</p><p class='{{ question.heading }}'></p>", "utf-8"
    )
    of = checked()
    first = of.report.questions[0]._replace(heading=NASTY)
    changed = of._replace(context=of.context.reduced(of.report._replace(questions=(first, *of.report.questions[1:]))))
    context = PageContext(link=lambda url: url, figure=Image, options=Options(templates=str(tmp_path)))
    html = "".join(piece.html for piece in compose(changed, context).pieces if not isinstance(piece, Heading))
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("i[x]")
    assert any(one.text == NASTY for one in soup.select("p"))


@pytest.mark.parametrize(
    ("message", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("one ` is < no code", "one ` is &lt; no code"),
        ("`<b>`, then", '<span class="mlr-nobreak"><code>&lt;b&gt;</code>,</span> then'),
        ("`<b>` then <i>", "<code>&lt;b&gt;</code> then &lt;i&gt;"),
    ],
)
def test_a_message_is_text_with_code(message: str, html: str) -> None:
    assert with_code(message) == Markup(html)
    assert isinstance(with_code(message), Markup)


def test_html_is_text_without_a_sanitizer(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is compiled, and some systems cannot install it."""
    monkeypatch.setattr("mkdocs_mlops_report.page.render.sanitizer", lambda: None)
    html = "Here <b>bold</b> <i onclick='x()'>words</i>\n\n<div>\n<img src='x' onerror='y()'>\n</div>"
    shown = answer_of(html).select_one(ANSWER)
    assert shown is not None
    assert not shown.select("b, i, img, div")
    assert all(part in shown.text for part in html.split())
