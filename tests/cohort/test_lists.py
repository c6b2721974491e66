"""What a teacher writes: the list of groups and the notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_mlops_report.cohort.lists.groups import natural, read_groups
from mkdocs_mlops_report.cohort.lists.notes import Notes, read_notes
from mkdocs_mlops_report.cohort.lists.tabular import TableError
from tests.builders import report
from tests.cohort.groups import plain


def written(folder: Path, text: str, name: str = "groups.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def problem(folder: Path, text: str, name: str = "groups.csv") -> str:
    file = written(folder, text, name)
    with pytest.raises(TableError) as caught:
        read_notes(file) if "note" in name else read_groups(file)
    return str(caught.value).replace(f"{folder.as_posix()}/", "")


@pytest.mark.parametrize(
    "text",
    [
        "group,repository,room\n1,a,x\n2,b,y\n",
        "\ufeffGroup;Repository;room\r\n1;a;x\r\n\r\n2;b;y\r\n",
        "repo\troom\tgroup\na\tx\t1\nb\ty\t2\n",
        '"group","repository","room"\n"1","a","x"\n"2","b","y"\n',
    ],
)
def test_tables_of_any_spreadsheet_are_read(text: str, tmp_path: Path) -> None:
    found = read_groups(written(tmp_path, text))
    assert [(one.name, Path(one.repository).name, one.columns) for one in found.groups] == [
        ("1", "a", (("room", "x"),)),
        ("2", "b", (("room", "y"),)),
    ]
    assert found.columns == ("room",)
    assert all(Path(one.repository).parent == tmp_path for one in found.groups)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "groups.csv is empty; its first line must name the columns."),
        ("group,repository\n", "groups.csv lists no groups; add a row for each: `12,https://github.com/OWNER/NAME`."),
        ("group,repositry\n1,a\n", "groups.csv: there is no column `repository`; rename `repositry`."),
        ("group,repository\n1,a\n,b\n", "groups.csv:3: the row has no `group`."),
        ("group,repository\n1,a\n2,\n", "groups.csv:3: the row has no `repository`."),
        ("group,repository\n1,a\n1,b\n", "groups.csv:3: group `1` is listed twice."),
        ("group,repository\n1,a,x\n", "groups.csv:2: 3 cells, but the header has 2."),
        ("group,group,repository\n1,1,a\n", "groups.csv:1: column `group` appears twice; rename one."),
        (
            "group,repository\n1,ext::sh -c true\n",
            "groups.csv:2: `ext::` is not allowed; use a path, or a URL that starts with https, http, ssh, git, file.",
        ),
        ('group,repository\n1,"a\n', "groups.csv:2: not valid CSV: unexpected end of data."),
    ],
)
def test_list_errors_name_their_line(text: str, said: str, tmp_path: Path) -> None:
    assert problem(tmp_path, text) == said


def test_a_list_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    file = tmp_path / "groups.csv"
    file.write_bytes("group,repository\nø,a\n".encode("cp1252"))
    with pytest.raises(TableError, match=r"not valid UTF-8 \(byte 18\)"):
        read_groups(file)


@pytest.mark.parametrize("url", ["https://github.com/a/b", "git@github.com:a/b.git", "ssh://git@host/a", "file:///a"])
def test_urls_are_cloned(url: str, tmp_path: Path) -> None:
    (group,) = read_groups(written(tmp_path, f"group,repository\n1,{url}\n")).groups
    assert group.is_remote
    assert group.repository == url


def test_a_folder_lists_its_repositories_in_natural_order(tmp_path: Path) -> None:
    for name in ("group-10", "group-9"):
        plain(tmp_path / name, report())
    (tmp_path / "pages").mkdir()
    (tmp_path / ".cache").mkdir()
    found = read_groups(tmp_path)
    assert [group.name for group in found.groups] == ["group-9", "group-10"]
    assert found.notes == ("pages: skipped; neither a git repository nor a folder with a report.",)


def test_an_empty_folder_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="contains no repositories"):
        read_groups(tmp_path)
    with pytest.raises(TableError, match="does not exist"):
        read_groups(tmp_path / "nowhere.csv")


def test_natural_order_does_not_compare_numbers_with_words() -> None:
    assert sorted(["b", "10", "a1", "9", "a"], key=natural) == ["9", "10", "a", "a1", "b"]


YAML = "- {group: 3, question: 15, note: good example, grade: 7}\n- {group: 3, note: talk about drift}\n"
CSV = "group,question,note,grade\n3,15,good example,7\n3,,talk about drift,\n"


@pytest.mark.parametrize(("name", "text"), [("notes.yaml", YAML), ("notes.csv", CSV)])
def test_notes_are_read_from_yaml_and_csv(name: str, text: str, tmp_path: Path) -> None:
    notes = read_notes(written(tmp_path, text, name))
    assert notes.text("3") == "talk about drift"
    assert (notes.text("3", 15), notes.grade("3", 15)) == ("good example", "7")
    assert (notes.text("4"), notes.grade("3")) == ("", "")
    assert notes.unknown(["1"]) == ["3"]


def test_several_notes_on_one_answer_are_joined(tmp_path: Path) -> None:
    text = "group,question,note,grade\n1,2,first,4\n1,2,second,\n1,2,,10\n"
    notes = read_notes(written(tmp_path, text, "notes.csv"))
    assert (notes.text("1", 2), notes.grade("1", 2)) == ("first; second", "10")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("notes.csv", "group,nota\n1,x\n", "notes.csv:2: unknown key `nota`; did you mean `note`?"),
        ("notes.csv", "group,question\n1,four\n", "notes.csv:2: `question` must be a number, not `four`."),
        ("notes.csv", "group,note\n,x\n", "notes.csv:2: the note has no `group`."),
        (
            "notes.yaml",
            "group: 1\n",
            "notes.yaml must be a list of entries with `group`, `question`, `note` and `grade`.",
        ),
        (
            "notes.yaml",
            "- {group: 1}\n- 3\n",
            "notes.yaml:2: the entry must be a mapping, for instance `{group: 1, note: late}`.",
        ),
        ("notes.yaml", "- {group: 1, question: 1.5}\n", "notes.yaml:1: `question` must be a number, not `1.5`."),
    ],
)
def test_note_errors_name_their_line(name: str, text: str, said: str, tmp_path: Path) -> None:
    assert problem(tmp_path, text, name) == said


def test_without_a_file_there_are_no_notes() -> None:
    assert not read_notes(None)
    assert not Notes()
