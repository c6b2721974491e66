"""Workflows: what they run, on what, and what starts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_mlops_report.evidence.reading.commands import is_cloud_build
from mkdocs_mlops_report.evidence.reading.sources import Sources
from mkdocs_mlops_report.evidence.reading.workflows import Workflow, matches
from mkdocs_mlops_report.evidence.reading.yaml_tree import read_toml

_RUNS_TESTS = re.compile(r"\bpytest\b|\bunittest\b|\btox\b|\bnox\b|\bcoverage run\b")
_RUNS_TASK = re.compile(r"\b(?:make|just|inv|invoke|task|poe)\b.{0,30}\btests?\b")
_CACHE_ACTION = re.compile(r"^actions/cache(?:/|@|$)|cache", re.IGNORECASE)
_DATA_PATH = re.compile(
    r"(?i)(?:^|/)\.?dvc(?:\.ya?ml|\.lock|/|$)|\.dvc\b|(?:^|/|\*)data(?:/|$|\*|sets?\b)|\.csv$|\.parquet$"
)
_MODEL_PATH = re.compile(r"(?i)(?:^|/)models?(?:/|$|\*)|\.(?:pth?|ckpt|onnx)\b")
_MODEL_EVENT = re.compile(r"(?i)model|registry|wandb|stag|prod|promot|artifact|deploy|alias|link")
_JOB = re.compile(r"(?i)worker_?pool_?specs|machine_?spec")
_NO_DATA = re.compile(r"(?:^|/)(?:\.gitkeep|\.gitignore|README\.md|__init__\.py|[^/]+\.py)$")


def test_commands(sources: Sources) -> Iterator[str]:
    """Yield the commands of workflows that run tests; a task runner stands for all tests."""
    for workflow in sources.workflows.values():
        for command in workflow.commands:
            if _RUNS_TESTS.search(command.text):
                yield command.text
            elif _RUNS_TASK.search(command.text):
                yield "pytest"


def tests_in_cloud_build(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield builds of the cloud that run tests."""
    for path, commands in sources.builds.items():
        line = next((one.line for one in commands if _RUNS_TESTS.search(one.text)), 0)
        if line and is_cloud_build(path):
            yield path, line


def cache_and_matrix(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the workflow with a matrix of systems or Pythons, and the one that caches, if there are both."""
    matrices, caches = _matrices(sources), _caches(sources)
    if matrices and caches:
        yield matrices[0]
        yield caches[0]


def cache_or_matrix(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the workflows that have a matrix or a cache, even one that an action has by default."""
    yield from _matrices(sources)
    yield from _caches(sources)
    for path, workflow in sources.workflows.items():
        yield from ((path, line) for name, line in workflow.uses if "setup-uv@" in name)
        yield from ((path, value) for _, value in [*workflow.systems, *workflow.pythons][:1])


def _matrices(sources: Sources) -> list[tuple[str, int]]:
    """Return the workflows with two or more systems or versions of Python, those that are the group's own first."""
    found = [
        (path, lines[0][1])
        for path, workflow in sources.workflows.items()
        for lines in (workflow.systems, workflow.pythons)
        if len({text for text, _ in lines}) > 1
    ]
    return sorted(found, key=lambda place: place[0] in sources.template)


def _caches(sources: Sources) -> list[tuple[str, int]]:
    """Return the workflows with a cache, those that are the group's own first."""
    found: list[tuple[str, int]] = []
    for path, workflow in sources.workflows.items():
        lines = [line for name, line in workflow.uses if _CACHE_ACTION.search(name)]
        lines += [
            value.line
            for value in workflow.options
            if value.key in {"cache", "enable-cache"} and value.text not in {"", "false"}
        ]
        lines += [value.line for value in workflow.options if value.key in {"cache-from", "cache-to"}]
        found += [(path, min(lines))] if lines else []
    return sorted(found, key=lambda place: place[0] in sources.template)


def coverage_configured(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the configuration of coverage in pyproject.toml or setup.cfg."""
    for path in sources.paths:
        text = sources.text(path) if path.endswith(("pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini")) else ""
        if "coverage" in text or "--cov" in text:
            tool = read_toml(text).get("tool") if path.endswith(".toml") else {"coverage": True}
            configured = isinstance(tool, dict) and "coverage" in tool
            if configured or "--cov" in text:
                yield (
                    path,
                    next((n for n, line in sources.lines(path) if "tool.coverage" in line or "--cov" in line), 0),
                )


def pre_commit_service(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the hooks if a service runs them: they are configured for it."""
    for path, values in sources.yaml.items():
        if path.endswith((".pre-commit-config.yaml", ".pre-commit-config.yml")):
            line = next((value.line for value in values if value.keys[:1] == ("ci",)), 0)
            if line:
                yield path, line


def workflow_on_data(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield workflows that start when data change: a filter names them, and git has such files."""
    for path, one in sources.workflows.items():
        for filter_ in one.paths:
            if (
                _DATA_PATH.search(filter_.pattern)
                and not filter_.pattern.startswith("!")
                and _fires(sources, filter_.pattern)
            ):
                yield path, filter_.line
                break


def _fires(sources: Sources, pattern: str) -> bool:
    """Return whether git has a file with data that a filter matches."""
    files = [file.path for file in sources.snapshot.files if matches(pattern, file.path)]
    return any(not _NO_DATA.search(path) and not path.endswith(".dvc/config") for path in files)


def workflow_names_data(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield workflows whose filters name data, even if git has no such file."""
    yield from _filtered(sources, _DATA_PATH)


def workflow_names_models(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield workflows whose filters name models."""
    yield from _filtered(sources, _MODEL_PATH)


def _filtered(sources: Sources, pattern: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    for path, workflow in sources.workflows.items():
        line = next((one.line for one in workflow.paths if pattern.search(one.pattern)), 0)
        if line:
            yield path, line


def workflow_on_dispatch(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield workflows that another system starts, for instance a registry of models."""
    for path, workflow in sources.workflows.items():
        lines = [line for event, line in workflow.triggers if event == "repository_dispatch"]
        if lines and (not workflow.types or any(map(_MODEL_EVENT.search, workflow.types))):
            yield path, lines[0]


def triggered_builds(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield builds of images in the cloud that nothing submits by hand, so a trigger must start them."""
    if _is_run(sources, re.compile(r"gcloud( beta)? builds submit|builds triggers run")):
        return
    for path, commands in sources.builds.items():
        if is_cloud_build(path):
            line = next((one.line for one in commands if _builds_image(one.text)), 0)
            if line:
                yield path, line


def submitted_jobs(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield specifications of training jobs in the cloud, if a command that submits one is written down anywhere."""
    if not _is_run(sources, re.compile(r"ai custom-jobs create|custom-jobs create|CustomJob|hp-tuning-jobs create")):
        return
    for path, values in sources.yaml.items():
        line = next((one.line for one in values if _JOB.search(".".join(one.keys))), 0)
        if line and not path.startswith("docs/"):
            yield path, line


def _is_run(sources: Sources, command: re.Pattern[str]) -> bool:
    """Return whether a command is in a build file, in the code, or in what the group wrote, the report included."""
    report = sources.snapshot.text(sources.report) if sources.report else None
    return (
        any(command.search(one.text) for commands in sources.builds.values() for one in commands)
        or any(command.search(text) for text in (*sources.prose.values(), report or ""))
        or any(command.search(call.name) for code in sources.code.values() for call in code.calls)
    )


def _builds_image(command: str) -> bool:
    return re.search(r"\bdocker\b.*\bbuild(x)?\b|\bkaniko\b|buildpacks", command) is not None


def has_tests(workflow: Workflow) -> bool:
    """Return whether a workflow runs tests."""
    return any(_RUNS_TESTS.search(one.text) or _RUNS_TASK.search(one.text) for one in workflow.commands)
