"""A group's report as a record: what the site and the tables show of it, and the HTML of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from mkdocs_mlops_report.cohort.collecting.figures import Figures
from mkdocs_mlops_report.cohort.privacy import masked, masked_html
from mkdocs_mlops_report.cohort.records import Answer, Claim, Heading, Record, State
from mkdocs_mlops_report.config.options import Options
from mkdocs_mlops_report.evidence.catalogue import items_by_key
from mkdocs_mlops_report.exam import Limit, QuestionSpec
from mkdocs_mlops_report.page import compose as composed
from mkdocs_mlops_report.page.context import BuiltFrom, Image, PageContext
from mkdocs_mlops_report.page.elements import element
from mkdocs_mlops_report.page.links import link_to_forge, locate_figure
from mkdocs_mlops_report.page.render import Renderer
from mkdocs_mlops_report.page.standalone import html_of
from mkdocs_mlops_report.page.views import numbers
from mkdocs_mlops_report.page.views.evidence import EvidenceView, FactLine, file_urls
from mkdocs_mlops_report.report.model import Question, Report
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.reporters.locations import line_url
from mkdocs_mlops_report.repository.forge import Forge, forge_of
from mkdocs_mlops_report.repository.git.revision import Revision
from mkdocs_mlops_report.repository.links import Place
from mkdocs_mlops_report.rules.engine import CheckedReport, check
from mkdocs_mlops_report.rules.phrases import MONTHS, month_of
from mkdocs_mlops_report.rules.settings import settings_of

_SHORTEST_NAME = 5
"""Characters of the name of a repository that is hidden in texts; shorter ones are ordinary words."""


class Subject(NamedTuple):
    """A report that was read, and what is known about it."""

    report: Report
    options: Options
    revision: Revision | None
    """None for a folder without git."""
    since: int
    """Number of later commits to the report."""
    hidden: bool
    """Whether to hide which group it is."""
    note: str = ""
    """What is unusual about the report, for instance its place."""


def describe(subject: Subject, figures: Path, prefix: str) -> tuple[Record, str]:
    """Check and compose a report; return its record and the HTML of its page, without personal identifiers.

    Args:
        subject: the report.
        figures: the folder in which its figures are written.
        prefix: starts the anchors in answers, of which a page of the site shows many.

    Raises:
        OSError: a figure cannot be read or written.
    """
    describer = _Describer(subject, figures, prefix)
    return describer.record(), describer.page()


class _Describer:
    def __init__(self, subject: Subject, figures: Path, prefix: str) -> None:
        self.subject = subject
        self.prefix = prefix
        # A group's templates are untrusted code; graders need missing evidence, too.
        self.options = replace(
            subject.options,
            evidence="off" if subject.options.evidence == "off" else "full",
            dashboard="top",
            templates="",
            title="",
        )
        self.known_forge = forge_of(subject.report.root, environment={})
        self.forge = None if subject.hidden else _at(self.known_forge, subject.revision)
        self.figures = Figures(figures)
        checked = check(subject.report, settings_of(self.options))
        self.checked = _without_names(checked) if subject.hidden else checked
        self.evidence = self.checked.context.evidence
        self.composed = composed.compose(self.checked, self._context(small=False))
        self.view = EvidenceView(self.evidence, self._context(small=True).file, absence=True)

    def page(self) -> str:
        """Return the HTML of the group's page, without its title."""
        numbers_of = {one.heading or f"Question {one.number}": one.number for one in self.checked.report.questions}
        parts: list[Markup] = []
        for piece in self.composed.pieces[1:]:
            parts.append(html_of(piece))
            if isinstance(piece, composed.Heading) and piece.level == 3 and piece.text in numbers_of:
                url = f"../questions/{numbers_of[piece.text]}.html"
                parts.append(element("a", {"class": "mlc-all", "href": url}, "all groups ›"))
        return masked_html(self._hide(str(Markup("\n").join(parts))))

    def record(self) -> Record:
        """Return everything else that is kept."""
        checked, revision, hidden = self.checked, self.subject.revision, self.subject.hidden
        verdict = checked.verdict
        tiles = {tile.name: tile for tile in numbers.tiles(checked)}
        figures, checklist = tiles.get("Figures"), tiles.get("Checklist")
        project = numbers.own_title(self.composed.title) or ("" if hidden else numbers.project_name(checked.report))
        answers = tuple(self._answers())
        return Record(
            project=self._plain(project),
            number="" if hidden else numbers.group_number(checked),
            title=self._plain(self.composed.title),
            path=self._plain(checked.report.path),
            note=self._plain(self.subject.note),
            commit=revision.commit if revision and not hidden else "",
            time=revision.time.isoformat() if revision and revision.time else "",
            commit_url=self.forge.commit(revision.commit) if self.forge and revision else "",
            since=self.subject.since,
            edition=month_of(checked.report.edition.id),
            passed=verdict.passed,
            expected=verdict.expected,
            error=verdict.error or "",
            answered=numbers.answered_of(checked),
            figures=figures.value if figures else 0,
            figures_expected=figures.total if figures else 0,
            ticked=checklist.value if checklist else 0,
            items=checklist.total if checklist else 0,
            with_evidence=self.evidence.shown if self.evidence else None,
            findings=tuple((one.code, one.severity.value, one.question or 0) for one in checked.findings),
            answers=answers,
            claims=tuple(self._claims()),
            contents=tuple(self._contents()),
            figure_files=tuple(sorted(self.figures.names)),
        )

    def _answers(self) -> Iterator[Answer]:
        checked = self.checked
        anchors = {piece.text: piece.anchor for piece in reversed(self._headings()) if piece.level == 3}
        renderer = Renderer(self._context(small=True), checked.context.files, f"{self.prefix}-")
        done: set[int] = set()
        for question in checked.report.questions:
            if question.number in done:  # the report has this question twice
                continue
            done.add(question.number)
            badges = {badge.kind: badge for badge in numbers.badges(checked, question)}
            words, figures = badges["words"], badges.get("figures")
            official = checked.official.answer(question)
            failing = [one.code for one in checked.findings if one.question == question.number and one.severity.fails]
            html = renderer.html(question.answer.tokens, f"{self.prefix}-{question.number}")
            facts = self.view.facts(question.number) if self.options.facts != "off" else ()
            yield Answer(
                number=question.number,
                title=question.title,
                anchor=anchors.get(question.heading or f"Question {question.number}", ""),
                state=_state(question, words, figures, checked.context.visible_figures(question)),
                words=words.value,
                words_limit=(words.limit.min, words.limit.max) if words.limit else None,
                figures=figures.value if figures else 0,
                figures_limit=(figures.limit.min, figures.limit.max) if figures and figures.limit else None,
                remark=words.remark,
                figures_remark=figures.remark if figures else "",
                passed=official.passed if official else None,
                codes=tuple(dict.fromkeys(failing)),
                asked=self._plain(" ".join(text_of(question.prompt).split())),
                text=self._plain(_source_of(checked, question)),
                html=masked_html(self._hide(str(html))),
                facts=masked_html(self._hide(str(Markup(" · ").join(map(_fact, facts))))),
            )
        for spec in checked.report.edition.questions:
            if spec.number not in done:
                yield _not_found(spec)

    def _claims(self) -> Iterator[Claim]:
        """Yield the known items of the report, and those of its edition that it does not have."""
        found = {item.id: item for item in self.evidence.items} if self.evidence else {}
        states = {"done": True, "open": False, "unreadable": None}
        boxes: dict[str, tuple[str, bool | None]] = {}
        for number, group in enumerate(self.checked.report.checklist.groups, start=1):
            for index, item in enumerate(group.items, start=1):
                known = items_by_key().get(item.about or item.fingerprint or "")
                if known is not None:
                    boxes.setdefault(known.id, (f"item-{number}-{index}", states[item.state]))
        for name in dict.fromkeys([*boxes, *found]):
            anchor, ticked = boxes.get(name, ("", None))
            evidence = found.get(name)
            places = self.view.places(evidence) if evidence else ()
            yield Claim(
                name,
                anchor,
                ticked,
                evidence.verdict if evidence else "",
                tuple((self._plain(place.text), place.url) for place in places),
                evidence.note if evidence else "",
            )

    def _headings(self) -> list[composed.Heading]:
        return [piece for piece in self.composed.pieces if isinstance(piece, composed.Heading)]

    def _contents(self) -> Iterator[Heading]:
        for piece in self._headings()[1:]:
            yield Heading(piece.level, self._plain(f"{piece.text} {piece.title}".strip()), piece.anchor)

    def _context(self, *, small: bool) -> PageContext:
        """Return where links and figures lead from a page that is one folder below the site."""
        report, revision = self.checked.report, self.subject.revision
        return PageContext(
            # On the page of a question, the anchors of a report are not there.
            link=lambda url: None if small and url.startswith("#") else link_to_forge(url, report, self.forge),
            figure=lambda url: self._figure(url, small=small),
            line=lambda number: line_url(self.checked, number, forge=self.forge) if self.forge else "",
            options=self.options,
            findings="folded",
            build=self._build(),
            file=file_urls(self.forge, revision.commit if revision else ""),
        )

    def _figure(self, url: str, *, small: bool) -> Image | None:
        target = locate_figure(url, self.checked.report, self.known_forge)
        if target.place is Place.REMOTE:
            return Image("")  # a link: the pages of a cohort load nothing from elsewhere
        return self.figures.image(target.file, small=small) if target.file and target.file.is_file() else None

    def _build(self) -> BuiltFrom | None:
        revision = self.subject.revision
        if revision is None or self.subject.hidden:
            return None
        time = revision.time
        date = f"{time.day} {MONTHS[time.month - 1]} {time.year}, {time:%H:%M %z}" if time else ""
        return BuiltFrom(revision.short, date, self.forge.commit(revision.commit) if self.forge else "")

    def _plain(self, text: str) -> str:
        return masked(self._hide(text))

    def _hide(self, text: str) -> str:
        """Return a text in which nothing says which repository it is about, if that is hidden."""
        if not self.subject.hidden:
            return text
        url = self.known_forge.url.split("://", 1)[-1] if self.known_forge else ""
        folder = self.checked.report.root.name if self.checked.report.root else ""
        owner_and_name = url.partition("/")[2]
        for name in (url, owner_and_name, *owner_and_name.split("/"), folder):
            if len(name) >= _SHORTEST_NAME:
                # Also in another spelling (`bird_song`) and in an encoded URL (`%2Fbird-song`).
                spelled = "[-_ ]".join(map(re.escape, re.split(r"[-_ ]", name)))
                words = rf"(?:(?<![A-Za-z0-9])|(?<=%2F)){spelled}(?![A-Za-z0-9])"
                text = re.sub(words, "[repository]", text, flags=re.IGNORECASE)
        return text


def _not_found(spec: QuestionSpec) -> Answer:
    """Return what stands for a question of the edition that the report does not have, or that a code fence swallows."""
    words, figures = spec.words, spec.figures
    return Answer(
        number=spec.number,
        title=spec.title,
        anchor="",
        state="fine" if _is_optional(words, figures) else "unanswered",
        words=0,
        words_limit=(words.min, words.max) if words else None,
        figures=0,
        figures_limit=(figures.min, figures.max) if figures else None,
        remark="question not found in the report",
        figures_remark="",
        passed=None,
        codes=(),
        asked="",
        text="",
        html="",
        facts="",
    )


def _state(question: Question, words: numbers.Badge, figures: numbers.Badge | None, visible: int) -> State:
    """Return the state of an answer; a figure that the official check counts and nobody sees is missing, too."""
    if question.answer.state == "unanswered":
        return "fine" if _is_optional(question.words, question.figures) else "unanswered"
    if words.state == "low":
        return "short"
    if words.state == "high":
        return "long"
    wrong = figures is not None and figures.state in {"low", "high"}
    missing = question.figures is not None and visible < question.figures.min
    return "figures" if wrong or missing else "fine"


def _is_optional(words: Limit | None, figures: Limit | None) -> bool:
    return words is not None and words.min == 0 and figures is None


def _fact(fact: FactLine) -> Markup:
    places = [element("a", {"href": place.url}, place.text) if place.url else place.text for place in fact.places]
    return Markup("{} {}").format(fact.text, Markup(", ").join(places)) if places else Markup("{}").format(fact.text)


def _source_of(checked: CheckedReport, question: Question) -> str:
    """Return an answer as it is written."""
    if question.answer.state == "unanswered":
        return ""
    text = checked.report.source.text
    return "\n\n".join(text[span.offset : span.end_offset].strip() for span in question.answer.spans).strip()


def _at(forge: Forge | None, revision: Revision | None) -> Forge | None:
    return forge._replace(ref=revision.commit) if forge and revision else forge


def _without_names(checked: CheckedReport) -> CheckedReport:
    """Return a checked report without the answers that say who the group is, what quotes them, and its own title."""
    who = {one.number for ask in ("group-number", "study-numbers") for one in checked.context.asking(ask)}
    report = checked.report._replace(
        title=checked.report.edition.title,
        questions=tuple(
            one._replace(answer=one.answer._replace(tokens=(), spans=(), links=(), figures=()))
            if one.number in who
            else one
            for one in checked.report.questions
        ),
    )
    return checked._replace(
        context=checked.context.reduced(report),
        findings=tuple(one for one in checked.findings if one.question not in who),
        ignored=tuple(one for one in checked.ignored if one.finding.question not in who),
    )
