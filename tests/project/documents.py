"""What the documentation tells a reader to type: the fenced blocks of its pages, the commands in its sentences."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
RULES = ROOT / "docs" / "rules"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")), RULES / "index.md"]
"""All pages that people wrote; those of single rules are made from rules, whose examples have a test of their own."""


class Block(NamedTuple):
    """A fenced block: on which page, in which language, at which line."""

    page: str
    language: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    """Return the fenced blocks of some languages, of all pages in their order."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in re.finditer(r"^```(\w*)[^\n]*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
            line = text.count("\n", 0, match.start()) + 1
            found.append(Block(page.relative_to(ROOT).as_posix(), match[1], line, match[2]))
    return [block for block in found if block.language in languages] if languages else found


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def in_sentences(beginning: str) -> dict[str, str]:
    """Return the code in sentences that begins so, each with a page that has it."""
    found: dict[str, str] = {}
    for page in PAGES:
        text = prose(page)
        for code in re.findall(rf"(?<!`)`({beginning}[^`\n]*)`", text):
            found.setdefault(code, page.name)
    return found
