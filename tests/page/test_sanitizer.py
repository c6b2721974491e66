"""Raw HTML in an answer: what GitHub keeps stays, everything else is dropped."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_mlops_report.page.safe.sanitizer import sanitizer


@pytest.mark.parametrize(
    "html",
    [
        '<p class="a" id="b" title="c" align="center" dir="rtl" lang="da" aria-label="d" role="note">x</p>',
        '<a class="a" href="https://example.org/" name="b">x</a>',
        '<img class="a" src="b.png" alt="c" width="1" height="2" loading="lazy">',
        '<input class="a" type="checkbox" checked="" disabled="" aria-label="done">',
        '<ol class="a" start="3" type="a" reversed=""><li class="b" value="4">x</li></ol>',
        '<ul class="a"><li>x</li></ul>',
        '<table class="a"><thead><tr>'
        '<th style="text-align:left" colspan="2" rowspan="3" valign="top" width="4">x</th></tr></thead><tbody>'
        '<tr><td style="text-align:right" colspan="2" rowspan="3" valign="top" width="4">x</td></tr>'
        "</tbody></table>",
        '<details open=""><summary>x</summary>y</details>',
        '<del cite="https://example.org/" datetime="2026-01-22">x</del>',
        '<time datetime="2026-01-22">x</time>',
        '<picture><img src="b.png"></picture>',
        '<div class="a">x</div>',
        '<figure class="a"><figcaption class="b">x</figcaption></figure>',
        '<pre class="a"><code class="b"><span class="c">x</span></code></pre>',
        '<section class="a"><sup class="b">x</sup></section>',
        '<a href="mailto:a@example.org">x</a>',
        '<a href="http://example.org/">x</a>',
        '<a href="tel:+4512345678">x</a>',
        '<img src="data:image/png;base64,AAAA">',
    ],
)
def test_harmless_html_stays_as_it_is(html: str) -> None:
    clean = sanitizer()
    assert clean is not None
    assert shape(str(clean(html))) == shape(html)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ('<p style="color:red">x</p>', "<p>x</p>"),
        ('<td style="color:red;text-align:left">x</td>', '<td style="text-align:left">x</td>'),
        ('<a href="javascript:a()">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x">x</a>', "<a>x</a>"),
        ('<a href="DATA:text/html,x">x</a>', "<a>x</a>"),
        ('<a href=" data:text/html,x">x</a>', "<a>x</a>"),
        ('<video src="data:video/mp4,x"></video>', ""),
        ('<picture><source srcset="a.png"><img src="b.png"></picture>', '<picture><source><img src="b.png"></picture>'),
        ('<img src="b.png" onerror="a()" srcset="c.png">', '<img src="b.png">'),
        ('<form action="/"><input type="text" name="a" value="b"></form>', '<input type="text">'),
        ("<div><script>a()</script>x", "<div>x</div>"),
    ],
)
def test_the_rest_of_html_is_dropped(html: str, left: str) -> None:
    clean = sanitizer()
    assert clean is not None
    table = "<table><tbody><tr>{}</tr></tbody></table>" if html.startswith("<td") else "{}"
    assert shape(str(clean(table.format(html)))) == shape(table.format(left))


def shape(html: str) -> list[object]:
    """The elements and texts of HTML, with attributes in any order."""
    soup = BeautifulSoup(html, "html.parser")
    return [(one.name, dict(one.attrs)) if isinstance(one, Tag) else str(one) for one in soup.descendants]
