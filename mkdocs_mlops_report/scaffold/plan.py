"""What has to be added to a repository so that its report is published and checked, and what is there already."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.config.options import PLUGIN, ConfigError
from mkdocs_mlops_report.config.site_file import load
from mkdocs_mlops_report.evidence.reading.workflows import Workflow, read_workflow
from mkdocs_mlops_report.evidence.reading.yaml_tree import read_yaml
from mkdocs_mlops_report.fix.files import write_text
from mkdocs_mlops_report.repository.discovery import find_config
from mkdocs_mlops_report.repository.git.dot_git import default_branch, repository_root
from mkdocs_mlops_report.rules.phrases import joined
from mkdocs_mlops_report.scaffold import dependencies, zensical
from mkdocs_mlops_report.scaffold.errors import CannotAddError, read_utf8
from mkdocs_mlops_report.scaffold.packages import PACKAGE, needed_by, own_action, own_requirement
from mkdocs_mlops_report.scaffold.yaml_text import entries_of, has_key, with_entry, with_list

WORKFLOW = Path(".github/workflows/report.yml")
"""The workflow that checks the report and publishes the site."""
_HOOKS = Path(".pre-commit-config.yaml")
_REQUIREMENTS = Path("requirements_dev.txt")
_PYPROJECT = Path("pyproject.toml")
_PLAIN = re.compile(r"[A-Za-z][\w./-]*")
_NO_TEXT = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What YAML reads as something else, in any case."""
_ACTION = """\
      - uses: ACTION
        with:
          comment: "true"
"""
_STEPS = """\
      - run: INSTALL
      - run: STRICT
"""
"""What the job `check` does, with our action if it is known where that is."""
EDITORS = {"vscode": (".vscode/tasks.json", ".vscode/extensions.json")}
"""The files that an editor reads."""
_PUBLISHING_ACTION = re.compile(
    r"(?:^|/)(?:deploy-pages|actions-gh-pages|github-pages-deploy-action|ghaction-github-pages)@"
)
_PUBLISHING_COMMAND = re.compile(r"\b(?:mkdocs|zensical|properdocs) gh-deploy\b|\bmike deploy\b|\bghp-import\b")


class Change(NamedTuple):
    """What happens to one file."""

    file: Path
    """Relative to the root of the repository."""
    text: str | None
    """The new text; None if the file stays as it is."""
    what: str
    """What happens, after the file's name: `add the plugin`."""
    by_hand: tuple[str, ...] = ()
    """Lines that the user has to add."""
    before: str = ""
    """The text as it is; empty for a new file."""


def plan(folder: Path, *, only_passing: bool = False, editor: str = "") -> list[Change]:
    """Return what to do in the repository that contains `folder`, without writing anything.

    Args:
        folder: any folder of the repository.
        only_passing: whether the workflow publishes the site only if the check passes.
        editor: one of `EDITORS`, whose files are added; empty for none.

    Raises:
        OSError, NotUtf8Error: a file of the repository cannot be read.
    """
    root = _root(folder)
    config = find_config(root)
    if config is not None and config.name == zensical.CONFIG:
        changes, site = _zensical_site(root, config)
    else:
        changes = [_site(root, config)] if config else _new_site(root)
        site = _mkdocs(config.relative_to(root) if config else Path("docs/mkdocs.yaml"))
    changes.append(_workflow(root, site, only_passing=only_passing))
    if (root / _HOOKS).is_file():
        changes.append(_hook(root))
    changes.append(_dependency(root))
    changes += [_editor_file(root, name) for name in EDITORS.get(editor, ())]
    changes = [_inside(change, root) for change in changes]
    there = [(change, root / change.file) for change in changes]
    return [change._replace(before=read_utf8(file) if file.is_file() else "") for change, file in there]


def _inside(change: Change, root: Path) -> Change:
    """Return a change that writes nothing outside the repository, where a link or a config may lead."""
    if change.text is None or (root / change.file).resolve().is_relative_to(root.resolve()):
        return change
    return change._replace(
        text=None,
        what="unchanged, since it is outside the repository; it should have these lines",
        by_hand=tuple(change.text.splitlines()),
    )


class _Site(NamedTuple):
    """How a workflow builds a site."""

    strict: str
    """The command that fails if the report does."""
    build: str
    folder: str
    """The folder that it is built in."""
    by_hand: str
    """The first command as somebody adds it to their workflow."""


def _mkdocs(config: Path) -> _Site:
    build, target = f"-f {config.as_posix()}", '-d "$RUNNER_TEMP/site"'
    strict = f"mkdocs build --strict {build}"
    return _Site(f"{strict} {target}", f"mkdocs build {build} {target}", "${{ runner.temp }}/site", strict)


def write_changes(folder: Path, changes: list[Change]) -> None:
    """Write the changes of a plan.

    Raises:
        OSError: a file cannot be written.
    """
    root = _root(folder)
    for change in changes:
        if change.text is not None:
            file = root / change.file
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.exists():
                write_text(file, change.text)
            else:
                with file.open("x", encoding="utf-8", newline="") as stream:
                    stream.write(change.text)


def _root(folder: Path) -> Path:
    return repository_root(folder.resolve()) or folder.resolve()


def _site(root: Path, config: Path) -> Change:
    name, text = config.relative_to(root), read_utf8(config)
    entry = (f"  - {PLUGIN}",)
    try:
        plugins = entries_of(text, "plugins")
        if plugins is not None and any(one.split(" #")[0] == PLUGIN for one in plugins):
            return Change(name, None, "the plugin is already there")
        if has_key(text, "plugins"):
            return Change(name, with_entry(text, "plugins", [PLUGIN]), "add the plugin")
        if not has_key(text, "INHERIT"):
            # Without a list, MkDocs uses its search plugin; with one, only what is listed.
            return Change(name, with_list(text, "plugins", ["search", PLUGIN]), "add a list of plugins")
        why = "its plugins are in another file"
    except CannotAddError as error:
        why = str(error)
    return Change(name, None, f"unchanged, since {why}; add under `plugins:`", entry)


def _zensical_site(root: Path, config: Path) -> tuple[list[Change], _Site]:
    """Return what to do in a site of Zensical, which runs no MkDocs plugins, and how it is built."""
    name, text = config.relative_to(root), read_utf8(config)
    by_hand = [f"[project.markdown_extensions.{zensical.EXTENSION}]"]
    try:
        page, folder = zensical.page_of(text), zensical.site_folder(text)
        changed = zensical.with_extension(text, _template("zensical_extensions.toml"))
        shown = zensical.shows_page(changed or text)
    except CannotAddError as error:
        page, folder, shown = "docs/report.md", "site", True
        changes = [Change(name, None, f"unchanged, since {error}; add our Markdown extension", tuple(by_hand))]
    else:
        what = "add the Markdown extension" if changed else "the Markdown extension is already there"
        entry = () if shown else ('{ "Exam report" = "report.md" }',)
        changes = [Change(name, changed, what if shown else f"{what}; add the page to `nav`", entry)]
    if not (root / page).exists():
        changes.append(Change(Path(page), zensical.PAGE, "new: the page that shows the report"))
    elif (root / page).is_file() and zensical.PAGE.strip() not in read_utf8(root / page):
        what = "unchanged; add this line where the report should appear"
        changes.append(Change(Path(page), None, what, (zensical.PAGE.strip(),)))
    return changes, _Site("mlops-report check", "zensical build --clean", folder, "mlops-report check")


def _new_site(root: Path) -> list[Change]:
    title = root.name.replace("_", " ").replace("-", " ").strip().capitalize() or "Project"
    plain = title.replace(" ", "").isalnum() and title[0].isalpha() and title.lower() not in _NO_TEXT
    site = _template("mkdocs.yaml").replace("TITLE", title if plain else json.dumps(title, ensure_ascii=False))
    changes = [Change(Path("docs/mkdocs.yaml"), site, "new: a site in the course's layout")]
    index = Path("docs/source/index.md")
    if not (root / index).exists():
        changes.append(Change(index, f"# {title}\n\nHere is our [exam report](reports/README.md).\n", "new"))
    return changes


def _workflow(root: Path, site: _Site, *, only_passing: bool) -> Change:
    action = own_action()
    text = (
        _template("report.yml")
        .replace("      COMMENTS\n", "      pull-requests: write # keeps a comment up to date\n" if action else "")
        .replace("      CHECK\n", _ACTION.replace("ACTION", action) if action else _STEPS)
        .replace("BRANCH", _quoted(default_branch(root)))
        .replace("INSTALL", _install(root))
        .replace("STRICT", site.strict)
        .replace("BUILD", site.build)
        .replace("FOLDER", site.folder if site.folder.startswith("$") else _quoted(site.folder))
        .replace("    NEEDS\n", "    needs: check\n" if only_passing else "")
    )
    file = root / WORKFLOW
    if not file.exists():
        other = _publisher(root)
        if other is not None:
            what = "unchanged, since it already publishes a site; add a job that fails if the report has problems"
            return Change(other, None, what, (f"- run: {site.by_hand}",))
        what = "new: checks pull requests and the main branch, and publishes the site on GitHub Pages"
        return Change(WORKFLOW, text, what)
    if read_utf8(file).replace("\r\n", "\n") == text:
        return Change(WORKFLOW, None, "up to date")
    return Change(WORKFLOW, None, "exists and differs; it should have these lines", tuple(text.splitlines()))


def _quoted(name: str) -> str:
    """Return a name as a value of YAML."""
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _publisher(root: Path) -> Path | None:
    """Return another workflow that publishes a site, None without one."""
    for file in sorted((root / WORKFLOW).parent.glob("*.y*ml")):
        if file.is_file() and _publishes(read_workflow(file.read_text("utf-8", "replace"))):
            return file.relative_to(root)
    return None


def _publishes(workflow: Workflow) -> bool:
    return any(_PUBLISHING_ACTION.search(name) for name, _ in workflow.uses) or any(
        _PUBLISHING_COMMAND.search(command.text) for command in workflow.commands
    )


def _hook(root: Path) -> Change:
    text = read_utf8(root / _HOOKS)
    lines = _template("hook.yaml").replace("REQUIREMENT", own_requirement()).splitlines()
    if any(value.key == "id" and value.text == PLUGIN for value in read_yaml(text)):
        return Change(_HOOKS, None, "the hook is already there")
    try:
        return Change(_HOOKS, with_entry(text, "repos", lines), "add the hook")
    except CannotAddError as error:
        shown = tuple(("  - " if number == 0 else "    ") + line for number, line in enumerate(lines))
        return Change(_HOOKS, None, f"unchanged, since {error}; add under `repos:`", shown)


def _dependency(root: Path) -> Change:
    wanted = [own_requirement(), *_site_packages(root)]
    if (root / _REQUIREMENTS).is_file():
        return _in_requirements(root / _REQUIREMENTS, wanted)
    if (root / _PYPROJECT).is_file():
        return _in_pyproject(read_utf8(root / _PYPROJECT), wanted)
    return Change(_REQUIREMENTS, "".join(f"{one}\n" for one in wanted), "new")


def _site_packages(root: Path) -> list[str]:
    """Return what the site needs besides this package; a new site is one in the course's layout."""
    config = find_config(root)
    if config is None:
        return ["mkdocs-material"]
    if config.name == zensical.CONFIG:
        return ["zensical"]
    try:
        return needed_by(load(config))
    except (ConfigError, OSError):
        return ["mkdocs-material"]


def _in_requirements(file: Path, wanted: Sequence[str]) -> Change:
    before, lines = read_utf8(file), dependencies.lines_of(file)
    added = dependencies.missing(wanted, lines)
    if not added:
        return Change(_REQUIREMENTS, None, "everything is already there")
    if "--hash=" in before:
        why = "it is generated, with a hash for each package; add to its source"
        return Change(_REQUIREMENTS, None, f"unchanged, since {why}", tuple(added))
    why = dependencies.too_low(lines, PACKAGE)
    if why:
        return Change(_REQUIREMENTS, None, f"unchanged, since {why}; change that and add", tuple(added))
    return Change(_REQUIREMENTS, dependencies.in_requirements(before, added), f"add {joined(added)}")


def _in_pyproject(before: str, wanted: Sequence[str]) -> Change:
    try:
        text = dependencies.in_pyproject(before, wanted)
        if text is None:
            return Change(_PYPROJECT, None, "everything is already there")
        listed = dependencies.dev_requirements(before)
        why = dependencies.python_too_low(before, PACKAGE) or dependencies.too_low(listed, PACKAGE)
    except CannotAddError as error:
        what = f"unchanged, since {error}; add to your development dependencies"
        return Change(_PYPROJECT, None, what, tuple(wanted))
    added = dependencies.missing(wanted, listed)
    if why:
        what = f"unchanged, since {why}; change that and add to its group `dev`"
        return Change(_PYPROJECT, None, what, tuple(added))
    return Change(_PYPROJECT, text, f"add {joined(added)} to the group `dev`")


def _install(root: Path) -> str:
    """Return the command that installs what the site needs; its plugins are development dependencies."""
    if (root / _REQUIREMENTS).is_file() or not (root / _PYPROJECT).is_file():
        return "pip install -r requirements_dev.txt"
    try:
        table = dependencies.dev_table(read_utf8(root / _PYPROJECT))
    except CannotAddError:
        table = None
    if table == "dependency-groups":
        return "pip install --upgrade pip && pip install --group dev"
    return f"pip install {' '.join(shlex.quote(one) for one in (own_requirement(), *_site_packages(root)))}"


def _editor_file(root: Path, name: str) -> Change:
    file, text = Path(name), _template(Path(name).name)
    if not (root / file).exists():
        return Change(file, text, "new")
    if read_utf8(root / file) == text:
        return Change(file, None, "up to date")
    return Change(file, None, "exists and differs; it should have these lines", tuple(text.splitlines()))


def _template(name: str) -> str:
    return (resources.files("mkdocs_mlops_report.scaffold") / "templates" / name).read_text("utf-8")
