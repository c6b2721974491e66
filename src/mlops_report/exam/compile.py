"""Makes `compiled.json` of the YAML files, which are what people edit.

One file in `editions/` is one edition. A file that `extends` another says only what changed: a question's keys are
merged into the older edition's, a checklist group is replaced whole. A test tells when the result is out of date, and
`pytest --update-golden` makes it anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent


def compiled() -> str:
    """Return the text of `compiled.json`."""
    raw: dict[str, dict[str, Any]] = {}
    for file in sorted((_FOLDER / "editions").glob("*.yaml"), key=lambda file: file.stem):
        data = _load(file)
        raw[data["id"]] = _merged(raw[data["extends"]], data) if "extends" in data else data
    document = {
        "editions": list(raw.values()),
        "samples": _load(_FOLDER / "samples.yaml"),
        "wording": _load(_FOLDER / "wording.yaml"),
    }
    return json.dumps(document, indent=0, separators=(",", ":")) + "\n"


def _load(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return data


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    questions = dict(base["questions"])
    for number, keys in change.get("questions", {}).items():
        questions[number] = {**questions[number], **keys}
    checklist = {**base.get("checklist", {}), **change.get("checklist", {})}
    return {**base, **change, "questions": questions, "checklist": checklist}
