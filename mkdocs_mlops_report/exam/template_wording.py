"""How much a sentence differs from one of the template, without storing the template's sentences.

`wording.yaml` has a hash of four hexadecimal digits for every word of a known prompt, example or item, under the
fingerprint of the whole. That is enough to count the words that differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mkdocs_mlops_report.exam.data import exam_data
from mkdocs_mlops_report.exam.fingerprint import normalise, sha256_of
from mkdocs_mlops_report.text.pattern import lazy_pattern

if TYPE_CHECKING:
    from difflib import SequenceMatcher

_URL = lazy_pattern(r"(?<=\])\([^)]{0,300}\)|<\S{0,300}|\bhttps?://\S{0,300}|\b[\w-]+(?:\.[\w-]+)+\.[a-z]{2,4}\b")
_WORD = lazy_pattern(r"[^\W_]+(?:[-/&'][^\W_]+)*%?")
_START_CHARACTERS = 160
_START_WORDS = 8
"""A text is compared only if half of the longest words (at most 8) in its first 160 characters are known ones."""
_ALLOWED_CHANGES = 2
_ALLOWED_SHARE = 0.06
"""Up to 2 words, or 6 % of them, may differ in a sentence that still counts as the template's."""


def words_of(text: str) -> list[str]:
    """Return the words of a sentence as they are compared: lower case, no markup, no URLs."""
    return _WORD.findall(_URL.sub(" ", normalise(text)))


@lru_cache(maxsize=4096)
def word_hash(word: str) -> str:
    """Return the four hexadecimal digits that stand for a word."""
    return sha256_of(word)[:4]


def is_reworded(text: str, fingerprints: Iterable[str]) -> bool | None:
    """Return whether `text` says something else than every known sentence among `fingerprints`.

    A corrected typo, a changed URL or lines joined by a formatter are not changes; another number is one.

    Returns:
        None if the words of none of the sentences are known.
    """
    known = [wording for print_ in fingerprints if (wording := _wordings().get(print_))]
    return all(_differs(words_of(text), wording) for wording in known) if known else None


@lru_cache(maxsize=256)
def is_like(text: str, fingerprints: frozenset[str], share: float) -> bool:
    """Return whether `text` shares at least `share` of its words (0 to 1) with a known sentence."""
    known = [wording for print_ in fingerprints if (wording := _wordings().get(print_))]
    # Hashing takes time, and hardly any paragraph has a similar length.
    blanks = text.count(" ") + text.count("\n")
    if not any(len(wording) * 0.6 <= blanks <= len(wording) * 1.6 for wording in known):
        return False
    words = set(_WORD.findall(text[:_START_CHARACTERS].lower()))
    longest = sorted(words, key=lambda word: (len(word), word))[-_START_WORDS:]
    begin = {word_hash(word) for word in longest}
    if not any(len(begin.intersection(wording)) >= len(begin) / 2 for wording in known):
        return False
    hashes = [word_hash(word) for word in words_of(text)]
    return any(_share(hashes, wording, share) >= share for wording in known)


def _share(hashes: list[str], wording: tuple[str, ...], least: float) -> float:
    """Return the share of words in common (0 to 1), or 0 if it is certainly below `least`."""
    both = len(hashes) + len(wording)
    if 2 * min(len(hashes), len(wording)) < least * both:
        return 0
    if 2 * (Counter(hashes) & Counter(wording)).total() < least * both:
        return 0
    return _matcher(hashes, wording).ratio()


def _differs(words: list[str], wording: tuple[str, ...]) -> bool:
    hashes = [word_hash(word) for word in words]
    changed = 0
    for kind, start, end, from_, to in _matcher(hashes, wording).get_opcodes():
        if kind == "equal":
            continue
        if any(character.isdigit() for word in words[start:end] for character in word):
            return True
        changed += max(end - start, to - from_)
    return changed > max(_ALLOWED_CHANGES, _ALLOWED_SHARE * len(wording))


def _matcher(hashes: list[str], wording: tuple[str, ...]) -> SequenceMatcher[str]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - most reports need no comparison

    return SequenceMatcher(None, hashes, wording, autojunk=False)


@cache
def _wordings() -> dict[str, tuple[str, ...]]:
    return {print_: tuple(hashes.split()) for print_, hashes in exam_data()["wording"].items()}
