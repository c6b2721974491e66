"""The evidence of repositories as a table, JSON (schema 1), CSV and Markdown. No line of a file is ever shown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs_mlops_report.evidence.model import Evidence, ItemEvidence, Trace
from mkdocs_mlops_report.reporters.lines import paint, printable

SCHEMA = 1
_STATES = {
    "strong": "evidence",
    "weak": "hint only",
    "template": "unchanged template file",
    "none": "no trace",
    "unseen": "cannot be seen in a repository",
}
_COLORS = {"strong": "green", "weak": "yellow", "template": "yellow", "none": "red", "unseen": "dim"}
_BOXES = {True: "[x]", False: "[ ]", None: " - "}
_UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Characters without a shape: control characters, marks of direction, surrogates."""
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What starts a formula in a spreadsheet."""
_MOST_SHOWN = 2
"""Places that a row of a table names."""


class RepositoryEvidence(NamedTuple):
    """A repository with the evidence that it has for its report."""

    path: str
    """As the user gave it."""
    report: str
    """The path of the report in the repository; empty without one."""
    evidence: Evidence
    titles: dict[int, str]
    """Our short titles of the questions by number."""


def render(name: str, repositories: Sequence[RepositoryEvidence], *, color: bool = False) -> str:
    """Return the evidence of repositories in one of `EVIDENCE_FORMATS`."""
    if name == "json":
        document = {"schema": SCHEMA, "repositories": [as_json(one) for one in repositories]}
        return as_text(document, indent=2)
    if name == "csv":
        return _csv(repositories)
    lines = _markdown if name == "markdown" else _table
    return "\n\n".join("\n".join(lines(one, color)) for one in repositories)


def as_text(document: Any, *, indent: int | None = None) -> str:
    """Return JSON in which characters that move the cursor or hide others are escaped."""
    separators = None if indent else (",", ":")
    text = json.dumps(document, indent=indent, separators=separators, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def state_of(item: ItemEvidence) -> str:
    """Return what the repository shows of an item, in words."""
    if item.could_be_ticked:
        return "could be ticked"
    if item.verdict == "none" and not item.ticked:
        return "nothing found"
    return _STATES[item.verdict]


def summary_of(evidence: Evidence) -> str:
    """Return the numbers in a sentence: how many items are ticked, have evidence, leave no trace, could be ticked."""
    asked = [item for item in evidence.items if item.ticked is not None]
    if not asked:
        return (
            f"{sum(item.verdict == 'strong' for item in evidence.items)} of {len(evidence.items)} items have evidence."
        )
    without = sum(item.without_trace for item in asked)
    open_ = sum(item.could_be_ticked for item in asked)
    return (
        f"{len(evidence.ticked)} of {len(asked)} items ticked, {evidence.shown} with evidence;"
        f" {without} without a trace; {open_} more could be ticked."
    )


def as_json(one: RepositoryEvidence) -> dict[str, Any]:
    """Return the evidence of a repository as plain data."""
    return {"path": one.path, "report": one.report or None, **evidence_as_json(one.evidence)}


def evidence_as_json(evidence: Evidence) -> dict[str, Any]:
    """Return evidence as plain data; `revision` is null without a commit."""
    return {
        "revision": evidence.revision or None,
        "working_tree": evidence.on_disk,
        "limits_reached": list(evidence.limits_reached),
        "unknown": list(evidence.unknown),
        "items": [
            {
                "number": item.number,
                "id": item.id,
                "fingerprint": item.fingerprint or None,
                "ticked": item.ticked,
                "verdict": item.verdict,
                "evidence": [
                    {"path": trace.path, "line": max(trace.line, 1), "level": trace.level, "committed": trace.committed}
                    for trace in item.traces
                ],
            }
            for item in evidence.items
        ],
        "questions": [
            {
                "number": question.number,
                "facts": [{"id": fact.id, "text": fact.text, "paths": list(fact.paths)} for fact in question.facts],
            }
            for question in evidence.questions
        ],
    }


def _csv(repositories: Sequence[RepositoryEvidence]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)  # some spreadsheets split at semicolons
    writer.writerow(["repository", "revision", "number", "id", "ticked", "verdict", "path", "line"])
    for one in repositories:
        for item in one.evidence.items:
            first = item.traces[0] if item.traces else Trace("", 0)
            ticked = {True: "yes", False: "no", None: ""}[item.ticked]
            row = [
                one.path,
                one.evidence.revision,
                item.number,
                item.id,
                ticked,
                item.verdict,
                first.path,
                first.line or "",
            ]
            writer.writerow([_cell(str(value)) for value in row])
    return text.getvalue().rstrip("\n")


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    shown = _visible(text)
    return f"'{shown}" if shown.lstrip(" \ufffd").startswith(_FORMULA) else shown


def _visible(text: str) -> str:
    return _UNSEEN.sub("\ufffd", printable(text))


def _head(one: RepositoryEvidence) -> str:
    evidence = one.evidence
    at = f" at {evidence.revision[:7]}" if evidence.revision else ""
    disk = ", files on disk" if at and evidence.on_disk else ""
    name = one.path if Path(one.path).name else Path(one.path).resolve().name
    return f"{_visible(name)}{at}{disk}"


def _table(one: RepositoryEvidence, color: bool) -> Iterator[str]:
    evidence = one.evidence
    yield paint(_head(one), "bold", color=color)
    names = max(len(item.name) for item in evidence.items)
    states = max(len(state_of(item)) for item in evidence.items)
    for item in evidence.items:
        tone = (
            "blue"
            if item.could_be_ticked
            else "dim"
            if item.ticked is not True and item.verdict == "none"
            else _COLORS[item.verdict]
        )
        state = state_of(item)
        padding = " " * (states - len(state))
        shown = paint(state, tone, color=color) + padding
        yield f"{item.number:>3} {_BOXES[item.ticked]} {item.name.ljust(names)}  {shown}  {_places(item)}".rstrip()
    if evidence.questions:
        yield ""
        yield paint("In the repository", "bold", color=color)
        for question in evidence.questions:
            title = one.titles.get(question.number, "")
            yield f"{f'Q{question.number}':>4} {title}: {_facts(question.facts)}"
    yield ""
    yield paint(summary_of(evidence), "bold", color=color)
    yield from (*evidence.unknown, *evidence.limits_reached)


def _markdown(one: RepositoryEvidence, color: bool) -> Iterator[str]:
    evidence = one.evidence
    yield f"## {_escaped(_head(one))}\n"
    yield f"{summary_of(evidence)}\n"
    yield "| # | Ticked | Item | In the repository | Where |\n| ---: | --- | --- | --- | --- |"
    for item in evidence.items:
        ticked = {True: "yes", False: "no", None: ""}[item.ticked]
        yield f"| {item.number} | {ticked} | {item.name} | {state_of(item)} | {_escaped(_places(item))} |"
    if evidence.questions:
        yield "\n| Question | In the repository |\n| --- | --- |"
        for question in evidence.questions:
            title = one.titles.get(question.number, "")
            yield f"| {question.number} {title} | {_escaped(_facts(question.facts))} |"
    notes = (*evidence.unknown, *evidence.limits_reached)
    if notes:
        yield "\n" + "\n".join(f"- {_escaped(note)}" for note in notes)


def _places(item: ItemEvidence) -> str:
    shown = [
        _visible(trace.place) + ("" if trace.committed else " (not committed yet)")
        for trace in item.traces[:_MOST_SHOWN]
    ]
    return ", ".join(shown)


def _facts(facts: Sequence[Any]) -> str:
    return " · ".join(f"{fact.text}{_paths(fact.paths)}" for fact in facts)


def _paths(paths: Sequence[str]) -> str:
    return f" ({', '.join(map(_visible, paths))})" if paths else ""


def _escaped(text: str) -> str:
    for character in "\\`*_|<>[]":
        text = text.replace(character, f"\\{character}")
    return text
