"""`mlops-report html`: write reports as single HTML files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs_mlops_report.cli.inputs import Input, collected
from mkdocs_mlops_report.cli.output import complain, is_report_file, progress, write
from mkdocs_mlops_report.cli.revisions import report_inputs
from mkdocs_mlops_report.fix.promise import checked_with_promises

_NO_NAME = re.compile(r"[^\w.-]+")


def run(options: Any) -> int:
    """Write the HTML files and return the exit code: 2 if that is not possible for all of them."""
    errors: list[str] = []
    with report_inputs(options, options.paths or (".",), errors) as inputs:
        return _write_all(options, [_with_evidence(one, options.evidence) for one in inputs], errors)


def _with_evidence(one: Input, choice: str | None) -> Input:
    """Return an input whose option `evidence` is that of the command line, if it is given."""
    if choice is None:
        return one
    settings = one.settings._replace(evidence=choice)
    return one._replace(options=replace(one.options, evidence=choice), settings=settings)


def _write_all(options: Any, inputs: Sequence[Input], errors: list[str]) -> int:
    folder = _folder(options.output, len(inputs))
    if len(inputs) > 1 and folder is None:
        names = ", ".join(one.path for one in inputs[:3]) + (" and others" if len(inputs) > 3 else "")
        return complain(f"{len(inputs)} reports found ({names}); name a folder for their pages: `-o pages/`.")
    if folder is not None:
        with collected(errors, options.output, "create"):
            folder.mkdir(parents=True, exist_ok=True)
    written: set[str] = set()
    for one in progress(inputs):
        with collected(errors, one.path, "read or write"):
            errors += _write(one, options.output, folder, written)
    for message in errors:
        complain(message)
    return 2 if errors else 0


def _folder(output: str | None, count: int) -> Path | None:
    """Return the folder that `-o` names: one that exists, or a name with a slash at its end."""
    if output is None:
        return None
    return Path(output) if output.endswith(("/", "\\")) or Path(output).is_dir() or count > 1 else None


def _write(one: Input, output: str | None, folder: Path | None, written: set[str]) -> Iterator[str]:
    """Write the page of a report; yield why that is not possible."""
    from jinja2 import TemplateError

    from mkdocs_mlops_report.page.standalone import standalone

    checked = checked_with_promises(one.read, one.settings)
    file = output
    if folder is not None:
        from mkdocs_mlops_report.page.views.numbers import group_number, project_name

        group, project = group_number(checked), project_name(checked.report)
        file = str(folder / _name([f"group-{group}" if group else "", project], written))
    if file and is_report_file(file):
        yield f"{file} is an exam report; choose another file."
        return
    notes: list[str] = []
    try:
        document = standalone(checked, one.options, notes=notes)
    except TemplateError as error:
        yield str(error)
        return
    for note in notes:
        complain(f"{one.path}: {note}")
    if not write(document.rstrip("\n"), file):
        yield f"the page of {one.path} was not written."


def _name(names: Sequence[str], written: set[str]) -> str:
    """Return a file name that is not taken: after the group, else after the project, else numbered."""
    stems = [stem for name in names if (stem := _NO_NAME.sub("-", name).strip("-."))] or ["report"]
    candidates = [stems[0], "-".join(stems), *(f"{'-'.join(stems)}-{number}" for number in range(2, 10_000))]
    stem = next(one for one in candidates if one.lower() not in written)
    written.add(stem.lower())
    return f"{stem}.html"
