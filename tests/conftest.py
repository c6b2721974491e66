from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED = Path(__file__).resolve().parents[2] / "shared"
IN_CI = bool(os.environ.get("CI"))
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

# The same examples in every run: a test that fails by chance tells nothing.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports, which is beside the repository on some machines only."""
    if not (SHARED / "reports").is_dir():
        pytest.skip(f"no real reports at {SHARED}")
    return SHARED


def chromium() -> str | None:
    """The program of a Chromium, None without one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, Debian's."""
    executable = chromium()
    if executable is None:
        message = "no Chromium on this machine (Debian: apt-get install chromium)"
        if IN_CI:
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options: dict[str, Any] = {"executable_path": executable, "args": CHROMIUM_OPTIONS}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
