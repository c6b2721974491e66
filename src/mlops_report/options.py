"""The options of the plugin, as MkDocs reads them from the config of a site."""

from __future__ import annotations

from typing import Any

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.base import ValidationError

from mlops_report.siteconfig import OPTIONS, unknown_options


class _Plain(base.BaseConfigOption[Any]):
    """A value as it stands in the config; `parse_settings` says what is wrong with it, as it does for the command."""

    def __init__(self) -> None:
        super().__init__()
        self.default = None


class ReportOptions(base.Config):
    """What stands under `- mlops-report:` in the config of a site."""

    report = c.Optional(c.Type(str))
    """Path of the report, relative to the config file. Default: `reports/README.md`, looked for from the
    config file's folder up to the repository's."""

    nav_title = c.Type(str, default="Exam report")
    """What the page is called in the navigation."""

    nav = c.Type(bool, default=True)
    """Whether the page joins the navigation, at its end."""

    rules = _Plain()
    """Levels of rules: a mapping from a code, a name or a family to `error`, `warning`, `info` or `off`."""

    ignore = _Plain()
    """Findings to leave: a list of `rule`, `questions` (all without it) and `reason`, which is shown."""

    fail_on = _Plain()
    """The lightest severity that fails a strict build: `error`, `warning`, `info` or `never`. Default: `warning`."""

    title = _Plain()
    """Title of the page. Default: the report's own, or `Exam report` where that is still the template's."""

    instructions = _Plain()
    """The template's text above the checklist: `show`, `fold` or `hide`. Default: `fold`."""

    prompts = _Plain()
    """The questions as the template asks them: `show`, `fold` or `hide`. Default: `show`."""

    examples = _Plain()
    """The template's examples: `show`, `fold` or `hide`. Default: `fold`."""

    diagnostics = _Plain()
    """When the page lists the findings: `always`, `serve` (while somebody writes) or `never`. Default: `always`."""

    dashboard = _Plain()
    """Where the dashboard stands: `top`, `page` (a page of its own) or `off`. Default: `top`."""

    templates = _Plain()
    """A folder of Jinja files that replace fragments of the page, relative to the config file."""

    def validate(self) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """Make an option that does not exist an error that suggests the right one."""
        failed, warnings = super().validate()
        unknown = [str(name) for name in self if name not in OPTIONS]
        failed += [(name, ValidationError(unknown_options([name]))) for name in unknown]
        return failed, [warning for warning in warnings if warning[0] not in unknown]
