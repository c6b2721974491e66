"""JUnit XML, which most CI servers show: one suite per report, one case per question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from mkdocs_mlops_report.reporters.lines import finding_line
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.model import Finding

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WHOLE = "Report"


def render(reports: Sequence[CheckedReport], *, color: bool = False, width: int = 100) -> str:
    """Return one document: what fails by the settings is a failure, everything else is the output of its case."""
    suites = ElementTree.Element("testsuites", name="mlops-report")
    for checked in reports:
        cases = {question.number: _title(question.number, question.title) for question in checked.report.questions}
        failing = [one for one in checked.listed if checked.settings.fails(one.severity)]
        failed = {one.question if one.question in cases else None for one in failing}
        suite = ElementTree.SubElement(
            suites,
            "testsuite",
            name=_clean(checked.report.path),
            tests=str(len(cases) + 1),
            failures=str(len(failed)),
            errors="0",
            skipped="0",
        )
        _case(suite, checked, _WHOLE, [one for one in checked.listed if one.question not in cases])
        for number, name in cases.items():
            _case(suite, checked, name, [one for one in checked.listed if one.question == number])
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=False)


def _case(suite: ElementTree.Element, checked: CheckedReport, name: str, found: list[Finding]) -> None:
    path = checked.report.path
    case = ElementTree.SubElement(suite, "testcase", name=_clean(name), classname=_clean(path), time="0")
    failing = [one for one in found if checked.settings.fails(one.severity)]
    if failing:
        # The schema and most servers allow one failure per case; its text lists all of them.
        failure = ElementTree.SubElement(
            case, "failure", type=f"{failing[0].code} {failing[0].name}", message=_clean(failing[0].message)
        )
        failure.text = _clean("\n".join(_line(path, one) for one in failing))
    rest = [one for one in found if one not in failing]
    if rest:
        output = ElementTree.SubElement(case, "system-out")
        output.text = _clean("\n".join(_line(path, one) for one in rest))


def _line(path: str, one: Finding) -> str:
    return f"{finding_line(path, one)} [cause {one.cause}]"


def _title(number: int, title: str) -> str:
    return f"Question {number} {title}".strip()


def _clean(text: str) -> str:
    """Return text without the characters that XML cannot contain."""
    return _NOT_XML.sub("\ufffd", text)
