"""The options of the command `mlops-report`, and the help that it gives.

argparse and not click: the command runs at every commit, and to import click takes a fifth of the time that it takes
to check a report.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, NoReturn

from mlops_report import __version__
from mlops_report.commands import CHECK_DEFAULTS
from mlops_report.reporters import FORMATS

_ABOUT = "Check the exam report of a machine-learning-operations project."
_PATHS = """\
PATH is a report, or a folder in which one is looked for: reports/README.md there or in a folder above it up to the
repository's, and what the MkDocs site of the folder publishes. Without a PATH it is the folder you stand in; - is
standard input. The options rules, ignore and fail_on of the site's config hold here, too.

Exit code: 0 nothing fails, 1 there are warnings or errors (see --fail-on), 2 a report or an option cannot be used.
"""
_FIX = """\
The words of every answer stay, no answer that passes the official check fails it then, and a second run changes
nothing. What is not mended for one of these reasons is said. What the site's config sets to off is mended when
--select names it, and what it ignores is left. PATH is as for check.

Exit code: 0, or 1 where --diff or --check find something to mend, 2 where a report cannot be read or written.
"""
_HTML = """\
The same page as in a site, with its figures inside: it opens from a mail, and nothing is loaded from anywhere.
PATH is as for check; the options of the site's config hold here, too.
"""
_INIT = """\
Adds the plugin to the site (or makes a site in the course's layout), a workflow that builds it strictly and publishes
it, our hook where pre-commit is used, and the dependency. Nothing is overwritten; a second run changes nothing.
"""


class _Parser(argparse.ArgumentParser):
    """Suggests the option that was probably meant."""

    def error(self, message: str) -> NoReturn:
        from mlops_report.rules.settings import did_you_mean

        unknown = message.removeprefix("unrecognized arguments: ").split()[0].split("=")[0]
        if message.startswith("unrecognized") and unknown.startswith("-"):
            message = message.rstrip(".") + did_you_mean(unknown, _names(self))
        super().error(message)


def _names(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the names of all options of a parser and of its commands."""
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from _names(command)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(prog="mlops-report", description=_ABOUT, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"%(prog)s, version {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    _check(commands.add_parser("check", help="say what the official checker and a grader will find", **_form(_PATHS)))
    _fix(commands.add_parser("fix", help="mend what can be mended without asking", **_form(_FIX)))
    html = commands.add_parser("html", help="write the report as one file that needs no network", **_form(_HTML))
    html.add_argument("path", nargs="?", default=".", metavar="PATH")
    html.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    init = commands.add_parser("init", help="set a group's repository up", **_form(_INIT))
    init.add_argument("path", nargs="?", default=".", metavar="FOLDER")
    init.add_argument("--dry-run", action="store_true", help="show what would be done, and do nothing")
    rule = commands.add_parser("rule", help="explain a rule", **_form("RULE is a code or a name, such as LEN001."))
    rule.add_argument("rule", metavar="RULE")
    commands.add_parser("rules", help="list all rules", **_form(""))
    return parser


def _form(text: str) -> dict[str, Any]:
    return {"epilog": text, "allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter}


def _fix(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--diff", action="store_true", help="show what would be changed, and change nothing")
    parser.add_argument("--check", action="store_true", help="only say whether anything would be changed")
    parser.add_argument("--select", action="append", metavar="RULES", help="only what these rules find: PLH,FIG006")
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="also what changes what somebody reads or what the official tool counts",
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(**CHECK_DEFAULTS)
    parser.add_argument("paths", nargs="*", metavar="PATH")
    show = parser.add_argument_group("what is shown")
    show.add_argument("--output-format", choices=FORMATS, help="default: %(default)s")
    show.add_argument("--output-file", metavar="FILE", help="write there, not to standard output")
    show.add_argument("--official", action="store_true", help="show what the course's tool prints, and why")
    show.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    rules = parser.add_argument_group("rules, each by its code, its name or the letters of its family")
    rules.add_argument("--select", action="append", metavar="RULES", help="only these: LEN,FIG003")
    rules.add_argument("--ignore", action="append", metavar="RULES", help="all but these")
    rules.add_argument("--severity", action="append", metavar="CODE=LEVEL", help="error, warning, info, off")
    code = parser.add_argument_group("exit code")
    code.add_argument("--fail-on", choices=("error", "warning", "info", "never"), help="default: warning")
    code.add_argument("--exit-zero", action="store_true", help="0, whatever is found")
    parser.add_argument(
        "--stdin-filename", metavar="FILE", help="the file that - stands for: its figures are looked up"
    )
