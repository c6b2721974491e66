"""Makes reports in the form of the template: made-up prompts, filler where only the length counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from mlops_report.exam import Edition, QuestionSpec, all_editions

MKDOCS = """\
site_name: Project
docs_dir: source
theme:
  name: material
nav:
  - Home: index.md
plugins:
  - search
  - mkdocstrings
  - mlops-report
"""
"""The course's own layout: `docs/mkdocs.yaml`, built from the root of the repository."""

FIGURE = "![What it shows](https://example.org/figure.png)"


def edition(identifier: str = "2026-01-22") -> Edition:
    return next(known for known in all_editions() if known.id == identifier)


def words(count: int) -> str:
    return " ".join(f"word{number}" for number in range(1, count + 1))


def filled(text: str) -> str:
    """Replace `{71 words}` by 71 words."""
    return re.sub(r"\{(\d+) words\}", lambda match: words(int(match[1])), text)


def passing_answer(question: QuestionSpec) -> str:
    figures = "\n".join([FIGURE] * question.figures.min) if question.figures else ""
    count = (question.words.min + question.words.max) // 2 - 10 if question.words else 12
    return "\n\n".join(part for part in (figures, words(count)) if part)


def prompt(question: QuestionSpec, *, example: bool = True) -> str:
    lines = [f"> **Made-up prompt number {question.number}, in words**", "> **of our own?**", ">"]
    if question.words:
        lines += [f"> Recommended answer length: {question.words.min}-{question.words.max} words.", ">"]
    if example:
        lines += ["> Example:", "> *An example of ours with ... in it.*", ">"]
    return "\n".join(lines)


def chunk(number: int, answer: str, identifier: str = "2026-01-22", marker: str = "> Answer:\n\n") -> str:
    """Return what stands under one question's heading, heading included."""
    spec = edition(identifier).question(number)
    assert spec is not None
    return f"### Question {number}\n\n{prompt(spec)}\n{marker}{answer}\n\n"


def report(
    identifier: str = "2026-01-22",
    *,
    answers: Mapping[int, str] | None = None,
    chunks: Mapping[int, str] | None = None,
    checklist: bool = True,
    title: str = "# Exam report of a made-up group",
) -> str:
    """Return a report of an edition in which every question passes, but for what is given.

    Args:
        answers: the answers to some questions, in place of filler.
        chunks: all of some questions, heading included, in place of the form of the template.
    """
    known = edition(identifier)
    parts = [f"{title}\n\nInstructions of ours.\n\n"]
    if checklist:
        parts.append("## Overall project checklist\n\n")
        for group, items in known.checklist.items():
            parts.append(f"### {group}\n\n")
            parts += [
                f"* [x] Item {number} of {group}{' (' + '+'.join(item.modules) + ')' if item.modules else ''}\n"
                for number, item in enumerate(items, start=1)
            ]
            parts.append("\n")
    section = ""
    for question in known.questions:
        if question.section != section:
            section = question.section
            parts.append(f"## {section}\n\n> An introduction of ours.\n\n")
        if chunks and question.number in chunks:
            parts.append(filled(chunks[question.number]))
        else:
            answer = (answers or {}).get(question.number, passing_answer(question))
            parts.append(chunk(question.number, filled(answer), identifier))
    return "".join(parts)


def course_site(folder: Path, text: str, config: str = MKDOCS) -> Path:
    """Lay out a group's repository as the course does; return the config file."""
    (folder / "docs" / "source").mkdir(parents=True)
    (folder / "docs" / "source" / "index.md").write_text("# Home\n\nHello.\n", "utf-8")
    (folder / "docs" / "mkdocs.yaml").write_text(config, "utf-8")
    (folder / "reports" / "figures").mkdir(parents=True)
    (folder / "reports" / "README.md").write_text(text, "utf-8")
    (folder / ".git").mkdir()
    return folder / "docs" / "mkdocs.yaml"
