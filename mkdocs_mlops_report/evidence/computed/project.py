"""The repository as a whole: its history, layout, packages and configuration files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_mlops_report.evidence.reading.commands import DOCKERFILE
from mkdocs_mlops_report.evidence.reading.manifests import is_declared
from mkdocs_mlops_report.evidence.reading.sources import Sources
from mkdocs_mlops_report.evidence.reading.standard_library import is_standard
from mkdocs_mlops_report.evidence.reading.yaml_tree import read_toml

_SEVERAL = 3
_PACKAGE = re.compile(r"^(?:src/)?(?!tests?/|src/__init__)[A-Za-z_]\w*/__init__\.py$")
_CONFIG_FOLDER = re.compile(
    r"(?:^|/)(?:conf|config|configs|cfg|configuration|configurations|hydra|experiments?|params|hparams)[\w-]*/(?:.*/)?[^/]+\.(?:ya?ml|toml|json)$",
    re.IGNORECASE,
)
_CONFIG_NAME = re.compile(
    r"(?:^|/)(?:[\w-]*config|params|[\w-]*hyper_?param\w*|hparams)[\w-]*\.(?:ya?ml|toml|json)$", re.IGNORECASE
)
_TOOL_CONFIG = re.compile(
    r"(?:^|/)(?:\.[^/]*|mkdocs[^/]*|package(?:-lock)?\.json|tsconfig[^/]*|[^/]*cloud-?_?build[^/]*|[^/]*compose[^/]*|[^/]*dependabot[^/]*"
    r"|[^/]*prometheus[^/]*|[^/]*sweep[^/]*|[^/]*grafana[^/]*|[^/]*alert[^/]*|[^/]*(?:vertex|sidecar|collector|monitoring|dashboard|deploy|service|logging)[^/]*"
    r"|bentofile[^/]*|[^/]*cloud_?config[^/]*|[^/]*custom_?job[^/]*|pyrightconfig\.json|codecov[^/]*|nginx[^/]*)$"
    r"|(?:^|/)(?:\.github|\.devcontainer|\.vscode|\.dvc|docs|frontend|terraform|k8s|kubernetes|grafana|prometheus|monitoring|node_modules|data|reports|tests?)/",
    re.IGNORECASE,
)
_TOOL_KEYS = frozenset(
    {
        "workerpoolspecs",
        "worker_pool_specs",
        "apiversion",
        "scrape_configs",
        "services",
        "steps",
        "receivers",
        "machinespec",
    }
    | {
        "method",
        "repos",
        "site_name",
        "version_control",
        "compileroptions",
        "datasources",
        "groups",
        "availablesecrets",
        "worker_pool_spec",
    }
)
"""First keys of files that configure a tool or a cloud service, in lower case."""


def has_commits(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the repository if it has a commit."""
    if sources.history is not None and sources.history.commits:
        yield "", 0


def three_authors(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the repository if at least three people have committed."""
    if sources.history is not None and sources.history.authors >= _SEVERAL:
        yield "", 0


def two_authors(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the repository if at least two people have committed."""
    if sources.history is not None and sources.history.authors == _SEVERAL - 1:
        yield "", 0


def layout(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the package of a project that has the folders of the template, if its files are the group's own."""
    packages = [path for path in sources.paths if _PACKAGE.match(path)]
    package = min(packages, key=lambda path: not path.startswith("src/"), default="")
    if not package or len(_template_folders(sources)) < _SEVERAL:
        return
    folder = package.rsplit("/", 1)[0] + "/"
    own = [path for path, code in sources.own_code.items() if path.startswith(folder) and code.lines]
    yield (own[0], 0) if own else (package if package in sources.template else _any_template_file(sources), 0)


def some_layout(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the repository if it has files of the template, or two of its folders."""
    if sources.template or len(_template_folders(sources)) > 1:
        yield "", 0


def _any_template_file(sources: Sources) -> str:
    return min(sources.template, default="")


def _template_folders(sources: Sources) -> list[str]:
    every = sources.snapshot.files
    known = ("tests/", "reports/figures/", "models/", "notebooks/", "docs/", "dockerfiles/", "configs/", "data/")
    return [folder for folder in known if any(file.path.startswith(folder) for file in every)]


def all_declared(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the first manifest if it and the others declare all packages that the code imports."""
    modules, undeclared = _imports(sources)
    manifest = next((one.path for one in sources.declared), "")
    if manifest and modules and not undeclared:
        yield manifest, 0


def _imports(sources: Sources) -> tuple[set[str], set[str]]:
    """Return the third-party packages that the code imports, and those that no manifest declares."""
    names = frozenset(one.name for one in sources.declared)
    modules = {
        top
        for code in sources.code.values()
        for name, _ in code.imports
        if (top := name.split(".")[0]) and not is_standard(top) and top not in sources.own_modules
    }
    return modules, {module for module in modules if not is_declared(module, names)}


def imports_resolve(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the repository if every module of the project's own packages that is imported is there."""
    files = {file.path for file in sources.snapshot.files}
    modules = {re.sub(r"(?:/__init__)?\.(?:py|pyi|so|ipynb)$", "", path) for path in files}
    folders: set[str] = set()
    for path in files:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    known = modules | folders
    packages = {path.rsplit("/", 1)[0] for path in files if path.endswith("/__init__.py")}
    tops = {one.rsplit("/", 1)[-1]: one.rpartition("/")[0] for one in packages if one.rpartition("/")[0] in {"", "src"}}
    code = {path: one for path, one in sources.code.items() if path.endswith(".py")}
    if not code:
        return
    missing = 0
    for one in code.values():
        for name, _ in one.imports:
            parts = name.split(".")
            if parts[0] in tops and len(parts) > 1:
                start = f"{tops[parts[0]]}/" if tops[parts[0]] else ""
                wanted = start + "/".join(parts)
                above = start + "/".join(parts[:-1])
                # The last part can be a name inside of the module.
                missing += not (wanted in known or above in modules or f"{above}/__init__.py" in files)
    if not missing:
        yield "", 0


def experiment_configs(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield files that configure experiments, not tools or services."""
    in_folder = [path for path in sources.paths if _CONFIG_FOLDER.search(path)]
    by_name = [path for path in sources.paths if path not in in_folder and _CONFIG_NAME.search(path)]
    for path in [*in_folder, *by_name]:
        if not _TOOL_CONFIG.search(path) and not _configures_a_tool(sources, path):
            yield path, 0


def _configures_a_tool(sources: Sources, path: str) -> bool:
    """Return whether a file has nothing in it, or its first keys are those of a tool."""
    if path.endswith(".json"):
        return False
    if path.endswith(".toml"):
        return not read_toml(sources.text(path))
    keys = {value.keys[0].lower() for value in sources.yaml.get(path, ()) if value.keys}
    return not keys or bool(keys & _TOOL_KEYS)


def project_scripts(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the manifest that declares commands."""
    for path in sources.paths:
        if path.endswith("pyproject.toml"):
            data = read_toml(sources.text(path))
            tool = data.get("tool") if isinstance(data.get("tool"), dict) else {}
            poetry = tool.get("poetry") if isinstance(tool, dict) else {}
            tables = [data.get("project"), poetry]
            if any(isinstance(table, dict) and (table.get("scripts") or table.get("gui-scripts")) for table in tables):
                yield path, _line_of(sources, path, "scripts]")
        elif path.endswith(("setup.py", "setup.cfg")) and "console_scripts" in sources.text(path):
            yield path, _line_of(sources, path, "console_scripts")


def _line_of(sources: Sources, path: str, text: str) -> int:
    return next((number for number, line in sources.lines(path) if text in line), 0)


def large_file_storage(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the attributes that put files into git's large-file storage."""
    for path in sources.paths:
        if path.endswith(".gitattributes"):
            line = _line_of(sources, path, "filter=lfs")
            if line:
                yield path, line


def versioned_bucket(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the definition of a bucket that keeps old versions of its objects."""
    for path in sources.paths:
        text = sources.text(path) if path.endswith(".tf") else ""
        if "google_storage_bucket" in text and re.search(r"\bversioning\s*\{", text):
            yield path, _line_of(sources, path, "versioning")


def docker_files(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield container files that build an image, except that of a development container."""
    for path, commands in sources.builds.items():
        if DOCKERFILE.search(path) and ".devcontainer/" not in path:
            line = next((one.line for one in commands if one.text.upper().startswith("FROM ")), 0)
            if line:
                yield path, line
