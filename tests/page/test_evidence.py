"""The evidence on the page: marks, links and facts, and what a published page does not say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from benchmarks.example import SITE
from mkdocs_mlops_report.config.options import parse_options
from mkdocs_mlops_report.evidence.model import Evidence, ItemEvidence, Trace, Verdict
from mkdocs_mlops_report.page.standalone import standalone
from mkdocs_mlops_report.page.views.evidence import EvidenceView, FileLink, file_urls
from mkdocs_mlops_report.report.reader import read_report
from mkdocs_mlops_report.repository.forge import Forge, forge_of
from mkdocs_mlops_report.rules.engine import check, check_again
from mkdocs_mlops_report.rules.settings import Settings, settings_of
from tests.plugin.test_plugin import built
from tests.repositories import commit, git


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example project with one claim without a trace, one that could be ticked, one of the template's files."""
    folder = tmp_path_factory.mktemp("evidence") / "birds"
    shutil.copytree(SITE, folder)
    file = folder / "reports" / "README.md"
    text = file.read_text("utf-8")
    text = text.replace("* [ ] A job that starts when", "* [x] A job that starts when")
    text = text.replace("* [x] Images for training", "* [ ] Images for training")
    file.write_text(text, "utf-8")
    (folder / "requirements.txt").write_text("torch\n", "utf-8")
    (folder / "pyproject.toml").unlink()
    commit(folder)
    git(folder, "remote", "add", "origin", "https://github.com/example/birds.git")
    return folder


def page(repository: Path, **options: object) -> BeautifulSoup:
    values = parse_options(options)
    checked = check(read_report(repository / "reports" / "README.md"), settings_of(values))
    return BeautifulSoup(standalone(checked, values), "html5lib")


def line(soup: BeautifulSoup, start: str) -> Tag | None:
    """Return the line of evidence below the item that starts with these words."""
    for item in soup.select(".mlr-item"):
        if item.get_text(" ", strip=True).startswith(start):
            return item.select_one(".mlr-evidence")
    raise AssertionError(start)


def test_an_item_links_the_files_at_the_commit(repository: Path) -> None:
    found = line(page(repository), "Log lines")
    assert found is not None
    link = found.select_one("a")
    assert link is not None
    lines = (repository / "src" / "birds" / "train.py").read_text("utf-8").splitlines()
    number = next(number for number, one in enumerate(lines, start=1) if "logger.info" in one)
    assert link.text == f"src/birds/train.py:{number}"
    head = git(repository, "rev-parse", "HEAD")
    assert link["href"] == f"https://github.com/example/birds/blob/{head}/src/birds/train.py#L{number}"
    mark = found.select_one(".mlr-evidence-mark")
    assert mark is not None
    assert mark["aria-label"] == "evidence"
    assert found.get_text().split() == [link.text]  # the mark says the rest


def test_files_without_a_commit_are_at_head(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    url = file_urls(forge_of(tmp_path, "https://github.com/ada/birds", {}), "")
    assert url("src/train.py", 4) == "https://github.com/ada/birds/blob/HEAD/src/train.py#L4"


def test_evidence_without_a_file_is_a_note(repository: Path) -> None:
    for option in ("links", "full"):
        found = line(page(repository, evidence=option), "Repository opened")
        assert found is not None
        assert " ".join(found.get_text().split()) == "in the history"


def test_a_published_page_mentions_nothing_missing(repository: Path) -> None:
    soup = page(repository)
    for start in ("A job that starts", "Images for training", "One locked environment", "A mail to all"):
        assert line(soup, start) is None
    assert {one["data-mark"] for one in soup.select(".mlr-item .mlr-evidence")} == {"strong", "weak"}
    text = " ".join(one.get_text() for one in soup.select("main"))
    for words in ("no trace", "could be ticked", "EVD001", "EVD002", "EVD003", "cannot be seen"):
        assert words not in text


def test_ignored_findings_mention_nothing_missing_either(repository: Path) -> None:
    ignore = [{"rule": "EVD", "reason": "agreed"}]
    for option, expected in (("links", False), ("full", True)):
        soup = page(repository, evidence=option, ignore=ignore, diagnostics="always")
        assert ("no trace found in the repository" in soup.text) is expected


def test_published_data_say_nothing_of_it_either(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    shutil.copytree(repository, folder)
    config = folder / "mkdocs.yml"
    for option, verdicts in (("links", {"strong", "weak"}), ("full", {"strong", "weak", "none", "template", "unseen"})):
        text = f"site_name: Birds\ndocs_dir: docs/source\nplugins: [{{mlops-report: {{evidence: {option}}}}}]\n"
        config.write_text(text, "utf-8")
        data = json.loads((built(config) / "reports" / "report.json").read_text("utf-8"))["reports"][0]
        assert {item["verdict"] for item in data["evidence"]["items"]} == verdicts
        assert any(one["code"].startswith("EVD") for one in data["diagnostics"]) is (option == "full")


def test_a_full_page_says_it(repository: Path) -> None:
    soup = page(repository, evidence="full", diagnostics="always")
    expected = {
        "A job that starts": ("none", "no trace in the repository"),
        "Images for training": (
            "open",
            "could be ticked: dockerfiles/api.dockerfile:1, dockerfiles/train.dockerfile:1",
        ),
        "One locked environment": ("template", "unchanged template file requirements.txt"),
        "A mail to all": ("unseen", "cannot be seen in a repository"),
    }
    for start, (mark, words) in expected.items():
        found = line(soup, start)
        assert found is not None
        assert found["data-mark"] == mark
        assert " ".join(found.get_text().split()) == words
    assert "EVD001" in soup.select("main")[0].get_text()
    assert line(soup, "Training loop rewritten") is None  # nothing was claimed and nothing found
    legend = [one["data-mark"] for one in soup.select(".mlr-evidence-legend .mlr-evidence")]
    assert legend == ["strong", "weak", "template", "none", "open", "unseen"]


@pytest.mark.parametrize("absence", [True, False])
def test_only_a_full_page_says_what_is_unknown(absence: bool) -> None:
    found = Evidence("0123456789", False, (), (), ("No history.",), ("Not all files.",))
    summary = EvidenceView(found, lambda path, line: "", absence=absence).summary()
    assert summary is not None
    assert summary.commit == "0123456"
    assert summary.notes == (("No history.", "Not all files.") if absence else ())


def test_the_tile_counts_evidence(repository: Path) -> None:
    tile = page(repository).select(".mlr-tile")[-1]
    assert " ".join(tile.get_text().split()).startswith("Checklist 45 of 53 ticked · ")
    assert "with evidence" in tile.get_text()


def test_facts_are_below_the_answer(repository: Path) -> None:
    soup = page(repository)
    facts = soup.select_one('.mlr-question[data-question="7"] .mlr-repository')
    assert facts is not None
    assert " ".join(facts.get_text().split()).startswith(
        "In the repository 9 test functions in 3 files tests/test_api.py,"
    )
    assert page(repository, facts="fold").select('.mlr-question[data-question="7"] details.mlr-repository')
    assert not page(repository, facts="off").select(".mlr-repository")


def test_evidence_can_be_switched_off(repository: Path) -> None:
    soup = page(repository, evidence="off")
    assert not soup.select(".mlr-evidence, .mlr-repository, .mlr-evidence-legend")
    assert "evidence" not in soup.select(".mlr-tile")[-1].get_text()


def test_a_page_can_leave_out_known_evidence(repository: Path) -> None:
    checked = check(read_report(repository / "reports" / "README.md"))
    assert checked.context.evidence is not None
    soup = BeautifulSoup(standalone(checked, parse_options({"evidence": "off"})), "html5lib")
    assert not soup.select(".mlr-evidence, .mlr-repository, .mlr-evidence-legend")


def test_findings_of_evidence_can_be_left_out_later(repository: Path) -> None:
    checked = check(read_report(repository / "reports" / "README.md"))
    assert {"EVD001", "EVD002", "EVD003"} <= {one.code for one in checked.findings}
    assert check(checked.report, Settings(evidence="off")).context.evidence is None
    again = check_again(checked, Settings(evidence="off"))
    assert [one.code for one in again.findings] == [
        one.code for one in checked.findings if not one.code.startswith("EVD")
    ]


def test_a_comment_naming_an_item_is_hidden(repository: Path) -> None:
    assert "evidence:" not in page(repository).get_text()


def test_hostile_names_are_text(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    shutil.copytree(repository, folder)
    name = "<img src=x onerror=alert(1)>\n\x1b[31m.dockerfile"
    commit(folder, {name: "FROM python\n", "dockerfiles/api.dockerfile": "", "dockerfiles/train.dockerfile": ""})
    found = line(page(folder, evidence="full"), "Images for training")
    assert found is not None
    assert not found.select("img, a")
    assert "<img src=x onerror=alert(1)>\ufffd\ufffd[31m.dockerfile:1" in found.get_text()


def test_a_commit_of_the_environment_stays() -> None:
    built = Forge("https://github.com/ada/birds", "1" * 40)
    assert file_urls(built, "2" * 40)("a.py", 0).endswith(f"/{'1' * 40}/a.py")
    assert file_urls(built._replace(ref="HEAD"), "2" * 40)("a.py", 0).endswith(f"/{'2' * 40}/a.py")


def test_only_committed_files_are_linked() -> None:
    traces = (Trace("a.py", 3), Trace("b.py", 0, committed=False), Trace("c.py", 1))
    item = ItemEvidence(1, "tests", "Unit tests", "0" * 16, True, "strong", traces)
    view = EvidenceView(Evidence("", True, (item,), ()), lambda path, line: f"https://x.example/{path}", absence=False)
    found = view.line("tests")
    assert found is not None
    assert found.places == (FileLink("a.py:3", "https://x.example/a.py"), FileLink("b.py (not committed yet)", ""))


def test_a_file_is_linked_from_the_root() -> None:
    item = ItemEvidence(1, "tests", "Unit tests", "0" * 16, True, "strong", (Trace("a.py", 3),))
    found = Evidence("", True, (item,), (), folder="apps/birds")
    (place,) = EvidenceView(found, lambda path, line: f"{path}#{line}", absence=False).places(item)
    assert place == FileLink("a.py:3", "apps/birds/a.py#3")


@pytest.mark.parametrize(("verdict", "sign"), [("strong", "evidence"), ("weak", "a hint")])
def test_a_sign_before_files_has_its_name(verdict: Verdict, sign: str) -> None:
    item = ItemEvidence(1, "tests", "Unit tests", "0" * 16, True, verdict, (Trace("a.py", 3),))
    view = EvidenceView(Evidence("", True, (item,), ()), lambda path, line: "", absence=False)
    found = view.line("tests")
    assert found is not None
    assert (found.mark, found.meaning, found.words) == (verdict, sign, "")
