"""From paths and options to checked reports: what `mlops-report check` does between its options and its output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from mlops_report.paths import Located, LocateError, find_reports, settings_of
from mlops_report.report import NotAReportError, Report, read_report, read_text
from mlops_report.report.reader import repository_of
from mlops_report.rules import CheckedReport, Settings, all_rules, examine
from mlops_report.rules.settings import SettingsError, codes_of, levels_of, parse_fail_on

STANDARD_INPUT = "-"
_MANY = 8
"""From so many reports on their tokens are let go of."""


class Choice(NamedTuple):
    """What the command line says about rules; it outdoes the site's config.

    `select`, `ignore` and `severity` hold what was given, one string an option: `STR,FIG001`, `LEN002=info`.
    """

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    severity: Sequence[str] = ()
    fail_on: str | None = None

    def applied(self, settings: Settings) -> Settings:
        """Return settings in which the choice counts.

        Raises:
            SettingsError: a rule or a level does not exist.
        """
        for option, values in (("select", self.select), ("ignore", self.ignore)):
            if values and not _parts(values):
                message = f"`--{option}` names no rule."
                raise SettingsError(message)
        chosen = {code for selector in _parts(self.select) for code in codes_of(selector)}
        if chosen:
            named = {
                code
                for selector in _parts(self.select)
                for code in codes_of(selector)
                if len(codes_of(selector)) == 1
            }
            rules = {rule.code: rule for rule in all_rules()}
            settings = settings.set({code: None for code in rules if code not in chosen})
            # A rule that is named speaks, also where it is off by default or in the config.
            settings = settings.set({c: rules[c].severity for c in named if settings.level(rules[c]) is None})
            settings = settings._replace(ignores=tuple(one for one in settings.ignores if one.codes & chosen))
        settings = settings.set({code: None for selector in _parts(self.ignore) for code in codes_of(selector)})
        pairs = []
        for part in _parts(self.severity):
            rule, equals, level = part.partition("=")
            if not equals:
                message = f"`--severity {part}` names no level; write `{part}=info`."
                raise SettingsError(message)
            pairs.append((rule, level.strip()))
        settings = settings.set(levels_of(pairs))
        return settings if self.fail_on is None else settings._replace(fail_on=parse_fail_on(self.fail_on))


class Run:
    """The outcome of one call: the checked reports, and a sentence for everything that could not be read."""

    def __init__(self) -> None:
        self.checked: list[CheckedReport] = []
        self.errors: list[str] = []

    @property
    def exit_code(self) -> int:
        """0 nothing fails, 1 a report fails, 2 something could not be read."""
        return 2 if self.errors else int(any(report.fails for report in self.checked))


def check_paths(
    paths: Sequence[str],
    choice: Choice,
    *,
    standard_input: Callable[[], bytes],
    input_name: str | None = None,
    progress: Callable[[Sequence[Located]], Iterable[Located]] = iter,
) -> Run:
    """Check the reports that `paths` mean, each once, and those on standard input for `-`.

    Args:
        paths: files and folders; none means the working folder.
        choice: what the command line says about rules.
        standard_input: returns what is to be read for `-`.
        input_name: the file that standard input stands for; its figures and its site's config are used.
        progress: goes through the files, and shows how far it is.

    Raises:
        SettingsError: `choice` names something that does not exist.
    """
    choice.applied(Settings())
    run = Run()
    for path in paths or (".",):
        if path == STANDARD_INPUT:
            with _told(run, input_name or "standard input"):
                run.checked.append(_check_text(standard_input(), input_name, choice))
    located = list(_located([path for path in paths or (".",) if path != STANDARD_INPUT], run))
    for one in progress(located):
        with _told(run, one.shown):
            checked = examine(read_report(one.file, path=one.shown), choice.applied(one.settings))
            run.checked.append(checked.without_tokens() if len(located) > _MANY else checked)
    return run


def check_one(located: Located, text: str | None = None) -> CheckedReport:
    """Check one report by the settings of its site; `text` is read as if it stood in the file.

    Raises:
        OSError, NotAReportError: it cannot be read, or is none.
    """
    return examine(read_report(located.file, path=located.shown, text=text), located.settings)


@contextmanager
def _told(run: Run, name: str) -> Iterator[None]:
    """Turn what keeps a report from being read into a sentence of the run."""
    try:
        yield
    except (LocateError, NotAReportError) as error:
        run.errors.append(str(error))
    except OSError as error:
        run.errors.append(f"{error.filename or name} cannot be read: {error.strerror}.")


def _located(paths: Sequence[str], run: Run) -> Iterator[Located]:
    seen: set[Path] = set()
    for path in paths:
        with _told(run, path):
            for one in find_reports(Path(path)):
                if one.file.resolve() not in seen:
                    seen.add(one.file.resolve())
                    yield one


def _check_text(text: bytes, name: str | None, choice: Choice) -> CheckedReport:
    settings = settings_of(Path(name).parent if name else Path())
    report: Report = read_text(text, path=Path(name).as_posix() if name else "standard input")
    if name:
        folder = Path(name).resolve().parent
        report = report._replace(folder=folder, root=repository_of(folder))
    return examine(report, choice.applied(settings))


def _parts(values: Sequence[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
