"""A hook of MkDocs: brings Python for the browser, the wheel and its libraries into the page *Try it*.

`npm pack` gets Pyodide; its hash is checked. Where there is no npm, the page says that this copy of the documentation
is without it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import logging
import re
import subprocess
import tarfile
import zipfile
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "browser"
"""What was downloaded; compiled wheels for Pyodide in it, such as that of nh3, are added to the page."""
VERSION = "314.0.7"
HASH = "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A=="
"""SHA-512 of Pyodide's package, in base64."""
FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
LIBRARIES = (
    *("markdown-it-py", "mdurl", "mdit-py-plugins", "Jinja2", "MarkupSafe", "Pygments", "emoji", "imagesize"),
    *("PyYAML", "pyyaml-env-tag"),
)
"""What the core and the page import. Of compiled ones, the parts in Python are enough."""
FOLDER = "try-it/python"
EXAMPLE = "example_site/reports/README.md"
log = logging.getLogger("mkdocs.plugins.try_it")


class UnavailableError(Exception):
    """Python for the browser cannot be had here; the message is a clause that says why."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files that the worker of the page loads, and a list of them with their sizes."""
    try:
        contents = {**pyodide(), **packages(_state())}
    except UnavailableError as error:
        log.info("The page Try it is without Python: %s.", error)
        return files
    contents["example.md"] = draft((ROOT / EXAMPLE).read_text("utf-8")).encode()
    sizes = {name: len(content) for name, content in contents.items()}
    contents["files.json"] = json.dumps(sizes, indent=1).encode()
    for name, content in contents.items():
        file = File.generated(config, f"{FOLDER}/{name}", content=content, inclusion=InclusionLevel.NOT_IN_NAV)
        # MkDocs takes Markdown for a page; the example is a file to read.
        file.is_documentation_page = lambda: False  # type: ignore[method-assign]
        file.dest_uri = file.url = f"{FOLDER}/{name}"
        files.append(file)
    return files


def draft(report: str) -> str:
    """Return the example report as it was a day earlier, so that there is something to see: three findings."""
    short, unfinished, leftover = (f"### Question {number}\n" for number in (8, 15, 13))
    report = _with_answer(
        report, short, "Our coverage is 78 % of the lines in `src`. We would not trust a perfect one."
    )
    report = _with_answer(report, unfinished, "--- question 15 fill here ---")
    return _with_answer(report, leftover, _answer(report, leftover) + "\n\n--- question 13 fill here ---")


def _answer(report: str, heading: str) -> str:
    _, _, rest = report.partition(heading)[2].partition("Answer:\n")
    return re.split(r"\n##+ ", rest)[0].strip()


def _with_answer(report: str, heading: str, answer: str) -> str:
    return report.replace(_answer(report, heading), answer, 1)


@cache
def pyodide() -> dict[str, bytes]:
    """Return the files of Pyodide.

    Raises:
        UnavailableError: npm is not installed, or the package cannot be had.
    """
    package = CACHE / f"pyodide-{VERSION}.tgz"
    if not package.is_file():
        _download(package)
    data = package.read_bytes()
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != HASH:
        package.unlink()
        message = f"Pyodide {VERSION} does not have the expected hash"
        raise UnavailableError(message)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {name: _member(archive, f"package/{name}") for name in FILES}


@cache
def packages(state: object) -> dict[str, bytes]:
    """Return the wheel of this project, its libraries, and the module that the page calls.

    Args:
        state: what is equal as long as no file of the package changes.

    Raises:
        UnavailableError: the wheel cannot be built.
    """
    libraries = io.BytesIO()
    with zipfile.ZipFile(libraries, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in LIBRARIES:
            for file in distribution(name).files or ():
                if file.suffix in {".py", ".json"} and ".." not in file.parts:
                    _add(archive, file.as_posix(), Path(str(file.locate())).read_bytes())
        source = Path(__file__).with_name("in_browser.py")
        _add(archive, source.name, source.read_bytes())
    name, content = wheel()
    found = {name: content, "libraries.zip": libraries.getvalue()}
    return found | {file.name: file.read_bytes() for file in sorted(CACHE.glob("*.whl"))}


def wheel() -> tuple[str, bytes]:
    """Return the name and the content of the wheel of this project, as a release has it.

    Raises:
        UnavailableError: hatchling is not installed.
    """
    try:
        distribution("hatchling")
    except PackageNotFoundError as error:
        message = "hatchling, which builds our wheel, is not installed"
        raise UnavailableError(message) from error
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        (built,) = WheelBuilder(str(ROOT)).build(directory=folder, versions=["standard"])
        return Path(built).name, Path(built).read_bytes()


def _download(package: Path) -> None:
    npm = which("npm")
    if npm is None:
        message = "npm, which downloads Pyodide, is not installed"
        raise UnavailableError(message)
    package.parent.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", "--silent", f"pyodide@{VERSION}", "--pack-destination", str(package.parent)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=package.parent)
    except (OSError, subprocess.SubprocessError) as error:
        message = f"`npm pack pyodide@{VERSION}` failed"
        raise UnavailableError(message) from error


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        message = f"Pyodide {VERSION} has no file {name}"
        raise UnavailableError(message)
    return member.read()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file with a fixed time, so that the same content is the same archive."""
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _state() -> object:
    package = sorted((ROOT / "mkdocs_mlops_report").rglob("*"))
    times = [(str(file), file.stat().st_mtime_ns) for file in package if file.is_file()]
    return (*times, Path(__file__).with_name("in_browser.py").stat().st_mtime_ns)
