"""`mlops-report html`: write a report as a single HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs_mlops_report.cli.inputs import InputError, inputs_at
from mkdocs_mlops_report.cli.output import complain, is_report_file, write
from mkdocs_mlops_report.report.reader import NotAReportError


def run(options: Any) -> int:
    """Write the HTML file and return the exit code: 2 if that is not possible."""
    try:
        inputs = inputs_at(Path(options.path))
        checked = inputs[0].checked()
    except (InputError, NotAReportError) as error:
        return complain(str(error))
    except OSError as error:
        return complain(f"cannot read {error.filename or options.path}: {error.strerror}.")
    if options.output and is_report_file(checked, options.output):
        return complain(f"{options.output} is the report itself; choose another file.")
    from jinja2 import TemplateError

    from mkdocs_mlops_report.page.standalone import standalone

    try:
        document = standalone(checked, inputs[0].options)
    except TemplateError as error:
        return complain(f"cannot use a template: {error.message}.")
    for other in inputs[1:]:
        complain(f"{other.path} was not written; pass its path to write it.")
    return 0 if write(document.rstrip("\n"), options.output) else 2
