"""The page as a row of pieces: headings, which the site's own Markdown makes, and HTML, which is ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup

from mlops_report.page import views
from mlops_report.page.context import PageContext
from mlops_report.page.fragments import render_fragment
from mlops_report.page.render import Renderer
from mlops_report.report import Checklist, Question, Section
from mlops_report.report.model import Tokens
from mlops_report.rules import CheckedReport
from mlops_report.rules.wording import month_of

_DEFAULT_TITLE = "Exam report"
_CHECKLIST_TITLE = "Checklist"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page. `title` stands beside its text, lighter, and in the table of contents."""

    level: int
    text: str
    anchor: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Html:
    """A block of HTML that nobody has to read again.

    `searched` is what a search shall find of it: the group's text, without badges and the template's words.
    """

    html: str
    searched: str = ""


Piece: TypeAlias = Heading | Html


@dataclass(frozen=True, slots=True)
class Page:
    """A composed page; its first piece is the only heading of level 1."""

    title: str
    pieces: tuple[Piece, ...]


def compose(checked: CheckedReport, context: PageContext) -> Page:
    """Compose the page of a checked report."""
    return _Composer(checked, context).page()


def compose_progress(checked: CheckedReport, context: PageContext, title: str) -> Page:
    """Compose the page of a dashboard that has a page of its own."""
    return _Composer(checked, context).progress(title)


class _Composer:
    def __init__(self, checked: CheckedReport, context: PageContext) -> None:
        self.checked = checked
        self.context = context
        self.options = context.options
        self.renderer = Renderer(context)
        self.anchors: dict[int, str] = {}
        self.cells: dict[int, list[views.Cell]] = {}

    def page(self) -> Page:
        report = self.checked.report
        heading = Heading(1, self._title(), self.renderer.slugger.slug(report.title or self._title()))
        below: list[Piece] = []
        if report.instructions and self.options.instructions != "hide":
            html = self._html(report.instructions, "instructions")
            untouched = self._untouched()
            shown = self._fragment("instructions", html=html, untouched=untouched)
            below.append(Html(shown, "" if untouched else html))
        below += self._checklist(report.checklist)
        orphans = [question for question in report.questions if question.section < 0]
        below += self._questions(orphans)
        for index, section in enumerate(report.sections):
            below += self._section(index, section)
        assets = Html(f'<div class="mlr-assets">{self.context.assets}</div>') if self.context.assets else None
        dashboard = Html(self._dashboard()) if self.options.dashboard == "top" else None
        top = [piece for piece in (assets, dashboard) if piece]
        return Page(heading.text, (heading, *top, *below))

    def progress(self, title: str) -> Page:
        """Return the page that holds nothing but the dashboard."""
        self.page()  # finds the anchors
        assets = Html(f'<div class="mlr-assets">{self.context.assets}</div>')
        return Page(title, (Heading(1, title, "progress"), assets, Html(self._dashboard())))

    def _title(self) -> str:
        title = self.options.title or self.checked.report.title
        if self.options.title:
            return title
        return _DEFAULT_TITLE if not title or self._untouched() else title

    def _untouched(self) -> bool:
        """The title is still the template's own, and so are the instructions below it."""
        report = self.checked.report
        return report.title.lower().startswith(report.edition.title.lower())

    def _dashboard(self) -> str:
        checked, report = self.checked, self.checked.report
        shorts = {index: section.short for index, section in enumerate(report.sections)}
        sections = [(shorts.get(index, ""), cells) for index, cells in sorted(self.cells.items())]
        rows = views.rows(checked, self.context.line) if self.context.findings else []
        return self._fragment(
            "dashboard",
            base=self.context.base,
            built=self.context.built,
            group=views.group_number(checked),
            checked=checked,
            report=report,
            verdict=checked.verdict,
            answered=views.answered_of(checked),
            headline=views.headline(checked) if self.context.findings else views.plain_headline(checked),
            edition=month_of(report.edition.id),
            tiles=views.tiles(checked),
            sections=sections,
            state_words=views.STATE_WORDS,
            left=[row for row in rows if not row.fold],
            folded=[row for row in rows if row.fold],
            folded_label=views.folded_label([row for row in rows if row.fold]),
            titles={question.number: question.title for question in report.questions},
            anchors=self.anchors,
        )

    def _checklist(self, checklist: Checklist) -> list[Piece]:
        if not checklist.groups and not checklist.name:
            return []
        name = checklist.name or _CHECKLIST_TITLE
        pieces: list[Piece] = [Heading(2, name, self.renderer.slugger.slug(name))]
        intro = self._html(checklist.intro, "checklist")
        pieces.append(Html(self._fragment("checklist", checklist=checklist, intro=intro)))
        for number, group in enumerate(checklist.groups, start=1):
            if group.name:
                pieces.append(Heading(3, group.name, self.renderer.slugger.slug(group.name)))
            items = [
                (
                    item,
                    self._inner(self._html(item.tokens, f"item-{number}-{index}")),
                    self._html(item.note, f"note-{number}-{index}"),
                )
                for index, item in enumerate(group.items, start=1)
            ]
            rest = self._html(group.rest, f"group-{number}")
            lines = "".join(f"<p>{text}</p>{note}" for _, text, note in items)
            pieces.append(Html(self._fragment("group", group=group, items=items, rest=rest), rest + lines))
        return pieces

    def _section(self, index: int, section: Section) -> list[Piece]:
        pieces: list[Piece] = [Heading(2, section.name, self.renderer.slugger.slug(section.name))]
        intro = self._html(section.intro, f"section-{index}") if self.options.prompts != "hide" else Markup()
        questions = [question for question in self.checked.report.questions if question.section == index]
        below = self._questions(questions)
        html = self._fragment("section", html=intro, cells=self.cells.get(index, []))
        return [*pieces, Html(html, intro), *below]

    def _questions(self, questions: list[Question]) -> list[Piece]:
        pieces: list[Piece] = []
        for question in questions:
            heading = question.heading or f"Question {question.number}"
            anchor = self.renderer.slugger.slug(heading)
            self.anchors.setdefault(question.number, anchor)
            cell = views.cell(self.checked, question, anchor)
            self.cells.setdefault(question.section, []).append(cell)
            pieces.append(Heading(3, heading, anchor, question.title))
            answer = self._html(question.answer.tokens, anchor)
            pieces.append(Html(self._question(question, anchor, cell, answer), answer))
        return pieces

    def _question(self, question: Question, anchor: str, cell: views.Cell, answer: Markup) -> str:
        place = (*question.answer.placeholders, question.marker or question.heading_span)[0]
        asked, shown = self.options.prompts != "hide", self.options.examples != "hide"
        return self._fragment(
            "question",
            question=question,
            cell=cell,
            badges=list(views.badges(self.checked, question)),
            prompt=self._html(question.prompt, f"{anchor}-prompt") if asked else Markup(),
            example=self._html(question.example, f"{anchor}-example") if asked and shown else Markup(),
            answer=answer,
            line=place.line,
        )

    def _fragment(self, name: str, **values: object) -> str:
        return render_fragment(name, self.options.templates, options=self.options, **values)

    def _html(self, tokens: Tokens, name: str) -> Markup:
        return Markup(self.renderer.html(tokens, name))

    @staticmethod
    def _inner(html: Markup) -> Markup:
        """An item's text without the paragraph around it."""
        return Markup(html.strip().removeprefix("<p>").removesuffix("</p>"))
