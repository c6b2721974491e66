"""GRP: the members of the group, and who did what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_mlops_report.report.model import Question
from mkdocs_mlops_report.report.visible import text_of
from mkdocs_mlops_report.rules.context import Context
from mkdocs_mlops_report.rules.model import Finding, Severity, rule
from mkdocs_mlops_report.rules.phrases import joined
from mkdocs_mlops_report.text.pattern import lazy_pattern
from mkdocs_mlops_report.text.source import Span

_STUDY_NUMBER = lazy_pattern(r"(?<![A-Za-z0-9])[sS]\s?(\d{6})(?!\d)")
_ALMOST = lazy_pattern(r"(?<![A-Za-z0-9])[sS]\s?(\d{4,5}|\d{7,8})(?!\d)")
_OTHER = lazy_pattern(r"(?<![\w.])\d{5,10}(?![\w.])|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[A-Za-z]{1,4}\d{4,9}(?!\w)")
"""Identifiers of another university: plain numbers and email addresses."""
_UNFILLED = lazy_pattern(r"(?<![A-Za-z0-9])[sS][xX]{4,8}(?![A-Za-z])")
_USUAL_WORDS = frozenset({"AI", "ChatGPT", "Copilot", "Claude", "LLM", "LLMs"})
"""Words that most answers contain, so that the slow pattern below is rarely needed."""
_AI = lazy_pattern(
    r"\b(?:A\.?I|AIs|Gen-?AI|LLMs?|ML assistants?|GPT(?:s|-?\d\w*)?|Chat[- ]?G(?:PT|TP)\w*|Co-?pilots?|Claude"
    r"|Gemini|Bard|Cursor|Codex|Codeium|Windsurf|DeepSeek|Perplexity|Mistral|LLaMA|Llama|Grok|Grammarly|Antigravity|Tabnine|Cline"
    r"|Aider|Qwen|Kimi|NotebookLM|Lovable|OpenAI|Anthropic|AI-\w+|generative|large language models?|language models?"
    r"|artificial intell?igence|kunstig intelligens|KI|chatbots?|Junie|Le Chat|Phind)\b",
    re.IGNORECASE,
)

_GROUP = """\
### Question 1
> **Which group are you?**
>
> Answer:

"""
_NUMBERS = """\
### Question 2
> **What are the study numbers?**
>
> Answer:

"""
_LAST = """\
### Question 31
> **Who did what, and what did you use?**
>
> Answer:

"""


@rule(
    "GRP001",
    "group-number",
    Severity.WARNING,
    why="The course tells the reports apart by the number of the group.",
    example=_GROUP + "The Late Ones\n",
    instead=_GROUP + "Group 42\n",
)
def group_number(context: Context) -> Iterator[Finding]:
    """Checks for a missing group number where the prompt asks for one."""
    for question in context.asking("group-number"):
        if not any(character.isdigit() for character in text_of(question.answer.tokens)):
            yield Finding(
                question.answer_span, "Answer contains no number.", "Write the number of your group.", question.number
            )


@rule(
    "GRP002",
    "study-numbers",
    Severity.WARNING,
    why="Grades are registered by study number. If a digit is missing, the grade cannot be assigned.",
    example=_NUMBERS + "s123456, s23456\n",
    instead=_NUMBERS + "s123456, s234567\n",
)
def study_numbers(context: Context) -> Iterator[Finding]:
    """Checks for missing, incomplete or repeated study numbers where the prompt asks for them."""
    for question in context.asking("study-numbers"):
        text = text_of(question.answer.tokens)
        numbers = _STUDY_NUMBER.findall(text)
        unfilled = _UNFILLED.findall(text)
        if unfilled:
            yield Finding(
                _find(context, question, re.escape(unfilled[0])),
                f"`{unfilled[0]}` is the template's example.",
                "Replace it with the study number.",
                question.number,
            )
            continue
        if not numbers and not _ALMOST.search(text) and not _OTHER.search(text):
            yield Finding(
                question.answer_span,
                "Answer contains no study number.",
                "Write the study number of every member.",
                question.number,
            )
        for match in _ALMOST.finditer(text) if numbers else ():
            yield Finding(
                _find(context, question, re.escape(match[0])),
                f"`{match[0]}` has {len(match[1])} digits; a study number has 6.",
                "Correct the number.",
                question.number,
            )
        repeated = list(dict.fromkeys(one for index, one in enumerate(numbers) if one in numbers[:index]))
        if repeated:
            yield Finding(
                _find(context, question, rf"[sS]\s?{repeated[0]}", last=True),
                f"{_listed(repeated)} {'occurs' if len(repeated) == 1 else 'occur'} more than once.",
                "List each member once.",
                question.number,
            )


@rule(
    "GRP003",
    "member-not-in-contributions",
    Severity.WARNING,
    why="The university requires a statement about every member. A member who is not named did nothing, as far as a"
    " grader can tell.",
    example=_NUMBERS
    + "s123456, s234567, s345678\n\n"
    + _LAST
    + "s123456 wrote the service, s234567 trained the model with some help from an AI assistant. {45 words}\n",
    instead=_NUMBERS
    + "s123456, s234567, s345678\n\n"
    + _LAST
    + "s123456 wrote the service, s234567 trained the model, s345678 wrote the tests, with some help from an AI"
    " assistant. {45 words}\n",
)
def member_not_in_contributions(context: Context) -> Iterator[Finding]:
    """Checks for members whose study number is missing from the answer about contributions."""
    members: list[str] = []
    for question in context.asking("study-numbers"):
        members += _STUDY_NUMBER.findall(text_of(question.answer.tokens))
    for question in context.asking("contributions"):
        text = text_of(question.answer.tokens)
        named = {number for number in members if number in text}
        # Without any of the numbers, the members go by their names, and nobody can tell who is who.
        missing = [number for number in dict.fromkeys(members) if number not in named]
        if named and missing:
            several = len(missing) > 1
            yield Finding(
                question.answer_span,
                f"The contributions do not name {'members' if several else 'member'} {_listed(missing)}.",
                "Write what they did, with their study numbers."
                if several
                else f"Write what {_listed(missing)} did, with the study number.",
                question.number,
                _strangers(text, members),
            )


@rule(
    "GRP004",
    "no-ai-statement",
    Severity.WARNING,
    why="The prompt asks whether and how you used generative AI; an answer without a word about it is incomplete.",
    example=_LAST + "{60 words}\n",
    instead=_LAST + "{60 words} We used no generative AI.\n",
)
def no_ai_statement(context: Context) -> Iterator[Finding]:
    """Checks for a missing statement about generative AI where the prompt asks for one."""
    for question in context.asking("ai-statement"):
        text = text_of(question.answer.tokens)
        if _USUAL_WORDS.isdisjoint(text.split()) and not _AI.search(text):
            yield Finding(
                question.answer_span,
                "The prompt asks about generative AI; the answer does not mention it.",
                "Write what you used it for, or that you did not use it.",
                question.number,
            )


def _listed(numbers: list[str]) -> str:
    return joined([f"`s{number}`" for number in numbers])


def _strangers(text: str, members: list[str]) -> str:
    """Return which numbers belong to no member, since one of them may be a typo; empty without any."""
    others = [number for number in dict.fromkeys(_STUDY_NUMBER.findall(text)) if number not in members]
    if not others:
        return ""
    are = "is named there, but is not a member" if len(others) == 1 else "are named there, but are not members"
    return f"{_listed(others)} {are}."


def _find(context: Context, question: Question, pattern: str, *, last: bool = False) -> Span:
    """Return the first or last place in an answer that a pattern matches as a whole word, else the answer."""
    source = context.report.source
    word = lazy_pattern(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])")
    found = [match.span() for span in question.answer.spans for match in word.finditer(source.text, *_ends(span))]
    return source.span_of(*found[-1 if last else 0]) if found else question.answer_span


def _ends(span: Span) -> tuple[int, int]:
    return span.offset, span.end_offset
