"""What a grader reads: figures, links, what the site has chosen, the page's data, one file for a mail."""

from __future__ import annotations

import base64
import json
import random
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_mlops_report.cli.main import main
from mkdocs_mlops_report.page.compose import compose
from mkdocs_mlops_report.page.context import build_date
from mkdocs_mlops_report.plugin import rendering
from mkdocs_mlops_report.plugin.plugin import ReportPlugin
from mkdocs_mlops_report.repository.forge import Forge
from mkdocs_mlops_report.repository.git.dot_git import head_commit
from tests.builders import PICTURE, course_site, report, words
from tests.plugin.test_plugin import PLAIN, built, run, soup_of, warnings
from tests.repositories import commit

COMMIT = "1f" * 20
GITHUB = '[remote "origin"]\n\turl = https://github.com/ada/birds.git\n'


def handed_in(folder: Path, options: str = "", **answers: str) -> BeautifulSoup:
    """Build a site with these answers (`q4="…"`) and options of the plugin; return the report's page."""
    text = report(answers={int(name[1:]): answer for name, answer in answers.items()})
    entry = f"  - mlops-report: {options}\n" if options else "  - mlops-report\n"
    config = course_site(folder, text, PLAIN.replace("  - mlops-report\n", entry))
    (folder / ".git" / "config").write_text(GITHUB, "utf-8")
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (folder / ".git" / "packed-refs").write_text(f"# pack-refs\n{COMMIT} refs/heads/main\n", "utf-8")
    return soup_of(built(config) / "reports" / "index.html")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def test_single_image_is_a_figure_with_caption(tmp_path: Path) -> None:
    box = one(handed_in(tmp_path, q19="![Our bucket](figures/bucket.png)"), ".mlr-answer[data-question='19']")
    image = one(box, "figure img")
    assert (image["width"], image["height"], image["loading"]) == ("1", "1", "lazy")
    assert one(box, "figcaption").text == "Our bucket"
    link = one(box, "a.mlr-zoom")
    assert (link["href"], link["aria-label"]) == ("figures/bucket.png", "Enlarge: Our bucket")


def test_only_descriptive_text_is_a_caption(tmp_path: Path) -> None:
    soup = handed_in(
        tmp_path,
        q19="![my_image](figures/bucket.png)",
        q4="We have ![Our bucket](figures/bucket.png) in it. " + words(120),
    )
    assert soup.select(".mlr-answer[data-question='4'] figcaption, .mlr-answer[data-question='19'] figcaption") == []
    assert len(soup.select(".mlr-answer[data-question='4'] img")) == 1


def test_glightbox_does_the_enlarging_where_it_is(tmp_path: Path) -> None:
    config = course_site(
        tmp_path,
        report(answers={19: "![Our bucket](figures/bucket.png)"}),
        PLAIN.replace("  - mlops-report\n", "  - mlops-report\n  - glightbox\n"),
    )
    site = built(config)
    box = one(soup_of(site / "reports" / "index.html"), ".mlr-answer[data-question='19']")
    assert "glightbox" in (one(box, "a").get("class") or [])
    assert not list((site / "assets").rglob("mlops-report.*.js"))


def test_figure_on_our_forge_is_the_local_file(tmp_path: Path) -> None:
    blob = "![Our bucket](https://github.com/ada/birds/blob/feature/x/reports/figures/bucket.png?raw=true)"
    raw = "![Our bucket](https://raw.githubusercontent.com/Ada/Birds/main/reports/figures/bucket.png)"
    other = "![Our bucket](https://github.com/eve/birds/blob/main/reports/figures/bucket.png)"
    soup = handed_in(tmp_path, q19=blob, q20=raw, q21=other)
    sources = [one(soup, f".mlr-answer[data-question='{number}'] img")["src"] for number in (19, 20, 21)]
    assert sources[:2] == ["figures/bucket.png"] * 2
    assert sources[2] == "https://github.com/eve/birds/blob/main/reports/figures/bucket.png"


@pytest.mark.parametrize(
    ("url", "paths"),
    [
        ("https://gitlab.com/a/b/-/blob/main/c/d.png", ["c/d.png", "d.png"]),
        ("https://gitlab.com/a/b/-/issues/1", []),
        ("https://gitlab.com/a/bc/-/blob/main/d.png", []),
        ("https://example.org/a/b/-/blob/main/d.png", []),
    ],
)
def test_forge_url_names_its_file(url: str, paths: list[str]) -> None:
    assert list(Forge("https://gitlab.com/a/b").paths_of(url)) == paths


def test_alerts_emoji_and_diagrams_are_as_on_github(tmp_path: Path) -> None:
    alert = "> [!WARNING]\n> Mind this. :rocket: `:rocket:` :nosuchsign: 12:30:45"
    answer = f"{alert}\n\n```mermaid\nA-->B\n```\n\n{words(110)}"
    box = one(handed_in(tmp_path, q4=answer), ".mlr-answer[data-question='4']")
    shown = one(box, "div.markdown-alert.markdown-alert-warning")
    assert one(shown, ".markdown-alert-title").text == "Warning"
    assert "\U0001f680" in shown.text
    assert one(shown, "code").text == ":rocket:"
    assert ":nosuchsign:" in shown.text
    assert one(box, "pre.mermaid > code").text == "A-->B\n"


def test_headings_in_an_answer_leave_no_rank_out(tmp_path: Path) -> None:
    answer = f"##### Deep\n\n{words(60)}\n\n# High\n\n###### Deepest\n\n{words(60)}"
    box = one(handed_in(tmp_path, q4=answer), ".mlr-answer[data-question='4']")
    assert [heading.name for heading in box.select("h4, h5, h6")] == ["h4", "h4", "h5"]


def test_the_page_says_from_which_commit_and_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769118000")
    facts = one(handed_in(tmp_path, q1="42"), ".mlr-facts")
    assert "Group 42 · 31 questions" in facts.text
    assert "built from 1f1f1f1 on 22 January 2026, 21:40 UTC" in facts.text
    assert one(facts, "a")["href"] == f"https://github.com/ada/birds/commit/{COMMIT}"


def test_a_commit_is_read_from_a_real_repository(tmp_path: Path) -> None:
    assert head_commit(tmp_path) == ""
    for command in (
        ["init", "-q"],
        ["-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-q", "--allow-empty", "-m", "x"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert head_commit(tmp_path) == head.stdout.strip()
    subprocess.run(["git", "pack-refs", "--all"], cwd=tmp_path, check=True)
    assert head_commit(tmp_path) == head.stdout.strip()
    subprocess.run(["git", "checkout", "-q", "--detach"], cwd=tmp_path, check=True)
    assert head_commit(tmp_path) == head.stdout.strip()
    subprocess.run(["git", "worktree", "add", "-q", str(tmp_path / "tree")], cwd=tmp_path, check=True)
    assert head_commit(tmp_path / "tree") == head.stdout.strip()


def test_without_a_commit_nothing_is_said_of_it(tmp_path: Path) -> None:
    soup = soup_of(built(course_site(tmp_path, report(), PLAIN)) / "reports" / "index.html")
    assert "built" not in one(soup, ".mlr-facts").text


def test_a_strange_epoch_is_not_believed() -> None:
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d UTC", build_date({"SOURCE_DATE_EPOCH": "soon"}))
    assert build_date({"SOURCE_DATE_EPOCH": "1767585787"}) == "5 January 2026, 04:03 UTC"


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        ("{}", {".mlr-prompt": 31, "details.mlr-example": 31, ".mlr-dashboard": 1, ".mlr-introduction": 1}),
        ("{prompts: show}", {".mlr-intro blockquote": 7}),
        ("{prompts: hide}", {".mlr-prompt": 0, ".mlr-example": 0, ".mlr-intro": 7, ".mlr-intro blockquote": 0}),
        ("{prompts: fold}", {".mlr-prompt > details": 31}),
        ("{examples: show}", {"details.mlr-example": 0, "div.mlr-example": 31}),
        ("{examples: hide}", {".mlr-prompt": 31, ".mlr-example": 0}),
        ("{instructions: hide}", {".mlr-introduction": 0}),
        ("{dashboard: off}", {".mlr-dashboard": 0, ".mlr-assets": 1}),
        ("{diagnostics: never}", {".mlr-dashboard": 1, ".mlr-diagnostic": 0}),
        ("{diagnostics: serve}", {".mlr-diagnostic": 0}),
        ("{diagnostics: always}", {".mlr-diagnostic": 1}),
    ],
)
def test_the_site_chooses_what_the_page_shows(options: str, counts: dict[str, int], tmp_path: Path) -> None:
    soup = handed_in(tmp_path, options, q4=words(71))
    assert {name: len(soup.select(name)) for name in counts} == counts
    assert len(soup.select(".mlr-answer")) == 31


def test_page_without_findings_counts_answers(tmp_path: Path) -> None:
    soup = handed_in(tmp_path, "{diagnostics: never}", q9="--- question 9 fill here ---")
    assert one(soup, ".mlr-headline").text == "30 of 31 questions answered"


def test_the_title_is_chosen(tmp_path: Path) -> None:
    soup = handed_in(tmp_path, "{title: Birds in the wood}")
    assert one(soup, "h1").text == "Birds in the wood"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("{prompts: hidden}", "`prompts` must be show, fold or hide, not `hidden`; did you mean `hide`?"),
        ("{dashboard: [top]}", "`dashboard` must be top, page or off, not `['top']`"),
        ("{title: 3}", "`title` must be a string."),
        ("{templates: nowhere}", "`templates`: folder "),
        ("{prompt: show}", "has no option `prompt`; did you mean `prompts`?"),
    ],
)
def test_wrong_choice_stops_site_and_command(options: str, message: str, tmp_path: Path) -> None:
    config = course_site(tmp_path, report(), PLAIN.replace("mlops-report\n", f"mlops-report: {options}\n"))
    done = run("mkdocs", "build", "-f", str(config), "-d", str(tmp_path / "site"), cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    command = run("mkdocs_mlops_report", "html", ".", cwd=tmp_path)
    assert command.returncode == 2
    assert message in command.stderr


def test_dashboard_can_have_its_own_page(tmp_path: Path) -> None:
    soup = handed_in(tmp_path, "{dashboard: page}", q4=words(71))
    assert soup.select(".mlr-dashboard") == []
    own = soup_of(tmp_path / "docs" / "built" / "reports" / "progress" / "index.html")
    cell = one(own, "a.mlr-cell[data-question='4']")
    assert (cell["href"], cell["data-state"]) == ("../#question-4", "look")
    assert one(own, "a.mlr-where")["href"] == "../#question-4"
    assert "Progress" in soup.select(".navbar")[0].text


def test_a_fragment_is_replaced_by_the_users(tmp_path: Path) -> None:
    folder = tmp_path / "docs" / "overrides"
    folder.mkdir(parents=True)
    (folder / "question.html").write_text(
        '{% extends "own/question.html" %}{% block prompt %}<p class="asked">{{ question.number }}</p>{% endblock %}',
        "utf-8",
    )
    config = tmp_path / "docs" / "mkdocs.yaml"
    text = PLAIN.replace("  - mlops-report\n", "  - mlops-report: {templates: overrides}\n")
    (tmp_path / "docs" / "source").mkdir(parents=True)
    (tmp_path / "docs" / "source" / "index.md").write_text("# Home\n", "utf-8")
    config.write_text(text, "utf-8")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "README.md").write_text(report(), "utf-8")
    soup = soup_of(built(config) / "reports" / "index.html")
    assert [element.text for element in soup.select(".asked")][:3] == ["1", "2", "3"]
    assert len(soup.select(".mlr-badge[data-kind='words']")) == 31
    (folder / "question.html").write_text("{% if %}", "utf-8")
    done = run("mkdocs", "build", "-f", str(config), "-d", str(tmp_path / "site"), cwd=tmp_path)
    assert done.returncode == 1
    assert "question.html:1: the template cannot be used: Expected an expression" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistyped_name_of_a_fragment_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = course_site(tmp_path, report(), PLAIN.replace("mlops-report", "mlops-report: {templates: overrides}"))
    folder = tmp_path / "docs" / "overrides"
    folder.mkdir()
    for name in ("quesion.html", "group.html", "our-macros.html"):
        (folder / name).write_text("", "utf-8")
    built(config)
    shown = [message for message in warnings(caplog) if "templates" in message]
    assert len(shown) == 1
    assert shown[0].endswith("overrides/quesion.html is not the name of a template; did you mean `question`?")


def test_the_data_of_the_page_lie_beside_it(tmp_path: Path) -> None:
    handed_in(tmp_path, q4=words(71))
    folder = tmp_path / "docs" / "built" / "reports"
    data = json.loads((folder / "report.json").read_text("utf-8"))
    assert [one["code"] for one in data["reports"][0]["diagnostics"]] == ["LEN001"]
    assert json.loads((folder / "badge.json").read_text("utf-8")) == {
        "schemaVersion": 1,
        "label": "exam report",
        "message": "30 of 31 pass, 1 left",
        "color": "orange",
    }


def test_server_composes_an_unchanged_page_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    made: list[int] = []

    def counted(*arguments: object) -> object:
        made.append(1)
        return compose(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rendering, "compose", counted)
    config = load_config(str(course_site(tmp_path, report(), PLAIN)), site_dir=str(tmp_path / "site"))
    plugin = config.plugins["mlops-report"]
    assert isinstance(plugin, ReportPlugin)
    config.plugins.on_startup(command="serve", dirty=False)
    for text, times in ((None, 1), (None, 1), (report(answers={4: words(71)}), 2), (None, 2)):
        if text:
            (tmp_path / "reports" / "README.md").write_text(text, "utf-8")
        build(config)
        assert len(made) == times
    assert "71 words" in (tmp_path / "site" / "reports" / "index.html").read_text("utf-8")
    plugin.on_shutdown()


def test_html_is_one_file_that_loads_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course_site(
        tmp_path,
        report(answers={19: "![Our bucket](figures/bucket.png)", 20: "![Far](https://example.org/a.png)"}),
        PLAIN.replace("  - mlops-report\n", "  - mlops-report: {title: Birds}\n"),
    )
    out = tmp_path / "mail.html"
    with pytest.raises(SystemExit) as left:
        main(["html", str(tmp_path), "-o", str(out)])
    assert (left.value.code, *capsys.readouterr()) == (0, "", "")
    soup = soup_of(out)
    assert soup.title
    assert soup.title.text == "Birds"
    assert {image["src"][:22] for image in soup.select("img")} == {"data:image/png;base64,"}
    assert "Figure on another server" in one(soup, ".mlr-answer[data-question='20']").text
    assert soup.select("link, script, iframe, object") == []
    style = "".join(style.text for style in soup.select("style"))
    assert style.count("url(") == style.count("url(data:image/svg+xml,")
    assert "@import" not in style
    assert len(soup.select("main h3")) == 31 + 4
    assert one(soup, ".mlr-contents a[href='#question-4']").text == "Question 4 Dependencies"


def test_html_never_overwrites_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course_site(tmp_path, report(), PLAIN)
    with pytest.raises(SystemExit) as left:
        main(["html", str(tmp_path)])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
    file = tmp_path / "reports" / "README.md"
    with pytest.raises(SystemExit) as left:
        main(["html", str(tmp_path), "-o", str(file)])
    assert left.value.code == 2
    assert "is an exam report; choose another file." in capsys.readouterr().err
    assert file.read_text("utf-8") == report()


def html(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["html", *map(str, arguments)])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_a_slash_makes_a_folder(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={1: "42"}))
    assert html(tmp_path, "-o", f"{tmp_path / 'pages.d'}/") == 0
    assert (tmp_path / "pages.d" / "group-42.html").is_file()


def test_many_pages_are_named_after_their_groups(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, number in (("a", "42"), ("b", "42"), ("c", ""), ("d", "7")):
        course_site(tmp_path / folder, report(answers={1: number or "we have none"}))
    (tmp_path / "e").mkdir()
    assert html(*(tmp_path / name for name in "abcde"), "-o", f"{tmp_path / 'pages'}/") == 2
    assert "No exam report found" in capsys.readouterr().err
    assert sorted(file.name for file in (tmp_path / "pages").iterdir()) == [
        "c.html", "group-42-b.html", "group-42.html", "group-7.html",
    ]  # fmt: skip
    titles = [soup_of(file).title for file in sorted((tmp_path / "pages").iterdir())]
    assert [title.text for title in titles if title] == [
        "a made-up group – exam report",
        "Group 42 · a made-up group – exam report",
        "Group 42 · a made-up group – exam report",
        "Group 7 · a made-up group – exam report",
    ]


def test_several_pages_need_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in "ab":
        course_site(tmp_path / folder, report())
    assert html(tmp_path / "a", tmp_path / "b") == 2
    assert "name a folder for their pages: `-o pages/`" in capsys.readouterr().err


def heavy_picture(file: Path) -> None:
    from PIL import Image

    rng = random.Random(1)
    Image.frombytes("RGB", (1700, 500), rng.randbytes(1700 * 500 * 3)).save(file, lossless=True)
    assert file.stat().st_size > 2 * 1024 * 1024


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_a_heavy_picture_is_scaled(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image

    course_site(tmp_path, report(answers={19: f"![Our bucket](figures/heavy.{kind})"}))
    file = tmp_path / "reports" / "figures" / f"heavy.{kind}"
    heavy_picture(file)
    assert html(tmp_path, "-o", tmp_path / "page.html") == 0
    image = soup_of(tmp_path / "page.html").select_one(".mlr-answer[data-question='19'] img")
    assert image is not None
    data = base64.b64decode(str(image["src"]).split(",")[1])
    assert len(data) < file.stat().st_size
    with Image.open(BytesIO(data)) as shown:
        assert (shown.format, shown.size[0]) == (kind.upper(), 1600)
    assert capsys.readouterr().err == ""


def test_a_scaled_photo_stays_upright(tmp_path: Path) -> None:
    from PIL import Image

    course_site(tmp_path, report(answers={19: "![Our bucket](figures/heavy.jpg)"}))
    photo = Image.frombytes("RGB", (2000, 900), random.Random(1).randbytes(2000 * 900 * 3))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    photo.save(tmp_path / "reports" / "figures" / "heavy.jpg", exif=exif, quality=95)
    assert html(tmp_path, "-o", tmp_path / "page.html") == 0
    image = soup_of(tmp_path / "page.html").select_one(".mlr-answer[data-question='19'] img")
    assert image is not None
    with Image.open(BytesIO(base64.b64decode(str(image["src"]).split(",")[1]))) as shown:
        assert shown.size == (720, 1600)
        assert 0x0112 not in shown.getexif()


def test_an_animated_picture_keeps_its_frames(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image

    course_site(tmp_path, report(answers={19: "![Our bucket](figures/moves.png)"}))
    rng = random.Random(1)
    first, *more = (Image.frombytes("RGB", (900, 500), rng.randbytes(900 * 500 * 3)) for _ in range(3))
    first.save(tmp_path / "reports" / "figures" / "moves.png", save_all=True, append_images=more)
    assert html(tmp_path, "-o", tmp_path / "page.html") == 0
    assert "moves.png is 3.9 MB and makes the page heavy; it is animated, and is not scaled." in capsys.readouterr().err


def test_without_pillow_a_heavy_picture_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    course_site(tmp_path, report(answers={19: "![Our bucket](figures/heavy.png)", 20: "![It](figures/heavy.png)"}))
    heavy_picture(tmp_path / "reports" / "figures" / "heavy.png")
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert html(tmp_path, "-o", tmp_path / "page.html") == 0
    (said,) = capsys.readouterr().err.splitlines()
    assert "heavy.png is 2.4 MB and makes the page heavy; run `pip install pillow` to have it scaled." in said


def test_a_picture_of_another_scheme_is_not_shown(tmp_path: Path) -> None:
    inside = "data:image/png;base64," + PICTURE.hex()
    soup = handed_in(tmp_path, q4=f"<img src='{inside}'> ![a]({inside}) <a href='{inside}'>x</a> {words(110)}")
    box = one(soup, ".mlr-answer[data-question='4']")
    assert box.select("img, a[href^='data']") == []


def test_a_commit_has_figures_outside_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = report(answers={19: "![Our bucket](../docs/bucket.png)"})
    commit(tmp_path, {"reports/README.md": text, "reports/figures/bucket.png": PICTURE, "docs/bucket.png": PICTURE})
    (tmp_path / "docs" / "bucket.png").unlink()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["html", "--rev", "HEAD"])
    page = BeautifulSoup(capsys.readouterr().out, "html.parser")
    assert str(one(page, ".mlr-answer[data-question='19'] img")["src"]).startswith("data:image/png;base64,")
    with pytest.raises(SystemExit):
        main(["check", "--rev", "HEAD", "--select", "FIG"])
    assert "docs/bucket.png" not in capsys.readouterr().out
