"""The items of the checklist with their detectors, and how they are read from data.

`detectors.yaml` is what people edit; `python -m tools.make` makes `detectors.json` from it, which is read faster.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from mkdocs_mlops_report.evidence.model import Level, Testable

Kind: TypeAlias = Literal[
    "path", "python", "workflow", "command", "yaml", "dvc", "dependency", "prose", "figure", "computed"
]


class Detector(NamedTuple):
    """A row of `detectors.yaml`: what to look for, where, and what level it gives. All patterns are searched for."""

    level: Level
    kind: Kind
    pattern: str = ""
    """A regular expression for paths, commands, lines of a DVC config, prose, or the words of a figure."""
    files: str = ""
    """Only files whose path matches."""
    unless: str = ""
    """No files whose path matches."""
    min_bytes: int = 0
    """`path`: a file must have more bytes."""
    imports: tuple[str, ...] = ()
    """`python`: packages; importing one is a match."""
    imported: tuple[str, ...] = ()
    """`python`: one of these packages must be imported in the same file."""
    calls: tuple[str, ...] = ()
    """`python`: dotted names of what is called or used as a decorator."""
    keywords: Mapping[str, str] = {}
    """`python`: patterns of arguments by name; a call must have one of them."""
    bases: tuple[str, ...] = ()
    """`python`: base classes."""
    texts: str = ""
    """`python`: a regular expression for string constants."""
    names: str = ""
    """`python`: a regular expression for the names of functions and classes."""
    keys: Mapping[str, str] = {}
    """`python`: patterns of the values of a dictionary by key; it must have all of them."""
    tests: Literal["no", "only", "also"] = "no"
    """`python`: whether test files are searched."""
    uses: str = ""
    """`workflow`: a regular expression for actions."""
    events: tuple[str, ...] = ()
    """`workflow`: events that start it."""
    starts_alone: bool = False
    """`workflow`: whether an event must start it, not only a person."""
    key: str = ""
    """`yaml`: a regular expression for the keys of a value, joined by dots."""
    value: str = ""
    """`yaml`: a regular expression for the value."""
    packages: tuple[str, ...] = ()
    """`dependency`: names in normal form."""
    questions: tuple[str, ...] = ()
    """`figure`: our short titles of questions."""
    in_answer: bool = False
    """`figure`: whether the text of the answer counts, too."""
    function: str = ""
    """`computed`: the name of a function of `computed`."""
    says: str = ""
    """`computed`: what shows the item, if it is the repository as a whole."""


class CatalogueItem(NamedTuple):
    """An item of the checklist in all editions that have it."""

    id: str
    number: int
    name: str
    testable: Testable
    fingerprints: tuple[str, ...]
    """Those of its wordings, the newest first."""
    detectors: tuple[Detector, ...]
    prefer: str = ""
    """A regular expression for the paths that show the item best."""


@cache
def catalogue() -> tuple[CatalogueItem, ...]:
    """Return all items in the order of the newest edition, then those that only older editions have."""
    data: list[dict[str, Any]] = json.loads(Path(__file__).with_name("detectors.json").read_text("utf-8"))
    return tuple(_item(number, one) for number, one in enumerate(data, start=1))


@cache
def items_by_key() -> dict[str, CatalogueItem]:
    """Return the items by each of their fingerprints, and by their ids."""
    known = {print_: item for item in catalogue() for print_ in item.fingerprints}
    return known | {item.id: item for item in catalogue()}


def _item(number: int, data: dict[str, Any]) -> CatalogueItem:
    detectors = tuple(_detector(one) for one in data["evidence"])
    prints = tuple(data["fingerprints"])
    prefer = data.get("prefer", "")
    return CatalogueItem(data["id"], number, data["name"], data["testable"], prints, detectors, prefer)


def _detector(data: dict[str, Any]) -> Detector:
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in data.items()}
    return Detector(**values)
