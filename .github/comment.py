"""Keeps one comment on a pull request: writes it the first time, and replaces its text afterwards.

Usage: comment.py FILE NAME. FILE has the Markdown of the comment, NAME tells several comments of this kind apart. The
variables of GitHub Actions say which pull request it is; `TOKEN` is the token that writes.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote

_PER_PAGE = 100
_LONGEST = 60_000
"""Characters; GitHub takes 65,536."""


def main(file: str, name: str) -> None:
    """Write the comment; what prevents it becomes a notice, since a pull request from a fork may not write."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    mark = f"<!-- mlops-report: {quote(name, safe='/. ').replace('-', '%2D')} -->"
    text = Path(file).read_text("utf-8")
    if len(text) > _LONGEST:
        text = (
            text[:_LONGEST].rpartition("\n")[0] or text[:_LONGEST]
        ) + "\n\nThe comment is cut here: the rest exceeds GitHub's limit."
    repository = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}"
    comments = f"{repository}/issues/{event['pull_request']['number']}/comments"
    try:
        ours = next((one for one in _comments(comments) if str(one.get("body", "")).startswith(mark)), None)
        where = f"{repository}/issues/comments/{ours['id']}" if ours else comments
        _ask(where, "PATCH" if ours else "POST", {"body": f"{mark}\n{text}"})
    except urllib.error.HTTPError as error:
        why = "the job needs the permission `pull-requests: write`, which a pull request from a fork never has"
        print(f"::notice::No comment was written: {why if error.code in {401, 403, 404} else error}.")
    except (OSError, HTTPException, ValueError, AttributeError, TypeError, KeyError) as error:
        # No connection, one that ends, or an answer that is none.
        print(f"::notice::No comment was written: GitHub cannot be reached ({type(error).__name__}).")


def _comments(url: str) -> Iterator[dict[str, Any]]:
    """Yield the comments of a pull request, the oldest first."""
    page = 1
    while found := _ask(f"{url}?per_page={_PER_PAGE}&page={page}", "GET"):
        yield from found
        if len(found) < _PER_PAGE:
            return
        page += 1


def _ask(url: str, method: str, body: dict[str, str] | None = None) -> Any:
    request = urllib.request.Request(
        url,
        None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {os.environ['TOKEN']}", "Accept": "application/vnd.github+json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
