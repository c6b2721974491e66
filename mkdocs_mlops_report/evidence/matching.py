"""Detectors applied to the files of a project: each kind has a function that yields where it matches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from mkdocs_mlops_report.evidence.catalogue import Detector
from mkdocs_mlops_report.evidence.computed import computed
from mkdocs_mlops_report.evidence.model import Trace
from mkdocs_mlops_report.evidence.reading.names import is_within, matches_name
from mkdocs_mlops_report.evidence.reading.python_code import Call, Code
from mkdocs_mlops_report.evidence.reading.sources import Sources

_LONGEST = 1000
"""Characters of a value that a pattern is applied to; it may take the square of their number."""


def traces_of(detector: Detector, sources: Sources) -> tuple[Trace, ...]:
    """Return the places that a detector finds, with the level that it gives them."""
    if detector.kind == "figure":
        return tuple(_traces(detector, sources))
    # All others depend on the files alone, which an editor asks about again after each change of the report.
    found = sources.traces.get(id(detector))
    if found is None:
        found = sources.traces[id(detector)] = tuple(_traces(detector, sources))
    return found


def _traces(detector: Detector, sources: Sources) -> Iterator[Trace]:
    for path, line in _MATCHERS[detector.kind](detector, sources):
        if detector.files and not _pattern(detector.files).search(path):
            continue
        if detector.unless and _pattern(detector.unless).search(path):
            continue
        yield _trace(path, line, detector, sources)


def _trace(path: str, line: int, detector: Detector, sources: Sources) -> Trace:
    """Return a trace: a file of the template shows nothing, and one that git does not have at most a hint."""
    if path in sources.template or not (path or sources.own):
        return Trace(path, line, "template")
    file = sources.snapshot.by_path.get(path)
    if file is not None and not file.committed:
        return Trace(path, line, "weak", committed=False)
    committed = file is None or sources.snapshot.is_committed(path)
    return Trace(path, line, detector.level, committed, "" if path else detector.says)


def _path(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    pattern = _pattern(detector.pattern)
    for file in sources.files:
        if file.size > detector.min_bytes and pattern.search(file.path):
            yield file.path, 0


def _python(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    files = {"no": sources.code, "only": sources.tests, "also": sources.code | sources.tests}[detector.tests]
    for path, code in files.items():
        line = python_line(detector, code)
        if line:
            yield path, line


def python_line(detector: Detector, code: Code) -> int:
    """Return the first line in which code has what a detector names, 0 without one."""
    if detector.imported and not any(is_within(name, detector.imported) for name, _ in code.imports):
        return 0
    lines: list[int] = []
    if detector.imports:
        lines += [line for name, line in code.imports if is_within(name, detector.imports)]
    if detector.calls:
        lines += [call.line for call in code.calls if _is_called(call, detector)]
    if detector.bases:
        lines += [one.line for one in code.classes if any(matches_name(base, detector.bases) for base in one.bases)]
    if detector.texts:
        lines += [line for text, line in code.texts if _pattern(detector.texts).search(text)]
    if detector.names:
        named = [*((one.name, one.line) for one in code.functions), *((one.name, one.line) for one in code.classes)]
        lines += [line for name, line in named if _pattern(detector.names).search(name)]
    if detector.keys:
        lines += [line for one, line in code.dictionaries if _has(one, detector.keys)]
    return min(lines, default=0)


def _is_called(call: Call, detector: Detector) -> bool:
    if not matches_name(call.name, detector.calls):
        return False
    if not detector.keywords:
        return True
    return any(_has(call.keywords, {name: pattern}) for name, pattern in detector.keywords.items())


def _has(values: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Return whether a mapping has all the wanted keys, with values that match their patterns."""
    return all(name in values and _pattern(pattern).search(values[name]) for name, pattern in wanted.items())


def _workflow(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    for path, workflow in sources.workflows.items():
        if detector.starts_alone and not workflow.starts_alone:
            continue
        if detector.uses:
            yield from ((path, line) for name, line in workflow.uses if _pattern(detector.uses).search(name))
        if detector.pattern:
            pattern = _pattern(detector.pattern)
            yield from ((path, one.line) for one in workflow.commands if pattern.search(one.text))
        if detector.events:
            yield from ((path, line) for event, line in workflow.triggers if event in detector.events)


def _command(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    pattern = _pattern(detector.pattern)
    for path, commands in sources.builds.items():
        line = next((one.line for one in commands if pattern.search(one.text)), 0)
        if line:
            yield path, line


def _yaml(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    for path, values in sources.yaml.items():
        keys, text = _pattern(detector.key), _pattern(detector.value)
        for value in values:
            if keys.search(".".join(value.keys)) and text.search(value.text[:_LONGEST]):
                yield path, value.line
                break


def _dvc(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    pattern = _pattern(detector.pattern)
    for path in sources.paths:
        if path.endswith(".dvc/config"):
            yield from ((path, number) for number, line in sources.lines(path) if pattern.search(line))


def _dependency(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    for one in sources.declared:
        if one.name in detector.packages:
            yield one.path, one.line


def _prose(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    pattern = _pattern(detector.pattern)
    for path, text in sources.searched_prose.items():
        match = pattern.search(text)
        if match:
            yield path, text.count("\n", 0, match.start()) + 1


def _figure(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield figures of the named questions; with a pattern, those whose words or answer match it."""
    for figure in sources.figures:
        if detector.questions and figure.question not in detector.questions:
            continue
        if not detector.questions and figure.question == "Architecture":  # it names all parts and shows none of them
            continue
        words = f"{figure.words} {figure.answer}" if detector.in_answer else figure.words
        if not detector.pattern or _pattern(detector.pattern).search(words):
            yield (figure.path, 0) if figure.path else (sources.report, figure.line)


def _computed(detector: Detector, sources: Sources) -> Iterator[tuple[str, int]]:
    yield from computed(detector.function)(sources)


_MATCHERS = {
    "path": _path,
    "python": _python,
    "workflow": _workflow,
    "command": _command,
    "yaml": _yaml,
    "dvc": _dvc,
    "dependency": _dependency,
    "prose": _prose,
    "figure": _figure,
    "computed": _computed,
}


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
