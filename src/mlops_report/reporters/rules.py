"""The rules for people: a page of Markdown, and the same for a terminal, made from what stands beside each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from mlops_report.reporters.lines import TONES, paint
from mlops_report.rules import FAMILIES, Rule, all_rules

_WIDTH = 96
_INTRODUCTION = """\
# Rules

Errors and warnings fail a strict build and `mlops-report check`; information does not. An unanswered question is one
finding, not three: a rule is silent where another one has said it.

`mlops-report rule LEN001` shows the same in a terminal. How to change a rule's level, or to ignore a finding with a
reason, is in [Configuration](../configuration.md).
"""
_MENDS = {
    "safe": "`mlops-report fix` mends it without asking, where it can.",
    "unsafe": "`mlops-report fix --unsafe-fixes` mends it: that changes what somebody reads or what the official tool"
    " counts.",
}


def rules_page() -> str:
    """Return the list of all rules, family by family."""
    parts = [_INTRODUCTION]
    for family, what in FAMILIES.items():
        parts.append(f"## {family}\n\n{what}\n\n| rule | level | fix | finds |\n| --- | --- | --- | --- |")
        parts += [
            f"| [{rule.code}]({rule.code}.md) {rule.name} | {_level(rule)} | {rule.fix or ''} | {rule.summary} |"
            for rule in all_rules()
            if rule.family == family
        ]
        parts.append("")
    return "\n".join(parts)


def rule_page(rule: Rule) -> str:
    """Return the page of one rule."""
    fires, silent = (f"````markdown\n{example.strip()}\n````\n" for example in (rule.fires, rule.silent))
    found = f"**Found in**\n\n{fires}" if rule.fires else ""
    found += "\n" if rule.fires and rule.silent else ""
    found += f"**Not found in**\n\n{silent}" if rule.silent and rule.fires else ""
    if "words}" in found:
        found += "\nIn the examples `{71 words}` stands for an answer of that length.\n"
    return "\n".join(
        [
            f"# {rule.code} {rule.name}\n",
            f"*{_level(rule).capitalize()}.* {rule.summary}\n",
            f"**Why it matters.** {rule.why}\n",
            f"**How to mend it.** {rule.mend}{_mended(rule)}\n",
            *([found] if found else []),
            f"[All rules](index.md) · `{rule.code}` or `{rule.name}` in the options `rules` and `ignore`\n",
        ]
    )


def _mended(rule: Rule) -> str:
    return f" {_MENDS[rule.fix]}" if rule.fix else ""


def listing(*, color: bool = False) -> str:
    """Return all rules, a line each, under the heading of their family."""
    widest = max(len(rule.name) for rule in all_rules())
    lines: list[str] = []
    for family, what in FAMILIES.items():
        lines += ["", paint(f"{family}  {what}", "bold", color=color)]
        for rule in all_rules():
            if rule.family == family:
                code = paint(rule.code, TONES[rule.severity], color=color)
                lines.append(f"  {code}  {rule.name:<{widest}}  {_level(rule)}")
    return "\n".join(lines).strip("\n")


def explained(code: str, *, color: bool = False) -> str:
    """Return all that is known about one rule, for a terminal."""
    rule = next(rule for rule in all_rules() if rule.code == code)
    head = f"{paint(rule.code, 'bold', TONES[rule.severity], color=color)} {rule.name}  ({_level(rule)})"
    return "\n".join([head, *_paragraphs(rule, color=color)])


def _paragraphs(rule: Rule, *, color: bool) -> Iterator[str]:
    for title, text in (
        ("", rule.summary),
        ("Why it matters. ", rule.why),
        ("How to mend it. ", rule.mend),
    ):
        wrapped = textwrap.fill(title + text, _WIDTH)
        yield ""
        yield paint(title.rstrip(), "bold", color=color) + wrapped[len(title.rstrip()) :] if title else wrapped
    for title, example in (("Found in", rule.fires), ("Not found in", rule.silent)):
        if example and (rule.fires or title == "Found in"):
            yield ""
            yield paint(title, "bold", color=color)
            yield ""
            yield textwrap.indent(example.strip(), "    ")


def _level(rule: Rule) -> str:
    return rule.severity.value + ("" if rule.enabled else ", off by default")
