"""`mlops-report check`: check reports and show what was found."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs_mlops_report.cli.inputs import collected, options_for, selectors
from mkdocs_mlops_report.cli.output import colored, complain, progress, width, write
from mkdocs_mlops_report.cli.revisions import report_inputs
from mkdocs_mlops_report.config.options import ConfigError
from mkdocs_mlops_report.fix.promise import checked_with_promises
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import read_report, read_text
from mkdocs_mlops_report.reporters.formats import MACHINE_FORMATS, render
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.registry import rules_by_code
from mkdocs_mlops_report.rules.settings import Settings, codes_of, fail_on_of, levels_of, min_severity_of

_STANDARD_INPUT = "-"
_MANY = 8
"""Number of reports from which their tokens are dropped as soon as they have been checked."""


def run(options: Any) -> int:
    """Check reports and return the exit code: 0 nothing fails, 1 something does, 2 something cannot be read."""
    conflict = _conflict(options)
    if conflict:
        return complain(conflict)
    if options.watch:
        return _watch(options)
    errors: list[str] = []
    try:
        reports = _checked_reports(options, errors)
    except ConfigError as error:
        return complain(str(error))
    for message in errors:
        complain(message)
    has_output = reports or _format(options) in MACHINE_FORMATS
    if has_output and not write(_rendered(options, reports), options.output_file):
        return 2
    _announce(options, reports)
    if errors:
        return 2
    return 0 if options.exit_zero else _exit_code(options, reports)


def with_arguments(settings: Settings, options: Any) -> Settings:
    """Return the settings of a site, overridden by the command line.

    Raises:
        ConfigError: a rule or a severity does not exist.
    """
    selected = selectors("--select", options.select)
    if selected:
        rules = rules_by_code()
        codes = {code for selector in selected for code in codes_of(selector)}
        settings = settings.with_levels({code: None for code in rules if code not in codes})
        # A rule that is named itself is on, even if it is off by default or in the config.
        named = {codes_of(selector)[0] for selector in selected if len(codes_of(selector)) == 1}
        off = {code for code in named if settings.level(rules[code]) is None}
        settings = settings.with_levels({code: rules[code].severity for code in off})
        settings = settings._replace(ignores=tuple(one for one in settings.ignores if one.codes & codes))
    ignored = {code for selector in selectors("--ignore", options.ignore) for code in codes_of(selector)}
    settings = settings.with_levels(dict.fromkeys(ignored))
    settings = settings.with_levels(levels_of(_severities(options.severity)))
    if options.min_severity is not None:
        settings = settings._replace(min_severity=min_severity_of(options.min_severity))
    return settings if options.fail_on is None else settings._replace(fail_on=fail_on_of(options.fail_on))


def _checked_reports(options: Any, errors: list[str]) -> list[CheckedReport]:
    with_arguments(Settings(), options)  # mistakes come before any output
    reports: list[CheckedReport] = []
    paths: Sequence[str] = options.paths or (".",)
    if _STANDARD_INPUT in paths:
        with collected(errors, options.stdin_filename or "standard input"):
            reports.append(_checked_standard_input(options))
    with report_inputs(options, [path for path in paths if path != _STANDARD_INPUT], errors) as inputs:
        for one in progress(inputs):
            with collected(errors, one.path):
                checked = checked_with_promises(one.read, with_arguments(one.settings, options))
                reports.append(checked.without_tokens() if len(inputs) > _MANY else checked)
    return reports


def _checked_standard_input(options: Any) -> CheckedReport:
    data = sys.stdin.buffer.read() if sys.stdin else b""
    name = options.stdin_filename
    _, settings = options_for(Path(name).parent if name else Path())

    def read(text: str | None) -> Report:
        given = data if text is None else text
        return read_report(Path(name), text=given) if name else read_text(given, path="standard input")

    return checked_with_promises(read, with_arguments(settings, options))


def _rendered(options: Any, reports: list[CheckedReport]) -> str:
    color = colored(sys.stdout) and options.output_file is None
    if options.official:
        from mkdocs_mlops_report.reporters import official

        return official.render(reports, color=color)
    if options.statistics:
        from mkdocs_mlops_report.reporters import statistics

        return statistics.render(reports, color=color)
    return render(_format(options), reports, color=color, width=width())


def _format(options: Any) -> str:
    return options.output_format or "full"


def _watch(options: Any) -> int:
    """Check again after each change, until the user interrupts it."""
    from mkdocs_mlops_report.cli.watch import watch

    def check(errors: list[str]) -> list[CheckedReport]:
        try:
            return _checked_reports(options, errors)
        except ConfigError as error:  # of a config that is being edited
            errors.append(str(error))
            return []

    try:
        with_arguments(Settings(), options)
    except ConfigError as error:
        return complain(str(error))
    return watch(check, [Path(path) for path in options.paths], whole=options.output_format == "concise")


def _exit_code(options: Any, reports: list[CheckedReport]) -> int:
    if options.official:
        from mkdocs_mlops_report.reporters.official import passes

        return int(not all(passes(checked) for checked in reports))
    return int(any(checked.fails for checked in reports))


def _announce(options: Any, reports: list[CheckedReport]) -> None:
    """In GitHub Actions, write annotations to standard error, so that they never mix with the output."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from mkdocs_mlops_report.reporters.github import announce

        written = _format(options) == "github" and not options.output_file
        for line in announce(reports, annotate=not written):
            print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)


def _conflict(options: Any) -> str:
    """Return which options do not go together; empty if all do."""
    if options.watch:
        return _watch_conflict(options)
    if (options.official or options.statistics) and _format(options) not in {"full", "concise"}:
        return "`--official` and `--statistics` print text only; omit `--output-format`."
    if options.official and options.statistics:
        return "`--official` and `--statistics` cannot be used together."
    if _STANDARD_INPUT in (options.paths or ()) and (options.rev is not None or options.at is not None):
        return "`--rev` and `--at` need a path, not standard input."
    if options.stdin_filename and _STANDARD_INPUT not in options.paths:
        return "`--stdin-filename` needs `-` as a path."
    if options.output_file == "":
        return "`--output-file` needs the name of a file."
    return ""


def _watch_conflict(options: Any) -> str:
    if options.output_format not in {None, "concise"}:
        return "`--watch` prints one line per cause; omit `--output-format`, or use `concise` for the whole list."
    others = {
        "--official": options.official,
        "--statistics": options.statistics,
        "--output-file": options.output_file is not None,
        "--rev": options.rev is not None,
        "--at": options.at is not None,
        "-": _STANDARD_INPUT in options.paths,
    }
    given = next((name for name, is_given in others.items() if is_given), "")
    return f"`--watch` and `{given}` cannot be used together." if given else ""


def _severities(values: Sequence[str] | None) -> list[tuple[str, str]]:
    pairs = []
    for part in selectors("--severity", values):
        rule, equals, level = part.partition("=")
        if not equals:
            message = f"`--severity {part}` has no severity; write `{part}=info`."
            raise ConfigError(message)
        pairs.append((rule, level.strip()))
    return pairs
