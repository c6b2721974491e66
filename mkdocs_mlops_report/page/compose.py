"""The page as a row of pieces: headings, which the site's own Markdown renders, and HTML, which is ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup

from mkdocs_mlops_report.exam import all_editions
from mkdocs_mlops_report.page.context import PageContext
from mkdocs_mlops_report.page.elements import element
from mkdocs_mlops_report.page.fragments import render_fragment
from mkdocs_mlops_report.page.render import Renderer
from mkdocs_mlops_report.page.views import numbers
from mkdocs_mlops_report.page.views.evidence import EvidenceLine, EvidenceView, as_published
from mkdocs_mlops_report.page.views.findings import finding_list
from mkdocs_mlops_report.page.views.growth import growth_view
from mkdocs_mlops_report.report.model import Group, Item, Question, Section, Tokens
from mkdocs_mlops_report.rules.engine import CheckedReport
from mkdocs_mlops_report.rules.phrases import day_of, month_of, required

_CHECKLIST_TITLE = "Checklist"
_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page. `title` is shown after its text, lighter, and in the table of contents."""

    level: int
    text: str
    anchor: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Html:
    """A finished block of HTML.

    `searched` is what a search finds in it: the group's own text, without badges and the template's words.
    """

    html: Markup
    searched: Markup = _NOTHING


Piece: TypeAlias = Heading | Html


@dataclass(frozen=True, slots=True)
class Page:
    """A composed page; its first piece is the only heading of level 1."""

    title: str
    pieces: tuple[Piece, ...]
    document_title: str = ""
    """What a browser's tab shows: `Group 42 · birds – exam report`."""


def compose(checked: CheckedReport, context: PageContext) -> Page:
    """Return the page of a checked report."""
    return _Composer(checked, context).page()


def compose_progress(checked: CheckedReport, context: PageContext, title: str) -> Page:
    """Return a page that contains only the dashboard."""
    return _Composer(checked, context).progress(title)


class _Composer:
    def __init__(self, checked: CheckedReport, context: PageContext) -> None:
        self.checked = checked if context.absence else as_published(checked)
        self.report = checked.report
        self.context = context
        self.options = context.options
        evidence = None if self.options.evidence == "off" else checked.context.evidence
        self.evidence = EvidenceView(evidence, context.file, absence=context.absence)
        self.renderer = Renderer(context, checked.context.files)
        self.anchors: dict[int, str] = {}
        self.cells: dict[int, list[numbers.Cell]] = {}

    def page(self) -> Page:
        report = self.report
        title = Heading(1, self._title(), self._anchor(report.title or self._title()))
        below = [*self._instructions(), *self._checklist()]
        below += self._questions([question for question in report.questions if question.section < 0])
        for index, section in enumerate(report.sections):
            below += self._section(index, section)
        # The dashboard links to the anchors of the questions, so it is composed last.
        dashboard = [Html(self._dashboard())] if self.options.dashboard == "top" else []
        pieces = (title, *self._assets(), *dashboard, *below)
        return Page(title.text, pieces, numbers.document_title(self.checked, title.text, self.options.title))

    def progress(self, title: str) -> Page:
        self.page()  # for the anchors of the questions
        return Page(title, (Heading(1, title, "progress"), *self._assets(), Html(self._dashboard())))

    def _assets(self) -> list[Html]:
        assets = self.context.assets
        return [Html(element("div", {"class": "mlr-assets"}, assets))] if assets else []

    def _title(self) -> str:
        title = self.options.title or self.report.title
        if self.options.title:
            return title
        return numbers.DEFAULT_TITLE if not title or self._has_template_title() else title

    def _has_template_title(self) -> bool:
        """Return whether the title is still the template's, and so are the instructions below it."""
        return self.report.title.lower().startswith(self.report.edition.title.lower())

    def _dashboard(self) -> Markup:
        checked, report, context = self.checked, self.report, self.context
        shorts = {index: section.short for index, section in enumerate(report.sections)}
        edition, newest = report.edition.id, all_editions()[-1].id
        older = edition < newest
        date_of = day_of if older and month_of(edition) == month_of(newest) else month_of
        return self._fragment(
            "dashboard",
            base=context.base,
            build=context.build,
            group=numbers.group_number(checked),
            # Not the report itself: a macro of Jinja would keep it in a reference cycle, with all its tokens.
            path=report.path,
            question_count=len(report.questions),
            checklist_done=report.checklist.done,
            checklist_total=report.checklist.total,
            verdict=checked.verdict,
            answered=numbers.answered_of(checked),
            # A published report is read for its answers; who writes it wants to know what is left.
            headline=numbers.headline(checked) if context.findings == "open" else numbers.plain_headline(checked),
            edition=date_of(edition),
            newest=date_of(newest) if older else "",
            tiles=numbers.tiles(checked, self.evidence.with_evidence),
            sections=[(shorts.get(index, ""), cells) for index, cells in sorted(self.cells.items())],
            state_words=numbers.STATE_WORDS,
            growth=self._growth(),
            findings=self._findings(),
        )

    def _growth(self) -> Markup:
        view = growth_view(self.report, self.options)
        return self._fragment("growth", growth=view) if view else _NOTHING

    def _findings(self) -> Markup:
        checked, context = self.checked, self.context
        if context.findings == "hidden" or not (checked.findings or checked.ignored):
            return _NOTHING
        return self._fragment(
            "findings",
            list=finding_list(checked, context.line),
            shown=context.findings,
            titles={question.number: question.title for question in self.report.questions},
            anchors=self.anchors,
            base=context.base,
            path=self.report.path,
        )

    def _instructions(self) -> list[Piece]:
        if not self.report.instructions or self.options.instructions == "hide":
            return []
        html = self._html(self.report.instructions, "instructions")
        template = self._has_template_title()
        shown = self._fragment("instructions", html=html, template=template)
        return [Html(shown, Markup("") if template else html)]

    def _checklist(self) -> list[Piece]:
        checklist = self.report.checklist
        if not checklist.groups and not checklist.name:
            return []
        name = checklist.name or _CHECKLIST_TITLE
        intro = self._html(checklist.intro, "checklist")
        overview = Html(self._fragment("checklist", checklist=checklist, intro=intro, evidence=self.evidence.summary()))
        pieces: list[Piece] = [Heading(2, name, self._anchor(name)), overview]
        for number, group in enumerate(checklist.groups, start=1):
            if group.name:
                pieces.append(Heading(3, group.name, self._anchor(group.name)))
            pieces.append(self._group(group, number))
        return pieces

    def _group(self, group: Group, number: int) -> Html:
        items: list[tuple[Item, Markup, Markup, EvidenceLine | None]] = []
        own: list[Markup] = []
        for index, item in enumerate(group.items):
            text = self._html(item.tokens, f"item-{number}-{index}")
            note = self._html(item.note, f"note-{number}-{index}")
            items.append(
                (item, _without_paragraph(text), note, self.evidence.line(item.about or item.fingerprint or ""))
            )
            # All reports share the template's items; a search should find what the group wrote.
            own += [note] if item.fingerprint else [text, note]
        rest = self._html(group.rest, f"group-{number}")
        return Html(
            self._fragment("group", group=group, number=number, items=items, rest=rest), Markup("").join([rest, *own])
        )

    def _section(self, index: int, section: Section) -> list[Piece]:
        heading = Heading(2, section.name, self._anchor(section.name))
        intro = self._html(section.intro, f"section-{index}") if self.options.prompts != "hide" else Markup("")
        below = self._questions([question for question in self.report.questions if question.section == index])
        html = self._fragment("section", html=intro, cells=self.cells.get(index, []))
        return [heading, Html(html), *below]

    def _questions(self, questions: list[Question]) -> list[Piece]:
        pieces: list[Piece] = []
        for question in questions:
            heading = question.heading or f"Question {question.number}"
            anchor = self._anchor(heading)
            self.anchors.setdefault(question.number, anchor)
            cell = numbers.cell(self.checked, question, anchor)
            self.cells.setdefault(question.section, []).append(cell)
            answer = self._html(question.answer.tokens, anchor)
            pieces.append(Heading(3, heading, anchor, question.title))
            pieces.append(Html(self._question(question, anchor, cell, answer), answer))
        return pieces

    def _question(self, question: Question, anchor: str, cell: numbers.Cell, answer: Markup) -> Markup:
        place = (*question.answer.placeholders, question.marker or question.heading_span)[0]
        prompt_shown = self.options.prompts != "hide"
        example_shown = prompt_shown and self.options.examples != "hide"
        return self._fragment(
            "question",
            question=question,
            cell=cell,
            badges=list(numbers.badges(self.checked, question)),
            prompt=self._html(question.prompt, f"{anchor}-prompt") if prompt_shown else Markup(""),
            example=self._html(question.example, f"{anchor}-example") if example_shown else Markup(""),
            answer=answer,
            required=required(question.words, question.figures),
            optional=question.words is not None and question.words.min == 0 and question.figures is None,
            line=place.line,
            facts=self.evidence.facts(question.number) if self.options.facts != "off" else (),
        )

    def _anchor(self, text: str) -> str:
        return self.renderer.slugger.slug(text)

    def _fragment(self, name: str, **values: object) -> Markup:
        return render_fragment(name, self.options.templates, options=self.options, **values)

    def _html(self, tokens: Tokens, name: str) -> Markup:
        return self.renderer.html(tokens, name)


def _without_paragraph(html: Markup) -> Markup:
    """Return the text of an item without the paragraph around it."""
    return Markup(str(html).strip().removeprefix("<p>").removesuffix("</p>"))
