"""Windows, without one: what a path becomes there, by pure paths. Addresses of figures are in `test_figures`."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import cast

import pytest

from mkdocs_mlops_report.official import OfficialReading
from mkdocs_mlops_report.report.reader import read_text
from mkdocs_mlops_report.reporters import json
from mkdocs_mlops_report.reporters.locations import line_url, workspace_path
from mkdocs_mlops_report.repository.forge import Forge
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.families.origin import wrong_place
from tests.builders import report

ROOT = PureWindowsPath("C:\\Users\\Åse Møller\\bird song")


def at(*parts: str) -> CheckedReport:
    """Return a checked report as if it stood there; nothing of the disk is looked at."""
    place = ROOT.joinpath(*parts)
    checked = check(read_text(report(), path=place.relative_to(ROOT).as_posix()))
    moved = checked.report._replace(folder=cast(Path, place.parent), root=cast(Path, ROOT))
    return checked._replace(context=Context(moved, OfficialReading(moved, checked.verdict)))


def test_a_place_is_written_as_forges_want_it() -> None:
    checked = at("reports", "README.md")
    assert workspace_path(checked, {}) == "reports/README.md"
    forge = Forge("https://github.com/birds/report", "HEAD")
    assert line_url(checked, 7, forge=forge) == "https://github.com/birds/report/blob/HEAD/reports/README.md?plain=1#L7"
    assert '"path": "reports/README.md"' in json.render([checked])


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("reports", "README.md"), None),
        (("docs", "reports", "README.md"), "Report is at `docs/reports/README.md`; the course collects"),
    ],
)
def test_a_wrong_place_is_told_with_its_path(parts: tuple[str, ...], message: str | None) -> None:
    found = [one.message for one in wrong_place(at(*parts).context)]
    assert len(found) == (1 if message else 0)
    assert not message or found[0].startswith(message)
