"""Templates of users: which files are templates, and what is said of one that cannot be used."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import jinja2
import pytest
from jinja2 import TemplateError

from mkdocs_mlops_report.page.fragments import misnamed_fragments, render_fragment


def test_a_misspelled_name_of_each_template_is_noticed(tmp_path: Path) -> None:
    names = sorted(Path(one.name).stem for one in (resources.files("mkdocs_mlops_report.page") / "templates").iterdir())
    for name in names:
        (tmp_path / f"{name}.html").touch()
    assert not list(misnamed_fragments(tmp_path))
    for name in names:
        (tmp_path / f"{name}.html").rename(tmp_path / f"{name}s.html")
    assert [one.rpartition("; ")[2] for one in misnamed_fragments(tmp_path)] == [
        f"did you mean `{name}`?" for name in names
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<p>{{ instruction }}</p>", "'instruction' is undefined"),
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
        ("{% include 'no.html' %}", "there is no template `no.html`"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ ''.__class__.__mro__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
        ("{% extends 'own/instructions.html' %}", "'template' is undefined"),
    ],
)
def test_an_unusable_template_says_where_and_why(text: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "instructions.html"
    file.write_text(f"<!-- ours -->\n{text}", "utf-8")
    with pytest.raises(TemplateError) as raised:
        render_fragment("instructions", str(tmp_path))
    assert str(raised.value) == f"{file}:2: the template cannot be used: {reason}."


def test_a_template_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "instructions.html").write_bytes("æ".encode("latin-1"))
    with pytest.raises(TemplateError, match=r"/instructions\.html: the template cannot be used: 'utf-8' codec"):
        render_fragment("instructions", str(tmp_path))


def test_an_error_in_our_own_template_is_raised(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"^'[a-z]+' is undefined$"):
        render_fragment("instructions", str(tmp_path))


def test_a_folder_with_an_environment_blames_nobody_else(tmp_path: Path) -> None:
    folder = Path(jinja2.__file__).parent
    with pytest.raises(TemplateError, match=r"^'[a-z]+' is undefined$"):
        render_fragment("instructions", str(folder))
