"""What a cohort site does not show: email addresses and study numbers, and with pseudonyms also who a group is."""

from __future__ import annotations

import csv
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mkdocs_mlops_report.cohort.lists.tabular import TableError, delimiter_of, read_csv, read_text_file

_TAGS = r"(?:</?[a-z][^<>]{0,200}>|[*]{1,2}){0,4}"
"""What may be inside an address: code is in many small elements, and a name in bold is one."""
_EMAIL = re.compile(
    rf"(?<![\w.+-])(?!git@)[\w+-]{{1,64}}(?:{_TAGS}[.]{_TAGS}[\w+-]{{1,64}}){{0,5}}{_TAGS}(?:@|&#64;|%40){_TAGS}"
    rf"[a-z0-9-]{{1,63}}(?:{_TAGS}[.]{_TAGS}[a-z0-9-]{{1,63}}){{0,6}}{_TAGS}[.]{_TAGS}[a-z]{{2,24}}(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
_ELEMENT = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_NOT_AN_EMAIL = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|css|js)$", re.IGNORECASE)
"""`icon@2x.png` is a file."""
_STUDY_NUMBER = re.compile(r"(?<![A-Za-z0-9&])[sS]\s?\d{6}(?!\d)")
_LINK = re.compile(r'(\s(?:href|src)="[^"]*")')
_TO_ANCHOR = re.compile(r'\shref="#')
EMAIL, STUDY_NUMBER = "[e-mail]", "[study\N{NO-BREAK SPACE}number]"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without letters that look like others."""
_CODE_LENGTH = 4


def masked(text: str) -> str:
    """Return a text without email addresses and study numbers; the number of words stays."""
    return _STUDY_NUMBER.sub(STUDY_NUMBER, _without_emails(text))


def masked_html(html: str) -> str:
    """Return HTML without them; the name of an account stays in links, which would lead nowhere otherwise."""
    parts = _LINK.split(_without_emails(html))
    parts[::2] = [_STUDY_NUMBER.sub(STUDY_NUMBER, part) for part in parts[::2]]
    parts[1::2] = [_STUDY_NUMBER.sub(STUDY_NUMBER, part) if _TO_ANCHOR.match(part) else part for part in parts[1::2]]
    return "".join(parts)


def _without_emails(text: str) -> str:
    if "@" not in text and "&#64;" not in text and "%40" not in text:
        return text
    return _EMAIL.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    """Return what stands for an address, with the elements that begin or end in it."""
    if _NOT_AN_EMAIL.search(match[0]):
        return match[0]
    return EMAIL + "".join(_ELEMENT.findall(match[0]))


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
        _append(file, [(group, codes[group]) for group in new])
    return Pseudonyms(codes)


def _append(file: Path, rows: list[tuple[str, str]]) -> None:
    """Add rows to the end of the file, which may have other columns of the teacher."""
    text = read_text_file(file) if file.exists() else "group,code\n"
    delimiter = delimiter_of(text)
    first = text.lstrip("\r\n").splitlines()[:1]
    header = next(csv.reader(first, delimiter=delimiter)) if text.strip() else ["group", "code"]
    names = [name.strip().lower() for name in header]
    with file.open("a" if file.exists() else "w", encoding="utf-8", newline="") as out:
        if not file.stat().st_size:
            out.write(text)
        elif not text.endswith("\n"):
            out.write("\n")
        for group, code in rows:
            cells = {"group": group, "code": code}
            writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
            writer.writerow([cells.get(name, "") for name in names])


def _new_code(taken: set[str]) -> str:
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        if code not in taken:
            return code
