"""The arguments of `mlops-report`, and its help.

argparse instead of click: a hook runs the command at every commit, and importing click takes a fifth of the time of a
check.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from mkdocs_mlops_report import __version__
from mkdocs_mlops_report.cli.defaults import CHECK_DEFAULTS
from mkdocs_mlops_report.config.suggestions import did_you_mean
from mkdocs_mlops_report.reporters.formats import DIFFERENCE_FORMATS, EVIDENCE_FORMATS, FORMATS, GROWTH_FORMATS

_ABOUT = "Check and publish the exam report of an MLOps project."
_PATH = "a report, or a folder to search for one (default: the current folder)"
_PATHS = f"{_PATH}; - reads standard input"
_CHECK = """\
For a folder, mlops-report checks the report that the site's config names. Without one, it checks the nearest
reports/README.md in the folder or above it, up to the root of the repository. It also checks every report in the docs
folder of the MkDocs site. The options rules, ignore, fail_on, min_severity, edition and evidence of the site's config
apply.

Exit code: 0 if nothing fails; 1 if there are errors or warnings (see --fail-on); 2 if a report cannot be read or an
option is wrong.
"""
_FIX = """\
Safe fixes never change the words of an answer, and no fix makes a passing answer fail; a fix that would do so is
skipped, and the output says why. A second run changes nothing. Rules that the site's config sets to off are fixed only
if --select names them; ignored findings are skipped.

Exit code: 0; 1 if --diff or --check finds something to fix; 2 if a report cannot be read or written.
"""
_HTML = """\
Writes the same page as on a site, with its figures inside, so that it can be sent by email. It loads nothing from the
network. The options of the site's config apply. Images of more than 2 MB are scaled down if Pillow is installed
(the extra "images" of the package).

Exit code: 0; 2 if a report cannot be read or a page cannot be written; all other pages
are still written.
"""
_EVIDENCE = """\
Looks up each item of the checklist in the repository: tracked files, history, and the figures of the report. Files
are read from disk, or from a commit with --rev or --at; nothing is run or checked out. Only paths and line numbers
are shown. "No trace" does not mean that a claim is false: work in a cloud console leaves no trace.

Exit code: 0; 2 if a path cannot be read.
"""
_COHORT = """\
Reads the reports of many groups and writes a folder with a static site (open site/index.html), tables (cohort.csv,
answers.csv) and cohort.json. GROUPS is a CSV file with the columns group and repository (a path, or a URL that git can
clone), or a folder with one clone per group. A second run reads only what has changed. No code from a repository is
run.

The site contains the answers of all groups: publish it only where nobody but the graders can open it.

Exit code: 0, even if some groups have no readable report; 2 if the list or the notes cannot be used, or the site
cannot be built.
"""
_DIFF = """\
Compares reports on disk with those at a commit, for instance the tip of a pull request's base branch:
the official verdict of each question, the numbers of the dashboard, and new or fixed findings. The commit is
read from git's objects.

Exit code: 0, even if something changed; 2 if a report or the commit cannot be read.
"""
_HISTORY = """\
For each commit that touched a report: the number of answered questions, of questions that pass the official check, of
words, and of ticked items. Follows the branch along first parents. Shows no names and no times of day.

Exit code: 0; 2 if a report is not in a git repository, not committed, or in a shallow clone.
"""
_SERVER = """\
A language server (LSP) over standard input and output, for editors: findings while you type, the fixes of
mlops-report fix, the length of each answer, the evidence for each checklist item, and the paths of figures. Requires
the extra "lsp" of the package. Your editor starts it.
"""
_INIT = """\
Adds the plugin to the MkDocs site (or creates a site in the course's layout), a workflow that checks the report and
publishes the site, a pre-commit hook if the repository uses pre-commit, and the packages that the site needs. It
overwrites nothing, and a second run changes nothing.
"""


_WRONG_CHOICE = re.compile(r"argument \S+: invalid choice: '(?P<given>[^']*)' \(choose from (?P<choices>.*)\)$")
_CHOICE = re.compile(r"[\w.-]+")


class _Parser(argparse.ArgumentParser):
    """Suggests the command, the option or the choice that was probably meant."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse arguments; an unknown option is an error of the command that it was given to."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            command = _commands(self)[options.command]
            command.error(f"unrecognized arguments: {' '.join(unknown)}")
        return options

    def error(self, message: str) -> NoReturn:
        """Print a message with a suggestion, and leave with exit code 2."""
        unknown = message.removeprefix("unrecognized arguments: ").lstrip().partition(" ")[0].partition("=")[0]
        if message.startswith("unrecognized") and unknown.startswith("-"):
            message = message.rstrip(".") + did_you_mean(unknown, _option_names(self))
        wrong = _WRONG_CHOICE.match(message)
        meant = did_you_mean(wrong["given"], _CHOICE.findall(wrong["choices"])) if wrong else "."
        super().error(message if meant == "." else message.split(" (choose")[0] + meant)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(prog="mlops-report", description=_ABOUT, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"%(prog)s, version {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    _add_check(commands.add_parser("check", help="check reports and reproduce the official verdict", **_form(_CHECK)))
    _add_fix(commands.add_parser("fix", help="apply safe fixes", **_form(_FIX)))
    html = commands.add_parser("html", help="write reports as single HTML files", **_form(_HTML))
    html.add_argument("paths", nargs="*", metavar="PATH", help=_PATH)
    html.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to this file instead of standard output, or to files in this folder, named after the groups",
    )
    html.add_argument(
        "--evidence",
        choices=("links", "full", "off"),
        help="override the site's option; full also shows what is not in the repository",
    )
    _add_revision(html)
    evidence = commands.add_parser("evidence", help="show the evidence for each claim", **_form(_EVIDENCE))
    evidence.add_argument("paths", nargs="*", metavar="PATH", help=_PATH)
    evidence.add_argument("--output-format", choices=EVIDENCE_FORMATS, default="table", help="default: %(default)s")
    evidence.add_argument("--output-file", metavar="FILE", help="write to this file instead of standard output")
    _add_revision(evidence)
    diff = commands.add_parser("diff", help="compare a report with an earlier commit", **_form(_DIFF))
    diff.add_argument("base", metavar="BASE", help="a commit, branch or tag: HEAD, origin/main")
    diff.add_argument("paths", nargs="*", metavar="PATH", help=_PATH)
    diff.add_argument("--output-format", choices=DIFFERENCE_FORMATS, default="text", help="default: %(default)s")
    diff.add_argument("--output-file", metavar="FILE", help="write to this file instead of standard output")
    history = commands.add_parser("history", help="show how a report grew", **_form(_HISTORY))
    history.add_argument("paths", nargs="*", metavar="PATH", help=_PATH)
    history.add_argument("--output-format", choices=GROWTH_FORMATS, default="table", help="default: %(default)s")
    history.add_argument("--output-file", metavar="FILE", help="write to this file instead of standard output")
    _add_cohort(commands.add_parser("cohort", help="make a site of the reports of many groups", **_form(_COHORT)))
    init = commands.add_parser("init", help="set up a repository", **_form(_INIT))
    init.add_argument(
        "path", nargs="?", default=".", metavar="FOLDER", help="a folder of the repository (default: the current one)"
    )
    init.add_argument(
        "--publish",
        choices=("always", "passing"),
        default="always",
        help="always publish the site (default), or only if the check passes",
    )
    init.add_argument(
        "--editor", choices=("vscode",), help="also add files for this editor, which then lists the findings"
    )
    init.add_argument("--dry-run", action="store_true", help="show what would be done and write nothing")
    server = commands.add_parser("server", help="run the language server for editors", **_form(_SERVER))
    server.add_argument("--stdio", action="store_true", help="accepted for editors that pass it; has no effect")
    rule = commands.add_parser("rule", help="explain a rule", **_form(""))
    rule.add_argument("rule", metavar="RULE", help="its code or name, or a family: LEN001, answer-too-short, LEN")
    commands.add_parser("rules", help="list all rules", **_form(""))
    return parser


def _add_fix(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help=_PATH)
    parser.add_argument("--diff", action="store_true", help="show the changes and write nothing")
    parser.add_argument("--check", action="store_true", help="list the fixes and write nothing")
    parser.add_argument("--select", action="append", metavar="RULES", help="fix only these rules: PLH,FIG006")
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="also apply fixes that may change what readers see or what the official check counts",
    )


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(**CHECK_DEFAULTS)
    parser.add_argument("paths", nargs="*", metavar="PATH", help=_PATHS)
    parser.add_argument(
        "--stdin-filename", metavar="FILE", help="treat standard input as this file, so that its figures are found"
    )
    parser.add_argument(
        "--watch", action="store_true", help="check again whenever a file changes, and show what changed"
    )
    output = parser.add_argument_group("output")
    output.add_argument("--output-format", choices=FORMATS, help="default: full")
    output.add_argument("--output-file", metavar="FILE", help="write to this file instead of standard output")
    output.add_argument(
        "--min-severity", choices=("error", "warning", "info"), help="lowest severity to list (default: info)"
    )
    output.add_argument("--official", action="store_true", help="show what the course's report.py prints, and why")
    output.add_argument("--statistics", action="store_true", help="show the number of findings per rule")
    _add_revision(parser)
    rules = parser.add_argument_group("rules (by code, name or family)")
    rules.add_argument("--select", action="append", metavar="RULES", help="check only these: LEN,FIG003")
    rules.add_argument("--ignore", action="append", metavar="RULES", help="check all but these")
    rules.add_argument(
        "--severity", action="append", metavar="RULE=SEVERITY", help="set to error, warning, info or off: LEN002=info"
    )
    code = parser.add_argument_group("exit code")
    code.add_argument(
        "--fail-on",
        choices=("error", "warning", "info", "never"),
        help="lowest severity that gives exit code 1 (default: warning)",
    )
    code.add_argument("--exit-zero", action="store_true", help="exit with code 0 whatever is found")


def _add_cohort(cohort: argparse.ArgumentParser) -> None:
    cohort.add_argument("groups", nargs="?", metavar="GROUPS", help="a CSV file, or a folder of clones")
    cohort.add_argument(
        "-o", "--output", metavar="FOLDER", default="cohort", help="for site, tables and clones (default: %(default)s)"
    )
    cohort.add_argument(
        "--at", metavar="TIME", help='the deadline: "2026-01-23 23:59 +01:00" (default: the checked-out commit)'
    )
    cohort.add_argument("--notes", metavar="FILE", help="your notes, CSV or YAML: group, question, note, grade")
    cohort.add_argument("--pseudonyms", action="store_true", help="show a code in place of each group's name")
    cohort.add_argument(
        "--clones", metavar="FOLDER", help="where clones are kept (default: clones in the output folder)"
    )
    cohort.add_argument("--jobs", type=int, metavar="N", default=0, help="number of processes (default: one per core)")
    cohort.add_argument("--shard", metavar="K/N", help="read every Nth group, starting with the Kth, and build no site")
    cohort.add_argument("--merge", nargs="+", metavar="FOLDER", help="build the site from the folders of all shards")


def _add_revision(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("commit, read from git without checking it out")
    group.add_argument("--rev", metavar="REV", help="a commit, branch or tag: HEAD~3, origin/main")
    group.add_argument(
        "--at",
        metavar="TIME",
        help='the last commit of the branch at or before that time: "2026-01-23 23:59 +01:00"',
    )


def _form(epilog: str) -> dict[str, Any]:
    return {"epilog": epilog, "allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter}


def _option_names(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the names of all options of a parser, without those of its commands."""
    for action in parser._actions:
        yield from action.option_strings


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of all commands by name."""
    return next(dict(action.choices) for action in parser._actions if isinstance(action.choices, dict))
