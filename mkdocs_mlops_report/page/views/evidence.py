"""What the page shows of the evidence: a quiet line below each item, and the facts below each answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from mkdocs_mlops_report.evidence.model import Evidence, ItemEvidence, Trace, Verdict
from mkdocs_mlops_report.repository.forge import Forge
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.registry import rules_by_code

Mark: TypeAlias = Literal["strong", "weak", "template", "none", "open", "unseen"]
"""The sign before a line; `open` is an item that could be ticked."""

_MOST_PLACES = 2
"""Files that a line names."""
_WORDS: Mapping[Mark, str] = {
    "strong": "evidence",
    "weak": "a hint",
    "template": "unchanged template file",
    "none": "no trace in the repository",
    "open": "could be ticked",
    "unseen": "cannot be seen in a repository",
}


class FileLink(NamedTuple):
    """A file, with its URL at the built commit; empty if that is not known."""

    text: str
    url: str


class EvidenceLine(NamedTuple):
    """The line below an item: its mark, what it means, words for readers who see it, and files."""

    mark: Mark
    meaning: str
    words: str
    places: tuple[FileLink, ...]


class FactLine(NamedTuple):
    """A fact below an answer, and the files that it is about."""

    text: str
    places: tuple[FileLink, ...]


class Summary(NamedTuple):
    """The line above the items: what the marks mean, and the commit."""

    legend: tuple[tuple[Mark, str], ...]
    commit: str
    notes: tuple[str, ...]
    """Sentences about what is not known or was not read, for those who are told what is not there."""


def shows_absence(option: str, *, serving: bool = False) -> bool:
    """Return whether a page says what is not in the repository: the group's own published page does not."""
    return serving or option == "full"


def file_urls(forge: Forge | None, commit: str) -> Callable[[str, int], str]:
    """Return what gives the URL of a file and a line (from 1, or 0) on the forge at a commit."""
    if forge is None:
        return lambda path, line: ""
    at = forge._replace(ref=commit) if commit and forge.ref == "HEAD" else forge

    def url(path: str, line: int) -> str:
        if not line:
            return at.file(path)
        return at.line(path, line) if path.endswith((".md", ".rst", ".ipynb")) else f"{at.file(path)}#L{line}"

    return url


def as_published(checked: CheckedReport) -> CheckedReport:
    """Return a checked report without what says that evidence is missing: findings, also ignored ones, and verdicts."""
    rules = rules_by_code()
    findings = tuple(one for one in checked.findings if not rules[one.code].unpublished)
    ignored = tuple(one for one in checked.ignored if not rules[one.finding.code].unpublished)
    evidence = checked.context.evidence
    if evidence is not None:
        shown = tuple(item for item in evidence.items if _mark(item, absence=False))
        evidence = evidence._replace(items=shown)
    return checked._replace(findings=findings, ignored=ignored, context=checked.context.showing(evidence))


class EvidenceView:
    """The lines of one page.

    Args:
        evidence: None if there is none; then there are no lines.
        url: from a path in the repository and a line to its URL.
        absence: whether the page says what is not there.
    """

    def __init__(self, evidence: Evidence | None, url: Callable[[str, int], str], *, absence: bool) -> None:
        self._evidence = evidence
        self._url = url
        self._absence = absence

    def line(self, key: str) -> EvidenceLine | None:
        """Return the line below an item, which its fingerprint or its comment names; None without one."""
        item = self._evidence.item(key) if self._evidence else None
        mark = _mark(item, absence=self._absence) if item else None
        if item is None or mark is None:
            return None
        places = self.places(item)
        silent = mark in {"strong", "weak"}
        words = (item.note or _WORDS[mark]) if not places else "" if silent else _WORDS[mark]
        return EvidenceLine(mark, _WORDS[mark], words, places)

    def places(self, item: ItemEvidence) -> tuple[FileLink, ...]:
        """Return the files that show an item, the best ones of many."""
        return tuple(map(self._place, item.traces[:_MOST_PLACES]))

    def facts(self, number: int) -> tuple[FactLine, ...]:
        """Return the facts below an answer."""
        facts = self._evidence.facts(number) if self._evidence else ()
        return tuple(FactLine(fact.text, tuple(self._place(Trace(path, 0)) for path in fact.paths)) for fact in facts)

    def summary(self) -> Summary | None:
        """Return the line above the items, None without evidence."""
        if self._evidence is None:
            return None
        marks = {mark for item in self._evidence.items if (mark := _mark(item, absence=self._absence))}
        commit = self._evidence.revision
        notes = (*self._evidence.unknown, *self._evidence.limits_reached) if self._absence else ()
        return Summary(tuple((mark, words) for mark, words in _WORDS.items() if mark in marks), commit[:7], notes)

    @property
    def with_evidence(self) -> int | None:
        """The number of ticked items with evidence; None if it is not known."""
        return None if self._evidence is None else self._evidence.shown

    def _place(self, trace: Trace) -> FileLink:
        folder = f"{self._evidence.folder}/" if self._evidence and self._evidence.folder else ""
        shown = "".join(character if character.isprintable() else "\ufffd" for character in trace.place)
        later = "" if trace.committed else " (not committed yet)"
        is_there = trace.committed and shown == trace.place
        return FileLink(shown + later, self._url(folder + trace.path, trace.line) if is_there else "")


def _mark(item: ItemEvidence, *, absence: bool) -> Mark | None:
    """Return the mark of an item, None if the page says nothing about it."""
    if item.ticked and item.verdict in {"strong", "weak"}:
        return "strong" if item.verdict == "strong" else "weak"
    if not absence:
        return None
    if item.could_be_ticked:
        return "open"
    if not item.ticked:
        return None
    missing: Mapping[Verdict, Mark] = {"template": "template", "none": "none", "unseen": "unseen"}
    return missing.get(item.verdict)
