"""From paths and options to mended reports: what `mlops-report fix` does between its options and its output."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from mlops_report.checking import check_one
from mlops_report.fix import Mended, mend, write_text
from mlops_report.paths import Located, LocateError, find_reports
from mlops_report.report import NotAReportError
from mlops_report.rules import CheckedReport, Settings, all_rules
from mlops_report.rules.settings import codes_of


class Outcome(NamedTuple):
    """One report before and after; `before` is its text, and `remaining` is found when all is done."""

    path: str
    before: str
    mended: Mended
    remaining: CheckedReport

    @property
    def changed(self) -> bool:
        """Whether anything was mended."""
        return self.mended.text != self.before


MENDABLE = Settings({rule.code: rule.severity for rule in all_rules() if rule.fix})
"""Settings in which every rule speaks whose findings can be mended: so it is seen whether a repair helps."""


class Mending:
    """The outcome of one call: mended reports, and a sentence for everything that could not be read or written."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.errors: list[str] = []


def mend_paths(paths: Sequence[str], select: Sequence[str] = (), *, unsafe: bool, write: bool) -> Mending:
    """Mend the reports that `paths` mean, each once.

    Args:
        paths: files and folders; none means the working folder.
        select: rules by code, name or family, whose findings are mended; all of them without it.
        unsafe: whether repairs may change what somebody reads or what the official tool counts.
        write: whether the files are written.

    Raises:
        SettingsError: `select` names a rule that does not exist.
    """
    codes = {code for part in select for selector in part.split(",") for code in codes_of(selector)} or None
    result, seen = Mending(), set[Path]()
    for path in paths or (".",):
        try:
            for one in find_reports(Path(path)):
                if one.file.resolve() not in seen:
                    seen.add(one.file.resolve())
                    result.outcomes.append(_mended(one, codes, unsafe=unsafe, write=write))
        except (LocateError, NotAReportError) as error:
            result.errors.append(str(error))
        except UnicodeDecodeError as error:
            result.errors.append(
                f"{path} is no UTF-8 from byte {error.start + 1} on. Save it as UTF-8, then mend it."
            )
        except OSError as error:
            result.errors.append(f"{error.filename or path} cannot be read or written: {error.strerror}.")
    return result


def _mended(one: Located, codes: Collection[str] | None, *, unsafe: bool, write: bool) -> Outcome:
    text = one.file.read_bytes().decode("utf-8")
    # What the site ignores is left alone, and so is what it sets to off, unless it is asked for by its code. What is
    # off by itself is mended all the same: it is not worth a finding, and good to have.
    ignored = {code for ignore in one.settings.ignores for code in ignore.codes}
    off = {code for code, level in one.settings.levels.items() if level is None}
    wanted = ({rule.code for rule in all_rules()} - off if codes is None else set(codes)) - ignored
    plain = one._replace(settings=MENDABLE)
    mended = mend(text, lambda changed: check_one(plain, changed), codes=wanted, unsafe=unsafe)
    if write and mended.text != text:
        write_text(one.file, mended.text)
    return Outcome(one.shown, text, mended, check_one(one, mended.text))
