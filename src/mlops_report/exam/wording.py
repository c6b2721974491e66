"""How far a sentence is from the template's, told without keeping the template's sentences.

`wording.yaml` has a hash of four hexadecimal digits for every word of a known prompt, example or item, under the
fingerprint of the whole. That is enough to count the words that differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mlops_report.exam.facts import WORDING
from mlops_report.exam.fingerprint import normalise, sha256_of
from mlops_report.pattern import lazy

if TYPE_CHECKING:
    from difflib import SequenceMatcher

_ADDRESS = lazy(r"(?<=\])\([^)]{0,300}\)|<\S{0,300}|\bhttps?://\S{0,300}|\b[\w-]+(?:\.[\w-]+)+\.[a-z]{2,4}\b")
_WORD = lazy(r"[^\W_]+(?:[-/&'][^\W_]+)*%?")
_BEGINNING = 160
_TELLING = 8
"""A text is another one where hardly any of the longest words of its beginning are those looked for: so many words of
so many characters."""
_FEW = 2
_SHARE = 0.06


def words_of(text: str) -> list[str]:
    """Return the words of a sentence as they are compared: lower case, no markup, no addresses of links."""
    return _WORD.findall(_ADDRESS.sub(" ", normalise(text)))


@lru_cache(maxsize=4096)
def word_hash(word: str) -> str:
    """Return the four hexadecimal digits that stand for a word."""
    return sha256_of(word)[:4]


def is_reworded(text: str, fingerprints: Iterable[str]) -> bool | None:
    """Tell whether `text` says something else than every known sentence among `fingerprints`.

    A mended typo, a changed address or a formatter's join is no change; another number is. None where the words
    of none of the sentences are known.
    """
    known = [wording for print_ in fingerprints if (wording := _wordings().get(print_))]
    return all(_differs(words_of(text), wording) for wording in known) if known else None


@lru_cache(maxsize=256)
def is_like(text: str, fingerprints: frozenset[str], share: float) -> bool:
    """Tell whether `text` has at least a share of its words, from 0 to 1, in common with a known sentence."""
    known = [wording for print_ in fingerprints if (wording := _wordings().get(print_))]
    # Hashing takes time, and nearly no paragraph has a length that comes near. Dots are a word here and none there.
    blanks = text.count(" ") + text.count("\n")
    if not any(len(wording) * 0.6 <= blanks <= len(wording) * 1.6 for wording in known):
        return False
    words = set(_WORD.findall(text[:_BEGINNING].lower()))
    longest = sorted(words, key=lambda word: (len(word), word))[-_TELLING:]
    begin = {word_hash(word) for word in longest}
    if not any(len(begin.intersection(wording)) >= len(begin) / 2 for wording in known):
        return False
    hashes = [word_hash(word) for word in words_of(text)]
    return any(_share(hashes, wording, share) >= share for wording in known)


def _share(hashes: list[str], wording: tuple[str, ...], least: float) -> float:
    """Return two times the words in common by the words of both, or 0 where it is surely less than `least`."""
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
    return changed > max(_FEW, _SHARE * len(wording))


def _matcher(hashes: list[str], wording: tuple[str, ...]) -> SequenceMatcher[str]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - most reports need no comparison

    return SequenceMatcher(None, hashes, wording, autojunk=False)


@cache
def _wordings() -> dict[str, tuple[str, ...]]:
    return {print_: tuple(hashes.split()) for print_, hashes in WORDING.items()}
