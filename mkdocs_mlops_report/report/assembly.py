"""From the outline of a text to the model: what is under each heading, with its spans."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from markdown_it.token import Token

from mkdocs_mlops_report.exam import QuestionSpec, Recognition, Traces
from mkdocs_mlops_report.report.checklist import RawItem, read_group
from mkdocs_mlops_report.report.damage import damage_of
from mkdocs_mlops_report.report.loose_headings import form_of, with_loose_headings
from mkdocs_mlops_report.report.model import Answer, Checklist, Group, Item, Prose, Question, Report, Section
from mkdocs_mlops_report.report.outline import FEWEST_QUESTIONS, Outline, Region, has_boxes, heading_text, outline_of
from mkdocs_mlops_report.report.placeholders import FoundPlaceholder
from mkdocs_mlops_report.report.question import RawQuestion, is_known_prompt, read_question, with_implied_questions
from mkdocs_mlops_report.report.template_words import ANSWER, Cut
from mkdocs_mlops_report.report.visible import figures_of, links_of, text_of
from mkdocs_mlops_report.text.blocks import Block, top_blocks
from mkdocs_mlops_report.text.parser import Environment, parse_blocks, parse_inlines
from mkdocs_mlops_report.text.source import Source, Span

_FEWEST_PROMPTS = 3
_MANY_MARKERS = 20
"""Lines `Answer:`; no other kind of page has as many."""


class RawGroup(NamedTuple):
    """A group of the checklist before its inlines are parsed."""

    name: str
    items: list[RawItem]
    rest: list[Token]
    lines: tuple[int, int]
    """From 0, the end exclusive."""


class Draft(NamedTuple):
    """A text whose structure is known, while its edition is not."""

    source: Source
    env: Environment
    blocks: list[Block]
    outline: Outline
    regions: list[Region]
    """Those of the outline, and the questions whose heading was deleted."""
    questions: Mapping[int, RawQuestion]
    """By index into `regions`."""
    checklist: list[RawGroup]

    @property
    def has_form(self) -> bool:
        """Whether the questions have markers, block quotes or the course's prompts: headings alone are not a report."""
        formed = sum(
            raw.marker is not None or any(block.kind == "blockquote" for block in self.regions[index].blocks)
            for index, raw in self.questions.items()
        )
        return (self.proper >= FEWEST_QUESTIONS and formed * 2 >= len(self.questions)) or self._is_the_courses()

    @property
    def proper(self) -> int:
        """The number of questions with a heading in Markdown, hidden ones included."""
        loose = {region.number for region in self.regions if form_of(region.heading)}
        return len(self.outline.numbers - loose)

    def _is_the_courses(self) -> bool:
        """Return whether the questions are the course's, whatever their form: other pages have questions, too."""
        known = sum(is_known_prompt(raw.asked.prompt_fingerprint) for raw in self.questions.values())
        markers = sum(raw.marker is not None for raw in self.questions.values())
        return known >= _FEWEST_PROMPTS or markers >= _MANY_MARKERS


def draft_of(source: Source) -> Draft:
    """Return the structure of a text."""
    tokens, env = parse_blocks(source.markdown)
    blocks = with_loose_headings(list(top_blocks(tokens)))
    outline = outline_of(blocks, source)
    regions = with_implied_questions(outline.regions)
    questions = {
        index: read_question(region, source) for index, region in enumerate(regions) if region.kind == "question"
    }
    return Draft(source, env, blocks, outline, regions, questions, list(_groups(regions)))


def traces_of(draft: Draft) -> Traces:
    """Return what a text still has of its template."""
    by_number = {draft.regions[index].number: raw.asked for index, raw in draft.questions.items()}
    items = [item for group in draft.checklist for item in group.items]
    return Traces(
        prompts={number: asked.prompt_fingerprint for number, asked in by_number.items()},
        examples={n: asked.example_fingerprint for n, asked in by_number.items() if asked.example_fingerprint},
        words={number: asked.words for number, asked in by_number.items() if asked.words},
        items={item.fingerprint for item in items if item.fingerprint},
        item_count=len(items),
        question_count=len(by_number.keys() | draft.outline.numbers),
    )


def report_of(draft: Draft, recognition: Recognition) -> Report:
    """Return the report in a text; `path`, `folder` and `root` are set by whoever read the file."""
    title, instructions = _preface(draft.regions[0])
    sections = [region for region in draft.regions if region.kind == "section"]
    shorts = {section.name.lower(): section.short for section in recognition.checker.sections}
    questions = tuple(_questions(draft, recognition))
    return Report(
        path="README.md",
        folder=None,
        root=None,
        source=draft.source,
        title=title,
        recognition=recognition,
        instructions=_prose(draft, instructions),
        checklist=_checklist(draft),
        sections=tuple(
            Section(
                region.name,
                shorts.get(region.name.lower(), region.name),
                _prose(draft, [token for block in region.blocks for token in block.tokens]),
                _span(draft.source, *region.lines),
            )
            for region in sections
        ),
        questions=questions,
        hidden_headings=draft.outline.hidden,
        damage=damage_of(draft.source, questions, draft.outline.unclosed),
    )


def _preface(preface: Region) -> tuple[str, list[Token]]:
    """Return the title of the report and the tokens of its instructions."""
    blocks = list(preface.blocks)
    titles = (block for block in blocks if block.kind == "heading" and block.tokens[0].tag == "h1")
    title = next(titles, None)
    rest = [block for block in blocks if block is not title and not has_boxes(block)]
    return heading_text(title) if title else "", [token for block in rest for token in block.tokens]


def _groups(regions: Sequence[Region]) -> Iterator[RawGroup]:
    """Yield the groups of the checklist; items above the first heading of a group are one without a name."""
    for region in regions:
        lists = tuple(block for block in region.blocks if has_boxes(block))
        if region.kind == "group":
            yield RawGroup(region.name, *read_group(region.blocks), region.lines)
        elif region.kind in {"preface", "checklist"} and lists:
            yield RawGroup("", *read_group(lists), region.lines)


def _checklist(draft: Draft) -> Checklist:
    headings = [region for region in draft.regions if region.kind == "checklist"]
    intro = [token for region in headings for block in region.blocks if not has_boxes(block) for token in block.tokens]
    groups = tuple(
        Group(
            raw.name,
            tuple(_item(draft, item) for item in raw.items),
            _prose(draft, raw.rest),
            _span(draft.source, *raw.lines),
        )
        for raw in draft.checklist
    )
    return Checklist(next((region.name for region in headings), ""), _prose(draft, intro), groups)


def _item(draft: Draft, raw: RawItem) -> Item:
    return Item(
        box=raw.box,
        state=raw.state,
        shown=raw.shown,
        tokens=_prose(draft, raw.text),
        modules=raw.modules,
        note=_prose(draft, raw.note),
        fingerprint=raw.fingerprint,
        about=raw.about,
        span=_span(draft.source, *raw.lines),
    )


def _questions(draft: Draft, recognition: Recognition) -> Iterator[Question]:
    section = -1
    for index, region in enumerate(draft.regions):
        if region.kind == "section":
            section += 1
        elif region.kind == "question":
            spec = recognition.checker.question(region.number)
            yield _question(draft, region, draft.questions[index], spec, section)


def _question(draft: Draft, region: Region, raw: RawQuestion, spec: QuestionSpec | None, section: int) -> Question:
    source, asked = draft.source, raw.asked
    return Question(
        number=region.number,
        heading=region.name,
        heading_form=form_of(region.heading),
        title=spec.title if spec else "",
        section=section,
        words=asked.words or (spec.words if spec else None),
        figures=asked.figures or (spec.figures if spec else None),
        prompt=_prose(draft, asked.prompt),
        example=_prose(draft, asked.example),
        marker=_marker_span(source, raw.marker) if raw.marker and raw.marker.exact else None,
        quote=_quote_span(source, region, raw.marker) if raw.marker else None,
        answer=_answer(draft, raw),
        prompt_span=source.span(asked.prompt_line, asked.prompt_line) if asked.prompt_line else None,
        heading_span=_span(source, region.lines[0], region.lines[0] + 1),
        span=_span(source, *region.lines),
    )


def _marker_span(source: Source, marker: Cut) -> Span:
    column = source.line(marker.source_line).find(ANSWER) + 1
    return source.span(marker.source_line, marker.source_line, max(column, 1), column + len(ANSWER))


def _quote_span(source: Source, region: Region, marker: Cut) -> Span | None:
    quotes = (block for block in region.blocks if block.kind == "blockquote")
    quote = next((block for block in quotes if block.start < marker.source_line <= block.end), None)
    return _span(source, quote.start, quote.end) if quote else None


def _answer(draft: Draft, raw: RawQuestion) -> Answer:
    source = draft.source
    tokens = parse_inlines(raw.answer, draft.env) if raw.answer else ()
    figures = figures_of(tokens, source)
    text = text_of(tokens)
    answered = bool(figures) or any(_is_content(character) for character in text)
    return Answer(
        tokens=tokens if answered else (),
        spans=tuple(_span(source, *lines) for lines in _stretches(raw.answer, source)),
        words=len(text.split()),
        figures=figures,
        links=links_of(tokens, source),
        dashes=tuple(source.span(line, line) for line in raw.dashes),
        placeholders=_placeholder_spans(source, raw.placeholders),
        state="answered" if answered else "unanswered",
    )


def _stretches(tokens: Sequence[Token], source: Source) -> list[tuple[int, int]]:
    """Return the lines (from 0, the end exclusive) of the blocks of `tokens`, joined across blank lines."""
    stretches: list[tuple[int, int]] = []
    for block in top_blocks(tokens):
        if block.end <= block.start:
            continue
        start, end = stretches[-1] if stretches else (block.start, block.start)
        between = range(end, block.start)
        if stretches and block.start >= start and not any(source.line(number + 1).strip() for number in between):
            stretches[-1] = (start, max(block.end, end))
        else:
            stretches.append((block.start, block.end))
    return stretches


def _placeholder_spans(source: Source, placeholders: Sequence[FoundPlaceholder]) -> tuple[Span, ...]:
    """Return the spans of placeholders; the same words may be on a line several times."""
    last: dict[tuple[int, str], tuple[int, int]] = {}
    """The number and the column of the occurrence that was found last, by line and text."""
    spans = []
    for placeholder in placeholders:
        key = (placeholder.line, placeholder.text)
        line = source.line(placeholder.line)
        before, column = last.get(key, (-1, -1))
        if placeholder.before <= before:
            before, column = -1, -1
        for _ in range(placeholder.before - before):
            column = line.find(placeholder.text, column + 1)
        last[key] = (placeholder.before, column)
        end = column + 1 + len(placeholder.text) if column >= 0 else None
        spans.append(source.span(placeholder.line, placeholder.line, max(column, 0) + 1, end))
    return tuple(spans)


def _prose(draft: Draft, tokens: Sequence[Token]) -> Prose:
    return Prose(tokens, partial(parse_inlines, env=draft.env))


def _span(source: Source, start: int, end: int) -> Span:
    """Return the span of lines `start` (from 0) to `end` (exclusive) without blank lines at its end."""
    while end > start + 1 and not source.line(end).strip():
        end -= 1
    return source.span(start + 1, end)


def _is_content(character: str) -> bool:
    """Return whether a character is content: letters, digits and emoji are; dashes, boxes and arrows are not."""
    category = unicodedata.category(character)
    return category[0] in "LN" or (
        category == "So" and (character >= "\U0001f000" or "\u2600" <= character <= "\u27bf")
    )
