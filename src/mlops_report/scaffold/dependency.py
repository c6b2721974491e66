"""Adds a package to the development dependencies of a repository."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_GROUP = re.compile(r"^(?P<head>[ \t]*dev[ \t]*=[ \t]*\[)(?P<body>[^\]]*)\]", re.MULTILINE)
_NAME = re.compile(r"^[\w.-]+")


def in_requirements(text: str, package: str) -> str | None:
    """Return the text of a requirements file with a package more, None where it is there already."""
    if package in (_canonical(line) for line in text.splitlines()):
        return None
    breaks = "\r\n" if "\r\n" in text else "\n"
    return text + ("" if not text or text.endswith("\n") else breaks) + package + breaks


def in_pyproject(text: str, package: str) -> str | None:
    """Return the text of a `pyproject.toml` with a package more in its group `dev`, None where it is there already.

    Raises:
        ValueError: there is no such group, or it is written in a form in which nothing can be added.
    """
    group = _dev(tomllib.loads(text))
    if group is None:
        message = "it has no group `dev`"
        raise ValueError(message)
    if package in (_canonical(one) for one in group if isinstance(one, str)):
        return None
    match = _GROUP.search(text)
    if match is None:
        message = "its group `dev` has no form in which a package can be added"
        raise ValueError(message)
    body = match["body"]
    quoted = max(body.rfind('"'), body.rfind("'")) + 1
    items, rest = body[:quoted], body[quoted:]
    comma = "" if not items or rest.lstrip().startswith(",") else ","
    indent = re.search(r"\n([ \t]*)\S", body)
    if indent:
        last = rest.rstrip()
        added = f'{items}{comma}{last}\n{indent[1]}"{package}",{rest[len(last) :]}'
    else:
        added = f'{items}{comma}{rest.rstrip()}{" " * bool(items)}"{package}"'
    changed = text[: match.start("body")] + added + text[match.end("body") :]
    if _dev(tomllib.loads(changed)) != [*group, package]:
        message = "its group `dev` has no form in which a package can be added"
        raise ValueError(message)
    return changed


def _dev(data: dict[str, Any]) -> list[Any] | None:
    for table in (data.get("dependency-groups", {}), data.get("project", {}).get("optional-dependencies", {})):
        if isinstance(table.get("dev"), list):
            return list(table["dev"])
    return None


def _canonical(requirement: str) -> str:
    match = _NAME.match(requirement.strip())
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""
