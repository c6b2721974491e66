"""Reads the cases of `tests/rules/cases`, and runs them: see the README there."""

from __future__ import annotations

import re
import subprocess
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
import yaml

from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.exam import ItemSpec, Recognition, fingerprint, template_wording
from mkdocs_mlops_report.exam.template_wording import word_hash, words_of
from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.report.model import Group, Item, Report, contents
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.rules import unfinished
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.families import figure_files
from mkdocs_mlops_report.rules.model import Finding, Several
from mkdocs_mlops_report.rules.registry import all_rules
from mkdocs_mlops_report.rules.settings import settings_of
from mkdocs_mlops_report.text.source import Span
from tests.builders import PICTURE, edition, filled, report

FOLDER = Path(__file__).parent / "cases"
ROWS = Path(__file__).parent / "golden" / "rows.yaml"
"""What lists say of several findings with one cause, by case; `python -m tests.goldens` writes it anew."""
KEYS = {
    *("name", "answer", "question", "text", "document", "edition", "template", "example", "files", "path"),
    *("repository", "tracked", "options", "findings", "fixed", "fixed unsafely"),
}
SAMPLE = PICTURE + b"sample"
CONTENTS = {
    "PNG": PICTURE,
    "JPEG": b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9",
    "sample PNG": SAMPLE,
    "cut PNG": PICTURE[:-20],
}
"""What a word stands for in `files`. The template's samples are the course's, so one of ours takes their place."""


class Case(NamedTuple):
    """A case, and the report that it stands for: `before` + `text` + `after`."""

    code: str
    given: dict[str, Any]
    before: str
    text: str
    after: str

    @property
    def document(self) -> str:
        return self.before + self.text + self.after

    def __str__(self) -> str:
        return f"{self.code} {self.given['name']}"


def all_cases() -> list[Case]:
    return [_case(file.stem, given) for file in sorted(FOLDER.glob("*.yaml")) for given in _read(file)]


def _read(file: Path) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8"))
    for case in cases:
        unknown = {*case} - KEYS
        assert not unknown, f"{file.name}, {case.get('name')}: unknown keys {unknown}"
    return cases


def _case(code: str, given: dict[str, Any]) -> Case:
    identifier = str(given.get("edition", "2026-01-22"))
    if "document" in given:
        return Case(code, given, "", filled(given["document"]), "")
    if "text" in given:
        return Case(code, given, *placed(filled(given["text"]), identifier))
    text = filled(given.get("answer", "{120 words}"))
    number = given.get("question", 4)
    whole = report(identifier, answers={number: "\0"} if "answer" in given else None)
    before, _, after = whole.partition("\0") if "answer" in given else (whole, "", "")
    return Case(code, given, before, text if "answer" in given else "", after)


def placed(text: str, identifier: str = "2026-01-22") -> tuple[str, str, str]:
    """Put a part of a report in its place; return what is before it, the part with a blank line, what is after it."""
    numbers = [int(number) for number in re.findall(r"^(?:#+ ?|\*\*|<h3>)?Question (\d+)", text, re.MULTILINE)]
    text = text.rstrip("\n") + "\n\n"
    if not numbers:
        whole = report(identifier, checklist="\0")
    else:
        gone = dict.fromkeys(range(min(numbers), max(numbers) + 1), "")
        whole = report(identifier, chunks={**gone, min(numbers): "\0"})
        # A section that starts within the part is part of it.
        whole = re.sub(r"\0(## [^#]*)*", "\0", whole)
    before, _, after = whole.partition("\0")
    if numbers and text.startswith("## "):
        before = re.sub(r"## [^\n]*\n\n> An introduction of ours.\n\n\Z", "", before)
    return before, text, after.lstrip("\n")


def on_disk(case: Case, folder: Path) -> Path:
    """Write the repository of a case; return the file of the report."""
    file: Path = folder / case.given.get("path", "reports/README.md")
    figures = file.parent / "figures"
    figures.mkdir(parents=True)
    (figures / "bucket.png").write_bytes(PICTURE)
    if case.given.get("repository", True):
        (folder / ".git").mkdir()
        (folder / "requirements.txt").touch()
    for name, content in case.given.get("files", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(_content(str(content)))
    file.write_text(case.document, "utf-8", newline="")
    if "tracked" in case.given:
        (folder / ".git").rmdir()
        for command in (["init", "--quiet"], ["add", "--force", *case.given["tracked"]]):
            subprocess.run(["git", *command], cwd=folder, check=True)
    return file


def _content(given: str) -> bytes:
    if size := re.fullmatch(r"PNG of (\d+) bytes", given):
        return PICTURE[:-12] + b"\0" * (int(size[1]) - len(PICTURE)) + PICTURE[-12:]
    return CONTENTS.get(given, given.encode())


def read(case: Case, file: Path, text: str | None = None) -> Report:
    made = read_report(file, text=text)
    if "template" not in case.given:
        return made
    plain = _template(case, file)
    prompts = {question.number: fingerprint(question.asked) for question in plain.questions}
    known = edition()
    items = {
        group.name: tuple(ItemSpec(key, item.modules) for key, item in _keyed(group).items())
        for group in plain.checklist.groups
    }
    asked = tuple(spec._replace(prompt=prompts.get(spec.number, spec.prompt)) for spec in known.questions)
    ours = known._replace(checklist=items, questions=asked)
    return made._replace(recognition=Recognition(ours, ours, "fingerprints"))


def _template(case: Case, file: Path) -> Report:
    """Return the untouched template of a case, read as a report."""
    return read_report(file, text=_case(case.code, {**case.given, "text": case.given["template"]}).document)


def _keyed(group: Group) -> dict[str, Item]:
    """Return the items of the template by fingerprint; one that is ours alone has a name of its place instead."""
    return {item.fingerprint or f"{group.name} {number}": item for number, item in enumerate(group.items)}


def _hashes(sentence: str) -> tuple[str, ...]:
    return tuple(map(word_hash, words_of(sentence)))


def run(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[str]]:
    """Return what a case finds, in the form in which cases are written, and in rows of several findings."""
    monkeypatch.setattr(figure_files, "sample_figures", lambda: {sha256(SAMPLE).hexdigest(): "wandb.png"})
    if "example" in case.given:
        examples = frozenset({fingerprint(case.given["example"])})
        words = _hashes(case.given["example"])
        monkeypatch.setattr(unfinished, "_examples", lambda number: examples)
        monkeypatch.setattr(template_wording, "_wordings", lambda: dict.fromkeys(examples, words))
    file = on_disk(case, folder)
    if "template" in case.given:
        known = template_wording._wordings()
        ours = {
            key: _hashes(contents(item.tokens.raw))
            for group in _template(case, file).checklist.groups
            for key, item in _keyed(group).items()
        }
        monkeypatch.setattr(template_wording, "_wordings", lambda: {**known, **ours})
    options = case.given.get("options", {})
    settings = settings_of(parse_options(options))

    def checked(text: str | None) -> CheckedReport:
        return check(read(case, file, text), settings)

    found: dict[str, Any] = {}
    findings = checked(None).findings
    if findings:
        found["findings"] = [_written(one, case) for one in findings]
    safe = apply_fixes(case.document, checked)
    if safe.done:
        found["fixed"] = _part(case, safe.text)
    unsafe = apply_fixes(case.document, checked, unsafe=True)
    if unsafe.text != safe.text:
        found["fixed unsafely"] = _part(case, unsafe.text)
    return found, [_row(one) for one in findings]


def as_yaml(found: dict[str, Any], width: int = 116) -> str:
    return yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=width)


def _row(finding: Finding) -> str:
    """Return what a row of two findings like this one says, and what it says of this one."""
    rule = next(one for one in all_rules() if one.code == finding.code)
    several = finding.several or rule.several or Several(finding.message)
    hint = several.hint or finding.hint
    return _folded(f"{several.message.format(n=2)} {hint} [{finding.detail}]")


def all_rows() -> dict[str, list[str]]:
    """Return the rows of all cases that find something."""
    rows = {}
    for case in all_cases():
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
            rows[str(case)] = run(case, Path(folder), monkeypatch)[1]
    return {name: row for name, row in rows.items() if row}


def _written(finding: Finding, case: Case) -> dict[str, Any]:
    rule = next(one for one in all_rules() if one.code == finding.code)
    written: dict[str, Any] = {} if finding.code == case.code else {"code": finding.code}
    written["at"] = _place(finding.span, case)
    written["message"] = _folded(finding.message)
    written["hint"] = _folded(finding.hint)
    if finding.note:
        written["note"] = _folded(finding.note)
    if finding.severity is not rule.severity:
        written["severity"] = finding.severity.value
    if finding.question != case.given.get("question", 4):
        written["question"] = finding.question
    if rule.fix == "safe" and not finding.fixable:
        written["fixable"] = False
    return written


def _place(span: Span, case: Case) -> str:
    above = case.before.count("\n")
    inside = above < span.line <= above + case.text.rstrip("\n").count("\n") + 1 and case.text
    first = above if inside else 0
    place = f"{span.line - first}:{span.column}-{span.end_line - first}:{span.end_column}"
    return place if inside else f"report {place}"


def _part(case: Case, text: str) -> str:
    """Return what became of the text of a case."""
    if not (text.startswith(case.before) and text.endswith(case.after)):
        return _folded(text)
    return _folded(text[len(case.before) : len(text) - len(case.after)]).rstrip("\n")


def _folded(text: str) -> str:
    """Write `{71 words}` for 71 words."""

    def folded(match: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", match[0])]
        return f"{{{len(numbers)} words}}" if numbers == list(range(1, len(numbers) + 1)) else match[0]

    return re.sub(r"\bword1\b(?: word(?!1\b)\d+)*", folded, text)
