"""EVD: the claims of the report, looked up in the repository. A finding informs, and never says that one is false."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mkdocs_mlops_report.report.model import Item
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.families.named_files import missing_names
from mkdocs_mlops_report.rules.model import Finding, Several, Severity, rule

if TYPE_CHECKING:
    from mkdocs_mlops_report.evidence.model import ItemEvidence

_LOOKED = "Looked in the tracked files, the history, and the figures of the report."


def _items(context: Context, *, wanted: str) -> Iterator[tuple[Item, ItemEvidence]]:
    """Yield the items of the report with their evidence, those with one kind of result."""
    evidence = context.evidence
    if evidence is None:
        return
    for group in context.report.checklist.groups:
        for item in group.items:
            found = evidence.item(item.about or item.fingerprint or "")
            if found is not None and _result(found) == wanted:
                yield item, found


def _result(item: ItemEvidence) -> str:
    if item.could_be_ticked:
        return "open"
    return item.verdict if item.ticked else ""


@rule(
    "EVD001",
    "no-trace",
    Severity.INFO,
    why="Graders check the repository. Work in a cloud console leaves no trace there; show it in the report.",
    example="A ticked item, for instance for Dockerfiles, in a repository without any.\n",
    instead="The same item after the file is committed, or a sentence in the report that says where it can be seen.\n",
    see=("EVD002", "EVD003"),
    several=Several("{n} ticked items leave no trace in the repository."),
    looks_up=True,
    unpublished=True,
)
def no_trace(context: Context) -> Iterator[Finding]:
    """Checks for ticked checklist items without a trace in the repository."""
    for item, found in _items(context, wanted="none"):
        yield Finding(
            item.span,
            f"{found.name}: ticked, but no trace found in the repository.",
            "Commit the files of this work, or show it in a figure of the report.",
            note=_LOOKED,
            detail=found.name,
        )


@rule(
    "EVD002",
    "could-be-ticked",
    Severity.INFO,
    why="Work that is done but not ticked is easily missed.",
    example="An open item, for instance for Dockerfiles, in a repository that has one.\n",
    instead="The same item, ticked: `[x]`.\n",
    see=("EVD001",),
    several=Several("{n} open items could be ticked.", "Tick those that are done with `[x]`."),
    looks_up=True,
    unpublished=True,
)
def could_be_ticked(context: Context) -> Iterator[Finding]:
    """Checks for open checklist items with evidence in the repository."""
    for item, found in _items(context, wanted="open"):
        where = f" in {found.traces[0].place}" if found.traces else ""
        yield Finding(
            item.span,
            f"{found.name}: not ticked, but there is evidence{where}.",
            "Tick it with `[x]` if it is done.",
            detail=found.name + (f" ({found.traces[0].place})" if found.traces else ""),
        )


@rule(
    "EVD003",
    "only-template-files",
    Severity.INFO,
    why="The file works, but it shows nothing of your own work.",
    example="A ticked item for pre-commit hooks, with the template's own `.pre-commit-config.yaml`.\n",
    instead="The same item after you have changed the file.\n",
    see=("EVD001",),
    several=Several(
        "{n} ticked items have only unchanged files of the project template.",
        "Adapt them, or keep them if you use them unchanged.",
    ),
    looks_up=True,
    unpublished=True,
)
def only_template_files(context: Context) -> Iterator[Finding]:
    """Checks for ticked items whose only evidence is unchanged files of the course's project template."""
    for item, found in _items(context, wanted="template"):
        path = found.traces[0].path
        yield Finding(
            item.span,
            f"{found.name}: `{path}` is unchanged from the project template.",
            "Adapt it to your project, or keep it if you use it unchanged.",
            detail=f"{found.name} ({path})",
        )


@rule(
    "EVD004",
    "named-file-missing",
    Severity.INFO,
    why="A grader who looks for the file does not find it.",
    example="An answer that names `src/birds/trian.py`, in a repository with `src/birds/train.py`.\n",
    instead="The same answer with the path of the file.\n",
    see=("LNK001",),
    several=Several("{n} files named in answers are not in the repository.", "Correct the names, or commit the files."),
    looks_up=True,
)
def named_file_missing(context: Context) -> Iterator[Finding]:
    """Checks for files that an answer names in backticks, and that the repository does not have."""
    for missing in missing_names(context):
        hint = f"Write `{missing.near}`." if missing.near else "Correct the name, or commit the file."
        yield Finding(
            missing.span,
            f"`{missing.name}` is not in the repository.",
            hint,
            missing.question,
            detail=missing.name,
        )
