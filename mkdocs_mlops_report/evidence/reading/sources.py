"""The files of a project that are searched for evidence, by what they are, each read and parsed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeVar

from mkdocs_mlops_report.evidence.model import Fact, Trace
from mkdocs_mlops_report.evidence.reading.commands import Command, commands_of, is_build_file, shell_commands
from mkdocs_mlops_report.evidence.reading.figures import ShownFigure
from mkdocs_mlops_report.evidence.reading.manifests import MANIFEST, Declared, declared_in
from mkdocs_mlops_report.evidence.reading.python_code import NO_CODE, Code, read_notebook, read_python
from mkdocs_mlops_report.evidence.reading.workflows import ACTION, WORKFLOW, Workflow, read_workflow
from mkdocs_mlops_report.evidence.reading.yaml_tree import Value, read_yaml
from mkdocs_mlops_report.repository.git.history import History
from mkdocs_mlops_report.repository.snapshot import Snapshot, SnapshotFile

Parsed = TypeVar("Parsed")

_NEVER = re.compile(
    # the course's own files, which name every tool
    r"(?:^|/)reports/report\.py$"
    # instructions for agents, which do so, too
    r"|(?:^|/)(?:AGENTS|CLAUDE|GEMINI|COPILOT)(?:_\w+)?\.md$|(?:^|/)\.(?:cursor|claude|windsurf|aider|continue|codex|gemini|clinerules)"
    r"|(?:^|/)\.github/(?:agents|prompts|instructions|chatmodes|skills|copilot)"
    # other people's code
    r"|(?:^|/)(?:site-packages|node_modules|\.?venv|virtualenv|third[-_]party|vendor|vendored)/"
    r"|(?:^|/)(?<!data/)(?:external|extern)/"
    # generated files
    r"|(?:^|/)(?<!conf/)(?<!config/)(?<!configs/)wandb/"
    r"|(?:^|/)(?:mlruns|lightning_logs|multirun|outputs|htmlcov|__pycache__|\.ipynb_checkpoints|\.dvc/cache|_build|\.next)/"
    r"|\.egg-info/|(?:^|/)(?:dist|build)/(?!.*ockerfile)"
    # secrets
    r"|(?:^|/)(?:\.env(?:\.[^/]*)?|\.netrc|kaggle\.json|id_[a-z0-9]+|[^/]*(?:credential|service[-_]?account|secret)[^/]*\.(?:json|ya?ml|toml))$"
    r"|(?:^|/)[^/]*[-_]key\.json$|\.(?:pem|key|p12|pfx)$",
    re.IGNORECASE,
)
_TEST = re.compile(
    r"(?:^|/)(?:tests?|testing|unit_?tests?|integration_?tests?|performance_?tests?)/|(?:^|/)test_[^/]*\.py$|_tests?\.py$|(?:^|/)conftest\.py$"
)
_PROSE = re.compile(r"\.(?:md|markdown|rst|txt)$", re.IGNORECASE)
_LICENSE = re.compile(r"(?:^|/)(?:LICENSE|LICENCE|COPYING)(?:\.\w+)?$", re.IGNORECASE)
_PROJECT = re.compile(
    r"(?:^|/)(?:pyproject\.toml|setup\.(?:py|cfg)|package\.json|Cargo\.toml|go\.mod|CMakeLists\.txt)$"
)
_LARGEST = 512 * 1024
"""Bytes; a larger text is not read."""
_LARGEST_NOTEBOOK = 8 * 1024 * 1024
"""Bytes; the output of cells makes notebooks large."""
_LONGEST_LINE, _LONGEST_PATH = 1000, 500
"""Characters of a line that are searched, and of a path; no system that people work on takes longer paths."""
_LARGEST_TOTAL = 16 * 1024 * 1024
"""Bytes of one project that are read."""


class Sources:
    """What is searched for evidence.

    Args:
        snapshot: the files of the project.
        template: the paths of those that are the template's own.
        history: None if it is not known.
        report: the path of the report in the project, which is not searched; empty without one.
    """

    figures: tuple[ShownFigure, ...] = ()
    """The figures that the report shows; an editor sets them for each change of it, and the files stay as read."""

    def __init__(
        self,
        snapshot: Snapshot,
        template: frozenset[str],
        history: History | None = None,
        report: str = "",
    ) -> None:
        self.snapshot = snapshot
        self.template = template
        self.history = history
        self.report = report
        self.limits_reached: list[str] = list(snapshot.limits_reached)
        self.traces: dict[int, tuple[Trace, ...]] = {}
        """What detectors, each by its identity, have found."""
        self.facts: dict[str, tuple[Fact, ...]] = {}
        """The facts by the title of the question that they are for."""

    @cached_property
    def files(self) -> tuple[SnapshotFile, ...]:
        """The files that are searched."""
        foreign = tuple(self._foreign())
        return tuple(
            file
            for file in self.snapshot.files
            if file.kind == "file"
            and not _NEVER.search(file.path)
            and not (foreign and file.path.startswith(foreign))
            and file.path != self.report
            and len(file.path) <= _LONGEST_PATH
        )

    def _foreign(self) -> Iterator[str]:
        """Yield the folders of other people's projects: they have a licence and a manifest, as the whole one has."""
        manifests = {file.path.rpartition("/")[0] for file in self.snapshot.files if _PROJECT.search(file.path)}
        for file in self.snapshot.files:
            folder = file.path.rpartition("/")[0]
            if folder in manifests and "" in manifests and folder and _LICENSE.search(file.path):
                yield f"{folder}/"

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Their paths."""
        return tuple(file.path for file in self.files)

    @cached_property
    def own(self) -> bool:
        """Whether any file is not the template's own."""
        return any(file.size and file.path not in self.template for file in self.files)

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The texts of all files that one of the kinds below reads."""
        wanted: list[SnapshotFile] = []
        left = _LARGEST_TOTAL
        large = many = 0
        for file in self.files:
            if not _is_read(file.path):
                continue
            if file.size > (_LARGEST_NOTEBOOK if file.path.endswith(".ipynb") else _LARGEST):
                large += 1
            elif file.size > left:
                many += 1
            else:
                left -= file.size
                wanted.append(file)
        if large:
            self.limits_reached.append(
                f"{_files(large, 'large file')} not read (texts over 512 KB, notebooks over 8 MB)."
            )
        if many:
            self.limits_reached.append(f"{_files(many, 'file')} not read: the limit of 16 MB of text is reached.")
        self.snapshot.read(wanted)
        texts = ((file.path, self.snapshot.text(file.path)) for file in wanted)
        return {path: text for path, text in texts if text is not None}

    def _all(self, selects: Callable[[str], object], parse: Callable[[str, str], Parsed]) -> dict[str, Parsed]:
        return {path: parse(path, text) for path, text in self._texts.items() if selects(path)}

    @cached_property
    def code(self) -> dict[str, Code]:
        """The code of Python files and notebooks by path, without that of tests."""
        return {path: code for path, code in self._python.items() if not _TEST.search(path)}

    @cached_property
    def tests(self) -> dict[str, Code]:
        """The code of test files by path."""
        return {path: code for path, code in self._python.items() if _TEST.search(path)}

    @cached_property
    def _python(self) -> dict[str, Code]:
        scripts = self._all(lambda path: path.endswith(".py"), lambda _, text: read_python(text))
        notebooks = self._all(lambda path: path.endswith(".ipynb"), lambda _, text: read_notebook(text))
        unread = sum(
            code is NO_CODE and bool(self._texts[path].strip()) for path, code in (scripts | notebooks).items()
        )
        if unread:
            what = "Python file" if unread == 1 else "Python files"
            self.limits_reached.append(f"{unread:,} {what} cannot be parsed: a syntax error, or too much nesting.")
        return scripts | notebooks

    @cached_property
    def workflows(self) -> dict[str, Workflow]:
        """The workflows at the root of the project, where they are run."""
        return self._all(
            lambda path: path.startswith(".github/workflows/") and WORKFLOW.search(path),
            lambda _, text: read_workflow(text),
        )

    @cached_property
    def builds(self) -> dict[str, tuple[Command, ...]]:
        """The commands of build files, of actions and of workflows, by path."""
        found = self._all(is_build_file, commands_of)
        actions = self._all(ACTION.search, lambda _, text: read_workflow(text))
        found |= {path: one.commands for path, one in (self.workflows | actions).items()}
        # A workflow that is not valid YAML never runs; its lines still tell what was tried.
        broken = [path for path, one in self.workflows.items() if not one.triggers and not one.commands]
        return found | {path: shell_commands(self.text(path)) for path in broken}

    @cached_property
    def yaml(self) -> dict[str, tuple[Value, ...]]:
        """The values of YAML files that are not workflows."""
        return self._all(
            lambda path: path.endswith((".yaml", ".yml")) and not path.startswith(".github/"),
            lambda _, text: read_yaml(text),
        )

    @cached_property
    def prose(self) -> dict[str, str]:
        """The texts that the group wrote, without what is beside the report."""
        return self._all(lambda path: _is_prose(path) and not path.startswith("reports/"), lambda _, text: text)

    @cached_property
    def searched_prose(self) -> dict[str, str]:
        """The same with the starts of very long lines only: a pattern may take the square of a line's length."""
        return {
            path: "\n".join(line[:_LONGEST_LINE] for line in text.splitlines()) for path, text in self.prose.items()
        }

    @cached_property
    def own_code(self) -> dict[str, Code]:
        """The code that is not the template's, without tests."""
        return {path: code for path, code in self.code.items() if path not in self.template}

    @cached_property
    def own_modules(self) -> frozenset[str]:
        """The names that an import of the project's own code can start with."""
        parts: set[str] = set()
        for file in self.snapshot.files:
            if file.path.endswith((".py", ".ipynb")):
                *folders, name = file.path.split("/")
                parts |= {*folders, name.rsplit(".", 1)[0]}
        return frozenset(parts)

    @cached_property
    def declared(self) -> tuple[Declared, ...]:
        """The packages that the manifests declare."""
        found = self._all(MANIFEST.search, lambda path, text: tuple(declared_in(path, text)))
        return tuple(one for names in found.values() for one in names)

    def text(self, path: str) -> str:
        """Return the text of a searched file, empty for one that is not read."""
        return self._texts.get(path, "")

    def lines(self, path: str) -> Iterator[tuple[int, str]]:
        """Yield the lines of a searched file with their numbers."""
        yield from enumerate(self.text(path).splitlines(), start=1)


def _files(number: int, what: str) -> str:
    return f"1 {what} is" if number == 1 else f"{number:,} {what}s are"


def _is_prose(path: str) -> bool:
    return _PROSE.search(path) is not None and not MANIFEST.search(path)


def _is_read(path: str) -> bool:
    ending = path.rsplit(".", 1)[-1].lower()
    return (
        ending in {"py", "ipynb", "yaml", "yml", "toml", "html", "js"}
        or _is_prose(path)
        or MANIFEST.search(path) is not None
        or is_build_file(path)
        or path.endswith((".dvc/config", ".gitattributes", "package.json", ".coveragerc", "conf.py"))
    )
