"""`mlops-report diff`: verdicts and findings of reports, compared with those of a commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from mkdocs_mlops_report.cli.inputs import Input, NoReport, collected, find_inputs
from mkdocs_mlops_report.cli.output import complain, finish
from mkdocs_mlops_report.cli.revisions import report_inputs
from mkdocs_mlops_report.fix.promise import checked_with_promises
from mkdocs_mlops_report.reporters.difference import Difference, render
from mkdocs_mlops_report.repository.git.dot_git import git_root
from mkdocs_mlops_report.repository.git.revision import RevisionError, find_revision
from mkdocs_mlops_report.rules.engine import CheckedReport


def run(options: Any) -> int:
    """Print the differences and return the exit code: 2 if a report or the commit cannot be read."""
    if options.output_file == "":
        return complain("`--output-file` needs the name of a file.")
    errors: list[str] = []
    paths = options.paths or (".",)
    inputs = list(find_inputs(paths, errors))
    bases = {one.path: _base(one, options.base, errors) for one in inputs}
    after = _checked([one for one in inputs if bases[one.path]], errors)
    for message in errors:
        complain(message)
    before = _before(options.base, paths, errors) if after else {}
    if errors:
        return 2
    found = [Difference(bases[path], one, checked) for path, checked, one in _pairs(after, before)]
    return finish(options, render, found, ())


def _base(one: Input, name: str, errors: list[str]) -> str:
    """Return the commit that a report is compared with, as a sentence names it; empty without one."""
    root = git_root(one.file.resolve().parent)
    if root is None:
        errors.append(f"{one.path} is not in a git repository; `diff` requires one.")
        return ""
    try:
        return find_revision(root, name).shown
    except RevisionError as error:
        errors.append(f"{one.path}: {error}")
        return ""


def _before(name: str, paths: Sequence[str], errors: list[str]) -> dict[str, CheckedReport]:
    """Return the reports of a commit by path; a report that is not there may be new."""
    found: list[str] = []
    with report_inputs(SimpleNamespace(rev=name, at=None), paths, found) as inputs:
        before = _checked(inputs, found)
    for sentence in found:
        complain(sentence)
    errors += [sentence for sentence in found if not isinstance(sentence, NoReport)]
    return before


def _pairs(
    after: dict[str, CheckedReport], before: dict[str, CheckedReport]
) -> Iterator[tuple[str, CheckedReport, CheckedReport | None]]:
    """Yield each report with what it was; the only one that is left on each side is the same one, moved."""
    left = [one for path, one in before.items() if path not in after]
    new = [path for path in after if path not in before]
    for path, checked in after.items():
        moved = left[0] if len(left) == len(new) == 1 and path in new else None
        yield path, checked, before.get(path, moved)


def _checked(inputs: Sequence[Input], errors: list[str]) -> dict[str, CheckedReport]:
    found = {}
    for one in inputs:
        with collected(errors, one.path):
            found[one.path] = checked_with_promises(one.read, one.settings)
    return found
