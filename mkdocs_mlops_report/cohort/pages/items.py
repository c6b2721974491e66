"""A page for each item of the checklist: the claims of all groups, with the files that show them."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from mkdocs_mlops_report.cohort.cohort import Cohort, Item, MemberClaim
from mkdocs_mlops_report.cohort.pages.fragments import render
from mkdocs_mlops_report.cohort.pages.listing import Part, listed, parts_of, pills_of
from mkdocs_mlops_report.cohort.pages.matrix import CLAIM_WORDS, claim_mark
from mkdocs_mlops_report.cohort.pages.model import CohortPage, Frame, numbered, titled, with_neighbours
from mkdocs_mlops_report.rules.phrases import number_of

_NAMES = {
    "n": "No trace",
    "e": "With evidence",
    "h": "Only a hint",
    "t": "Unchanged template file",
    "o": "Could be ticked",
    "c": "Cannot be seen in a repository",
    "y": "Ticked",
    "b": "Not ticked",
    "x": "Not in the report",
}
_LISTED = {mark: _NAMES[mark] for mark in "nto"}
"""Listed above the table: what a grader looks into."""
_TICKED = {True: "ticked", False: "open", None: ""}


def item_pages(cohort: Cohort, frame: Frame) -> Iterator[CohortPage]:
    """Yield the pages of all items."""
    for before, item, after in with_neighbours(cohort.items):
        yield from _pages(item, before, after, frame)


def _pages(item: Item, before: Item | None, after: Item | None, frame: Frame) -> Iterator[CohortPage]:
    parts = parts_of((_row(one), _mark(one)) for one in item.claims)
    places = [numbered(item.id, part.number) for part in parts for _ in range(part.start, part.end)]
    entries = zip(item.claims, places, strict=True)
    lists = listed(((_mark(one), one.member, f"{place}.html#g-{one.member.slug}") for one, place in entries), _LISTED)

    def page(part: Part) -> CohortPage:
        path = f"items/{numbered(item.id, part.number)}.html"

        def html() -> Markup:
            rows = Markup("").join(map(_row, item.claims[part.start : part.end]))
            return frame.page(
                "item",
                path,
                "Checklist",
                item=item,
                before=_step(before),
                after=_step(after),
                lead=_lead(item),
                pills=pills_of([_mark(one) for one in item.claims], _NAMES, "n" if frame.evidence else ""),
                lists=lists,
                part=part,
                rows=rows,
            )

        return CohortPage(path, titled(item.name, part.number), html)

    yield from map(page, parts)


def _lead(item: Item) -> str:
    absent = sum(not one.claim.anchor for one in item.claims)
    others = f" {number_of(absent, 'report')} {'does' if absent == 1 else 'do'} not have it." if absent else ""
    return f"{item.ticked} of {number_of(len(item.claims), 'group')} tick it.{others}"


def _mark(one: MemberClaim) -> str:
    """Return the mark of a claim for the filter: that of its cell, or why it has none."""
    if not one.claim.anchor:
        return "x"
    return claim_mark(one.claim) or "b"


def _step(item: Item | None) -> tuple[str, str] | None:
    return (item.id, item.name) if item else None


def _row(one: MemberClaim) -> Markup:
    claim, mark = one.claim, claim_mark(one.claim)
    words = claim.note or (CLAIM_WORDS.get(mark, "").removeprefix("ticked").removeprefix("open").removeprefix(", "))
    return render(
        "claim",
        member=one.member,
        claim=claim,
        mark=mark,
        marks=_mark(one),
        ticked=_TICKED[claim.ticked] if claim.anchor else "not in the report",
        words=words,
    )
