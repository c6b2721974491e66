"""Where a repository is published: addresses of its files and lines on GitHub or GitLab.

`.git` is read as files; no git has to be installed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from mlops_report.pattern import lazy

_SSH = lazy(r"^(?:ssh://)?(?:[\w.-]+@)(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>[^\s]+?)(?:\.git)?/?$")
_HTTP = lazy(r"^https?://(?:[^@/\s]+@)?(?P<host>[\w.-]+(?::\d+)?)/(?P<path>[^\s?#]+?)(?:\.git)?/?$")
_SECTION = lazy(r'^\s*\[\s*(?P<name>[\w.-]+)\s*(?:"(?P<sub>[^"]*)")?\s*\]')
_COMMIT = lazy(r"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")


class Forge(NamedTuple):
    """A repository on GitHub or GitLab at one commit or branch."""

    url: str
    """Without a slash at its end."""
    ref: str = "HEAD"

    def file(self, path: str) -> str:
        """Return the address of a file, its path from the root of the repository."""
        between = "-/blob" if "gitlab" in (urlsplit(self.url).hostname or "") else "blob"
        return f"{self.url}/{between}/{quote(self.ref)}/{quote(path)}"

    def commit(self, commit: str) -> str:
        """Return the address of a commit."""
        between = "-/commit" if "gitlab" in (urlsplit(self.url).hostname or "") else "commit"
        return f"{self.url}/{between}/{quote(commit)}"

    def paths_of(self, url: str) -> Iterator[str]:
        """Yield the paths in the repository that an address of a file on this forge can mean.

        Where the branch ends and the path begins cannot be seen: a branch may have slashes in its name.
        """
        parts, own = urlsplit(url), urlsplit(self.url)
        path, repository = unquote(parts.path), own.path.strip("/").lower()
        raw = parts.hostname == "raw.githubusercontent.com" and own.hostname == "github.com"
        if not raw and parts.hostname != own.hostname:
            return
        if not path.strip("/").lower().startswith(f"{repository}/"):
            return
        pieces = path.strip("/")[len(repository) + 1 :].split("/")
        if not raw:
            pieces = pieces[1:] if pieces[:1] == ["-"] else pieces
            if pieces[:1] not in (["blob"], ["raw"]):
                return
            pieces = pieces[1:]
        for start in range(1, len(pieces)):
            yield "/".join(pieces[start:])

    def line(self, path: str, line: int) -> str:
        """Return the address of a line (from 1) in the source of a file, not in its rendered form."""
        return f"{self.file(path)}?plain=1#L{line}"


def forge_of(root: Path | None, repo_url: str = "", environment: Mapping[str, str] | None = None) -> Forge | None:
    """Return where the repository at `root` is published; None where that is not known.

    Args:
        root: the folder with `.git`.
        repo_url: the address that the site's config gives, which comes first; else it is that of the remote
            `origin`, provided that its host is called after GitHub or GitLab.
        environment: variables of the process; in GitHub Actions and GitLab CI they name the built commit.
    """
    environment = os.environ if environment is None else environment
    url = repo_url.rstrip("/").removesuffix(".git") or (_remote(root) if root else "")
    if not url.startswith(("http://", "https://")):
        return None
    commit = environment.get("GITHUB_SHA") or environment.get("CI_COMMIT_SHA") or ""
    if not _COMMIT.match(commit):
        commit = ""
    return Forge(url, commit or "HEAD")


def _remote(root: Path) -> str:
    """Return the address of the remote `origin` for a browser, or nothing."""
    folder = git_folder(root)
    if folder is None:
        return ""
    try:
        config = (folder / "config").read_text("utf-8", "replace")
    except OSError:
        return ""
    url, inside = "", False
    for line in config.splitlines():
        section = _SECTION.match(line)
        if section:
            inside = section["name"].lower() == "remote" and section["sub"] == "origin"
        elif inside and line.split("=")[0].strip().lower() == "url" and "=" in line:
            url = line.split("=", 1)[1].strip().strip('"')
    match = _HTTP.match(url) or _SSH.match(url)
    if match is None or not any(forge in match["host"].lower() for forge in ("github", "gitlab")):
        return ""
    return f"https://{match['host']}/{match['path']}"


def git_folder(root: Path) -> Path | None:
    """Return the folder with the config: `.git`, or what the file `.git` of a worktree or submodule names."""
    git = root / ".git"
    if git.is_dir():
        return git
    try:
        folder = root / git.read_text("utf-8").removeprefix("gitdir:").strip()
        common = folder / "commondir"
        return folder / common.read_text("utf-8").strip() if common.is_file() else folder
    except (OSError, UnicodeDecodeError):
        return None
