"""Makes reports in the form of the template: made-up prompts, filler where only the length counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.exam import Edition, QuestionSpec, Recognition, all_editions, fingerprint
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.rules.settings import Settings, settings_of

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

FIGURE = "![What it shows](figures/bucket.png)"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""A PNG of one pixel."""


def edition(identifier: str = "2026-01-22") -> Edition:
    return next(known for known in all_editions() if known.id == identifier)


def words(count: int) -> str:
    return " ".join(f"word{number}" for number in range(1, count + 1))


def filled(text: str) -> str:
    """Replace `{71 words}` by 71 words."""
    return re.sub(r"\{(\d+) words\}", lambda match: words(int(match[1])), text)


SAYS = {
    "group-number": "Group 42.",
    "study-numbers": "s123456, s234567.",
    "coverage": "87%.",
    "link": "[The file](https://example.org/train.dockerfile).",
    "contributions": "s123456 and s234567 did it.",
    "ai-statement": "We used no generative AI.",
}


def passing_answer(question: QuestionSpec) -> str:
    said = " ".join(SAYS[ask] for ask in question.asks)
    figures = "\n".join([FIGURE] * question.figures.min) if question.figures else ""
    count = (question.words.min + question.words.max) // 2 - 10 if question.words else 12
    return "\n\n".join(part for part in (figures, f"{words(count)} {said}".strip()) if part)


def prompt(question: QuestionSpec, *, example: bool = True) -> str:
    lines = [f"> **Made-up prompt number {question.number}, in words**", "> **of our own?**", ">"]
    if question.words:
        lines += [f"> Recommended answer length: {question.words.min}-{question.words.max} words.", ">"]
    if example:
        lines += ["> Example:", "> *An example of ours with ... in it.*", ">"]
    return "\n".join(lines)


def chunk(number: int, answer: str, identifier: str = "2026-01-22", marker: str = "> Answer:\n\n") -> str:
    """Return all of a question, with its heading."""
    spec = edition(identifier).question(number)
    assert spec is not None
    return f"### Question {number}\n\n{prompt(spec)}\n{marker}{answer}\n\n"


def report(
    identifier: str = "2026-01-22",
    *,
    answers: Mapping[int, str] | None = None,
    chunks: Mapping[int, str] | None = None,
    checklist: bool | str = True,
    title: str = "# Exam report of a made-up group",
) -> str:
    """Return a report of an edition in which every question passes, but for what is given.

    Args:
        answers: the answers to some questions, in place of filler.
        chunks: all of some questions, heading included, in place of the form of the template.
        checklist: whether there is one, or what it is.
        title: the first line.
    """
    known = edition(identifier)
    parts = [f"{title}\n\nInstructions of ours.\n\n"]
    if isinstance(checklist, str):
        parts.append(f"{checklist.strip()}\n\n")
    elif checklist:
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
    (folder / "reports" / "figures" / "bucket.png").write_bytes(PICTURE)
    (folder / ".git").mkdir()
    return folder / "docs" / "mkdocs.yaml"


def example_report(folder: Path, example: str) -> Report:
    """Return a passing report on disk in which the questions (or the checklist) of an example are the example's.

    An example whose questions are out of order, or stand twice, goes as one piece to the place of the first.
    """
    numbers = [int(number) for number in re.findall(r"^#+ Question (\d+)", example, re.MULTILINE)]
    pieces = re.split(r"(?m)^(?=### Question \d)", example)[1:]
    if not numbers:
        text = report(checklist=example) if example.startswith("##") else report(chunks={4: example})
    elif numbers == sorted(set(numbers)) and len(pieces) == len(numbers):
        text = report(chunks={number: piece.rstrip() + "\n\n" for number, piece in zip(numbers, pieces, strict=True)})
    else:
        text = report(chunks={**dict.fromkeys(numbers, ""), min(numbers): example + "\n"})
    figures = folder / "reports" / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    (folder / "requirements.txt").touch()
    (folder / ".git").mkdir(exist_ok=True)
    for name, content in {
        "bucket.png": PICTURE,
        "plot.png": PICTURE,
        "bucket.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "pointer.png": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        "heavy.png": PICTURE[:-12] + b"\0" * 3_000_000 + PICTURE[-12:],
    }.items():
        if name == "bucket.png" or name in example:
            (figures / name).write_bytes(content)
    file = folder / "reports" / "README.md"
    file.write_text(text, "utf-8")
    return read_report(file, root=folder)


def in_edition_of(checked: Report, template: Report) -> Report:
    """Return a report as if another one were the untouched template: its prompts are the known ones."""
    prompts = {question.number: fingerprint(question.asked) for question in template.questions}
    known = edition()
    made_up = known._replace(
        checklist={},
        questions=tuple(spec._replace(prompt=prompts.get(spec.number, spec.prompt)) for spec in known.questions),
    )
    return checked._replace(recognition=Recognition(made_up, made_up, "fingerprints"))


def settings_(rules: Mapping[str, object] | None = None, ignore: object = None, fail_on: object = None) -> Settings:
    """Return the settings of a site with these options."""
    return settings_of(parse_options({"rules": rules, "ignore": ignore, "fail_on": fail_on}))
