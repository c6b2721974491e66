"""What users install: wheel and source of a release, built, looked into, and run in an environment of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from tests.builders import course_site, report
from tests.plugin.test_plugin import PLAIN
from tests.project.documents import ROOT

pytestmark = pytest.mark.slow

SOURCE = ROOT / "mkdocs_mlops_report"


def package(folder: Path, **environment: str) -> tuple[Path, Path]:
    """Build the source distribution, and from it the wheel."""
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return package(
        tmp_path_factory.mktemp("dist"), PROJECT_ADDRESS="https://github.com/birds/report/", GITHUB_SHA="1" * 40
    )


@pytest.fixture(scope="module")
def fresh(dist: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has the wheel and what it asks for; its folder of programs."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", str(dist[1])], check=True, timeout=300)
    return programs


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_wheel_contains_exactly_the_package(dist: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(dist[1]) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {
        file.relative_to(SOURCE.parent).as_posix()
        for file in SOURCE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert names == ours
    assert {Path(name).suffix for name in names} >= {".py", ".typed", ".html", ".css", ".js", ".yaml", ".yml"}


def test_sdist_can_be_tested(dist: tuple[Path, Path]) -> None:
    with tarfile.open(dist[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = """\
        pyproject.toml hatch_build.py README.md CHANGELOG.md CONTRIBUTING.md LICENSE mkdocs.yml docs/index.md
        mkdocs_mlops_report/py.typed tests/project/test_package.py tools/make.py benchmarks/build.py
        example_site/reports/README.md        .ci/run .pre-commit-hooks.yaml
    """
    assert names >= set(needed.split())
    assert not [name for name in names if name.startswith((".venv/", "site/", ".git/")) or "__pycache__" in name]


def test_the_index_shows_where_the_project_lives(dist: tuple[Path, Path]) -> None:
    shown = metadata(dist[1])
    assert shown["Name"] == "mkdocs-mlops-report"
    assert shown["License-Expression"] == "MIT"
    assert "Source, https://github.com/birds/report" in shown.get_all("Project-URL", [])
    assert f"Revision, https://github.com/birds/report/tree/{'1' * 40}" in shown.get_all("Project-URL", [])
    assert {"Framework :: MkDocs", "Typing :: Typed"} <= set(shown.get_all("Classifier", []))
    readme = str(shown.get_payload())
    assert "](https://github.com/birds/report/raw/HEAD/docs/images/page.png)" in readme
    assert "](https://github.com/birds/report/blob/HEAD/docs/five-minutes.md)" in readme
    assert "](docs/" not in readme


def test_without_an_address_nothing_is_made_up(tmp_path: Path) -> None:
    shown = metadata(package(tmp_path, PROJECT_ADDRESS="")[1])
    assert shown.get_all("Project-URL") is None
    assert "](docs/images/page.png)" in str(shown.get_payload())


def test_the_wheel_works_where_nothing_else_is_installed(fresh: Path, tmp_path: Path) -> None:
    course_site(tmp_path, report(), PLAIN)

    def runs(*command: str) -> str:
        done = subprocess.run(
            [fresh / command[0], *command[1:]],
            cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8", timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = runs("python", "-c", "import mkdocs_mlops_report; print(mkdocs_mlops_report.__file__)")
    assert Path(where.strip()).is_relative_to(fresh.parent)
    assert "passes 31 of 31 questions" in runs("mlops-report", "check")
    assert "LEN001" in runs("mlops-report", "rules")
    runs("mlops-report", "fix", "--check")
    runs("mlops-report", "html", "-o", "report.html")
    assert 'class="mlr-dashboard' in (tmp_path / "report.html").read_text("utf-8")
    runs("mlops-report", "init")
    assert (tmp_path / ".github" / "workflows" / "report.yml").is_file()
    runs("mkdocs", "build", "--strict", "-f", "docs/mkdocs.yaml", "-d", str(tmp_path / "site"))
    page = (tmp_path / "site" / "reports" / "index.html").read_text("utf-8")
    assert 'class="mlr-dashboard' in page
    assert list((tmp_path / "site" / "assets").rglob("*.css"))


def test_users_see_our_types(fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.py").write_text(
        "from pathlib import Path\nfrom mkdocs_mlops_report import check, read_report\n"
        "reveal_type([finding.span.line for finding in check(read_report(Path('README.md'))).findings])\n"
        "read_report(3)\n",
        "utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable", str(fresh / "python"), "theirs.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert 'note: Revealed type is "list[int]"' in done.stdout.replace("builtins.", "")
    assert 'theirs.py:4: error: Argument 1 to "read_report" has incompatible type "int"' in done.stdout
    assert done.stdout.count("error:") == 1
