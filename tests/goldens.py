"""The golden files: what is made today, whole, to be read in a diff. `python -m tests.goldens` writes them anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mkdocs_mlops_report.page.compose import Heading, compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.reporters.formats import FORMATS, render
from mkdocs_mlops_report.reporters.lines import finding_line, summary
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from tests.builders import edition, filled, prompt, report, settings_, words
from tests.page.pages import pages
from tests.reporters.outputs import outputs, shown
from tests.rules.reading import ROWS, all_rows, as_yaml

TESTS = Path(__file__).parent
ROOT = TESTS.parent
MADE_UP = {file.stem: file.with_suffix(".txt") for file in sorted((TESTS / "rules" / "made_up").glob("*.md"))}
"""The made-up reports by name, with the files of their findings."""
DRAFT = TESTS / "report" / "golden" / "draft-at-two-in-the-morning.md"


def golden_report() -> CheckedReport:
    """A report with a finding of each severity, one over several lines, one with a note, and an ignored one."""
    answers = {
        4: words(71),
        9: "{150 words} | [a <b>](no-such.md)\n\n--- question 9 fill here ---",
        12: "* one\n" * 40,
        19: "![my_image](https://example.org/a.png)",
        24: "{60 words}\n\n## Set & up\n\n{60 words}",
        30: words(900),
    }
    ignore: list[object] = [{"rule": "LEN002", "questions": [30], "reason": "agreed | with <the> teacher"}]
    return check(read_text(report(answers=answers), path="reports/README.md"), settings_(ignore=ignore))


def findings_of(name: str) -> str:
    """Return the findings of a made-up report, one per line, as if it were the example group's."""
    text = (TESTS / "rules" / "made_up" / f"{name}.md").read_text("utf-8")
    file = ROOT / "example_site" / "reports" / "README.md"
    checked = check(read_report(file, root=file.parents[1], path="README.md", text=text))
    return "\n".join([*(finding_line("README.md", one) for one in checked.findings), summary(checked)]) + "\n"


def _format(name: str) -> Callable[[], str]:
    return lambda: render(name, [golden_report()]) + "\n"


def _made_page(name: str) -> Callable[[], str]:
    return lambda: pages()[name]() + "\n"


def _output(name: str) -> Callable[[], str]:
    return lambda: shown(outputs()[name]())


def _draft() -> str:
    read = read_text(filled(DRAFT.read_text("utf-8")))
    return json.dumps(_as_data(read), indent=1, ensure_ascii=False) + "\n"


def _page() -> str:
    asked = prompt(edition().questions[3])
    text = report(
        answers={
            4: "We keep them in `uv.lock`.\n\n* one\n* two\n\n![Plot](https://example.org/plot.png)",
            9: "--- question 9 fill here ---",
            19: "![Bucket](figures/bucket.png)",
            28: "",
        },
        chunks={5: f"### Question 5\n\n{asked}\n> Answer: on the marker's line, <weblink>\n\n"},
    )
    # Of the sections that look alike one is enough to read in a diff.
    text = (
        text[: text.index("### Question 10")]
        + text[text.index("### Question 19") : text.index("### Question 20")]
        + text[text.index("### Question 28") :]
    )
    checked = check(read_text(text))
    parts = [
        f"{'#' * piece.level} {piece.text} | {piece.title} | {piece.anchor}\n"
        if isinstance(piece, Heading)
        else piece.html
        for piece in compose(checked, beside_report(checked.report)).pieces
    ]
    return "\n".join(parts) + "\n"


def _as_data(read: Report) -> dict[str, object]:
    return {
        "title": read.title,
        "edition": [read.edition.id, read.recognition.by],
        "instructions": text_of(read.instructions).split(),
        "checklist": [
            [
                group.name,
                [[item.box, item.state, text_of(item.tokens).strip(), *item.modules] for item in group.items],
            ]
            for group in read.checklist.groups
        ],
        "questions": [
            {
                "heading": one.heading,
                "line": one.heading_span.line,
                "section": read.sections[one.section].name if one.section >= 0 else None,
                "prompt": text_of(one.prompt).strip(),
                "example": text_of(one.example).strip(),
                "marker": one.marker.line if one.marker else None,
                "answer": text_of(one.answer.tokens).strip().split("\n"),
                "lines": [[span.line, span.end_line] for span in one.answer.spans],
                "figures": [
                    [figure.url, figure.alt, figure.span.line, figure.span.column] for figure in one.answer.figures
                ],
                "placeholders": [[span.line, span.column, span.end_column] for span in one.answer.placeholders],
                "state": one.answer.state,
            }
            for one in read.questions
        ],
    }


GOLDENS: dict[Path, Callable[[], str]] = {
    TESTS / "page" / "golden" / "page.html": _page,
    **{TESTS / "page" / "golden" / f"{name}.html": _made_page(name) for name in pages()},
    DRAFT.with_suffix(".json"): _draft,
    **{file: partial(findings_of, name) for name, file in MADE_UP.items()},
    **{TESTS / "reporters" / "golden" / f"{name}.txt": _format(name) for name in FORMATS},
    **{TESTS / "reporters" / "golden" / f"{name}.txt": _output(name) for name in outputs()},
}


if __name__ == "__main__":
    for file, make in GOLDENS.items():
        file.write_text(make(), "utf-8", newline="\n")
    ROWS.write_text(as_yaml(all_rows(), width=1000), "utf-8", newline="\n")  # compared case by case
