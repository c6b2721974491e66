"""CHK: the boxes of the checklist, and whether its items are the template's."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_mlops_report.exam.template_wording import is_reworded
from mkdocs_mlops_report.report.model import Item, contents
from mkdocs_mlops_report.report.outline import BOX
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Severity, rule
from mkdocs_mlops_report.rules.phrases import joined, number_of
from mkdocs_mlops_report.text.pattern import lazy_pattern

_COUNTED = {
    "done": "counted as done, but GitHub does not render it",
    "open": "counted as open, but GitHub does not render it",
    "unreadable": "its meaning is unclear, and GitHub does not render it",
}
_BOX = lazy_pattern(r"\[[ xX]\]")
_BOX_IN_LINE = lazy_pattern(
    r"^[\s>]*(?:[-*+]|\d{1,3}[.)])?\s*(?P<box>[([*_\\]{0,3}\[[^\]\n]{0,20}\][)*_]{0,3}|(?:[✓✔☑✅]\ufe0f?)?)"
)
_LIST = """\
## Overall project checklist

### Week 1

* [x] Create a git repository (M5)
* [ ] Make sure that all team members have access (M5)
* [ ] Create a dedicated environment (M2)
"""


def _unrendered(context: Context) -> list[Item]:
    """Return the items whose box GitHub does not render."""
    return [item for group in context.report.checklist.groups for item in group.items if not item.shown]


@rule(
    "CHK001",
    "unreadable-box",
    Severity.WARNING,
    why="GitHub renders `[x]` and `[ ]` as boxes, and everything else as text.",
    example=_LIST.replace("[ ] Make", "[50%] Make"),
    instead=_LIST,
    fix="safe",
    fix_note="Writes `[x]` or `[ ]`. Skips boxes such as `[50%]`, which mean neither.",
    places=lambda context: len(_unrendered(context)),
)
def unreadable_box(context: Context) -> Iterator[Finding]:
    """Checks for boxes of the checklist that GitHub does not render."""
    source = context.report.source
    forms: dict[tuple[str, str], list[Item]] = {}
    for item in _unrendered(context):
        forms.setdefault((item.box, item.state), []).append(item)
    for items in forms.values():
        first, state = items[0].span, items[0].state
        start, end = box_in(source.line(first.line))
        box, after = source.line(first.line)[start:end], source.line(first.line)[end:]
        count = f" ({number_of(len(items), 'item')})" if len(items) > 1 else ""
        yield Finding(
            source.span(first.line, first.line, start + 1, end + 1 if box else None),
            f"{_what_is_wrong(box, after)}{count}; {_COUNTED[state] if box else 'nobody can tell whether it is done'}.",
            _how_to_write(box, after, state),
            fixable=state != "unreadable",
        )
    for group in context.report.checklist.groups:
        for item in group.items:
            for number in range(item.span.line + 1, item.span.end_line + 1):
                if BOX.match(source.line(number).strip()):
                    yield Finding(
                        source.span(number, number),
                        "Item has no bullet; GitHub shows it as part of the item above.",
                        "Start the line with `* `.",
                        fixable=False,
                    )


def _lacks_space(box: str, after: str) -> bool:
    """Return whether only a space is missing for a box; a `(` makes it a link."""
    return _BOX.fullmatch(box) is not None and after[:1].strip() not in {"", "("}


def _what_is_wrong(box: str, after: str) -> str:
    if not box:
        return "Item has no box"
    return f"`{box}` has no space after it" if _lacks_space(box, after) else f"`{box}` is not a task-list box"


def _how_to_write(box: str, after: str, state: str) -> str:
    if not box:
        return "Write `[x]` or `[ ]` after the bullet."
    if _lacks_space(box, after):
        return f"Add a space after `{box}`."
    if _BOX.fullmatch(box):
        return f"Write `* {box}`, one space, and the item."
    if state == "unreadable":
        return "Use `[x]` or `[ ]`; describe partial work in a note after the item."
    return f"Use `[{'x' if state == 'done' else ' '}]`, followed by a space."


@rule(
    "CHK002",
    "item-missing-or-edited",
    Severity.INFO,
    why="The teachers look for the template's items in the checklist, and cannot find those that were changed.",
    example="""\
## Overall project checklist

(fewer items than the template has)
""",
    instead=_LIST,
)
def item_missing_or_edited(context: Context) -> Iterator[Finding]:
    """Checks for items of the template's checklist that are missing or were changed."""
    report = context.report
    total = report.edition.item_count
    if report.recognition.by != "fingerprints" or not total:
        return
    items = [item for group in report.checklist.groups for item in group.items]
    if not items:
        yield Finding(
            report.source.span(1, 1),
            f"Checklist is missing; the template has {number_of(total, 'item')}.",
            "Copy it from the template.",
        )
        return
    known = {spec.fingerprint for specs in report.edition.checklist.values() for spec in specs}
    unknown = [item for item in items if item.fingerprint is None and is_reworded(contents(item.tokens.raw), known)]
    missing = total - (len(items) - len(unknown))
    if missing <= 0:
        return
    edited = min(missing, len(unknown))
    parts = [
        f"{count} {state}"
        for count, state in (
            (edited, "edited"),
            (missing - edited, "missing"),
            (len(unknown) - edited, "added"),
        )
        if count
    ]
    first = unknown[0].span if unknown else items[0].span
    yield Finding(
        report.source.span(first.line, first.line),
        f"Checklist differs from the template's {number_of(total, 'item')}: {joined(parts)}.",
        "Restore the template's items; leave those that are not done as `[ ]`.",
    )


@rule(
    "CHK003",
    "nothing-ticked",
    Severity.WARNING,
    why="A checklist without a tick says that nothing was done. Most groups that hand in an unticked checklist forgot"
    " to fill it in.",
    example=_LIST.replace("[x]", "[ ]"),
    instead=_LIST,
)
def nothing_ticked(context: Context) -> Iterator[Finding]:
    """Checks for checklists in which no item is ticked."""
    items = [item for group in context.report.checklist.groups for item in group.items]
    if items and all(item.state == "open" for item in items):
        line = items[0].span.line
        yield Finding(
            context.report.source.span(line, line),
            f"None of the {number_of(len(items), 'item')} is ticked.",
            "Tick what you did with `[x]`.",
        )


def box_in(line: str) -> tuple[int, int]:
    """Return the offsets of the box in the first line of an item, whatever its form; two equal ones without a box."""
    match = _BOX_IN_LINE.match(line)
    return match.span("box") if match else (0, 0)
