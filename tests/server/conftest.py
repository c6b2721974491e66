from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import course_site, report
from tests.server.editor import Editor, running_editor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    course_site(tmp_path, report())
    return tmp_path


@pytest.fixture
def editor(folder: Path) -> Iterator[Editor]:
    with running_editor(folder) as editor:
        yield editor
