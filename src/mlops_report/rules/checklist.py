"""CHK: the boxes of the checklist, and whether its items are the template's."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_report.exam.wording import is_reworded
from mlops_report.pattern import lazy
from mlops_report.report import Item
from mlops_report.report.model import contents
from mlops_report.report.outline import BOX
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import and_joined, number_of

_MEANS = {
    "done": "we read it as done",
    "open": "we read it as open",
    "unreadable": "nobody can tell what it means",
}
_BEGIN = lazy(r"^[\s>]*(?:[-*+]|\d{1,3}[.)])?\s*(?P<sign>[([*_\\]{0,3}\[[^\]\n]{0,20}\][)*_]{0,3}|[✓✔☑✅]?)")
_LIST = """\
## Overall project checklist

### Week 1

* [x] A first thing of ours (M5)
* [ ] A second one (M6)
* [ ] A third one
"""


@rule(
    "CHK001",
    "unreadable-box",
    Severity.WARNING,
    why="GitHub shows `[x]` and `[ ]` as boxes, and everything else as text.",
    mend="Write `[x]` for done and `[ ]` for open, and say in a note behind the item what is half done.",
    fires=_LIST.replace("[ ] A second", "[50%] A second"),
    silent=_LIST,
    fix="safe",
)
def unreadable_box(readings: Readings) -> Iterator[Finding]:
    """A box of the checklist is written in a form that GitHub does not know."""
    forms: dict[str, list[Item]] = {}
    for group in readings.report.checklist.groups:
        for item in group.items:
            if not item.shown:
                forms.setdefault(item.box, []).append(item)
    for items in forms.values():
        source, first, state = readings.report.source, items[0].span, items[0].state
        start, end = box_of(source.line(first.line))
        sign, column = source.line(first.line)[start:end], start + 1
        more = f", and {len(items) - 1} more like it" if len(items) > 1 else ""
        yield Finding(
            source.span(first.line, first.line, column, column + len(sign) if sign else None),
            f"{f'The box `{sign}`' if sign else 'An item without a box'}{more}: GitHub shows no box there, and"
            f" {_MEANS[state]}.",
            "Write `[x]` if it is done, else `[ ]`, with a space behind it"
            + ("; what is half done is a note behind the item." if state == "unreadable" else "."),
            by_hand=state == "unreadable" or not sign,
        )
    for group in readings.report.checklist.groups:
        for item in group.items:
            for number in range(item.span.line + 1, item.span.end_line + 1):
                if BOX.match(readings.report.source.line(number).strip()):
                    place = readings.report.source.span(number, number)
                    yield Finding(
                        place,
                        "An item without its list sign: GitHub shows it as the end of the item above.",
                        "Begin the line with `*`.",
                        by_hand=True,
                    )


@rule(
    "CHK002",
    "item-missing-or-edited",
    Severity.INFO,
    why="The teachers check the items of the template against the repository. What has another text is not found.",
    mend="Put the template's items back, and leave open what was not done.",
    fires="",
    silent=_LIST,
)
def item_missing_or_edited(readings: Readings) -> Iterator[Finding]:
    """Items of the template's checklist are missing or say something else."""
    report = readings.report
    if report.recognition.by != "fingerprints" or not report.edition.item_count:
        return
    items = [item for group in report.checklist.groups for item in group.items]
    top = items[0].span if items else (report.questions[0].heading_span if report.questions else None)
    if top is None:
        return
    if not items:
        yield Finding(
            report.source.span(1, 1),
            f"The checklist of {number_of(report.edition.item_count, 'item')} is gone.",
            "Put it back from the template.",
        )
        return
    wanted = {spec.fingerprint for specs in report.edition.checklist.values() for spec in specs}
    unknown = [item for item in items if item.fingerprint is None and is_reworded(contents(item.tokens.raw), wanted)]
    missing = report.edition.item_count - (len(items) - len(unknown))
    edited = min(max(missing, 0), len(unknown))
    counts = [
        (edited, "has another text", "have another text"),
        (max(missing, 0) - edited, "is missing", "are missing"),
        (len(unknown) - edited, "was added", "were added"),
    ]
    parts = [f"{number_of(count, 'item')} {one if count == 1 else many}" for count, one, many in counts if count]
    if missing > 0:
        place = unknown[0].span if unknown else top
        yield Finding(
            report.source.span(place.line, place.line),
            f"The checklist has not all of the template's {number_of(report.edition.item_count, 'item')}:"
            f" {and_joined(parts)}.",
            "Put the template's items back; what was not done stays open.",
        )


@rule(
    "CHK003",
    "nothing-ticked",
    Severity.WARNING,
    why="A checklist without a tick says that nothing was done. Most groups that hand in one have forgotten it.",
    mend="Tick what you did, as `[x]`.",
    fires=_LIST.replace("[x]", "[ ]"),
    silent=_LIST,
)
def nothing_ticked(readings: Readings) -> Iterator[Finding]:
    """No item of the checklist is ticked."""
    items = [item for group in readings.report.checklist.groups for item in group.items]
    if items and all(item.state == "open" for item in items):
        line = items[0].span.line
        yield Finding(
            readings.report.source.span(line, line),
            f"None of the {number_of(len(items), 'item')} of the checklist is ticked.",
            "Tick what you did: `[x]`.",
        )


def box_of(line: str) -> tuple[int, int]:
    """Return where the box of an item stands in its first line, of whatever form; twice the same without one."""
    begin = _BEGIN.match(line)
    return begin.span("sign") if begin else (0, 0)
