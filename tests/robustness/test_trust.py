"""Hostile files: what a report may hold or name without a traceback, an endless wait, or a look outside."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from mkdocs_mlops_report.cli.main import main
from mkdocs_mlops_report.official import count_figures, find_figures
from mkdocs_mlops_report.page.compose import compose
from mkdocs_mlops_report.page.context import beside_report
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.repository.images import size_of
from mkdocs_mlops_report.repository.links import Place, locate
from mkdocs_mlops_report.rules.engine import check
from tests.builders import course_site, report, words
from tests.plugin.test_plugin import PLAIN, built, soup_of

TEXT = report(answers={4: f"Søren – ærlig talt. {words(120)}"})
posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links of POSIX")


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([*arguments])
    out, err = capsys.readouterr()
    return int(str(left.value.code)), out, err


def mkdocs_mlops_report(*arguments: str, timeout: float = 30, **options: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does; what waits for ever is stopped and fails the test."""
    command = [sys.executable, "-m", "mkdocs_mlops_report", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, **options)  # type: ignore[call-overload,no-any-return]


# Encodings

READ = {
    "a byte order mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "lines of Windows": TEXT.replace("\n", "\r\n").encode(),
    "lines of an old Mac": TEXT.replace("\n", "\r").encode(),
    "line separators of Unicode": TEXT.replace(" – ", " \u2028 ").encode(),
    "a next line": TEXT.replace(" – ", " \x85 ").encode(),
    "form feeds": TEXT.replace(" – ", " \x0c\x0b ").encode(),
    "a zero": TEXT.replace(" – ", " \0 ").encode(),
    "an escape": TEXT.replace(" – ", " \x1b[2J ").encode(),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_any_utf8_is_read(data: bytes) -> None:
    read = read_text(data)
    assert len(read.questions) == 31
    assert read.questions[3].answer.words >= 122
    assert not [one for one in check(read).findings if one.code == "STR008"]


UNREADABLE = {
    "Latin-1": (TEXT.replace("–", "-").encode("latin-1"), "0xF8"),
    "Windows": (TEXT.encode("cp1252"), "0xF8"),
    "UTF-16, little end first": (TEXT.encode("utf-16"), "0xFF"),
    "UTF-16, big end first": (b"\xfe\xff" + TEXT.encode("utf-16-be"), "0xFE"),
    "a cut letter": (TEXT.encode()[: TEXT.encode().index("æ".encode()) + 1] + TEXT.encode()[-2000:], "0xC3"),
}


@pytest.mark.parametrize(("data", "value"), UNREADABLE.values(), ids=UNREADABLE)
def test_another_encoding_is_told_with_its_first_byte(data: bytes, value: str) -> None:
    try:
        data.decode("utf-8")
        place = 0
    except UnicodeDecodeError as error:
        place = error.start
    found = [one for one in check(read_text(data)).findings if one.code == "STR008"]
    assert len(found) == 1
    assert f"Byte {place + 1:,} of the file ({value}) is not UTF-8" in found[0].note
    assert "Save with Encoding" in found[0].hint
    assert found[0].span.line == (1 if value in {"0xFF", "0xFE"} else data[:place].count(b"\n") + 1)


def test_utf_16_is_shown_as_it_was_written() -> None:
    assert "Søren – ærlig talt." in read_text(TEXT.encode("utf-16")).source.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n \t", "is empty"),
        (b"\x00\x01\x02" * 100, "is not a UTF-8 text file"),
        (TEXT.encode("utf-16-le"), "is not a UTF-8 text file"),
        (TEXT.encode("utf-32"), "is not a UTF-8 text file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is an image, not a Markdown file"),
        (b"# Notes\n", "is not an exam report"),
    ],
)
@pytest.mark.parametrize("command", ["check", "fix", "html"])
def test_what_is_no_report_gets_one_sentence(
    command: str, data: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_bytes(data)
    code, out, err = run(command, str(tmp_path / "README.md"), capsys=capsys)
    assert (code, out) == (2, "")
    if command != "fix" or "UTF-8" not in sentence:
        assert sentence in err
    assert len(err.splitlines()) == 1
    assert (tmp_path / "README.md").read_bytes() == data


def test_fix_never_writes_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = report(answers={4: "sm\u00f8rrebr\u00f8d --- question 4 fill here ---"}).encode("latin-1")
    (tmp_path / "README.md").write_bytes(data)
    code, _, err = run("fix", str(tmp_path / "README.md"), capsys=capsys)
    assert code == 2
    assert "is not valid UTF-8 (byte" in err
    assert (tmp_path / "README.md").read_bytes() == data


# Things that are no files


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    figures = "![a](figures/x.png) and ![b](figures/y.png)"
    course_site(tmp_path, report(answers={19: figures}), PLAIN)
    return tmp_path


def no_file(kind: str, path: Path) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to({"device": "/dev/zero", "loop": path.name, "broken link": "nowhere"}[kind])


KINDS = ("pipe", "folder", "device", "loop", "broken link")


@posix
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", ["check", "fix", "html"])
def test_in_the_place_of_a_report(command: str, kind: str, tmp_path: Path) -> None:
    no_file(kind, tmp_path / "README.md")
    done = mkdocs_mlops_report(command, str(tmp_path / "README.md"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    expected = {"folder": "No exam report found", "pipe": "not a regular file", "device": "not a regular file"}
    assert expected.get(kind, "a symbolic link that leads nowhere") in done.stderr


@pytest.mark.slow
@posix
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["figures/x.png", "report.py", "figures"])
def test_beside_a_report(name: str, kind: str, repository: Path) -> None:
    place = repository / "reports" / name
    if place.is_dir():
        place.rename(place.with_name("pictures"))
    no_file(kind, place)
    checked = mkdocs_mlops_report("check", str(repository), "--output-format", "concise")
    assert checked.returncode == 1
    assert checked.stderr == ""
    missing = [line for line in checked.stdout.splitlines() if "FIG003" in line]
    assert len(missing) == 1
    assert mkdocs_mlops_report("html", str(repository), "-o", str(repository / "out.html")).returncode == 0
    assert mkdocs_mlops_report("fix", str(repository), "--diff").returncode in {0, 1}


@posix
def test_a_site_is_built_around_them(repository: Path) -> None:
    no_file("pipe", repository / "reports" / "figures" / "x.png")
    no_file("device", repository / "reports" / "report.py")
    build = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(repository / "docs" / "mkdocs.yaml")]
    done = subprocess.run(build, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (repository / "docs" / "site" / "reports" / "index.html").is_file()


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="nothing is forbidden to root")
@pytest.mark.parametrize("command", ["check", "fix", "html"])
def test_what_may_not_be_read(command: str, repository: Path) -> None:
    (repository / "reports" / "README.md").chmod(0)
    done = mkdocs_mlops_report(command, str(repository / "reports" / "README.md"))
    assert done.returncode == 2
    assert done.stderr.endswith("README.md: Permission denied.\n")


@pytest.mark.skipif(not Path("/proc/self/mem").is_file(), reason="a file that not even root can read")
@pytest.mark.parametrize("command", ["check", "fix", "html"])
def test_what_cannot_be_read(command: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").symlink_to("/proc/self/mem")
    done = mkdocs_mlops_report(command, str(tmp_path / "README.md"))
    assert done.returncode == 2
    assert "cannot read" in done.stderr
    assert len(done.stderr.splitlines()) == 1


# The outside

OUTSIDE = (
    "../../secret.png",
    "../../../../../../../../../../../../{tmp}/secret.png",
    "%2e%2e/%2e%2e/secret.png",
    "..%2f..%2fsecret.png",
    "figures/../../../secret.png",
    "..\\..\\secret.png",
    "{tmp}/secret.png",
    "/{tmp}/secret.png",
    "//{tmp}/secret.png",
    "file://{tmp}/secret.png",
    "FILE:///{tmp}/secret.png",
    "figures/link.png",
    "figures/folder/secret.png",
    "/dev/zero",
    "../.git/secret.png",
)
"""Paths to an image beside the repository, or inside it where no forge shows it."""


def secret_site(folder: Path) -> tuple[Path, bytes]:
    secret = b"\x89PNG\r\n\x1a\nSECRET" + bytes(80)
    (folder / "secret.png").write_bytes(secret)
    (folder / "outside").mkdir()
    (folder / "outside" / "secret.png").write_bytes(secret)
    urls = [url.format(tmp=folder.as_posix()) for url in OUTSIDE]
    forms = (
        "![x](<{}>)",
        "[x](<{}>)",
        '<img src="{}">',
        '<a href="{}">x</a>',
        '<source srcset="{}">',
    )
    text = "\n\n".join(form.format(url) for form in forms for url in urls)
    config = course_site(folder / "repository", report(answers={19: text}), PLAIN)
    figures = folder / "repository" / "reports" / "figures"
    (figures / "link.png").symlink_to(folder / "secret.png")
    (figures / "folder").symlink_to(folder / "outside")
    (folder / "repository" / ".git" / "secret.png").write_bytes(secret)
    return config, secret


@posix
def test_nothing_outside_the_repository_is_published(tmp_path: Path) -> None:
    config, secret = secret_site(tmp_path)
    site = built(config)
    files = [file for file in site.rglob("*") if file.is_file()]
    assert len(files) > 10
    assert [file for file in files if b"SECRET" in file.read_bytes()] == []
    page = soup_of(site / "reports" / "index.html")
    sources = [str(image["src"]) for image in page.select(".mlr-answer[data-question='19'] img")]
    assert [one for one in sources if not one.startswith("//")] == []
    assert secret  # it was there to be found


@posix
def test_nothing_from_outside_gets_into_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import base64

    config, secret = secret_site(tmp_path)
    out = tmp_path / "out.html"
    assert run("html", str(config.parents[1]), "-o", str(out), capsys=capsys)[0] == 0
    assert base64.b64encode(secret)[:20] not in out.read_bytes()
    assert b"SECRET" not in out.read_bytes()


@pytest.mark.parametrize("url", ["../../x.png", "/../x.png", "../../../../etc/passwd", "%2e%2e/%2e%2e/x.png"])
def test_path_out_of_the_repository_is_recognised(url: str, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"x")
    (tmp_path / "repository" / "reports").mkdir(parents=True)
    located = locate(url, tmp_path / "repository" / "reports", tmp_path / "repository")
    assert located.place in {Place.OUTSIDE, Place.MISSING}
    assert located.file is None


HALF = ["//[", "http://[::1", "https://[", "//[a]b", "http://a]b", "\\\\[", "?[#]"]


@pytest.mark.slow
@pytest.mark.parametrize("url", HALF)
@pytest.mark.parametrize("form", ["![x]({})", "[x]({})", '<img src="{}">', '<a href="{}">x</a>'])
def test_half_an_address_stops_nothing(url: str, form: str, tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={19: form.format(url)}), PLAIN)
    done = mkdocs_mlops_report("check", str(tmp_path), "--output-format", "concise")
    assert done.returncode in {0, 1}  # what the parser has encoded is an address of another server
    assert done.stderr == ""


# Pictures


def png(width: int, height: int, body: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_huge_image_is_not_decoded(tmp_path: Path) -> None:
    bomb = png(100_001, 100_001, zlib.compress(bytes(10_000_000)))
    config = course_site(tmp_path, report(answers={19: "![Our bucket](figures/bomb.png)"}), PLAIN)
    file = tmp_path / "reports" / "figures" / "bomb.png"
    file.write_bytes(bomb)
    assert size_of(file) is None
    image = soup_of(built(config) / "reports" / "index.html").select_one(".mlr-answer[data-question='19'] img")
    assert image is not None
    assert not image.has_attr("width")


DRAWING = "<svg xmlns='http://www.w3.org/2000/svg'><script>top.pwned = 1</script></svg>"


def test_svg_is_never_opened_as_a_page(tmp_path: Path) -> None:
    text = "![Our bucket](figures/x.svg)\n\n[the drawing](figures/x.svg)"
    config = course_site(tmp_path, report(answers={19: text}), PLAIN)
    (tmp_path / "reports" / "figures" / "x.svg").write_text(DRAWING, "utf-8")
    box = soup_of(built(config) / "reports" / "index.html").select_one(".mlr-answer[data-question='19']")
    assert box is not None
    assert [image["src"] for image in box.select("img")] == ["figures/x.svg"]
    assert [link for link in box.select("a") if "x.svg" in str(link["href"])] == []


# Time


def test_the_official_figures_are_those_of_its_pattern() -> None:
    import re

    from hypothesis import given, settings
    from hypothesis import strategies as st

    pieces = st.sampled_from(["![", "](", ")", "]", "(", "[", "!", "a", " ", "\n", "\r", "\u2028"])

    @settings(max_examples=400, deadline=None)
    @given(st.lists(pieces, max_size=30).map("".join))
    def same(text: str) -> None:
        expected = [match.span() for match in re.finditer(r"\!\[.*?\]\(.*?\)", text)]
        assert list(find_figures(text, 0, len(text))) == expected
        assert count_figures(text) == len(expected)

    same()


BOMBS = {
    "figures that are never closed": "![a](b.png ",
    "figures of nothing": "![](( ",
    "brackets": "[",
    "figures begun": "![",
    "colons": "x:",
    "sites in brackets": "[ www.a.b ",
    "stars": "*a **b ",
    "backticks": "`a``b```",
    "tags": "<a b=",
    "comments": "<!-- a ",
    "items": "1. a\n",
    "quotes": "> > a\n",
    "headings": "#### a\n",
    "markers": "Answer: ",
    "placeholders": "--- question 4 fill here --- ",
}


@pytest.mark.parametrize("piece", BOMBS.values(), ids=BOMBS)
def test_costly_text_is_read_in_time(piece: str) -> None:
    # It took minutes or hours before. The limit is no measure, but the line between slow and endless.
    start = time.process_time()
    checked = check(read_text(report(answers={4: piece * (100_000 // len(piece))})))
    compose(checked, beside_report(checked.report))
    assert time.process_time() - start < 60
    assert len(checked.report.questions) >= 3


def test_costly_paragraph_is_shown_as_plain_text() -> None:
    answers = {4: "[" * 50_000 + " the end", 5: "a [link](https://a.b) " + words(120)}
    checked = check(read_text(report(answers=answers)))
    answer = checked.report.questions[3].answer
    assert answer.words == 3
    page = compose(checked, beside_report(checked.report))
    html = "".join(getattr(piece, "html", "") for piece in page.pieces)
    assert "[" * 50_000 + " the end" in html
    assert '<a href="https://a.b">link</a>' in html
