"""What files say: Python, notebooks, YAML, workflows, commands, manifests."""

from __future__ import annotations

import json

import pytest

from mkdocs_mlops_report.evidence.reading.commands import commands_of, shell_commands
from mkdocs_mlops_report.evidence.reading.manifests import declared_in, is_declared
from mkdocs_mlops_report.evidence.reading.names import matches_name
from mkdocs_mlops_report.evidence.reading.python_code import NO_CODE, read_notebook, read_python
from mkdocs_mlops_report.evidence.reading.workflows import matches, read_workflow
from mkdocs_mlops_report.evidence.reading.yaml_tree import Value, read_toml, read_yaml

CODE = '''\
"""A module. wandb.init() in words is no call."""
import torch.nn.functional as F
from torch import compile as speed_up
from .data import loader  # wandb.init()
import re

class Net(F.Module, metaclass=type):
    def forward(self, x: int) -> int:
        """Return it."""
        return F.relu(x)

@app.post("/predict")
async def predict(x, *, y: int = 1):
    speed_up(x, mode="fast", workers=4, other=x.y)
    re.compile("a")
    return {"method": "bayes", "n": 3}
'''


def test_names_are_resolved_through_imports() -> None:
    code = read_python(CODE)
    assert ("torch.nn.functional", 2) in code.imports
    assert (".data.loader", 4) in code.imports
    names = {call.name: call for call in code.calls}
    assert set(names) == {"torch.nn.functional.relu", "torch.compile", "re.compile", "app.post"}
    assert names["torch.compile"].line == 14
    assert names["torch.compile"].keywords == {"mode": "fast", "workers": "4", "other": "x.y"}
    assert names["app.post"].texts == ("/predict",)


def test_classes_functions_and_dictionaries() -> None:
    code = read_python(CODE)
    assert [(one.name, one.bases) for one in code.classes] == [("Net", ("torch.nn.functional.Module",))]
    assert [(one.name, one.annotated, one.documented) for one in code.functions] == [
        ("predict", False, False),
        ("forward", True, True),
    ]
    assert code.dictionaries == (({"method": "bayes", "n": "3"}, 16),)
    assert all("in words" not in text for text, _ in code.texts)


def test_style_problems() -> None:
    tidy = "import os\n\n\ndef f(x):\n    if x is None:\n        return os.sep\n    return x\n"
    assert read_python(tidy).style_problems == 0
    for line in ("import os, sys", "if x == None: pass", "l = 1", "a = 1; b = 2", "try:\n    a()\nexcept:\n    b()"):
        assert read_python(f"{line}\n").style_problems >= 1, line


@pytest.mark.parametrize(
    "text",
    ["def (", "(" * 100_000, "-" * 100_000 + "1", "x = 1\0", "not " * 100_000 + "x", "lambda: " * 100_000 + "x"],
)
def test_python_that_cannot_be_parsed(text: str) -> None:
    assert read_python(text) == NO_CODE


def test_very_long_python_is_read() -> None:
    assert read_python("x = " + "a + " * 50_000 + "a\n") is not None
    assert read_python("if a:\n    pass\n" + "elif a:\n    pass\n" * 20_000) is not None


def test_notebooks() -> None:
    cells = [
        {"cell_type": "markdown", "source": "import wandb"},
        {"cell_type": "code", "source": ["%time x\n", "!pip install a\n", "import wandb\n", "wandb.init()"]},
        {"cell_type": "code", "source": "this is no Python"},
        {"cell_type": "code", "source": "def test_a(): pass"},
    ]
    code = read_notebook(json.dumps({"cells": cells}))
    assert code.imports == (("wandb", 1),)
    assert [(call.name, call.line) for call in code.calls] == [("wandb.init", 1)]
    assert [one.name for one in code.tests] == ["test_a"]


@pytest.mark.parametrize(
    "text",
    ["", "no", "[]", "3", '{"cells": 3}', '{"cells": [1, null, {"cell_type": "code"}]}', "[" * 100_000,
     '{"cells": [{"cell_type": "code", "source": 3}]}', '{"cells": [{"cell_type": "code", "source": [1, null]}]}'],
)  # fmt: skip
def test_notebooks_that_are_none(text: str) -> None:
    assert read_notebook(text).calls == ()


def test_texts_of_all_cells_are_found() -> None:
    pair = ['def f():\n    "A docstring."\n    return 1\n', 'url = "gs://bucket/x"\n']
    cells = [{"cell_type": "code", "source": source} for source in pair * 60]
    code = read_notebook(json.dumps({"cells": cells}))
    assert [text for text, _ in code.texts] == ["gs://bucket/x"] * 60


def test_yaml_keys_and_lines() -> None:
    text = "on:\n  push:\n    paths: [a, 'b']\nempty:\nlist:\n  - run: x\n---\nsecond: 1\n"
    assert read_yaml(text) == (
        Value(("on", "push", "paths", "*"), "a", 3),
        Value(("on", "push", "paths", "*"), "b", 3),
        Value(("empty",), "", 4),
        Value(("list", "*", "run"), "x", 6),
        Value(("second",), "1", 8),
    )
    assert read_yaml(text)[0].key == "paths"


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "{" * 5000,
        "- " * 5000 + "x",
        "\n".join(" " * n + "a:" for n in range(2000)),
        "a: \t b: *none",
        "? " * 5000,
        "\0",
    ],
)
def test_yaml_that_cannot_be_read(text: str) -> None:
    assert read_yaml(text) == ()


def test_aliases_do_not_explode() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert len(read_yaml("\n".join(levels))) <= 20_000
    assert len(read_yaml("a: &a [*a, x]")) < 200


def test_toml_that_cannot_be_read() -> None:
    assert read_toml("a = [") == {}
    assert read_toml("a = " + "[" * 5000) == {}
    assert read_toml("[a]\nb = 1") == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("a # b\n# c\nd\n", [("a", 1), ("d", 3)]),
        ("a \\\n  b \\\n  # c\n  d\ne", [("a b d", 1), ("e", 5)]),
        ("echo 'x#y'\n", [("echo 'x#y'", 1)]),
        ("a \\", [("a", 1)]),
    ],
)
def test_commands_are_joined_and_without_comments(text: str, commands: list[tuple[str, int]]) -> None:
    assert [(one.text, one.line) for one in shell_commands(text)] == commands


def test_steps_of_a_build_are_joined() -> None:
    text = "steps:\n- name: gcloud\n  args:\n  - run\n  - deploy\n- name: bash\n  args:\n"
    text += "  - -c\n  - |\n    # docker push\n    docker build .\n"
    found = [(one.text, one.line) for one in commands_of("cloudbuild.yaml", text)]
    assert found[0] == ("gcloud run deploy", 4)
    assert found[1][0] == "bash -c"
    assert found[2][0] == "bash docker build ."


def test_a_workflow() -> None:
    text = """\
on:
  push: {branches: [main], paths: [data.dvc]}
  repository_dispatch: {types: [staged]}
jobs:
  a:
    strategy:
      matrix: {os: [ubuntu-latest, windows-latest], python: ["3.11", "3.12"], exclude: [{os: macos-latest}]}
    steps:
    - uses: actions/checkout@v5
    - run: |
        # pytest old
        pytest
    - {uses: actions/setup-python@v5, with: {cache: pip}}
"""
    found = read_workflow(text)
    assert {event for event, _ in found.triggers} == {"push", "repository_dispatch"}
    assert [(one.pattern, one.line) for one in found.paths] == [("data.dvc", 2)]
    assert found.types == ("staged",)
    assert [(one.text, one.line) for one in found.commands] == [("pytest", 12)]
    assert [text for text, _ in found.systems] == ["ubuntu-latest", "windows-latest"]
    assert [text for text, _ in found.pythons] == ["3.11", "3.12"]
    assert found.starts_alone


@pytest.mark.parametrize(
    ("condition", "commands"),
    [
        ("false", ["ruff check"]),
        ("${{ false }}", ["ruff check"]),
        ("'false'", ["ruff check"]),
        ("github.ref == 'refs/heads/false'", ["ruff check", "pytest"]),
    ],
)
def test_a_job_that_is_switched_off(condition: str, commands: list[str]) -> None:
    text = (
        f"on: push\njobs:\n  lint:\n    steps: [{{run: ruff check, if: false}}]\n"
        f"  if:\n    if: {condition}\n    steps: [{{run: pytest}}]\n"
    )
    assert [one.text for one in read_workflow(text).commands] == commands


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("on: push", {"push"}),
        ("on: [push, pull_request]", {"push", "pull_request"}),
        ("'on':\n  schedule:\n  - cron: '0 0 * * *'", {"schedule"}),
        ("true: push", {"push"}),
        ("on:", {""}),
        ("on: 3", {"3"}),
        ("jobs: []", set()),
        ("[]", set()),
    ],
)
def test_triggers_in_every_form(text: str, events: set[str]) -> None:
    assert {event for event, _ in read_workflow(text).triggers} == events


def test_a_workflow_that_people_start() -> None:
    assert not read_workflow("on: workflow_dispatch").starts_alone


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("data/**", "data/raw/a.csv", True),
        ("data/**", "src/data.py", False),
        ("**.dvc", "data/a.dvc", True),
        ("*.dvc", "data/a.dvc", False),
        ("**/*.dvc", "a.dvc", True),
        ("./data.dvc", "data.dvc", True),
        ("a?c", "ac", True),
        ("a.c", "abc", False),
    ],
)
def test_filters_match_as_on_github(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("pyproject.toml", "[project]\ndependencies = ['Torch>=2', 'my_package[x]']\n", {"torch", "my-package"}),
        ("pyproject.toml", "[dependency-groups]\na = ['ruff', {include-group = 'b'}]\n", {"ruff"}),
        ("pyproject.toml", "[tool.poetry.dependencies]\npython = '^3.11'\nnumpy = '*'\n", {"numpy"}),
        ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\nruff = '*'\n", {"ruff"}),
        ("pyproject.toml", "project = 3\n[tool]\npoetry = []\n", set()),
        ("requirements.txt", "# a\ntorch==2  # x\n-r b.txt\ngit+https://a\nscikit.learn\n", {"torch", "scikit-learn"}),
        ("environment.yml", "dependencies:\n- python=3.11\n- pip:\n  - torch==2\n", {"python", "torch"}),
        ("setup.py", "setup(install_requires=['torch>=2', \"numpy\"])\n", {"torch", "numpy"}),
        ("Pipfile", "[packages]\ntorch = '*'\n", {"torch"}),
    ],
)  # fmt: skip
def test_declared_packages(path: str, text: str, names: set[str]) -> None:
    assert {one.name for one in declared_in(path, text)} == names


def test_a_declared_package_has_its_line() -> None:
    text = "[project]\nname = 'birds'\ndependencies = [\n  'torch',\n  'torchvision',\n]\n"
    assert {(one.name, one.line) for one in declared_in("pyproject.toml", text)} == {("torch", 4), ("torchvision", 5)}


def test_modules_and_packages_have_different_names() -> None:
    assert is_declared("sklearn", frozenset({"scikit-learn"}))
    assert is_declared("cv2", frozenset({"opencv-python-headless"}))
    assert is_declared("google", frozenset({"google-cloud-storage"}))
    assert not is_declared("torch", frozenset({"torchvision"}))


def test_patterns_of_names() -> None:
    assert matches_name("model.fit", ("*.fit",))
    assert matches_name("fit", ("*.fit",))
    assert matches_name("torch.quantization.quantize", ("torch.quantization.*",))
    assert matches_name("anything", ("*",))
    assert not matches_name("re.compile", ("torch.compile",))
    assert not matches_name("misfit", ("*.fit",))
