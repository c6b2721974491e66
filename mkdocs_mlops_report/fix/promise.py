"""Which findings `mlops-report fix` really fixes: tried, not guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.rules.engine import CheckedReport, check, check_again
from mkdocs_mlops_report.rules.model import Finding
from mkdocs_mlops_report.rules.registry import all_rules
from mkdocs_mlops_report.rules.settings import Settings

FIXABLE = Settings({rule.code: rule.severity for rule in all_rules() if rule.fix}, evidence="off")
"""Settings in which every rule with a fix is on, to see whether a fix helps; no fix changes the repository."""


def fixed_by_default(settings: Settings) -> set[str]:
    """Return the codes of the rules whose findings `fix` fixes on a site: not those that it sets to off.

    What is off only by default is fixed all the same: not worth a finding, but good to have.
    """
    off = {code for code, level in settings.levels.items() if level is None}
    return {rule.code for rule in all_rules()} - off


def checked_with_promises(read: Callable[[str | None], Report], settings: Settings) -> CheckedReport:
    """Check a report, and find out which findings `mlops-report fix` fixes now.

    Args:
        read: reads the report, or another text as if it were in its file.
        settings: those of the site.

    Raises:
        OSError, NotAReportError: as `read` does.
    """
    checked = check(read(None), settings)
    if not any(one.fixable for one in checked.findings):
        return checked
    source = checked.report.source
    if source.decoding_error:  # the file is never rewritten
        return checked._replace(findings=tuple(one._replace(fixable=False) for one in checked.findings))
    from mkdocs_mlops_report.fix.apply import fix_checked  # noqa: PLC0415 - a third of all reports need no fix

    codes, fixable = fixed_by_default(settings), FIXABLE._replace(edition=settings.edition)
    fixed = fix_checked(
        check_again(checked, fixable),
        lambda text: check(read(text), fixable),
        codes=codes,
        ignores=settings.ignores,
    )
    return checked._replace(findings=_with_kept_promises(checked.findings, fixed.checked.findings))


def _with_kept_promises(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings, each fixable only if it is not found afterwards."""
    removed = Counter(one.stable_key for one in before) - Counter(one.stable_key for one in after)
    left = {(one.code, one.fingerprint) for one in after}
    promised: dict[int, bool] = {}
    # Of several findings of a rule at a question, those that are still there word for word are not the fixed ones.
    for index in sorted(range(len(before)), key=lambda index: (before[index].code, before[index].fingerprint) in left):
        key = before[index].stable_key
        promised[index] = before[index].fixable and removed[key] > 0
        removed[key] -= promised[index]
    return tuple(one._replace(fixable=promised[index]) for index, one in enumerate(before))
