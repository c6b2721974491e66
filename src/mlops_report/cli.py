"""The command `mlops-report`."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import click

from mlops_report import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mlops-report")
def main() -> None:
    """Check the exam report of a machine-learning-operations project."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False), metavar="[PATH]...")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="One line a finding, or everything that is known as JSON.",
)
def check(paths: tuple[Path, ...], output_format: str) -> None:
    """Say what the official checker and a grader will find in a report.

    PATH is a report, or a folder in which one is looked for: `reports/README.md` there or in a folder above
    it up to the repository's, and what the MkDocs site of the folder publishes. Without a PATH it is the
    folder you stand in.

    Exit code: 0 nothing was found, 1 there are warnings or errors, 2 a report cannot be read.
    """
    from mlops_report.paths import LocateError, find_reports
    from mlops_report.report import NotAReportError, read_report
    from mlops_report.reporters import to_json, to_text
    from mlops_report.rules import examine

    checked, failed = [], False
    seen: set[Path] = set()
    for path in paths or (Path(),):
        try:
            for file, shown in find_reports(path):
                if file.resolve() in seen:
                    continue
                seen.add(file.resolve())
                checked.append(examine(read_report(file, path=shown)))
        except (LocateError, NotAReportError) as error:
            click.echo(f"mlops-report: {error}", err=True)
            failed = True
        except OSError as error:
            click.echo(
                f"mlops-report: {error.filename or path.as_posix()} cannot be read: {error.strerror}.", err=True
            )
            failed = True
    if checked or output_format == "json":
        try:
            click.echo(to_json(checked) if output_format == "json" else to_text(checked))
        except OSError as error:
            if error.errno == errno.EPIPE:  # `| head`: nobody reads on, and that is no error
                raise
            click.echo(f"mlops-report: the result cannot be written: {error.strerror}.", err=True)
            sys.exit(2)
    if failed:
        sys.exit(2)
    sys.exit(int(any(report.fails for report in checked)))
