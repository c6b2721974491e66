"""Make all files of the repository that are made from others: `python -m tools.make`.

With `--check`, only report which of them are out of date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mkdocs_mlops_report.rules.registry import all_rules
from tools.exam_data import detectors_json, exam_json
from tools.reference import counted_words, options_section, schema
from tools.rule_pages import rule_page, rules_page

ROOT = Path(__file__).parents[1]
COUNTED = """\
We trained on **two** machines:

- `make train` on a laptop,
- Vertex AI, see [our notes](https://example.org/notes).

| data | hours |
| --- | --- |
| all | 3 |

--- question 12 fill here ---"""
"""The answer whose words docs/writing.md numbers."""


def made_files() -> dict[Path, str]:
    """Return the text that each made file should have."""
    docs = ROOT / "docs"
    return {
        ROOT / "mkdocs_mlops_report" / "exam" / "exam.json": exam_json(),
        ROOT / "mkdocs_mlops_report" / "evidence" / "detectors.json": detectors_json(),
        docs / "schema.json": json.dumps(schema(), indent=2) + "\n",
        docs / "configuration.md": _between(docs / "configuration.md", "options", options_section()),
        docs / "writing.md": _between(docs / "writing.md", "counted", counted_words(COUNTED)),
        docs / "rules" / "index.md": rules_page(),
        **{docs / "rules" / f"{rule.code}.md": rule_page(rule) for rule in all_rules()},
    }


def outdated() -> list[Path]:
    """Return the made files that are missing or have another text, relative to the repository."""
    return [
        file.relative_to(ROOT)
        for file, text in made_files().items()
        if not file.is_file() or file.read_text("utf-8") != text
    ]


def main() -> None:
    """Write the files, or with `--check` report those that are out of date."""
    found = outdated()
    for file in found:
        print(f"{file.as_posix()} {'is out of date' if '--check' in sys.argv else 'written'}")
        if "--check" not in sys.argv:
            (ROOT / file).write_text(made_files()[ROOT / file], "utf-8", newline="\n")
    if "--check" in sys.argv:
        sys.exit(bool(found))


def _between(file: Path, name: str, text: str) -> str:
    """Return the text of a file with another text between its comments `name: made` and `name: end`."""
    before, rest = file.read_text("utf-8").split(f"<!-- {name}: made by tools/make.py -->\n")
    _, after = rest.split(f"<!-- {name}: end -->\n")
    return f"{before}<!-- {name}: made by tools/make.py -->\n\n{text}\n<!-- {name}: end -->\n{after}"


if __name__ == "__main__":
    main()
