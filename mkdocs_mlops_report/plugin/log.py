"""What a build says in MkDocs' log, and what fails a strict build."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from mkdocs.exceptions import PluginError

from mkdocs_mlops_report.plugin.build import Build, Setup
from mkdocs_mlops_report.reporters.github import announce
from mkdocs_mlops_report.reporters.lines import cause_line, ignored_line, summary, verdict_of
from mkdocs_mlops_report.rules.causes import causes_of
from mkdocs_mlops_report.rules.changes import changes_between
from mkdocs_mlops_report.rules.engine import CheckedReport

# Below `mkdocs`, so that strict mode counts warnings; without a prefix, so that a line starts with its place.
log = logging.getLogger("mkdocs.plugins.mlops_report")


def log_setup(setup: Setup) -> None:
    """Warn about each file in the folder of templates that replaces nothing."""
    for sentence in setup.misnamed:
        log.warning("`templates`: %s", sentence)


def log_build(build: Build, earlier: Build | None = None, *, serving: bool, repo_url: str = "") -> None:
    """Log the findings, one line per cause, and annotate them in GitHub Actions.

    Args:
        build: the outcome.
        earlier: the build before it by the same server; of a report that it had, only what changed is logged.
        serving: whether somebody is writing; findings are then news, not failures, since a warning would stop
            `mkdocs serve --strict`.
        repo_url: the URL of the repository, if the config gives it.
    """
    level = logging.INFO if serving else logging.WARNING
    for note in build.notes:
        log.info(note)
    for uri, checked in build.reports.items():
        before = earlier.reports.get(uri) if earlier else None
        if before is None:
            _log_report(checked, level)
        else:
            _log_changes(checked, before)
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
    for cause in checked.causes:
        log.log(level if checked.settings.fails(cause.severity) else logging.INFO, cause_line(path, cause))
    for finding, reason in checked.ignored:
        log.info(ignored_line(path, finding, reason))
    log.info(summary(checked))


def _log_changes(checked: CheckedReport, before: CheckedReport) -> None:
    """Log the new findings of a report, and how many are new, fixed and left."""
    changes = changes_between(before, checked)
    for cause in causes_of(changes.new):
        log.info(cause_line(checked.report.path, cause))
    log.info(f"{checked.report.path}: {changes.counts}. {verdict_of(checked)}")


def _details(checked: CheckedReport) -> Sequence[str]:
    """Return the summary of a report; with `--quiet`, which hides the log, also its findings."""
    if log.isEnabledFor(logging.WARNING):
        return [summary(checked)]
    causes = causes_of(checked.failing)
    return [*(cause_line(checked.report.path, cause) for cause in causes), summary(checked)]
