"""Pages for the golden files: a small repository with commits, figures and mistakes, shown with different options."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from mkdocs_mlops_report.config.options import Options, parse_options
from mkdocs_mlops_report.page.compose import Heading, Page, compose_progress
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.page.embedded import compose_embedded
from mkdocs_mlops_report.page.standalone import standalone
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.settings import settings_of
from tests import repositories
from tests.builders import PICTURE, edition, prompt, report, words

_SHOWN = ("instructions", "checklist", "question-1", "question-4", "question-9", "question-14", "question-19")
"""Of the sections that look alike a few are enough to read in a diff."""
_CHECKLIST = """\
## Our checklist

Some words of ours.

### Week <1>

* [x] Create a git repository (M5)
* [X] Ours & **bold** (M6+M7)
  with a note
* [ ] Open, with `code`
* [] No box

Words below the items.

### Week 2

* [ ] Nothing done (M8)
"""
_ANSWERS = {
    4: f"{words(71)} [list](../uv.lock), [none](no-such.md), [mail](mailto:a@b.example) [out](https://example.org/?a&b)",
    9: "--- question 9 fill here ---",
    12: f"{words(60)}\n\n## Set & up\n\n{words(60)}",
    14: '![](figures/bucket.png "A title & more")\n\n<img src="figures/no.png" alt="&quot;x" width="50%">\n\n'
    "```python\n<b>\n```\n\n```\nplain\n```\n\n> [!NOTE]\n> Said\n\n- [ ] a task\n\n"
    "| a | b |\n| :- | -: |\n| 1 | 2 |",
    19: "![Bucket & co](figures/bucket.png)\n\n![Out](https://example.org/plot.png)",
    30: words(900),
}
_OLDER = "2025-01-24"


def pages() -> dict[str, Callable[[], str]]:
    """Return what makes each page, by the name of its golden file."""
    return {
        "draft": partial(_made, {"history": True, "evidence": "full", "diagnostics": "always"}),
        "published": partial(_made, {"history": True}, text=_older),
        "all-shown": partial(
            _made,
            {
                "title": "Birds <& trams>",
                "instructions": "show",
                "prompts": "fold",
                "examples": "show",
                "facts": "fold",
                "evidence": "full",
                "diagnostics": "never",
            },
        ),
        "little-shown": partial(
            _made,
            {
                "instructions": "hide",
                "prompts": "hide",
                "examples": "hide",
                "facts": "off",
                "evidence": "off",
                "dashboard": "off",
            },
        ),
        "progress": partial(_made, {"diagnostics": "always"}, show=_progress),
        "one-file": partial(_made, {}, show=_one_file),
    }


def _embedded(checked: CheckedReport, options: Options) -> Page:
    return compose_embedded(checked, options, repo_url="https://github.com/ada/birds")


def _progress(checked: CheckedReport, options: Options) -> Page:
    context = beside_report(checked.report)._replace(options=options, base="../report/", absence=False)
    return compose_progress(checked, context, "Progress & more")


def _one_file(checked: CheckedReport, options: Options) -> str:
    """Return the frame of a page that is a single file, without its style sheet and script."""
    text = str(standalone(checked, options))
    for name in ("style", "script"):
        while f"<{name}>" in text:
            start = text.index(f"<{name}>")
            text = text[:start] + f"<{name} …>" + text[text.index(f"</{name}>") :]
    start = text.index("<h2")
    return text[:start] + "…\n" + text[text.index("</main>") :]


def _newest() -> str:
    """Return a report with a checklist of ours, findings of all kinds, and a question whose answer is on its marker."""
    asked = prompt(edition().questions[4])
    return report(
        title="# Birds & <trams>",
        checklist=_CHECKLIST,
        answers=_ANSWERS,
        chunks={5: f"### Question 5\n\n{asked}\n> Answer: on the marker's line, <weblink>\n\n"},
    )


def _older() -> str:
    """Return a report of an older edition that passes, but for an answer that nobody has to give."""
    return report(_OLDER, title=f"# {edition(_OLDER).title}")


def _made(
    given: Mapping[str, object],
    *,
    text: Callable[[], str] = _newest,
    show: Callable[[CheckedReport, Options], Page | str] = _embedded,
) -> str:
    with TemporaryDirectory() as folder, patch.dict(os.environ, {"SOURCE_DATE_EPOCH": "1769117999"}):
        root = Path(folder) / "birds"
        files = {"src/train.py": "import wandb\n", "tests/test_a.py": "def test_a(): ...\n", "uv.lock": "version = 1\n"}
        figures = {"reports/figures/bucket.png": PICTURE}
        repositories.commit(root, {"reports/README.md": report(answers={4: ""})}, time="2026-01-08T12:00:00+01:00")
        repositories.commit(root, {"reports/README.md": text(), **files, **figures})
        options = parse_options(given)
        made = show(check(_read(root), settings_of(options)), options)
    return made if isinstance(made, str) else _dumped(made)


def _read(root: Path) -> Report:
    return read_report(root / "reports" / "README.md", root=root, path="reports/README.md")


def _dumped(page: Page) -> str:
    """Return the pieces of a page, without the questions that look like others."""
    lines = [f"{page.title} | {page.document_title}"]
    kept = True
    for piece in page.pieces:
        if isinstance(piece, Heading):
            kept = piece.level < 3 or not piece.anchor.startswith("question-") or piece.anchor in _SHOWN
            if kept:
                lines.append(f"{'#' * piece.level} {piece.text} | {piece.title} | {piece.anchor}")
        elif kept:
            lines += [str(piece.html), f"(searched: {piece.searched})"]
    return "\n".join(lines)
