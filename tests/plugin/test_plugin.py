"""The plugin in real builds of MkDocs, in this process and as a command."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from mkdocs_mlops_report.page.fragments import asset
from tests.builders import MKDOCS, PICTURE, course_site, report, words

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63fcffff3f0300050001fe5c9d7d1b0000000049454e44ae426082"
)
PLAIN = MKDOCS.replace("  name: material", "  name: mkdocs").replace("  - mkdocstrings\n", "")


def built(config: Path, **options: object) -> Path:
    """Build a site in this process; return its folder."""
    site = config.parent / "built"
    loaded = load_config(str(config), site_dir=str(site), **options)  # type: ignore[arg-type]
    loaded.plugins.on_startup(command="build", dirty=False)
    build(loaded)
    return site


def soup_of(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment as a user would, with a terminal's encoding."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120, encoding="utf-8")


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_course_layout_gets_a_page_in_nav(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = course_site(tmp_path, report(answers={19: "![Bucket](figures/bucket.png)"}))
    (tmp_path / "reports" / "figures" / "bucket.png").write_bytes(PNG)
    site = built(config)
    soup = soup_of(site / "reports" / "index.html")
    assert [heading.get_text(" ", strip=True).rstrip("¶ ") for heading in soup.select("h1")] == [
        "Exam report of a made-up group"
    ]
    assert soup.find(id="question-4") is not None
    assert "Dependencies" in soup.select_one("#question-4").text  # type: ignore[union-attr]
    assert "Exam report" in soup_of(site / "index.html").select_one("nav.md-nav--primary").text  # type: ignore[union-attr]
    assert (site / "reports" / "figures" / "bucket.png").read_bytes() == PNG
    assert soup.select_one('.mlr-answer[data-question="19"] img')["src"] == "figures/bucket.png"  # type: ignore[index]
    toc = [link.get_text(strip=True) for link in soup.select(".md-nav--secondary a")]
    assert "Question 4 Dependencies" in toc
    assert warnings(caplog) == []


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_every_theme_shows_the_page_with_its_stylesheet(theme: str, tmp_path: Path) -> None:
    site = built(course_site(tmp_path, report(), PLAIN.replace("name: mkdocs", f"name: {theme}")))
    soup = soup_of(site / "reports" / "index.html")
    links = [str(link["href"]) for link in soup.select(".mlr-assets link")]
    assert len(links) == 1
    assert (site / "reports" / links[0]).resolve().read_text("utf-8") == asset("report.css")
    assert len(soup.select(".mlr-question")) == 31
    assert len(soup.select('[role="main"] h1, article h1')) == 1


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_themes_name_the_group_only_in_the_tab(theme: str, tmp_path: Path) -> None:
    config = PLAIN.replace("name: mkdocs", f"name: {theme}")
    config = config.replace("  - Home: index.md\n", "  - Home: index.md\n  - Ours <&>: reports/README.md\n")
    text = report(answers={1: "42"}, title="# Birds <b>&")
    soup = soup_of(built(course_site(tmp_path, text, config)) / "reports" / "index.html")
    assert soup.title is not None
    assert soup.title.get_text() == "Group 42 · Birds <b>& – exam report - Project"
    assert "Group 42" not in " ".join(link.get_text() for link in soup.select("nav a"))


def test_other_pages_do_not_change_by_a_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")  # MkDocs writes the time of the build into a page
    plain = PLAIN.replace("nav:\n  - Home: index.md\n", "")
    config = course_site(tmp_path, report(), plain.replace("- mlops-report", "- mlops-report:\n      nav: false"))
    (tmp_path / "docs" / "source" / "other.md").write_text("# Other\n\n`mlops` Answer: x\n\n* [x] a\n", "utf-8")
    with_us = built(config)
    pages = {name: (with_us / name).read_bytes() for name in ("index.html", "other/index.html", "404.html")}
    config.write_text(plain.replace("  - mlops-report\n", ""), "utf-8")
    without = built(config)
    for name, content in pages.items():
        assert content == (without / name).read_bytes(), name


def test_page_urls_without_directories(tmp_path: Path) -> None:
    site = built(course_site(tmp_path, report(answers={19: "![B](figures/b.png)"}), PLAIN), use_directory_urls=False)
    assert (site / "reports" / "index.html").is_file()


def test_config_at_the_root(tmp_path: Path) -> None:
    course_site(tmp_path, report())
    config = tmp_path / "mkdocs.yml"
    config.write_text(PLAIN.replace("docs_dir: source", "docs_dir: docs/source"), "utf-8")
    assert (built(config) / "reports" / "index.html").is_file()


@pytest.mark.parametrize("name", ["reports/readme.md", "Reports/README.MD"])
def test_the_report_is_found_in_any_case(name: str, tmp_path: Path) -> None:
    config = course_site(tmp_path, report(), PLAIN)
    (tmp_path / "reports" / "README.md").unlink()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(report(), "utf-8")
    assert (built(config) / "reports" / "index.html").is_file()


def test_a_report_inside_the_docs_folder_is_recognised(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = course_site(tmp_path, report(), PLAIN.replace("nav:\n  - Home: index.md\n", ""))
    (tmp_path / "docs" / "source" / "exam.md").write_text(report(answers={4: words(20)}), "utf-8")
    (tmp_path / "reports" / "figures").rename(tmp_path / "docs" / "source" / "figures")
    shutil.rmtree(tmp_path / "reports")
    soup = soup_of(built(config) / "exam" / "index.html")
    assert soup.select_one('.mlr-badge[data-question="4"]')["data-state"] == "low"  # type: ignore[index]
    assert [line.split(" ")[0] for line in warnings(caplog)] == [f"docs/source/exam.md:{line_of(20)}:"]


def line_of(count: int) -> int:
    text = report(answers={4: words(count)}).split("\n")
    return text.index(words(count)) + 1


def test_the_report_may_be_named(tmp_path: Path) -> None:
    config = course_site(
        tmp_path,
        report(),
        PLAIN.replace("- mlops-report", "- mlops-report:\n      report: ../exam/final.md\n      nav_title: Hand-in"),
    )
    (tmp_path / "exam").mkdir()
    (tmp_path / "reports" / "README.md").rename(tmp_path / "exam" / "final.md")
    site = built(config)
    assert (site / "exam" / "final" / "index.html").is_file()
    assert "Hand-in" in (site / "index.html").read_text("utf-8")


def test_missing_named_report_is_a_configuration_error(tmp_path: Path) -> None:
    config = course_site(
        tmp_path, report(), PLAIN.replace("- mlops-report", "- mlops-report:\n      report: ../exam/no.md")
    )
    with pytest.raises(ConfigurationError, match=r"`report` names .*exam/no\.md, which does not exist"):
        built(config)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../reports", r"reports, which is a folder; name the file in it\."),
        ("../../x.md", "outside the repository"),
    ],
)
def test_named_report_must_be_in_the_repository(path: str, message: str, tmp_path: Path) -> None:
    options = PLAIN.replace("- mlops-report", f"- mlops-report:\n      report: {path}")
    config = course_site(tmp_path / "repository", report(), options)
    (tmp_path / "x.md").write_text(report(), "utf-8")
    with pytest.raises(ConfigurationError, match=message):
        built(config)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "reports/README.md is empty. Copy the course's template into it."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "reports/README.md is an image, not a Markdown file."),
    ],
)
def test_unusable_report_is_named(
    content: bytes, message: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = course_site(tmp_path, "", PLAIN)
    (tmp_path / "reports" / "README.md").write_bytes(content)
    built(config)
    assert warnings(caplog) == [message]


def test_nothing_found_is_a_warning_that_says_where(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = course_site(tmp_path, report(), PLAIN)
    shutil.rmtree(tmp_path / "reports")
    built(config)
    assert warnings(caplog) == [
        "No exam report found. Looked for: docs/reports/README.md, reports/README.md, and among the pages of the site."
        " Copy the course's template to reports/README.md, or set the option `report` in the site's config."
    ]


def test_a_readme_that_is_no_report_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    built(course_site(tmp_path, "# Reports\n\nThe exam is near.\n", PLAIN))
    assert warnings(caplog) == [
        "reports/README.md is not an exam report: it has fewer than 5 headings like `### Question 1` that are followed"
        " by a prompt."
    ]


def test_the_page_may_stay_out_of_the_navigation(tmp_path: Path) -> None:
    site = built(course_site(tmp_path, report(), PLAIN.replace("- mlops-report", "- mlops-report:\n      nav: false")))
    assert (site / "reports" / "index.html").is_file()
    assert "Exam report" not in (site / "index.html").read_text("utf-8")


def test_page_named_in_nav_keeps_its_place(tmp_path: Path) -> None:
    config = course_site(
        tmp_path,
        report(),
        PLAIN.replace("  - Home: index.md\n", "  - First: reports/README.md\n  - Home: index.md\n"),
    )
    html = (built(config) / "index.html").read_text("utf-8")
    assert "First" in html
    assert "Exam report" not in html


def test_existing_page_is_not_overwritten(tmp_path: Path) -> None:
    config = course_site(tmp_path, report(), PLAIN)
    (tmp_path / "docs" / "source" / "reports").mkdir()
    (tmp_path / "docs" / "source" / "reports" / "index.md").write_text("# Their own page\n", "utf-8")
    site = built(config)
    assert "Their own page" in (site / "reports" / "index.html").read_text("utf-8")
    assert "mlr-dashboard" in (site / "exam-report" / "index.html").read_text("utf-8")


def test_nothing_from_outside_the_repository_gets_in(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    repository = tmp_path / "repository"
    text = report(
        answers={19: "![a](../../secret.png) ![b](figures/link.png) [c](../../secret.png) <img src='../../secret.png'>"}
    )
    config = course_site(repository, text, PLAIN)
    (repository / "reports" / "figures" / "link.png").symlink_to(tmp_path / "secret.png")
    site = built(config)
    assert not [file for file in site.rglob("*") if file.is_file() and file.read_bytes() == b"secret"]
    assert not list(site.rglob("secret*"))


def test_links_lead_to_pages_files_and_nowhere_else(tmp_path: Path) -> None:
    answer = "[home](../docs/source/index.md#hello) [code](../src/train.py) [no](gone.md) [q](#question-5)"
    answer += " [w](https://example.org)"
    config = course_site(
        tmp_path, report(answers={4: answer}), PLAIN + "repo_url: https://github.com/example/project\n"
    )
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "train.py").write_text("", "utf-8")
    box = soup_of(built(config) / "reports" / "index.html").select_one('.mlr-answer[data-question="4"]')
    assert box is not None
    home, *others = [str(link["href"]) for link in box.select("a")]
    assert home in {"..#hello", "../#hello"}
    assert others == [
        "https://github.com/example/project/blob/HEAD/src/train.py",
        "#question-5",
        "https://example.org",
    ]
    assert box.select_one(".mlr-nolink").text == "no"  # type: ignore[union-attr]


def test_other_plugins_do_not_evaluate_answers(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = report(answers={4: 'We use ${{ secrets.KEY }} and {{ page.title }} {% raw %}\n\n--8<-- "docs/mkdocs.yaml"'})
    config = course_site(
        tmp_path,
        text,
        PLAIN + "markdown_extensions:\n  - pymdownx.snippets:\n      base_path: [..]\n  - attr_list\n  - md_in_html\n",
    )
    box = soup_of(built(config) / "reports" / "index.html").select_one('.mlr-answer[data-question="4"]')
    assert box is not None
    assert "${{ secrets.KEY }} and {{ page.title }} {% raw %}" in box.text
    assert "docs_dir" not in box.text


def test_every_finding_is_a_warning_of_its_own(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    built(course_site(tmp_path, report(answers={4: words(20), 28: ""}), PLAIN))
    message = "warning LEN001 Question 4: 20 words; the limit is 100–200 (80 short). Add at least 80 words."
    assert warnings(caplog) == [f"reports/README.md:{line_of(20)}: {message}"]


@pytest.mark.parametrize("form", ["![Pictured](figures/{}.png)", '<img src="figures/{}.png" alt="Pictured">'])
def test_figures_outside_answers_are_published(form: str, tmp_path: Path) -> None:
    places = ("instructions", "checklist", "group", "item", "note", "section")
    shown = {place: form.format(place) for place in places}
    items = f"* [x] One {shown['item']} (M5)\n* [ ] Two (M5) {shown['note']}\n"
    checklist = f"## Overall project checklist\n\n{shown['checklist']}\n\n### Week 1\n\n{shown['group']}\n\n{items}"
    text = report(checklist=checklist).replace("Instructions of ours.", shown["instructions"])
    config = course_site(tmp_path, text.replace("> An introduction of ours.", shown["section"], 1), PLAIN)
    for place in places:
        (tmp_path / "reports" / "figures" / f"{place}.png").write_bytes(PNG)
    images = soup_of(built(config) / "reports" / "index.html").select('img[alt="Pictured"]')
    assert {image["src"] for image in images} == {f"figures/{place}.png" for place in places}
    assert all((config.parent / "built" / "reports" / str(image["src"])).is_file() for image in images)


def test_strict_build_fails_on_findings(tmp_path: Path) -> None:
    with pytest.raises(Abort):
        built(course_site(tmp_path / "a", report(answers={4: words(20)}), PLAIN), strict=True)
    built(course_site(tmp_path / "b", report(answers={28: ""}), PLAIN), strict=True)


@pytest.mark.parametrize("program", ["mkdocs", pytest.param("properdocs", marks=pytest.mark.slow)])
@pytest.mark.parametrize("flags", [[], ["-q"]], ids=["loud", "quiet"])
@pytest.mark.parametrize("good", [True, False], ids=["good", "bad"])
def test_the_command_fails_exactly_when_check_fails(program: str, flags: list[str], good: bool, tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={} if good else {4: words(20)}))
    done = run(
        program, "build", "--strict", *flags, "-f", "docs/mkdocs.yaml", "-d", str(tmp_path / "site"), cwd=tmp_path
    )
    checked = run("mkdocs_mlops_report", "check", "--output-format", "concise", cwd=tmp_path)
    assert (done.returncode, checked.returncode) == ((0, 0) if good else (1, 1)), done.stderr
    line = f"reports/README.md:{line_of(20)}: warning LEN001 "
    assert (line in done.stderr) is not good
    assert (line in checked.stdout) is not good
    assert "Traceback" not in done.stderr
    loose = run(program, "build", *flags, "-f", "docs/mkdocs.yaml", "-d", str(tmp_path / "site"), cwd=tmp_path)
    assert loose.returncode == 0


def test_a_wrong_option_is_told_in_a_sentence(tmp_path: Path) -> None:
    course_site(tmp_path, report(), PLAIN.replace("- mlops-report", "- mlops-report:\n      nav: maybe"))
    done = run("mkdocs", "build", "-f", "docs/mkdocs.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "'nav'" in done.stderr
    assert "Traceback" not in done.stderr


def test_invalid_utf8_is_published_with_a_finding(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={4: f"{words(120)} \u00e9"}), PLAIN)
    file = tmp_path / "reports" / "README.md"
    file.write_bytes(file.read_text("utf-8").encode("latin-1"))
    done = run("mkdocs", "build", "-f", "docs/mkdocs.yaml", "-d", str(tmp_path / "site"), cwd=tmp_path)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "STR008" in (tmp_path / "site" / "reports" / "index.html").read_text("utf-8")


def test_findings_link_to_the_line_in_the_repository(tmp_path: Path) -> None:
    config = course_site(tmp_path, report(answers={4: words(20)}), f"repo_url: https://github.com/ada/birds\n{PLAIN}")
    soup = soup_of(built(config) / "reports" / "index.html")
    link = soup.select_one(".mlr-diagnostic .mlr-code a")
    assert link
    line = f"https://github.com/ada/birds/blob/HEAD/reports/README.md?plain=1#L{line_of(20)}"
    assert link["href"] == line


def test_remote_replaces_a_missing_repo_url(tmp_path: Path) -> None:
    config = course_site(tmp_path, report(answers={4: words(20)}), PLAIN)
    (tmp_path / ".git" / "config").write_text('[remote "origin"]\n  url = git@gitlab.com:ada/birds.git\n', "utf-8")
    soup = soup_of(built(config) / "reports" / "index.html")
    link = soup.select_one(".mlr-diagnostic .mlr-code a")
    assert link
    assert str(link["href"]).startswith("https://gitlab.com/ada/birds/-/blob/HEAD/reports/README.md?plain=1#L")


def test_build_annotates_in_github_actions(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={4: words(20)}), PLAIN)
    summary = tmp_path / "summary.md"
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(tmp_path)}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "docs/mkdocs.yaml", "-d", "../site"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, **variables}, check=False
    )
    assert done.returncode == 1
    place = f"::warning file=reports/README.md,line={line_of(20)},"
    assert [line for line in done.stderr.splitlines() if line.startswith(place)]
    assert "| LEN001 |" in summary.read_text("utf-8")


@pytest.mark.parametrize(
    ("nav", "expected"),
    [
        ("", {"Home": "index.md", "Exam report": "reports/README.md"}),
        ("  - Reports: {Ours: reports/README.md}\n", {"Home": "index.md", "Ours": "reports/README.md"}),
        ("  - Report: [reports/README.md]\n", {"Home": "index.md", "": "reports/README.md"}),
    ],
)
def test_nav_contains_the_report_once(nav: str, expected: dict[str, str], tmp_path: Path) -> None:
    config = load_config(
        str(course_site(tmp_path, report(), PLAIN.replace("  - Home: index.md\n", f"  - Home: index.md\n{nav}")))
    )
    config.site_dir = str(tmp_path / "site")
    build(config)
    assert str(config.nav).count("reports/README.md") == 1
    titles = [name for name in expected if name]
    assert all(title in str(config.nav) for title in titles)
    assert ("Exam report" in str(config.nav)) is ("Exam report" in expected)


def test_build_and_command_leave_out_the_same_pages(tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    patterns = "exclude_docs: |\n  /old/\n  !/templates/kept.md\ndraft_docs: |\n  *-draft.md\n"
    config.write_text(f"site_name: Ours\nplugins:\n  - mlops-report: {{fail_on: never}}\n{patterns}", "utf-8")
    names = ["kept.md", "old/report.md", "our-draft.md", "sub/old/kept.md", "templates/kept.md", "templates/report.md"]
    for name in names:
        page = tmp_path / "docs" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(report(title=f"# {name}"), "utf-8")
    site = built(config)
    published = {file.parent.relative_to(site).as_posix() for file in site.rglob("report.json")}
    assert published == {"kept", "sub/old/kept", "templates/kept"}
    checked = run("mkdocs_mlops_report", "check", "--output-format", "json", cwd=tmp_path)
    paths = {one["path"] for one in json.loads(checked.stdout)["reports"]}
    assert paths == {f"docs/{name}.md" for name in published}


def test_a_wrong_pattern_is_named_with_its_config(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\nexclude_docs: |\n  !\n", "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "report.md").write_text(report(), "utf-8")
    checked = run("mkdocs_mlops_report", "check", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (2, "")
    assert checked.stderr.startswith(
        "mlops-report: mkdocs.yml: a pattern in `exclude_docs` or `draft_docs` is not valid"
    )


def test_data_have_the_name_of_the_page(tmp_path: Path) -> None:
    config = course_site(tmp_path, report(), PLAIN)
    answers = {number: f"Another answer to question {number}." for number in range(4, 30)}
    (tmp_path / "docs" / "source" / "old.md").write_text(report(title="# Old", answers=answers), "utf-8")
    site = built(config, use_directory_urls=False)
    assert (site / "old.report.json").is_file()
    assert (site / "reports" / "report.json").is_file()


def test_a_figure_replaces_no_file_of_docs(tmp_path: Path) -> None:
    config = course_site(tmp_path, report(answers={19: "![Ours](figures/bucket.png)"}), PLAIN)
    other = tmp_path / "docs" / "source" / "reports" / "figures" / "bucket.png"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"another picture")
    site = built(config)
    source = str(soup_of(site / "reports" / "index.html").select_one('.mlr-answer[data-question="19"] img')["src"])  # type: ignore[index]
    assert (site / "reports" / "figures" / "bucket.png").read_bytes() == b"another picture"
    assert (site / "reports" / source).resolve().read_bytes() == PICTURE


def test_an_svg_is_not_enlarged(tmp_path: Path) -> None:
    config = course_site(tmp_path, report(answers={19: "![Ours](figures/a.svg) ![Ours](figures/bucket.png)"}), PLAIN)
    (tmp_path / "reports" / "figures" / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    soup = soup_of(built(config) / "reports" / "index.html")
    zoomed = soup.select('.mlr-answer[data-question="19"] a.mlr-zoom img')
    assert [str(image["src"]) for image in zoomed] == ["figures/bucket.png"]
