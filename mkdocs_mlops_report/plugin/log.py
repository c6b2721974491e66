"""What a build says in MkDocs' log, and what fails a strict build."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from mkdocs.exceptions import PluginError

from mkdocs_mlops_report.plugin.build import Build, Setup
from mkdocs_mlops_report.reporters.github import announce
from mkdocs_mlops_report.reporters.lines import finding_line, ignored_line, summary
from mkdocs_mlops_report.rules.engine import CheckedReport

# Below `mkdocs`, so that strict mode counts warnings; without a prefix, so that a line starts with its place.
log = logging.getLogger("mkdocs.plugins.mlops_report")


def log_setup(setup: Setup) -> None:
    """Warn about each file in the folder of templates that replaces nothing."""
    for sentence in setup.misnamed:
        log.warning("`templates`: %s", sentence)


def log_build(build: Build, *, serving: bool, repo_url: str = "") -> None:
    """Log all findings, and annotate them in GitHub Actions.

    Args:
        build: the outcome.
        serving: whether somebody is writing; findings are then news, not failures, since a warning would stop
            `mkdocs serve --strict`.
        repo_url: the URL of the repository, if the config gives it.
    """
    level = logging.INFO if serving else logging.WARNING
    for note in build.notes:
        log.info(note)
    for checked in build.reports.values():
        _log_report(checked, level)
    if not serving:
        for line in announce(list(build.reports.values()), repo_url=repo_url):
            print(line, file=sys.stderr)
    if build.problem:
        log.log(level, build.problem)


def fail_strict_build(build: Build) -> None:
    """Fail a build with findings, also with `--quiet`, where MkDocs counts no warnings.

    Raises:
        PluginError: a report fails by the settings, or there is none.
    """
    failing = [checked for checked in build.reports.values() if checked.fails]
    if failing:
        lines = [line for checked in failing for line in _details(checked)]
        raise PluginError("\n".join(["The exam report has findings that fail a strict build.", *lines]))
    if build.problem:
        raise PluginError(build.problem)


def _log_report(checked: CheckedReport, level: int) -> None:
    path = checked.report.path
    for finding in checked.findings:
        log.log(level if checked.settings.fails(finding.severity) else logging.INFO, finding_line(path, finding))
    for finding, reason in checked.ignored:
        log.info(ignored_line(path, finding, reason))
    log.info(summary(checked))


def _details(checked: CheckedReport) -> Sequence[str]:
    """Return the summary of a report; with `--quiet`, which hides the log, also its findings."""
    if log.isEnabledFor(logging.WARNING):
        return [summary(checked)]
    return [*(finding_line(checked.report.path, one) for one in checked.failing), summary(checked)]
