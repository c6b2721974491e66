"""Facts for the questions: what a grader looks up by hand, by the meaning of each question in its edition.

A fact is never a judgement. Files that are still the template's count, since the group runs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from mkdocs_mlops_report.evidence.computed import api, code, integration, project, tests
from mkdocs_mlops_report.evidence.model import Fact, QuestionFacts
from mkdocs_mlops_report.evidence.reading.commands import DOCKERFILE, is_cloud_build
from mkdocs_mlops_report.evidence.reading.manifests import LOCK, MANIFEST
from mkdocs_mlops_report.evidence.reading.names import matches_name
from mkdocs_mlops_report.evidence.reading.python_code import Code, Function
from mkdocs_mlops_report.evidence.reading.sources import Sources
from mkdocs_mlops_report.evidence.reading.workflows import EVENTS, Workflow
from mkdocs_mlops_report.evidence.reading.yaml_tree import read_toml
from mkdocs_mlops_report.report.model import Report

_MOST_PATHS = 3
"""Files that a fact names; more are counted."""
_LINTER = re.compile(r"\b(ruff|flake8|pylint|black|isort|mypy|pyright|pycodestyle|yapf|autopep8)\b")
_REMOTE = re.compile(r"url\s*=\s*['\"]?(?P<kind>[a-z0-9]+)://", re.IGNORECASE)
_REMOTES = {
    "gs": "Google Cloud Storage",
    "s3": "S3",
    "azure": "Azure",
    "gdrive": "Google Drive",
    "http": "HTTP",
    "https": "HTTP",
}
_TRACKERS = {
    "Weights & Biases": ("wandb.init", "wandb.log", "*.WandbLogger", "wandb.log_artifact"),
    "MLflow": ("mlflow.*",),
    "TensorBoard": ("*.SummaryWriter", "*.TensorBoardLogger"),
}
_SERVICES = {
    "bucket": r"gs://|google\.cloud\.storage|google_storage_bucket|gsutil",
    "Artifact Registry": r"-docker\.pkg\.dev",
    "Cloud Build": r"gcloud( beta)? builds|google_cloudbuild",
    "Vertex AI": r"aiplatform|gcloud( beta)? ai |(?i:worker_?pool_?specs)|/gcs/",
    "Cloud Run": r"gcloud( beta)? run|\brun deploy\b|deploy-cloudrun|google_cloud_run|\.run\.app",
    "Cloud Functions": r"gcloud( beta)? functions|functions_framework|google_cloudfunctions",
    "Secret Manager": r"secretmanager|google_secret_manager",
    "BigQuery": r"bigquery",
}
"""Services of the cloud by what code, commands and configs say of them."""


def facts_of(sources: Sources, report: Report) -> tuple[QuestionFacts, ...]:
    """Return the facts for each question that has some, in the order of the report."""
    found = []
    for question in report.questions:
        facts = sources.facts.get(question.title)
        if facts is None:
            makers = _BY_QUESTION.get(question.title, ())
            facts = sources.facts[question.title] = tuple(fact for make in makers for fact in make(sources))
        if facts:
            found.append(QuestionFacts(question.number, facts))
    return tuple(found)


def _fact(name: str, text: str, paths: Iterable[str] = ()) -> Fact:
    return Fact(name, text, tuple(dict.fromkeys(path for path in paths if path))[:_MOST_PATHS])


def _named(name: str, word: str, paths: Sequence[str], words: str = "") -> Iterator[Fact]:
    """Yield `1 Dockerfile` or `3 Dockerfiles` with the files, if there are some."""
    paths = list(dict.fromkeys(paths))
    yield from _with_files(name, _count(len(paths), word, words), paths)


def _with_files(name: str, text: str, paths: Sequence[str]) -> Iterator[Fact]:
    """Yield a text with its files, if there are some."""
    if paths:
        yield _fact(name, text, paths)


def _calling(codes: Mapping[str, Code], names: tuple[str, ...]) -> list[str]:
    """Return the paths of the files that call one of the names."""
    return [path for path, one in codes.items() if any(matches_name(call.name, names) for call in one.calls)]


def _importing(codes: Mapping[str, Code], packages: Sequence[str]) -> list[str]:
    """Return the paths of the files that import one of the packages."""
    return [path for path, one in codes.items() if any(name.split(".")[0] in packages for name, _ in one.imports)]


def _count(number: int, word: str, words: str = "") -> str:
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def _own_first(sources: Sources, paths: Iterable[str]) -> list[str]:
    return sorted(paths, key=lambda path: path in sources.template)


def _manifests(sources: Sources) -> Iterator[Fact]:
    manifests = [path for path in sources.paths if MANIFEST.search(path)]
    locks = [path for path in sources.paths if LOCK.search(path)]
    declared = {one.name for one in sources.declared}
    if manifests:
        yield _fact("manifests", f"{_count(len(declared), 'package')} declared", manifests)
    if locks:
        yield _fact("lock-file", "lock file", locks)


def _layout(sources: Sources) -> Iterator[Fact]:
    own = [path for path in sources.code if path not in sources.template]
    lines = sum(sources.code[path].lines for path in own)
    if own:
        yield _fact("python-files", f"{_count(len(own), 'Python file')}, {_count(lines, 'line')} of code")
    if sources.template:
        unchanged = [path for path in sources.template if path in sources.snapshot.by_path]
        yield _fact("template-files", f"{_count(len(unchanged), 'file')} of the template unchanged")


def _linters(sources: Sources) -> Iterator[Fact]:
    found: dict[str, list[str]] = {}
    for path in sources.paths:
        if path.endswith("pyproject.toml"):
            tools = read_toml(sources.text(path)).get("tool")
            for name in tools if isinstance(tools, dict) else ():
                if _LINTER.fullmatch(name):
                    found.setdefault(name, []).append(path)
        elif re.search(r"(?:^|/)(?:\.flake8|\.pylintrc|ruff\.toml|mypy\.ini|\.pre-commit-config\.ya?ml)$", path):
            for name in dict.fromkeys(_LINTER.findall(sources.text(path))):
                found.setdefault(name, []).append(path)
    if found:
        yield _fact(
            "linters", f"configured: {', '.join(sorted(found))}", [path for paths in found.values() for path in paths]
        )
    functions = [one for path, one in _functions(sources)]
    if functions:
        annotated = round(100 * sum(one.annotated for one in functions) / len(functions))
        documented = round(100 * sum(one.documented for one in functions) / len(functions))
        yield _fact(
            "annotations",
            f"{annotated}% of {_count(len(functions), 'function')} annotated, {documented}% with a docstring",
        )


def _functions(sources: Sources) -> Iterator[tuple[str, Function]]:
    for path, one in sources.own_code.items():
        if path.endswith(".py"):
            yield from ((path, function) for function in one.functions)


def _test_functions(sources: Sources) -> Iterator[Fact]:
    files = {path: one for path, one in sources.tests.items() if one.tests}
    if files:
        number = sum(len(one.tests) for one in files.values())
        text = f"{_count(number, 'test function')} in {_count(len(files), 'file')}"
        yield _fact("test-functions", text, _own_first(sources, files))
    yield from _run_by(sources, "tests-run", integration.has_tests)


def _run_by(sources: Sources, name: str, selects: Callable[[Workflow], bool]) -> Iterator[Fact]:
    paths = [path for path, workflow in sources.workflows.items() if selects(workflow)]
    if paths:
        events = _events(sources.workflows[path] for path in paths)
        yield _fact(name, f"run on {events}" if events else "tests run", paths)


def _events(workflows: Iterable[Workflow]) -> str:
    """Return what starts workflows, as far as GitHub knows such events; nothing else of a file is shown."""
    names = {event for workflow in workflows for event, _ in workflow.triggers} & EVENTS
    return ", ".join(sorted(name.replace("_", " ") for name in names))


def _coverage(sources: Sources) -> Iterator[Fact]:
    configured = [path for path, _ in integration.coverage_configured(sources)]
    configured += [path for path in sources.paths if path.endswith(".coveragerc")]
    if configured:
        yield _fact("coverage-config", "coverage configured", configured)
    run = [path for path, commands in sources.builds.items() if any(_measures(one.text) for one in commands)]
    if run:
        yield _fact("coverage-run", "coverage measured", _own_first(sources, run))


def _measures(command: str) -> bool:
    return re.search(r"\bcoverage run\b|--cov\b", command) is not None


def _history(sources: Sources) -> Iterator[Fact]:
    history = sources.history
    if history is None:
        return
    older = " or more (shallow clone)" if history.shallow else ""
    yield _fact("commits", f"{_count(history.commits, 'commit')}{older}")
    if history.merges:
        yield _fact("merges", _count(history.merges, "merge"))
    yield _fact("branches", _count(len(history.branches), "branch", "branches"))
    if history.authors > 1:
        yield _fact("authors", f"at least {_count(history.authors, 'author')}")


def _dvc(sources: Sources) -> Iterator[Fact]:
    files = [
        path for path in sources.paths if re.search(r"(?:^|/)(?!\.dvc/)[^/]+\.dvc$|(?:^|/)dvc\.(?:yaml|lock)$", path)
    ]
    yield from _named("dvc-files", "DVC file", files)
    for path in sources.paths:
        if path.endswith(".dvc/config"):
            kinds = {match["kind"].lower() for match in _REMOTE.finditer(sources.text(path))}
            names = sorted({_REMOTES.get(kind, "other") for kind in kinds})
            if names:
                yield _fact("dvc-remote", f"remote: {', '.join(names)}", [path])


def _workflows(sources: Sources) -> Iterator[Fact]:
    yield from _named("workflows", "workflow", _own_first(sources, sources.workflows))
    events = _events(sources.workflows.values())
    if events:
        yield _fact("triggers", f"on {events}")
    systems = {text for one in sources.workflows.values() for text, _ in one.systems}
    pythons = {text for one in sources.workflows.values() for text, _ in one.pythons}
    if len(systems) > 1 or len(pythons) > 1:
        axes = [_count(len(systems), "system")] * bool(systems) + [_count(len(pythons), "Python version")] * bool(
            pythons
        )
        yield _fact("matrix", f"matrix of {' × '.join(axes)}")


def _configuration(sources: Sources) -> Iterator[Fact]:
    yield from _named("config-files", "configuration file", [path for path, _ in project.experiment_configs(sources)])
    hydra = [path for path, one in sources.code.items() if any(call.name == "hydra.main" for call in one.calls)]
    yield from _named("hydra", "Hydra entry point", hydra)
    parsers = ("argparse.ArgumentParser", "typer.Typer", "typer.run", "click.command", "fire.Fire")
    yield from _named("command-lines", "command line", _calling(sources.code, parsers))


def _seeds(sources: Sources) -> Iterator[Fact]:
    names = (
        "torch.manual_seed",
        "random.seed",
        "numpy.random.seed",
        "*.seed_everything",
        "*.set_seed",
        "*.random.default_rng",
    )
    yield from _with_files("seeds", "random seed set", _calling(sources.code, names))


def _trackers(sources: Sources) -> Iterator[Fact]:
    for tracker, names in _TRACKERS.items():
        places = [
            (path, call) for path, one in sources.code.items() for call in one.calls if matches_name(call.name, names)
        ]
        if places:
            yield _fact("tracker", f"{tracker}: {_count(len(places), 'call')}", [path for path, _ in places])
    sweeps = [path for path, _ in code.sweep_files(sources)]
    yield from _named("sweeps", "sweep file", sweeps)


def _docker(sources: Sources) -> Iterator[Fact]:
    files = [path for path in sources.builds if DOCKERFILE.search(path) and ".devcontainer/" not in path]
    yield from _named("dockerfiles", "Dockerfile", _own_first(sources, files))
    compose = [path for path in sources.paths if re.search(r"(?:^|/)(?:docker-)?compose[^/]*\.ya?ml$", path)]
    yield from _with_files("compose", "Compose file", compose)


def _profiling(sources: Sources) -> Iterator[Fact]:
    names = (
        "cProfile.*",
        "torch.profiler.*",
        "line_profiler.*",
        "*.SimpleProfiler",
        "*.AdvancedProfiler",
        "pstats.Stats",
    )
    paths = _calling(sources.code | sources.tests, names)
    paths += [path for path in sources.paths if re.search(r"\.(?:prof|pstats)$|\.pt\.trace\.json$", path)]
    yield from _with_files("profiling", "profiler", paths)


def _cloud(sources: Sources) -> Iterator[Fact]:
    for service, pattern in _SERVICES.items():
        yield from _with_files("service", service, list(_mentions(sources, re.compile(pattern))))


def _mentions(sources: Sources, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the files whose commands, values or code have a pattern; prose does not count."""
    for path, commands in sources.builds.items():
        if any(pattern.search(one.text) for one in commands):
            yield path
    for path, values in sources.yaml.items():
        if any(pattern.search(f"{'.'.join(one.keys)} {one.text}") for one in values):
            yield path
    for path, one in sources.code.items():
        if any(pattern.search(name) for name, _ in one.imports) or any(pattern.search(text) for text, _ in one.texts):
            yield path
    for path in sources.paths:
        if path.endswith(".dvc/config") and pattern.search(sources.text(path)):
            yield path


def _service(*names: str) -> Callable[[Sources], Iterator[Fact]]:
    """Return what yields the facts about some services of the cloud."""

    def make(sources: Sources) -> Iterator[Fact]:
        yield from (fact for fact in _cloud(sources) if fact.text in names)

    return make


def _builds(sources: Sources) -> Iterator[Fact]:
    yield from _named("cloud-builds", "Cloud Build file", [path for path in sources.paths if is_cloud_build(path)])
    images = [path for path, one in sources.workflows.items() if _builds_images(one)]
    if images:
        yield _fact("images-built", "images built", images)


def _builds_images(workflow: Workflow) -> bool:
    return any(name.startswith("docker/build-push-action") for name, _ in workflow.uses) or any(
        re.search(r"\bdocker(\s+buildx)?\s+build\b", one.text) for one in workflow.commands
    )


def _routes(sources: Sources) -> Iterator[Fact]:
    found = {path: routes for path, one in sources.code.items() if (routes := api.routes(one))}
    if found:
        yield _fact("routes", _count(sum(map(len, found.values())), "route"), found)


def _deployment(sources: Sources) -> Iterator[Fact]:
    yield from _with_files("deployed-by", "deployed", [path for path, _ in api.deployed_api(sources)])


def _api_tests(sources: Sources) -> Iterator[Fact]:
    yield from _named("api-tests", "API test file", [path for path, _ in tests.api_tests(sources)])
    load = _importing(sources.code | sources.tests, ["locust"])
    load += [path for path, _ in tests.load_test_scripts(sources)]
    yield from _named("load-tests", "load test", load)


def _monitoring(sources: Sources) -> Iterator[Fact]:
    wanted = {
        "metrics": ("prometheus_client", "prometheus_fastapi_instrumentator", "opentelemetry"),
        "drift": ("evidently", "nannyml", "alibi_detect"),
    }
    for what, packages in wanted.items():
        yield from _with_files(what, what, _importing(sources.code, packages))
    clients = list(
        _mentions(sources, re.compile(r"monitoring_v3|google_monitoring|gcloud (?:alpha |beta )?monitoring|run-gmp"))
    )
    yield from _with_files("cloud-monitoring", "Cloud Monitoring", clients)


def _extras(sources: Sources) -> Iterator[Fact]:
    names = ("streamlit.*", "gradio.*", "dash.Dash", "nicegui.ui.*")
    yield from _with_files("frontend", "frontend", _calling(sources.code, names))


def _authors(sources: Sources) -> Iterator[Fact]:
    yield from (fact for fact in _history(sources) if fact.id == "authors")


_BY_QUESTION: dict[str, tuple[Callable[[Sources], Iterator[Fact]], ...]] = {
    "Study numbers": (_authors,),
    "Dependencies": (_manifests,),
    "Project structure": (_layout,),
    "Code quality": (_linters,),
    "Unit tests": (_test_functions,),
    "Coverage": (_coverage,),
    "Branches and pull requests": (_history,),
    "Data version control": (_dvc,),
    "Continuous integration": (_workflows,),
    "Configuration": (_configuration,),
    "Reproducibility": (_seeds,),
    "Experiment tracking": (_trackers,),
    "Docker images": (_docker,),
    "Debugging and profiling": (_profiling,),
    "Cloud services": (_cloud,),
    "Compute engine": (_service("Vertex AI"),),
    "Data bucket": (_service("bucket"),),
    "Artifact registry": (_service("Artifact Registry"),),
    "Build history": (_builds,),
    "Cloud training": (_service("Vertex AI"),),
    "API": (_routes,),
    "API deployment": (_deployment, _service("Cloud Run", "Cloud Functions")),
    "Deployment": (_routes, _deployment),
    "API tests": (_api_tests,),
    "Monitoring": (_monitoring,),
    "Extras": (_extras,),
}
"""What makes the facts for a question, by our short title of it."""
