"""Makes `facts.py` of the YAML files, which are what people edit.

One file in `editions/` is one edition. A file that `extends` another says only what changed: a question's keys are
merged into the older edition's, a checklist group is replaced whole. A test tells when the result is out of date, and
`pytest --update-golden` makes it anew.
"""

from __future__ import annotations

from pathlib import Path
from pprint import pformat
from typing import Any

import yaml

_FOLDER = Path(__file__).parent
_HEAD = '''"""Made by `compile.py` of the YAML files beside it, which say what all of it means; edit those."""

from __future__ import annotations

from typing import Any

'''
_WIDTH = 110


def compiled() -> str:
    """Return the text of `facts.py`."""
    files = sorted((_FOLDER / "editions").glob("*.yaml"), key=lambda file: file.stem)
    editions = [_load(file) for file in files]
    return _HEAD + "".join(
        f"{name}: {kind} = {pformat(value, width=_WIDTH, compact=True, sort_dicts=False)}\n"
        for name, kind, value in (
            ("EDITIONS", "list[dict[str, Any]]", editions),
            ("SAMPLE_FIGURES", "dict[str, str]", _load(_FOLDER / "samples.yaml")),
            ("WORDING", "dict[str, str]", _load(_FOLDER / "wording.yaml")),
        )
    )


def _load(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return data
