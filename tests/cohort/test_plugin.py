"""A site that carries a cohort beside its own pages, and the workflow of the documentation in parts."""

from __future__ import annotations

import logging
import shlex
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from mkdocs.config import load_config
from mkdocs.exceptions import ConfigurationError

from tests.builders import report
from tests.cohort.groups import course, made
from tests.plugin.test_plugin import built, run, soup_of, warnings
from tests.project.documents import blocks
from tests.project.test_docs import shell

SITE = """\
site_name: Course
theme: {name: THEME}
nav:
  - Home: index.md
plugins:
  - search
  - mlops-report: {OPTIONS}
"""


def carrier(folder: Path, theme: str = "material", options: str = "{cohort: groups.csv}") -> Path:
    """Make the site of a course that carries a cohort."""
    if not (folder / "groups.csv").exists():
        course(folder)
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "index.md").write_text("# Course\n\nHello.\n", "utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(SITE.replace("THEME", theme).replace("{OPTIONS}", options), "utf-8")
    return config


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_a_site_carries_a_cohort_in_any_theme(theme: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = carrier(tmp_path, theme)
    site = built(config, strict=True)
    assert warnings(caplog) == []
    page = soup_of(site / "cohort" / "index.html")
    assert [link.get_text() for link in page.select(".mlc-groups tbody th a")] == ["1", "2", "3", "5"]
    assert "noindex" in str(page.select_one('meta[name="robots"]'))
    assert (site / "cohort" / "groups" / "1.html").is_file()
    assert (site / "cohort" / "cohort.csv").is_file()
    assert (site / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /cohort/\n"
    home = soup_of(site / "index.html")
    assert [link["href"] for link in home.select("a") if link.get_text().strip() == "Cohort"][:1] == [
        "cohort/index.html"
    ]
    assert home.select('a[href*="groups/"]') == []
    assert (tmp_path / ".mlops-report-cohort" / ".gitignore").read_text("utf-8") == "*\n"
    assert not (site / "reports").exists()


def test_groups_stay_out_of_the_sites_index(tmp_path: Path) -> None:
    site = built(carrier(tmp_path))
    index = (site / "search" / "search_index.json").read_text("utf-8")
    assert "Hello" in index
    assert "cohort/" not in index


def test_names_that_were_collected_are_not_hidden(tmp_path: Path) -> None:
    course(tmp_path)
    made(tmp_path, "groups.csv")
    config = carrier(tmp_path, options="{cohort: cohort, cohort_pseudonyms: true}")
    with pytest.raises(ConfigurationError, match="was collected with names; run `mlops-report cohort` again with"):
        built(config)


def test_options_of_the_site_apply_to_all_groups(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    course(tmp_path)
    (tmp_path / "notes.csv").write_text("group,note\n2,call them\n", "utf-8")
    options = '{cohort: clones, cohort_at: "2026-01-23 23:59 +01:00", cohort_notes: notes.csv, rules: {LEN: off}}'
    options = options.replace("clones,", "groups.csv,")
    site = built(carrier(tmp_path, options=options))
    page = soup_of(site / "cohort" / "index.html")
    assert "23 January 2026, 23:59 +01:00" in page.select_one(".mlc-lead").get_text()  # type: ignore[union-attr]
    assert "call them" in page.get_text()
    assert "LEN001" not in (site / "cohort" / "questions" / "15.html").read_text("utf-8")


def test_the_folder_of_the_command_can_be_carried(tmp_path: Path) -> None:
    course(tmp_path)
    made(tmp_path, "groups.csv")
    site = built(carrier(tmp_path, options="{cohort: cohort}"))
    assert soup_of(site / "cohort" / "groups" / "3.html").select(".mlr-dashboard")
    assert not (tmp_path / ".mlops-report-cohort").exists()


def test_a_report_beside_a_cohort_needs_its_option(tmp_path: Path) -> None:
    config = carrier(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "README.md").write_text(report(), "utf-8")
    assert not list(built(config).glob("**/reports/index.html"))
    config = carrier(tmp_path, options="{cohort: groups.csv, report: reports/README.md}")
    site = built(config)
    assert list(site.glob("**/reports/index.html"))
    assert (site / "cohort" / "index.html").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("{cohort: none.csv}", "none.csv does not exist; name a CSV file, or a folder of clones."),
        ("{cohort: groups.csv, cohort_at: noon}", "`noon` is not a date and time; write `2026-01-23 23:59 +01:00`."),
        ("{cohort: groups.csv, cohort_notes: none.csv}", "cannot read"),
        ("{cohort: 3}", "`cohort` must be a string."),
    ],
)
def test_a_wrong_option_stops_the_build(options: str, said: str, tmp_path: Path) -> None:
    config = carrier(tmp_path, options=options)
    done = run("mkdocs", "build", "-f", str(config), cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_publishing_a_cohort_warns(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    loaded = load_config(str(carrier(tmp_path)))
    loaded.plugins.on_startup(command="gh-deploy", dirty=False)
    with caplog.at_level(logging.WARNING):
        loaded.plugins.on_config(loaded)
    assert any("the site contains the answers of 4 groups: publish it only where" in line for line in warnings(caplog))


def test_a_wrong_list_is_a_config_error(tmp_path: Path) -> None:
    loaded = load_config(str(carrier(tmp_path)))
    (tmp_path / "groups.csv").write_text("group\n1\n", "utf-8")
    loaded.plugins.on_startup(command="build", dirty=False)
    with pytest.raises(ConfigurationError, match="there is no column `repository`"):
        loaded.plugins.on_config(loaded)


@pytest.mark.slow
def test_the_documented_workflow_makes_the_same_site(tmp_path: Path) -> None:
    block = next(block for block in blocks("yaml") if block.page == "docs/cohort.md" and block.text.startswith("jobs:"))
    jobs = yaml.safe_load(block.text)["jobs"]
    course(tmp_path)
    (tmp_path / "notes.yaml").write_text("- {group: 1, note: read}\n", "utf-8")
    (tmp_path / "parts").mkdir()
    for part in jobs["read"]["strategy"]["matrix"]["part"]:
        for step in jobs["read"]["steps"]:
            command = str(step.get("run", "")).replace("${{ matrix.part }}", str(part))
            if command and not command.startswith("pip "):
                shell(command, tmp_path)
        upload = jobs["read"]["steps"][-1]["with"]
        name = upload["name"].replace("${{ matrix.part }}", str(part))
        (tmp_path / upload["path"]).rename(tmp_path / "parts" / name)
    for step in jobs["site"]["steps"]:
        if step.get("run") and not step["run"].startswith("pip "):
            shell(step["run"], tmp_path)
    (tmp_path / "whole").mkdir()
    (tmp_path / "clones").rename(tmp_path / "whole" / "clones")
    for name in ("groups.csv", "notes.yaml"):
        (tmp_path / name).rename(tmp_path / "whole" / name)
    command = next(step["run"] for step in jobs["read"]["steps"] if "mlops-report cohort" in step.get("run", ""))
    at = shlex.split(command)[shlex.split(command).index("--at") + 1]
    whole = made(tmp_path / "whole", "groups.csv", "--at", at, "--notes", "notes.yaml")
    ours, theirs = (
        {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
        for folder in (whole.site, tmp_path / "cohort" / "site")
    )
    for files in (ours, theirs):
        files.pop("sitemap.xml.gz", None)  # gzip writes the time
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert sum(name.startswith("pagefind/") for name in ours) > 5
    assert BeautifulSoup(ours["index.html"], "html.parser").select("tbody tr")
