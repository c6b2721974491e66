"""A page that needs nothing beside it: figures are inside, links to other files lead to the forge."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.page.compose import Page, compose
from mkdocs_mlops_report.page.context import BuiltFrom, Image, PageContext, build_date
from mkdocs_mlops_report.page.inline_images import Images
from mkdocs_mlops_report.page.links import link_to_forge, locate_figure
from mkdocs_mlops_report.page.views.evidence import file_urls, shows_absence
from mkdocs_mlops_report.page.views.findings import listing
from mkdocs_mlops_report.report.model import Report
from mkdocs_mlops_report.reporters.locations import line_url
from mkdocs_mlops_report.repository.forge import Forge, forge_of
from mkdocs_mlops_report.repository.git.dot_git import head_commit
from mkdocs_mlops_report.repository.images import IMAGE_EXTENSIONS, size_of
from mkdocs_mlops_report.repository.links import Place
from mkdocs_mlops_report.rules.engine import CheckedReport


def compose_embedded(
    checked: CheckedReport,
    options: Options,
    *,
    repo_url: str = "",
    assets: Markup | None = None,
    notes: list[str] | None = None,
) -> Page:
    """Return the page of a report.

    Args:
        checked: the report.
        options: the options of the site; `dashboard: page` counts as `top`, since there is only one page.
        repo_url: the URL of the repository; by default that of its remote.
        assets: the elements that are its style sheet and its script, which enlarges figures and may load what is on
            other servers. Without them the frame of the page has the style, and nothing is loaded or enlarged.
        notes: sentences about images that make the page heavy are added to it.

    Raises:
        jinja2.TemplateError: a template of the user cannot be used.
    """
    if options.dashboard == "page":
        options = replace(options, dashboard="top")
    report = checked.report
    forge = forge_of(report.root, repo_url)
    images = Images([] if notes is None else notes)
    return compose(
        checked,
        PageContext(
            link=lambda url: link_to_forge(url, report, forge),
            figure=lambda url: _figure(url, report, forge, images, scripted=assets is not None),
            line=lambda number: line_url(checked, number, forge=forge) if forge else "",
            file=file_urls(forge, head_commit(report.root)),
            absence=shows_absence(options.evidence),
            assets=assets or Markup(),
            options=options,
            findings=listing(options.diagnostics),
            build=build_of(report, forge),
        ),
    )


def build_of(report: Report, forge: Forge | None) -> BuiltFrom | None:
    """Return what a page is built from, None without a commit."""
    commit = head_commit(report.root)
    if not commit:
        return None
    return BuiltFrom(commit[:7], build_date(), forge.commit(commit) if forge else "")


def _figure(url: str, report: Report, forge: Forge | None, images: Images, *, scripted: bool) -> Image | None:
    target = locate_figure(url, report, forge)
    if target.place is Place.REMOTE:
        return Image(url if scripted else "")
    file = target.file
    if file is None or not file.is_file() or file.suffix.lower() not in IMAGE_EXTENSIONS:
        return None
    # An SVG that is opened by itself can run scripts.
    return Image(images.url(file), size_of(file), zoom=scripted and file.suffix.lower() != ".svg", inside=True)
