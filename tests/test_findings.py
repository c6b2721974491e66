"""What rules say in the cases that their own examples do not show."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mlops_report.report import Report, read_report, read_text
from mlops_report.rules import Diagnostic, Severity, check
from tests.builders import chunk, course_site, in_edition_of, report, words

ROOT = Path(__file__).parents[1]


def found(text: str | Report) -> list[Diagnostic]:
    return check(read_text(text) if isinstance(text, str) else text)


def codes(text: str | Report) -> list[tuple[str, int | None]]:
    return [(one.code, one.question) for one in found(text)]


def answered(answer: str, number: int = 4) -> list[str]:
    return [one.code for one in found(report(answers={number: answer}))]


@pytest.mark.parametrize(
    "note",
    [
        *(
            "TODO",
            "TODO: say more",
            "**TODO**",
            "- TODO add the figure",
            "[TODO: coverage]",
            "(TODO)",
            "TODO(ada): tests",
        ),
        *("FIXME: numbers", "TBD", "The coverage is TBD.", "Coverage: TBD", "TBD by Anna", "todo: add link", "tbd"),
        *("To do: describe the pipeline.", "It works well. TODO: measure it", "TODO @anna", "[USER INPUT NEEDED]"),
        *("[USER INPUT NEEDED: who\ndid what]", "(MISSING)", "[figure missing]", "MISSING", "[citation needed]"),
        *("[insert figure here]", "<insert link here>", "Link: [add link here]", "Your answer here", "*fill in*"),
        *(
            "Figure to be added.",
            "(screenshot to be added)",
            "Lorem ipsum dolor sit amet.",
            "Coverage is X%.",
            "about XX%",
        ),
        *("we spent $XX on it", "sXXXXXX wrote the service", "...", "??", "See <weblink> for it"),
        *("TODO write this", "This section will be written later."),
    ],
)
def test_a_note_to_the_authors_is_found(note: str) -> None:
    assert answered(f"{{120 words}}\n\n{note}\n\n{{20 words}}") == ["PLH003"], note


@pytest.mark.parametrize(
    "sentence",
    [
        *(
            "Ruff finds every TODO in the code.",
            "Our TODO: comments were tracked by ruff.",
            "TODO comments are flagged.",
        ),
        *("FIXME: and TODO: comments fail the build.", "The TODO (a list in Notion) was reviewed daily."),
        *("Our board has (TODO, DOING, DONE) columns.", "Status TODO = not started", "The issue was TODO for long."),
        *(
            "TODO add-ons are free.",
            "We followed TBD (trunk-based development).",
            "Our strategy was TBD: trunk based.",
        ),
        *(
            "The team TBD - Trunk Based Development - was used.",
            "PRs begin with [WIP] until ready.",
            "We kept a to-do list.",
        ),
        *(
            "Values were marked [MISSING] by the tokenizer.",
            "Rows with (MISSING) labels were dropped.",
            "Missing data: none",
        ),
        *("Run gcloud config set project [your project name].", "The button [Add image] uploads a picture."),
        *("The prompt was <your text here>.", "Replace [YOUR-ENDPOINT-NAME] in the url.", "Run with --name <name>"),
        *(
            "Prompt: [insert text here] was our template.",
            "Text such as lorem ipsum dolor is rejected.",
            "The XXL machine.",
        ),
        *("`TODO: this is code`", "```python\n# TODO: tests\n```", "You aim for X% code coverage as a goal."),
        *("Monitoring is to be added later by the next group, who have more time.", "<!-- TODO write more -->"),
    ],
)
def test_a_sentence_about_notes_is_none(sentence: str) -> None:
    assert answered(f"{{120 words}}\n\n{sentence}\n\n{{20 words}}") == [], sentence


def test_a_placeholder_where_nothing_is_required_may_go() -> None:
    (one,) = [one for one in found(report(answers={28: "--- question 28 fill here ---"})) if one.code == "PLH001"]
    assert one.message == "Only the placeholder stands here; no answer is required."
    assert one.hint == "Take it away, or put up to 200 words in its place."
    assert one.severity is Severity.WARNING


def test_nothing_but_a_note_is_one_finding() -> None:
    for number in (4, 14, 15, 19, 31):
        assert codes(report(answers={number: "TODO: Ada writes this"})) == [("PLH003", number)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        *(("s123456 and s234567", []), ("12345678, 23456789", []), ("ada@example.org, mio@example.org", [])),
        *(("S123456, s 234567", []), ("Ada, Mio", ["GRP002"]), ("s123456, s12345", ["GRP002"])),
        *(("sXXXXXX, sXXXXXX", ["GRP002"]), ("s123456, s234567, s123456, s234567", ["GRP002"])),
    ],
)
def test_study_numbers_have_six_digits_or_are_another_universitys(numbers: str, expected: list[str]) -> None:
    found_codes = [code for code in answered(numbers, 2) if code != "GRP003"]
    assert found_codes == expected


@pytest.mark.parametrize(
    "said", ["ChatGPT4 helped us.", "GitHub Copilots", "We used no gen-AI.", "Claude wrote the tests."]
)
def test_a_word_about_ai_is_enough(said: str) -> None:
    assert answered(f"s123456 {said} s234567 {words(60)}", 31) == []


@pytest.mark.parametrize(
    ("link", "missing"),
    [
        *(("[f](../train.dockerfile)", False), ("https://github.com/ada/birds/blob/main/train.dockerfile", False)),
        *(('<a href="https://example.org/train.dockerfile">f</a>', False), ("`docker run -p 80 train`", True)),
        *(
            ("open http://localhost:8000", True),
            ("see https://docs.docker.com/build", True),
            ("[f](#question-4)", True),
        ),
    ],
)
def test_the_link_that_is_asked_for_leads_to_a_file(link: str, missing: bool) -> None:
    assert ("ANS001" in answered(f"{{120 words}} {link}", 15)) is missing


def test_a_docker_file_that_is_named_is_the_suggestion(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={15: f"{words(120)} The file dockerfiles/train.dockerfile is ours."}))
    (tmp_path / "dockerfiles").mkdir()
    (tmp_path / "dockerfiles" / "train.dockerfile").touch()
    one = found(read_report(tmp_path / "reports" / "README.md"))[0]
    assert (one.code, one.hint) == ("ANS001", "Write `[train.dockerfile](../dockerfiles/train.dockerfile)`.")


@pytest.mark.parametrize(
    ("link", "code", "hint"),
    [
        ("[a](src/model.py)", "LNK002", "Write `../src/model.py`."),
        ("[a](src/model.py#L3)", "LNK002", "Write `../src/model.py#L3`."),
        (
            "[a](../src/gone.py)",
            "LNK001",
            "Correct the path; it begins at the report's folder, for instance `../src/model.py`.",
        ),
        ("[a](www.example.org)", "LNK001", "Write `https://www.example.org`."),
        ("[a](github.com/ada/birds)", "LNK001", "Write `https://github.com/ada/birds`."),
        ("[a](ada@example.org)", "LNK001", "Write `mailto:ada@example.org`."),
        ("[a]()", "LNK001", "Write an address between the parentheses."),
        (
            "[a](../../../etc/hosts)",
            "LNK001",
            "Correct the path; it begins at the report's folder, for instance `../src/model.py`.",
        ),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_the_way_out(link: str, code: str, hint: str, tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={4: f"{words(120)} {link}"}))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "model.py").touch()
    diagnostics = found(read_report(tmp_path / "reports" / "README.md"))
    assert [(one.code, one.hint) for one in diagnostics] == [(code, hint)]


def test_links_are_not_judged_where_only_the_report_is_there(tmp_path: Path) -> None:
    course_site(tmp_path, report(answers={4: f"{words(120)} [a](../src/model.py) [b](figures/no.txt)"}))
    shutil.rmtree(tmp_path / ".git")
    shutil.rmtree(tmp_path / "docs")
    diagnostics = found(read_report(tmp_path / "reports" / "README.md"))
    assert [(one.code, one.message) for one in diagnostics] == [
        ("LNK001", "The link `figures/no.txt` leads nowhere.")
    ]


def test_a_report_in_another_place_is_told(tmp_path: Path) -> None:
    course_site(tmp_path, report())
    (tmp_path / "reports").rename(tmp_path / "report")
    diagnostics = found(read_report(tmp_path / "report" / "README.md"))
    assert [(one.code, one.message) for one in diagnostics] == [
        ("STR009", "The report is `report/README.md`; the course collects `reports/README.md`.")
    ]


def test_an_old_edition_is_told_with_what_has_changed() -> None:
    diagnostics = found(report("2025-01-24"))
    assert [one.code for one in diagnostics] == ["STR011"]
    assert diagnostics[0].hint == (
        "If your course runs on the newer one, move the answers over. What is new: question 3 asks for 0 to 200"
        " words, not 100 to 200; another prompt at questions 3 and 25; 53 items on the checklist, not 52."
    )


QUESTIONS = {number: chunk(number, words(120) + (" 87%" if number == 8 else "")) for number in (8, 9)}


def test_two_questions_that_changed_places_are_one_finding() -> None:
    text = report(chunks={8: QUESTIONS[9], 9: QUESTIONS[8]})
    assert [code for code, _ in codes(text)] == ["STR003"]


def test_a_question_pasted_twice_is_named_once() -> None:
    text = report(chunks={9: QUESTIONS[9] * 2})
    assert set(codes(text)) == {("STR002", 9), ("STR008", None)}


def test_a_report_pasted_twice_is_one_finding() -> None:
    text = report() + "\n" + report(checklist=False)
    twice = [one for one in found(text) if one.code == "STR002"]
    assert [one.message[:48] for one in twice] == ["Stands a second time, and so do questions 2 to 3"]


CONFLICT = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main"


@pytest.mark.parametrize(
    "text",
    [
        report(answers={9: f"{words(120)}\n\n{CONFLICT.format('One.', 'Two.')}"}),
        report(answers={2: CONFLICT.format("s123456, s234567", "s123456, s234567")}),
        report(answers={9: f"{words(60)}\n\n{CONFLICT.format('', words(60))}"}),
    ],
)
def test_a_conflict_in_an_answer_is_one_finding_at_its_first_line(text: str) -> None:
    diagnostics = found(text)
    assert [one.code for one in diagnostics] == ["STR010"]
    assert text.split("\n")[diagnostics[0].span.line - 1] == "<<<<<<< HEAD"


@pytest.mark.parametrize("number", [4, 7, 12, 28])
def test_a_conflict_around_a_question_is_named_beside_the_stop(number: int) -> None:
    question = chunk(number, words(80))
    text = report(chunks={number: CONFLICT.format(question, question) + "\n\n"})
    assert {code for code, _ in codes(text)} == {"STR010", "STR008"}


@pytest.mark.parametrize("opening", ["```", "```bash", "~~~"])
@pytest.mark.parametrize("number", [3, 6, 9, 24, 30])
def test_a_fence_left_open_is_one_finding_at_its_line(opening: str, number: int) -> None:
    count = 250 if number == 30 else 110
    text = report(answers={number: f"{words(count)}\n\n{opening}\nmake train\n"})
    diagnostics = found(text)
    assert [(one.code, one.question) for one in diagnostics] == [("REN003", number)]
    assert text.split("\n")[diagnostics[0].span.line - 1] == opening


def test_a_fence_that_begins_in_an_open_one_tells_that_that_one_is_open() -> None:
    text = report(answers={4: "{60 words}\n\n```\n{60 words}\n\n```bash\nmake\n```\n"})
    diagnostics = found(text)
    assert [one.code for one in diagnostics] == ["REN003"]
    assert text.split("\n")[diagnostics[0].span.line - 1] == "```"


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("> {120 words}", "Leave an empty line below `> Answer:`, and write the answer there without `>`."),
        ("\n> {120 words}", "Leave an empty line below `> Answer:`, and write the answer there without `>`."),
        (
            "{120 words}",
            "Leave an empty line between `> Answer:` and the text: else Markdown goes on with the quote.",
        ),
    ],
)
def test_an_answer_in_the_quote_of_its_prompt_is_told_with_the_way_out(answer: str, hint: str) -> None:
    diagnostics = found(report(chunks={4: chunk(4, answer, marker="> Answer:\n")}))
    assert [(one.code, one.hint) for one in diagnostics] == [("REN001", hint)]


def test_a_quotation_in_an_answer_is_the_group_s_own() -> None:
    assert answered("{60 words}\n\n> As our teacher says.\n\n{60 words}") == []


def test_the_comments_of_code_without_a_fence_are_one_finding() -> None:
    diagnostics = found(report(answers={4: "{110 words}\n\n# a comment\nmake\n\n# another\nmake\n"}))
    assert [one.code for one in diagnostics] == ["REN002"]
    assert diagnostics[0].message.endswith("and so does 1 line more.")


def test_a_deleted_heading_is_one_finding_beside_the_section_it_began() -> None:
    for number in (1, 4, 7, 12, 23):
        text = report().replace(f"### Question {number}\n", "", 1)
        # The answer before a section's first question is lost to the official tool, which then stops.
        assert [pair for pair in codes(text) if pair[0] != "STR008"] == [("STR001", number)]


@pytest.mark.parametrize("number", [1, 4, 9, 20, 27])
def test_a_deleted_marker_is_named_beside_the_stop(number: int) -> None:
    text = report()
    heading = f"### Question {number}\n"
    at = text.index("> Answer:\n", text.index(heading))
    text = text[:at] + text[at + len("> Answer:\n") :]
    diagnostics = found(text)
    assert {(one.code, one.span.line) for one in diagnostics} == {
        ("STR004", text[: text.index(heading)].count("\n") + 1),
        ("STR008", text[: text.index(heading)].count("\n") + 1),
    }


def test_the_example_report_has_nothing_but_its_place(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "example_site" / "reports", tmp_path / "reports")
    shutil.copytree(ROOT / "example_site" / "dockerfiles", tmp_path / "dockerfiles")
    assert found(read_report(tmp_path / "reports" / "README.md")) == []


def test_prompts_that_a_formatter_has_joined_are_not_edited() -> None:
    template = read_text(report())
    joined = report().replace("words**\n> **of our own?**", "words** > **of our own?**")
    assert check(in_edition_of(read_text(joined), template)) == []


@pytest.mark.parametrize("lost", [1, 2])
def test_of_three_fences_the_one_around_prose_is_the_open_one(lost: int) -> None:
    prose = "It was a bit of a struggle when we began with the cloud, as nobody had done it before."
    code = "```\nmake train\n```"
    parts = [prose, "```", prose, code] if lost == 1 else [prose, code, prose, "```", prose]
    text = report(answers={4: "\n\n".join([words(60), *parts])})
    diagnostics = found(text)
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines, start=1) if line == "```"]
    assert [(one.code, one.span.line) for one in diagnostics] == [("REN003", fences[0] if lost == 1 else fences[2])]
    assert "has no partner" in diagnostics[0].hint
