"""Repositories of strangers: hostile files, many files, large files; nothing is run, shown or waited for."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from mkdocs_mlops_report.evidence.assess import evidence_of
from mkdocs_mlops_report.evidence.catalogue import catalogue
from mkdocs_mlops_report.evidence.reading import sources
from mkdocs_mlops_report.repository.snapshot import SnapshotFile, snapshot_of_revision
from tests.evidence.projects import snapshot
from tests.repositories import commit

HOSTILE: dict[str, str | bytes] = {
    "bomb.yaml": "a: &a [x]\n"
    + "".join(f"a{n}: &a{n} [{','.join(['*a' if n == 0 else f'*a{n - 1}'] * 10)}]\n" for n in range(30)),
    ".github/workflows/deep.yaml": "on: push\njobs: " + "[" * 10_000,
    ".github/workflows/types.yaml": "on: {push: [3], schedule: null}\njobs: [[[{steps: {run: [1]}}]]]\n",
    ".github/workflows/list.yaml": "[1, 2]\n",
    "deep.py": "x = " + "(" * 50_000 + ")" * 50_000,
    "wide.py": "x = [" + "1," * 200_000 + "]\n",
    "sum.py": "x = " + "a + " * 50_000 + "a\n",
    "null.py": b"import wandb\0\nwandb.init()\n",
    "latin.py": b"# caf\xe9\nimport wandb\n",
    "utf16.py": "import wandb\n".encode("utf-16"),
    "broken.ipynb": "{",
    "spaces.ipynb": '{"cells": [{"cell_type": "code", "source": "' + " " * 300_000 + 'x"}]}',
    "types.ipynb": '{"cells": {"a": 1}, "metadata": []}',
    "pyproject.toml": "project = 3\ntool = []\ndependency-groups = 'x'\n",
    "setup.cfg": "[" * 10_000,
    "Dockerfile": "FROM a \\\n" * 20_000,
    "Makefile": "a" * 400_000,
    "README.md": "monitoring " * 30_000,
    ".dvc/config": "url = gs://" + "a" * 100_000,
    "data.dvc": "",
    "cloudbuild.yaml": "steps: 3\n",
    "requirements.txt": "-\n==\n[x]\n" + "a" * 100_000,
    "configs/a.yaml": "x" * 100_000,
    "package.json": "[" * 100_000,
    "loop.yaml": "&a [*a, *a]\n",
    "configs/loop.yaml": "x: &a {y: *a, z: *a}\n",
    "configs/alias.yaml": "a: &a " + "x" * 300_000 + "\nb:\n" + "- *a\n" * 15_000,
    ".github/workflows/runs.yaml": "on: push\na: &a |\n" + "  ls\n" * 20_000 + "jobs:\n" + "- run: *a\n" * 5_000,
    ".github/workflows/stars.yaml": f"on: {{push: {{paths: ['data/**{'a**' * 20}b']}}}}\njobs: []\n",
    f"data/{'a' * 200}.csv": "x",
    "setup.py": "x = ['a" + " " * 200_000 + "x\n",
    "app/pyproject.toml": "a" + ".a" * 200_000 + " = 1\n",
    "lib/pyproject.toml": "[project]\ndependencies = [\n" + "".join(f"'p{n}',\n" for n in range(30_000)) + "]\n",
    "number.py": "f(x=0x" + "f" * 5_000 + ")\n",
    "dots.py": "import a" + ".a" * 60_000 + "\n",
}
LARGE: dict[str, str | bytes] = {
    "chain.py": ("a" + ".b()" * 900 + "\n") * 100,
    "signs.py": ("-" * 199 + "x\n") * 2_500,
}


@pytest.mark.parametrize("files", [HOSTILE, pytest.param(LARGE, marks=pytest.mark.slow)], ids=["small", "large"])
def test_hostile_files_do_no_harm(files: dict[str, str | bytes]) -> None:
    start = time.process_time()
    found = evidence_of(snapshot(files))
    assert len(found.items) == len(catalogue())
    assert time.process_time() - start < 60  # seconds; each of these took minutes, or all memory


def test_large_files_are_named_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    large = "# x\n" * 200_000 + "import wandb\nwandb.init()\n"
    found = evidence_of(snapshot({"large.py": large, "small.py": "x = 1\n"}))
    assert "1 large file is not read (texts over 512 KB, notebooks over 8 MB)." in found.limits_reached
    assert next(item for item in found.items if item.id == "wandb").verdict == "none"
    monkeypatch.setattr(sources, "_LARGEST_TOTAL", 10)
    found = evidence_of(snapshot({"a.py": "x = 1\n", "b.py": "y = 12\n"}))
    assert any("not read: the limit of" in limit for limit in found.limits_reached)


def test_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "model.py").parent.mkdir(exist_ok=True)
    with (tmp_path / "model.py").open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    made = snapshot_of_revision(tmp_path, commit(tmp_path, {"a.py": "x = 1\n"}))
    read: list[str] = []

    def load(files: Iterable[SnapshotFile]) -> dict[str, bytes]:
        wanted = list(files)
        read.extend(file.path for file in wanted)
        return made.load(wanted)

    evidence_of(replace(made, load=load))
    assert "a.py" in read
    assert "model.py" not in read


@pytest.mark.slow
def test_many_files_grow_no_faster_than_their_number() -> None:
    def seconds(count: int) -> float:
        files = {
            f"src/p{n % 50}/m{n}.py": f"import torch\n\n\ndef f{n}(x):\n    return x + {n}\n" for n in range(count)
        }
        made = snapshot(files)
        start = time.process_time()
        evidence_of(made)
        return time.process_time() - start

    seconds(100)
    assert seconds(3200) < 12 * seconds(800)


@pytest.mark.parametrize(
    "text", ["a" * 50_000, "alert " * 8_000, "data_" * 10_000, "/" * 50_000, "config" * 8_000, "trigger data " * 4_000]
)
def test_patterns_take_no_quadratic_time(text: str) -> None:
    files = {"README.md": text, f"{text[:200]}.py": "x = 1\n", "Makefile": text, "a.yaml": f"a: {text}\n"}
    start = time.process_time()
    evidence_of(snapshot(files))
    assert time.process_time() - start < 20  # seconds; a pattern that grows with the square takes minutes


def test_what_is_skipped_is_no_missing_trace() -> None:
    made = replace(snapshot({"a.py": "x = 1\n"}), limits_reached=("9 of 10 files are not looked at.",))
    found = evidence_of(made)
    assert "none" not in {item.verdict for item in found.items}
    assert found.limits_reached == ("9 of 10 files are not looked at.",)
