"""The rules as a page of Markdown, made from what stands beside each."""

from __future__ import annotations

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

In the examples `{71 words}` stands for an answer of that length.
"""


def rules_page() -> str:
    """Return the reference of all rules, family by family."""
    parts = [_INTRODUCTION]
    for family, what in _FAMILIES.items():
        parts.append(f"## {family}\n\n{what}\n")
        parts += [rule_section(rule) for rule in all_rules() if rule.code.startswith(family)]
    return "\n".join(parts)


def rule_section(rule: Rule) -> str:
    """Return the section of one rule."""
    fires, silent = (f"````markdown\n{example.strip()}\n````\n" for example in (rule.fires, rule.silent))
    found = (
        f"Found in\n\n{fires}\nNot found in\n\n{silent}" if rule.fires else f"Found where this is gone:\n\n{silent}"
    )
    return "\n".join(
        [
            f"### {rule.code} {rule.name}\n",
            f"*{rule.severity.value.capitalize()}.* {(rule.function.__doc__ or '').strip()}\n",
            f"**Why it matters.** {rule.why}\n",
            f"**How to mend it.** {rule.mend}\n",
            found,
        ]
    )
