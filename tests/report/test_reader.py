from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from mkdocs_mlops_report.exam import Limit, fingerprint
from mkdocs_mlops_report.report.model import Question, Report, contents
from mkdocs_mlops_report.report.reader import NotAReportError, is_report, read_text
from mkdocs_mlops_report.report.template_words import is_like_answer
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.rules.engine import check
from tests.builders import chunk, edition, prompt, report

ANSWER = "We pin every dependency in one file and install it with one command."
SECOND = "A second paragraph about `uv.lock` and [its place](../uv.lock)."
PROMPT = prompt(edition().questions[3])


def question(text: str, number: int = 4) -> Question:
    return next(found for found in read_text(text).questions if found.number == number)


def answer_text(text: str, number: int = 4) -> str:
    return " ".join(text_of(question(text, number).answer.tokens).split())


def with_chunk(body: str) -> str:
    return report(chunks={4: f"### Question 4\n\n{body}\n\n"})


PLACEMENTS = {
    "below the marker": f"{PROMPT}\n> Answer:\n\n{ANSWER}",
    "on the marker's line": f"{PROMPT}\n> Answer: {ANSWER}",
    "inside the quote": f"{PROMPT}\n> Answer:\n> {ANSWER}",
    "inside the quote, a paragraph below": f"{PROMPT}\n> Answer:\n>\n> {ANSWER}",
    "in a separate quote": f"{PROMPT}\n> Answer:\n\n> {ANSWER}",
    "lazily under the marker": f"{PROMPT}\n> Answer:\n{ANSWER}",
    "without any quote": PROMPT.replace("> ", "").replace(">", "") + f"\nAnswer:\n\n{ANSWER}",
    "without a quote, no blank line": PROMPT.replace("> ", "").replace(">", "") + f"\nAnswer:\n{ANSWER}",
    "marker without its quote sign": f"{PROMPT}\n\nAnswer:\n\n{ANSWER}",
    "bold marker": f"{PROMPT}\n> **Answer:**\n\n{ANSWER}",
    "above the marker": f"{PROMPT}\n\n{ANSWER}\n\n> Answer:\n",
    "above the marker, lazily": f"{PROMPT.removesuffix('>').rstrip()}\n{ANSWER}\n>\n> Answer:\n",
    "before the prompt": f"{ANSWER}\n\n{PROMPT}\n> Answer:\n",
    "marker deleted": f"{PROMPT}\n\n{ANSWER}",
    "marker spelled in another way": f"{PROMPT}\n> answer :\n\n{ANSWER}",
    "in the place of the example": f"> **Asked?**\n>\n> Example:\n> {ANSWER}\n>\n> Answer:\n",
    "joined by a formatter": f"> **Asked?** > > Recommended answer length: 100-200 words > > Answer:\n\n{ANSWER}",
}


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_answer_is_found_wherever_it_stands(placement: str) -> None:
    text = with_chunk(PLACEMENTS[placement])
    found = question(text)
    assert answer_text(text) == ANSWER
    assert found.answer.state == "answered"
    assert found.answer.words == len(ANSWER.split())
    assert ANSWER not in text_of(found.prompt) + text_of(found.example)
    assert "Answer:" not in text_of(found.prompt)


HIDDEN = {
    "raw HTML above it": f"{PROMPT}\n> <br>\n> Answer:\n\n{ANSWER}",
    "a picture above it": f"{PROMPT}\n> <img src='a.png'>\n> Answer:\n\n{ANSWER}",
    "a table above it": f"{PROMPT}\n> | a | b |\n> | --- | --- |\n> Answer:\n\n{ANSWER}",
    "indented as code": f"{PROMPT}\n>     Answer:\n\n{ANSWER}",
    "set as code": f"{PROMPT}\n> `Answer:`\n\n{ANSWER}",
    "after a tag": f"{PROMPT}\n> <b>Answer:</b> {ANSWER}",
    "after a break": f"{PROMPT}\n> <br>Answer: {ANSWER}",
}


@pytest.mark.parametrize("how", HIDDEN)
def test_a_marker_inside_another_block_is_found(how: str) -> None:
    text = with_chunk(HIDDEN[how])
    found = question(text)
    assert found.marker is not None
    assert "Answer:" in text.split("\n")[found.marker.line - 1]
    assert answer_text(text) == ANSWER
    assert "Answer:" not in text_of(found.prompt)


def test_a_lost_heading_costs_no_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "> **Asked in the template?**"
    monkeypatch.setattr(
        "mkdocs_mlops_report.report.question._prompt_numbers",
        lambda block: frozenset({5} if "Asked" in contents(block.tokens) else ()),
    )
    report_ = read_text(report(chunks={5: f"{asked}\n>\n>     Answer:\n\n{ANSWER}\n\n"}))
    (found,) = [one for one in report_.questions if one.number == 5]
    assert text_of(found.prompt).strip() == "Asked in the template?"
    assert text_of(found.answer.tokens).strip() == ANSWER


@pytest.mark.parametrize(
    "marker", ["**Answer**:", "_Answer_:", "Answer", "Answer -", "answer：", "Answers:", "**answer:**"]
)
@pytest.mark.parametrize("below", ["", ANSWER])
def test_a_marker_in_another_spelling_is_no_answer(marker: str, below: str) -> None:
    text = with_chunk(f"{PROMPT}\n> {marker}\n\n{below}")
    assert answer_text(text) == below
    assert question(text).answer.state == ("answered" if below else "unanswered")


@pytest.mark.parametrize(
    "content",
    [
        f"{ANSWER}\n\n{SECOND}",
        "* one item\n* another item\n    * a nested one",
        "| name | use |\n| --- | --- |\n| `uv` | packages |",
        "```bash\nuv sync\n```",
        "    uv sync --indented",
        "![The bucket](https://example.org/bucket.png)",
        "<p align='center'><img src='https://example.org/a.png'></p>",
        "1. first\n2. second\n\n> a quote of ours",
        "## A heading of ours\n\nwith text",
        "Text\n---\nafter a rule that made a heading",
        "$5 of credits, `train.py` and <weblink>",
    ],
)
def test_every_kind_of_content_is_an_answer(content: str) -> None:
    text = report(answers={4: content})
    assert question(text).answer.state == "answered"
    assert [found.number for found in read_text(text).questions] == list(range(1, 32))


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<details><summary>S</summary>inline</details> after", 3),
        ("<dl><dt>a</dt><dd>b</dd></dl>", 2),
        ("<table><caption>c</caption><tr><td>a</td><td>b</td></tr></table>", 3),
        ("<b>wo</b>rd", 1),
    ],
)
def test_block_elements_separate_words(html: str, count: int) -> None:
    assert question(report(answers={4: html})).answer.words == count


@pytest.mark.parametrize("opening", ["```python", "<!-- later", "~~~~"])
def test_unclosed_fence_above_all_questions_leaves_a_report(opening: str) -> None:
    text = report("2025-01-24", title=f"# Title\n\n{opening}")
    found = read_text(text)
    assert found.questions == ()
    assert [text.split("\n")[span.line - 1] for span in found.damage.unclosed] == [opening]
    # What was swallowed tells the edition all the same.
    assert found.edition.item_count == 52


def test_report_inside_a_closed_fence_is_none() -> None:
    assert not is_report(f"# How to\n\n~~~~markdown\n{report()}\n~~~~\n")
    assert not is_report(f"# How to\n\n<!--\n{report()}\n-->\n")
    assert not is_report("[a\n" + "".join(f"\t### Question {number}\n" for number in range(1, 7)) + "]: /u\n")


def test_stated_limits_override_the_edition() -> None:
    text = report().replace("Recommended answer length: 100-200 words.", "Answer length: 10 - 20 words", 1)
    changed = next(found for found in read_text(text).questions if found.words == Limit(10, 20))
    assert changed.number == 4
    assert question(text, 19).figures == Limit(1, 2)
    screenshots = report().replace("200-300 words.", "200-300 words + 1 to 3 screenshots", 1)
    assert question(screenshots, 11).figures == Limit(1, 3)


def test_headings_of_an_answer_end_no_question() -> None:
    own = f"{ANSWER}\n\n# Comment\n\n### Setup\n\n{SECOND}\n\n## Deployment\n\n{SECOND}"
    report_ = read_text(report(answers={4: own}))
    assert [found.number for found in report_.questions] == list(range(1, 32))
    assert len(report_.sections) == 7
    assert "Setup" in text_of(report_.questions[3].answer.tokens)


@pytest.mark.parametrize(
    "own",
    [
        "pip install x\n# run it",
        "## Source\n\n> somebody said so",
        "#### Question 4 continued",
        "#### Question 2024 plans",
        "### --- question 4 fill here ---",
        "# Deployment of ours\n\nwas easy",
    ],
)
def test_heading_at_the_end_belongs_to_the_answer(own: str) -> None:
    found = read_text(report(answers={4: f"{ANSWER}\n\n{own}"}))
    assert [one.number for one in found.questions] == list(range(1, 32))
    assert len(found.sections) == 7
    last = own.rsplit(maxsplit=1)[-1] if "fill here" not in own else ANSWER.rsplit(maxsplit=1)[-1]
    assert last in text_of(found.questions[3].answer.tokens)


def test_known_prompt_replaces_a_deleted_heading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # An edition that asks our made-up prompts: the course's own may not be copied here.
    known = edition()
    ours = tuple(
        spec._replace(prompt=fingerprint(prompt(spec._replace(words=None), example=False))) for spec in known.questions
    )
    read_text(report())  # what is cached of the real editions stays theirs
    monkeypatch.setattr("mkdocs_mlops_report.report.question.all_editions", lambda: (known._replace(questions=ours),))
    text = report(answers={4: ANSWER, 5: SECOND}).replace("### Question 5\n", "")
    fourth, fifth = (one for one in read_text(text).questions if one.number in (4, 5))
    assert " ".join(text_of(fourth.answer.tokens).split()) == ANSWER
    assert (fifth.heading, " ".join(text_of(fifth.answer.tokens).split())[:18]) == ("", "A second paragraph")
    missing = [one for one in check(read_text(text)).findings if one.code == "STR001"]
    assert [one.question for one in missing] == [5]


@pytest.mark.parametrize("opening", ["```python\nimport torch", "<!-- later", "~~~"])
def test_unclosed_fence_in_an_answer_leaves_a_report(opening: str) -> None:
    found = read_text(report(answers={4: f"{ANSWER}\n\n{opening}"}))
    assert [one.number for one in found.questions] == [1, 2, 3, 4]


BOMBS = {
    "quotes": "> " * 3000 + "w",
    "brackets": "[" * 5000,
    "stars": "*" * 5000 + "question",
    "lists": "- " * 200 + "w",
    "nested list": "\n".join("  " * depth + f"- w{depth}" for depth in range(40)),
    "dashes": "-" * 50000 + " w",
    "dashes after the answer": "w " + "-" * 50000,
    "blanks": "question" + " " * 50000 + "5",
    "colons": "x:" * 2000,
    "comments": "<!--" * 3000,
    "footnotes": "\n\n".join(f"[^{n}]: note" for n in range(800)),
    "huge number": "Recommended answer length: " + "9" * 6000 + "-" + "9" * 6001 + " words",
    "surrogate": "\ud800 and more",
    "nul": "a\0b\x02c\x03",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_costly_text_does_no_harm(bomb: str) -> None:
    found = read_text(report(answers={20: f"{ANSWER}\n\n{BOMBS[bomb]}"}))
    assert len(found.questions) >= 20
    read_text(report(chunks={4: f"### Question 4\n\n> {BOMBS[bomb]}\n>\n> Answer: {BOMBS[bomb]}\n\n"}))


def test_a_list_nested_deep_swallows_no_question() -> None:
    found = read_text(report(answers={4: BOMBS["nested list"][:2000].rsplit("\n", 25)[0]}))
    assert len(found.questions) == 31


@pytest.mark.parametrize(
    "matter",
    [
        "a: " + "[" * 3000,
        "- " * 3000,
        "a: !!int ''",
        "a: !!timestamp x",
        "a: !!bool maybe",
        "x: !!python/object:os.system []",
    ],
)
def test_no_front_matter_stops_the_reader(matter: str) -> None:
    assert len(read_text(f"---\n{matter}\n---\n\n{report()}").questions) == 31


@pytest.mark.parametrize(
    "heading",
    [
        "### Question 4",
        "## Question 4",
        "### **Question 4**",
        "### Question 4p",
        "### Question 4 SOMEBODY START",
        "###  question 4:",
    ],
)
def test_a_questions_heading_may_be_marred(heading: str) -> None:
    text = report(answers={4: ANSWER}).replace("### Question 4\n", f"{heading}\n")
    assert answer_text(text) == ANSWER


def test_a_fence_in_a_list_item_swallows_nothing() -> None:
    text = report(answers={4: "* run:\n\n    ```bash\n    uv sync\n      ```\n\n* and more"})
    assert [found.number for found in read_text(text).questions] == list(range(1, 32))


def test_the_whole_report_twice_is_read_twice() -> None:
    found = read_text(report() * 2)
    assert [q.number for q in found.questions] == [*range(1, 32), *range(1, 32)]


def test_front_matter_is_no_part_of_the_report() -> None:
    text = "---\nlayout: default\nnav_exclude: true\n---\n\n" + report(answers={4: ANSWER})
    found = read_text(text)
    assert found.title == "Exam report of a made-up group"
    assert "nav_exclude" not in text_of(found.instructions)
    assert text.split("\n")[question(text).heading_span.line - 1] == "### Question 4"


def test_rules_at_the_top_are_no_front_matter() -> None:
    assert "Some words" in text_of(read_text("---\nSome words of ours\n\n---\n\n" + report()).instructions)


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_lines_are_counted_as_an_editor_counts_them(line_end: str) -> None:
    text = report(answers={4: f"one\u2028two {ANSWER}\f"}).replace("\n", line_end)
    span = question(text).heading_span
    assert text.split(line_end)[span.line - 1] == "### Question 4"
    assert text[span.offset : span.end_offset] == "### Question 4"


def test_a_byte_order_mark_hides_nothing() -> None:
    found = read_text(b"\xef\xbb\xbf" + report(title="# A title").encode())
    assert found.title == "A title"


@pytest.mark.parametrize(
    "text",
    [
        "# Project\n\nFor the exam see reports/README.md. Answer: later.\n",
        "### Question 1\n\nAnswer:\n\n### Question 2\n\nAnswer:\n",
        "## Week 1\n\n## Week 2\n\n## Week 3\n\n## Week 4\n\ntext\n",
        "## Step 1\n" * 30,
        "".join(f"## Step {number}\n\nDo it.\n\n" for number in range(1, 30)),
        "".join(f"### ABC00{number} a-rule\n\n```\n### Question 4\n> Answer:\n```\n\n" for number in range(1, 9)),
        "".join(f"### Question {number}\n\nWhat do we ask the users?\n\n" for number in range(1, 9)),
    ],
)
def test_a_text_without_the_structure_is_no_report(text: str) -> None:
    assert not is_report(text)
    with pytest.raises(NotAReportError, match=r"README\.md is not an exam report: it has fewer than 5 headings like"):
        read_text(text)


def test_an_empty_file_is_told_to_be_empty() -> None:
    with pytest.raises(NotAReportError, match=r"^README\.md is empty\. Copy the course's template into it\.$"):
        read_text("\ufeff\n \n")


def test_an_untouched_report_is_one_whatever_its_title() -> None:
    assert is_report(report(answers={n: f"--- question {n} fill here ---" for n in range(1, 32)}, title="# Notes"))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_word_is_lost_by_changed_lines(data: st.DataObject) -> None:
    lines = report(answers={n: f"unique{n} --- question {n} fill here ---" for n in range(4, 10)}).split("\n")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(
            st.sampled_from(["delete", "double", "marker", "fence", "quote", "blank", "rule", "conflict"])
        )
        if change == "delete":
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[at])
        else:
            new = {
                "marker": "> Answer:",
                "fence": "```",
                "quote": "> ",
                "blank": "",
                "rule": "---",
                "conflict": "<<<<<<< HEAD",
            }
            lines.insert(at, new[change])
    text = "\n".join(lines)
    if not is_report(text):
        return
    shown = shown_text(read_text(text))
    for number in range(4, 10):
        if f"unique{number}" in text:
            assert f"unique{number}" in shown


def shown_text(found: Report) -> str:
    parts: list[Sequence[Token]] = [
        found.instructions,
        found.checklist.intro,
        *(section.intro for section in found.sections),
    ]
    for group in found.checklist.groups:
        parts += [group.rest, *(tokens for item in group.items for tokens in (item.tokens, item.note))]
    for one in found.questions:
        parts += [one.prompt, one.example, one.answer.tokens]
    return "\n".join(text_of(tokens) for tokens in parts)


def test_chunk_builder_and_reader_agree() -> None:
    assert answer_text(report(chunks={4: chunk(4, ANSWER)})) == ANSWER


def test_five_question_headings_make_a_report() -> None:
    parts = report(checklist=False).split("### Question ")
    assert is_report("### Question ".join(parts[:6]))
    assert not is_report("### Question ".join(parts[:5]))


@pytest.mark.parametrize(
    ("boxed", "plain", "expected"), [(1, 0, 1), (2, 2, 4), (1, 2, 0)], ids=["all", "half of them", "fewer than half"]
)
def test_boxes_at_half_of_the_items_suffice(boxed: int, plain: int, expected: int) -> None:
    items = "* [x] Done\n" * boxed + "* Without a box\n" * plain
    found = read_text(report(checklist=f"## Overall project checklist\n\n### Week 1\n\n{items}"))
    assert found.checklist.total == expected


@pytest.mark.parametrize(("formed", "expected"), [(3, True), (2, False)])
def test_half_of_the_questions_need_a_form(formed: int, expected: bool) -> None:
    questions = [f"### Question {n}\n\n{'> Asked?' if n <= formed else 'Text.'}\n\nMore.\n" for n in range(1, 7)]
    assert is_report("\n".join(["# Title\n", *questions])) is expected
    markers = [f"### Question {n}\n\n{'Answer:' if n <= formed else 'Text.'}\n\nMore.\n" for n in range(1, 7)]
    assert is_report("\n".join(["# Title\n", *markers])) is expected


@pytest.mark.parametrize("word", ["Answer", "Anwser", "Answr", "Ansr", "Answers", "Svar"])
def test_a_misspelled_answer_is_one(word: str) -> None:
    assert is_like_answer(word)


@pytest.mark.parametrize("word", ["Example", "Area", "Werner", "Note"])
def test_another_word_is_no_answer(word: str) -> None:
    assert not is_like_answer(word)
