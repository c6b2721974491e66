"""How a site sets the rules: their severities, findings to ignore, and what fails a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from mkdocs_mlops_report.config.options import SEVERITY_NAMES, ConfigError, Options, all_options, parse_value
from mkdocs_mlops_report.config.suggestions import did_you_mean
from mkdocs_mlops_report.exam import Edition, all_editions
from mkdocs_mlops_report.rules.model import FAMILIES, Rule, Severity
from mkdocs_mlops_report.rules.registry import all_rules

LEVELS: dict[str, Severity | None] = {**{name: Severity(name) for name in SEVERITY_NAMES}, "off": None}
"""What a rule can be set to."""
_IGNORE_KEYS = ("rule", "questions", "reason")


class Ignore(NamedTuple):
    """An entry of the option `ignore`."""

    rule: str
    """As written: a code, a name or a family."""
    codes: frozenset[str]
    questions: tuple[int, ...]
    """Empty for the whole report."""
    reason: str

    def covers(self, code: str, question: int | None) -> bool:
        """Return whether it covers the findings of a rule at a question, or outside any question."""
        return code in self.codes and (not self.questions or question in self.questions)


class Settings(NamedTuple):
    """What decides which findings there are, and which of them fail a check."""

    levels: Mapping[str, Severity | None] = MappingProxyType({})
    """Severities by code that override those of the rules; None is off."""
    ignores: tuple[Ignore, ...] = ()
    fail_on: Severity | None = Severity.WARNING
    """The lowest severity that fails; None if nothing does."""
    min_severity: Severity = Severity.INFO
    """The lowest severity that lists show."""
    edition: Edition | None = None
    """The edition that the course uses, None if the site does not say."""
    evidence: str = "links"
    """The option `evidence`: `links`, `full` or `off`."""

    def level(self, rule: Rule) -> Severity | None:
        """Return the severity of a rule, None if it is off."""
        return self.levels.get(rule.code, rule.severity if rule.enabled else None)

    def fails(self, severity: Severity) -> bool:
        """Return whether a finding of this severity fails a check."""
        return self.fail_on is not None and severity.weight >= self.fail_on.weight

    def lists(self, severity: Severity) -> bool:
        """Return whether lists show a finding of this severity."""
        return severity.weight >= self.min_severity.weight

    def with_levels(self, levels: Mapping[str, Severity | None]) -> Settings:
        """Return settings in which some rules have another severity."""
        return self._replace(levels={**self.levels, **levels})


def settings_of(options: Options) -> Settings:
    """Return the settings that the options of a site about rules, the edition and evidence stand for.

    Raises:
        ConfigError: a rule, a severity or an edition does not exist, or an entry of `ignore` is wrong.
    """
    try:
        levels = levels_of(list((options.rules or {}).items()))
    except ConfigError as error:
        message = f"`rules`: {error}"
        raise ConfigError(message) from error
    ignores = tuple(_ignore(number, entry) for number, entry in enumerate(options.ignore or [], start=1))
    return Settings(
        levels,
        ignores,
        fail_on_of(options.fail_on),
        min_severity_of(options.min_severity),
        edition_of(options.edition),
        options.evidence,
    )


def fail_on_of(value: str) -> Severity | None:
    """Return the severity that a value of the option `fail_on` stands for, None for `never`.

    Raises:
        ConfigError: it is not one of its choices.
    """
    option = next(one for one in all_options() if one.name == "fail_on")
    return LEVELS.get(str(parse_value(option, value)))


def min_severity_of(value: str) -> Severity:
    """Return the severity that a value of the option `min_severity` stands for.

    Raises:
        ConfigError: it is not one of its choices.
    """
    option = next(one for one in all_options() if one.name == "min_severity")
    return Severity(parse_value(option, value))


def edition_of(name: str) -> Edition | None:
    """Return the edition that a value of the option `edition` stands for, None for an empty one.

    Args:
        name: the date of an edition, or the start of one: `2026-01` is the newest of January 2026.

    Raises:
        ConfigError: there is no such edition.
    """
    editions = all_editions()
    found = [edition for edition in editions if name and edition.id.startswith(name)]
    if name and not found:
        newest = editions[-1].id
        message = f"`edition: {name}` is not an edition of the template; the newest is `{newest}`."
        raise ConfigError(message)
    return found[-1] if found else None


def codes_of(selector: str) -> tuple[str, ...]:
    """Return the codes that a code, a name or a family stands for; upper and lower case do not matter.

    Raises:
        ConfigError: there is no such rule; the message suggests one.
    """
    wanted = selector.strip().lower()
    rules = all_rules()
    found = tuple(rule.code for rule in rules if wanted in {rule.code.lower(), rule.name, rule.family.lower()})
    if not found:
        codes, names = [rule.code for rule in rules], [*(rule.name for rule in rules), *FAMILIES]
        numbered = any(character.isdigit() for character in selector)
        message = f"there is no rule `{selector}`{did_you_mean(selector, codes if numbered else names)}"
        raise ConfigError(message)
    return found


def levels_of(pairs: Sequence[tuple[object, object]]) -> dict[str, Severity | None]:
    """Return severities by code from pairs of a rule and a level; a single rule overrides its family in any order.

    Raises:
        ConfigError: a rule or a severity does not exist.
    """
    families: dict[str, Severity | None] = {}
    rules: dict[str, Severity | None] = {}
    for selector, level in pairs:
        is_family = str(selector).strip().upper() in FAMILIES
        for code in codes_of(str(selector)):
            (families if is_family else rules)[code] = _level(selector, level)
    return {**families, **rules}


def _level(selector: object, level: object) -> Severity | None:
    # YAML reads a bare `off` as false.
    name = "off" if level is False else str(level).lower()
    if name not in LEVELS:
        message = f"{selector} must be error, warning, info or off, not `{level}`{did_you_mean(name, LEVELS)}"
        raise ConfigError(message)
    return LEVELS[name]


def _ignore(number: int, entry: object) -> Ignore:
    where = f"`ignore`, entry {number}:"
    problem = _problem(entry)
    if problem or not isinstance(entry, Mapping):
        message = f"{where} {problem}"
        raise ConfigError(message)
    try:
        codes = frozenset(codes_of(entry["rule"]))
    except ConfigError as error:
        message = f"{where} {error}"
        raise ConfigError(message) from error
    questions = entry.get("questions") or []
    numbers = [questions] if isinstance(questions, int) else questions
    return Ignore(entry["rule"], codes, tuple(numbers), str(entry["reason"]).strip())


def _problem(entry: object) -> str:
    """Return what is wrong with the form of an entry of `ignore`; empty if nothing is."""
    if not isinstance(entry, Mapping):
        return "it must have `rule`, `reason` and, for single questions, `questions`."
    unknown = next((key for key in entry if key not in _IGNORE_KEYS), None)
    if unknown is not None:
        return f"unknown key `{unknown}`{did_you_mean(str(unknown), _IGNORE_KEYS)}"
    if "rule" not in entry:
        return "`rule` is missing; it names a rule or a family."
    if not isinstance(entry["rule"], str):
        return "`rule` must be the code or name of a rule, or a family."
    if entry.get("reason") is None or not str(entry["reason"]).strip():
        return "`reason` is missing; it is shown in place of the finding."
    questions = entry.get("questions") or []
    numbers = questions if isinstance(questions, list) else [questions]
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in numbers):
        return "`questions` must be a list of numbers, for instance `[30]`."
    return ""
