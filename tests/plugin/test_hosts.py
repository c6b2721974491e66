"""One report in the four hosts that can show it: the same page in each, byte for byte but for addresses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.builders import PICTURE, report, words
from tests.project.test_docs import group
from tests.repositories import git

PROGRAMS = Path(sys.executable).parent
MARK = "<!-- mlops-report -->"
PAGE = f"---\ntags: [exam]\n---\n\n{MARK}\n"
ADDRESSES = ("href", "src")
TIME = {"SOURCE_DATE_EPOCH": "1769000000", "NO_MKDOCS_2_WARNING": "1"}
ZENSICAL = """\
[project]
site_name = "Birds"
site_url = "https://example.org/"

[project.markdown_extensions.toc]

[project.markdown_extensions.mkdocs_mlops_report]
"""


def run(folder: Path, *command: str, code: int = 0) -> str:
    done = subprocess.run(
        [PROGRAMS / command[0], *command[1:]],
        cwd=folder, env={**os.environ, **TIME}, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    return said


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example group's repository, with findings, a remote, and the config of each generator."""
    folder = group(tmp_path_factory.mktemp("hosts") / "birds", site=False)
    file = folder / "reports" / "README.md"
    shorter = rf"\1\n{words(71)} <b>x</b>\n\n"
    text = re.sub(r"(?s)(### Question 4\n.*?Answer:\n).*?(?=### Question 5)", shorter, file.read_text("utf-8"))
    file.write_text(text, "utf-8")
    git(folder, "remote", "add", "origin", "https://github.com/ada/birds.git")
    git(folder, "commit", "--quiet", "--all", "--message", "Shorter")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Birds\n", "utf-8")
    (folder / "docs" / "report.md").write_text(PAGE, "utf-8")
    (folder / "zensical.toml").write_text(ZENSICAL, "utf-8")
    plain = "site_name: Birds\nsite_url: https://example.org/\ntheme: {name: null}\nplugins: [PLUGINS]\n"
    (folder / "plugin.yml").write_text(plain.replace("PLUGINS", "mlops-report"), "utf-8")
    (folder / "extension.yml").write_text(
        plain.replace("PLUGINS", "") + "markdown_extensions: [mkdocs_mlops_report]\n", "utf-8"
    )
    theme = folder / "theme"
    theme.mkdir()
    (theme / "main.html").write_text("<main>{{ page.content }}</main>\n", "utf-8")
    for name in ("plugin.yml", "extension.yml"):
        text = (folder / name).read_text("utf-8").replace("{name: null}", "{name: null, custom_dir: theme}")
        (folder / name).write_text(text, "utf-8")
    return folder


def body(html: str) -> list[str]:
    """The pieces of a report's page, without addresses and without what gives them style."""
    soup = BeautifulSoup(html, "html.parser")
    dashboard = soup.select_one(".mlr-dashboard")
    assert dashboard is not None
    assert dashboard.parent is not None
    for link in soup.select("a.mlr-zoom"):
        link.unwrap()  # its address is all that it adds
    for extra in soup.select("a.headerlink, .mlr-assets"):
        extra.decompose()
    for element in dashboard.parent.find_all(True):
        for name in ADDRESSES:
            if name in element.attrs:
                element[name] = ""
    pieces = [child for child in dashboard.parent.children if isinstance(child, Tag)]
    start = next(index for index, piece in enumerate(pieces) if piece.name == "h1")
    return [str(piece) for piece in pieces[start:]]


@pytest.fixture(scope="module")
def bodies(birds: Path) -> dict[str, list[str]]:
    run(birds, "mkdocs", "build", "--quiet", "--config-file", "plugin.yml", "--site-dir", "../mkdocs")
    run(birds, "properdocs", "build", "--quiet", "--config-file", "plugin.yml", "--site-dir", "../properdocs")
    run(birds, "mkdocs", "build", "--quiet", "--config-file", "extension.yml", "--site-dir", "../extension")
    run(birds, "zensical", "build", "--clean")
    pages = {
        "MkDocs": birds.parent / "mkdocs" / "reports" / "index.html",
        "ProperDocs": birds.parent / "properdocs" / "reports" / "index.html",
        "the extension in MkDocs": birds.parent / "extension" / "report" / "index.html",
        "Zensical": birds / "site" / "report" / "index.html",
    }
    texts = {name: file.read_text("utf-8") for name, file in pages.items()}
    texts["the command"] = run(birds, "mlops-report", "html", "--output", "../page.html") or (
        birds.parent / "page.html"
    ).read_text("utf-8")
    return {name: body(text) for name, text in texts.items()}


@pytest.mark.parametrize("host", ["ProperDocs", "the extension in MkDocs", "Zensical", "the command"])
def test_page_is_that_of_mkdocs(host: str, bodies: dict[str, list[str]]) -> None:
    theirs = bodies["MkDocs"]
    assert len(theirs) > 80
    *ours, last = bodies[host]
    # Zensical's theme has something of its own below a page.
    for one, other in zip(ours if "md-" in last else [*ours, last], theirs, strict=True):
        assert one == other


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A repository with a failing report, and a site of Zensical."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Birds\n", "utf-8")
    (tmp_path / "docs" / "report.md").write_text(f"# Ours\n\nBefore.\n\n{MARK}\n\nAfter.\n", "utf-8")
    (tmp_path / "zensical.toml").write_text(ZENSICAL, "utf-8")
    (tmp_path / "reports" / "figures").mkdir(parents=True)
    (tmp_path / "reports" / "figures" / "bucket.png").write_bytes(PICTURE)
    (tmp_path / "reports" / "README.md").write_text(report(answers={4: words(71)}), "utf-8")
    git(tmp_path, "init", "--quiet")
    return tmp_path


def options(folder: Path, *lines: str) -> None:
    (folder / "zensical.toml").write_text(ZENSICAL + "\n".join(lines) + "\n", "utf-8")


def test_report_stands_among_other_text(site: Path) -> None:
    run(site, "zensical", "build")
    soup = BeautifulSoup((site / "site" / "report" / "index.html").read_text("utf-8"), "html.parser")
    article = soup.select_one("article")
    assert article is not None
    text = article.get_text()
    assert text.index("Before.") < text.index("Official check") < text.index("After.")
    assert len(soup.select(".mlr-question")) == 31


def test_failing_report_fails_a_build_on_request(site: Path) -> None:
    options(site, 'fail_on = "warning"')
    said = run(site, "zensical", "build", code=1)
    assert "The exam report has findings that fail the build.\n" in said
    assert re.search(r"reports/README\.md:\d+: warning LEN001 Question 4: 71 words", said)
    options(site, 'fail_on = "error"')
    run(site, "zensical", "build", "--clean")


def test_site_without_a_report_says_where_it_looked(site: Path) -> None:
    (site / "reports" / "README.md").unlink()
    said = run(site, "zensical", "build", code=1)
    assert "No exam report found. Looked for: reports/README.md." in said
    options(site, 'report = "docs/nowhere.md"')
    said = run(site, "zensical", "build", "--clean", code=1)
    assert "docs/nowhere.md, which does not exist." in said


def test_report_may_not_be_outside_the_repository(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "README.md"
    outside.write_text(report(), "utf-8")
    options(site, f'report = "{outside.as_posix()}"')
    assert "is outside the repository" in run(site, "zensical", "build", code=1)


def test_option_that_does_not_exist_is_one_sentence(site: Path) -> None:
    options(site, 'fail_onn = "error"')
    assert "has no option `fail_onn`; did you mean `fail_on`?" in run(site, "zensical", "build", code=1)


def test_figures_are_inside_the_page(site: Path) -> None:
    (site / "reports" / "README.md").write_text(report(answers={19: "![Ours](figures/bucket.png)"}), "utf-8")
    run(site, "zensical", "build")
    soup = BeautifulSoup((site / "site" / "report" / "index.html").read_text("utf-8"), "html.parser")
    (image,) = soup.select(".mlr-answer[data-question='19'] img")
    assert str(image["src"]).startswith("data:image/png;base64,")
    assert image["width"]
    assert image.parent is not None
    assert image.parent["href"] == "#figure"  # by which the script knows that it has no address


@pytest.mark.slow
def test_a_report_page_is_read_from_its_file(site: Path) -> None:
    text = "---\ntags: [exam]\n---\n" + report(answers={4: words(71), 19: "![Ours](figures/no.png)"})
    (site / "docs" / "report.md").write_text(text, "utf-8")
    options(site, 'diagnostics = "always"')
    run(site, "zensical", "build")
    soup = BeautifulSoup((site / "site" / "report" / "index.html").read_text("utf-8"), "html.parser")
    codes = {str(one["data-code"]) for one in soup.select(".mlr-diagnostic")}
    assert {"LEN001", "FIG003"} <= codes
    options(site, 'fail_on = "warning"')
    checked = run(site, "mlops-report", "check", "--output-format", "concise", "docs/report.md", code=1)
    (line,) = [one for one in checked.splitlines() if "LEN001" in one]
    assert line in run(site, "zensical", "build", "--clean", code=1)


def test_options_of_the_extension_count_for_the_command(site: Path) -> None:
    options(site, "rules = {LEN001 = 'off'}")
    assert "No problems found." in run(site, "mlops-report", "check")
    options(site, 'fail_on = "error"')
    assert "LEN001" in run(site, "mlops-report", "check")
    options(site, 'fail_on = "eror"')
    said = run(site, "mlops-report", "check", code=2)
    assert "zensical.toml: `fail_on` must be error, warning, info or never, not `eror`; did you mean `error`?" in said
    (site / "zensical.toml").write_text("[project\nmlops_report = 1\n", "utf-8")
    assert "zensical.toml: the file is not valid TOML" in run(site, "mlops-report", "check", code=2)


def test_options_of_the_extension_count_in_mkdocs(site: Path) -> None:
    extensions = "markdown_extensions:\n  - toc\n  - mkdocs_mlops_report:\n      rules: {LEN001: off}\n"
    text = f"site_name: Birds\nplugins: [search]\n{extensions}"
    (site / "mkdocs.yml").write_text(text, "utf-8")
    assert "No problems found." in run(site, "mlops-report", "check")
    (site / "mkdocs.yml").write_text(text.replace("[search]", "[search, mlops-report]"), "utf-8")
    assert "LEN001" in run(site, "mlops-report", "check", code=1)


@pytest.mark.slow
def test_init_sets_up_a_new_site(tmp_path: Path) -> None:
    folder = group(tmp_path / "birds", site=False)
    run(folder, "zensical", "new", ".")
    shutil.rmtree(folder / ".github")
    run(folder, "mlops-report", "init")
    run(folder, "zensical", "build", "--clean")
    page = (folder / "site" / "report" / "index.html").read_text("utf-8")
    assert page.count('class="mlr-question"') == 31
    assert "Exam report" in (folder / "site" / "index.html").read_text("utf-8")
    workflow = (folder / ".github" / "workflows" / "report.yml").read_text("utf-8")
    assert "- run: mlops-report check\n" in workflow
    assert "- run: zensical build --clean\n" in workflow
    assert "path: site\n" in workflow
    assert "zensical" in (folder / "pyproject.toml").read_text("utf-8")
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and ".git/" not in str(file)}
    said = run(folder, "mlops-report", "init")
    assert "zensical.toml: the Markdown extension is already there." in said
    assert all(file.read_bytes() == content for file, content in before.items())


@pytest.mark.slow
def test_init_keeps_what_zensical_uses_without_a_list(site: Path) -> None:
    (site / "zensical.toml").write_text('[project]\nsite_name = "Birds"\n', "utf-8")
    (site / "docs" / "report.md").unlink()
    (site / "docs" / "index.md").write_text("# Birds\n\n!!! note\n\n    Hello\n\n:smile:\n", "utf-8")
    run(site, "zensical", "build")
    before = (site / "site" / "index.html").read_text("utf-8")
    run(site, "mlops-report", "init")
    run(site, "zensical", "build", "--clean")
    after = (site / "site" / "index.html").read_text("utf-8")

    def article(html: str) -> str:
        found = BeautifulSoup(html, "html.parser").select_one("article")
        return str(found and found.decode_contents())

    assert article(after) == article(before)
    assert "admonition" in after
    assert (site / "site" / "report" / "index.html").is_file()


def test_init_leaves_a_broken_config_alone(site: Path) -> None:
    (site / "zensical.toml").write_text("[project\n", "utf-8")
    said = run(site, "mlops-report", "init")
    assert "zensical.toml: unchanged, since it is not valid TOML" in said
    assert "[project.markdown_extensions.mkdocs_mlops_report]" in said
    assert (site / "zensical.toml").read_text("utf-8") == "[project\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "lines",
    [
        ["rules = {LEN001 = 'off'}"],
        ["[project.markdown_extensions.mkdocs_mlops_report.rules]", "LEN001 = 'off'"],
        ["ignore = [{rule = 'LEN001', reason = 'agreed'}]"],
    ],
)
def test_rules_and_ignore_count_in_a_build(site: Path, lines: list[str]) -> None:
    options(site, 'fail_on = "warning"', *lines)
    run(site, "zensical", "build")
    run(site, "mlops-report", "check", "reports/README.md")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        ("markdown_extensions = {}", "add the Markdown extension"),
        ("markdown_extensions = {toc = {permalink = true}}", "add the Markdown extension"),
        ('markdown_extensions = ["toc"]', "unchanged, since its extensions are written in an unusual way"),
        ("markdown_extensions = false", "unchanged, since its extensions are written in an unusual way"),
        ("[project.markdown_extensions.mlops_report]", "the Markdown extension is already there"),
    ],
)
def test_init_in_odd_layouts(site: Path, extensions: str, expected: str) -> None:
    text = f'[project]\nsite_name = "Birds"\n{extensions}\n'.replace("\n", "\r\n")
    (site / "zensical.toml").write_text(text, "utf-8", newline="")
    assert f"zensical.toml: {expected}" in run(site, "mlops-report", "init")
    after = (site / "zensical.toml").read_bytes().decode()
    assert "\n" not in after.replace("\r\n", "")
    assert ("mkdocs_mlops_report" in after) is expected.startswith("add")
    run(site, "mlops-report", "init")
    assert (site / "zensical.toml").read_bytes().decode() == after


@pytest.mark.slow
@pytest.mark.parametrize("docs", ["../outside", "/tmp/outside-of-all"])
def test_init_writes_nothing_outside(site: Path, docs: str) -> None:
    (site / "zensical.toml").write_text(f'[project]\nsite_name = "Birds"\ndocs_dir = "{docs}"\n', "utf-8")
    assert "since it is outside the repository" in run(site, "mlops-report", "init")
    assert not (site / docs).exists()


@pytest.mark.slow
def test_init_says_what_a_page_of_yours_needs(site: Path) -> None:
    (site / "docs" / "report.md").write_text("# About\n", "utf-8")
    said = run(site, "mlops-report", "init")
    assert f"docs/report.md: unchanged; add this line where the report should appear:\n    {MARK}" in said
    assert (site / "docs" / "report.md").read_text("utf-8") == "# About\n"


@pytest.mark.slow
@pytest.mark.parametrize("before", ["```pip install x```\n\n", "```\nnever closed\n\n", "<div>\n\n", "<pre>\n"])
def test_report_stands_after_anything(site: Path, before: str) -> None:
    (site / "docs" / "report.md").write_text(f"# Ours\n\n{before}{MARK}\n", "utf-8")
    run(site, "zensical", "build")
    page = (site / "site" / "report" / "index.html").read_text("utf-8")
    assert page.count('class="mlr-question"') == 31
    assert "mlops-report-composed" not in page


@pytest.mark.slow
def test_example_in_a_fence_is_no_report(site: Path) -> None:
    (site / "docs" / "report.md").write_text(f"# Ours\n\n```html\n{MARK}\n```\n", "utf-8")
    run(site, "zensical", "build")
    assert "mlr-question" not in (site / "site" / "report" / "index.html").read_text("utf-8")
