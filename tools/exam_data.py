"""Make `exam/exam.json` and `evidence/detectors.json`, which the package loads, from YAML files, which people edit.

One file in `editions/` is one edition of the template. A file that `extends` another states only what changed: the
keys of a question are merged into those of the older edition, a group of the checklist is replaced as a whole.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

PACKAGE = Path(__file__).parents[1] / "mkdocs_mlops_report"
EXAM = PACKAGE / "exam"


def exam_json() -> str:
    """Return the text of `exam.json`."""
    editions = sorted((EXAM / "editions").glob("*.yaml"), key=lambda file: file.stem)
    data = {
        "editions": [_load(file) for file in editions],
        "sample_figures": _load(EXAM / "samples.yaml"),
        "wording": _load(EXAM / "wording.yaml"),
    }
    return json.dumps(data, indent=0, ensure_ascii=False) + "\n"


def detectors_json() -> str:
    """Return the text of `detectors.json`."""
    return json.dumps(_load(PACKAGE / "evidence" / "detectors.yaml"), indent=0, ensure_ascii=False) + "\n"


def _load(file: Path) -> Any:
    data: Any = yaml.safe_load(file.read_text("utf-8"))
    return data
