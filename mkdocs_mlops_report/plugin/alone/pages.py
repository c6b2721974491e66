"""The pages of reports for the Markdown extension without our plugin: found, checked and composed one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import TemplateError
from markdown import Markdown
from markupsafe import Markup

from mkdocs_mlops_report.config.options import ConfigError, Options
from mkdocs_mlops_report.config.site_file import with_templates
from mkdocs_mlops_report.fix.promise import checked_with_promises
from mkdocs_mlops_report.page.compose import Page
from mkdocs_mlops_report.page.elements import element
from mkdocs_mlops_report.page.embedded import compose_embedded
from mkdocs_mlops_report.page.fragments import asset
from mkdocs_mlops_report.plugin.alone.host import Host, host_of
from mkdocs_mlops_report.report.elsewhere import found_instead
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.report.reader import NotAReportError, is_report, read_report, read_text
from mkdocs_mlops_report.reporters.lines import cause_line, summary
from mkdocs_mlops_report.repository.discovery import MissingReportError, find_report, named_report, search_path
from mkdocs_mlops_report.rules.causes import causes_of
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.settings import settings_of


class ReportError(Exception):
    """A site cannot show its report, or the report fails; the message is for the person who builds the site."""


class Alone:
    """Composes the pages of one site.

    Args:
        options: the options of the extension.
        raises: whether a report that fails stops the build.

    Raises:
        ConfigError: an option has a wrong value.
    """

    def __init__(self, options: Options, *, raises: bool) -> None:
        self._options = options
        self._settings = settings_of(options)
        self._raises = raises

    def page_of(self, text: str, md: Markdown) -> Page | None:
        """Return the page of a text that is a report; None for any other text.

        Raises:
            ReportError: the report fails.
        """
        if not is_report(text):
            return None
        host = host_of(md)
        file = host.page
        try:
            # The generator has removed the front matter, so lines are counted in the file.
            if file is not None and is_report(file.read_bytes()):
                return self._composed(lambda given: read_report(file, path=_shown(file), text=given), host)
        except OSError:
            pass
        return self._composed(lambda given: read_text(text if given is None else given), host)

    def report(self, md: Markdown) -> Page:
        """Return the page of the report that the option `report` names, or that is in its usual place.

        Raises:
            ReportError: there is no report, it cannot be read, or it fails.
        """
        host = host_of(md)
        file = self._find(host)
        try:
            return self._composed(lambda given: read_report(file, path=_shown(file), text=given), host)
        except NotAReportError as error:
            raise ReportError(str(error)) from error
        except OSError as error:
            message = f"Cannot read {_shown(file)}: {error.strerror}."
            raise ReportError(message) from error

    def _find(self, host: Host) -> Path:
        if self._options.report:
            try:
                return named_report(host.folder, self._options.report)
            except MissingReportError as error:
                raise ReportError(str(error)) from error
        found = find_report(host.folder)
        if found is None:
            places = ", ".join(_shown(above / "reports" / "README.md") for above in search_path(host.folder))
            instead = found_instead(search_path(host.folder)[-1], None, _shown)
            message = f"No exam report found. Looked for: {places}. {instead}".rstrip()
            raise ReportError(message)
        return found

    def _composed(self, read: Callable[[str | None], Report], host: Host) -> Page:
        checked = checked_with_promises(read, self._settings)
        if self._raises and checked.fails:
            raise ReportError(_why(checked))
        style = element("style", None, Markup(asset("report.css")))  # our own style sheet and script
        script = element("script", None, Markup(asset("report.js")))
        try:
            options = with_templates(self._options, host.folder)
            if options.templates and not Path(options.templates).is_relative_to(search_path(host.folder)[-1]):
                message = f"`templates`: folder `{self._options.templates}` is outside the repository."
                raise ConfigError(message)
            return compose_embedded(checked, options, repo_url=host.repo_url, assets=style + script)
        except (ConfigError, TemplateError) as error:
            message = f"extension mkdocs_mlops_report: {error}"
            raise ReportError(message) from error


def _why(checked: CheckedReport) -> str:
    path = checked.report.path
    lines = [cause_line(path, cause) for cause in causes_of(checked.failing)]
    return "\n".join(["The exam report has findings that fail the build.", *lines, summary(checked)])


def _shown(file: Path) -> str:
    """Return the path of a file as a terminal opens it: relative to the working folder if it is inside it."""
    here = Path.cwd()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()
