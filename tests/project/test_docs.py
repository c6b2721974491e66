"""Every command and every configuration in the documentation, as somebody would who copies it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import imagesize
import jsonschema
import pytest
import yaml
from mkdocs.exceptions import Abort, ConfigurationError

from benchmarks.example import SHORT, SITE, with_answer
from mkdocs_mlops_report.config.site_file import read_options
from mkdocs_mlops_report.rules.settings import Settings, settings_of
from tests.builders import course_site, report
from tests.plugin.test_plugin import PLAIN, built, run, soup_of
from tests.plugin.test_serve import serving
from tests.project.documents import PAGES, ROOT, Block, blocks, in_sentences, prose
from tools.reference import schema

BESIDE = Path(sys.executable).parent
"""Where the commands of this environment are."""


HAND_IN = {"GIT_COMMITTER_DATE": "2026-01-20T12:00:00+01:00"}
"""When the example group commits."""


def group(folder: Path, *, site: bool = True) -> Path:
    """Make a repository of the example group's files."""
    shutil.copytree(SITE, folder, dirs_exist_ok=True)
    if not site:
        shutil.rmtree(folder / "docs")
        shutil.rmtree(folder / ".github")  # one of its workflows publishes the site
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Our report"]):
        subprocess.run([*git, *command], cwd=folder, check=True, env=os.environ | HAND_IN)
    return folder


def shell(command: str, folder: Path, expected: int = 0, programs: Path | None = None) -> str:
    """Run a documented command with the programs of this environment, or of another; return what it printed."""
    path = os.pathsep.join([str(programs or BESIDE), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder, env={**os.environ, "PATH": path, "VIRTUAL_ENV": str(programs.parent if programs else sys.prefix)},
        capture_output=True, text=True, check=False, timeout=300, encoding="utf-8",
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == expected, f"{command}\n{said}"
    assert "Traceback" not in done.stderr
    return said


def commands(page: str) -> list[str]:
    """Return the lines of a page's shell blocks, in their order."""
    return [line for block in blocks("bash") if block.page == page for line in block.text.splitlines()]


def test_each_block_has_a_tested_language() -> None:
    assert {block.language for block in blocks()} == {
        "bash",
        "csv",
        "html",
        "json",
        "lua",
        "markdown",
        "python",
        "text",
        "toml",
        "yaml",
    }
    assert len(blocks("bash")) >= 15


@pytest.mark.parametrize("page", ["docs/ci.md", "docs/editor.md", "docs/index.md"])
def test_commands_of_a_page_pass(page: str, tmp_path: Path) -> None:
    folder = group(tmp_path)
    assert commands(page)
    for command in commands(page):
        shell(command, folder)


def without_install(lines: list[str]) -> list[str]:
    """Leave out what would replace the package in this environment; a slow test runs it in a fresh one."""
    install, *rest = lines
    assert install == "pip install . mkdocs-material"
    return rest


@pytest.mark.slow
def test_five_minutes_work_as_they_are_written(tmp_path: Path) -> None:
    clone, fresh = tmp_path / "clone", tmp_path / "environment"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(fresh)], check=True)
    programs = fresh / ("Scripts" if sys.platform == "win32" else "bin")
    folder = group(tmp_path / "group", site=False)
    install, *rest = commands("docs/five-minutes.md")
    shell(install, clone, programs=programs)
    for command in rest:
        if not command.startswith("mkdocs serve"):
            shell(command, folder, programs=programs)
    shell("mkdocs build --strict -f docs/mkdocs.yaml", folder, programs=programs)


@pytest.mark.slow
def test_five_minutes_publish_a_page(tmp_path: Path) -> None:
    folder = group(tmp_path, site=False)
    served = 0
    for command in without_install(commands("docs/five-minutes.md")):
        if command.startswith("mkdocs serve"):
            served += 1
            with serving(folder) as server:
                assert shlex.split(command)[2:] == ["-f", "docs/mkdocs.yaml"]
                server.until(lambda page: 'class="mlr-dashboard' in page, "/reports/")
        else:
            shell(command, folder)
    assert served == 1
    assert (folder / ".github" / "workflows" / "report.yml").is_file()
    shell("mkdocs build --strict -f docs/mkdocs.yaml", folder)


def test_five_minutes_work_for_a_new_report(tmp_path: Path) -> None:
    folder = group(tmp_path, site=False)
    text = re.sub(
        r"(?m)^(?:> )?Answer:\n.*?(?=^#{2,3} |\Z)", "> Answer:\n\n--- fill here ---\n\n",
        (folder / "reports" / "README.md").read_text("utf-8"), flags=re.DOTALL,
    )  # fmt: skip
    (folder / "reports" / "README.md").write_text(text, "utf-8")
    expected = {"mlops-report check": 1, "mlops-report check --official": 1}
    for command in without_install(commands("docs/five-minutes.md")):
        if not command.startswith("mkdocs serve"):
            said = shell(command, folder, expected.get(command, 0))
            assert command != "mlops-report check" or "PLH001" in said


@pytest.mark.slow
def test_a_teacher_checks_all_groups_at_once(tmp_path: Path) -> None:
    for number in range(1, 4):
        group(tmp_path / f"group-0{number}")
    for command in commands("docs/teachers.md"):
        shell(command, tmp_path)
    evidence = (tmp_path / "evidence.csv").read_text("utf-8")
    assert evidence.count('"docker-files","yes","strong","dockerfiles/api.dockerfile","1"') == 3
    assert len(json.loads((tmp_path / "all.json").read_text("utf-8"))["reports"]) == 3
    assert len(list((tmp_path / "pages").glob("group-*.html"))) == 3


@pytest.mark.slow
def test_a_teacher_makes_a_site_of_all_groups(tmp_path: Path) -> None:
    page = "docs/cohort.md"
    for name in ("birds", "flowers", "trams"):
        group(tmp_path / "clones" / name)
    (listed,) = (block for block in blocks("csv") if block.page == page)
    notes = next(block for block in blocks("yaml") if block.page == page and block.text.startswith("- {group"))
    for name, block in {"groups.csv": listed, "notes.yaml": notes}.items():
        (tmp_path / name).write_text(block.text, "utf-8")
    assert len(commands(page)) == 2
    for command in commands(page):
        assert "3 of 3 reports read." in shell(command, tmp_path)
    shell(f"{commands(page)[0]} --notes notes.yaml", tmp_path)
    assert "talk about drift" in (tmp_path / "cohort" / "site" / "index.html").read_text("utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Course\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Course\n{COHORT.text}", "utf-8")
    site = built(tmp_path / "mkdocs.yml", strict=True)
    assert "good example for next year" in (site / "cohort" / "questions" / "15.html").read_text("utf-8")


def test_each_recipe_of_an_editor_starts_the_server() -> None:
    recipes = {block.language: block.text for block in blocks() if block.page == "docs/editor.md"}
    settings = json.loads(recipes["json"])
    assert [settings["glspc.server.command"], *settings["glspc.server.commandArguments"]] == ["mlops-report", "server"]
    server = tomllib.loads(recipes["toml"])["language-server"]["mlops-report"]
    assert [server["command"], *server["args"]] == ["mlops-report", "server"]
    assert 'cmd = { "mlops-report", "server" }' in recipes["lua"]


def test_ci_runs_the_set_up_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in ("serve", "test"):
        assert f"<!-- command: {name} -->" in readme
        assert f"command_of {name}" in script
    set_up, _ = commands("CONTRIBUTING.md")
    assert commands("README.md")[-1].startswith(set_up)


@pytest.mark.skipif(sys.platform == "win32", reason="the hooks name programs as on Linux and macOS")
def test_contributor_hooks_reject_unformatted_code(tmp_path: Path) -> None:
    _, install = commands("CONTRIBUTING.md")
    for name in ("mkdocs_mlops_report", "example_site"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".gitignore", ".pre-commit-config.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    shell("git init -q -b main && git config user.name Ada && git config user.email ada@example.org", tmp_path)
    (tmp_path / ".git" / "info" / "exclude").write_text(".venv\n", "utf-8")
    shell(install, tmp_path)
    (tmp_path / "mkdocs_mlops_report" / "new.py").write_text('"""New."""\n\nNUMBER=3\n', "utf-8")
    # Types need the whole repository and half a minute; they are checked by the run of all hooks in `.ci/run`.
    commit = "git add . && SKIP=mypy git commit -q -m 'A number'"
    assert "files were modified by this hook" in shell(commit, tmp_path, 1)
    assert "NUMBER = 3" in (tmp_path / "mkdocs_mlops_report" / "new.py").read_text("utf-8")
    shell(commit, tmp_path)


def test_commands_in_sentences_are_ones(tmp_path: Path) -> None:
    folder = group(tmp_path)
    found = in_sentences("mlops-report ")
    assert len(found) >= 8
    found.pop("mlops-report check --watch")  # it never ends; tests/cli/test_watch.py runs it
    for command in found:
        if command == "mlops-report rule":
            assert "required: RULE" in shell(command, folder, 2)
        elif command == "mlops-report diff":
            assert "required: BASE" in shell(command, folder, 2)
        elif command == "mlops-report cohort":
            assert "name the GROUPS" in shell(command, folder, 2)
        else:
            shell(command, folder)


def test_documented_options_exist() -> None:
    commands_of = ("check", "fix", "init", "html", "cohort", "diff", "history", "server")
    known = "".join(run("mkdocs_mlops_report", name, "--help", cwd=ROOT).stdout for name in commands_of)
    text = (ROOT / "docs" / "command.md").read_text("utf-8")
    named = set(re.findall(r"--[a-z][a-z-]+", re.sub(r"```yaml.*?```", "", text, flags=re.DOTALL)))
    assert {"--fail-on", "--output-file", "--unsafe-fixes"} <= named
    assert {option for option in named if option not in known} == set()
    for usage in (block for block in blocks("text") if block.text.startswith("mlops-report ")):
        name = usage.text.split()[1]
        shown = run("mkdocs_mlops_report", name, "--help", cwd=ROOT).stdout
        assert all(option in shown for option in re.findall(r"--[a-z-]+|-o\b", usage.text)), usage


CONFIGURATIONS = [
    block for block in blocks("yaml") if re.match(r"plugins:", block.text) and block.page != "docs/cohort.md"
]
COHORT = next(block for block in blocks("yaml") if block.page == "docs/cohort.md" and block.text.startswith("plugins:"))


@pytest.mark.parametrize("block", CONFIGURATIONS, ids=str)
def test_a_configuration_builds_strictly(block: Block, tmp_path: Path) -> None:
    plugins = PLAIN[: PLAIN.index("plugins:")] + block.text
    config = course_site(tmp_path, report(), plugins)
    options = ours(yaml.safe_load(block.text))
    if "templates" in options:
        (config.parent / options["templates"]).mkdir()
    page = soup_of(built(config, strict="LEN002" not in block.text) / "reports" / "index.html")
    assert page.select_one(".mlr-dashboard") is not None
    assert page.find("h1").text.startswith(options.get("title", "Exam report"))  # type: ignore[union-attr]
    jsonschema.validate(yaml.safe_load(plugins), schema())


def ours(config: dict[str, Any]) -> dict[str, Any]:
    """Return the options of our plugin in a config."""
    return next((entry["mlops-report"] for entry in config["plugins"] if isinstance(entry, dict)), {})


def test_full_configuration_names_each_option() -> None:
    block = next(block for block in CONFIGURATIONS if block.page == "docs/configuration.md")
    named = {*ours(yaml.safe_load(block.text)), *ours(yaml.safe_load(COHORT.text))}
    assert named == set(schema()["$defs"]["options"]["anyOf"][0]["properties"])


def test_options_in_sentences_are_understood(tmp_path: Path) -> None:
    found = [*in_sentences("rules: "), *in_sentences("ignore: ")]
    assert found
    for options in found:
        config = tmp_path / "mkdocs.yml"
        config.write_text(f"plugins:\n  - mlops-report:\n      {options}\n", "utf-8")
        assert settings_of(read_options(config)) != Settings(), options


def test_the_steps_for_a_workflow_run(tmp_path: Path) -> None:
    found = [block for block in blocks("yaml") if block.text.startswith("- run:")]
    assert len(found) == 1
    for block in found:
        folder = group(tmp_path / f"line-{block.line}")
        (folder / "pyproject.toml").unlink()  # as in the course's own layout, which has requirements
        shell("mlops-report init", folder)
        for step in yaml.safe_load(block.text):
            shell(step["run"], folder)


def test_the_action_has_the_documented_inputs() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    block = next(block for block in blocks("yaml") if block.page == "docs/ci.md" and "@v1" in block.text)
    *_, step = yaml.safe_load(block.text)["jobs"]["report"]["steps"]
    assert set(step["with"]) < set(action["inputs"])
    table = (ROOT / "docs" / "ci.md").read_text("utf-8").partition("| input | |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(action["inputs"])


def test_the_hooks_are_those_of_this_repository() -> None:
    block = next(block for block in blocks("yaml") if block.text.startswith("repos:"))
    named = [hook["id"] for hook in yaml.safe_load(block.text)["repos"][0]["hooks"]]
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert sorted(named) == sorted(hook["id"] for hook in offered)


def test_the_markdown_extension_needs_no_plugin(tmp_path: Path) -> None:
    block = next(block for block in blocks("yaml") if block.text.startswith("markdown_extensions:"))
    config = course_site(tmp_path, report(), f"site_name: X\ndocs_dir: ../reports\nplugins: []\n{block.text}")
    assert soup_of(built(config) / "index.html").select(".mlr-answer")


def test_the_entry_of_the_catalog_names_our_plugin() -> None:
    block = next(block for block in blocks("yaml") if "mkdocs_plugin:" in block.text)
    (entry,) = yaml.safe_load(block.text)
    assert entry["mkdocs_plugin"] in {point.name for point in entry_points(group="mkdocs.plugins")}
    assert f'name = "{entry["pypi_id"]}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_documented_template_replaces_ours(tmp_path: Path) -> None:
    (block,) = blocks("html")
    config = course_site(tmp_path, report(), PLAIN.replace("mlops-report", "mlops-report: {templates: overrides}"))
    (config.parent / "overrides").mkdir()
    (config.parent / "overrides" / "question.html").write_text(block.text, "utf-8")
    page = soup_of(built(config) / "reports" / "index.html")
    assert page.find("p", string="Dependencies") is not None


def test_the_badge_is_an_address_of_the_site(tmp_path: Path) -> None:
    badges = [block for block in blocks("markdown") if "img.shields.io" in block.text]
    assert len(badges) == 2
    site = built(course_site(tmp_path, report(), PLAIN))
    for block in badges:
        address = re.search(r"PROJECT/(\S+)\)", block.text)
        assert address is not None
        assert json.loads((site / address[1]).read_text("utf-8"))["schemaVersion"] == 1


def test_documented_figure_is_a_figure(tmp_path: Path) -> None:
    block = next(block for block in blocks("markdown") if "figures/" in block.text)
    page = soup_of(built(course_site(tmp_path, report(answers={19: block.text}), PLAIN)) / "reports" / "index.html")
    caption = page.select_one('.mlr-answer[data-question="19"] figcaption')
    assert caption is not None
    assert caption.text.strip() in block.text


def test_the_lines_of_python_print_findings(tmp_path: Path) -> None:
    (block,) = blocks("python")
    folder = shortened(tmp_path)
    done = subprocess.run([sys.executable, "-c", block.text], cwd=folder, capture_output=True, text=True, check=True)
    assert "LEN001 75 words; the limit is 100–200" in done.stdout


SOME_MORE = "What somebody finds there becomes an issue at once, so that none of it is forgotten before the last day."
PLACEHOLDER = "--- question {} fill here ---"


def changed(folder: Path, number: int, change: Callable[[str], str]) -> Path:
    """Give the report of a group another answer to a question."""
    file = folder / "reports" / "README.md"
    file.write_text(with_answer(file.read_text("utf-8"), number, change), "utf-8")
    return folder


def shortened(folder: Path) -> Path:
    return changed(group(folder), 8, lambda _: SHORT.rstrip())


def test_the_readme_shows_a_real_finding(tmp_path: Path) -> None:
    block = next(block for block in blocks("text") if block.page == "README.md")
    assert printed(tmp_path, "check").startswith(block.text)


def test_the_command_page_shows_real_output(tmp_path: Path) -> None:
    shown = [block.text for block in blocks("text") if block.page == "docs/command.md"]
    assert printed(tmp_path / "check", "check") in shown
    assert printed(tmp_path / "fix", "fix") in shown


def printed(folder: Path, command: str) -> str:
    """Return what a command prints for the example report with a short answer, and for `fix` with placeholders."""
    if command == "check":
        return run("mkdocs_mlops_report", "check", cwd=shortened(folder)).stdout
    nearly = f"{SHORT}\n{SOME_MORE}\n\n{PLACEHOLDER.format(8)}"
    changed(group(folder), 8, lambda _: nearly)
    changed(folder, 13, lambda there: f"{there}\n\n{PLACEHOLDER.format(13)}")
    return run("mkdocs_mlops_report", "fix", cwd=folder).stdout


@pytest.mark.parametrize(("key", "command"), [("reports", "check"), ("repositories", "evidence")])
def test_documented_json_has_the_printed_keys(key: str, command: str, tmp_path: Path) -> None:
    shown = next(found for block in blocks("json") if key in (found := json.loads(block.text)))
    shortened(tmp_path)
    printed = json.loads(run("mkdocs_mlops_report", command, "--output-format", "json", cwd=tmp_path).stdout)
    if command == "evidence":  # the first item has no file
        (repository,) = printed["repositories"]
        repository["items"] = [item for item in repository["items"] if item["evidence"]]
    else:
        printed["reports"][0]["evidence"] = None
    assert _shape(shown) == _shape(printed)


def _shape(value: Any) -> Any:
    """Return the keys of nested data, with those of the first entry for a list."""
    if isinstance(value, dict):
        return {key: _shape(inner) for key, inner in value.items()}
    return [_shape(value[0])] if isinstance(value, list) and value else None


def test_editor_settings_name_our_schema() -> None:
    block = next(block for block in blocks("json") if "yaml.schemas" in block.text)
    (path,) = json.loads(block.text)["yaml.schemas"]
    assert (ROOT / "docs" / Path(path).name).is_file()


OPTIONS = [
    "rules: {LEN002: info, FIG: off}",
    "rules: {answer-too-long: warning}",
    "rules: {LEN02: info}",
    "rules: {LEN002: loud}",
    "ignore: [{rule: LEN002, questions: [30], reason: agreed}]",
    "ignore: [{rule: LEN002, questions: 30, reason: agreed}]",
    "ignore: [{rule: LEN002}]",
    "ignore: [{rule: LEN002, reason: x, question: 3}]",
    "fail_on: error",
    "fail_on: sometimes",
    "prompts: fold",
    "prompts: shown",
    "dashboard: off",
    "diagnostics: never",
    "nav: false",
    "nav: perhaps",
    "titel: Birds",
]


@pytest.mark.parametrize("options", OPTIONS)
def test_the_schema_takes_what_the_plugin_takes(options: str, tmp_path: Path) -> None:
    config = course_site(tmp_path, report(), f"{PLAIN.rstrip()}:\n      {options}\n")
    try:
        taken = bool(built(config))
    except (ConfigurationError, Abort):
        taken = False
    valid = jsonschema.Draft7Validator(schema()).is_valid(yaml.safe_load(config.read_text("utf-8")))
    assert valid == taken


def test_links_work_on_the_forge() -> None:
    for page in PAGES:
        text = re.sub(r"`[^`\n]*`", "", prose(page))
        for target in re.findall(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)", text, re.MULTILINE):
            address = (target[0] or target[1]).partition("#")[0]
            if address and "://" not in address and page.name != "contributing.md":
                assert (page.parent / address).exists(), f"{page.name}: {address}"


def test_our_own_site_builds_strictly(tmp_path: Path) -> None:
    done = run("mkdocs", "build", "--strict", "-q", "-d", str(tmp_path), cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
@pytest.mark.slow
def test_the_pictures_are_made_by_a_script(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "pictures.py"), "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = {file.name for file in tmp_path.iterdir()}
    assert made == {file.name for file in (ROOT / "docs" / "images").glob("*.png")}
    for name in made:
        assert min(imagesize.get(tmp_path / name)) > 100, name
        assert any(f"images/{name}" in page.read_text("utf-8") for page in PAGES)
