"""How a group sets the rules: levels, findings to ignore, and what makes a check fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from mlops_report.rules.base import FAMILIES, Rule, Severity, all_rules

LEVELS: dict[str, Severity | None] = {**{severity.value: severity for severity in Severity}, "off": None}
"""What a rule can be set to; `off` silences it."""
FAIL_ON: dict[str, Severity | None] = {**{severity.value: severity for severity in Severity}, "never": None}
"""What can make a check fail: findings of this severity and worse."""
_IGNORE_KEYS = ("rule", "questions", "reason")


class SettingsError(ValueError):
    """An option has a value that means nothing; the message says which, and what was probably meant."""


class Ignore(NamedTuple):
    """A finding that a group has agreed with its teacher to leave."""

    rule: str
    """As written: a code, a name or a family."""
    codes: frozenset[str]
    questions: tuple[int, ...]
    """Empty for every question and for findings about the whole report."""
    reason: str


class Settings(NamedTuple):
    """The options that decide what is found and what fails."""

    levels: Mapping[str, Severity | None] = MappingProxyType({})
    """By code of a rule: its severity in the place of the default one, None for off."""
    ignores: tuple[Ignore, ...] = ()
    fail_on: Severity | None = Severity.WARNING
    """The lightest severity that fails; None where nothing does."""

    def level(self, rule: Rule) -> Severity | None:
        """Return the severity that a rule has here, None where it is off."""
        return self.levels.get(rule.code, rule.severity if rule.enabled else None)

    def fails(self, severity: Severity) -> bool:
        """Tell whether a finding of this severity fails a check."""
        return self.fail_on is not None and severity.weight >= self.fail_on.weight

    def set(self, levels: Mapping[str, Severity | None]) -> Settings:
        """Return settings in which some rules have another level."""
        return self._replace(levels={**self.levels, **levels})


def codes_of(selector: str) -> tuple[str, ...]:
    """Return the codes that a code, a name or a family stands for, upper or lower case alike.

    Raises:
        SettingsError: no rule is called so; the message suggests one.
    """
    wanted = selector.strip().lower()
    rules = all_rules()
    found = tuple(rule.code for rule in rules if wanted in {rule.code.lower(), rule.name, rule.family.lower()})
    if not found:
        codes, names = [rule.code for rule in rules], [*(rule.name for rule in rules), *FAMILIES]
        numbered = any(character.isdigit() for character in selector)
        message = f"there is no rule `{selector}`{did_you_mean(selector, codes if numbered else names)}"
        raise SettingsError(message)
    return found


def levels_of(levels: Sequence[tuple[str, object]]) -> dict[str, Severity | None]:
    """Return levels by code; a rule of its own name or code outdoes its family, wherever it stands.

    Raises:
        SettingsError: a rule or a level does not exist.
    """
    chosen: dict[str, Severity | None] = {}
    for narrow in (False, True):
        for selector, level in levels:
            codes = codes_of(str(selector))
            if (len(codes) == 1 and str(selector).strip().upper() not in FAMILIES) is narrow:
                for code in codes:
                    chosen[code] = _level(selector, level)
    return chosen


def parse_settings(rules: object = None, ignore: object = None, fail_on: object = None) -> Settings:
    """Return the settings that three options of a site stand for, each None where it is not given.

    Args:
        rules: a mapping from a code, name or family to a level.
        ignore: a list of mappings with `rule`, `reason` and, if it is not for the whole report, `questions`.
        fail_on: `error`, `warning`, `info` or `never`.

    Raises:
        SettingsError: an option has a value that means nothing.
    """
    if rules is not None and not isinstance(rules, Mapping):
        message = "`rules` is a mapping from rules to levels, for instance `{LEN002: info, FIG: off}`."
        raise SettingsError(message)
    try:
        levels = levels_of(list((rules or {}).items()))
    except SettingsError as error:
        message = f"`rules`: {error}"
        raise SettingsError(message) from error
    if ignore is not None and not isinstance(ignore, list):
        message = "`ignore` is a list of entries with `rule`, `questions` and `reason`."
        raise SettingsError(message)
    ignores = tuple(_ignore(number, entry) for number, entry in enumerate(ignore or [], start=1))
    return Settings(levels, ignores, parse_fail_on(fail_on))


def parse_fail_on(value: object) -> Severity | None:
    """Return what the option `fail_on` stands for, None for `never`.

    Raises:
        SettingsError: it is none of its values.
    """
    if value is None:
        return Severity.WARNING
    name = "never" if value is False else str(value).lower()
    if name not in FAIL_ON:
        message = f"`fail_on`: `{value}` is none of {', '.join(FAIL_ON)}{did_you_mean(name, FAIL_ON)}"
        raise SettingsError(message)
    return FAIL_ON[name]


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown word: `; did you mean X?`, or a stop where no name is like it."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for words that nobody knows

    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean `{by_lower[close[0]]}`?" if close else "."


def _level(selector: object, level: object) -> Severity | None:
    # YAML reads a bare `off` as false.
    name = "off" if level is False else str(level).lower()
    if name not in LEVELS:
        message = f"`{level}` is no level for {selector}; use {', '.join(LEVELS)}{did_you_mean(name, LEVELS)}"
        raise SettingsError(message)
    return LEVELS[name]


def _ignore(number: int, entry: object) -> Ignore:
    where = f"`ignore`, entry {number}:"
    if not isinstance(entry, Mapping):
        message = f"{where} it is a mapping with `rule`, `questions` and `reason`."
        raise SettingsError(message)
    for key in entry:
        if key not in _IGNORE_KEYS:
            message = f"{where} `{key}` is unknown{did_you_mean(str(key), _IGNORE_KEYS)}"
            raise SettingsError(message)
    rule, reason, questions = entry.get("rule"), entry.get("reason"), entry.get("questions", [])
    if not isinstance(rule, str):
        message = (
            f"{where} `rule` {'is missing:' if rule is None else 'is'} a code, a name or a family, one an entry."
        )
        raise SettingsError(message)
    if reason is None or not str(reason).strip():
        message = f"{where} `reason` is missing; it is shown in the place of the finding."
        raise SettingsError(message)
    reason = str(reason)
    numbers = [questions] if isinstance(questions, int) else questions or []
    if not isinstance(numbers, list) or not all(
        isinstance(one, int) and not isinstance(one, bool) for one in numbers
    ):
        message = f"{where} `questions` is a list of numbers, for instance `[30]`."
        raise SettingsError(message)
    try:
        codes = frozenset(codes_of(rule))
    except SettingsError as error:
        message = f"{where} {error}"
        raise SettingsError(message) from error
    return Ignore(rule, codes, tuple(numbers), reason.strip())
