"""How long an editor waits for findings after a change, over the real protocol, against one run of `check`.

The example group's repository, or another one; a letter is typed again and again into its report.

    python benchmarks/editor.py [REPOSITORY] [--changes 60]
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from lsprotocol import types
from pytest_lsp import make_test_lsp_client

from benchmarks.example import SITE

LINE = 200


async def waits(repository: Path, changes: int) -> list[float]:
    """Seconds until the first diagnostics, and after each change."""
    client = make_test_lsp_client()
    await client.start_io(sys.executable, "-m", "mkdocs_mlops_report", "server")
    await client.initialize_session(types.InitializeParams(types.ClientCapabilities(), root_uri=repository.as_uri()))
    file = repository / "reports" / "README.md"
    uri, start = file.as_uri(), time.perf_counter()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "markdown", 1, file.read_text("utf-8")))
    )
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    found = [time.perf_counter() - start]
    place = types.Range(types.Position(LINE, 0), types.Position(LINE, 0))
    for version in range(2, changes + 2):
        start = time.perf_counter()
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangePartial(place, "x")],
            )
        )
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        found.append(time.perf_counter() - start)
        await asyncio.sleep(0.1)
    await client.shutdown_session()
    await client.stop()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--changes", type=int, default=60)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        repository = options.repository.resolve() if options.repository else Path(folder) / "birds"
        if options.repository is None:
            shutil.copytree(SITE, repository)
            subprocess.run(["git", "init", "--quiet"], cwd=repository, check=True)
        command = [sys.executable, "-m", "mkdocs_mlops_report", "check", "--exit-zero", "reports/README.md"]
        start = time.perf_counter()
        subprocess.run(command, cwd=repository, check=True, capture_output=True)
        check = time.perf_counter() - start
        first, *changes = asyncio.run(waits(repository, options.changes))
    print(f"first findings:   {first / check:.2f} of one `check` ({1000 * check:.0f} ms)")
    print(
        f"after a change:   {statistics.median(changes) / check:.2f} in the middle, {max(changes) / check:.2f} at most"
    )
    print(f"                  {1000 * statistics.median(changes):.0f} ms, {1000 * max(changes):.0f} ms")


if __name__ == "__main__":
    main()
