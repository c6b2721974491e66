"""Other people's sites: the page is the same beside every other plugin, in either order, and disturbs nobody's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
import yaml
from bs4 import BeautifulSoup

from tests.builders import FIGURE, PICTURE, report, words

pytestmark = pytest.mark.slow

HOSTILE = (
    "Text of ours: {{ page.title }} {% raw %} ${{ secrets.KEY }} and `{{ config.site_name }}` [TAGS]\n\n"
    '{% include-markdown "guide.md" %}\n\n::: module.of.ours\n\n--8<-- "guide.md"\n\n' + words(100)
)
TEXT = report(answers={4: HOSTILE, 19: FIGURE}, title="Birds of group 42")
LITERALLY = ("{{ page.title }} {% raw %} ${{ secrets.KEY }}", "{{ config.site_name }}", "{% include-markdown", ":::")
NAV = [{"Home": "index.md"}, {"Guide": "guide.md"}]


class Site(NamedTuple):
    """A config: the plugins beside ours, and the files that they need."""

    plugins: tuple[Any, ...]
    nav: list[Any] | None = NAV
    more: Mapping[str, Any] = MappingProxyType({})
    files: Mapping[str, str] = MappingProxyType({})
    page: str = "reports/index.html"
    orders: tuple[str, ...] = ("ours first", "ours last")


LANGUAGES = [{"locale": "en", "default": True, "name": "English"}, {"locale": "da", "name": "Dansk"}]
SITES = {
    "nothing else": Site((), orders=("ours last",)),
    "MkDocs' search": Site(("search",), more={"theme": {"name": "mkdocs"}}),
    "readthedocs": Site(("search",), more={"theme": {"name": "readthedocs"}}),
    "mkdocstrings": Site(
        ("search", {"mkdocstrings": {"handlers": {"python": {"paths": ["src"]}}}}),
        [*NAV, {"API": "api.md"}],
        files={"docs/api.md": "# API\n\n::: birds\n", "src/birds.py": 'def sing():\n    """Sing."""\n'},
    ),
    "autorefs": Site(("search", "autorefs"), files={"docs/guide.md": "# Guide\n\nSee [Question 4][question-4].\n"}),
    "macros": Site(("search", {"macros": {"on_undefined": "strict", "on_error_fail": True}})),
    "glightbox": Site(("search", "glightbox")),
    "git-revision-date-localized": Site(
        ("search", {"git-revision-date-localized": {"fallback_to_build_date": False, "strict": True}})
    ),
    "minify": Site(("search", {"minify": {"minify_html": True}})),
    "awesome-nav": Site(("search", "awesome-nav"), None),
    "awesome-nav with a list": Site(
        ("search", "awesome-nav"),
        None,
        files={"docs/.nav.yml": "nav:\n  - index.md\n  - reports/README.md\n  - '*'\n"},
    ),
    "section-index": Site(("search", "section-index")),
    "literate-nav": Site(
        ("search", "literate-nav"),
        None,
        files={"docs/SUMMARY.md": "* [Home](index.md)\n* [Guide](guide.md)\n* [Report](reports/README.md)\n"},
    ),
    "include-markdown": Site(("search", "include-markdown")),
    "print-site": Site(("search", "print-site"), orders=("ours first",)),
    "redirects": Site(
        ("search", {"redirects": {"redirect_maps": {"exam.md": "reports/README.md"}}}), orders=("ours first",)
    ),
    "tags": Site(("search", "tags"), [*NAV, {"Tags": "tags.md"}], files={"docs/tags.md": "# Tags\n"}),
    "blog": Site(
        ("search", "blog"),
        [*NAV, {"Blog": ["blog/index.md"]}],
        files={
            "docs/blog/index.md": "# Blog\n",
            "docs/blog/posts/one.md": "---\ndate: 2026-01-02\n---\n# One\n\nText.\n\n<!-- more -->\n\nRest.\n",
        },
    ),
    "privacy": Site(("search", {"privacy": {"assets_fetch": False, "log_level": "error"}})),
    "offline": Site(("search", "offline")),
    "no folders in addresses": Site(("search",), more={"use_directory_urls": False}),
    "i18n": Site(("search", {"i18n": {"docs_structure": "suffix", "languages": LANGUAGES}})),
    "i18n without a nav": Site(("search", {"i18n": {"docs_structure": "suffix", "languages": LANGUAGES}}), None),
    "instant navigation": Site(
        ("search",), more={"theme": {"name": "material", "features": ["navigation.instant", "navigation.prune"]}}
    ),
    "a strict validation": Site(
        ("search",),
        more={"validation": {"nav": {"omitted_files": "warn"}, "links": {"anchors": "warn", "not_found": "warn"}}},
        files={"docs/guide.md": "# Guide\n\nSee [4](reports/README.md#question-4), [all](reports/README.md).\n"},
    ),
    "many Markdown extensions": Site(
        ("search",),
        more={
            "markdown_extensions": [
                *(
                    "abbr",
                    "admonition",
                    "attr_list",
                    "def_list",
                    "footnotes",
                    "md_in_html",
                    "meta",
                    "smarty",
                    "tables",
                ),
                *(
                    "nl2br",
                    "sane_lists",
                    "pymdownx.betterem",
                    "pymdownx.caret",
                    "pymdownx.critic",
                    "pymdownx.details",
                ),
                *("pymdownx.emoji", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.magiclink"),
                *("pymdownx.mark", "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.superfences"),
                *("pymdownx.tasklist", "pymdownx.tilde", {"toc": {"permalink": True, "toc_depth": 3}}),
            ]
        },
    ),
    "many plugins": Site(
        (
            *(
                "search",
                "autorefs",
                "tags",
                "include-markdown",
                "awesome-nav",
                "section-index",
                "glightbox",
                "macros",
            ),
            {"git-revision-date-localized": {"enable_creation_date": True}},
            {"minify": {"minify_html": True}},
        ),
        None,
    ),
}
NEEDS = {
    "macros": "mkdocs_macros",
    "glightbox": "mkdocs_glightbox",
    "git-revision-date-localized": "mkdocs_git_revision_date_localized_plugin",
    "minify": "mkdocs_minify_plugin",
    "awesome-nav": "mkdocs_awesome_nav",
    "section-index": "mkdocs_section_index",
    "literate-nav": "mkdocs_literate_nav",
    "include-markdown": "mkdocs_include_markdown_plugin",
    "print-site": "mkdocs_print_site_plugin",
    "redirects": "mkdocs_redirects",
    "i18n": "mkdocs_static_i18n",
    "autorefs": "mkdocs_autorefs",
    "mkdocstrings": "mkdocstrings",
}


def names_of(site: Site) -> list[str]:
    return [next(iter(plugin)) if isinstance(plugin, dict) else plugin for plugin in site.plugins]


def laid_out(folder: Path, site: Site, order: str) -> Path:
    """Lay out a repository of git with a site and a report outside of its docs; return the config."""
    ours: list[Any] = ["mlops-report"]
    plugins = {"ours first": [*ours, *site.plugins], "ours last": [*site.plugins, *ours]}.get(order, [*site.plugins])
    config: dict[str, Any] = {"site_name": "Birds", "theme": {"name": "material", "font": False}, "plugins": plugins}
    config |= dict(site.more) | ({"nav": site.nav} if site.nav else {})
    files = {
        "docs/index.md": "# Home\n\nHello.\n",
        "docs/guide.md": "# Guide\n\nText.\n",
        "reports/README.md": TEXT,
        "mkdocs.yml": yaml.safe_dump(config, sort_keys=False),
        **site.files,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "reports" / "figures").mkdir()
    (folder / "reports" / "figures" / "bucket.png").write_bytes(PICTURE)
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    return folder / "mkdocs.yml"


def build(config: Path, *options: str) -> tuple[Path, str]:
    """Build a site with the real command, strictly; return its folder and what was said."""
    site = config.parent / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(config), "-d", str(site), *options]
    environment = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(
        command, cwd=config.parent, capture_output=True, text=True, timeout=180, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return site, done.stderr


def soup_of(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


CASES = [(name, order) for name, site in SITES.items() for order in site.orders]


@pytest.mark.parametrize(("name", "order"), CASES, ids=[" - ".join(case) for case in CASES])
def test_the_page_is_the_same(name: str, order: str, tmp_path: Path) -> None:
    site = SITES[name]
    for module in (NEEDS[plugin] for plugin in names_of(site) if plugin in NEEDS):
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
    flat = site.more.get("use_directory_urls") is False or "offline" in names_of(site)
    folder, said = build(laid_out(tmp_path, site, order), "--strict")
    assert not [line for line in said.splitlines() if line.startswith("WARNING")]
    page = folder / ("reports/index.html" if flat else site.page)
    soup = soup_of(page)
    assert len(soup.select(".mlr-answer")) == 31
    assert len(soup.select(".mlr-badge[data-kind=words]")) == 31
    assert len(soup.select(".mlr-item")) == 53
    answer = " ".join(soup.select(".mlr-answer[data-question='4']")[0].text.split())
    for text in LITERALLY:
        assert text in answer
    assert "Hello." not in answer
    for tag, attribute in (("img", "src"), ("link[rel=stylesheet]", "href")):
        local = [str(one[attribute]) for one in soup.select(f".mlr-answer {tag}, .mlr-assets {tag}")]
        assert local
        assert all((page.parent / address.split("?")[0]).is_file() for address in local)
    index = folder / "search" / "search_index.json"
    if "search" in names_of(site):
        found = json.loads(index.read_text("utf-8"))["docs"]
        assert [one["location"] for one in found if "Text of ours" in one["text"] and "#" in one["location"]]
    home = soup_of(folder / "index.html")
    links = [str(link.get("href", "")) for link in home.select("nav a, .wy-menu a, .navbar a, [role=navigation] a")]
    assert [link for link in links if link.startswith("reports/")]


@pytest.mark.parametrize("name", ["nothing else", "tags", "minify", "MkDocs' search", "many Markdown extensions"])
def test_other_pages_stay_as_they_are(name: str, tmp_path: Path) -> None:
    site = SITES[name]._replace(nav=[*NAV, {"Report": "reports/README.md"}])
    pages = []
    for order in ("ours last", "without us"):
        config = laid_out(tmp_path / order, site, order)
        if order == "without us":
            (config.parent / "docs" / "reports").mkdir()
            (config.parent / "docs" / "reports" / "README.md").write_text("# Birds of group 42\n", "utf-8")
        pages.append((build(config)[0] / "guide" / "index.html").read_text("utf-8"))
    assert pages[0] == pages[1]


def test_an_unchanged_site_is_built_dirty(tmp_path: Path) -> None:
    config = laid_out(tmp_path, SITES["nothing else"], "ours last")
    build(config)
    site, _ = build(config, "--dirty")
    assert len(soup_of(site / "reports" / "index.html").select(".mlr-answer")) == 31
