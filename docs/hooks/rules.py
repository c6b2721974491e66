"""Makes the page of the rules from the rules themselves, so that it says what is there."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mlops_report.rules import Rule, all_rules

_FAMILIES = {
    "STR": "Structure: what the official checker relies on.",
    "PLH": "Placeholders: what the template put in the place of an answer.",
    "LEN": "Length: by the official count, which is what white space separates, markup included.",
    "FIG": "Figures: those that a question asks for and those that an answer shows.",
}
_INTRODUCTION = """\
# Rules

Errors and warnings fail a strict build and `mlops-report check`; information does not. An unanswered question is one
finding, not three: a rule is silent where another one has said it.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add `rules.md`."""
    parts = [_INTRODUCTION]
    family = ""
    for rule in all_rules():
        if rule.code[:3] != family:
            family = rule.code[:3]
            parts.append(f"## {family}\n\n{_FAMILIES[family]}\n")
        parts.append(_section(rule))
    files.append(File.generated(config, "rules.md", content="\n".join(parts)))
    return files


def _section(rule: Rule) -> str:
    summary = (rule.function.__doc__ or "").strip()
    parts = [
        f"### {rule.code} {rule.name} {{ #{rule.code.lower()} }}\n",
        f"*{rule.severity.value.capitalize()}.* {summary}\n",
        f"**Why it matters.** {rule.why}\n",
        f"**How to mend it.** {rule.mend}\n",
    ]
    if rule.fires:
        parts.append(f"Found in:\n\n````markdown\n{rule.fires.strip()}\n````\n")
    parts.append(f"Not found in:\n\n````markdown\n{rule.silent.strip()}\n````\n")
    return "\n".join(parts)
