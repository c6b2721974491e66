"""`mlops-report evidence`: what repositories show of the claims of their reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs_mlops_report.cli.inputs import Input, NoReport, collected
from mkdocs_mlops_report.cli.output import complain, finish, progress
from mkdocs_mlops_report.cli.revisions import is_checked_out, report_inputs
from mkdocs_mlops_report.evidence.gather import evidence_in, gather
from mkdocs_mlops_report.reporters.evidence import RepositoryEvidence, render
from mkdocs_mlops_report.repository.files import Files
from mkdocs_mlops_report.repository.project import project_root


def run(options: Any) -> int:
    """Print the evidence and return the exit code: 0, or 2 if a path cannot be read."""
    if options.output_file == "":
        return complain("`--output-file` needs the name of a file.")
    errors: list[str] = []
    found: list[RepositoryEvidence] = []
    for path in progress(options.paths or (".",)):
        own: list[str] = []
        with report_inputs(options, (path,), own) as inputs:
            for one in inputs:
                with collected(own, one.path):
                    found.append(_of_report(path, one))
        none = own and isinstance(own[0], NoReport) and not inputs
        if none and options.rev is None and options.at is None and is_checked_out(Path(path)):
            # A grader also wants to see what a repository without a report has.
            complain(own.pop(0))
            found.append(RepositoryEvidence(path, "", evidence_in(Path(path).resolve()), {}))
        errors += own
    return finish(options, render, found, errors)


def _of_report(path: str, one: Input) -> RepositoryEvidence:
    report = one.read()
    files = Files(report.folder, report.root)
    evidence = gather(report, files)
    if evidence is None:  # who asks for it gets it for any report
        evidence = evidence_in(project_root(report.folder or Path(path).resolve()), report, files)
    root = report.root or Path()
    inside = (
        one.file.resolve().relative_to(root.resolve()).as_posix()
        if one.file.resolve().is_relative_to(root.resolve())
        else one.path
    )
    return RepositoryEvidence(
        path, inside, evidence, {question.number: question.title for question in report.questions}
    )
