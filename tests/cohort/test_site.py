"""The site that the command makes: its pages without JavaScript, what they say, and what they do not."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_mlops_report.cohort.cohort import Member
from mkdocs_mlops_report.cohort.pages.charts import histogram
from mkdocs_mlops_report.cohort.pages.listing import listed, parts_of
from mkdocs_mlops_report.cohort.records import GroupRow
from tests import repositories
from tests.builders import report
from tests.cohort.groups import BEFORE, DEADLINE, Made, course, made, plain

NOTES = """\
- {group: 1, note: talk about drift, grade: 10}
- {group: 5, question: 15, note: "good <b>example</b>"}
"""


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("course")
    course(folder)
    (folder / "notes.yaml").write_text(NOTES, "utf-8")
    return made(folder, "groups.csv", "--at", DEADLINE, "--notes", "notes.yaml")


def soup(cohort: Made, path: str) -> BeautifulSoup:
    return BeautifulSoup(cohort.page(path), "html5lib")


def texts(found: Iterable[Tag | None]) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in found if one]


def pages(site: Path) -> list[Path]:
    return [file for file in sorted(site.rglob("*.html")) if "pagefind" not in file.parts]


def test_the_command_says_what_it_did(cohort: Made) -> None:
    assert "group 4: There is no reports/README.md." in cohort.said
    assert "4 of 5 reports read." in cohort.said
    assert "cohort/site/index.html: built." in cohort.said
    assert "publish it only where nobody but the graders can open it" in cohort.said


def test_the_overview_has_a_row_for_each_group(cohort: Made) -> None:
    rows = [texts(row.find_all(["th", "td"])) for row in soup(cohort, "index.html").select("tbody tr")]
    heads = texts(soup(cohort, "index.html").select("thead th"))
    assert heads == [
        *(
            "Group",
            "Project",
            "Official check",
            "Answered",
            "Figures",
            "Ticked · with evidence",
            "Errors, warnings",
            "Commit",
            "Later commits",
        ),
        *("room", "Note", "Grade"),
    ]
    assert [len(row) for row in rows] == [len(heads)] * 5
    assert [row[0] for row in rows] == list("12345")
    assert [row[1] for row in rows[1:]] == [
        "Flowers",
        "bird-song classifier",
        "There is no reports/README.md.",
        "Clouds",
    ]
    assert [row[2] for row in rows] == ["31/31", "30/31", "30/31", "", "30/31"]
    assert [row[8] for row in rows] == ["", "", "+1", "", ""]
    assert [row[9] for row in rows] == ["room 1", "room 0", "room 1", "room 0", "room 1"]
    assert rows[0][10:] == ["talk about drift", "10"]


def test_the_overview_answers_at_a_glance(cohort: Made) -> None:
    page = soup(cohort, "index.html")
    tiles = dict(zip(texts(page.select(".mlc-number-name")), texts(page.select(".mlc-number-value")), strict=True))
    evidence = tiles.pop("With evidence")
    assert tiles == {
        "Reports read": "4 of 5",
        "Pass the official check": "1 of 4",
        "All answered": "3 of 4",
        "Changed after the deadline": "1 of 4",
    }
    assert re.fullmatch(r"\d\d % of ticked items", evidence)
    assert texts(page.select(".mlc-pills button")) == [
        *("All 5", "Not answered 1", "Too short 2", "Changed after the deadline 1"),
        *("Fails the official check 3", "No report 1"),
    ]


def test_groups_without_an_answer_are_listed_first(cohort: Made) -> None:
    page = soup(cohort, "questions/15.html")
    lists = {texts([row.dt])[0]: [link["href"] for link in row.select("a")] for row in page.select(".mlc-lists div")}
    assert lists == {
        "Not answered 1": ["15.html#g-2"],
        "Too short 1": ["15.html#g-5"],
        "With a note 1": ["15.html#g-5"],
    }
    names = ["1 bird-song classifier", "2 Flowers", "3 bird-song classifier", "5 Clouds"]
    assert texts(page.select("article h2")) == names
    assert page.select_one("#g-2 .mlc-none") is not None
    assert "20 words" in texts(page.select("#g-5 .mlc-pill"))[0]
    assert "good <b>example</b>" in page.select_one("#g-5").get_text()  # type: ignore[union-attr]


def test_an_item_names_ticks_without_a_trace(cohort: Made) -> None:
    page = soup(cohort, "items/data-version-control.html")
    lists = {texts([row.dt])[0]: texts(row.select("a")) for row in page.select(".mlc-lists div")}
    assert lists == {"No trace 1": ["3"]}
    rows = {row.th.get_text(): texts(row.find_all("td")) for row in page.select("tbody tr") if row.th}
    assert rows["1"][1] == "ticked"
    assert "dvc" in rows["1"][2]
    assert rows["3"][1:] == ["ticked", "no trace"]


def test_each_cell_leads_to_its_place(cohort: Made) -> None:
    questions = soup(cohort, "questions.html")
    assert len(questions.select("tbody tr")) == 4
    link = questions.select_one('a[href="groups/2.html#question-15"]')
    assert link is not None
    assert (link["class"], link.get_text()) == (["u"], "none")
    assert texts(questions.select(".mlc-pills button"))[:3] == ["All 4", "too short 2", "not answered 1"]
    items = soup(cohort, "checklist.html")
    cells = Counter(" ".join(link.get("class") or []) for link in items.select("tbody td a"))
    assert cells["e"] > 20
    assert cells["n"] == 2


def test_every_inner_link_works_from_a_disk(cohort: Made) -> None:
    anchors: dict[Path, set[str]] = {}
    for file in pages(cohort.site):
        tree = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        anchors[file.resolve()] = {str(tag["id"]) for tag in tree.select("[id]")}
    checked = 0
    for file in pages(cohort.site):
        tree = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for tag in tree.select("[href], [src]"):
            url = urlsplit(str(tag.get("href") or tag.get("src")))
            if url.scheme or url.path.startswith("pagefind/"):
                continue
            target = (file.parent / unquote(url.path)).resolve() if url.path else file.resolve()
            assert target.is_file(), (file, tag)
            assert not url.fragment or unquote(url.fragment) in anchors[target], (file, tag)
            checked += 1
    assert checked > 1000


def test_pages_are_html_without_errors(cohort: Made) -> None:
    for path in (
        "index.html",
        "questions.html",
        "checklist.html",
        "statistics.html",
        "questions/15.html",
        "groups/1.html",
    ):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(cohort.page(path))
        # An unquoted URL with `/` before `>` is valid; the parser is stricter than the standard there.
        assert [
            error for _, error, _ in parser.errors if error != "unexpected-character-in-unquoted-attribute-value"
        ] == []
        ids = Counter(str(tag["id"]) for tag in soup(cohort, path).select("[id]"))
        assert [name for name, count in ids.items() if count > 1] == [], path


def test_figures_are_there_once_and_small_for_questions(tmp_path: Path) -> None:
    from PIL import Image

    Image.effect_noise((1400, 300), 40).save(tmp_path / "wide.png")
    data = (tmp_path / "wide.png").read_bytes()
    for name in ("a", "b"):
        text = report(answers={19: "![Wide](figures/bucket.png)\n\n![Elsewhere](/docs/wide.png)"})
        plain(tmp_path / "clones" / name, text, {"reports/figures/bucket.png": data, "docs/wide.png": data})
    cohort = made(tmp_path, "clones")
    files = {file.name: file.stat().st_size for file in (cohort.site / "figures").iterdir()}
    assert len(files) == 2
    whole = soup(cohort, "groups/a.html").select_one("#question-19 ~ .mlr-question img")
    small = soup(cohort, "questions/19.html").select_one("#g-a img")
    assert whole is not None
    assert small is not None
    assert len(soup(cohort, "questions/19.html").select("#g-a img")) == 2
    assert (whole["width"], small["width"]) == ("1400", "720")
    assert files[Path(str(small["src"])).name] < files[Path(str(whole["src"])).name] == len(data)


def test_emails_and_study_numbers_are_replaced(tmp_path: Path) -> None:
    text = report(
        answers={2: "s123456, S 654321", 31: "s123456 did it, ask ada.brook@example.org or `a%40b.example.com`."}
    )
    plain(tmp_path / "clones" / "a", text)
    cohort = made(tmp_path, "clones")
    for file in (*pages(cohort.site), *cohort.folder.glob("*.csv"), cohort.folder / "cohort.json"):
        said = file.read_text("utf-8")
        assert not re.search(r"s\s?123456|654321|ada\.brook|@example\.org|b\.example\.com", said, re.IGNORECASE), file
    assert "[e-mail]" in cohort.page("questions/31.html")


def test_pages_block_indexing_and_foreign_code(cohort: Made) -> None:
    for file in pages(cohort.site):
        head = BeautifulSoup(file.read_text("utf-8"), "html.parser").head
        assert head is not None
        assert head.select_one('meta[name="robots"][content*="noindex"]') is not None
        if file.name != "about.html":
            assert "default-src 'none'" in str(head.select_one('meta[http-equiv="Content-Security-Policy"]'))
    assert (cohort.site / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /\n"
    assert "Not for publication." in cohort.page("index.html")


def test_codes_replace_names_and_stay_the_same(tmp_path: Path) -> None:
    course(tmp_path)
    birds = tmp_path / "clones" / "birds"
    for name in ("birds", "trams"):
        url = "https://github.com/example/bird-song.git"
        repositories.git(tmp_path / "clones" / name, "remote", "add", "origin", url)
    text = (birds / "reports" / "README.md").read_text("utf-8")
    assert "https://github.com/example/bird-song" in text
    text += "\nSee example/bird-song, which is Bird-Song.\n"
    repositories.commit(birds, {"reports/README.md": text}, time=BEFORE)
    first = made(tmp_path, "groups.csv", "--pseudonyms")
    codes = dict(line.split(",") for line in (first.folder / "pseudonyms.csv").read_text("utf-8").split()[1:])
    assert sorted(codes) == list("12345")
    assert len(set(codes.values())) == 5
    for file in (*pages(first.site), *first.folder.glob("cohort.*"), first.folder / "answers.csv"):
        said = file.read_text("utf-8")
        assert not re.search(r"(?i)bird-song\b|github\.com|room [01]|clones/|Flowers|Clouds", said), file
    assert not (first.site / "pseudonyms.csv").exists()
    assert f"groups/{codes['1'].lower()}.html" in first.page("index.html")
    repositories.commit(tmp_path / "clones" / "lost", {"reports/README.md": report()}, time=BEFORE)
    made(tmp_path, "groups.csv", "--pseudonyms")
    again = dict(line.split(",") for line in (first.folder / "pseudonyms.csv").read_text("utf-8").split()[1:])
    assert again == codes


def test_names_of_any_kind_have_their_own_page(tmp_path: Path) -> None:
    names = ['<b>"1"', "=2+3", "CON", "å", "ø", "a/b", "a b", "A-B", "index"]
    rows = []
    for number, name in enumerate(names):
        plain(tmp_path / "clones" / str(number), report())
        quoted = name.replace('"', '""')
        rows.append(f'"{quoted}",clones/{number}')
    (tmp_path / "groups.csv").write_text("group,repository\n" + "\n".join(rows) + "\n", "utf-8")
    cohort = made(tmp_path, "groups.csv")
    found = soup(cohort, "index.html").select("tbody th a")
    assert [link.get_text() for link in found] == names
    assert len({str(link["href"]).lower() for link in found}) == len(names)
    assert [
        file.stem for file in (cohort.site / "groups").iterdir() if not re.fullmatch(r"[a-z0-9-]+", file.stem)
    ] == []
    assert soup(cohort, "index.html").select("b:not(.mlc-pills b)") == []


def test_a_group_leaves_other_pages_alone(cohort: Made, tmp_path: Path) -> None:
    evil = report(
        answers={
            15: "</article></div></main><script>alert(1)</script><style>body{display:none}</style>"
            "<form><input name=q></form><a href='javascript:alert(2)' id='g-1' class='mlc-one'>x</a>{{ 7 * 7 }}"
        },
        title="# <img src=x onerror=alert(3)> & *friends*",
    )
    shutil.copytree(cohort.folder.parent / "clones", tmp_path / "clones")
    without = made(tmp_path, "clones")
    before = {file.relative_to(without.site): file.read_bytes() for file in (without.site / "groups").iterdir()}
    answers = [str(article) for article in soup(without, "questions/15.html").select("article")]
    plain(tmp_path / "clones" / "zz-evil", evil)
    cohort = made(tmp_path, "clones")
    for path, content in before.items():
        if path.stem != "trams":  # the last one before, which now has a next group
            assert (cohort.site / path).read_bytes() == content, path
    after = soup(cohort, "questions/15.html").select("article")
    assert [str(article) for article in after[:-1]] == answers
    assert after[-1].select("script, style, form, input, [id], .mlc-one") == []
    assert "49" not in after[-1].get_text()
    assert len(soup(cohort, "index.html").select("tbody tr")) == 6
    assert soup(cohort, "index.html").select("tbody img") == []


def test_the_config_of_the_site_is_the_teachers(tmp_path: Path) -> None:
    plain(tmp_path / "clones" / "a", report(answers={15: "Short."}))
    first = made(tmp_path, "clones")
    assert "LEN001" in first.page("questions/15.html")
    config = first.folder / "mkdocs.yml"
    text = config.read_text("utf-8").replace("site_name: Cohort", "site_name: Our course")
    config.write_text(f"{text}      rules: {{LEN: off, ANS: off}}\n", "utf-8")
    second = made(tmp_path, "clones")
    assert "Our course" in second.page("index.html")
    assert "LEN001" not in second.page("questions/15.html")
    assert "nothing has changed" in made(tmp_path, "clones").said
    config.write_text(text.replace("site_name", "site_nam"), "utf-8")
    broken = made(tmp_path, "clones", expected=2)
    assert "`mkdocs build --strict -f cohort/mkdocs.yml` fails:" in broken.said
    assert "site_name" in broken.said


def test_new_notes_build_the_site_again(tmp_path: Path) -> None:
    plain(tmp_path / "clones" / "a", report())
    notes = tmp_path / "notes.csv"
    (tmp_path / "clones" / "lost" / ".git").mkdir(parents=True)
    rows = [
        "group,question,note",
        "a,,first look",
        "b,,nobody",
        "a,99,no such question",
        "lost,9,no report",
        "a,9,good",
    ]
    notes.write_text("\n".join(rows) + "\n", "utf-8")
    first = made(tmp_path, "clones", "--notes", "notes.csv")
    assert "notes.csv has notes for answers that do not exist: a (question 99), lost (question 9)." in first.said
    assert "notes.csv has notes for groups that are not in the list: b." in first.said
    assert "first look" in first.page("index.html")
    content = notes.read_bytes()
    assert "nothing has changed" in made(tmp_path, "clones", "--notes", "notes.csv").said
    assert notes.read_bytes() == content
    notes.write_text("group,note\na,second look\n", "utf-8")
    assert "second look" in made(tmp_path, "clones", "--notes", "notes.csv").page("index.html")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name the GROUPS (a CSV file or a folder of clones), or use `--merge`."),
        (["a", "--merge", "b"], "give either GROUPS"),
        (["nowhere.csv"], "nowhere.csv does not exist; name a CSV file, or a folder of clones."),
        (["clones", "--shard", "3/2"], "`--shard` must be K/N, for instance 1/4, not `3/2`."),
        (["clones", "--at", "tomorrow"], "`--at`: `tomorrow` is not a date and time"),
        (["clones", "--notes", "none.csv"], "cannot read none.csv: No such file or directory."),
        (["--merge", "clones"], "clones/groups.json is missing or damaged; run `mlops-report cohort` again."),
    ],
)
def test_wrong_input_is_one_sentence(arguments: list[str], said: str, tmp_path: Path) -> None:
    plain(tmp_path / "clones" / "a", report())
    assert said in made(tmp_path, *arguments, expected=2).said
    assert not (tmp_path / "cohort" / "site").exists()


def test_a_long_list_is_on_several_pages() -> None:
    entries = [("x" * 40, "u")] * 10 + [("y" * 500, "us"), ("z", "")]
    assert [(part.start, part.end) for part in parts_of(entries, 100)] == [
        *((0, 2), (2, 4), (4, 6), (6, 8), (8, 10), (10, 11), (11, 12))
    ]
    assert [part.number for part in parts_of(entries, 100)] == list(range(1, 8))
    assert [dict(one.marks) for one in parts_of(entries, 100)[0].all][-3:] == [{"u": 2}, {"u": 1, "s": 1}, {}]
    assert [(part.start, part.end, len(part.all)) for part in parts_of([], 100)] == [(0, 0, 1)]


def test_many_groups_are_counted_and_not_all_named() -> None:
    row = GroupRow("", "", (), "", "", None)
    members = [Member(str(number), str(number), row, "", "") for number in range(70)]
    (short,) = listed([("sd", one, one.slug) for one in members], {"u": "Not answered", "s": "Too short"})
    assert (short.name, short.total, len(short.members), short.left) == ("Too short", 70, 60, 10)


def test_a_chart_has_all_answers() -> None:
    found = histogram([0, 50, 99, 100, 150, 200, 201, 900], (100, 200), bins=30)
    heights = [round(bar.height) for bar in found.bars]
    assert sum(heights) == 8 * 30
    assert [bar.inside for bar in found.bars] == [False, False, False, True, True, False, False]
    assert found.marks == (240.0, 480.0)
    assert histogram([], None).bars == ()
