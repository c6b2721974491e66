"""The real `mkdocs serve`, and a person who edits beside it."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import course_site, report, words
from tests.plugin.test_plugin import PLAIN, PNG

pytestmark = pytest.mark.slow

PATIENCE = 20.0
"""Seconds until a page that does not change fails a test: not a measure of speed, see benchmarks/."""

UNANSWERED = "--- question 4 fill here ---"


class Server:
    def __init__(self, folder: Path, log: Path, port: int) -> None:
        self.folder, self.log, self.url = folder, log, f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "mkdocs", "serve", "-f", "docs/mkdocs.yaml", "-a", f"127.0.0.1:{port}"]
        with log.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)

    def page(self, path: str = "/reports/") -> str:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                content: bytes = answer.read()
                return content.decode("utf-8", "replace")
        except (urllib.error.URLError, OSError):
            return ""

    def until(self, seen: Callable[[str], bool], path: str = "/reports/") -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            page = self.page(path)
            if seen(page):
                return page
            time.sleep(0.05)
        pytest.fail(f"not seen within {PATIENCE} s; the server said:\n{self.log.read_text('utf-8')}")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    course_site(tmp_path, report(answers={4: UNANSWERED}), PLAIN)
    (tmp_path / "source.png").write_bytes(PNG)
    with serving(tmp_path) as server:
        yield server


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(folder, folder / "serve.log", port)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(10)


def state(number: int, value: str) -> Callable[[str], bool]:
    return lambda page: f'class="mlr-answer" data-question="{number}" data-state="{value}"' in page


def test_server_sees_each_save(server: Server) -> None:
    file = server.folder / "reports" / "README.md"
    server.until(state(4, "unanswered"))

    file.write_text(report(answers={4: words(150)}), "utf-8")
    server.until(state(4, "answered"))

    file.write_text(report(answers={4: words(150), 5: UNANSWERED.replace("4", "5")}), "utf-8")
    server.until(state(5, "unanswered"))

    shutil.copy(server.folder / "source.png", server.folder / "reports" / "figures" / "new.png")
    file.write_text(report(answers={19: "![New](figures/new.png)"}), "utf-8")
    server.until(lambda page: 'src="figures/new.png"' in page)
    assert server.page("/reports/figures/new.png")

    (server.folder / "reports" / "figures" / "new.png").unlink()
    server.until(lambda page: 'data-code="FIG003"' in page)

    file.unlink()
    server.until(lambda page: "No exam report found" in page)

    file.write_text("# half a file", "utf-8")
    server.until(lambda page: "is not an exam report" in page)

    replacement = file.with_suffix(".tmp")
    replacement.write_text(report(answers={4: UNANSWERED}), "utf-8")
    replacement.replace(file)
    server.until(state(4, "unanswered"))

    # As on a change of branch: the whole folder goes, and comes back.
    reports = server.folder / "reports"
    reports.rename(server.folder / "elsewhere")
    server.until(lambda page: "No exam report found" in page)
    (server.folder / "elsewhere").rename(reports)
    server.until(state(4, "unanswered"))
    file.write_text(report(answers={4: words(120)}), "utf-8")
    server.until(state(4, "answered"))

    log = server.log.read_text("utf-8")
    assert "Traceback" not in log
    assert "WARNING -  reports/README.md" not in log
    assert "INFO    -  reports/README.md" in log


def test_half_saved_report_is_shown(server: Server) -> None:
    file = server.folder / "reports" / "README.md"
    server.until(state(4, "unanswered"))

    file.write_bytes(b"")
    server.until(lambda page: "is empty" in page)

    # Cut off in the middle of a letter, as an editor or a full disk leaves it.
    whole = report(answers={4: words(150), 20: f"{words(60)} \u00e6"})
    cut = whole.encode()[: whole.encode().index("\u00e6".encode()) + 1]
    file.write_bytes(cut)
    server.until(lambda page: 'data-code="STR008"' in page and state(4, "answered")(page))

    file.write_bytes(whole.encode())
    server.until(lambda page: 'data-code="STR008"' not in page and state(4, "answered")(page))
    assert "Traceback" not in server.log.read_text("utf-8")


def test_a_replaced_figure_has_its_new_size(server: Server) -> None:
    figure = server.folder / "reports" / "figures" / "bucket.png"
    server.until(lambda page: 'width="1" height="1"' in page)
    # Only the header tells the size: 40 × 30 pixels.
    figure.write_bytes(PNG[:16] + bytes([0, 0, 0, 40, 0, 0, 0, 30]) + PNG[24:])
    server.until(lambda page: 'width="40" height="30"' in page)


def test_server_sees_a_changed_template(tmp_path: Path) -> None:
    config = course_site(tmp_path, report(), PLAIN.replace("mlops-report", "mlops-report: {templates: overrides}"))
    template = config.parent / "overrides" / "question.html"
    template.parent.mkdir()
    template.write_text("<p>The first form.</p>\n", "utf-8")
    with serving(tmp_path) as server:
        server.until(lambda page: "The first form." in page)
        template.write_text("<p>The second form.</p>\n", "utf-8")
        server.until(lambda page: "The second form." in page)


def test_server_sees_a_new_report(tmp_path: Path) -> None:
    course_site(tmp_path, "", PLAIN)
    shutil.rmtree(tmp_path / "reports")
    with serving(tmp_path) as server:
        server.until(lambda page: "Hello." in page, "/")
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports" / "README.md").write_text(report(), "utf-8")
        server.until(state(4, "answered"))


def test_a_rebuild_logs_only_what_changed(server: Server) -> None:
    file = server.folder / "reports" / "README.md"
    server.until(state(4, "unanswered"))
    file.write_text(report(answers={4: words(20), 9: words(20)}), "utf-8")
    server.until(state(4, "answered"))
    server.until(lambda _: "2 new, 1 fixed, 0 left." in server.log.read_text("utf-8"))
    file.write_text(report(answers={9: words(30)}), "utf-8")
    server.until(lambda _: "0 new, 1 fixed, 1 left." in server.log.read_text("utf-8"))
    log = server.log.read_text("utf-8")
    assert log.count("warning LEN001 (2×) Questions 4, 9: ") == 1
    assert log.count("LEN001") == 1


def test_the_list_is_open_while_serving(server: Server) -> None:
    page = server.until(state(4, "unanswered"))
    assert '<details class="mlr-findings mlr-fold" open>' in page


def test_a_draft_is_shown_while_serving(tmp_path: Path) -> None:
    course_site(tmp_path, report(), PLAIN + "draft_docs: our-draft.md\n")
    answers = {number: f"Another answer to question {number}." for number in range(4, 30)}
    (tmp_path / "docs" / "source" / "our-draft.md").write_text(report(title="# Draft", answers=answers), "utf-8")
    with serving(tmp_path) as server:
        server.until(state(4, "answered"), "/our-draft/")
