"""What has to be added to a repository so that its report is published and checked, and what is there already."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from mlops_report import __version__
from mlops_report.fix.files import write_text
from mlops_report.report.discover import find_config
from mlops_report.report.reader import repository_of
from mlops_report.scaffold.dependency import (
    dev_list,
    dev_table,
    in_pyproject,
    in_requirements,
    python_too_low,
    too_low,
)
from mlops_report.scaffold.yamltext import CannotAddError, entries_of, has_key, with_entry, with_list

PACKAGE = "mkdocs-mlops-report"
PLUGIN = "mlops-report"
_WORKFLOW = Path(".github/workflows/report.yml")
_HOOKS = Path(".pre-commit-config.yaml")
_PUBLISHES = re.compile(r"actions/deploy-pages|gh-deploy|actions-gh-pages")
"""What a workflow has in it that publishes a site already."""


class Change(NamedTuple):
    """One file: its text as it shall be (None where it stays), what is said of it, what is to be added by hand."""

    file: Path
    """From the root of the repository."""
    text: str | None
    what: str
    by_hand: tuple[str, ...] = ()
    before: str = ""
    """The text as it is, empty for a new file."""


def plan(folder: Path) -> list[Change]:
    """Return what to do in the repository that holds `folder`; nothing is written.

    Raises:
        OSError, UnicodeDecodeError: a file of the repository cannot be read.
    """
    root = repository_of(folder.resolve()) if _in_repository(folder.resolve()) else folder.resolve()
    config = find_config(root)
    changes = [_site(root, config)] if config else _new_site(root)
    relative = config.relative_to(root) if config else Path("docs/mkdocs.yaml")
    changes.append(_workflow(root, relative))
    if (root / _HOOKS).is_file():
        changes.append(_hook(root))
    changes.append(_dependency(root))
    there = [(change, root / change.file) for change in changes]
    return [change._replace(before=_read(file) if file.is_file() else "") for change, file in there]


def write(folder: Path, changes: list[Change]) -> None:
    """Write what a plan says.

    Raises:
        OSError: a file cannot be written.
    """
    root = repository_of(folder.resolve()) if _in_repository(folder.resolve()) else folder.resolve()
    for change in changes:
        if change.text is not None:
            file = root / change.file
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.exists():
                write_text(file, change.text)
            else:
                with file.open("x", encoding="utf-8", newline="") as stream:
                    stream.write(change.text)


def _in_repository(folder: Path) -> bool:
    return any((above / ".git").exists() for above in (folder, *folder.parents))


def _read(file: Path) -> str:
    return file.read_bytes().decode("utf-8")


def _site(root: Path, config: Path) -> Change:
    name, text = config.relative_to(root), _read(config)
    entry = (f"  - {PLUGIN}",)
    try:
        plugins = entries_of(text, "plugins")
        if plugins is not None and any(one.split(" #")[0] == PLUGIN for one in plugins):
            return Change(name, None, "has the plugin")
        if has_key(text, "plugins"):
            return Change(name, with_entry(text, "plugins", [PLUGIN]), "gets the plugin")
        if not has_key(text, "INHERIT"):
            # Without a list MkDocs runs its search; with one it runs what the list says.
            return Change(name, with_list(text, "plugins", ["search", PLUGIN]), "gets a list of plugins")
        why = "its plugins stand in another file"
    except CannotAddError as error:
        why = str(error)
    return Change(name, None, f"stays as it is: {why}. Add under `plugins:`", entry)


def _new_site(root: Path) -> list[Change]:
    title = root.name.replace("_", " ").replace("-", " ").strip().capitalize() or "Project"
    site = _template("mkdocs.yaml").replace("TITLE", title)
    changes = [Change(Path("docs/mkdocs.yaml"), site, "is new: a site in the course's layout")]
    index = Path("docs/source/index.md")
    if not (root / index).exists():
        changes.append(Change(index, f"# {title}\n\nHere is our [exam report](reports/README.md).\n", "is new"))
    return changes


def _workflow(root: Path, config: Path) -> Change:
    text = (
        _template("report.yml")
        .replace("BRANCH", _branch(root))
        .replace("INSTALL", _install(root))
        .replace("CONFIG", config.as_posix())
    )
    file = root / _WORKFLOW
    if not file.exists():
        other = _publisher(root)
        if other is not None:
            what = "stays as it is: it publishes a site already, and two would race. Let it build strictly"
            return Change(other, None, what, (f"- run: mkdocs build --strict -f {config.as_posix()}",))
        return Change(_WORKFLOW, text, "is new: a strict build of every pull request, and the site on GitHub Pages")
    if _read(file) == text:
        return Change(_WORKFLOW, None, "is there")
    return Change(_WORKFLOW, None, "is there and differs. It should have these lines", tuple(text.splitlines()))


def _publisher(root: Path) -> Path | None:
    """Return another workflow that publishes a site."""
    for file in sorted((root / _WORKFLOW).parent.glob("*.y*ml")):
        if file.is_file() and _PUBLISHES.search(file.read_text("utf-8", "replace")):
            return file.relative_to(root)
    return None


def _hook(root: Path) -> Change:
    text = _read(root / _HOOKS)
    lines = _template("hook.yaml").replace("VERSION", __version__).splitlines()
    if f"id: {PLUGIN}" in text:
        return Change(_HOOKS, None, "has the hook")
    try:
        return Change(_HOOKS, with_entry(text, "repos", lines), "gets the hook")
    except CannotAddError as error:
        shown = tuple(("  - " if number == 0 else "    ") + line for number, line in enumerate(lines))
        return Change(_HOOKS, None, f"stays as it is: {error}. Add under `repos:`", shown)


def _dependency(root: Path) -> Change:
    pyproject, requirements = Path("pyproject.toml"), Path("requirements_dev.txt")
    if (root / requirements).is_file():
        return _in_requirements(requirements, _read(root / requirements))
    if (root / pyproject).is_file():
        return _in_pyproject(pyproject, _read(root / pyproject))
    config = find_config(root)
    more = "mkdocstrings[python]\n" if config and "mkdocstrings" in _read(config) else ""
    return Change(requirements, f"{PACKAGE}\nmkdocs-material\n{more}", "is new")


def _in_requirements(file: Path, before: str) -> Change:
    text = in_requirements(before, PACKAGE)
    if text is None:
        return Change(file, None, f"has {PACKAGE}")
    if "--hash=" in before:
        why = "it is made by a program, with a hash for each package. Add to what it is made from"
        return Change(file, None, f"stays as it is: {why}", (PACKAGE,))
    why = too_low(before.splitlines(), PACKAGE)
    if why:
        return Change(file, None, f"stays as it is: {why}, then add", (PACKAGE,))
    return Change(file, text, f"gets {PACKAGE}")


def _in_pyproject(file: Path, before: str) -> Change:
    try:
        text = in_pyproject(before, PACKAGE)
        if text is None:
            return Change(file, None, f"has {PACKAGE}")
        why = python_too_low(before, PACKAGE) or too_low(dev_list(before), PACKAGE)
    except ValueError as error:
        return Change(file, None, f"stays as it is: {error}. Add to your development dependencies", (PACKAGE,))
    if why:
        return Change(file, None, f"stays as it is: {why}, then add to its group `dev`", (PACKAGE,))
    return Change(file, text, f"gets {PACKAGE} in its group `dev`")


def _branch(root: Path) -> str:
    """Return the name of the main branch: that of the remote, else `master` where that is checked out."""
    for file, prefix in (("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/"), ("HEAD", "ref: refs/heads/")):
        try:
            name = (root / ".git" / file).read_text("utf-8").strip()
        except OSError:
            continue
        branch = name.removeprefix(prefix)
        if branch != name and (file != "HEAD" or branch in {"main", "master"}):
            return branch
    return "main"


def _install(root: Path) -> str:
    """Return the command that installs what the site needs: its plugins stand among the development dependencies."""
    if (root / "requirements_dev.txt").is_file() or not (root / "pyproject.toml").is_file():
        return "pip install -r requirements_dev.txt"
    try:
        table = dev_table(_read(root / "pyproject.toml"))
    except ValueError:
        table = None
    if table == "dependency-groups":
        return f"pip install --upgrade pip && pip install --group dev {PACKAGE} mkdocs-material"
    return f"pip install {PACKAGE} mkdocs-material 'mkdocstrings[python]'"


def _template(name: str) -> str:
    return (resources.files(__package__ or "mlops_report.scaffold") / "templates" / name).read_text("utf-8")
