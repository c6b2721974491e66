"""From the regions of a text to the model: what stands under each heading, with its places."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import partial

from markdown_it.token import Token

from mlops_report.exam import Edition, Evidence, QuestionSpec, Recognition
from mlops_report.report.blocks import top_blocks
from mlops_report.report.checklist import RawItem, read_group
from mlops_report.report.cuts import ANSWER, Cut, FoundPlaceholder
from mlops_report.report.markdown import Environment, parse_inlines
from mlops_report.report.model import Answer, Checklist, Group, Item, Prose, Question, Report, Section
from mlops_report.report.outline import Region, has_boxes, heading_text
from mlops_report.report.question import RawQuestion, read_question, with_implied_questions
from mlops_report.report.source import Source, Span
from mlops_report.report.swallowed import heading_numbers
from mlops_report.report.visible import figures_of, links_of, text_of


class Assembly:
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
        self.columns: dict[tuple[int, str], tuple[int, int]] = {}
        self.checklist = self._checklist(self.regions[0])

    def has_form(self) -> bool:
        """Tell whether at least half of the questions have a marker or a quote: headings alone make no report."""
        formed = sum(
            raw.marker is not None or any(block.kind == "blockquote" for block in self.regions[index].blocks)
            for index, raw in self.raw.items()
        )
        return formed * 2 >= len(self.raw)

    def report(self, recognition: Recognition) -> Report:
        """Return the report; `path`, `folder` and `root` are for whoever read the file."""
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
            instructions=self._prose(instructions),
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
            groups.append(self._group(preface._replace(blocks=lists)))
        for region in self.regions:
            if region.kind == "checklist":
                name = name or region.name
                lists = tuple(block for block in region.blocks if has_boxes(block))
                intro += [token for block in region.blocks if block not in lists for token in block.tokens]
                if lists:
                    groups.append(self._group(region._replace(name="", blocks=lists)))
            elif region.kind == "group":
                groups.append(self._group(region))
        return Checklist(name, self._prose(intro), tuple(groups))

    def _group(self, region: Region) -> Group:
        raw_items, rest = read_group(region.blocks)
        items = tuple(
            Item(
                box=raw.box,
                state=raw.state,
                shown=raw.shown,
                tokens=self._prose(raw.text),
                modules=raw.modules,
                note=self._prose(raw.note),
                fingerprint=raw.fingerprint,
                span=self._span(*raw.lines),
            )
            for raw in raw_items
        )
        self.items += raw_items
        return Group(region.name, items, self._prose(rest), self._span(*region.lines))

    def evidence(self) -> Evidence:
        """Return what the text shows of the edition that it was made from."""
        by_number = {self.regions[index].number: raw for index, raw in self.raw.items()}
        return Evidence(
            prompts={number: raw.asked.prompt_fingerprint for number, raw in by_number.items()},
            examples={
                n: raw.asked.example_fingerprint for n, raw in by_number.items() if raw.asked.example_fingerprint
            },
            words={number: raw.asked.words for number, raw in by_number.items() if raw.asked.words},
            items={item.fingerprint for item in self.items if item.fingerprint},
            item_count=len(self.items),
            question_count=len(by_number.keys() | heading_numbers(self.source)),
        )

    def _questions(self, edition: Edition) -> tuple[list[Section], list[Question]]:
        sections: list[Section] = []
        questions: list[Question] = []
        shorts = {section.name.lower(): section.short for section in edition.sections}
        for index, region in enumerate(self.regions):
            if region.kind == "section":
                tokens = self._prose([token for block in region.blocks for token in block.tokens])
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
            words=raw.asked.words or (spec.words if spec else None),
            figures=raw.asked.figures or (spec.figures if spec else None),
            prompt=self._prose(raw.asked.prompt),
            example=self._prose(raw.asked.example),
            marker=self._marker(raw.marker) if raw.marker and raw.marker.exact else None,
            quote=self._quote(region, raw.marker) if raw.marker else None,
            answer=self._answer(raw),
            prompt_span=self.source.span(line, line) if (line := raw.asked.prompt_line) else None,
            heading_span=self._span(region.lines[0], region.lines[0] + 1),
            span=self._span(*region.lines),
        )

    def _marker(self, cut: Cut) -> Span:
        column = self.source.line(cut.source_line).find(ANSWER) + 1
        return self.source.span(cut.source_line, cut.source_line, max(column, 1), column + len(ANSWER))

    def _quote(self, region: Region, marker: Cut) -> Span | None:
        quotes = (block for block in region.blocks if block.kind == "blockquote")
        held = next((block for block in quotes if block.start < marker.source_line <= block.end), None)
        return self._span(held.start, held.end) if held else None

    def _answer(self, raw: RawQuestion) -> Answer:
        spans = tuple(self._span(*lines) for lines in self._stretches(raw.answer))
        tokens = self._tokens(raw.answer)
        figures = figures_of(tokens, self.source)
        text = text_of(tokens)
        has_text = any(_says_something(character) for character in text)
        return Answer(
            tokens=tokens if has_text or figures else (),
            spans=spans,
            words=len(text.split()),
            figures=figures,
            links=links_of(tokens, self.source),
            dashes=tuple(self.source.span(line, line) for line in raw.dashes),
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
        line = self.source.line(place.line)
        # They come in order: the one before it is where the search goes on.
        before, column = self.columns.get((place.line, place.text), (-1, -1))
        if place.before <= before:
            before, column = -1, -1
        for _ in range(place.before - before):
            column = line.find(place.text, column + 1)
        self.columns[place.line, place.text] = (place.before, column)
        if column >= 0:
            return self.source.span(place.line, place.line, column + 1, column + 1 + len(place.text))
        return self.source.span(place.line, place.line)

    def _prose(self, tokens: Sequence[Token]) -> Prose:
        return Prose(tokens, partial(parse_inlines, env=self.env))

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
