"""What each command of `mlops-report` does with its options; every function returns an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias, TypeVar

if TYPE_CHECKING:
    from mlops_report.rules import CheckedReport

Options: TypeAlias = Any
"""The options of a command by their names; see `CHECK_DEFAULTS`."""
Thing = TypeVar("Thing")

CHECK_DEFAULTS: dict[str, Any] = {
    "output_format": "full",
    "output_file": None,
    "official": False,
    "statistics": False,
    "select": None,
    "ignore": None,
    "severity": None,
    "fail_on": None,
    "exit_zero": False,
    "stdin_filename": None,
}
"""What `check` does where no option says otherwise."""
_MANY = 10
"""From so many reports on a terminal shows how far it is."""


def check(options: Options) -> int:
    """Check reports, show what was found, and say by the exit code whether something fails."""
    from mlops_report.checking import Choice, check_paths
    from mlops_report.reporters import render
    from mlops_report.rules.settings import SettingsError

    refused = _refused(options)
    if refused:
        return _complain(refused)
    choice = Choice(options.select or (), options.ignore or (), options.severity or (), options.fail_on)
    try:
        run = check_paths(
            options.paths,
            choice,
            standard_input=lambda: sys.stdin.buffer.read() if sys.stdin else b"",
            input_name=options.stdin_filename,
            progress=_progress,
        )
    except SettingsError as error:
        return _complain(_capital(str(error)))
    for sentence in run.errors:
        _complain(sentence)
    color = _colored(sys.stdout) and options.output_file is None
    machine = options.output_format in {"json", "sarif", "junit"}
    text = ""
    if run.checked or machine:
        if options.official:
            from mlops_report.reporters import official

            text = official.render(run.checked, color=color)
        elif options.statistics:
            from mlops_report.reporters import statistics

            text = statistics.render(run.checked, color=color)
        else:
            width = _width()
            text = render(options.output_format, run.checked, color=color, width=width)
    code = run.exit_code
    if options.official and not run.errors:
        from mlops_report.reporters.official import passes

        code = int(not all(passes(checked) for checked in run.checked))
    if options.output_file and any(_is_file(checked, options.output_file) for checked in run.checked):
        return _complain(f"{options.output_file} is the report itself; name another file.")
    if (text or not run.errors) and not _write(text, options.output_file):
        return 2
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from mlops_report.reporters.github import announce

        for line in announce(run.checked, annotate=options.output_format != "github" or bool(options.output_file)):
            print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
    return 0 if options.exit_zero and code == 1 else code


def _refused(options: Options) -> str:
    """Say which options do not go together, empty where all do."""
    if (options.official or options.statistics) and options.output_format not in {"full", "concise"}:
        return "`--official` and `--statistics` are shown as text; leave `--output-format` out."
    if options.official and options.statistics:
        return "`--official` and `--statistics` are two lists; take one of them."
    if options.stdin_filename and "-" not in options.paths:
        return "`--stdin-filename` says what `-` stands for; give `-` as the path."
    if options.output_file == "":
        return "`--output-file` names no file."
    return ""


def _is_file(checked: CheckedReport, name: str) -> bool:
    file = checked.report.file
    return file is not None and Path(name).resolve() == file


def fix(options: Options) -> int:
    """Mend reports, show what was done, and say by the exit code whether anything would be."""
    from mlops_report.mending import mend_paths
    from mlops_report.reporters import fixes
    from mlops_report.rules.settings import SettingsError

    write = not (options.diff or options.check)
    try:
        mending = mend_paths(options.paths, options.select or (), unsafe=options.unsafe_fixes, write=write)
    except SettingsError as error:
        return _complain(_capital(str(error)))
    for sentence in mending.errors:
        _complain(sentence)
    color, blocks, notes = _colored(sys.stdout), [], []
    for one in mending.outcomes:
        if options.diff:
            # What it is for goes beside the change, which another program may read.
            tone = _colored(sys.stderr)
            notes.append(fixes.render(one.path, one.mended, one.remaining, written=False, color=tone))
            if one.changed:
                blocks.append(fixes.diff(one.path, one.before, one.mended.text, color=color))
        else:
            blocks.append(fixes.render(one.path, one.mended, one.remaining, written=write, color=color))
    if blocks and not _write("\n".join(blocks)):
        return 2
    if notes and sys.stderr is not None:
        with suppress(OSError):
            print("\n".join(notes), file=sys.stderr)
    if mending.errors:
        return 2
    return int(not write and any(one.changed for one in mending.outcomes))


def html(options: Options) -> int:
    """Write a report as one HTML file."""
    from mlops_report.checking import check_one
    from mlops_report.paths import LocateError, find_reports, page_options_of
    from mlops_report.report import NotAReportError

    try:
        located = find_reports(Path(options.path))
        options_of_page = page_options_of(located[0].file.parent)
        checked = check_one(located[0])
    except (LocateError, NotAReportError) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or options.path} cannot be read: {error.strerror}.")
    if options.output and _is_file(checked, options.output):
        return _complain(f"{options.output} is the report itself; name another file.")
    from jinja2 import TemplateError

    from mlops_report.page import standalone

    try:
        document = standalone(checked, options_of_page)
    except TemplateError as error:
        return _complain(f"A template cannot be used: {error.message}.")
    for other in located[1:]:
        _complain(f"{other.shown} is left out; name it to have it.")
    return 0 if _write(document.rstrip("\n"), options.output) else 2


def init(options: Options) -> int:
    """Set a repository up, and say what was done and what is left to do by hand."""
    from mlops_report.paths import has_report
    from mlops_report.reporters import setup
    from mlops_report.scaffold import plan, write

    folder = Path(options.path)
    if not folder.is_dir():
        return _complain(f"{folder.as_posix()} is no folder.")
    try:
        changes = plan(folder)
        steps = [setup.Step(one.file.as_posix(), one.before, one.text, one.what, one.by_hand) for one in changes]
        if not options.dry_run:
            write(folder, changes)
    except UnicodeDecodeError as error:
        return _complain(f"A file of the repository is no UTF-8: {error}.")
    except OSError as error:
        return _complain(f"{error.filename or folder} cannot be read or written: {error.strerror}.")
    shown = setup.render(steps, report=has_report(folder), dry_run=options.dry_run, color=_colored(sys.stdout))
    return 0 if _write(shown) else 2


def rule(options: Options) -> int:
    """Explain one rule, or those of a family."""
    from mlops_report.reporters.rules import explained
    from mlops_report.rules import SettingsError
    from mlops_report.rules.settings import codes_of

    try:
        codes = codes_of(options.rule)
    except SettingsError as error:
        return _complain(_capital(str(error)))
    return 0 if _write("\n\n".join(explained(code, color=_colored(sys.stdout)) for code in codes)) else 2


def rules(options: Options) -> int:
    """List all rules."""
    from mlops_report.reporters.rules import listing

    return 0 if _write(listing(color=_colored(sys.stdout))) else 2


COMMANDS: dict[str, Callable[[Options], int]] = {
    "check": check,
    "fix": fix,
    "html": html,
    "init": init,
    "rule": rule,
    "rules": rules,
}


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _complain(sentence: str) -> int:
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in sentence)
    if sys.stderr is not None:
        with suppress(OSError):
            print(f"mlops-report: {shown}", file=sys.stderr)
    return 2


def _write(text: str, file: str | None = None) -> bool:
    """Write to a file or to standard output; False where that cannot be done, with a sentence that says why."""
    try:
        if file is not None:
            Path(file).write_text(text + "\n" if text else "", "utf-8", "backslashreplace", "\n")
        elif text and sys.stdout is not None:
            # A terminal that cannot show a sign shows its number, and does not stop the command.
            if isinstance(sys.stdout, TextIOWrapper):
                sys.stdout.reconfigure(errors="backslashreplace")
            print(text, flush=True)
    except BrokenPipeError:
        # `| head`: nobody reads on, and that is no error. Python would complain once more when it leaves.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _complain(f"{file or 'The result'} cannot be written: {error.strerror}.")
        return False
    return True


def _width() -> int:
    try:
        return os.get_terminal_size().columns
    except OSError:  # a file or a pipe
        return 100


def _colored(stream: TextIO | None) -> bool:
    """Tell whether a stream is a terminal whose user wants colours (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or stream is None:
        return False
    if os.environ.get("FORCE_COLOR", "0") != "0":
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _progress(things: Sequence[Thing]) -> Iterator[Thing]:
    """Go through things and show on a terminal how far it is, where there are many."""
    if len(things) < _MANY or sys.stderr is None or not sys.stderr.isatty():
        yield from things
        return
    from click import progressbar

    with progressbar(things, label="Checking", file=sys.stderr) as bar:
        yield from bar
