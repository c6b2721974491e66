"""Groups that want more than a row: what is outside their repository, other people's time, other people's names."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from mkdocs_mlops_report.cohort.collecting.clones import clone_all
from mkdocs_mlops_report.cohort.collecting.figures import is_inert
from mkdocs_mlops_report.cohort.lists.groups import Group, read_groups
from mkdocs_mlops_report.cohort.lists.notes import read_notes
from mkdocs_mlops_report.cohort.privacy import EMAIL, masked, masked_html, read_or_make_pseudonyms
from tests import repositories
from tests.builders import PICTURE, report
from tests.cohort.groups import BEFORE, Made, made, plain
from tests.cohort.test_site import soup

SECRET = "Only the victim wrote this sentence."
pytestmark = pytest.mark.slow
posix = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")


@pytest.fixture
def clones(tmp_path: Path) -> Path:
    """A folder of clones with a group that others want to read."""
    plain(tmp_path / "clones" / "victim", report(answers={15: SECRET}))
    return tmp_path / "clones"


def problem(cohort: Made, group: str) -> str:
    return next(line for line in cohort.said.splitlines() if f"group {group}: " in line).split(f"group {group}: ")[1]


def leaks(cohort: Made, group: str) -> bool:
    page = cohort.site / "groups" / f"{group}.html"
    return page.exists() and SECRET in page.read_text("utf-8")


@posix
@pytest.mark.parametrize("link", ["reports", "reports/README.md"])
def test_a_link_to_another_report_is_not_followed(link: str, clones: Path) -> None:
    target = clones / "thief" / link
    target.parent.mkdir(parents=True)
    target.symlink_to(os.path.relpath(clones / "victim" / link, target.parent))
    (clones / "thief" / "x.py").touch()
    cohort = made(clones.parent, "clones", expected=0)
    assert not leaks(cohort, "thief")


@posix
@pytest.mark.parametrize("way", ["file", "link", "alternates", "commondir"])
def test_the_repository_of_another_group_is_not_read(way: str, clones: Path) -> None:
    thief, theirs = clones / "thief", clones / "victim" / ".git"
    commit = repositories.git(clones / "victim", "rev-parse", "HEAD")
    if way in {"file", "link"}:
        thief.mkdir()
        if way == "file":
            (thief / ".git").write_text("gitdir: ../victim/.git\n", "utf-8")
        else:
            (thief / ".git").symlink_to("../victim/.git")
    else:
        plain(thief, report())
        if way == "alternates":
            (thief / ".git" / "objects" / "info" / "alternates").write_text(f"{theirs / 'objects'}\n", "utf-8")
            (thief / ".git" / "refs" / "heads" / "main").write_text(f"{commit}\n", "utf-8")
        else:
            (thief / ".git" / "commondir").write_text("../../victim/.git\n", "utf-8")
    cohort = made(clones.parent, "clones")
    assert not leaks(cohort, "thief")
    assert problem(cohort, "thief") == "Its `.git` leads to another repository, so it is not read; clone it again."


@posix
@pytest.mark.parametrize("kind", ["pipe as .git", "pipe as HEAD", "device as HEAD"])
def test_what_never_ends_costs_only_its_group(kind: str, clones: Path) -> None:
    bad = clones / "bad"
    if kind == "pipe as .git":
        bad.mkdir()
        os.mkfifo(bad / ".git")
    else:
        plain(bad, report())
        (bad / ".git" / "HEAD").unlink()
        if kind == "pipe as HEAD":
            os.mkfifo(bad / ".git" / "HEAD")
        else:
            (bad / ".git" / "HEAD").symlink_to("/dev/zero")
    cohort = made(clones.parent, "clones")
    assert "1 of 2 reports read." in cohort.said
    assert problem(cohort, "bad").endswith(".")


@posix
def test_a_branch_name_need_not_be_text(tmp_path: Path) -> None:
    source = plain(tmp_path / "source", report())
    repositories.git(source, "branch", "-m", os.fsdecode(b"caf\xe9"))
    group = Group("1", source.as_uri(), "")
    for _ in range(2):
        assert [why for _, _, why in clone_all([group], tmp_path / "clones", pause=0)] == [""]


def test_forks_have_their_own_page(clones: Path) -> None:
    shutil.copytree(clones / "victim", clones / "fork")
    for name in ("victim", "fork"):
        repositories.git(clones / name, "remote", "add", "origin", f"https://github.com/{name}/project.git")
    cohort = made(clones.parent, "clones")
    for name, other in (("victim", "fork"), ("fork", "victim")):
        page = cohort.page(f"groups/{name}.html")
        assert f"github.com/{name}/project" in page
        assert f"github.com/{other}/project" not in page


def test_a_changed_figure_is_noticed_without_git(tmp_path: Path) -> None:
    folder = tmp_path / "clones" / "a"
    (folder / "reports").mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "reports" / "README.md").write_text(report(answers={19: "![x](../docs/x.png)"}), "utf-8")
    (folder / "docs" / "x.png").write_bytes(PICTURE)
    first = made(tmp_path, "clones")
    before = {file.name for file in (first.site / "figures").iterdir()}
    (folder / "docs" / "x.png").write_bytes(PICTURE[:-12] + b"\0" * 8 + PICTURE[-12:])
    assert "built" in made(tmp_path, "clones").said
    assert {file.name for file in (first.site / "figures").iterdir()} != before


@pytest.mark.parametrize("name", ["cohort.csv", "site/groups/victim.html", "site/index.html"])
def test_deleted_output_is_made_again(name: str, clones: Path) -> None:
    cohort = made(clones.parent, "clones")
    (cohort.folder / name).unlink()
    assert "built" in made(clones.parent, "clones").said
    assert (cohort.folder / name).is_file()


def test_reasons_and_paths_name_nobody(tmp_path: Path) -> None:
    named = "docs/s123456-ada@student.example.md"
    plain(tmp_path / "clones" / "a", "# Hello\n", {named: report(), "reports/README.md": "# Hello\n"})
    repositories.git(tmp_path / "clones" / "a", "rm", "-q", "reports/README.md")
    repositories.commit(tmp_path / "clones" / "a", time=BEFORE)
    plain(tmp_path / "clones" / "b", "# Hello\n", {named: report(), "mkdocs.yml": config_for(named)})
    cohort = made(tmp_path, "clones")
    for name in ("site/index.html", "cohort.csv", "cohort.json"):
        text = (cohort.folder / name).read_text("utf-8")
        assert "s123456" not in text, name
        assert "ada@" not in text, name


def config_for(path: str) -> str:
    return f"site_name: B\nplugins: [{{mlops-report: {{report: {path}}}}}]\n"


def test_codes_hide_paths_and_the_order(tmp_path: Path) -> None:
    names = [f"group-{number}" for number in range(12)]
    for name in names[:3]:
        plain(tmp_path / "clones" / name, report())
    rows = [f"{name},clones/{name}" for name in names]
    (tmp_path / "groups.csv").write_text("group,repository\n" + "\n".join(rows) + "\n", "utf-8")
    cohort = made(tmp_path, "groups.csv", "--pseudonyms")
    for name in ("site/index.html", "cohort.csv", "cohort.json"):
        text = (cohort.folder / name).read_text("utf-8")
        assert "clones" not in text
        assert "group-" not in text.replace("group-number", "")
    labels = [row.get_text() for row in soup(cohort, "index.html").select("tbody th")]
    assert labels == sorted(labels)
    assert len(labels) == 12


def test_codes_do_not_hide_what_is_unusual(tmp_path: Path) -> None:
    repositories.commit(tmp_path / "clones" / "a", {"proj/reports/README.md": report()}, time=BEFORE)
    cohort = made(tmp_path, "clones", "--pseudonyms")
    said = soup(cohort, "index.html").select_one("tbody .p")
    assert said is not None
    assert said.get_text() == "There is no reports/README.md; proj/reports/README.md is shown instead."


def test_codes_keep_other_columns_of_their_file(tmp_path: Path) -> None:
    file = tmp_path / "pseudonyms.csv"
    file.write_text("code,group,mail\nAAAA,1,ada@example.org", "utf-8")
    codes = read_or_make_pseudonyms(file, ["1", "2"])
    assert codes.of("1") == "AAAA"
    assert file.read_text("utf-8").splitlines() == ["code,group,mail", "AAAA,1,ada@example.org", f"{codes.of('2')},2,"]
    assert read_or_make_pseudonyms(file, ["1", "2"]) == codes


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_codes_keep_the_delimiter_of_their_file(delimiter: str, tmp_path: Path) -> None:
    file = tmp_path / "pseudonyms.csv"
    file.write_text(f"group{delimiter}code\n1{delimiter}AAAA\n", "utf-8")
    codes = read_or_make_pseudonyms(file, ["1", "2"])
    assert file.read_text("utf-8").splitlines()[2:] == [f"2{delimiter}{codes.of('2')}"]
    assert read_or_make_pseudonyms(file, ["1", "2"]) == codes


def test_codes_hide_mistyped_study_numbers(tmp_path: Path) -> None:
    plain(tmp_path / "clones" / "a", report(answers={2: "s000001, s23456, s7654321"}))
    cohort = made(tmp_path, "clones", "--pseudonyms")
    pages = [file.read_text("utf-8") for file in cohort.site.rglob("*.html")]
    assert any("mlr-question" in page for page in pages)
    assert not any("23456" in page or "7654321" in page for page in pages)


def test_a_password_in_a_url_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "groups.csv"
    file.write_text("group,repository\n1,https://ada:secret@example.org/a/b.git\n", "utf-8")
    (group,) = read_groups(file).groups
    assert group.given == "https://example.org/a/b.git"
    assert "secret" in group.repository


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        "_bob@example.org_",
        "<ada.b+c@mail.example.org>",
        "**dan**@example.org",
        "ada%40example.org",
        "mailto:ada@example.org?subject=x",
    ],
)
def test_an_address_is_masked_however_it_is_written(text: str) -> None:
    assert EMAIL in masked(text)
    assert "example.org" not in masked(text)


@pytest.mark.parametrize(
    "text", ["icon@2x.png", "actions/checkout@v4", "git@github.com:a/b.git", "@app.get('/')", "a @ b", "1@2"]
)
def test_what_is_no_address_stays(text: str) -> None:
    assert masked(text) == text


def test_addresses_in_elements_keep_the_elements() -> None:
    html = '<p><strong>dan</strong>@example.org <span class="n">eve</span><span class="o">.</span><span>smith</span>'
    html += '<span class="nd">@example</span><span class="o">.</span><span>org</span></p>'
    found = masked_html(html)
    assert found.count(EMAIL) == 2
    assert "example" not in found
    assert (found.count("<span"), found.count("</span>"), found.count("</strong>")) == (6, 6, 1)


def test_links_to_a_masked_anchor_still_work() -> None:
    html = '<h4 id="s123456-and-ada">s123456 and Ada</h4><a href="#s123456-and-ada">x</a>'
    found = masked_html(html)
    anchor = found.split('id="')[1].split('"')[0]
    assert f'href="#{anchor}"' in found
    assert "123456" not in found
    account = '<a href="https://github.com/s123456/x">x</a>'
    assert masked_html(account) == account


def test_anchors_of_a_report_stay_on_its_page(tmp_path: Path) -> None:
    plain(tmp_path / "clones" / "a", report(answers={15: "#### My part\n\n[see](#my-part) [q](#question-3)"}))
    cohort = made(tmp_path, "clones")
    assert soup(cohort, "questions/15.html").select('.mlr-answer a[href^="#"]') == []
    assert len(soup(cohort, "groups/a.html").select('.mlr-answer a[href^="#"]')) == 2


def test_grades_and_names_stay_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "notes.yaml"
    file.write_text("- {group: 010, grade: 02}\n- {group: 1, grade: ~, note: yes}\n", "utf-8")
    notes = read_notes(file)
    assert (notes.grade("010"), notes.grade("1"), notes.text("1")) == ("02", "", "yes")


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><style>@import url(http://evil.example)</style></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><rect fill='url(http://evil.example)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:x()'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><use href='http://evil.example/x.svg#a'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:h='http://www.w3.org/1999/xhtml'><h:meta/></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "<svg",
    ],
)
def test_an_active_drawing_is_not_shown(svg: str) -> None:
    assert not is_inert(svg.encode())


def test_an_ordinary_drawing_is_shown() -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><style>*{fill:url(#a)}</style><g id='a'><use href='#a'/></g></svg>"
    assert is_inert(svg.encode())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--merge", "parts", "--pseudonyms"], "`--merge` takes `--pseudonyms`, `--at` and `--shard` from the shards;"),
        (["--merge", "nowhere"], "nowhere is not a folder; name the folders of all shards."),
        (["clones", "--at", ""], "`` is not a date and time"),
    ],
)
def test_options_that_do_nothing_are_an_error(arguments: list[str], said: str, clones: Path) -> None:
    (clones.parent / "parts").mkdir()
    assert said in made(clones.parent, *arguments, expected=2).said


@pytest.mark.parametrize("content", ["", "{}", "[" * 100_000, '{"format": 4, "entries": [[1]]}', "null"])
def test_a_damaged_list_is_one_sentence(content: str, clones: Path) -> None:
    cohort = made(clones.parent, "clones")
    (cohort.folder / "collected" / "groups.json").write_text(content, "utf-8")
    assert "missing or damaged" in made(clones.parent, "--merge", "cohort", "-o", "other", expected=2).said
    assert "1 of 1 reports read." in made(clones.parent, "clones").said


@pytest.mark.parametrize(("name", "said"), [("site", "cohort/site is not a folder"), ("mkdocs.yml", "is not a file")])
def test_something_else_in_the_way_is_one_sentence(name: str, said: str, clones: Path) -> None:
    (clones.parent / "cohort").mkdir()
    if name == "site":
        (clones.parent / "cohort" / name).write_text("mine", "utf-8")
    else:
        (clones.parent / "cohort" / name).mkdir()
    assert said in made(clones.parent, "clones", expected=2).said


@pytest.mark.parametrize("text", ["a: [", "plugins: [{mlops-report: {fail_on: maybe}}]"])
def test_an_unusable_config_is_one_sentence(text: str, clones: Path) -> None:
    (clones.parent / "cohort").mkdir()
    (clones.parent / "cohort" / "mkdocs.yml").write_text(text, "utf-8")
    assert "cohort/mkdocs.yml: " in made(clones.parent, "clones", expected=2).said
