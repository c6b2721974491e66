"""The files of a repository that are still those of the course's project template.

A file is the template's own if it equals any version in the history of the template. Where a version has holes for the
name of the project and the like, all its other lines must be in the file, and the file may have at most one more line
for each hole. White space does not matter. `template_blobs.json` has the hashes: of whole files as git makes them, and
of the single lines of files with holes.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs_mlops_report.repository.snapshot import Snapshot, SnapshotFile, blob_hash

_LARGEST = 10_000
"""Bytes; no file of the template with holes is larger."""
_MOST = 1000
"""Files that are compared line by line; a project has a few dozen of such names."""
_DIGITS = 10
"""Hexadecimal digits of the hash of a line."""


class Version(NamedTuple):
    """A version of a file with holes: how many lines have one, and the hashes of the others."""

    holes: int
    lines: Counter[str]


@cache
def known_versions() -> tuple[frozenset[str], dict[str, list[Version]]]:
    """Return the hashes of all files of the template, and its files with holes by name."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name("template_blobs.json").read_text("utf-8"))
    rendered = {
        name: [Version(version["holes"], Counter(version["lines"].split())) for version in versions]
        for name, versions in data["rendered"].items()
    }
    return frozenset(data["blobs"]), rendered


def template_files(snapshot: Snapshot) -> frozenset[str]:
    """Return the paths of the files that are the template's own."""
    blobs, rendered = known_versions()
    known = {file.path for file in snapshot.files if file.blob in blobs}
    # On the disk, a file may have changed since the commit that this hash is from.
    same = known if snapshot.revision else set[str]()
    candidates = [
        file for file in snapshot.files if file.path not in same and (file.path in known or _may_be(file, rendered))
    ][:_MOST]
    snapshot.read(candidates)
    return frozenset(same | {file.path for file in candidates if _is_template(snapshot, file, blobs, rendered)})


def _may_be(file: SnapshotFile, rendered: dict[str, list[Version]]) -> bool:
    return 0 < file.size <= _LARGEST and (not file.blob or _name(file.path) in rendered)


def _is_template(
    snapshot: Snapshot, file: SnapshotFile, blobs: frozenset[str], rendered: dict[str, list[Version]]
) -> bool:
    data = snapshot.content(file.path)
    if not data:
        return False
    if blob_hash(data) in blobs or blob_hash(data.replace(b"\r\n", b"\n")) in blobs:
        return True
    text = snapshot.text(file.path)
    if text is None or _name(file.path) not in rendered:
        return False
    found = Counter(line_hash(line) for line in text.splitlines() if line.strip())
    return any(
        not version.lines - found and (found - version.lines).total() <= version.holes
        for version in rendered[_name(file.path)]
    )


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def line_hash(line: str) -> str:
    """Return the hash of a line with white space folded, as `template_blobs.json` has it."""
    return sha1(" ".join(line.split()).encode(), usedforsecurity=False).hexdigest()[:_DIGITS]
