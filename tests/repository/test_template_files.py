"""Which files are still the template's own, apart from white space and the project's name."""

from __future__ import annotations

from collections import Counter

import pytest

from mkdocs_mlops_report.repository import template_files as module
from mkdocs_mlops_report.repository.template_files import template_files
from tests.evidence.projects import snapshot

HOLED = "name: {name}\nsteps:\n  - run\n  - test\n"


@pytest.fixture(autouse=True)
def a_version_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template with one file with a hole in its first line; the course's own text does not enter this repository."""
    lines = Counter(module.line_hash(line) for line in HOLED.splitlines()[1:])
    blobs, _ = module.known_versions()
    monkeypatch.setattr(module, "known_versions", lambda: (blobs, {"ci.yaml": [module.Version(1, lines)]}))


def test_a_whole_file_of_the_template() -> None:
    assert template_files(snapshot({"requirements.txt": "torch\n", "a/b.txt": "torch\r\n"})) == {
        "requirements.txt",
        "a/b.txt",
    }
    assert template_files(snapshot({"requirements.txt": "torch\nnumpy\n", "empty.py": ""})) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        HOLED.format(name="birds"),
        HOLED.format(name="birds").replace("\n", "\n\n"),
        HOLED.format(name="a").replace("  - ", "\t- "),
    ],
)
def test_a_file_with_the_projects_name(text: str) -> None:
    assert template_files(snapshot({".github/ci.yaml": text})) == {".github/ci.yaml"}


@pytest.mark.parametrize(
    "text",
    [
        HOLED.format(name="birds") + "  - lint\n",
        HOLED.format(name="birds").replace("  - test\n", ""),
        HOLED.format(name="birds").replace("- run", "- run all"),
    ],
)
def test_a_file_with_a_change_of_its_own(text: str) -> None:
    assert template_files(snapshot({"ci.yaml": text})) == frozenset()


def test_the_name_of_the_file_counts() -> None:
    assert template_files(snapshot({"other.yaml": HOLED.format(name="birds")})) == frozenset()
