"""The Markdown extension without MkDocs, as a site generator without plugins would run it."""

from __future__ import annotations

import markdown
from bs4 import BeautifulSoup

from mkdocs_mlops_report.plugin.extension import _place
from tests.builders import report


def test_report_becomes_a_page_with_style() -> None:
    converter = markdown.Markdown(extensions=["mkdocs_mlops_report", "toc", "tables"])
    soup = BeautifulSoup(converter.convert(report(answers={4: "We use **uv**."})), "html.parser")
    assert len(soup.select(".mlr-question")) == 31
    assert len(soup.select("style")) == 1
    answer = soup.select('.mlr-answer[data-question="4"]')[0]
    assert answer.decode_contents().strip() == "<p>We use <strong>uv</strong>.</p>"
    heading = soup.find(id="question-4")
    assert heading is not None
    assert heading.get_text() == "Question 4 Dependencies"
    assert "wzxhzdk" not in str(soup)
    tokens = converter.toc_tokens[0]["children"]  # type: ignore[attr-defined]
    assert [entry["id"] for entry in tokens][:2] == ["overall-project-checklist", "group-information"]
    assert next(entry["name"] for entry in tokens[2]["children"]) == "Question 4 Dependencies"


def test_one_converter_reads_many_pages() -> None:
    converter = markdown.Markdown(extensions=["mkdocs_mlops_report"])
    converter.convert(report())
    converter.reset()
    assert converter.convert("# Other\n\nmlrheading0\n") == "<h1>Other</h1>\n<p>mlrheading0</p>"


def test_every_other_text_stays_as_it_is() -> None:
    text = "# Title\n\nAnswer: 42\n\n## One\n\n* [x] a\n\n<div>html</div>\n"
    assert markdown.markdown(text, extensions=["mkdocs_mlops_report"]) == markdown.markdown(text)


def test_title_is_text_without_markup() -> None:
    html = markdown.markdown(report(title="# <b>bold</b> & `mlrheading1`"), extensions=["mkdocs_mlops_report"])
    assert "<h1" in html
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; `mlrheading1`</h1>" in html


def test_the_module_makes_the_extension_by_name() -> None:
    assert "mlr-dashboard" in markdown.markdown(report(), extensions=["mkdocs_mlops_report.plugin.extension"])


def test_a_fence_inside_a_fence_stays_open() -> None:
    lines = ["```markdown", "```text", "<!-- mlops-report -->", "```", "<!-- mlops-report -->"]
    assert _place(lines) == 4
