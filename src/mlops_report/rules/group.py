"""GRP: who hands in, and who did what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlops_report.pattern import lazy
from mlops_report.report import Question, Span
from mlops_report.report.visible import text_of
from mlops_report.rules.base import Finding, Severity, rule
from mlops_report.rules.readings import Readings
from mlops_report.rules.wording import and_joined, number_of

_STUDY_NUMBER = lazy(r"(?<![A-Za-z0-9])[sS]\s?(\d{6})(?!\d)")
_ALMOST = lazy(r"(?<![A-Za-z0-9])[sS]\s?(\d{4,5}|\d{7,8})(?!\d)")
_OTHER = lazy(r"(?<![\w.])\d{5,10}(?![\w.])|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[A-Za-z]{1,4}\d{4,9}(?!\w)")
_UNFILLED = lazy(r"(?<![A-Za-z0-9])[sS][xX]{4,8}(?![A-Za-z])")
_MOST_SAID = frozenset({"AI", "ChatGPT", "Copilot", "Claude", "LLM", "LLMs"})
"""Words that spare most reports the long pattern below."""
_AI = lazy(
    r"\b(?:A\.?I|AIs|Gen-?AI|LLMs?|ML assistants?|GPT(?:s|-?\d\w*)?|Chat[- ]?G(?:PT|TP)\w*|Co-?pilots?|Claude"
    r"|Gemini|Bard|Cursor|Codex|Codeium|Windsurf|DeepSeek|Perplexity|Mistral|LLaMA|Llama|Grok|Grammarly|Antigravity|Tabnine|Cline"
    r"|Aider|Qwen|Kimi|NotebookLM|Lovable|OpenAI|Anthropic|AI-\w+|generative|large language models?|language models?"
    r"|artificial intell?igence|kunstig intelligens|KI|chatbots?|Junie|Le Chat|Phind)\b",
    re.IGNORECASE,
)

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
    mend="Write the number that the course knows your group by.",
    fires="### Question 1\n> **Which group are you?**\n>\n> Answer:\n\nThe Late Ones\n",
    silent="### Question 1\n> **Which group are you?**\n>\n> Answer:\n\nGroup 42\n",
)
def group_number(readings: Readings) -> Iterator[Finding]:
    """The answer that asks for the group's number has none."""
    for question in readings.asking("group-number"):
        if not any(character.isdigit() for character in text_of(question.answer.tokens)):
            yield Finding(
                question.place,
                "There is no number in the answer.",
                "Write the number of your group.",
                question.number,
            )


@rule(
    "GRP002",
    "study-numbers",
    Severity.WARNING,
    why="A grade is given to a study number. One digit too few, and it is given to nobody.",
    mend="Write the study number of every member, for instance `s123456`.",
    fires=_NUMBERS + "s123456, s23456\n",
    silent=_NUMBERS + "s123456, s234567\n",
)
def study_numbers(readings: Readings) -> Iterator[Finding]:
    """The answer that asks for study numbers has none, or one that cannot be right."""
    for question in readings.asking("study-numbers"):
        text = text_of(question.answer.tokens)
        numbers = [match.lower() for match in _STUDY_NUMBER.findall(text)]
        unfilled = _UNFILLED.findall(text)
        if unfilled:
            yield Finding(
                _find(readings, question, unfilled[0]),
                f"`{unfilled[0]}` is the template's example.",
                "Write the study number in its place.",
                question.number,
            )
            continue
        if not numbers and not _ALMOST.search(text) and not _OTHER.search(text):
            yield Finding(
                question.place,
                "There is no study number in the answer.",
                "Write the study number of every member.",
                question.number,
            )
        if numbers:
            for match in _ALMOST.finditer(text):
                yield Finding(
                    _find(readings, question, match[0]),
                    f"`{match[0]}` has {len(match[1])} digits; a study number has 6.",
                    "Correct it.",
                    question.number,
                )
        again = [number for index, number in enumerate(numbers) if number in numbers[:index]]
        if again:
            named = and_joined([f"`s{number}`" for number in dict.fromkeys(again)])
            yield Finding(
                _find(readings, question, again[0], last=True),
                f"{named} {'stands' if len(set(again)) == 1 else 'stand'} more than once.",
                "Write every member once.",
                question.number,
            )


@rule(
    "GRP003",
    "member-not-in-contributions",
    Severity.WARNING,
    why="The university asks what every member did. Somebody who is not named did nothing, as far as a grader"
    " can tell.",
    mend="Say what each study number did.",
    fires="### Question 2\n> **What are the study numbers?**\n>\n> Answer:\n\ns123456, s234567, s345678\n\n"
    + _LAST
    + "s123456 wrote the service, s234567 trained the model with some help of an AI assistant. {45 words}\n",
    silent="### Question 2\n> **What are the study numbers?**\n>\n> Answer:\n\ns123456, s234567\n\n"
    + _LAST
    + "s123456 wrote the service, s234567 trained the model with some help of an AI assistant. {45 words}\n",
)
def member_not_in_contributions(readings: Readings) -> Iterator[Finding]:
    """A study number stands among the members and not among the contributions."""
    members: list[str] = []
    for question in readings.asking("study-numbers"):
        members += _STUDY_NUMBER.findall(text_of(question.answer.tokens))
    for question in readings.asking("contributions"):
        text = text_of(question.answer.tokens)
        named = {number for number in members if number in text}
        # Without any of the numbers the members go by their names, and nobody can tell who is who.
        missing = [number for number in dict.fromkeys(members) if number not in named]
        if named and missing:
            yield Finding(
                question.place,
                f"{and_joined([f'`s{number}`' for number in missing])} {'is' if len(missing) == 1 else 'are'} among"
                f" the members and not among the contributions, which name {number_of(len(named), 'other')}.",
                f"Say what each of you did{_strangers(text, members)}.",
                question.number,
            )


@rule(
    "GRP004",
    "no-ai-statement",
    Severity.WARNING,
    why="The prompt asks whether and how generative AI was used. No word about it is no answer to that.",
    mend="Say what you used it for, or that you did not.",
    fires=_LAST + "{60 words}\n",
    silent=_LAST + "{60 words} We used no generative AI.\n",
)
def no_ai_statement(readings: Readings) -> Iterator[Finding]:
    """The answer that has to say how generative AI was used does not mention it."""
    for question in readings.asking("ai-statement"):
        text = text_of(question.answer.tokens)
        if _MOST_SAID.isdisjoint(text.split()) and not _AI.search(text):
            yield Finding(
                question.place,
                "Nothing is said about generative AI, which the prompt asks for.",
                "Say what you used it for, or that you did not use it.",
                question.number,
            )


def _strangers(text: str, members: list[str]) -> str:
    """Name the numbers that are no member's: one of them is perhaps a slip."""
    others = [number for number in dict.fromkeys(_STUDY_NUMBER.findall(text)) if number not in members]
    named = and_joined([f"`s{number}`" for number in others])
    return f"; {named} {'is' if len(others) == 1 else 'are'} named there and not among the members" if others else ""


def _find(readings: Readings, question: Question, text: str, *, last: bool = False) -> Span:
    source = readings.report.source
    for span in question.answer.spans:
        find = source.text.rfind if last else source.text.find
        at = find(text, span.offset, span.end_offset)
        if at >= 0:
            return source.span_of(at, at + len(text))
    return question.place
