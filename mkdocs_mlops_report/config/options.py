"""The one table of options: each field of `Options` is an option with its kind, choices, default and documentation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from mkdocs_mlops_report.config.suggestions import did_you_mean

PLUGIN = "mlops-report"
"""The name of the plugin in a site's config."""
Kind: TypeAlias = Literal["string", "edition", "boolean", "choice", "rules", "ignore"]
_FOLDS = ("show", "fold", "hide")
SEVERITY_NAMES = ("error", "warning", "info")


class ConfigError(ValueError):
    """A config cannot be used; the message is a sentence that says why, without the name of the file."""


class Option(NamedTuple):
    """An option: what it may be, what it is by default, and its documentation in Markdown."""

    name: str
    kind: Kind
    default: Any
    choices: tuple[str, ...]
    documentation: str
    extension: bool
    """Whether the Markdown extension has it, too."""


def _option(
    kind: Kind, default: Any, documentation: str, *, choices: tuple[str, ...] = (), extension: bool = True
) -> Any:
    details = Option("", kind, default, choices, " ".join(documentation.split()), extension)
    return field(default=default, metadata={"option": details})


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a site. `rules` and `ignore` are as in the config; `rules.settings` gives them their meaning."""

    report: str = _option(
        "string",
        "",
        """Path of the report, relative to the config file. By default, the plugin searches for `reports/README.md`
        (in upper or lower case) from the folder of the config up to the root of the repository. The report must be
        inside the repository.""",
    )
    nav_title: str = _option(
        "string",
        "Exam report",
        """Title of the page in `nav`. Without a `nav`, MkDocs shows the page's own title.""",
        extension=False,
    )
    nav: bool = _option(
        "boolean",
        True,
        """Whether a report outside the docs folder is added at the end of `nav`. If `nav` names the page itself
        (`- Report: reports/README.md`), it stays in its place.""",
        extension=False,
    )
    rules: Mapping[str, object] | None = _option(
        "rules",
        None,
        """The severity of rules: maps a code (`LEN002`), a name (`answer-too-long`) or a family (`LEN`) to `error`,
        `warning`, `info` or `off`. A code or a name overrides its family. See [Rules](rules/index.md).""",
    )
    ignore: Sequence[object] | None = _option(
        "ignore",
        None,
        """Findings to ignore, each with a `reason`; without `questions`, an entry is for the whole report. The reason
        is shown in place of the finding. An entry that matches no finding is reported as
        [IGN001](rules/IGN001.md).""",
    )
    fail_on: str = _option(
        "choice",
        "warning",
        """Lowest severity that fails a strict build and `mlops-report check`. Findings below it appear in the log as
        info.""",
        choices=(*SEVERITY_NAMES, "never"),
    )
    min_severity: str = _option(
        "choice",
        "info",
        """Lowest severity that the log and `mlops-report check` list. Less severe findings are still
        counted, and the page shows them.""",
        choices=SEVERITY_NAMES,
    )
    edition: str = _option(
        "edition",
        "",
        """The edition of the template that the course uses, for instance `2026-01`. A report from an older edition is
        reported as [STR011](rules/STR011.md). By default, the edition of the `report.py` beside it.""",
    )
    title: str = _option(
        "string",
        "",
        """Title of the page. By default the title of the report, or `Exam report` if that is still the template's.""",
    )
    instructions: str = _option(
        "choice",
        "fold",
        """The template's text above the checklist. A group's own introduction is shown unless this is `hide`.""",
        choices=_FOLDS,
    )
    prompts: str = _option("choice", "show", """The prompts of the questions.""", choices=_FOLDS)
    examples: str = _option(
        "choice", "fold", """The template's examples. Folded text is not printed.""", choices=_FOLDS
    )
    diagnostics: str = _option(
        "choice",
        "fold",
        """When the page lists the findings. `fold` folds the list into one line, except with `mkdocs serve`; `always`
        also opens it on a published page; `serve` shows it only with `mkdocs serve`. Without the list, the headline
        says how many questions are answered. Badges are always shown.""",
        choices=("fold", "always", "serve", "never"),
    )
    dashboard: str = _option(
        "choice",
        "top",
        """Where the dashboard is shown; `page` puts it on a separate page, "Progress".""",
        choices=("top", "page", "off"),
    )
    evidence: str = _option(
        "choice",
        "links",
        """How much [evidence](evidence.md) from the repository is shown. `links` lists the files below each checklist
        item; missing evidence is shown only with `mkdocs serve` and on the command line. `full` also shows it on a
        published page. `off` does not look for evidence.""",
        choices=("links", "full", "off"),
    )
    facts: str = _option(
        "choice",
        "show",
        """How facts about the repository, such as the number of tests, are shown below an answer.""",
        choices=("show", "fold", "off"),
    )
    history: bool = _option(
        "boolean",
        False,
        """Whether the dashboard shows how the report grew, from the commits that touched it; see
        [`mlops-report history`](command.md#mlops-report-history). It needs the full history; a shallow clone is
        not enough.""",
    )
    templates: str = _option(
        "string",
        "",
        """Folder of Jinja templates that replace parts of the page, relative to the config file; see
        [Templates](#templates).""",
    )
    cohort: str = _option(
        "string",
        "",
        """The [groups](cohort.md) whose reports the site publishes: a CSV file with the columns `group` and
        `repository`, a folder of clones, or the output folder of `mlops-report cohort`, relative to the config file.
        The site does not need a report then.""",
        extension=False,
    )
    cohort_at: str = _option(
        "string",
        "",
        """The deadline of a cohort, for instance `"2026-01-23 23:59 +01:00"`. By default, the
        checked-out commits are read.""",
        extension=False,
    )
    cohort_notes: str = _option(
        "string",
        "",
        """A CSV or YAML file with a teacher's notes on a cohort: `group`, `question`, `note` and `grade`, relative to
        the config file.""",
        extension=False,
    )
    cohort_pseudonyms: bool = _option(
        "boolean",
        False,
        """Whether to show a code instead of each group's name, and to leave out links to its repository.""",
        extension=False,
    )


@cache
def all_options() -> tuple[Option, ...]:
    """Return the table of options in the order in which the documentation lists them."""
    return tuple(one.metadata["option"]._replace(name=one.name) for one in fields(Options))


def parse_options(values: Mapping[str, Any]) -> Options:
    """Return the options that a config gives; None stands for an option that is not given.

    Raises:
        ConfigError: an option does not exist or has a wrong value. Rules and findings to ignore are not checked here.
    """
    for name in values:
        if name != "enabled":  # MkDocs' own, for every plugin
            check_name(str(name))
    given: dict[str, Any] = {
        one.name: parse_value(one, values[one.name]) for one in all_options() if values.get(one.name) is not None
    }
    return Options(**given)


def check_name(name: str, names: Sequence[str] = ()) -> None:
    """Check that an option exists, or is one of some options.

    Raises:
        ConfigError: it does not.
    """
    names = names or [one.name for one in all_options()]
    if name not in names:
        message = f"`{PLUGIN}` has no option `{name}`{did_you_mean(name, names)}"
        raise ConfigError(message)


def parse_value(option: Option, value: object) -> object:
    """Return the value of an option as it is used, for instance `off` for a bare `off`, which YAML reads as false.

    Raises:
        ConfigError: the value is of the wrong kind.
    """
    if option.kind == "choice":
        return _choice(option, value)
    # YAML reads a bare `2026-01-09` as a date. Importing `datetime` just to ask for one costs a millisecond.
    if option.kind == "edition" and (isinstance(value, int) or hasattr(value, "isoformat")):
        return str(value)
    expected, types = {
        "string": ("a string", str),
        "edition": ("the date of an edition, for instance `2026-01`", str),
        "boolean": ("true or false", bool),
        "rules": ("a mapping from rules to severities, for instance `{LEN002: info, FIG: off}`", Mapping),
        "ignore": ("a list of entries with `rule`, `questions` and `reason`", list),
    }[option.kind]
    if not isinstance(value, types):
        message = f"`{option.name}` must be {expected}."
        raise ConfigError(message)
    return value


def _choice(option: Option, value: object) -> str:
    false = next((word for word in ("off", "never") if word in option.choices), "false")
    word = false if value is False else str(value).lower()
    if word not in option.choices:
        choices = f"{', '.join(option.choices[:-1])} or {option.choices[-1]}"
        message = f"`{option.name}` must be {choices}, not `{value}`{did_you_mean(word, option.choices)}"
        raise ConfigError(message)
    return word
