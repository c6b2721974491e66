"""The group's tests, and which of them the continuous integration runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from mkdocs_mlops_report.evidence.computed.code import DATA_NAME
from mkdocs_mlops_report.evidence.computed.integration import test_commands
from mkdocs_mlops_report.evidence.reading.names import matches_name
from mkdocs_mlops_report.evidence.reading.python_code import Code
from mkdocs_mlops_report.evidence.reading.sources import Sources
from mkdocs_mlops_report.evidence.reading.standard_library import is_standard

_DATA = re.compile(
    r"(?:^|_)(?:data|dataset|datasets|preprocess\w*|dataloader\w*|datamodule|make_dataset|transforms?)(?:_|$)",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"(?:^|_)(?:models?|train|training|trainer|network|net|classifier|architecture|evaluate)(?:_|$)", re.IGNORECASE
)
_USES_MODEL = re.compile(r"(?i)predict|inference|batch|serv|api|deploy")
"""Names of tests that use a model and do not look at it."""
_CLIENTS = (
    *("fastapi.testclient.TestClient", "*.TestClient", "httpx.AsyncClient", "httpx.Client", "httpx.ASGITransport"),
    *("starlette.testclient.TestClient", "*.test_client"),
)
_FOREIGN = frozenset(
    {
        "torch",
        "torchvision",
        "tensorflow",
        "keras",
        "sklearn",
        "datasets",
        "transformers",
        "lightning",
        "pytorch_lightning",
        "numpy",
        "pandas",
        "fastapi",
        "pytest",
        "hydra",
    }
)
_TEST_PATH = re.compile(r"(?:\./)?(?!-)[\w.-]*tests?[\w.-]*(?:/[\w./-]*)?")
"""A folder or a file of tests among the arguments of a command; what pytest writes may have such a name, too."""
_SELECTING = frozenset({"-k", "-m"})
"""Options whose value is an expression with names of tests."""


def data_tests(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield test files that are named for the data, or import the project's data module."""
    yield from _tests_of(sources, _DATA, lambda name: _imports_own(name, _DATA))


def model_tests(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield test files that are named for model or training, or import such a module of the project."""
    yield from _tests_of(sources, _MODEL, lambda name: _imports_own(name, _MODEL))


def some_tests(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield test files with test functions."""
    for path, code in _own_tests(sources):
        yield path, code.tests[0].line


def api_tests(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield test files that call the application through a client."""
    for path, code in _own_tests(sources):
        if line := _client_line(code):
            yield path, line


def api_tests_in_ci(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield those test files of the application that a workflow runs."""
    commands = list(test_commands(sources))
    for path, line in api_tests(sources):
        if any(_covers(command, path) for command in commands):
            yield path, line


def load_test_scripts(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield scripts that are named for a load test and send requests."""
    clients = ("requests.*", "httpx.*", "aiohttp.*", "*.ClientSession", "*.AsyncClient", "locust.*")
    for path, code in (sources.code | sources.tests).items():
        if re.search(r"(?i)(load|stress)[_-]?test", path) and path not in sources.template:
            line = min((call.line for call in code.calls if matches_name(call.name, clients)), default=0)
            if line:
                yield path, line
    for path in sources.paths:
        if path.endswith(".js") and "k6/http" in sources.text(path):
            yield path, 0


def _own_tests(sources: Sources) -> Iterator[tuple[str, Code]]:
    for path, code in sources.tests.items():
        if code.tests and path not in sources.template:
            yield path, code


def _tests_of(sources: Sources, topic: re.Pattern[str], imports: Callable[[str], bool]) -> Iterator[tuple[str, int]]:
    """Yield test files about a topic: those named for it first, then those with functions for it."""
    files = list(_own_tests(sources))
    named = [
        (path, code)
        for path, code in files
        if topic.search(_stem(path))
        and (not _USES_MODEL.search(_stem(path)) or topic is _DATA or any(imports(name) for name, _ in code.imports))
    ]
    for path, code in named:
        yield path, code.tests[0].line
    for path, code in files:
        if (path, code) in named or _client_line(code):
            continue
        about = [one.line for one in code.tests if topic.search(one.name.removeprefix("test"))]
        if any(imports(name) for name, _ in code.imports):
            yield path, about[0] if about else code.tests[0].line


def _stem(path: str) -> str:
    """Return the name of a test file without what every test file has in it."""
    name = path.rsplit("/", 1)[-1].removesuffix(".py")
    return re.sub(r"^tests?_|_tests?$", "", name)


def _imports_own(name: str, topic: re.Pattern[str]) -> bool:
    """Return whether an import is of a module of the project for a topic: `torch.utils.data` is not one."""
    parts = name.lstrip(".").split(".")
    if not name.startswith(".") and (parts[0] in _FOREIGN or is_standard(parts[0])):
        return False
    modules = parts[:-1] or parts
    return any(topic.search(part) or (topic is _DATA and DATA_NAME.search(f"/{part}.py")) for part in modules)


def _client_line(code: Code) -> int:
    return min((call.line for call in code.calls if matches_name(call.name, _CLIENTS)), default=0)


def _covers(command: str, path: str) -> bool:
    """Return whether a command that runs tests runs those in a file: all of them if it names no folder."""
    arguments = [argument.strip("'\"").partition("::")[0] for argument in command.partition("pytest")[2].split()]
    named = [
        argument.removeprefix("./").rstrip("/")
        for before, argument in pairwise(["", *arguments])
        if before not in _SELECTING and _TEST_PATH.fullmatch(argument) and PurePosixPath(argument).suffix in {"", ".py"}
    ]
    if "--ignore" in command and any(path.startswith(one) for one in re.findall(r"--ignore[= ](\S+)", command)):
        return False
    return not named or any(path == one or path.startswith(f"{one}/") for one in named)
