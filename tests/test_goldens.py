"""What is made today is what the golden files say; `python -m tests.goldens` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.goldens import GOLDENS, TESTS


@pytest.mark.parametrize("file", GOLDENS, ids=lambda file: file.relative_to(TESTS).as_posix())
def test_golden(file: Path) -> None:
    assert GOLDENS[file]() == file.read_text("utf-8")
