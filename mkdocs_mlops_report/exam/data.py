"""The facts of the exam as plain data.

People edit the YAML files in this folder; `python -m tools.make` makes `exam.json` from them, since YAML takes longer
to read than a report.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def exam_data() -> dict[str, Any]:
    """Return the editions, the hashes of the sample figures, and the hashed words of the template's sentences."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name("exam.json").read_text("utf-8"))
    return data


def sample_figures() -> dict[str, str]:
    """Return the names of the template's sample figures by the SHA-256 of their content."""
    samples: dict[str, str] = exam_data()["sample_figures"]
    return samples
