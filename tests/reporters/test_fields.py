"""The golden file of each format, read field by field by what its readers rely on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

from mkdocs_mlops_report import __version__
from mkdocs_mlops_report.rules.model import Finding
from mkdocs_mlops_report.rules.registry import all_rules
from tests.goldens import golden_report

FOLDER = Path(__file__).parent / "golden"
CHECKED = golden_report()
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def golden(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")


def extent(finding: Finding) -> tuple[int, int, int, int]:
    """Where a finding is, counted from its text once more: lines and columns from 1, the end exclusive."""
    text = CHECKED.report.source.text
    start, end = finding.span.offset, finding.span.end_offset
    return (
        text.count("\n", 0, start) + 1,
        start - (text.rfind("\n", 0, start) + 1) + 1,
        text.count("\n", 0, end) + 1,
        end - (text.rfind("\n", 0, end) + 1) + 1,
    )


def test_golden_has_each_kind_of_finding() -> None:
    assert {one.severity.value for one in CHECKED.findings} == {"error", "warning", "info"}
    assert {extent(one)[0] == extent(one)[2] for one in CHECKED.findings} == {True, False}
    assert {bool(one.note) for one in CHECKED.findings} == {True, False}
    assert {one.fixable for one in CHECKED.findings} == {True, False}
    assert len(CHECKED.ignored) == 1


def test_json_fields() -> None:
    document = json.loads(golden("json"))
    assert document["schema"] == 1
    (data,) = document["reports"]
    assert (data["path"], data["edition"]) == ("reports/README.md", "2026-01-22")
    assert data["official"] == {"error": None, "passed": CHECKED.verdict.passed, "questions": 31}
    assert len(data["diagnostics"]) == len(CHECKED.findings)
    for one, finding in zip(data["diagnostics"], CHECKED.findings, strict=True):
        assert (one["line"], one["column"], one["end_line"], one["end_column"]) == extent(finding)
        assert (one["code"], one["name"], one["severity"]) == (finding.code, finding.name, finding.severity.value)
        assert (one["message"], one["hint"], one["note"]) == (finding.message, finding.hint, finding.note)
        assert (one["question"], one["fixable"]) == (finding.question, finding.fixable)
        assert re.fullmatch(r"[0-9a-f]{16}", one["fingerprint"])
        assert one["cause"] == finding.cause
    causes = {one["code"]: one["cause"] for one in data["diagnostics"]}
    assert causes["FIG008"] == causes["FIG011"]
    assert len(set(causes.values())) == len(CHECKED.causes)
    (ignored,) = data["ignored"]
    assert (ignored["code"], ignored["question"], ignored["reason"]) == ("LEN002", 30, "agreed | with <the> teacher")
    fourth, twelfth = data["questions"][3], data["questions"][11]
    assert fourth == {
        "number": 4,
        "line": 118,
        "state": "answered",
        "official_passed": False,
        "words": {"official": 71, "visible": 71, "min": 100, "max": 200},
        "figures": {"official": 0, "visible": 0, "min": None, "max": None},
    }
    assert twelfth["words"] == {"official": 80, "visible": 40, "min": 50, "max": 100}
    assert data["questions"][18]["figures"] == {"official": 1, "visible": 1, "min": 1, "max": 2}
    assert (data["checklist"]["done"], data["checklist"]["total"]) == (53, 53)
    assert data["checklist"]["groups"][0] == {"name": "Week 1", "done": 20, "total": 20}


def test_sarif_fields() -> None:
    document = json.loads(golden("sarif"))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"], run["columnKind"]) == ("mlops-report", __version__, "unicodeCodePoints")
    for one, rule in zip(driver["rules"], all_rules(), strict=True):
        assert one["id"] == rule.code
        assert one["name"].lower() == rule.name.replace("-", "")
        assert one["shortDescription"]["text"] == rule.summary
        assert one["fullDescription"]["text"] == rule.why
        assert one["help"]["text"] == (rule.fix_note or rule.why)
        assert one["defaultConfiguration"] == {"enabled": rule.enabled, "level": LEVELS[rule.severity.value]}
    findings = [*CHECKED.findings, *(one.finding for one in CHECKED.ignored)]
    for result, finding in zip(run["results"], findings, strict=True):
        assert result["ruleId"] == finding.code == driver["rules"][result["ruleIndex"]]["id"]
        assert result["level"] == LEVELS[finding.severity.value]
        assert finding.message in result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "reports/README.md"}
        region = place["region"]
        assert (region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]) == extent(finding)
        assert result["partialFingerprints"] == {"mlopsReport/v1": finding.fingerprint}
        assert result["properties"] == {"cause": finding.cause}
    suppressions = [result.get("suppressions") for result in run["results"]]
    assert suppressions[:-1] == [None] * len(CHECKED.findings)
    assert suppressions[-1] == [{"kind": "external", "justification": "agreed | with <the> teacher"}]


def test_junit_fields() -> None:
    root = ElementTree.fromstring(golden("junit"))
    (suite,) = root
    assert (root.tag, root.get("name"), suite.get("name")) == ("testsuites", "mlops-report", "reports/README.md")
    failed = {one.question for one in CHECKED.failing}
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("32", str(len(failed)), "0")
    cases = list(suite)
    assert [case.get("name") for case in cases][:2] == ["Report", "Question 1 Group number"]
    assert {case.get("classname") for case in cases} == {"reports/README.md"}
    for number, case in enumerate(cases):
        assert (case.find("failure") is not None) is (number in failed)
    failure = cases[4].find("failure")
    assert failure is not None
    assert failure.get("type") == "LEN001 answer-too-short"
    assert failure.get("message") == CHECKED.findings[0].message
    assert (failure.text or "").startswith(f"reports/README.md:{extent(CHECKED.findings[0])[0]}: warning LEN001")
    assert (failure.text or "").endswith(f"[cause {CHECKED.findings[0].cause}]")
    output = cases[19].findtext("system-out") or ""
    assert [line.split(": ")[1].split(" ")[1] for line in output.splitlines()] == ["FIG008", "FIG011"]


def test_github_fields() -> None:
    names = {"error": "error", "warning": "warning", "info": "notice"}
    lines = golden("github").splitlines()
    assert len(lines) == len(CHECKED.causes)
    for line in lines:
        command, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()  # type: ignore[union-attr]
        given = dict(one.split("=") for one in properties.split(","))
        code = given["title"].split(" ")[0]
        finding = next(one for one in CHECKED.findings if one.code == code)
        start, column, end, end_column = extent(finding)
        assert command == names[finding.severity.value]
        assert given["title"] == f"{code} {finding.name}"
        assert (given["file"], given["line"], given["endLine"]) == ("reports/README.md", str(start), str(end))
        # GitHub takes columns only within one line; its end is inclusive.
        columns = (str(column), str(end_column)) if start == end else (None, None)
        assert (given.get("col"), given.get("endColumn")) == columns
        assert finding.message in message


def test_concise_fields() -> None:
    *lines, summary = golden("concise").splitlines()
    for line, cause in zip(lines, CHECKED.causes, strict=False):
        finding = cause.first
        where, severity, code, rest = re.fullmatch(r"(\S+:\d+): (\w+) (\w+) (.*)", line).groups()  # type: ignore[union-attr]
        assert where == f"reports/README.md:{extent(finding)[0]}"
        assert (severity, code) == (finding.severity.value, finding.code)
        also = " Also FIG011." if cause.others else ""
        assert rest == f"Question {finding.question}: {finding.message} {finding.hint}{also}"
    assert lines[-1].endswith("Reason: agreed | with <the> teacher")
    assert summary == golden("full").splitlines()[-1]


def test_full_fields() -> None:
    *blocks, summary = golden("full").rstrip("\n").split("\n\n")
    for block, cause in zip(blocks, CHECKED.causes, strict=False):
        finding = cause.first
        lines = block.split("\n")
        start, column, end, end_column = extent(finding)
        assert lines[0] == f"{finding.code} {finding.severity.value} Question {finding.question}: {finding.message}"
        assert lines[1].strip() == f"--> reports/README.md:{start}:{column}"
        number, _, source = lines[3].partition(" | ")
        assert int(number) == start
        assert CHECKED.report.source.line(start).startswith(source.rstrip("…"))
        if start == end and not source.endswith("…"):
            marks = lines[4].partition(" | ")[2]
            assert (marks.index("^") + 1, len(marks) + 1) == (column, end_column)
        notes = [line.strip() for line in lines[5:]]
        assert [line for line in notes if line.startswith("= note:")] == [f"= note: {finding.note}"] * bool(
            finding.note
        )
        (hint,) = (line for line in notes if line.startswith("= help:"))
        assert finding.hint in hint
        assert ("fixable with `mlops-report fix`" in hint) is finding.fixable
    assert "= reason: agreed | with <the> teacher" in blocks[-1]
    assert summary == (
        "reports/README.md: The official check passes 28 of 31 questions. Found 1 error, 3 warnings, 2 info in 5"
        " causes; 1 ignored. 1 fixable with `mlops-report fix`; 3 causes need you."
    )


def test_markdown_fields() -> None:
    text = golden("markdown")
    rows = [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in text.splitlines() if re.match(r"\| \d", line)]
    by_code = {finding.code: finding for finding in CHECKED.findings}
    order = {"error": 0, "warning": 1, "info": 2}
    assert [order[row[1]] for row in rows[:-1]] == sorted(order[row[1]] for row in rows[:-1])
    for line, severity, code, said in rows[:-1]:
        finding = by_code[code]
        assert (int(line), severity) == (extent(finding)[0], finding.severity.value)
        assert finding.message in said
    assert rows[-1] == ["562", "ignored", "LEN002", r"Question 30: agreed \| with \<the\> teacher"]
