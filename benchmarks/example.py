"""The example report with other answers: for the pictures of the documentation, and for tests of what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

SITE = Path(__file__).parents[1] / "example_site"
SHORT = """\
We measure the coverage with pytest, and it is 87%. What is not covered is the service and the
script that fetches the recordings, because both talk to machines that our tests do not have. A
hundred per cent would not tell us much more: a line that ran is a line that did not crash, and
nobody has looked at its result yet. So we read the tests in every review, too, and ask.
"""
"""An answer to question 8 of 75 words, as the documentation shows it."""


def with_answer(text: str, number: int, change: Callable[[str], str]) -> str:
    """Return a report in which the answer to a question is what `change` makes of it.

    Raises:
        ValueError: the report has no such question.
    """
    pattern = rf"(?ms)(^### Question {number}\n.*?^> Answer:\n\n)(.*?)(?=^### )"
    changed, times = re.subn(pattern, lambda found: f"{found[1]}{change(found[2].rstrip())}\n\n", text, count=1)
    if not times:
        message = f"the report has no question {number}"
        raise ValueError(message)
    return changed
