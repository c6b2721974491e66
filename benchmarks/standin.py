"""A stand-in for the course's tool, with its imports and the same work: constraints as models, a command, a logger.

Written from the description of the tool, not from its code. It reads a report, splits it into answers, and checks
each answer against constraints that are pydantic models.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import markdown  # noqa: F401 - imported for its time, as the original does
import typer
from loguru import logger
from pydantic import BaseModel


class Constraint(BaseModel):
    """Base class of the constraints."""

    def passes(self, answer: str, number: int) -> bool:
        raise NotImplementedError


class Anything(Constraint):
    def passes(self, answer: str, number: int) -> bool:
        return True


class Words(Constraint):
    least: int
    most: int

    def passes(self, answer: str, number: int) -> bool:
        count = len(answer.split())
        if self.least <= count <= self.most:
            return True
        logger.warning(f"Question {number}: {count} words, expected {self.least} to {self.most}")
        return False


class Images(Constraint):
    least: int
    most: int

    def passes(self, answer: str, number: int) -> bool:
        count = len(re.findall(r"\!\[.*?\]\(.*?\)", answer))
        if self.least <= count <= self.most:
            return True
        logger.warning(f"Question {number}: {count} images, expected {self.least} to {self.most}")
        return False


class All(Constraint):
    constraints: list[Words | Images | Anything]

    def passes(self, answer: str, number: int) -> bool:
        passed = [one.passes(answer, number) for one in self.constraints]
        return all(passed)


app = typer.Typer()


@app.command()
def html() -> None:
    """Convert the report, which the benchmark does not need."""


@app.command()
def check(file: Path) -> None:
    """Check a report."""
    constraints: dict[str, Constraint] = {}
    for number in range(1, 32):
        if number in {1, 2}:
            constraints[f"question_{number}"] = Anything()
        elif number in {14, 19, 20, 21, 29}:
            both = [Words(least=0, most=400), Images(least=1, most=3)]
            constraints[f"question_{number}"] = All(constraints=both)
        else:
            constraints[f"question_{number}"] = Words(least=100, most=200)
    text = file.read_text("utf-8")
    parts = text.split("Answer:")
    answers = [part.split("###")[0].split("##")[0] for part in parts[1:]]
    answers = [answer.strip("\n") for answer in answers]
    passed = 0
    for number, (answer, one) in enumerate(zip(answers, constraints.values(), strict=False), start=1):
        passed += one.passes(answer, number)
    logger.info(f"Questions passed: {passed}/{len(constraints)}")


if __name__ == "__main__":
    sys.exit(app())
