"""Where a repository is published: the URLs of its files, lines and commits on GitHub or GitLab."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from mkdocs_mlops_report.repository.git.dot_git import is_commit, remote_url

_SSH = re.compile(r"^(?:ssh://)?(?:[\w.-]+@)(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>[^\s]+?)(?:\.git)?/?$")
_HTTP = re.compile(r"^https?://(?:[^@/\s]+@)?(?P<host>[\w.-]+(?::\d+)?)/(?P<path>[^\s?#]+?)(?:\.git)?/?$")


_HOSTS = ("github.com", "gitlab.com")


class Forge(NamedTuple):
    """A repository on GitHub or GitLab at one commit or branch."""

    url: str
    """Without a slash at the end."""
    ref: str = "HEAD"

    def file(self, path: str) -> str:
        """Return the URL of a file; `path` is relative to the root of the repository."""
        between = "-/blob" if "gitlab" in (urlsplit(self.url).hostname or "") else "blob"
        return f"{self.url}/{between}/{quote(self.ref)}/{quote(path)}"

    def commit(self, commit: str) -> str:
        """Return the URL of a commit."""
        between = "-/commit" if "gitlab" in (urlsplit(self.url).hostname or "") else "commit"
        return f"{self.url}/{between}/{quote(commit)}"

    def paths_of(self, url: str) -> Iterator[str]:
        """Yield the paths in the repository that the URL of a file on this forge can mean.

        A branch may contain slashes, so the URL does not tell where the branch ends and the path starts.
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
        """Return the URL of a line (from 1) in the source of a file, not in its rendered form."""
        return f"{self.file(path)}?plain=1#L{line}"


def forge_of(root: Path | None, repo_url: str = "", environment: Mapping[str, str] | None = None) -> Forge | None:
    """Return where the repository at `root` is published; None if that is not known.

    Args:
        root: the root of the repository.
        repo_url: the URL that the site's config gives, which comes first. Without it, that of the remote `origin` is
            used if the name of its host contains `github` or `gitlab`.
        environment: variables of the process; in GitHub Actions and GitLab CI they name the built commit.
    """
    environment = os.environ if environment is None else environment
    url = repo_url.rstrip("/").removesuffix(".git") or (_browser_url(remote_url(root)) if root else "")
    if not url.startswith(("http://", "https://")):
        return None
    commit = environment.get("GITHUB_SHA") or environment.get("CI_COMMIT_SHA") or ""
    return Forge(url, commit if is_commit(commit) else "HEAD")


def _browser_url(remote: str) -> str:
    """Return the URL that a browser opens for a remote on GitHub or GitLab, else nothing."""
    web = _HTTP.match(remote)
    match = web or _SSH.match(remote)
    if match is None:
        return ""
    host = match["host"].lower() if web else _real_host(match["host"].lower())
    return f"https://{host}/{match['path']}" if any(forge in host for forge in ("github", "gitlab")) else ""


def _real_host(host: str) -> str:
    """Return the host that a name in an SSH address stands for; empty for an alias that says nothing.

    People with two accounts write `git@github.com-study:…`, and `~/.ssh/config` says which host and key that means.
    """
    known = next((one for one in _HOSTS if re.match(rf"{re.escape(one)}(?:[-_].*)?$", host)), "")
    # The name of a real host ends in letters after a dot.
    return known or (host if re.search(r"\.[a-z]{2,}$", host) else "")
