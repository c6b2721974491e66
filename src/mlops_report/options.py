"""The options of the plugin, as MkDocs reads them from the config of a site."""

from __future__ import annotations

from typing import Any

from mkdocs.config import base
from mkdocs.config.base import ValidationError

from mlops_report.siteconfig import OPTIONS, unknown_options, wrong_types


class _Plain(base.BaseConfigOption[Any]):
    """A value as it stands in the config: what is wrong with it is said as the command says it."""

    def __init__(self, default: object = None) -> None:
        super().__init__()
        self.default = default

    def run_validation(self, value: object) -> object:
        """Return the value, or the default in the place of none."""
        return self.default if value is None else value


class ReportOptions(base.Config):
    """What stands under `- mlops-report:` in the config of a site."""

    report = _Plain()
    """Path of the report, relative to the config file. Without it, `reports/README.md` in any case is looked for
    from the folder of the config up to the one with `.git` (without a repository: one folder up). A path that does
    not exist, or that leads out of the repository, is a configuration error; when nothing is found, a warning says
    where it was looked for."""

    nav_title = _Plain("Exam report")
    """What the page is called in a `nav`. Without a `nav` MkDocs shows the page's own title, here as for every
    page."""

    nav = _Plain(default=True)
    """Whether a report from outside of the docs folder joins a `nav` at its end. A `nav` that names the page itself
    (`- Report: reports/README.md`) keeps it in its place."""

    rules = _Plain()
    """The level of rules: a mapping from a code (`LEN002`), a name (`answer-too-long`) or a family (`LEN`) to
    `error`, `warning`, `info` or `off`. A code or a name outdoes its family. All rules are on the page
    [Rules](rules/index.md)."""

    ignore = _Plain()
    """Findings to leave, each with a `reason`. `questions` may be left out, for the whole report. The reason is
    shown where the finding would be, in the page and on the command line; an entry that hits nothing is a warning
    of its own (IGN001)."""

    fail_on = _Plain()
    """The lightest severity that fails a strict build and `mlops-report check`. Findings below it are information
    in the log."""

    title = _Plain()
    """Title of the page. Without it, the report's own, or `Exam report` where that is still the template's."""

    instructions = _Plain()
    """The template's text above the checklist. What a group wrote there itself is shown, unless it is hidden."""

    prompts = _Plain()
    """The questions as the template asks them."""

    examples = _Plain()
    """The template's examples. What is folded does not get onto paper."""

    diagnostics = _Plain()
    """When the page lists the findings; `serve` is while somebody writes. Without the list the headline says how
    many questions are answered; badges and strip stay."""

    dashboard = _Plain()
    """Where the dashboard stands; `page` gives it a page of its own, "Progress"."""

    templates = _Plain()
    """A folder of Jinja files that replace fragments of the page, relative to the config file; see below."""

    def validate(self) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """Make an option that does not exist an error that suggests the right one."""
        failed, warnings = super().validate()
        unknown = [str(name) for name in self if name not in OPTIONS]
        failed += [(name, ValidationError(unknown_options([name]))) for name in unknown]
        failed += [(name, ValidationError(sentence)) for name, sentence in wrong_types(self).items()]
        return failed, [warning for warning in warnings if warning[0] not in unknown]
