"""Quick fixes: the edits of `mlops-report fix`, for one finding or for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from lsprotocol import types

from mkdocs_mlops_report.fix.apply import apply_fixes
from mkdocs_mlops_report.fix.promise import FIXABLE, fixed_by_default
from mkdocs_mlops_report.fix.single import single_fixes
from mkdocs_mlops_report.report.reader import read_again
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.model import Finding
from mkdocs_mlops_report.server.diagnostics import diagnostic_of
from mkdocs_mlops_report.server.documents import Document
from mkdocs_mlops_report.server.positions import Encoding, offset_of, range_between
from mkdocs_mlops_report.text.source import Source

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.mlops-report"
KINDS: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL]


def actions_of(
    document: Document, wanted: types.Range, only: Sequence[types.CodeActionKind | str] | None, encoding: Encoding
) -> Iterator[types.CodeAction]:
    """Yield the fixes of the findings in a range, and one of all that are safe.

    The latter takes longer than a check, and an editor asks at each move of the cursor. So it comes only if the editor
    asks for it, as it does for a menu or when a file is saved.

    Args:
        document: an open document.
        wanted: the range that the editor asks about.
        only: the kinds of actions that it wants; None for all.
        encoding: how the editor counts characters.
    """
    checked = document.checked
    if checked is None:
        return
    source = checked.report.source
    if _is_wanted(types.CodeActionKind.QuickFix.value, only):
        start, end = offset_of(source, wanted.start, encoding), offset_of(source, wanted.end, encoding)
        here = [one for one in checked.listed if one.span.offset <= end and one.span.end_offset >= start]
        yield from _single(document, checked, here, encoding)
    if only is not None and _is_wanted(FIX_ALL, only):
        edits = _all_edits(checked, encoding)
        if edits:
            yield types.CodeAction(
                "Apply all safe fixes of mlops-report", kind=FIX_ALL, edit=_workspace_edit(document, edits)
            )


def _single(
    document: Document, checked: CheckedReport, findings: Sequence[Finding], encoding: Encoding
) -> Iterator[types.CodeAction]:
    source = checked.report.source
    for one in single_fixes(checked.report, findings, unsafe=True):
        edits = [
            types.TextEdit(range_between(source, edit.offset, edit.end, encoding), edit.text) for edit in one.fix.edits
        ]
        title = f"{one.fix.what[:1].upper()}{one.fix.what[1:]}"
        yield types.CodeAction(
            f"{title} ({one.finding.code})" if one.safe else f"{title} ({one.finding.code}, unsafe)",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic_of(one.finding, source, encoding)],
            is_preferred=one.safe,
            edit=_workspace_edit(document, edits),
        )


def _all_edits(checked: CheckedReport, encoding: Encoding) -> list[types.TextEdit]:
    """Return what `mlops-report fix` would change, line by line."""
    report = checked.report
    before = report.source
    settings = checked.settings
    fixed = apply_fixes(
        before.text,
        lambda text: check(read_again(report, text), FIXABLE),
        codes=fixed_by_default(settings),
        ignores=settings.ignores,
    )
    after = fixed.checked.report.source
    old, new = _lines(before), _lines(after)
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        types.TextEdit(range_between(before, _offset(old, start), _offset(old, end), encoding), "".join(new[from_:to]))
        for kind, start, end, from_, to in changes
        if kind != "equal"
    ]


def _lines(source: Source) -> list[str]:
    """Return the lines of a text with their endings."""
    starts = [source.span(number, number).offset for number in range(1, source.line_count + 1)]
    return [source.text[start:end] for start, end in zip(starts, [*starts[1:], len(source.text)], strict=True)]


def _offset(lines: Sequence[str], number: int) -> int:
    return sum(map(len, lines[:number]))


def _workspace_edit(document: Document, edits: Sequence[types.TextEdit]) -> types.WorkspaceEdit:
    """Return edits of one version of a document, so that none is applied to a text that has changed since."""
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(text_document=identifier, edits=list(edits))])


def _is_wanted(kind: str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Return whether an editor wants a kind of action: `source` includes `source.fixAll`, which includes ours."""
    if only is None:
        return True
    names = [one.value if isinstance(one, types.CodeActionKind) else one for one in only]
    return any(not name or kind == name or kind.startswith(f"{name}.") for name in names)
