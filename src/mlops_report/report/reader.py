"""From a text to a `Report`: parse once, find the template's headings, read what stands under each."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from markdown_it.token import Token

from mlops_report.exam import (
    Edition,
    Evidence,
    QuestionSpec,
    Recognition,
    all_editions,
    edition_of_script,
    recognise,
)
from mlops_report.report.blocks import Block, top_blocks
from mlops_report.report.checklist import RawItem, read_group
from mlops_report.report.cuts import Cut, FoundPlaceholder
from mlops_report.report.markdown import Environment, parse_blocks, parse_inlines
from mlops_report.report.model import (
    Answer,
    Checklist,
    Group,
    Item,
    Question,
    Report,
    Section,
)
from mlops_report.report.outline import (
    FEWEST_QUESTIONS,
    SWALLOWED_HEADING,
    Region,
    has_boxes,
    heading_text,
    outline,
)
from mlops_report.report.question import RawQuestion, read_question, with_implied_questions
from mlops_report.report.source import Source, Span
from mlops_report.report.visible import count_words, figures_of, text_of


class NotAReportError(ValueError):
    """The text has not the structure of an exam report."""


def read_report(file: Path, *, root: Path | None = None, path: str | None = None) -> Report:
    """Read a report from a file.

    Args:
        file: the Markdown file.
        root: the repository that figures and links may not leave; without it the nearest folder above
            with a `.git`, else the folder above the report's own.
        path: what diagnostics call the file; without it, `file` as given.

    Raises:
        OSError: the file cannot be read.
        NotAReportError: it is not an exam report.
    """
    shown = path if path is not None else file.as_posix()
    folder = file.resolve().parent
    data = file.read_bytes()
    report = _report(_read(data, _checker_beside(folder)), data, shown)
    return replace(report, folder=folder, root=root.resolve() if root else repository_of(folder))


def read_text(text: str | bytes, *, path: str = "README.md") -> Report:
    """Read a report from its text; its figures are then taken for present.

    Raises:
        NotAReportError: it is not an exam report.
    """
    return _report(_read(text), text, path)


def _report(report: Report | None, text: str | bytes, path: str) -> Report:
    if report is None:
        raise NotAReportError(_why_no_report(text, path))
    return replace(report, path=path)


def _why_no_report(text: str | bytes, path: str) -> str:
    """Return the sentence that says why a text is no report, and what to do."""
    source = Source(text) if isinstance(text, str) else Source.from_bytes(text)
    if not source.text.strip("\ufeff \t\r\n"):
        return f"{path} is empty. Put the course's template into it."
    if source.decoding_error or "\0" in source.text:
        return f"{path} is no text in UTF-8. Save it as UTF-8."
    return (
        f"{path} is not an exam report: it has fewer than {FEWEST_QUESTIONS} headings such as `### Question 1`"
        " with a prompt."
    )


def is_report(text: str | bytes) -> bool:
    """Tell whether a text has the structure of an exam report."""
    return _read(text) is not None


def repository_of(folder: Path) -> Path:
    """Return the nearest folder at or above `folder` with a `.git`, else the one above `folder`."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return folder.parent


def _checker_beside(folder: Path) -> str | None:
    """Return the id of the edition whose `report.py` stands in `folder`, or None."""
    try:
        script = (folder / "report.py").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    edition = _edition_of_script(script)
    return edition.id if edition else None


@lru_cache(maxsize=16)
def _edition_of_script(script: str) -> Edition | None:
    return edition_of_script(script)


@lru_cache(maxsize=16)
def _read(text: str | bytes, checker: str | None = None) -> Report | None:
    source = Source(text) if isinstance(text, str) else Source.from_bytes(text)
    # Most pages of a site are no reports: do not parse a text that cannot be one.
    if sum(line.lstrip(" ").startswith("##") for line in source.markdown.splitlines()) < FEWEST_QUESTIONS:
        return None
    tokens, env = parse_blocks(source.markdown)
    blocks = list(top_blocks(tokens))
    regions = outline(blocks, source.line_count)
    numbers = {region.number for region in regions if region.kind == "question"}
    unclosed = _unclosed(blocks, source)
    few = len(numbers) < FEWEST_QUESTIONS and not (numbers and len(_heading_lines(source)) >= FEWEST_QUESTIONS)
    if few and unclosed is None:
        return None
    reader = _Reader(source, env, regions)
    if not reader.has_form():
        return None
    script = next((edition for edition in all_editions() if edition.id == checker), None)
    recognition = recognise(reader.evidence(), script)
    if unclosed is not None:
        # What was swallowed tells the edition all the same.
        healed = _Reader(*_healed(source, unclosed))
        recognition = recognise(healed.evidence(), script)
    return replace(reader.report(recognition), unclosed=unclosed)


def _unclosed(blocks: Sequence[Block], source: Source) -> Span | None:
    """Return the line of a fence or comment that goes on to the end of the text and holds headings of questions."""
    last = blocks[-1] if blocks else None
    if last is None or last.kind not in {"fence", "html_block"}:
        return None
    token = last.tokens[0]
    inside = sum(bool(SWALLOWED_HEADING.match(line)) for line in token.content.split("\n"))
    end = next((n for n in range(source.line_count, 0, -1) if source.line(n).strip()), 0)
    closed = source.line(end).strip().startswith(token.markup) if last.kind == "fence" else "-->" in token.content
    if closed and end > last.start + 1:
        return None
    enough = inside > 0 and len(_heading_lines(source)) >= FEWEST_QUESTIONS
    return source.span(last.start + 1, last.start + 1) if enough else None


def _healed(source: Source, opening: Span) -> tuple[Source, Environment, list[Region]]:
    """Return the text without the line that swallowed the rest, parsed."""
    text = Source(source.text[: opening.offset] + source.text[opening.end_offset :])
    tokens, env = parse_blocks(text.markdown)
    return text, env, outline(list(top_blocks(tokens)), text.line_count)


def _heading_lines(source: Source) -> frozenset[int]:
    """Return the numbers in lines that look like headings of questions, also in a fence that was never closed."""
    matches = (SWALLOWED_HEADING.match(line) for line in source.markdown.split("\n"))
    return frozenset(int(match["number"]) for match in matches if match)


class _Reader:
    """Holds what one text's parts share while they are read."""

    def __init__(self, source: Source, env: Environment, regions: Sequence[Region]) -> None:
        self.source = source
        self.env = env
        self.regions = with_implied_questions(regions)
        self.raw = {
            index: read_question(region, source)
            for index, region in enumerate(self.regions)
            if region.kind == "question"
        }
        self.items: list[RawItem] = []
        self.checklist = self._checklist(self.regions[0])

    def has_form(self) -> bool:
        """Tell whether at least half of the questions have a marker or a quote: headings alone make no report."""
        formed = sum(
            raw.marker is not None or any(block.kind == "blockquote" for block in self.regions[index].blocks)
            for index, raw in self.raw.items()
        )
        return formed * 2 >= len(self.raw)

    def report(self, recognition: Recognition) -> Report:
        preface = self.regions[0]
        title, instructions = self._preface(preface)
        sections, questions = self._questions(recognition.checker)
        return Report(
            path="README.md",
            folder=None,
            root=None,
            source=self.source,
            title=title,
            recognition=recognition,
            instructions=self._tokens(instructions),
            checklist=self.checklist,
            sections=tuple(sections),
            questions=tuple(questions),
        )

    def _preface(self, preface: Region) -> tuple[str, list[Token]]:
        blocks = list(preface.blocks)
        title = ""
        for index, block in enumerate(blocks):
            if block.kind == "heading" and block.tokens[0].tag == "h1":
                title = heading_text(block)
                del blocks[index]
                break
        return title, [token for block in blocks if not has_boxes(block) for token in block.tokens]

    def _checklist(self, preface: Region) -> Checklist:
        name, intro = "", []
        groups: list[Group] = []
        if any(has_boxes(block) for block in preface.blocks):
            lists = tuple(block for block in preface.blocks if has_boxes(block))
            groups.append(self._group(replace(preface, blocks=lists)))
        for region in self.regions:
            if region.kind == "checklist":
                name = name or region.name
                lists = tuple(block for block in region.blocks if has_boxes(block))
                intro += [token for block in region.blocks if block not in lists for token in block.tokens]
                if lists:
                    groups.append(self._group(replace(region, name="", blocks=lists)))
            elif region.kind == "group":
                groups.append(self._group(region))
        return Checklist(name, self._tokens(intro), tuple(groups))

    def _group(self, region: Region) -> Group:
        raw_items, rest = read_group(region.blocks, _known_items())
        items = tuple(
            Item(
                box=raw.box,
                state=raw.state,
                tokens=self._tokens(raw.text),
                modules=raw.modules,
                note=self._tokens(raw.note),
                fingerprint=raw.fingerprint,
                span=self._span(*raw.lines),
            )
            for raw in raw_items
        )
        self.items += raw_items
        return Group(region.name, items, self._tokens(rest), self._span(*region.lines))

    def evidence(self) -> Evidence:
        """Return what the text shows of the edition that it was made from."""
        by_number = {self.regions[index].number: raw for index, raw in self.raw.items()}
        return Evidence(
            prompts={number: raw.prompt_fingerprint for number, raw in by_number.items()},
            examples={n: raw.example_fingerprint for n, raw in by_number.items() if raw.example_fingerprint},
            words={number: raw.words for number, raw in by_number.items() if raw.words},
            items={item.fingerprint for item in self.items if item.fingerprint},
            item_count=len(self.items),
            question_count=len(by_number.keys() | _heading_lines(self.source)),
        )

    def _questions(self, edition: Edition) -> tuple[list[Section], list[Question]]:
        sections: list[Section] = []
        questions: list[Question] = []
        shorts = {section.name.lower(): section.short for section in edition.sections}
        for index, region in enumerate(self.regions):
            if region.kind == "section":
                tokens = self._tokens([token for block in region.blocks for token in block.tokens])
                short = shorts.get(region.name.lower(), region.name)
                sections.append(Section(region.name, short, tokens, self._span(*region.lines)))
            elif region.kind == "question":
                spec = edition.question(region.number)
                questions.append(self._question(region, self.raw[index], spec, len(sections) - 1))
        return sections, questions

    def _question(self, region: Region, raw: RawQuestion, spec: QuestionSpec | None, section: int) -> Question:
        return Question(
            number=region.number,
            heading=region.name,
            title=spec.title if spec else "",
            section=section,
            words=raw.words or (spec.words if spec else None),
            figures=raw.figures or (spec.figures if spec else None),
            prompt=self._tokens(raw.prompt),
            example=self._tokens(raw.example),
            marker=self._marker(raw.marker) if raw.marker and raw.marker.exact else None,
            answer=self._answer(raw),
            heading_span=self._span(region.lines[0], region.lines[0] + 1),
            span=self._span(*region.lines),
        )

    def _marker(self, cut: Cut) -> Span:
        column = self.source.line(cut.source_line).find("Answer:") + 1
        return self.source.span(cut.source_line, cut.source_line, max(column, 1), column + len("Answer:"))

    def _answer(self, raw: RawQuestion) -> Answer:
        spans = tuple(self._span(*lines) for lines in self._stretches(raw.answer))
        tokens = self._tokens(raw.answer)
        figures = figures_of(tokens, self.source)
        has_text = any(_says_something(character) for character in text_of(tokens))
        return Answer(
            tokens=tokens if has_text or figures else (),
            spans=spans,
            words=count_words(tokens),
            figures=figures,
            placeholders=tuple(self._find(place) for place in raw.placeholders),
            state="answered" if has_text or figures else "unanswered",
        )

    def _stretches(self, tokens: Sequence[Token]) -> list[tuple[int, int]]:
        """Return the lines (from 0, end exclusive) of the blocks of `tokens`, joined over blank lines."""
        stretches: list[tuple[int, int]] = []
        for block in top_blocks(tokens):
            if block.end <= block.start:
                continue
            start, end = stretches[-1] if stretches else (block.start, block.start)
            if (
                stretches
                and block.start >= start
                and not any(self.source.line(number + 1).strip() for number in range(end, block.start))
            ):
                stretches[-1] = (start, max(block.end, end))
            else:
                stretches.append((block.start, block.end))
        return stretches

    def _find(self, place: FoundPlaceholder) -> Span:
        line, column = self.source.line(place.line), -1
        for _ in range(place.before + 1):
            column = line.find(place.text, column + 1)
        if column >= 0:
            return self.source.span(place.line, place.line, column + 1, column + 1 + len(place.text))
        return self.source.span(place.line, place.line)

    def _tokens(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        return parse_inlines(tokens, self.env) if tokens else ()

    def _span(self, start: int, end: int) -> Span:
        """Return the span of lines `start` (from 0) to `end` (exclusive), blank lines at its end left out."""
        while end > start + 1 and not self.source.line(end).strip():
            end -= 1
        return self.source.span(start + 1, end)


def _says_something(character: str) -> bool:
    """Letters, numbers and pictures do; dashes, boxes, arrows and invisible characters do not."""
    if unicodedata.category(character)[0] in "LN":
        return True
    return unicodedata.category(character) == "So" and (
        character >= "\U0001f000" or "\u2600" <= character <= "\u27bf"
    )


@cache
def _known_items() -> Mapping[str, tuple[str, ...]]:
    return {
        item.fingerprint: item.modules
        for edition in all_editions()
        for group in edition.checklist.values()
        for item in group
    }
