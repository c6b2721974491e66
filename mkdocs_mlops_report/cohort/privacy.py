"""What a cohort site does not show: e-mail addresses and study numbers, and with pseudonyms also who a group is."""

from __future__ import annotations

import csv
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.cohort.lists.tabular import TableError, read_csv

_EMAIL = re.compile(
    r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}(?:@|&#64;|%40)(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])", re.IGNORECASE
)
_NOT_AN_EMAIL = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|py|md|sh|ya?ml|json|html?|css|js)$", re.IGNORECASE)
"""`icon@2x.png` is a file."""
_STUDY_NUMBER = re.compile(r"(?<![A-Za-z0-9#&])[sS]\s?\d{6}(?!\d)")
_LINK = re.compile(r'(\s(?:href|src)="[^"]*")')
EMAIL, STUDY_NUMBER = "[e-mail]", "[study\N{NO-BREAK SPACE}number]"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without letters that look like others."""
_CODE_LENGTH = 4


def masked(text: str) -> str:
    """Return a text without e-mail addresses and study numbers; the number of words stays."""
    return _STUDY_NUMBER.sub(STUDY_NUMBER, _without_emails(text))


def masked_html(html: str) -> str:
    """Return HTML without them; the name of an account stays in links, which would lead nowhere otherwise."""
    parts = _LINK.split(html)
    parts[::2] = map(masked, parts[::2])
    parts[1::2] = map(_without_emails, parts[1::2])
    return "".join(parts)


def _without_emails(text: str) -> str:
    if "@" not in text and "&#64;" not in text and "%40" not in text:
        return text
    return _EMAIL.sub(lambda match: match[0] if _NOT_AN_EMAIL.search(match[0]) else EMAIL, text)


class Pseudonyms(NamedTuple):
    """The codes that stand for groups on a site."""

    codes: dict[str, str]
    """By the name of the group; empty if names are shown."""

    def of(self, group: str) -> str:
        """Return what the site calls a group."""
        return self.codes.get(group, group)


NAMES = Pseudonyms({})
"""Shows the names of the groups."""


def read_or_make_pseudonyms(file: Path, groups: Iterable[str]) -> Pseudonyms:
    """Return the codes of groups from a file; those that have none yet are added to it.

    The file is the only place that says which code stands for which group.

    Raises:
        TableError: the file cannot be used.
        OSError: it cannot be written.
    """
    codes: dict[str, str] = {}
    for row in read_csv(file) if file.exists() else ():
        group, code = row.get("group"), row.get("code")
        if not group or not code or code in codes.values():
            message = f"{file.as_posix()}:{row.line}: each row must have a `group` and its own `code`."
            raise TableError(message)
        codes[group] = code
    new = [group for group in groups if group not in codes]
    for group in new:
        codes[group] = _new_code(set(codes.values()))
    if new:
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([("group", "code"), *codes.items()])
    return Pseudonyms(codes)


def _new_code(taken: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        if code not in taken:
            return code
