from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from mkdocs_mlops_report import check, read_report, read_text
from mkdocs_mlops_report.exam import (
    Edition,
    Limit,
    Traces,
    all_editions,
    edition_of_script,
    fingerprint,
    fingerprints_of_starts,
    recognise,
)
from tests.builders import course_site, edition, report, words


def test_facts_of_editions_are_the_published_ones(shared: Path) -> None:
    facts = json.loads((shared / "template-facts.json").read_text("utf-8"))
    assert len(facts["editions"]) == len(all_editions())
    for published, known in zip(facts["editions"], all_editions(), strict=True):
        assert known.id[:10] == published["published"][:10]
        assert known.checker == published["checker"]
        assert [section.name for section in known.sections] == published["sections"]
        for fact, question in zip(published["questions"], known.questions, strict=True):
            assert question.number == fact["number"]
            assert question.section == fact["section"]
            assert question.prompt == fact["prompt"]
            assert question.example == fact["example"]
            assert question.words == (Limit(*fact["words"]) if fact.get("words") else None)
            assert question.figures == (Limit(*fact["images"]) if fact.get("images") else None)
            assert question.title
        assert [
            (group["name"], [(item["fingerprint"], tuple(item["modules"])) for item in group["items"]])
            for group in published["checklist"]
        ] == [(name, [(item.fingerprint, item.modules) for item in items]) for name, items in known.checklist.items()]


def test_editions_differ_in_number_of_questions_and_items() -> None:
    shapes = {(len(known.questions), known.item_count) for known in all_editions()}
    assert shapes == {(27, 0), (27, 36), (31, 52), (31, 53)}


def test_fingerprint_does_not_mind_a_formatter() -> None:
    assert fingerprint("> **Two lines** of\n> *a prompt*") == fingerprint(
        "**Two lines** > of a\\_ prompt".replace("\\_", "")
    )
    assert fingerprint("Two lines") != fingerprint("Three lines")


def test_each_start_has_the_fingerprint_of_its_text() -> None:
    words = ["*Made*", "**", "up\\_item", "`(M5)`", ">", "\u0394\u039f\u03a3", "e\u0301", "done"]
    starts = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    assert list(fingerprints_of_starts(words)) == [fingerprint(start) for start in starts]


@pytest.mark.parametrize("known", all_editions(), ids=lambda known: known.id)
def test_an_edition_is_recognised_by_its_prompts(known: Edition) -> None:
    evidence = Traces(
        prompts={question.number: question.prompt for question in known.questions},
        examples={question.number: question.example for question in known.questions if question.example},
        words={question.number: question.words for question in known.questions if question.words},
        items={item.fingerprint for group in known.checklist.values() for item in group},
        item_count=known.item_count,
        question_count=len(known.questions),
    )
    found = recognise(evidence)
    assert found.by == "fingerprints"
    # Neighbours that differ in nothing that is recorded cannot be distinguished; the newer one wins.
    for one, other in zip(found.edition.questions, known.questions, strict=True):
        assert (one.prompt, one.example, one.words, one.figures) == (
            *(other.prompt, other.example),
            *(other.words, other.figures),
        )
    assert found.edition.checklist == known.checklist


def test_corrected_typos_do_not_hide_the_edition() -> None:
    known = edition("2025-01-24")
    prompts = {question.number: question.prompt for question in known.questions}
    prompts.update(dict.fromkeys(range(1, 15), "0" * 16))
    words = {question.number: question.words for question in known.questions if question.words}
    found = recognise(Traces(prompts=prompts, words=words, item_count=52, question_count=31))
    assert found.by == "fingerprints"
    assert found.edition.id == "2025-01-24"


@pytest.mark.parametrize(
    ("identifier", "shape"),
    [("2022-12-29", (27, 0)), ("2024-10-12", (27, 36)), ("2025-01-24", (31, 52)), ("2026-01-22", (31, 53))],
)
def test_a_rewritten_template_is_recognised_by_its_shape(identifier: str, shape: tuple[int, int]) -> None:
    known = read_text(report(identifier)).recognition
    assert known.by == "shape"
    assert (len(known.edition.questions), known.edition.item_count) == shape


def test_a_translated_template_is_read_as_well() -> None:
    text = report(answers={4: words(120)})
    text = text.replace("### Question", "### Frage").replace("## Coding environment", "## Entwicklungsumgebung")
    read = read_text(text)
    assert [question.number for question in read.questions] == list(range(1, 32))
    assert read.questions[3].answer.words == 120
    assert "Entwicklungsumgebung" in [section.name for section in read.sections]


def test_without_stated_lengths_the_older_checker_judges() -> None:
    text = report("2026-01-22")
    assert read_text(text).checker.id == "2026-01-22"
    without = "\n".join(line for line in text.split("\n") if "Recommended" not in line)
    read = read_text(without)
    assert read.edition.item_count == 53
    assert read.checker.id == "2025-01-08"
    assert read.questions[2].words == Limit(100, 200)


def script(identifier: str, form: str) -> str:
    """A script of our own with an edition's limits, in the two forms that `report.py` has had."""
    lines = []
    for question in edition(identifier).questions:
        parts = []
        if form == "classes":
            if question.words:
                parts.append(f"LengthConstraints(min_length={question.words.min}, max_length={question.words.max})")
            if question.figures:
                parts.append(f"ImageConstraints(min_images={question.figures.min}, max_images={question.figures.max})")
            value = f"MultiConstraints(constrains=[{', '.join(parts)}])" if len(parts) > 1 else "".join(parts)
            lines.append(f"    'question_{question.number}': {value or 'NoConstraints()'},")
        else:
            if question.words:
                parts.append(f"partial(length_constraints, min={question.words.min}, max={question.words.max})")
            if question.figures:
                parts.append(f"partial(image_constrains, min={question.figures.min}, max={question.figures.max})")
            value = f"partial(multi, constrains=({', '.join(parts)}))" if len(parts) > 1 else "".join(parts)
            lines.append(f"    {value or 'no_constraints'},")
    opening, closing = ("{", "}") if form == "classes" else ("[", "]")
    return "def check():\n  constraints = " + opening + "\n" + "\n".join(lines) + "\n  " + closing + "\n"


@pytest.mark.parametrize("form", ["classes", "functions"])
@pytest.mark.parametrize("known", all_editions(), ids=lambda known: known.id)
def test_limits_of_the_script_identify_the_checker(known: Edition, form: str) -> None:
    found = edition_of_script(script(known.id, form))
    assert found is not None
    assert [(q.words, q.figures) for q in found.questions] == [(q.words, q.figures) for q in known.questions]


@pytest.mark.parametrize("text", ["", "x = [1, 2]", "def broken(", "\0", "[" * 5000, "d = {'question_1': f(min_a=1)}"])
def test_another_script_says_nothing(text: str) -> None:
    assert edition_of_script(text) is None


def test_the_script_beside_the_report_judges(tmp_path: Path) -> None:
    course_site(tmp_path, report("2026-01-22", answers={3: words(20)}))
    file = tmp_path / "reports" / "README.md"
    assert [found.code for found in check(read_report(file)).findings] == []
    (file.parent / "report.py").write_text(script("2025-01-08", "classes"), "utf-8")
    read = read_report(file)
    assert (read.edition.id, read.checker.item_count) == ("2026-01-22", 52)
    finding = next(found for found in check(read).findings if found.code == "LEN005")
    assert finding.question == 3
    assert finding.message == "20 words fail the official check (100–200); the prompt says 0–200."


def test_each_trace_of_an_edition_has_its_weight() -> None:
    """Of editions with the same prompts, that with most of the examples, limits and items is meant."""
    rng = random.Random(20261126)

    def agreeing(known: Edition, traces: Traces) -> tuple[int, int]:
        prompts = sum(traces.prompts.get(one.number) == one.prompt for one in known.questions)
        limits = [known.question(number) for number in traces.words]
        votes = sum(
            1 if one and one.words == limit else -1 for one, limit in zip(limits, traces.words.values(), strict=True)
        )
        examples = sum(traces.examples.get(one.number) == one.example for one in known.questions)
        items = {item.fingerprint for group in known.checklist.values() for item in group}
        exact = len(items & traces.items) - len(traces.items - items)
        return prompts + votes, examples + exact - abs(known.item_count - traces.item_count)

    def some(pairs: list[tuple[int, Any]]) -> dict[int, Any]:
        return dict(rng.sample(pairs, rng.randint(len(pairs) * 2 // 3, len(pairs))))

    for _ in range(60):
        known = rng.choice(all_editions())
        items = [item.fingerprint for group in known.checklist.values() for item in group]
        traces = Traces(
            prompts=some([(one.number, one.prompt) for one in known.questions]),
            examples=some([(one.number, one.example) for one in known.questions if one.example]),
            words=some([(one.number, one.words) for one in known.questions if one.words]),
            items=frozenset(rng.sample(items, len(items) * 2 // 3)),
            item_count=len(items),
            question_count=len(known.questions),
        )
        ranked = max(enumerate(all_editions()), key=lambda pair: (*agreeing(pair[1], traces), pair[0]))[1]
        assert recognise(traces).edition.id == ranked.id
